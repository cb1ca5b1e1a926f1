using Evenkeel.Platform.Aws;
using Evenkeel.Provisioning.Reach;

namespace Evenkeel.Provisioning.Tests.Reach;

public sealed class TunnelTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("evenkeel-tunnel").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_session_leads_through_a_server_and_SSH_through_the_bastion()
    {
        Tunnel.BySession("i-1", "eu-west-1", "api.internal", 7443).Text.ShouldBe(
            "aws ssm start-session --region eu-west-1 --target i-1 --document-name AWS-StartPortForwardingSessionToRemoteHost "
            + "--parameters host=api.internal,portNumber=6443,localPortNumber=7443");
        Tunnel.ByBastion("ec2-user", "192.0.2.7", "api.internal", 7443).Text.ShouldBe(
            "ssh -N -o ExitOnForwardFailure=yes -o ServerAliveInterval=30 -L 127.0.0.1:7443:api.internal:6443 ec2-user@192.0.2.7");
    }

    [Fact]
    public void A_missing_program_is_named_and_a_present_one_is_run()
    {
        var tunnel = Tunnel.BySession("i-1", "eu-west-1", "api.internal", 7443);
        Script("aws", $"echo \"$@\" > '{folder}/told'; exit 7");
        var missing = Should.Throw<ProvisioningException>(() => tunnel.Hold(_ => folder));
        missing.Diagnostic.Code.ShouldBe("EK5009");
        missing.Message.ShouldBe("there is no `session-manager-plugin` on PATH");
        Script("session-manager-plugin", "exit 0");
        tunnel.Hold(_ => folder).ShouldBe(7);
        File.ReadAllText(Path.Combine(folder, "told")).ShouldStartWith("ssm start-session --region eu-west-1 --target i-1");
    }

    [Fact]
    public async Task Where_nothing_runs_it_is_said()
    {
        var aws = new MemoryAws("eu-west-1", (service, action, _) => action == "DescribeInstances"
            ? "<r><reservationSet/></r>"
            : throw new AwsException(service, action, "LoadBalancerNotFound", "none"));
        var token = TestContext.Current.CancellationToken;
        (await Should.ThrowAsync<ProvisioningException>(() => Tunnel.ApiAsync(aws, "shop", "shop-api", token)))
            .Message.ShouldBe("shop has no API balancer that is in service");
        (await Should.ThrowAsync<ProvisioningException>(() => Tunnel.BastionAsync(aws, "evenkeel.dev/cluster", "shop", token)))
            .Message.ShouldBe("shop has no bastion that is in service");
    }

    private void Script(string name, string body)
    {
        var file = Path.Combine(folder, name);
        File.WriteAllText(file, $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
