using System.Collections.Immutable;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model;
using Evenkeel.Core.Text;

namespace Evenkeel.Core.Spec;

/// <summary>Reads ranges of IPv4 addresses whose form has been checked.</summary>
internal static class Networks
{
    /// <summary>The largest VPC (VPC user guide, "VPC CIDR blocks").</summary>
    public const int ShortestPrefix = 16;

    /// <summary>Below it the smallest of 18 subnets has fewer than 128 addresses.</summary>
    public const int LongestPrefix = 20;

    private static readonly ImmutableArray<Ipv4Network> Private =
    [
        Ipv4Network.Parse("10.0.0.0/8"), Ipv4Network.Parse("172.16.0.0/12"),
        Ipv4Network.Parse("192.168.0.0/16"), Ipv4Network.Parse("100.64.0.0/10"),
    ];

    /// <summary>The network that a text names; null where it names none (reported).</summary>
    public static Ipv4Network? Read(Spanned<string> text, string path, DiagnosticBag diagnostics)
    {
        var given = DisplayText.Escape(text.Value);
        if (!Ipv4Network.TryParse(text.Value, out var network, out var isExact))
        {
            diagnostics.Add(SettingsDiagnostics.BadNetwork(
                text.Span, path, $"is {given}, which is not a range of IPv4 addresses",
                "write four numbers to 255 and a prefix length to 32, such as 10.20.0.0/16"));
            return null;
        }

        if (!isExact)
        {
            diagnostics.Add(SettingsDiagnostics.BadNetwork(
                text.Span, path, $"is {given}, which begins inside the network {network}",
                $"write {network}"));
            return null;
        }

        return network;
    }

    /// <summary>Ranges from where something is reachable; the whole internet is worth a warning.</summary>
    public static ImmutableArray<Ipv4Network> ReadSources(
        IReadOnlyList<Spanned<string>> texts, string path, DiagnosticBag diagnostics)
    {
        var networks = ImmutableArray.CreateBuilder<Ipv4Network>();
        foreach (var text in texts.Where(t => Fields.TextRule.Cidr.Allows(t.Value)))
        {
            if (Read(text, path, diagnostics) is { } network)
            {
                networks.Add(network);
                if (network.PrefixLength == 0)
                {
                    diagnostics.Add(SettingsDiagnostics.Open(text.Span, path));
                }
            }
        }

        return networks.ToImmutable();
    }

    /// <summary>Ranges of private addresses; others are reported.</summary>
    public static ImmutableArray<Ipv4Network> ReadPrivate(
        IReadOnlyList<Spanned<string>> texts, string path, DiagnosticBag diagnostics)
    {
        var networks = ImmutableArray.CreateBuilder<Ipv4Network>();
        foreach (var text in texts.Where(t => Fields.TextRule.Cidr.Allows(t.Value)))
        {
            if (Read(text, path, diagnostics) is { } network)
            {
                networks.Add(network);
                if (PrivacyProblem(network) is { } problem)
                {
                    diagnostics.Add(
                        SettingsDiagnostics.BadNetwork(text.Span, path, problem.Text, problem.Fix));
                }
            }
        }

        return networks.ToImmutable();
    }

    private static (string Text, string Fix)? PrivacyProblem(Ipv4Network network) =>
        Private.Any(range => range.Contains(network)) ? null : (
            $"is {network}, which is not private",
            "take a part of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10");

    /// <summary>Why a network cannot be a VPC's, or null.</summary>
    public static (string Text, string Fix)? VpcProblem(Ipv4Network network)
    {
        if (PrivacyProblem(network) is { } problem)
        {
            return problem;
        }

        return network.PrefixLength switch
        {
            < ShortestPrefix => (
                $"is {network}, larger than AWS allows", $"write {network.Part(ShortestPrefix, 0)}"),
            > LongestPrefix => (
                $"is {network}, too small for three tiers in six zones",
                $"write {Ipv4Network.Of(network.Address, LongestPrefix)} or a larger one"),
            _ => null,
        };
    }
}
