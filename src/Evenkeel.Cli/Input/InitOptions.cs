using System.CommandLine;

namespace Evenkeel.Cli.Input;

/// <summary>What the options of <c>evenkeel init</c> say; null where they say nothing.</summary>
internal sealed record InitRequest(
    string? Name,
    string? Region,
    string? Zones,
    string? Distribution,
    string? Version,
    string? InstanceType,
    string? Workloads,
    string? Service,
    bool Force,
    bool Schema);

/// <summary>The options of <c>evenkeel init</c>.</summary>
internal sealed class InitOptions
{
    private readonly Option<string?> name = Text(
        "--name", "NAME", "The cluster's name (default: the folder's)");
    private readonly Option<string?> region = Text(
        "--region", "REGION", "The AWS region (default: AWS_REGION, else eu-west-1)");

    private readonly Option<string?> zones = Text(
        "--zones", "A,B,C", "Its zones, by name or letter, with commas (default: three of the region)");

    private readonly Option<string?> distribution = Text(
        "--distribution", "WORD", "What runs Kubernetes: k3s, upstream or eks (default: k3s)");

    private readonly Option<string?> version = Text(
        "--version", "MINOR", "The Kubernetes version (default: the newest that is modelled)");

    private readonly Option<string?> instanceType = Text(
        "--instance-type", "TYPE", "The EC2 instance type of the nodes (default: m7i.xlarge)");

    private readonly Option<string?> workloads = Text(
        "--workloads", "PATH", "Your manifests, a file or folder, relative to the cluster file (default: "
        + "manifests/ with --service, else a comment)");

    private readonly Option<string?> service = Text(
        "--service", "NS/NAME", "A Service that must survive any zone (default: the claim is a comment)");

    private readonly Option<bool> force = new("--force") { Description = "Replace a file that exists" };

    private readonly Option<bool> schema = new("--schema")
    {
        Description = "Write cluster.schema.json beside it, and a first line that tells editors of it",
    };

    /// <summary>Adds them to the command.</summary>
    public void AddTo(Command command)
    {
        foreach (
            var option in new Option[]
            {
                name, region, zones, distribution, version, instanceType, workloads, service, force, schema,
            })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What was written.</summary>
    public InitRequest Read(ParseResult parsed) => new(
        parsed.GetValue(name),
        parsed.GetValue(region),
        parsed.GetValue(zones),
        parsed.GetValue(distribution),
        parsed.GetValue(version),
        parsed.GetValue(instanceType),
        parsed.GetValue(workloads),
        parsed.GetValue(service),
        parsed.GetValue(force),
        parsed.GetValue(schema));

    private static Option<string?> Text(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value };
}
