using System.Text.Json;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Artifacts;
using Evenkeel.Compiler.Lowering;

namespace Evenkeel.Compiler.Tests.Lowering;

/// <summary>What each case is lowered to, and that it depends on what the file says alone.</summary>
public sealed class RenderTests
{
    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void Files_are_as_recorded(string name)
    {
        var artifacts = Renders.Of(name);
        foreach (var (path, text) in artifacts.Files)
        {
            Golden.Verify($"tests/cases/render/{name}/{path}", text);
        }

        var folder = Path.Combine(Renders.Folder, name);
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path))
            .Where(path => path.Contains('/') && !artifacts.Files.ContainsKey(path))
            .ShouldBeEmpty("recorded, but no longer written");
    }

    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void Every_reference_leads_somewhere(string name)
    {
        var configuration = Renders.Configuration(name);
        var known = configuration.Blocks.Select(b => b.Address).ToHashSet(StringComparer.Ordinal);
        foreach (var root in configuration.Roots.Values)
        {
            if (!root.TryGetProperty("variable", out var variables)) continue;
            known.UnionWith(variables.EnumerateObject().Select(v => $"var.{v.Name}"));
        }

        var found = configuration.Roots
            .SelectMany(root => Configuration.Texts(root.Value).SelectMany(Configuration.References))
            .Concat(configuration.Blocks.SelectMany(b => Configuration.Items(b.Get("depends_on")))
                .Select(d => d.GetString()!))
            .ToList();
        found.Count.ShouldBeGreaterThan(50);
        found.Where(reference => !known.Contains(reference)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void A_second_render_gives_the_same_bytes(string name) =>
        Renders.Lower(Renders.Model(name)).Files.ShouldBe(Renders.Of(name).Files);

    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void The_order_of_pools_and_ports_is_without_meaning(string name)
    {
        var model = Renders.Model(name);
        var reordered = model with
        {
            NodePools = [.. model.NodePools.Reverse()],
            Aws = model.Aws with { Groups = [.. model.Aws.Groups.Reverse()] },
        };
        Renders.Lower(reordered).Files.ShouldBe(Renders.Of(name).Files);
    }

    [Fact]
    public void Keys_are_sorted_and_lines_end_alike()
    {
        foreach (var (path, text) in Renders.Of("account").Files.Where(f => f.Key.EndsWith(".json")))
        {
            text.ShouldEndWith("}\n", customMessage: path);
            text.ShouldNotContain('\r');
            Unsorted(JsonDocument.Parse(text).RootElement).ShouldBeEmpty(path);
        }
    }

    [Fact]
    public void Another_pool_adds_its_own_resources_and_changes_no_other()
    {
        var before = Renders.Configuration("k3s-three-zones");
        var after = new Configuration(Renders.Lower(Renders.Model(
            "k3s-three-zones",
            text => text.Replace(
                "  nodePools:\n",
                "  nodePools:\n  - {name: batch, instanceTypes: [c7g.large], min: 3, max: 6, placement: perZone}\n"))));
        var old = before.Blocks.ToDictionary(b => b.Address, b => b.Body.GetRawText(), StringComparer.Ordinal);
        var added = 0;
        foreach (var block in after.Blocks)
        {
            if (!old.Remove(block.Address, out var body))
            {
                // Looking up one more image touches nothing.
                block.Name.ShouldStartWith(block.IsData ? "arm64" : "pool_batch", customMessage: block.ToString());
                added += block.IsData ? 0 : 1;
                continue;
            }

            block.Body.GetRawText().ShouldBe(body, block.ToString());
        }

        old.ShouldBeEmpty();
        added.ShouldBe(5, "a launch template, its tags, and a group in each of three zones");
        const string Outputs = "terraform/outputs.tf.json";
        after.Roots[Outputs].GetRawText().ShouldBe(before.Roots[Outputs].GetRawText());
    }

    [Fact]
    public void What_cannot_be_made_is_said()
    {
        Codes("existing-vpc", t => t.Replace("        public: [subnet-0a, subnet-0b, subnet-0c]\n", ""))
            .ShouldBe(["EK2102"]);
        Codes("k3s-three-zones", t => t.Replace("distribution: k3s", "distribution: eks")).ShouldBe(["EK2101"]);
        Codes("no-nat", t => t).ShouldBe(["EK2103"]);
        Codes("single-nat", t => t).ShouldBeEmpty();
    }

    [Fact]
    public void A_path_of_an_artifact_cannot_leave_its_folder()
    {
        foreach (var bad in new[] { "../a", "/a", "a//b", "a/./b", "a\\b", "a/.." })
        {
            Should.Throw<ArgumentException>(() => ArtifactSet.Empty.With(bad, ""), bad);
        }

        var set = ArtifactSet.Empty.With("a/b.json", "{}");
        Should.Throw<ArgumentException>(() => set.With("a/b.json", ""));
    }

    private static IEnumerable<string> Codes(string name, Func<string, string> change)
    {
        var diagnostics = new DiagnosticBag();
        ClusterLowering.Lower(Renders.Model(name, change), diagnostics);
        return diagnostics.ToOrderedList().Select(d => d.Code);
    }

    private static IEnumerable<string> Unsorted(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Unsorted),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(m => Unsorted(m.Value)).Concat(
            element.EnumerateObject().Zip(element.EnumerateObject().Skip(1))
                .Where(pair => string.CompareOrdinal(pair.First.Name, pair.Second.Name) >= 0)
                .Select(pair => $"{pair.First.Name} before {pair.Second.Name}")),
        _ => [],
    };
}
