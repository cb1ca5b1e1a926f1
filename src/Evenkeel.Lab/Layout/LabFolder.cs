using Evenkeel.Lab.Balancing;

namespace Evenkeel.Lab.Layout;

/// <summary>Where a lab keeps what: everything lies below one folder.</summary>
public sealed class LabFolder
{
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LockLimit = TimeSpan.FromMinutes(5);

    /// <summary>The lab of a folder, which need not exist yet.</summary>
    public LabFolder(string path) => Root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    /// <summary>The folder, as an absolute path.</summary>
    public string Root { get; }

    /// <summary>What the lab is made of.</summary>
    public string SettingsFile => Path.Combine(Root, "lab.json");

    /// <summary>The faults in force.</summary>
    public string FaultsFile => Path.Combine(Root, "faults.json");

    /// <summary>The folder that plays AWS for the agents.</summary>
    public string Cloud => Path.Combine(Root, "aws");

    /// <summary>The buckets' objects of claims, marks and snapshots.</summary>
    public string Snapshots => Path.Combine(Cloud, "buckets", "snapshots");

    /// <summary>The parameters.</summary>
    public string Parameters => Path.Combine(Cloud, "parameters");

    /// <summary>What the balancer is told.</summary>
    public string BalancerSettings => Path.Combine(Root, "balancer", "settings.json");

    /// <summary>What the balancer does.</summary>
    public string BalancerReport => Path.Combine(Root, "balancer", "report.json");

    /// <summary>Every change of a target, a line each.</summary>
    public string BalancerChanges => Path.Combine(Root, "balancer", "changes.jsonl");

    /// <summary>What the balancer prints.</summary>
    public string BalancerLog => Path.Combine(Root, "balancer", "log.txt");

    /// <summary>A client's certificate for etcd, with its key and the authority.</summary>
    public string Client => Path.Combine(Root, "client");

    /// <summary>The file for kubectl.</summary>
    public string Kubeconfig => Path.Combine(Root, "kubeconfig");

    /// <summary>A slot's machine.</summary>
    public string Slot(string slot) => Path.Combine(Root, "slots", slot);

    /// <summary>A slot's node.json.</summary>
    public string NodeFile(string slot) => Path.Combine(Slot(slot), "node.json");

    /// <summary>What a boot of the slot's machine empties.</summary>
    public string Run(string slot) => Path.Combine(Slot(slot), "run");

    /// <summary>What a slot's agent prints.</summary>
    public string AgentLog(string slot) => Path.Combine(Slot(slot), "agent.log");

    /// <summary>A slot's volume.</summary>
    public string Volume(string slot) => Path.Combine(Cloud, "volumes", slot);

    /// <summary>Who a slot's volume is, and which machine holds it.</summary>
    public string VolumeFile(string slot) => Path.Combine(Cloud, "volumes", slot + ".json");

    /// <summary>The file that is a slot's disk, where disks are of their own.</summary>
    public string DiskImage(string slot) => Path.Combine(Root, "disks", slot + ".img");

    /// <summary>A copy of a slot's volume, to be put back.</summary>
    public string Copy(string slot) => Path.Combine(Root, "copies", slot);

    /// <summary>What EC2 says of a machine.</summary>
    public string Instance(string id) => Path.Combine(Cloud, "instances", id + ".json");

    /// <summary>Whether there is a lab.</summary>
    public bool Exists => File.Exists(SettingsFile);

    /// <summary>What the lab is made of.</summary>
    /// <exception cref="LabException">There is no lab.</exception>
    public LabSettings Settings() => LabJson.Read<LabSettings>(SettingsFile)
        ?? throw new LabException($"there is no lab in {Root}", "start one with `evenkeel lab up --dir DIR`");

    /// <summary>What the balancer last said that it does; null where it has said nothing yet.</summary>
    public BalancerReport? Report() => LabJson.Read<BalancerReport>(BalancerReport);

    /// <summary>
    /// Holds the lab for one command that changes it; others wait. It ends with the process that holds it,
    /// however that ends.
    /// </summary>
    /// <exception cref="LabException">Another command takes too long.</exception>
    public IDisposable Lock()
    {
        Directory.CreateDirectory(Root);
        for (var waited = TimeSpan.Zero; ; waited += LockPause)
        {
            try
            {
                // FileShare.None is an advisory lock (flock), which ends with its process.
                return new FileStream(
                    Path.Combine(Root, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (waited < LockLimit)
            {
                Thread.Sleep(LockPause);
            }
            catch (IOException e)
            {
                throw new LabException(
                    $"another command works on the lab in {Root} ({e.Message})", "wait for it to end");
            }
        }
    }
}
