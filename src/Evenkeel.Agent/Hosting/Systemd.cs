using System.Net.Sockets;
using System.Text;

namespace Evenkeel.Agent.Hosting;

/// <summary>
/// Tells systemd that the agent is ready and lives (sd_notify(3)); where it does not run under systemd,
/// nobody.
/// </summary>
internal sealed class Systemd : IDisposable
{
    private readonly Socket? socket;

    /// <summary>The notifier.</summary>
    /// <param name="environment">Its <c>NOTIFY_SOCKET</c> says where systemd listens.</param>
    public Systemd(Func<string, string?> environment)
    {
        if (environment("NOTIFY_SOCKET") is not { Length: > 1 } path)
        {
            return;
        }

        // A leading @ means the abstract name space, which sockets write as a zero.
        var end = new UnixDomainSocketEndPoint(path[0] == '@' ? "\0" + path[1..] : path);
        socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Connect(end);
    }

    /// <summary>The agent is ready.</summary>
    public void Ready() => Send("READY=1");

    /// <summary>The agent lives; the text is what <c>systemctl status</c> shows.</summary>
    public void Alive(string text) => Send("WATCHDOG=1\nSTATUS=" + text);

    /// <summary>The agent ends.</summary>
    public void Ends() => Send("STOPPING=1");

    /// <inheritdoc/>
    public void Dispose() => socket?.Dispose();

    private void Send(string text)
    {
        try
        {
            socket?.Send(Encoding.UTF8.GetBytes(text));
        }
        catch (SocketException)
        {
            // systemd starts anew just now, or is full: the next word comes in a second.
        }
    }
}
