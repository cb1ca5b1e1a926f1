using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Text;
using Evenkeel.Import.Kubernetes;
using Evenkeel.Import.Scenarios;
using FsCheck;
using FsCheck.Fluent;

namespace Evenkeel.Import.Tests;

/// <summary>
/// Whatever a valid file turns into by a slip of the hand, reading it ends in diagnostics, not in exceptions.
/// </summary>
public sealed class MutationTests
{
    private static readonly string[] Words =
    [
        "", " ", "null", "~", "true", "-1", "0", "99999999999999999999", "1e9", "NaN", "[]", "{}", "[{}]",
        "a", "\"\"", "{a: b}", "[1, [2]]", "*x", "&x ", "!!str 5", "- ", "\n", "\t", "---\n", "...\n", "<<: ",
        ": ", "'", "{{ .Values }}", "9223372036854775807Ei", "-5%", "0x7fffffffffffffff", "2001-01-01",
        "\u0000", "\ud800", "# ",
    ];

    private static readonly string[] Folders =
        ["ebs-statefulset", "coloured-affinity", "pdb-drain", "zone-pinned-taints", "priority-preemption"];

    private static readonly string[] Sources =
    [
        .. Folders.Select(folder => Tail(Inputs.File("tests", "fidelity", folder, "cluster.yaml").Content)),
        Inputs.File("tests", "cases", "manifests-invalid", "affinity.yaml").Content,
        Inputs.File("tests", "cases", "manifests-invalid", "many-mistakes.yaml").Content,
        Rich,
    ];

    private const string Scenario = """
        timing: {nodeMonitorPeriod: 1s, unhealthyZoneThreshold: 0.5, defaultTolerationSeconds: 20}
        podStartSeconds: 1
        events:
        - {at: 15, snapshot: steady, fail: {zone: a}}
        - {at: 32, restore: {nodes: [a1, a2]}}
        - {at: 60, scale: {kind: Deployment, name: web, replicas: 5}}
        - {at: 90, addNodes: more-nodes.yaml}
        end: 120
        """;

    private const string Rich = """
        apiVersion: v1
        kind: List
        items:
        - apiVersion: v1
          kind: Pod
          metadata: {name: a, ownerReferences: [{kind: Job, name: j, controller: true}], labels: {a: b}}
          spec:
            hostNetwork: true
            overhead: {cpu: 1m}
            resources: {limits: {cpu: 2, hugepages-2Mi: 4Mi}}
            initContainers:
            - {name: s, restartPolicy: Always, startupProbe: {periodSeconds: 3, successThreshold: 1}}
            containers:
            - {name: a, ports: [{containerPort: 80, hostPort: 80}], readinessProbe: {initialDelaySeconds: 4}}
            volumes: [{name: d, persistentVolumeClaim: {claimName: files}}]
            terminationGracePeriodSeconds: 5
        - apiVersion: v1
          kind: PersistentVolume
          metadata: {name: pv, labels: {topology.kubernetes.io/zone: a__b}}
          spec:
            capacity: {storage: 1Gi}
            claimRef: {name: files}
            nodeAffinity: {required: {nodeSelectorTerms: [{}]}}
        - apiVersion: v1
          kind: Node
          metadata: {name: a1}
          spec: {unschedulable: true, taints: [{key: node.kubernetes.io/unreachable, effect: NoExecute}]}
          status: {capacity: {cpu: 4, memory: 16Gi, pods: 58, attachable-volumes-aws-ebs: 25}}
        """;

    [Fact]
    public void Mutated_manifests_never_throw() =>
        Prop.ForAll(Mutations(Sources).ToArbitrary(), text =>
        {
            var bag = new DiagnosticBag();
            ManifestReader.Read([new SourceText("m.yaml", text)], bag);
            _ = DiagnosticText.Format(bag, colour: false);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Mutated_scenarios_never_throw() =>
        Prop.ForAll(Mutations([Scenario]).ToArbitrary(), text =>
        {
            var bag = new DiagnosticBag();
            var scenario = ScenarioReader.Read(
                new SourceText("s.yaml", text), path => new SourceText(path, Rich), bag);
            if (scenario is not null)
            {
                var cluster = ManifestReader.Read([new SourceText("m.yaml", Rich)], bag);
                ScenarioValidator.Check(scenario, cluster, bag);
            }

            _ = DiagnosticText.Format(bag, colour: false);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    /// <summary>
    /// One to four edits: a piece is cut, doubled, or replaced by a word that means trouble.
    /// </summary>
    private static Gen<string> Mutations(string[] sources) =>
        from source in Gen.Elements(sources)
        from count in Gen.Choose(1, 4)
        from edits in Gen.ListOf(Edit(), count)
        select edits.Aggregate(source, (text, edit) => Apply(text, edit));

    private static Gen<(int Kind, int At, int Length, string Word)> Edit() =>
        from kind in Gen.Choose(0, 4)
        from at in Gen.Choose(0, 1_000_000)
        from length in Gen.Choose(0, 40)
        from word in Gen.Elements(Words)
        select (kind, at, length, word);

    private static string Apply(string text, (int Kind, int At, int Length, string Word) edit)
    {
        if (text.Length == 0)
        {
            return edit.Word;
        }

        var start = edit.At % text.Length;
        if (edit.Kind >= 3)
        {
            // Replace a whole value: from behind a colon to the end of the line.
            var colon = text.IndexOf(": ", start, StringComparison.Ordinal);
            var end = colon < 0 ? -1 : text.IndexOf('\n', colon);
            return end < 0 ? text + edit.Word : text[..(colon + 2)] + edit.Word + text[end..];
        }

        var stop = Math.Min(text.Length, start + edit.Length);
        return edit.Kind switch
        {
            0 => text[..start] + text[stop..],
            1 => text[..stop] + text[start..],
            _ => text[..start] + edit.Word + text[stop..],
        };
    }

    /// <summary>A cluster without most of its nodes, which are all alike.</summary>
    private static string Tail(string text) =>
        "apiVersion: v1\n" + text[text.LastIndexOf("kind: Node", StringComparison.Ordinal)..];
}
