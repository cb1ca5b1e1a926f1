using Evenkeel.Core.Diagnostics;
using Evenkeel.Import.Terraform;

namespace Evenkeel.Import.Tests;

public sealed class TerraformDiagnosticsTests
{
    private const string Page = "docs/diagnostics.md";

    [Fact]
    public void The_page_is_current() => Golden.Verify(
        Page,
        DiagnosticsReference.Update(
            File.ReadAllText(RepositoryRoot.PathOf(Page)), TerraformDiagnostics.Catalogue));

    [Fact]
    public void Codes_belong_to_the_part_and_texts_are_whole()
    {
        foreach (var descriptor in TerraformDiagnostics.Catalogue.Descriptors)
        {
            descriptor.Code.ShouldMatch("^EK32[0-9]{2}$");
            descriptor.Explanation.EndsWith('.').ShouldBeTrue(descriptor.Code);
            descriptor.Title.EndsWith('.').ShouldBeFalse(descriptor.Code);
        }
    }
}
