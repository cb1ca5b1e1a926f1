using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Evenkeel.Lab.Layout;

/// <summary>
/// Names and addresses of a lab. Labs of different folders get networks of their own, so that several can run
/// beside each other.
/// </summary>
internal static class LabPlan
{
    /// <summary>The most slots.</summary>
    public const int MostSlots = 7;

    private const int Attempts = 200;
    private const int FirstSlot = 11;
    private const int NameHost = 100;
    private static readonly string[] ZoneNames = ["a", "b", "c"];

    /// <summary>The slots' names and zones: <c>a</c>, <c>b</c>, <c>c</c>, then <c>a2</c> and so on.</summary>
    public static IEnumerable<(string Name, string Zone)> Slots(int count) =>
        Enumerable.Range(0, count).Select(i => (
            Name: ZoneNames[i % ZoneNames.Length]
                + (i < ZoneNames.Length ? "" : $"{1 + (i / ZoneNames.Length)}"),
            Zone: ZoneNames[i % ZoneNames.Length]));

    /// <summary>Gives settings their slots, zones and addresses, in a network that nobody uses.</summary>
    /// <param name="settings">Everything else.</param>
    /// <param name="folder">The lab's folder.</param>
    /// <param name="slots">How many slots.</param>
    /// <exception cref="LabException">No network is free.</exception>
    public static LabSettings WithAddresses(LabSettings settings, string folder, int slots)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(folder));
        var first = BitConverter.ToUInt16(hash);
        var taken = "";
        for (var i = 0; i < Attempts; i++)
        {
            var planned = At(settings, Network(settings.Network, first + i), slots);
            if (Taken(planned) is not { } one)
            {
                return planned;
            }

            taken = one;
        }

        throw new LabException(
            $"no network is free for this lab: of {Attempts} that were tried, {taken} is in use in the last",
            settings.Network == LabNetworkKind.Namespaces ? "remove labs that are not used any more"
                : "end what listens at that port on all addresses (`ss -ltnp` names it), start the lab as "
                    + "root with --netns, or remove labs that are not used any more");
    }

    /// <summary>A name for interfaces and namespaces, which Linux wants short.</summary>
    public static string ShortName(string folder) =>
        "evk" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..6];

    private static string Network(LabNetworkKind kind, int number) => kind == LabNetworkKind.Loopback
        ? $"127.{64 + (number / 254 % 63)}.{1 + (number % 254)}"

        // RFC 2544: for benchmarks, and routed nowhere.
        : $"198.{18 + (number / 254 % 2)}.{1 + (number % 254)}";

    private static LabSettings At(LabSettings settings, string network, int slots) => settings with
    {
        Slots =
        [
            .. Slots(slots).Select((s, i) => new LabSlot(s.Name, s.Zone, $"{network}.{FirstSlot + i}")),
        ],
        Zones = [.. Slots(slots).Select(s => s.Zone).Distinct()
            .Select((zone, i) => new LabZone(zone, $"{network}.{1 + i}"))],
        Name = $"{network}.{NameHost}",
    };

    /// <summary>
    /// What of a network somebody uses, such as <c>127.64.1.11:2379</c>; null where nothing is.
    /// </summary>
    private static string? Taken(LabSettings settings)
    {
        if (settings.Network == LabNetworkKind.Namespaces)
        {
            var gateway = settings.Zones[0].Address;
            return System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces()
                .SelectMany(n => n.GetIPProperties().UnicastAddresses)
                .Any(a => a.Address.ToString() == gateway) ? gateway : null;
        }

        int[] ports = settings.KubernetesVersion is null
            ? [settings.ClientPort, settings.PeerPort, settings.HealthPort]
            : [settings.ClientPort, settings.PeerPort, settings.HealthPort, settings.ApiPort];
        return settings.Slots.SelectMany(s => ports.Select(port => (s.Address, Port: port)))
            .Concat(settings.Zones.Select(z => z.Address).Append(settings.Name).SelectMany(
                address => ports.Where(port => port != settings.PeerPort && port != settings.HealthPort)
                    .Select(port => (Address: address, Port: port))))
            .Where(one => !IsFree(one.Address, one.Port))
            .Select(one => $"{one.Address}:{one.Port}")
            .FirstOrDefault();
    }

    private static bool IsFree(string address, int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Parse(address), port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
