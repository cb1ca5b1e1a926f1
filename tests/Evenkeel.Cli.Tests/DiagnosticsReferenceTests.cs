using Evenkeel.Cli.CommandLine;
using Evenkeel.Core.Diagnostics;

namespace Evenkeel.Cli.Tests;

public sealed class DiagnosticsReferenceTests
{
    private const string Page = "docs/diagnostics.md";

    [Fact]
    public void The_page_is_current() => Golden.Verify(
        Page,
        DiagnosticsReference.Update(
            File.ReadAllText(RepositoryRoot.PathOf(Page)), InputDiagnostics.Catalogue));

    [Fact]
    public void Codes_belong_to_the_stage_and_texts_are_whole()
    {
        foreach (var descriptor in InputDiagnostics.Catalogue.Descriptors)
        {
            descriptor.Code.ShouldMatch("^EK0[0-9]{3}$");
            descriptor.Explanation.EndsWith('.').ShouldBeTrue(descriptor.Code);
            descriptor.Title.EndsWith('.').ShouldBeFalse(descriptor.Code);
            descriptor.Example.EndsWith('.').ShouldBeFalse(descriptor.Code);
        }
    }
}
