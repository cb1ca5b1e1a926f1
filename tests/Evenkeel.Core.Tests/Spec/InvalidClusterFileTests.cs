using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Spec;
using Evenkeel.Core.Text;

namespace Evenkeel.Core.Tests.Spec;

/// <summary>Broken cluster files in tests/cases/invalid, each beside what is said of it.</summary>
public sealed class InvalidClusterFileTests
{
    private static readonly string Folder = RepositoryRoot.PathOf("tests", "cases", "invalid");

    public static TheoryData<string> Files =>
    [
        .. Directory.EnumerateFiles(Folder, "*.yaml")
            .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void The_diagnostics_are_as_expected(string file)
    {
        var diagnostics = new DiagnosticBag();
        var source = SourceEncoding.Decode(file, File.ReadAllBytes(Path.Combine(Folder, file)));
        var spec = ClusterSpecReader.Read(source, diagnostics);
        diagnostics.Count.ShouldBeGreaterThan(0);
        (spec is null).ShouldBe(diagnostics.HasErrors);
        diagnostics.ToOrderedList().ShouldAllBe(d => d.Fix.Length > 0 && d.Path == file);
        Golden.Verify(
            Path.Combine(Folder, Path.ChangeExtension(file, ".expected")),
            DiagnosticText.Format(diagnostics, colour: false));
    }

    [Fact]
    public void Every_code_of_the_cluster_file_has_a_case()
    {
        var expected = Directory.EnumerateFiles(Folder, "*.expected").Select(File.ReadAllText).ToList();
        expected.Count.ShouldBeGreaterThanOrEqualTo(80);
        foreach (var descriptor in SpecDiagnostics.Catalogue.Descriptors
            .Concat(SettingsDiagnostics.Catalogue.Descriptors))
        {
            expected.ShouldContain(text => text.Contains($" {descriptor.Code}:"), descriptor.Code);
        }
    }
}
