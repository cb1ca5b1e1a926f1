using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Evenkeel.Platform.Aws;

namespace Evenkeel.Provisioning.Reach;

/// <summary>
/// A way to the API of a private network: a session of Systems Manager through a server, or SSH through the
/// bastion. Both are other people's programs, which are found on PATH.
/// </summary>
/// <param name="Program">The program.</param>
/// <param name="Arguments">What it is told.</param>
public sealed record Tunnel(string Program, ImmutableArray<string> Arguments)
{
    private const int ApiPort = 6443;
    private const string Document = "AWS-StartPortForwardingSessionToRemoteHost";

    /// <summary>Through Systems Manager.</summary>
    /// <param name="instance">The machine at the other end.</param>
    /// <param name="region">Its region.</param>
    /// <param name="host">The API, as that machine reaches it.</param>
    /// <param name="port">The port here.</param>
    public static Tunnel BySession(string instance, string region, string host, int port) => new("aws",
    [
        "ssm", "start-session", "--region", region, "--target", instance, "--document-name", Document,
        "--parameters",
        string.Create(
            CultureInfo.InvariantCulture,
            $"host={host},portNumber={ApiPort},localPortNumber={port}"),
    ]);

    /// <summary>Through the bastion.</summary>
    /// <param name="user">The user there.</param>
    /// <param name="bastion">Its address.</param>
    /// <param name="host">The API, as the bastion reaches it.</param>
    /// <param name="port">The port here.</param>
    public static Tunnel ByBastion(string user, string bastion, string host, int port) => new("ssh",
    [
        "-N", "-o", "ExitOnForwardFailure=yes", "-o", "ServerAliveInterval=30", "-L",
        string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}:{host}:{ApiPort}"),
        $"{user}@{bastion}",
    ]);

    /// <summary>The command as a person would write it.</summary>
    public string Text => string.Join(' ', Arguments.Prepend(Program));

    /// <summary>The programs that it takes.</summary>
    private IEnumerable<(string Program, string HowToGetIt)> Needed => Program == "aws"
        ?
        [
            ("aws", "https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html"),
            ("session-manager-plugin", "https://docs.aws.amazon.com/systems-manager/latest/userguide/"
                + "session-manager-working-with-install-plugin.html"),
        ]
        : [("ssh", "the package openssh-client")];

    /// <summary>Holds it open until it ends, or until Ctrl-C, which the terminal hands to it, too.</summary>
    /// <param name="environment">An environment variable's value, or null.</param>
    /// <returns>The program's exit code.</returns>
    /// <exception cref="ProvisioningException">A program is missing.</exception>
    public int Hold(Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var folders = (environment("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string? Find(string name) =>
            folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        foreach (var (name, how) in Needed)
        {
            if (Find(name) is null)
            {
                throw new ProvisioningException(ProvisioningDiagnostics.NoProgram(name, how));
            }
        }

        using var process = Process.Start(new ProcessStartInfo(Find(Program)!, Arguments))!;
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>The address of the bastion.</summary>
    /// <exception cref="ProvisioningException">There is none that runs, or AWS refused.</exception>
    public static async Task<string> BastionAsync(
        IAwsApi aws, string clusterTag, string cluster, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(aws);
        try
        {
            var answer = await aws.QueryAsync(
                AwsService.Ec2, "DescribeInstances",
                new AwsParameters().AddFilter($"tag:{clusterTag}", cluster)
                    .AddFilter("tag:evenkeel.dev/role", "bastion")
                    .AddFilter("instance-state-name", "running"),
                cancellation);
            return answer.Items("reservationSet", "item", "instancesSet")
                .Select(static i => i.Text("ipAddress")).OfType<string>()
                .Order(StringComparer.Ordinal).FirstOrDefault()
                ?? throw new ProvisioningException(ProvisioningDiagnostics.NothingRuns(cluster, "bastion"));
        }
        catch (AwsException e)
        {
            throw new ProvisioningException(ProvisioningDiagnostics.Aws(e.Message), e);
        }
    }

    /// <summary>The name of the balancer before the API.</summary>
    /// <exception cref="ProvisioningException">There is none, or AWS refused.</exception>
    public static async Task<string> ApiAsync(
        IAwsApi aws, string cluster, string balancer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(aws);
        try
        {
            var answer = await aws.QueryAsync(
                AwsService.LoadBalancing, "DescribeLoadBalancers",
                new AwsParameters().AddMembers("Names", balancer), cancellation);
            return answer.Items("DescribeLoadBalancersResult", "LoadBalancers")
                .Select(static b => b.Text("DNSName")).OfType<string>().FirstOrDefault()
                ?? throw new ProvisioningException(
                    ProvisioningDiagnostics.NothingRuns(cluster, "API balancer"));
        }
        catch (AwsException e) when (e.Code == "LoadBalancerNotFound")
        {
            throw new ProvisioningException(ProvisioningDiagnostics.NothingRuns(cluster, "API balancer"), e);
        }
        catch (AwsException e)
        {
            throw new ProvisioningException(ProvisioningDiagnostics.Aws(e.Message), e);
        }
    }
}
