using Evenkeel.Core.Diagnostics;

namespace Evenkeel.Provisioning;

/// <summary>What can go wrong while a cluster is made, changed or removed: codes EK50nn.</summary>
public static class ProvisioningDiagnostics
{
    /// <summary>Every kind of this stage.</summary>
    public static DiagnosticCatalogue Catalogue { get; } = new("Applying");

    private static readonly DiagnosticDescriptor NoTerraformKind = Catalogue.Error(
        "EK5001", "Neither Terraform nor OpenTofu is here",
        "What is rendered is applied by Terraform or OpenTofu, from 1.10 on, whichever is found first on "
        + "`PATH`.",
        "there is no `terraform` and no `tofu` on PATH");

    private static readonly DiagnosticDescriptor OldTerraformKind = Catalogue.Error(
        "EK5002", "Terraform or OpenTofu is too old",
        "A state in S3 is locked without DynamoDB from 1.10 on, and the configuration asks for that version.",
        "/usr/bin/terraform is version 1.5.7, and 1.10 or later is needed");

    private static readonly DiagnosticDescriptor ToolKind = Catalogue.Error(
        "EK5003", "Terraform or OpenTofu failed",
        "The message is its own. What it had made by then is in its state, and the next `up` goes on from "
        + "there.",
        "terraform apply: creating EC2 VPC: VpcLimitExceeded");

    private static readonly DiagnosticDescriptor BusyKind = Catalogue.Error(
        "EK5004", "Another run is under way",
        "Two runs over one state would undo each other's work. The lock goes with the process that holds it: "
        + "a run that was killed leaves none behind.",
        "another evenkeel works on `shop` just now: `up`, process 4711");

    private static readonly DiagnosticDescriptor AwsKind = Catalogue.Error(
        "EK5005", "AWS refused, or did not answer",
        "The message is AWS' own.",
        "ec2 DescribeVpcs: UnauthorizedOperation: You are not authorized to perform this operation");

    private static readonly DiagnosticDescriptor TwiceKind = Catalogue.Error(
        "EK5006", "There are two of what there should be one",
        "Resources of a cluster are known by its tag and their names. Which of two is the cluster's nobody "
        + "can tell.",
        "aws_vpc.main: vpc-0a1 and vpc-0b2 bear the cluster's tag and this name");

    private static readonly DiagnosticDescriptor NotWellKind = Catalogue.Error(
        "EK5007", "The cluster is not well in time",
        "Everything was applied, and machines, volumes or targets are missing all the same. "
        + "`evenkeel status` says what is missing now; what a machine does while it boots stands in its "
        + "journal.",
        "shop is not well after 30 minutes: group general-eu-west-1a: 0 of 1 machines in service");

    private static readonly DiagnosticDescriptor NotFoundedKind = Catalogue.Error(
        "EK5008", "The cluster is not founded yet",
        "The first server draws the cluster's authorities and writes them to the parameter store. Until then "
        + "nobody can be given a certificate.",
        "there is no authority below /evenkeel/shop");

    private static readonly DiagnosticDescriptor NoProgramKind = Catalogue.Error(
        "EK5009", "A program is missing",
        "A tunnel is held open by the programs that AWS or OpenSSH have for it.",
        "there is no `session-manager-plugin` on PATH");

    private static readonly DiagnosticDescriptor NothingRunsKind = Catalogue.Error(
        "EK5010", "Nothing runs that could be asked",
        "A tunnel leads through a machine of the cluster to the balancer before its API.",
        "shop has no server that is in service");

    /// <summary>The code of a release that cannot be gathered.</summary>
    public const string NotGatheredCode = "EK5011";

    private static readonly DiagnosticDescriptor NotGatheredKind = Catalogue.Error(
        NotGatheredCode, "A release cannot be gathered",
        "Machines boot from a release: the agent, etcd, K3s or Kubernetes, images and manifests, each from "
        + "its publisher. Without one they wait. `up --no-wait` goes on all the same, with the release that "
        + "they were told last, and `publish` can follow.",
        "k3s v1.36.2+k3s1 for amd64: Name or service not known");

    private static readonly DiagnosticDescriptor NoReleaseKind = Catalogue.Warning(
        "EK5012", "Applied without a new release",
        "The release could not be gathered, and the run does not wait for machines. They boot the release "
        + "that they were told last, or wait until the bucket has one.",
        "k3s v1.36.2+k3s1 for amd64: Name or service not known");

    private static readonly DiagnosticDescriptor OtherDigestKind = Catalogue.Error(
        "EK5013", "An artifact is not what its publisher says",
        "What was fetched has another digest than the publisher gives. It was thrown away.",
        "etcd 3.6.12 for amd64 has the digest 9f86d081… and should have 2c26b46b…");

    private static readonly DiagnosticDescriptor NotThereKind = Catalogue.Error(
        "EK5014", "What a restore names is not there",
        "Snapshots are known by their names in the bucket of snapshots, `evenkeel restore FILE` lists them; "
        + "slots by those that `evenkeel status` shows.",
        "there is no snapshot 1200-1795893600000");

    private static readonly DiagnosticDescriptor NotRestoredKind = Catalogue.Error(
        "EK5015", "A restore is not carried out",
        "Every slot's agent sees the order within seconds and stops everything; one of them restores once "
        + "the others have said that they stopped. A slot that is down says nothing: it has to come back, "
        + "or to be named as gone.",
        "order 1 of shop is not carried out after 15 minutes");

    /// <summary>There is no such snapshot, or no such slot.</summary>
    public static Diagnostic NotThere(string what, string name, IReadOnlyList<string> present) =>
        NotThereKind.About(
            null, $"there is no {what} {DisplayText.Escape(name)}",
            present.Count == 0 ? $"there is no {what} at all yet"
                : "write one of " + DisplayText.Escape(string.Join(", ", present)));

    /// <summary>Nobody carried out the order in time.</summary>
    public static Diagnostic NotRestored(string cluster, string order, int minutes) => NotRestoredKind.About(
        null, $"order {order} of {DisplayText.Escape(cluster)} is not carried out after {minutes} minutes",
        "start the slots that are down; if they are gone for good, run it again with `--gone SLOT`");

    /// <summary>Two orders at once.</summary>
    public static Diagnostic OrderedMeanwhile(string cluster) => NotRestoredKind.About(
        null, $"somebody else ordered a restore of {DisplayText.Escape(cluster)} just now",
        "see what they do first");

    /// <summary>Something of a release cannot be had.</summary>
    public static Diagnostic NotGathered(string artifact, string why) => NotGatheredKind.About(
        null, $"{DisplayText.Escape(artifact)}: {DisplayText.Escape(why)}",
        "check the network, or carry the files in with `--artifacts DIR`");

    /// <summary>The same, where the run goes on.</summary>
    public static Diagnostic NoRelease(string why) => NoReleaseKind.About(
        null, why,
        "run `evenkeel publish` where there is a network, or carry files in with `--artifacts DIR`");

    /// <summary>Something has another digest.</summary>
    public static Diagnostic OtherDigest(string artifact, string expected, string digest) =>
        OtherDigestKind.About(
            null,
            $"{DisplayText.Escape(artifact)} has the digest {digest} and should have {expected}",
            "run it again; where it stays so, do not use the file");

    /// <summary>The parameter store has no authority.</summary>
    public static Diagnostic NotFounded(string path) => NotFoundedKind.About(
        null, $"there is no authority below {DisplayText.Escape(path)}",
        "wait until the first server is up: `evenkeel status` says whether it is");

    /// <summary>A program is not on PATH.</summary>
    public static Diagnostic NoProgram(string program, string howToGetIt) => NoProgramKind.About(
        null, $"there is no `{program}` on PATH", $"install it: {howToGetIt}");

    /// <summary>There is no machine, or no balancer, to go through.</summary>
    public static Diagnostic NothingRuns(string cluster, string what) => NothingRunsKind.About(
        null, $"{DisplayText.Escape(cluster)} has no {what} that is in service",
        "run `evenkeel up`, and look at `evenkeel status`");

    /// <summary>What was applied does not come to serve.</summary>
    public static Diagnostic NotWell(string cluster, string missing, int minutes) => NotWellKind.About(
        null, $"{DisplayText.Escape(cluster)} is not well after {minutes} minutes: {missing}",
        "look at `evenkeel status`, and run `evenkeel up` again to wait on");

    /// <summary>Two resources could be the one.</summary>
    public static Diagnostic Twice(string address, IReadOnlyList<string> ids) => TwiceKind.About(
        null,
        $"{address}: {DisplayText.Escape(string.Join(" and ", ids))} bear the cluster's tag and this name",
        "delete the one that is not used, or take its tag `evenkeel.dev/cluster` away");

    /// <summary>Neither program is on PATH.</summary>
    public static Diagnostic NoTerraform() => NoTerraformKind.About(
        null, "there is no `terraform` and no `tofu` on PATH",
        "install one, 1.10 or later: https://developer.hashicorp.com/terraform/install or "
        + "https://opentofu.org/docs/intro/install");

    /// <summary>The program that was found is too old.</summary>
    public static Diagnostic OldTerraform(string path, string version) => OldTerraformKind.About(
        null,
        $"{DisplayText.Escape(path)} is version {DisplayText.Escape(version)}, and 1.10 or later is needed",
        "install a newer one: https://developer.hashicorp.com/terraform/install or "
        + "https://opentofu.org/docs/intro/install");

    /// <summary>The program said that something is wrong.</summary>
    /// <param name="command">What it was asked, such as <c>terraform apply</c>.</param>
    /// <param name="message">What it says.</param>
    /// <param name="log">Where all that it said lies.</param>
    public static Diagnostic Tool(string command, string message, string? log) => ToolKind.About(
        null, $"{command}: {DisplayText.Escape(message)}",
        log is null ? "mend what it says, and run the command again"
            : $"mend what it says, and run the command again; all it said is in {DisplayText.Escape(log)}");

    /// <summary>The lock is held.</summary>
    public static Diagnostic Busy(string cluster, string holder) => BusyKind.About(
        null,
        $"another evenkeel works on {DisplayText.Quote(cluster)} just now: {DisplayText.Escape(holder)}",
        "wait until it has ended");

    /// <summary>A call to AWS failed.</summary>
    public static Diagnostic Aws(string message) => AwsKind.About(
        null, DisplayText.Escape(message),
        "check the credentials and the network, and run the command again");
}
