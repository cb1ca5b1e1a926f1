namespace Evenkeel.Core.Model.Artifacts;

/// <summary>Outputs in a cluster's state that Evenkeel reads back by their names.</summary>
public static class StateOutputs
{
    /// <summary>The cluster file of the last change.</summary>
    public const string ClusterFile = "cluster_file";
}
