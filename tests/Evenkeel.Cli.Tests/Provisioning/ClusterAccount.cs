using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Evenkeel.Core.Model.Artifacts;

namespace Evenkeel.Cli.Tests.Provisioning;

/// <summary>An empty account on the emulator, a cluster file, and the built program that works on both.</summary>
internal sealed class ClusterAccount : IDisposable
{
    public const string Zone = "eu-west-1a";

    /// <summary>The smallest cluster that has one of everything.</summary>
    public const string Small = """
        apiVersion: evenkeel.dev/v1alpha1
        kind: Cluster
        metadata: {name: shop}
        spec:
          region: eu-west-1
          zones: [eu-west-1a]
          distribution: k3s
          version: "1.36"
          nodePools:
          - {name: general, instanceTypes: [m7i.large], min: 1, max: 3}
          autoscaling: {clusterAutoscaler: true}

        """;

    private const string Provider = """
        {"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": ">= 5.100.0, < 7.0.0"}}}}
        """;

    private static readonly string Dll = Path.Combine(AppContext.BaseDirectory, "evenkeel.dll");
    private readonly Terraform terraform = new();
    private readonly AwsEmulator account = new();

    public ClusterAccount(string cluster)
    {
        terraform.Write("provider", [KeyValuePair.Create("terraform/versions.tf.json", Provider)]);
        Folder = Directory.CreateDirectory(Path.Combine(terraform.Folder, "cluster")).FullName;
        File.WriteAllText(ClusterFile, cluster);
    }

    public string Folder { get; }

    public string ClusterFile => Path.Combine(Folder, "cluster.yaml");

    public string Work => Path.Combine(Folder, ".evenkeel", "shop");

    public string State => Path.Combine(Work, "terraform.tfstate");

    /// <summary>A folder of files that were carried in: none is what it says, and each has its digest.</summary>
    public string Carried => Path.Combine(Folder, "carried");

    public void Dispose()
    {
        account.Dispose();
        terraform.Dispose();
    }

    /// <summary>Runs a command to its end.</summary>
    public (int Exit, string Out, string Error) Run(params string[] arguments)
    {
        using var process = Start(arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    /// <summary>Runs <c>up</c> and kills it, and all that it started, once it has changed so many resources.</summary>
    /// <returns>What it had said by then.</returns>
    public string UpAndKillAfter(int changes)
    {
        using var process = Start("up", ClusterFile, "--yes", "--no-wait");
        var said = new List<string>();
        while (process.StandardError.ReadLine() is { } line)
        {
            said.Add(line);
            if (line.StartsWith("  [") && --changes == 0) break;
        }

        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        return string.Join('\n', said);
    }

    public void CarryArtifacts()
    {
        Directory.CreateDirectory(Carried);
        Carry("evenkeel-agent-linux-amd64");
        Carry("images-parts-amd64.tar");
        Carry($"etcd-v{ArtifactTable.EtcdVersion}-linux-amd64.tar.gz", "SHA256SUMS");
        Carry("k3s", "sha256sum-amd64.txt");
        Carry("k3s-airgap-images-amd64.tar.zst", "sha256sum-amd64.txt");
    }

    /// <summary>Asks the account by the AWS CLI.</summary>
    public IReadOnlyList<JsonElement> Ask(string list, params string[] arguments) =>
        [.. account.Ask(arguments).GetProperty(list).EnumerateArray()];

    public void Tell(params string[] arguments) => account.Ask(arguments);

    /// <summary>How many resources of a type the configuration has.</summary>
    public int Rendered(string type) => Directory
        .GetFiles(Path.Combine(Work, "rendered", "terraform"), "*.tf.json")
        .Select(file => JsonDocument.Parse(File.ReadAllText(file)).RootElement)
        .Where(root => root.TryGetProperty("resource", out var types) && types.TryGetProperty(type, out _))
        .Sum(root => root.GetProperty("resource").GetProperty(type).EnumerateObject().Count());

    private void Carry(string name, string? sums = null)
    {
        File.WriteAllText(Path.Combine(Carried, name), name);
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        if (sums is not null) File.AppendAllText(Path.Combine(Carried, sums), $"{digest}  {name}\n");
    }

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Dll, .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Folder,
        };
        foreach (var (name, value) in account.Environment.Concat(terraform.Environment))
        {
            if (value.Length == 0) start.Environment.Remove(name);
            else start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }
}
