namespace Evenkeel.Provisioning.Working;

/// <summary>
/// Where a cluster's working files lie: <c>.evenkeel/NAME</c> beside the cluster file.
/// </summary>
/// <param name="Root">The folder itself, as a full path.</param>
/// <param name="Cluster">The cluster's name.</param>
public sealed record WorkFolder(string Root, string Cluster)
{
    /// <summary>The folder beside a cluster file.</summary>
    public const string Name = ".evenkeel";

    /// <summary>The name of the state, where it lies here.</summary>
    public const string StateName = "terraform.tfstate";

    /// <summary>The folder of a cluster.</summary>
    /// <param name="clusterFile">The cluster file.</param>
    /// <param name="cluster">The cluster's name.</param>
    public static WorkFolder Beside(string clusterFile, string cluster) => new(
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(clusterFile)) ?? "/", Name, cluster), cluster);

    /// <summary>What is rendered.</summary>
    public string Rendered => Path.Combine(Root, "rendered");

    /// <summary>The configuration, in which Terraform runs.</summary>
    public string Configuration => Path.Combine(Rendered, "terraform");

    /// <summary>What Terraform keeps for itself: providers.</summary>
    public string Data => Path.Combine(Root, "data");

    /// <summary>The state, unless the cluster file names a remote one.</summary>
    public string State => Path.Combine(Root, StateName);

    /// <summary>The plan that is applied.</summary>
    public string Plan => Path.Combine(Root, "plan");

    /// <summary>What Terraform said last, a file a command.</summary>
    public string Logs => Path.Combine(Root, "logs");

    /// <summary>The digest of the release that machines were told to boot last.</summary>
    public string Pin => Path.Combine(Root, "release");

    /// <summary>What was downloaded, by digest.</summary>
    public string Artifacts => Path.Combine(Root, "artifacts");

    /// <summary>The file that whoever works here has locked.</summary>
    public string Lock => Path.Combine(Root, "lock");

    /// <summary>Who has it locked, or had it last.</summary>
    public string Holder => Path.Combine(Root, "lock.holder");

    /// <summary>Makes it. The state names things that no repository should have.</summary>
    public void Make()
    {
        Directory.CreateDirectory(Root);
        Directory.CreateDirectory(Logs);
        var ignore = Path.Combine(Path.GetDirectoryName(Root)!, ".gitignore");
        if (!File.Exists(ignore)) File.WriteAllText(ignore, "*\n");
    }
}
