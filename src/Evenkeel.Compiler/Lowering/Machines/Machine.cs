using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Security;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering.Machines;

/// <summary>Who a machine is, as far as what it boots with depends on it.</summary>
/// <param name="Role">
/// <c>server</c>, <c>etcd</c> or <c>worker</c> (<c>role</c> of the node configuration, designs/0004), or
/// <c>bastion</c>.
/// </param>
/// <param name="Zone">Its zone; null where its group spans several.</param>
/// <param name="Slot">The slot that it fills; null where it looks for one, or has none.</param>
/// <param name="Pool">Its pool, for a worker.</param>
internal sealed record MachineIdentity(string Role, string? Zone, string? Slot, NodePoolModel? Pool)
{
    /// <summary>A server of the control plane.</summary>
    public const string Server = "server";

    /// <summary>A member of etcd on a machine of its own.</summary>
    public const string Etcd = "etcd";

    /// <summary>A node of a pool.</summary>
    public const string Worker = "worker";

    /// <summary>The host that operators go through, which is no part of the cluster.</summary>
    public const string Bastion = "bastion";
}

/// <summary>What a machine is, whoever launches it.</summary>
internal sealed record Machine
{
    /// <summary>Its name on AWS, and its volumes'.</summary>
    public required string Name { get; init; }

    /// <summary>Its EC2 type; its architecture selects the image.</summary>
    public required string InstanceType { get; init; }

    /// <summary>The security group of its first interface.</summary>
    public required Actor Group { get; init; }

    /// <summary>What it may do; null for a machine without a role.</summary>
    public string? Role { get; init; }

    /// <summary>Who it is to the cluster; null for a machine that is no part of it.</summary>
    public MachineIdentity? Identity { get; init; }

    /// <summary>Tags beside its name and those of the cluster.</summary>
    public IEnumerable<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>The interface that it takes as its first, or null for one that is made with it.</summary>
    public TfExpression? Interface { get; init; }

    /// <summary>Whether it has an address of the internet.</summary>
    public bool IsPublic { get; init; }

    /// <summary>
    /// Whether CloudWatch has its CPU each minute (detailed monitoring), or each five minutes.
    /// </summary>
    public bool IsMonitoredInDetail { get; init; }

    /// <summary>The size of its root volume, in GiB.</summary>
    public int RootGib { get; init; } = LaunchTemplates.RootVolumeGib;
}
