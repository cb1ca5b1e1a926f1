using System.Collections.Immutable;

namespace Evenkeel.Core.Model.Cluster;

/// <summary>Where nodes look for a registry's images before they ask the registry itself.</summary>
/// <param name="Registry">
/// The registry, as images name it; <see cref="Every"/> for all that have no mirror of their own.
/// </param>
/// <param name="Endpoints">
/// The mirrors' addresses, such as <c>https://mirror.example.com:5000</c>, in the order in which they are
/// asked.
/// </param>
/// <param name="Rewrites">
/// By a regular expression, the repository that stands in place of what it matches.
/// </param>
/// <param name="Addresses">
/// Ranges of private addresses that the mirrors are in: they are reached without a way to the internet.
/// Empty: they are on the internet.
/// </param>
public sealed record RegistryMirror(
    string Registry,
    ImmutableArray<string> Endpoints,
    ImmutableSortedDictionary<string, string> Rewrites,
    ImmutableArray<Ipv4Network> Addresses)
{
    /// <summary>Every registry that has no mirror of its own.</summary>
    public const string Every = "*";

    /// <summary>Whether nodes reach it without a way to the internet.</summary>
    public bool IsInside => !Addresses.IsEmpty;

    /// <summary>The TCP ports of its endpoints.</summary>
    public IEnumerable<int> Ports => Endpoints.Select(static e => new Uri(e).Port).Distinct();
}
