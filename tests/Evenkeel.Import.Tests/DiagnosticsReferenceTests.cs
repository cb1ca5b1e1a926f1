using Evenkeel.Core.Diagnostics;

namespace Evenkeel.Import.Tests;

public sealed class DiagnosticsReferenceTests
{
    private const string Page = "docs/diagnostics.md";

    [Fact]
    public void The_page_is_current()
    {
        var page = File.ReadAllText(RepositoryRoot.PathOf(Page));
        Golden.Verify(Page, DiagnosticsReference.Update(page, ImportDiagnostics.Catalogue));
    }

    [Fact]
    public void Codes_belong_to_the_stage_and_texts_are_whole()
    {
        foreach (var descriptor in ImportDiagnostics.Catalogue.Descriptors)
        {
            descriptor.Code.ShouldMatch("^EK3[0-9]{3}$");
            descriptor.Explanation.EndsWith('.').ShouldBeTrue(descriptor.Code);
            descriptor.Title.EndsWith('.').ShouldBeFalse(descriptor.Code);
            descriptor.Example.EndsWith('.').ShouldBeFalse(descriptor.Code);
        }
    }
}
