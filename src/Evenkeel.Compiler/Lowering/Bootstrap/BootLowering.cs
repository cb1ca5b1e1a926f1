using System.Text.Json;
using System.Text.Json.Nodes;
using Evenkeel.Compiler.Emit.CloudInit;
using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Machines;
using Evenkeel.Core.Model.Artifacts;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Node;

namespace Evenkeel.Compiler.Lowering.Bootstrap;

/// <summary>
/// What machines boot with: who they are, and a program that puts the cluster's release in place and hands
/// over to the agent. A text for each role and pool; there is no secret in any.
/// </summary>
/// <param name="scope">The lowering's scope.</param>
internal sealed class BootLowering(LoweringScope scope)
{
    private const string Folder = "/opt/evenkeel";
    private const string NodeSource = "/etc/evenkeel/node.json.in";
    private const string NodeTarget = "/etc/evenkeel/node.json";

    /// <summary>What stands in manifests for the id of the file system.</summary>
    private const string FilesMark = "FILES";

    private const string K3sSource = "/etc/evenkeel/k3s.yaml.in";

    private static readonly JsonSerializerOptions Indented = new(Emit.Yaml.RelaxedJson.Options)
    {
        WriteIndented = true,
        NewLine = "\n",
    };

    private readonly TemplateValues values = new(scope);

    /// <summary>Every text, by its path below the rendered folder.</summary>
    public static ArtifactSet Lower(LoweringScope scope)
    {
        var boot = new BootLowering(scope);
        return boot.Identities().Aggregate(
            ArtifactSet.Empty,
            (set, who) => set.With($"{UserDataFiles.Folder}/{NameOf(who)}.yaml", boot.Text(who)));
    }

    /// <summary>What a machine is told to boot with, as Terraform writes it.</summary>
    public TfExpression UserData(MachineIdentity identity)
    {
        if (identity.Role == MachineIdentity.Bastion)
        {
            return UserDataFiles.Expression(NameOf(identity));
        }

        var taken = values.Of(identity.Role).Select(value => (value.Name, value.Code));
        return UserDataFiles.Expression(
            NameOf(identity),
            identity.Slot is { } slot
                ? taken.Append((TemplateValues.Slot, JsonSerializer.Serialize(slot)))
                : taken);
    }

    /// <summary>The name of the text of a machine, without <c>.yaml</c>.</summary>
    public static string NameOf(MachineIdentity identity) =>
        identity.Pool is { } pool ? $"{identity.Role}-{pool.Name}" : identity.Role;

    private IEnumerable<MachineIdentity> Identities()
    {
        // Which slot a server fills is Terraform's to say; whether it is told one is the same for all.
        var slot = scope.Model.ControlPlane.Placement == Placement.Regional ? null : "";
        yield return new(MachineIdentity.Server, Zone: null, slot, Pool: null);
        if (Usage.DedicatedEtcd(scope.Model))
        {
            yield return new(MachineIdentity.Etcd, Zone: null, "", Pool: null);
        }

        foreach (var pool in scope.Model.NodePools)
        {
            yield return new(MachineIdentity.Worker, Zone: null, Slot: null, pool);
        }

        if (scope.Model.Network.Bastion is not null)
        {
            yield return new(MachineIdentity.Bastion, Zone: null, Slot: null, Pool: null);
        }
    }

    private string Text(MachineIdentity identity) =>
        identity.Role == MachineIdentity.Bastion ? Bastion().Write() : Node(identity).Write();

    private CloudConfig Node(MachineIdentity identity)
    {
        var runsK3s = scope.Model.Distribution == Distribution.K3s && identity.Role != MachineIdentity.Etcd;
        return new()
        {
            About = $"What a machine of {scope.Model.Name} boots with: {NameOf(identity)}.",
            Files =
            [
                new("/etc/evenkeel/boot.json", Settings(identity, runsK3s)),
                new(NodeSource, NodeConfigurationWriter.Write(new NodeFile(scope).Of(identity))),
                .. runsK3s
                    ? [new(K3sSource, new K3sFile(scope.Model).Of(identity)), .. Registries()]
                    : Array.Empty<CloudFile>(),
                new($"{Folder}/boot.py", BootFiles.Read("boot.py"), IsExecutable: true),
                new("/etc/sysctl.d/90-evenkeel.conf", BootFiles.Read("sysctl.conf")),
                .. Units.Select(unit => new CloudFile(
                    $"/etc/systemd/system/{unit}", BootFiles.Read(unit))),
            ],
            Commands =
            [
                ["systemctl", "daemon-reload"],
                ["systemctl", "enable", "--now", "--no-block", .. Units],
            ],
        };
    }

    private IEnumerable<CloudFile> Registries() => scope.Model.Account.Mirrors is { IsEmpty: false } mirrors
        ? [new(RegistriesFile.Path, RegistriesFile.Of(mirrors))]
        : [];

    private static string[] Units => ["evenkeel-boot.service", "evenkeel-agent.service"];

    private string Settings(MachineIdentity identity, bool runsK3s)
    {
        var settings = Common(identity, runsK3s);
        if (scope.Model.SharedFiles && identity.Role == MachineIdentity.Server)
        {
            settings["known"] = new JsonObject { [FilesMark] = TemplateValues.Files.Mark };
        }

        return settings.ToJsonString(Indented) + "\n";
    }

    private JsonObject Common(MachineIdentity identity, bool runsK3s) => new()
    {
        ["bucket"] = TemplateValues.Artifacts.Mark,
        ["region"] = scope.Model.Region,
        ["release"] = TemplateValues.Release.Mark,
        ["role"] = identity.Role,
        ["images"] = scope.Model.Distribution == Distribution.K3s
            ? "/var/lib/rancher/k3s/agent/images"
            : $"{Folder}/images",
        ["fill"] = runsK3s
            ? new JsonObject { [NodeSource] = NodeTarget, [K3sSource] = K3sFile.Path }
            : new JsonObject { [NodeSource] = NodeTarget },
    };

    /// <summary>
    /// The host that operators go through has kubectl, and takes no password; their keys come from EC2
    /// Instance Connect, which Amazon Linux has.
    /// </summary>
    private CloudConfig Bastion() => new()
    {
        About = $"What the bastion of {scope.Model.Name} boots with.",
        UpgradesPackages = true,
        Files =
        [
            new("/etc/ssh/sshd_config.d/10-evenkeel.conf", BootFiles.Read("sshd.conf")),
            new($"{Folder}/kubectl.sh", BootFiles.Read("kubectl.sh"), IsExecutable: true),
        ],
        Commands =
        [
            ["systemctl", "try-restart", "sshd.service"],
            [$"{Folder}/kubectl.sh", scope.Model.InstalledVersion],
        ],
    };
}
