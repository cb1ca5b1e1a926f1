using System.Globalization;

namespace Evenkeel.Core.Model;

/// <summary>A range of IPv4 addresses in CIDR notation: a network's address and its prefix length.</summary>
/// <param name="Address">The first address, as a number; bits behind the prefix are zero.</param>
/// <param name="PrefixLength">0 to 32.</param>
public readonly record struct Ipv4Network(uint Address, int PrefixLength)
{
    private const int Bits = 32;

    /// <summary>How many addresses it has.</summary>
    public long Size => 1L << (Bits - PrefixLength);

    /// <summary>Its last address.</summary>
    public uint Last => (uint)(Address + Size - 1);

    /// <summary>Parses <c>10.20.0.0/16</c>; bits behind the prefix are cleared.</summary>
    /// <param name="text">The text.</param>
    /// <param name="network">The network that holds the address.</param>
    /// <param name="isExact">Whether the address was the network's own.</param>
    /// <returns>False where the text has another form.</returns>
    public static bool TryParse(string text, out Ipv4Network network, out bool isExact)
    {
        (network, isExact) = (default, false);
        var parts = text.Split('/');
        if (parts.Length != 2 || !TryNumber(parts[1], Bits, out var prefix)
            || !TryAddress(parts[0], out var address))
        {
            return false;
        }

        network = Of(address, prefix);
        isExact = network.Address == address;
        return true;
    }

    /// <summary>The network of a prefix length that holds an address.</summary>
    public static Ipv4Network Of(uint address, int prefix) =>
        new(prefix == 0 ? 0 : address & (uint.MaxValue << (Bits - prefix)), prefix);

    /// <summary>Parses a network that is known to be right.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static Ipv4Network Parse(string text) =>
        TryParse(text, out var network, out _) ? network : throw new FormatException(text);

    /// <summary>Whether all of another network lies in this one.</summary>
    public bool Contains(Ipv4Network other) => other.Address >= Address && other.Last <= Last;

    /// <summary>Whether an address is in both.</summary>
    public bool Overlaps(Ipv4Network other) => other.Address <= Last && Address <= other.Last;

    /// <summary>The nth of the equal parts into which longer prefixes divide it.</summary>
    /// <param name="prefix">The parts' prefix length.</param>
    /// <param name="index">Which part, from 0.</param>
    public Ipv4Network Part(int prefix, int index)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(prefix, PrefixLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(prefix, Bits);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var part = new Ipv4Network((uint)(Address + (index * (1L << (Bits - prefix)))), prefix);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(part.Last, Last, nameof(index));
        return part;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Address >> 24}.{(Address >> 16) & 255}.{(Address >> 8) & 255}.{Address & 255}/{PrefixLength}");

    private static bool TryAddress(string text, out uint address)
    {
        address = 0;
        var parts = text.Split('.');
        if (parts.Length != 4)
        {
            return false;
        }

        foreach (var part in parts)
        {
            if (!TryNumber(part, 255, out var number))
            {
                return false;
            }

            address = (address << 8) | (uint)number;
        }

        return true;
    }

    /// <summary>Digits without a zero before them: other programs read 010 as eight.</summary>
    private static bool TryNumber(string text, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
        && number <= most && (text.Length == 1 || text[0] != '0');
}
