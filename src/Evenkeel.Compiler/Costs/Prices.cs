using System.Collections.Frozen;
using System.Globalization;
using Evenkeel.Compiler.Binding;

namespace Evenkeel.Compiler.Costs;

/// <summary>
/// What AWS asks in a region, in USD: <c>prices.txt</c> beside this file, which names its sources. A price
/// that does not stand there is null, never a guess.
/// </summary>
internal sealed class Prices
{
    /// <summary>When the table was last compared with its sources.</summary>
    public const string AsOf = "November 2026";

    private const string Table = "prices.txt";

    /// <summary>The size that the table's prices of families are for.</summary>
    private const string Base = "large";

    private static readonly FrozenDictionary<string, Prices> Known =
        Read().ToFrozenDictionary(static r => r.Key, static r => r.Value, StringComparer.Ordinal);

    private readonly Dictionary<string, decimal> prices = new(StringComparer.Ordinal);

    private Prices()
    {
    }

    /// <summary>The regions that the table knows, in ordinal order.</summary>
    public static IEnumerable<string> Regions => Known.Keys.Order(StringComparer.Ordinal);

    /// <summary>The prices of a region; null where the table does not know it.</summary>
    public static Prices? Of(string region) => Known.GetValueOrDefault(region);

    /// <summary>An hour of a NAT gateway.</summary>
    public decimal? Nat => Find("nat");

    /// <summary>An hour of a Network Load Balancer.</summary>
    public decimal? Balancer => Find("nlb");

    /// <summary>An hour of an interface endpoint in one zone.</summary>
    public decimal? Endpoint => Find("endpoint");

    /// <summary>A month of a GB of gp3.</summary>
    public decimal? Gp3 => Find("gp3");

    /// <summary>An hour of an EKS cluster.</summary>
    public decimal? Eks => Find("eks");

    /// <summary>An hour of a public IPv4 address.</summary>
    public decimal? Address => Find("ipv4");

    /// <summary>An hour of an instance.</summary>
    public decimal? Instance(string name)
    {
        var family = name.Split('.')[0];
        return Find(family) is { } price
            && InstanceTypes.FindForHost(name) is { } type
            && InstanceTypes.FindForHost($"{family}.{Base}") is { } large
            ? price * type.MemoryMib / large.MemoryMib
            : null;
    }

    private decimal? Find(string what) => prices.TryGetValue(what, out var price) ? price : null;

    private static Dictionary<string, Prices> Read()
    {
        using var stream = typeof(Prices).Assembly.GetManifestResourceStream(Table)
            ?? throw new InvalidOperationException($"{Table} is not in the assembly.");
        using var reader = new StreamReader(stream);
        var regions = new Dictionary<string, Prices>(StringComparer.Ordinal);
        var region = new Prices();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith(' '))
            {
                foreach (var word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                {
                    var parts = word.Split(':');
                    region.prices.Add(parts[0], decimal.Parse(parts[1], CultureInfo.InvariantCulture));
                }
            }
            else if (!line.StartsWith('#'))
            {
                regions.Add(line, region = new());
            }
        }

        return regions;
    }
}
