using Evenkeel.Core.Diagnostics;

namespace Evenkeel.Provisioning.Tests;

public sealed class DiagnosticsReferenceTests
{
    private const string Page = "docs/diagnostics.md";

    [Fact]
    public void The_page_is_current() => Golden.Verify(
        Page,
        DiagnosticsReference.Update(
            File.ReadAllText(RepositoryRoot.PathOf(Page)), ProvisioningDiagnostics.Catalogue));

    [Fact]
    public void Codes_belong_to_the_stage_and_texts_are_whole()
    {
        foreach (var descriptor in ProvisioningDiagnostics.Catalogue.Descriptors)
        {
            descriptor.Code.ShouldMatch("^EK5[0-9]{3}$");
            descriptor.Explanation.EndsWith('.').ShouldBeTrue(descriptor.Code);
            descriptor.Title.EndsWith('.').ShouldBeFalse(descriptor.Code);
            descriptor.Example.EndsWith('.').ShouldBeFalse(descriptor.Code);
        }
    }
}
