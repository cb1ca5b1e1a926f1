using System.Collections.Immutable;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Core.Spec;

/// <summary>
/// The fields of <c>spec</c> that are kept for later stages: their names are checked, their values not.
/// </summary>
internal static class KnownFields
{
    /// <summary>Known names by field; none means that any name may stand in it.</summary>
    private static readonly (string Field, string[] Keys)[] Fields =
    [
        ("network", ["cidr", "nat", "access", "existing"]),
        ("data", ["ports", "stores"]),
        ("ingress", ["class", "acme"]),
        ("tags", []),
        ("permissionsBoundary", []),
        ("kmsKey", []),
        ("image", []),
        ("dns", []),
        ("apiAccess", []),
        ("dependsOn", []),
        ("handoff", []),
        ("state", []),
    ];

    /// <summary>
    /// Takes the kept fields out of <c>spec</c>, and reports names in them that nothing knows.
    /// </summary>
    public static ImmutableSortedDictionary<string, YamlNode> Read(ObjectReader spec)
    {
        var kept = ImmutableSortedDictionary.CreateBuilder<string, YamlNode>(StringComparer.Ordinal);
        foreach (var (field, keys) in Fields)
        {
            if (spec.Node(field) is not { } node)
            {
                continue;
            }

            kept.Add(field, node);
            if (keys.Length > 0 && spec.Object(field) is { } reader)
            {
                reader.Keep(keys);
                reader.RejectUnknown();
                CheckAccess(field, reader);
            }
        }

        return kept.ToImmutable();
    }

    /// <summary><c>network.access</c> is <c>ssm</c>, or <c>bastion</c> with settings.</summary>
    private static void CheckAccess(string field, ObjectReader reader)
    {
        if (field != "network" || reader.Node("access") is not YamlMapping
            || reader.Object("access") is not { } access)
        {
            return;
        }

        if (access.Object("bastion") is { } bastion)
        {
            bastion.Keep("instanceType", "allowFrom");
            bastion.RejectUnknown();
        }

        access.RejectUnknown();
    }
}
