using System.Net;
using System.Net.Sockets;
using Evenkeel.Lab.Layout;

namespace Evenkeel.Lab.Tests;

/// <summary>A lab goes round what listens already, and says what is in its way where it cannot.</summary>
public sealed class LabPlanTests
{
    [Fact]
    public void Addresses_that_somebody_listens_at_are_left_to_them()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        var first = Planned(port);
        using var taken = new TcpListener(IPAddress.Parse(first.Slots[1].Address), port);
        taken.Start();
        Planned(port).Slots.Select(s => s.Address).ShouldNotContain(first.Slots[1].Address);
    }

    [Fact]
    public void A_port_that_is_taken_on_all_addresses_is_named_with_what_to_do()
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var failure = Should.Throw<LabException>(() => Planned(port));
        failure.Message.ShouldMatch($@"^no network is free for this lab: of 200 that were tried, 127\.[\d.]+:{port} is in use");
        failure.Fix.ShouldContain("`ss -ltnp`");
        failure.Fix.ShouldContain("--netns");
    }

    private static LabSettings Planned(int clientPort) => LabPlan.WithAddresses(
        new LabSettings
        {
            Slots = [], Zones = [], Name = "", Network = LabNetworkKind.Loopback, Disks = LabDiskKind.Folders,
            EtcdVersion = "3.4.23", Path = "", Agent = [], ProbeInterval = TimeSpan.FromSeconds(1),
            ClientPort = clientPort,
        },
        "/tmp/a-lab", 3);
}
