using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Security;

namespace Evenkeel.Compiler.Lowering.Machines;

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
