using System.Globalization;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Import;

/// <summary>What can be wrong with Kubernetes objects and scenarios: codes EK3nnn.</summary>
public static class ImportDiagnostics
{
    /// <summary>Every kind of this stage.</summary>
    public static DiagnosticCatalogue Catalogue { get; } = new("Manifests and scenarios");

    internal static readonly ReaderCodes Codes = ReaderCodes.Define(
        Catalogue, ("EK3001", "EK3002", "EK3003", "EK3004"), "a manifest or scenario");

    private static readonly DiagnosticDescriptor NotAnObjectKind = Catalogue.Error(
        "EK3005", "Not a Kubernetes object",
        "A Kubernetes object is a mapping with apiVersion and kind. Files for other tools (values, "
        + "kustomizations without these keys, configuration) do not belong among manifests.",
        "this document is no Kubernetes object: it has neither `apiVersion` nor `kind`");

    private static readonly DiagnosticDescriptor InvalidNameKind = Catalogue.Error(
        "EK3006", "Not a name",
        "Names of objects are small letters, digits, `-` and `.`; each part begins and ends with a "
        + "letter or digit. Kubernetes refuses anything else.",
        "`Web_1` cannot be the name of an object");

    private static readonly DiagnosticDescriptor DuplicateKind = Catalogue.Error(
        "EK3007", "An object occurs twice",
        "Two objects have the same kind, namespace and name. In a cluster the one applied last would "
        + "replace the other; here the first one counts.",
        "Deployment shop/web occurs twice; the first is at web.yaml:4:9");

    private static readonly DiagnosticDescriptor SelectorMismatchKind = Catalogue.Error(
        "EK3008", "The selector does not match the template",
        "A controller finds its pods by its selector. If its own template's labels do not match, the API "
        + "server refuses it.",
        "the selector of Deployment shop/web does not match its template's labels: app=api");

    private static readonly DiagnosticDescriptor EmptySelectorKind = Catalogue.Error(
        "EK3009", "The selector is empty",
        "An empty selector would claim every pod of the namespace; the API server refuses it.",
        "the selector of Deployment shop/web is empty");

    private static readonly DiagnosticDescriptor OldVersionKind = Catalogue.Warning(
        "EK3010", "The apiVersion is no longer served",
        "Current Kubernetes does not know this apiVersion, so the object would not be created. It is "
        + "read as if it had the one that is served.",
        "PodDisruptionBudget policy/v1beta1 is not served since Kubernetes 1.25");

    private static readonly DiagnosticDescriptor BudgetCoversNothingKind = Catalogue.Warning(
        "EK3011", "The budget covers no pods",
        "Without a selector a PodDisruptionBudget applies to no pod, so it protects nothing.",
        "PodDisruptionBudget shop/web has no selector and covers no pods");

    private static readonly DiagnosticDescriptor BudgetWithoutBoundKind = Catalogue.Warning(
        "EK3012", "The budget has no bound",
        "With neither minAvailable nor maxUnavailable the disruption controller allows no eviction at "
        + "all: a drain would never end.",
        "PodDisruptionBudget shop/web has neither minAvailable nor maxUnavailable and forbids every "
        + "eviction");

    private static readonly DiagnosticDescriptor UnknownReferenceKind = Catalogue.Warning(
        "EK3013", "A name that nothing bears",
        "A pod spec names an object that is not in the input. If it exists in the cluster, add it to the "
        + "input.",
        "no PriorityClass `critical` is given; Kubernetes refuses pods that name an unknown one");

    private static readonly DiagnosticDescriptor NodeWithoutAmountsKind = Catalogue.Warning(
        "EK3014", "The node offers nothing",
        "The scheduler takes what is missing from a node's allocatable amounts for 0: without cpu or "
        + "memory no pod that requests it fits, without pods none at all.",
        "Node a1 states no pods in status.allocatable");

    private static readonly DiagnosticDescriptor OwnerMissingKind = Catalogue.Warning(
        "EK3015", "The pod's owner is missing",
        "A controller owns this pod and would replace it, but that controller is not in the input or not "
        + "of a kind that is simulated. The pod is taken as a bare one, which nothing replaces.",
        "the owner of Pod shop/web-5d9c8-x2x4p, ReplicaSet web-5d9c8, is not in the input");

    private static readonly DiagnosticDescriptor ConditionNotTakenKind = Catalogue.Info(
        "EK3016", "The node's condition is not taken over",
        "These taints follow from the node's condition when the objects were read from the cluster. A "
        + "simulation begins with every node ready and sets them itself.",
        "Node a1 was not well when it was read (node.kubernetes.io/unreachable); the simulation begins "
        + "with it ready");

    private static readonly DiagnosticDescriptor OtherKindsKind = Catalogue.Info(
        "EK3017", "Kinds that are read past",
        "These objects decide nothing that is simulated, or are not modelled yet.",
        "not simulated: 12 ServiceAccount, 3 networking.k8s.io/NetworkPolicy");

    private static readonly DiagnosticDescriptor SecondDocumentKind = Catalogue.Error(
        "EK3019", "A second document",
        "A scenario is one YAML document.",
        "the scenario ends above; this is a second document");

    private static readonly DiagnosticDescriptor ActionCountKind = Catalogue.Error(
        "EK3020", "An event needs one action",
        "An event does one thing: fail, restore, deleteNode, drain, scale or addNodes; or it only takes "
        + "a snapshot. Two things at one instant are two events with the same time.",
        "the event has more than one action: fail, drain");

    private static readonly DiagnosticDescriptor TargetCountKind = Catalogue.Error(
        "EK3021", "A target needs one of zone, node and nodes",
        "It is one zone, one node, or a list of nodes.",
        "`events[0].fail` needs one of zone, node and nodes");

    private static readonly DiagnosticDescriptor AfterEndKind = Catalogue.Error(
        "EK3022", "An event after the end",
        "The simulation stops at `end`; what comes later would never happen.",
        "the event at 130 s is after the end at 120 s");

    private static readonly DiagnosticDescriptor OutOfOrderKind = Catalogue.Warning(
        "EK3023", "Events out of order",
        "Events happen by their times. One that stands below a later one is often a slip.",
        "the event at 20 s stands below one at 75 s");

    private static readonly DiagnosticDescriptor SnapshotNameKind = Catalogue.Error(
        "EK3024", "The snapshot's name is taken",
        "Snapshots are told apart by their names, and the one at the end is called `end`.",
        "the snapshot `steady` occurs twice");

    private static readonly DiagnosticDescriptor FileMissingKind = Catalogue.Error(
        "EK3025", "The file is not there",
        "The nodes to add are read from a file beside the scenario.",
        "there is no file `more-nodes.yaml` beside the scenario");

    private static readonly DiagnosticDescriptor NotNodesKind = Catalogue.Error(
        "EK3026", "Not only Nodes",
        "Nodes can join while a scenario runs; other objects exist from its start and belong into "
        + "cluster.yaml.",
        "`more-nodes.yaml` must hold Nodes and nothing else");

    private static readonly DiagnosticDescriptor UnknownZoneKind = Catalogue.Error(
        "EK3027", "No node is in this zone",
        "At the time of the event no node carries this zone in its label topology.kubernetes.io/zone.",
        "no node is in zone `eu-west-1d` then");

    private static readonly DiagnosticDescriptor UnknownNodeKind = Catalogue.Error(
        "EK3028", "No such node",
        "At the time of the event the cluster has no node of this name.",
        "there is no node `a9` then");

    private static readonly DiagnosticDescriptor UnknownWorkloadKind = Catalogue.Error(
        "EK3029", "No such workload",
        "The cluster has no workload of this kind and name. Outside the namespace default, its name is "
        + "written namespace/name.",
        "there is no Deployment `default/wep`");

    private static readonly DiagnosticDescriptor UnknownClaimKind = Catalogue.Error(
        "EK3040", "No such claim",
        "The cluster has no PersistentVolumeClaim of this name. A StatefulSet's pods have claims named "
        + "TEMPLATE-STATEFULSET-NUMBER. Outside the namespace default, its name is written namespace/name.",
        "there is no claim `default/data-bd-0`");

    private static readonly DiagnosticDescriptor NoServerKind = Catalogue.Error(
        "EK3041", "No such server",
        "Servers are the nodes with the label node-role.kubernetes.io/control-plane. What befalls a control "
        + "plane can befall no others, and nothing where the scenario has none.",
        "node `a1` is no server");

    private static readonly DiagnosticDescriptor NodeExistsKind = Catalogue.Error(
        "EK3030", "The node is there already",
        "A node that joins needs a name that no other node has at that time.",
        "a node `a1` is there already");

    private static readonly DiagnosticDescriptor TemplateNotRenderedKind = Catalogue.Error(
        "EK3031", "A template that was not rendered",
        "The file holds instructions in `{{ … }}` that Helm, or another program, replaces by values. Only "
        + "what comes out of it can be read.",
        "this is a Helm template that was not rendered, not a manifest");

    private static readonly DiagnosticDescriptor ForeignFilesKind = Catalogue.Info(
        "EK3032", "Files of other tools",
        "Charts, their values and kustomizations say how manifests are made and are none themselves. "
        + "Manifests that lie beside them are taken as they are, without patches or values.",
        "no manifests, read past: shop/kustomization.yaml");

    private static readonly DiagnosticDescriptor JobsNotSimulatedKind = Catalogue.Info(
        "EK3033", "Jobs are not simulated",
        "The simulation knows no pods that end. Jobs and CronJobs are counted, with the room that their pods "
        + "would take while they run. Pods of Jobs that stand in the input themselves hold their room as "
        + "bare pods do.",
        "not simulated, because it ends: 1 batch/CronJob; while they run: up to 2 pods that request "
        + "500m CPU, 1Gi memory");

    private static readonly DiagnosticDescriptor AutoscalerHoldsOtherKind = Catalogue.Warning(
        "EK3034", "An autoscaler changes the count",
        "The HorizontalPodAutoscaler does not leave the workload's `replicas` (1 where it has none) as they "
        + "are: it sets its own bound at its next pass, and each apply of the manifest sets them back.",
        "HorizontalPodAutoscaler shop/web keeps at least 3 pods, but Deployment shop/web asks for 1");

    private static readonly DiagnosticDescriptor CustomObjectsKind = Catalogue.Info(
        "EK3035", "Custom objects",
        "What these objects stand for only their own controllers know. If those make pods, the pods take "
        + "part only where the input holds them.",
        "custom objects, not simulated: 2 argoproj.io/Rollout");

    private static readonly DiagnosticDescriptor InvalidLabelKind = Catalogue.Error(
        "EK3036", "Not a label",
        "A label's key is a name of at most 63 letters, digits, `-`, `_` and `.`, with a DNS name and `/` "
        + "before it or without; its value is such a name or empty. Kubernetes refuses anything else.",
        "`metadata.labels.owner` is `the shop team`, which cannot be the value of a label");

    private static readonly DiagnosticDescriptor HooksKind = Catalogue.Info(
        "EK3037", "Hooks",
        "`helm template` prints hooks with all else, though they run at an installation, an upgrade or a "
        + "test and are no part of the release. Their pods often have the labels that Services select.",
        "hooks, left out: Pod shop/web-test-connection");

    private static readonly DiagnosticDescriptor TwoAutoscalersKind = Catalogue.Warning(
        "EK3038", "Two autoscalers of one workload",
        "Where more than one HorizontalPodAutoscaler selects the same pods, none of them scales "
        + "(condition AmbiguousSelector).",
        "HorizontalPodAutoscaler shop/b and HorizontalPodAutoscaler shop/a both scale Deployment shop/web, "
        + "so Kubernetes lets neither act");

    private static readonly DiagnosticDescriptor UnknownAnnotationKind = Catalogue.Warning(
        "EK3039", "An annotation that nothing reads",
        "Annotations that begin with `evenkeel.dev/` declare to a simulation what manifests do not say. "
        + "There is `evenkeel.dev/load-cpu`, the CPU that a workload's requests need in all: \"2400m\".",
        "Deployment shop/web has the annotation `evenkeel.dev/load-cpus`, which nothing reads");

    internal static Diagnostic NotText(YamlNode node, string path) => Codes.WrongType.At(
        node.Span,
        $"`{path}` must be a text, not {Describe(node)}",
        node is YamlScalar { IsNull: false } scalar
            ? $"quote it: \"{DisplayText.Escape(scalar.Value)}\""
            : "write a text behind the key");

    internal static Diagnostic NotAnObject(YamlNode node) => NotAnObjectKind.At(
        node.Span,
        node is YamlMapping
            ? "this document is no Kubernetes object: it has neither `apiVersion` nor `kind`"
            : $"this document is no Kubernetes object but {Describe(node)}",
        "give manifests alone; a template must be rendered first (helm template, kustomize build)");

    internal static Diagnostic InvalidName(SourceSpan span, string name) => InvalidNameKind.At(
        span,
        $"{DisplayText.Quote(name)} cannot be the name of an object",
        "use small letters, digits, `-` and `.`, at most 253 characters");

    internal static Diagnostic Duplicate(SourceSpan span, string what, SourceSpan first) => DuplicateKind.At(
        span, $"{what} occurs twice; the first is at {first}", "remove one, or rename it");

    internal static Diagnostic SelectorMismatch(
        SourceSpan span, string what, IEnumerable<KeyValuePair<string, string>> labels)
    {
        var list = string.Join(", ", labels.Select(l => $"{l.Key}={l.Value}"));
        var shown = list.Length == 0 ? "none" : list;
        return SelectorMismatchKind.At(
            span,
            $"the selector of {what} does not match its template's labels: {shown}",
            "give the template the labels that the selector asks for");
    }

    internal static Diagnostic EmptySelector(SourceSpan span, string what, string fix) =>
        EmptySelectorKind.At(span, $"the selector of {what} is empty", fix);

    internal static Diagnostic OldVersion(
        SourceSpan span, string what, string served, string? removedIn) =>
        OldVersionKind.At(
            span,
            removedIn is null
                ? $"{what} is served by no Kubernetes of today"
                : $"{what} is not served since Kubernetes {removedIn}",
            $"write `apiVersion: {served}`");

    internal static Diagnostic BudgetCoversNothing(SourceSpan span, string what) =>
        BudgetCoversNothingKind.At(
            span, $"{what} has no selector and covers no pods", "add `selector: {matchLabels: …}`");

    internal static Diagnostic BudgetWithoutBound(SourceSpan span, string what) => BudgetWithoutBoundKind.At(
        span,
        $"{what} has neither minAvailable nor maxUnavailable and forbids every eviction",
        "add `maxUnavailable: 1`");

    internal static Diagnostic UnknownReference(SourceSpan span, string kind, string name, string effect) =>
        UnknownReferenceKind.At(
            span,
            $"no {kind} {DisplayText.Quote(name)} is given; {effect}",
            "add it to the input, or correct the name");

    internal static Diagnostic NodeWithoutAmounts(
        SourceSpan span, string node, IEnumerable<string> missing) =>
        NodeWithoutAmountsKind.At(
            span,
            $"Node {node} states no {string.Join(", no ", missing)} in status.allocatable",
            "add `status: {allocatable: {cpu: …, memory: …, pods: …}}`");

    internal static Diagnostic OwnerMissing(SourceSpan span, string pod, string owner) => OwnerMissingKind.At(
        span,
        $"the owner of {pod}, {owner}, is not in the input",
        "add its owner to the input, or leave the pod out");

    internal static Diagnostic ConditionNotTaken(SourceSpan span, string node, IEnumerable<string> taints) =>
        ConditionNotTakenKind.At(
            span,
            $"Node {node} was not well when it was read ({string.Join(", ", taints)}); "
            + "the simulation begins with it ready",
            "");

    internal static Diagnostic OtherKinds(IEnumerable<KeyValuePair<string, int>> kinds) =>
        OtherKindsKind.About(null, "not simulated: " + Counts(kinds), "");

    internal static Diagnostic SecondDocument(SourceSpan span) => SecondDocumentKind.At(
        span,
        "the scenario ends above; this is a second document",
        "remove it, or move it to a file of its own");

    internal static Diagnostic NoAction(SourceSpan span) => ActionCountKind.At(
        span, "the event has no action and no snapshot", "add one, such as `fail: {zone: …}`");

    internal static Diagnostic TwoActions(SourceSpan span, IEnumerable<string> actions) => ActionCountKind.At(
        span,
        $"the event has more than one action: {string.Join(", ", actions)}",
        "write an event with the same time for each");

    internal static Diagnostic TargetCount(SourceSpan span, string path) => TargetCountKind.At(
        span,
        $"`{path}` needs one of zone, node and nodes",
        "write `{zone: …}`, `{node: …}` or `{nodes: […]}`");

    internal static Diagnostic AfterEnd(SourceSpan span, TimeSpan at, TimeSpan end) => AfterEndKind.At(
        span,
        $"the event at {Seconds(at)} is after the end at {Seconds(end)}",
        "raise `end`, or let it happen earlier");

    internal static Diagnostic OutOfOrder(SourceSpan span, TimeSpan at, TimeSpan before) => OutOfOrderKind.At(
        span,
        $"the event at {Seconds(at)} stands below one at {Seconds(before)}",
        "order the events by time");

    internal static Diagnostic SnapshotName(SourceSpan span, string name) => SnapshotNameKind.At(
        span,
        name is "end"
            ? "the last snapshot is called `end` already"
            : $"the snapshot {DisplayText.Quote(name)} occurs twice",
        "give it another name");

    internal static Diagnostic FileMissing(SourceSpan span, string path) => FileMissingKind.At(
        span,
        $"there is no file {DisplayText.Quote(path)} beside the scenario",
        "correct the name, or add the file");

    internal static Diagnostic NotNodes(SourceSpan span, string path) => NotNodesKind.At(
        span,
        $"{DisplayText.Quote(path)} must hold Nodes and nothing else",
        "move the other objects into cluster.yaml");

    internal static Diagnostic UnknownZone(
        SourceSpan? span, string zone, IReadOnlyCollection<string> zones) =>
        At(UnknownZoneKind, span, $"no node is in zone {DisplayText.Quote(zone)} then", zone, zones);

    internal static Diagnostic UnknownNode(
        SourceSpan? span, string node, IReadOnlyCollection<string> nodes) =>
        At(UnknownNodeKind, span, $"there is no node {DisplayText.Quote(node)} then", node, nodes);

    internal static Diagnostic UnknownWorkload(
        SourceSpan? span, string kind, string name, IReadOnlyCollection<string> names) =>
        At(UnknownWorkloadKind, span, $"there is no {kind} {DisplayText.Quote(name)}", name, names);

    internal static Diagnostic UnknownClaim(
        SourceSpan? span, string name, IReadOnlyCollection<string> names) => At(
            UnknownClaimKind, span, $"there is no claim {DisplayText.Quote(name)}", name, names);

    internal static Diagnostic NoServer(
        SourceSpan? span, string? node, IReadOnlyCollection<string> servers) => node is null
        ? Placed(
            NoServerKind, span, "the cluster has no server",
            "give its servers the label node-role.kubernetes.io/control-plane")
        : At(NoServerKind, span, $"node {DisplayText.Quote(node)} is no server", node, servers);

    internal static Diagnostic NodeExists(SourceSpan? span, string node)
    {
        var message = $"a node {DisplayText.Quote(node)} is there already";
        const string Fix = "give it another name, or delete the other node before";
        return Placed(NodeExistsKind, span, message, Fix);
    }

    internal static Diagnostic TemplateNotRendered(SourceSpan span, bool isHelm) =>
        TemplateNotRenderedKind.At(
            span,
            isHelm
                ? "this is a Helm template that was not rendered, not a manifest"
                : "this is a template that was not rendered, not a manifest",
            isHelm
                ? "render it first: helm template NAME CHART > manifests.yaml"
                : "render it first, by helm template or by the program that it was written for");

    internal static Diagnostic ForeignFiles(IEnumerable<string> paths) => ForeignFilesKind.About(
        null,
        "no manifests, read past: " + string.Join(", ", paths.Select(DisplayText.Escape)),
        "to simulate what they make, render it: kubectl kustomize DIR, or helm template NAME CHART");

    internal static Diagnostic HooksLeftOut(IEnumerable<string> hooks) => HooksKind.About(
        null, "hooks, left out: " + string.Join(", ", hooks.Select(DisplayText.Escape)), "");

    internal static Diagnostic JobsNotSimulated(string what, string room) => JobsNotSimulatedKind.About(
        null, $"not simulated, because it ends: {what}{room}", "");

    internal static Diagnostic JobPodsStay(int count) => JobsNotSimulatedKind.About(
        null,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{count} {(count == 1 ? "pod of a Job holds its" : "pods of Jobs hold their")} room from "
            + $"beginning to end of the simulation, and nothing replaces {(count == 1 ? "it" : "them")}"),
        "");

    internal static Diagnostic AutoscalerHoldsOther(
        SourceSpan span, string autoscaler, string target, long replicas, string bound, long count) =>
        AutoscalerHoldsOtherKind.At(
            span,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{autoscaler} keeps {bound} {count} pods, but {target} asks for {replicas}"),
            string.Create(
                CultureInfo.InvariantCulture, $"write `replicas: {count}` in {target}, or leave it out"));

    internal static Diagnostic TwoAutoscalers(
        SourceSpan span, string second, string first, string target) => TwoAutoscalersKind.At(
        span,
        $"{second} and {first} both scale {target}, so Kubernetes lets neither act",
        "remove one of them");

    internal static Diagnostic UnknownAnnotation(
        SourceSpan span, string key, string what, string? nearest) => UnknownAnnotationKind.At(
        span,
        $"{what} has the annotation {DisplayText.Quote(key)}, which nothing reads",
        nearest is null ? "remove it" : $"did you mean `{nearest}`?");

    internal static Diagnostic CustomObjects(IEnumerable<KeyValuePair<string, int>> kinds) =>
        CustomObjectsKind.About(
            null,
            $"custom objects, not simulated: {Counts(kinds)}",
            "add the pods or workloads that their controllers make, as kubectl get -o yaml shows them");

    internal static Diagnostic InvalidLabel(SourceSpan span, string path, string problem, string fix) =>
        InvalidLabelKind.At(span, $"`{path}` {problem}", fix);

    private static Diagnostic At(
        DiagnosticDescriptor kind,
        SourceSpan? span,
        string message,
        string word,
        IReadOnlyCollection<string> known)
    {
        const int Shown = 8;
        var list = string.Join(", ", known.Order(StringComparer.Ordinal).Take(Shown));
        var fix = NearestWord.Of(word, known) is { } nearest ? $"did you mean `{nearest}`?"
            : known.Count == 0 ? "there is none at all"
            : $"there are {list}{(known.Count > Shown ? ", …" : "")}";
        return Placed(kind, span, message, fix);
    }

    private static Diagnostic Placed(
        DiagnosticDescriptor kind, SourceSpan? span, string message, string fix) =>
        span is { } place ? kind.At(place, message, fix) : kind.About(null, message, fix);

    private static string Counts(IEnumerable<KeyValuePair<string, int>> kinds) => string.Join(
        ", ",
        kinds.Select(k =>
            string.Create(CultureInfo.InvariantCulture, $"{k.Value} {DisplayText.Escape(k.Key)}")));

    private static string Seconds(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");

    private static string Describe(YamlNode node) => node switch
    {
        YamlMapping => "a mapping",
        YamlSequence => "a list",
        YamlScalar scalar => YamlScalars.Kind(scalar) switch
        {
            YamlScalarKind.Null => "nothing",
            YamlScalarKind.Bool => "true or false",
            YamlScalarKind.Integer or YamlScalarKind.Float => "a number",
            _ => "a word",
        },
        _ => "this",
    };
}
