using System.Xml.Linq;

namespace Evenkeel.Repo.Tests;

/// <summary>Dependencies point one way: the table is the architecture.</summary>
public sealed class DependencyTests
{
    private static readonly string[] Everything = ["*"];

    /// <summary>What each project below <c>src/</c> may refer to. A new project is a new row, and a reason in docs/designs/.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Core"] = [],
        ["Compiler"] = ["Core"],
        ["Import"] = ["Core"],
        ["Audit"] = ["Core"],
        ["Supervision"] = ["Core"],
        ["Simulation"] = ["Core", "Supervision"],
        ["Platform"] = ["Core", "Supervision"],
        ["Provisioning"] = ["Core", "Platform"],
        ["Agent"] = ["Core", "Supervision", "Platform"],
        ["Lab"] = ["Core", "Supervision", "Platform"],
        ["Dashboard"] = ["Core"],
        ["Cli"] = Everything,
    };

    [Fact]
    public void Projects_refer_only_to_what_the_design_lets_them()
    {
        var projects = Directory.GetFiles(RepositoryRoot.PathOf("src"), "*.csproj", SearchOption.AllDirectories);
        projects.Length.ShouldBeGreaterThan(5);
        projects.SelectMany(path => Forbidden(Short(path), File.ReadAllText(path))).ShouldBeEmpty();
    }

    [Fact]
    public void A_sibling_a_stranger_and_an_unknown_project_are_found()
    {
        const string ToImport = """
            <Project><ItemGroup><ProjectReference Include="../Evenkeel.Import/Evenkeel.Import.csproj" /></ItemGroup></Project>
            """;
        Forbidden("Compiler", ToImport).ShouldHaveSingleItem().ShouldContain("Compiler → Import");
        Forbidden("Core", ToImport).ShouldHaveSingleItem();
        Forbidden("Extra", ToImport).ShouldHaveSingleItem().ShouldContain("no row");
        Forbidden("Cli", ToImport).ShouldBeEmpty();
    }

    [Fact]
    public void The_solution_names_every_project()
    {
        var solution = File.ReadAllText(RepositoryRoot.PathOf("Evenkeel.slnx"));
        Checkout.Files.Where(file => file.Path.EndsWith(".csproj"))
            .Select(file => file.Path)
            .Where(path => !solution.Contains($"\"{path}\""))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Each_package_has_a_reason_and_each_reason_a_package()
    {
        var versions = XDocument.Load(RepositoryRoot.PathOf("Directory.Packages.props"));
        var packages = versions.Descendants("PackageVersion").Select(line => line.Attribute("Include")!.Value);
        var reasons = File.ReadLines(RepositoryRoot.PathOf("docs", "dependencies.md"))
            .Where(line => line.StartsWith("| `"))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length >= 4 && cells[3].Length > 10)
            .Select(cells => cells[1].Trim('`'));
        reasons.Order(StringComparer.Ordinal).ShouldBe(packages.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Forbidden(string from, string projectFile)
    {
        if (!Allowed.TryGetValue(from, out var allowed))
        {
            return [$"{from}: no row in the table of DependencyTests; design.md and docs/designs/ come first"];
        }

        return XDocument.Parse(projectFile).Descendants("ProjectReference")
            .Select(reference => Short(reference.Attribute("Include")!.Value))
            .Where(to => allowed != Everything && !allowed.Contains(to))
            .Select(to => $"{from} → {to}: not among the directions of the design");
    }

    private static string Short(string projectPath) =>
        Path.GetFileNameWithoutExtension(projectPath.Replace('\\', '/')).Replace("Evenkeel.", "");
}
