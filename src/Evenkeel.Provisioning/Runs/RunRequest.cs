using System.Collections.Immutable;
using Evenkeel.Core.Model.Artifacts;
using Evenkeel.Core.Text;
using Evenkeel.Provisioning.Working;

namespace Evenkeel.Provisioning.Runs;

/// <summary>The cluster that a run is about.</summary>
public sealed record RunRequest
{
    /// <summary>Its name.</summary>
    public required string Cluster { get; init; }

    /// <summary>Its region.</summary>
    public required string Region { get; init; }

    /// <summary>The cluster file.</summary>
    public required SourceText File { get; init; }

    /// <summary>What it is lowered to.</summary>
    public required ArtifactSet Artifacts { get; init; }

    /// <summary>Where working files lie.</summary>
    public required WorkFolder Folder { get; init; }

    /// <summary>Whether the configuration itself says where the state lies.</summary>
    public bool HasRemoteState { get; init; }

    /// <summary>The tag of everything that belongs to a cluster; its value is the cluster's name.</summary>
    public required string ClusterTag { get; init; }

    /// <summary>The path below which secrets of the cluster are kept that Terraform does not know.</summary>
    public required string ParameterPath { get; init; }

    /// <summary>The resource name of the bucket whose content outlives a cluster.</summary>
    public required string KeptBucket { get; init; }

    /// <summary>The variable that protects balancers.</summary>
    public required string ProtectionVariable { get; init; }

    /// <summary>The variable that pins a release.</summary>
    public required string ReleaseVariable { get; init; }
}

/// <summary>Is told how far a run has come.</summary>
public interface IRunProgress
{
    /// <summary>Something begins that takes a while.</summary>
    void Step(string what);

    /// <summary>A resource is changed.</summary>
    /// <param name="told">What Terraform says.</param>
    /// <param name="done">How many changes are done.</param>
    /// <param name="total">How many there are.</param>
    void Change(Terraform.TerraformEvent told, int done, int total);
}

/// <summary>How many resources were changed, or would be, and in which way.</summary>
/// <param name="Created">Made.</param>
/// <param name="Updated">Changed where they are.</param>
/// <param name="Replaced">Removed and made anew.</param>
/// <param name="Destroyed">Removed.</param>
/// <param name="Adopted">Found, and taken into the state.</param>
public sealed record ChangeCounts(int Created, int Updated, int Replaced, int Destroyed, int Adopted)
{
    /// <summary>Those of a plan.</summary>
    public static ChangeCounts Of(ImmutableArray<Terraform.PlannedChange> plan)
    {
        int Count(Terraform.PlannedAction action) => plan.Count(c => c.Action == action);
        return new(
            Count(Terraform.PlannedAction.Create), Count(Terraform.PlannedAction.Update),
            Count(Terraform.PlannedAction.Replace), Count(Terraform.PlannedAction.Destroy),
            plan.Count(static c => c.IsImported));
    }

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => Created + Updated + Replaced + Destroyed + Adopted == 0;
}
