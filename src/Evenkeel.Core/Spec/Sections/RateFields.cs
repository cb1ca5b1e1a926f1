using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Spec.Fields;

namespace Evenkeel.Core.Spec.Sections;

/// <summary>An item of <c>spec.rates</c> as declared.</summary>
internal static class RateFields
{
    public static readonly WordField<PartKind> Of = new(
        "of", "What fails: each by itself. A store that fails over is away for its `failover`, and one more "
        + "time as often as a zone is lost.",
        ("zone", PartKind.Zone), ("node", PartKind.Node), ("pod", PartKind.Pod), ("volume", PartKind.Volume),
        ("nat", PartKind.Nat), ("balancer", PartKind.Balancer), ("store", PartKind.Store),
        ("member", PartKind.Member), ("controlPlane", PartKind.ControlPlane))
    {
        IsRequired = true,
        Example = "node",
    };

    public static readonly TimeField Every = new(
        "every", "How long one of them runs from one failure to the next, on average.")
    {
        WhenAbsent = "see [proof.md](proof.md#parts)",
        LeastSeconds = 1,
        Example = "4380h",
    };

    public static readonly TimeField Repair = new("repair", "How long it is away then, on average.")
    {
        WhenAbsent = "see [proof.md](proof.md#parts)",
        Example = "15m",
    };

    public static readonly SpecSection Section = new(
        "spec.rates[]", "How often a kind of part fails, for the availability that a proof works out; "
        + "verdicts do not depend on it.",
        Of, Every, Repair)
    {
        Example = """
            rates:
            - {of: node, every: 4380h, repair: 15m}
            - {of: zone, every: 26280h, repair: 4h}
            """,
    };
}
