using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering.Security;

/// <summary>Who may talk to whom, on which ports, and why.</summary>
/// <param name="From">Who begins.</param>
/// <param name="To">Who answers.</param>
/// <param name="Ports">On which ports.</param>
/// <param name="Why">What for, in the words that the rule is described with.</param>
/// <param name="When">In which clusters.</param>
internal sealed record Edge(Actor From, Actor To, PortRange Ports, string Why, EdgeCondition When);

/// <summary>Ports of a protocol.</summary>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c>, or <c>-1</c> for everything.</param>
/// <param name="First">The first port.</param>
/// <param name="Last">The last port.</param>
internal readonly record struct PortRange(string Protocol, int First, int Last)
{
    /// <summary>Everything: any protocol and port.</summary>
    public static readonly PortRange All = new("-1", 0, 0);

    /// <summary>A TCP port.</summary>
    public static PortRange Tcp(int port) => new("tcp", port, port);

    /// <summary>TCP ports.</summary>
    public static PortRange Tcp(int first, int last) => new("tcp", first, last);

    /// <summary>A UDP port.</summary>
    public static PortRange Udp(int port) => new("udp", port, port);

    /// <summary>In Terraform's names: <c>6443</c>, <c>2379_2380</c>, <c>8472_udp</c>, <c>all</c>.</summary>
    public string Word => Protocol == "-1"
        ? "all"
        : (First == Last ? $"{First}" : $"{First}_{Last}") + (Protocol == "tcp" ? "" : $"_{Protocol}");

    /// <inheritdoc/>
    public override string ToString() => Protocol == "-1"
        ? "all"
        : (First == Last ? $"{First}" : $"{First}-{Last}") + $"/{Protocol}";
}

/// <summary>In which clusters an edge is.</summary>
/// <param name="Text">In words, for the reference.</param>
/// <param name="Holds">Whether this is one.</param>
internal sealed record EdgeCondition(string Text, Func<ClusterModel, bool> Holds);
