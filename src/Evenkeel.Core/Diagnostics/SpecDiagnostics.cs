using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;
using static System.FormattableString;

namespace Evenkeel.Core.Diagnostics;

/// <summary>What can be wrong with a cluster file beyond YAML: codes EK11nn.</summary>
public static class SpecDiagnostics
{
    /// <summary>Every kind of this stage.</summary>
    public static DiagnosticCatalogue Catalogue { get; } = new("Cluster file");

    /// <summary>Mistakes of form in a cluster file.</summary>
    public static ReaderCodes Form { get; } =
        ReaderCodes.Define(Catalogue, ("EK1101", "EK1102", "EK1103", "EK1104"), "the cluster file");

    private static readonly DiagnosticDescriptor NotAClusterFileKind = Catalogue.Error(
        "EK1110", "Not a cluster file",
        "A cluster file begins with `apiVersion: evenkeel.dev/v1alpha1` and `kind: Cluster`. "
        + "Files of eksctl and kops are imported, and Kubernetes objects are named under `spec.workloads`.",
        "this is `Deployment` of `apps/v1`, not a cluster file");

    private static readonly DiagnosticDescriptor SeveralDocumentsKind = Catalogue.Error(
        "EK1111", "More than one document",
        "One cluster file describes one cluster. What stands behind the second `---` would be ignored.",
        "a second document begins here; a cluster file has one");

    private static readonly DiagnosticDescriptor BadNameKind = Catalogue.Error(
        "EK1112", "Not a DNS label",
        "Names become parts of host names and of names in AWS: small letters, digits and hyphens, "
        + "a letter or digit at both ends, 63 characters at most.",
        "`metadata.name` is `My_Shop`, which is not a DNS label");

    private static readonly DiagnosticDescriptor DuplicateNameKind = Catalogue.Error(
        "EK1113", "A name is used twice",
        "Pools and claims are told apart by their names.",
        "two node pools are named `general`; the first is on line 12");

    private static readonly DiagnosticDescriptor BadZoneKind = Catalogue.Error(
        "EK1114", "Not an availability zone",
        "A zone is written with its region, such as `eu-west-1a`. Zone ids such as `euw1-az1` "
        + "differ from names and cannot stand here.",
        "`b` is not the name of an availability zone");

    private static readonly DiagnosticDescriptor DuplicateZoneKind = Catalogue.Error(
        "EK1115", "A zone is listed twice",
        "A zone that is listed twice is still one failure domain: it fails once, with all that stands in it.",
        "the zone `eu-west-1a` is listed twice");

    private static readonly DiagnosticDescriptor ZoneOutsideRegionKind = Catalogue.Error(
        "EK1116", "The zones are not in the region",
        "`spec.region` and `spec.zones` contradict each other.",
        "the zone `eu-central-1a` is not in the region eu-west-1");

    private static readonly DiagnosticDescriptor SeveralRegionsKind = Catalogue.Error(
        "EK1117", "Zones of two regions",
        "One cluster does not span regions. Every write to etcd waits until a majority of its members has it "
        + "on disk: a millisecond or two between zones, tens of milliseconds between regions, against a "
        + "heartbeat of 100 ms and elections after 1000 ms. A region is also the failure domain above the "
        + "zone: subnets, load balancers, volumes and Auto Scaling groups end at its border, and a link "
        + "between two regions is one more thing that splits the cluster. A cluster in each region behind a "
        + "common front (Route 53 or Global Accelerator) survives the loss of a region; "
        + "one cluster across two does not.",
        "zones of two regions, eu-west-1 and us-east-1: one cluster does not span regions");

    private static readonly DiagnosticDescriptor FewZonesKind = Catalogue.Warning(
        "EK1118", "No zone's loss is survivable",
        "etcd, and with it the Kubernetes API, works while more than half of its members do. With one or two "
        + "zones, one of them holds at least half of the members, however many there are. "
        + "From three zones on, the loss of any zone leaves a quorum.",
        "no zone's loss is survivable for the control plane: 2 zones: members 2+1 of 3; quorum of 3 is 2; "
        + "losing the zone with 2 leaves 1");

    private static readonly DiagnosticDescriptor ClaimNeedsZonesKind = Catalogue.Warning(
        "EK1119", "A claim that the zones cannot hold",
        "The claim says that the control plane survives the loss of any zone, "
        + "but no quorum is left when the fullest zone goes: it cannot hold. See EK1118.",
        "the control plane cannot survive the loss of any zone: 1 zone: 1 member; quorum of 1 is 1; "
        + "losing it leaves 0");

    private static readonly DiagnosticDescriptor UnknownVersionKind = Catalogue.Error(
        "EK1120", "A Kubernetes version that is not modelled",
        "The proof follows the rules of the version: defaults, scores and timings differ between versions. "
        + "A version that is not modelled cannot be proven.",
        "Kubernetes `1.29` is not known; known are 1.34 to 1.36");

    private static readonly DiagnosticDescriptor MinAboveMaxKind = Catalogue.Error(
        "EK1121", "The minimum is above the maximum",
        "An Auto Scaling group cannot have fewer instances at most than at least.",
        "the pool's `min` is 6, more than its `max` of 3");

    private static readonly DiagnosticDescriptor UnknownZoneKind = Catalogue.Error(
        "EK1122", "A zone that the cluster does not have",
        "Pools and claims name zones of `spec.zones`.",
        "the zone `eu-west-1d` is not among `spec.zones`");

    private static readonly DiagnosticDescriptor ClaimSubjectKind = Catalogue.Error(
        "EK1123", "A claim is about one thing",
        "A claim is about a Service (`service`) or about the control plane (`controlPlane`): "
        + "one of the two, and its bounds belong to it.",
        "the claim is about nothing: it has neither `service` nor `controlPlane`");

    private static readonly DiagnosticDescriptor ClaimFaultKind = Catalogue.Error(
        "EK1124", "A claim names no fault",
        "`survive` says what fails: `{any: zone}`, `{any: [node, pod]}`, `{zone: NAME}`, `{node: NAME}`, "
        + "`{nodes: [NAME, NAME]}`, `{pairs: true}`, `{scenario: FILE}` or `all`. `repairedAfter` beside "
        + "these says when it is mended, and names nothing itself.",
        "`claims[0].survive` names no fault");

    private static readonly DiagnosticDescriptor ClaimBoundsNothingKind = Catalogue.Error(
        "EK1125", "A claim bounds nothing",
        "Without `maxOutage`, `maxErrors`, `recovered` or another bound, a claim about a Service holds "
        + "whatever happens.",
        "the claim bounds nothing, so it always holds");

    private static readonly DiagnosticDescriptor EvenZonesKind = Catalogue.Info(
        "EK1126", "An even number of zones",
        "etcd has an odd number of members: an even one needs a larger quorum and survives no more. With "
        + "an even number of zones there is therefore one member more, M = zones + 1, and one zone holds "
        + "two.",
        "4 zones: members 2+1+1+1 of 5; quorum of 5 is 3; losing the zone with 2 leaves 3");

    private static readonly DiagnosticDescriptor UnknownRegionKind = Catalogue.Error(
        "EK1127", "A region that is not known",
        "The region is not in the table of AWS regions. The table has a date, and AWS adds a region or two "
        + "a year.",
        "the region `eu-wset-1` is not in the table of July 2026");

    private static readonly DiagnosticDescriptor NoSuchZoneKind = Catalogue.Error(
        "EK1128", "A zone that the region does not have",
        "No account is known to have a zone of this letter in the region. A proof over zones that do not "
        + "exist proves nothing.",
        "the region eu-west-1 has no zone `eu-west-1d`");

    internal static Diagnostic NotAClusterFile(SourceSpan span, string kind, string apiVersion) =>
        NotAClusterFileKind.At(
            span,
            $"this is {DisplayText.Quote(kind)} of {DisplayText.Quote(apiVersion)}, not a cluster file",
            apiVersion.Contains("eksctl.io", StringComparison.Ordinal)
                || apiVersion.Contains("kops.k8s.io", StringComparison.Ordinal)
                ? "turn it into a cluster file with `evenkeel import`"
                : "begin with `apiVersion: evenkeel.dev/v1alpha1` and `kind: Cluster`");

    internal static Diagnostic SeveralDocuments(SourceSpan span) => SeveralDocumentsKind.At(
        span,
        "a second document begins here; a cluster file has one",
        "give each cluster a file of its own; Kubernetes objects belong into files under `spec.workloads`");

    internal static Diagnostic BadName(Spanned<string> name, string path, string suggestion) =>
        BadNameKind.At(
            name.Span,
            $"`{path}` is {DisplayText.Quote(name.Value)}, which is not a DNS label",
            suggestion.Length > 0
                ? $"write `{suggestion}`"
                : "use small letters, digits and hyphens, 63 at most, with a letter or digit at both ends");

    internal static Diagnostic DuplicateName(Spanned<string> name, string what, int firstLine) =>
        DuplicateNameKind.At(
            name.Span,
            $"two {what} are named {DisplayText.Quote(name.Value)}"
            + Invariant($"; the first is on line {firstLine}"),
            "rename one of them");

    internal static Diagnostic BadZone(Spanned<string> zone, string fix) => BadZoneKind.At(
        zone.Span, $"{DisplayText.Quote(zone.Value)} is not the name of an availability zone", fix);

    internal static Diagnostic DuplicateZone(Spanned<string> zone) => DuplicateZoneKind.At(
        zone.Span,
        $"the zone {DisplayText.Quote(zone.Value)} is listed twice",
        "remove it, or name another zone");

    internal static Diagnostic ZoneOutsideRegion(Spanned<string> zone, string zoneRegion, string region) =>
        ZoneOutsideRegionKind.At(
            zone.Span,
            $"the zone {DisplayText.Quote(zone.Value)} is not in the region {region}",
            $"write `region: {zoneRegion}`, or name zones of {region}");

    internal static Diagnostic SeveralRegions(Spanned<string> zone, string here, string foreign) =>
        SeveralRegionsKind.At(
            zone.Span,
            $"zones of two regions, {here} and {foreign}: one cluster does not span regions, because "
            + "every write to etcd would wait for the distance, and the link would be one more thing to fail",
            $"keep the zones of {here}, describe a second cluster in {foreign}, and put a common front "
            + "(Route 53 or Global Accelerator) before both");

    internal static Diagnostic FewZones(SourceSpan span, string arithmetic) => FewZonesKind.At(
        span,
        $"no zone's loss is survivable for the control plane: {arithmetic}",
        "name three zones of the region, or accept that the API goes down with a zone");

    internal static Diagnostic ClaimNeedsZones(SourceSpan span, string arithmetic) => ClaimNeedsZonesKind.At(
        span,
        $"the control plane cannot survive the loss of any zone: {arithmetic}",
        "name three zones under `spec.zones`, or claim `{any: node}`");

    internal static Diagnostic UnknownVersion(
        Spanned<string> version, string oldest, string newest, bool isPlainNumber) => UnknownVersionKind.At(
        version.Span,
        $"Kubernetes {DisplayText.Quote(version.Value)} is not known; known are {oldest} to {newest}",
        $"write `version: \"{newest}\"`"
        + (isPlainNumber ? ", quoted: other YAML readers take 1.30 for the number 1.3" : ""));

    internal static Diagnostic MinAboveMax(SourceSpan span, int min, int max) => MinAboveMaxKind.At(
        span,
        Invariant($"the pool's `min` is {min}, more than its `max` of {max}"),
        Invariant($"write `max: {min}` or more, or a lower `min`"));

    internal static Diagnostic UnknownZone(Spanned<string> zone, IReadOnlyList<string> zones) =>
        UnknownZoneKind.At(
            zone.Span,
            $"the zone {DisplayText.Quote(zone.Value)} is not among `spec.zones`",
            $"name one of {string.Join(", ", zones)}, or add it to `spec.zones`");

    internal static Diagnostic ClaimSubject(SourceSpan span, string problem, string fix) =>
        ClaimSubjectKind.At(span, problem, fix);

    internal static Diagnostic ClaimFault(SourceSpan span, string path, string fix) =>
        ClaimFaultKind.At(span, $"`{path}` names no fault", fix);

    internal static Diagnostic ClaimBoundsNothing(SourceSpan span) => ClaimBoundsNothingKind.At(
        span,
        "the claim bounds nothing, so it always holds",
        "add `maxOutage: 0s`, `maxErrors` or `recovered`");

    internal static Diagnostic EvenZones(SourceSpan span, string arithmetic, string first) =>
        EvenZonesKind.At(
        span,
        arithmetic,
        $"nothing to mend: the zone with 2 is {first}; name three or five zones to spare the extra member");

    internal static Diagnostic UnknownRegion(
        Spanned<string> region, IReadOnlyList<string> known, string asOf) =>
        UnknownRegionKind.At(
            region.Span,
            $"the region {DisplayText.Quote(region.Value)} is not in the table of {asOf}",
            NearestWord.Of(region.Value, known) is { } nearest
                ? $"did you mean `{nearest}`?"
                : "write a region's code, such as eu-west-1");

    internal static Diagnostic NoSuchZone(Spanned<string> zone, string region, IReadOnlyList<string> zones) =>
        NoSuchZoneKind.At(
            zone.Span,
            $"the region {region} has no zone {DisplayText.Quote(zone.Value)}",
            $"name zones among {string.Join(", ", zones)}");
}
