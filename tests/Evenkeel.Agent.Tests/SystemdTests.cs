using System.Net.Sockets;
using System.Text;
using Evenkeel.Agent.Hosting;

namespace Evenkeel.Agent.Tests;

public sealed class SystemdTests
{
    [Fact]
    public void It_is_told_when_the_agent_is_ready_and_that_it_lives()
    {
        var folder = Directory.CreateTempSubdirectory("evenkeel-notify-");
        try
        {
            var path = Path.Combine(folder.FullName, "socket");
            using var listener = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            using var systemd = new Systemd(name => name == "NOTIFY_SOCKET" ? path : null);
            systemd.Ready();
            Read(listener).ShouldBe("READY=1");
            systemd.Alive("Ok");
            Read(listener).ShouldBe("WATCHDOG=1\nSTATUS=Ok");
            systemd.Ends();
            Read(listener).ShouldBe("STOPPING=1");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Where_there_is_none_nobody_is_told()
    {
        using var systemd = new Systemd(static _ => null);
        systemd.Ready();
        systemd.Alive("Ok");
    }

    private static string Read(Socket listener)
    {
        var buffer = new byte[200];
        return Encoding.UTF8.GetString(buffer, 0, listener.Receive(buffer));
    }
}
