using System.Collections.Immutable;
using Evenkeel.Compiler.Binding;
using Evenkeel.Compiler.Lowering.Iam;
using Evenkeel.Compiler.Lowering.Machines;
using Evenkeel.Compiler.Lowering.Names;
using Evenkeel.Compiler.Lowering.Storage;

namespace Evenkeel.Compiler.Lowering.Bootstrap;

/// <summary>What the texts that machines boot with take from Terraform.</summary>
/// <param name="scope">The lowering's scope.</param>
internal sealed class TemplateValues(LoweringScope scope)
{
    /// <summary>The release that is pinned; empty for the one that the bucket names.</summary>
    public static TemplateValue Release { get; } = new("release", $"var.{UserDataFiles.Release}");

    /// <summary>The bucket of releases and their artifacts.</summary>
    public static TemplateValue Artifacts { get; } = Bucket(StorageLowering.Artifacts);

    /// <summary>The bucket of claims, markers and snapshots.</summary>
    public static TemplateValue Snapshots { get; } = Bucket(StorageLowering.Snapshots);

    /// <summary>The bucket of the issuer's documents.</summary>
    public static TemplateValue Issuer { get; } = Bucket(StorageLowering.Issuer);

    /// <summary>The name of the API's balancer.</summary>
    public static TemplateValue Api { get; } = new(
        "api", $"{ResourceAddresses.Balancer(BalancerPlan.Api)}.dns_name");

    /// <summary>The file system over all zones.</summary>
    public static TemplateValue Files { get; } = new("files", $"{FilesLowering.FileSystem}.id");

    /// <summary>The slot that a server's group fills.</summary>
    public const string Slot = "slot";

    /// <summary>The address of a slot's server, or of its member of etcd.</summary>
    /// <param name="part"><see cref="NodeStatements.ControlPlane"/>, or <c>etcd</c>.</param>
    /// <param name="slot">Its name.</param>
    public static TemplateValue Address(string part, string slot) => new(
        $"{(part == NodeStatements.ControlPlane ? "server" : part)}_{ResourceNames.Word(slot)}",
        $"{ResourceAddresses.SlotInterface(part, slot)}.private_ip");

    /// <summary>Every value of every node's text but its own slot.</summary>
    public ImmutableArray<TemplateValue> All =>
    [
        Release, Artifacts, Snapshots, Issuer, Api,
        .. Parts.SelectMany(part => GroupPlan.Slots(scope.Model)
            .Select(slot => Address(part, GroupPlan.SlotName(slot)))),
    ];

    /// <summary>The values of a role's text but its own slot: manifests are filled in by servers alone.
    /// </summary>
    public IEnumerable<TemplateValue> Of(string role) =>
        scope.Model.SharedFiles && role == MachineIdentity.Server ? All.Add(Files) : All;

    private IEnumerable<string> Parts => Usage.DedicatedEtcd(scope.Model)
        ? [NodeStatements.ControlPlane, MachineIdentity.Etcd]
        : [NodeStatements.ControlPlane];

    private static TemplateValue Bucket(string role) =>
        new(role, $"{ResourceAddresses.Bucket(role)}.id");
}
