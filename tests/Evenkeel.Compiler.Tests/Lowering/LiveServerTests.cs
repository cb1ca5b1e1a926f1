using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Evenkeel.Compiler.Lowering.Manifests;

namespace Evenkeel.Compiler.Tests.Lowering;

/// <summary>
/// The cluster's own parts before the API server that <c>kubectl</c> asks, which validates them and keeps nothing:
/// <c>KUBECONFIG=… ./test --long LiveServerTests</c>. <c>evenkeel lab up --kube-bin DIR</c> makes one.
/// </summary>
public sealed partial class LiveServerTests
{
    private static readonly Dictionary<string, string> None = [];

    [Theory(Explicit = true)]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void A_live_API_server_takes_every_object(string name)
    {
        var kubectl = Programs.Require("kubectl", "https://kubernetes.io/docs/tasks/tools/");
        if (Programs.Run(kubectl, "/", None, "version").Exit != 0)
        {
            Assert.Skip("no API server answers kubectl: set KUBECONFIG");
        }

        var objects = ManifestLowering.Bundle(Renders.Model(name)).Objects
            .Select(o => JsonNode.Parse(o.Json)!.AsObject())
            .Where(o => !ManifestTests.CustomKinds.Contains($"{Text(o, "apiVersion")} {Text(o, "kind")}")).ToList();
        var made = objects.Where(o => Text(o, "kind") == "Namespace")
            .Select(o => o["metadata"]!["name"]!.GetValue<string>()).ToHashSet();
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, new JsonObject
            {
                ["apiVersion"] = "v1", ["kind"] = "List", ["items"] = new JsonArray([.. objects]),
            }.ToJsonString());
            var (_, output) = Programs.Run(
                kubectl, "/", None, "apply", "--server-side", "--dry-run=server", "--force-conflicts", "--validate=strict",
                "-f", file);
            var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

            // Nothing is kept: what lies in a namespace that the bundle itself makes has none yet.
            var excused = lines.Count(
                l => NoNamespace().Match(l) is { Success: true } m && made.Contains(m.Groups[1].Value));
            var taken = lines.Count(l => l.EndsWith("serverside-applied (server dry run)"));
            taken.ShouldBeGreaterThan(objects.Count / 2, output);
            (taken + excused).ShouldBe(objects.Count, output);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Text(JsonObject of, string key) => of[key]!.GetValue<string>();

    [GeneratedRegex("namespaces \"([^\"]+)\" not found")]
    private static partial Regex NoNamespace();
}
