using System.CommandLine;

namespace Evenkeel.Cli.CommandLine;

/// <summary>The argument of every command that works on a cluster file.</summary>
internal static class ClusterFileArgument
{
    /// <summary>A new one, for one command.</summary>
    public static Argument<string> Make() => new("FILE")
    {
        Description = "Cluster file, or a folder that holds cluster.yaml",
    };
}
