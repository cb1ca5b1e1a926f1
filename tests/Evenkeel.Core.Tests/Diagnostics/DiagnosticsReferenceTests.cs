using System.Text.RegularExpressions;
using Evenkeel.Core.Diagnostics;

namespace Evenkeel.Core.Tests.Diagnostics;

public sealed class DiagnosticsReferenceTests
{
    private const string Page = "docs/diagnostics.md";

    private static readonly DiagnosticCatalogue[] Catalogues =
    [
        YamlDiagnostics.Catalogue, SpecDiagnostics.Catalogue, SettingsDiagnostics.Catalogue,
        NodeDiagnostics.Catalogue,
    ];

    [Fact]
    public void The_page_is_current()
    {
        var page = File.ReadAllText(RepositoryRoot.PathOf(Page));
        Golden.Verify(Page, Catalogues.Aggregate(page, DiagnosticsReference.Update));
    }

    [Fact]
    public void Every_code_is_documented_once()
    {
        var page = File.ReadAllText(RepositoryRoot.PathOf(Page));
        var codes = Regex.Matches(page, "^### (EK[0-9]+):", RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value).ToList();
        codes.ShouldBeUnique();
        codes.ShouldBeInOrder();
        Catalogues.SelectMany(c => c.Descriptors).Select(d => d.Code).ShouldBeSubsetOf(codes);
    }

    [Fact]
    public void Codes_are_unique_over_stages() =>
        Catalogues.SelectMany(c => c.Descriptors).Select(d => d.Code).ShouldBeUnique();

    [Fact]
    public void Codes_belong_to_the_stage_and_texts_are_whole()
    {
        foreach (var descriptor in Catalogues.SelectMany(c => c.Descriptors))
        {
            descriptor.Code.ShouldMatch("^EK(1[0-9]{3}|61[0-9]{2})$");
            descriptor.Explanation.ShouldEndWith(".", Case.Sensitive, descriptor.Code);
            descriptor.Title.EndsWith('.').ShouldBeFalse(descriptor.Code);
            descriptor.Example.EndsWith('.').ShouldBeFalse(descriptor.Code);
        }
    }

    [Fact]
    public void A_code_cannot_be_defined_twice()
    {
        var catalogue = new DiagnosticCatalogue("Test");
        catalogue.Error("EK1", "t", "e", "x");
        Should.Throw<InvalidOperationException>(() => catalogue.Warning("EK1", "t", "e", "x"));
    }

    [Fact]
    public void A_section_is_replaced_where_it_stands()
    {
        var first = new DiagnosticCatalogue("First");
        first.Error("EK1", "one", "One.", "x");
        var second = new DiagnosticCatalogue("Second");
        second.Error("EK2", "two", "Two.", "y");
        var page = DiagnosticsReference.Update(DiagnosticsReference.Update("# D\n\nintro\n", second), first);
        var sections = DiagnosticsReference.Section(first) + "\n" + DiagnosticsReference.Section(second);
        page.ShouldBe("# D\n\nintro\n\n" + sections);
        DiagnosticsReference.Update(DiagnosticsReference.Update(page, first), second).ShouldBe(page);
    }
}
