using System.Collections.Immutable;
using System.Globalization;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Spec.Sections;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Core.Spec;

/// <summary>
/// Reads what surrounds the cluster: ingress, API access, names, keys, images, tags, state.
/// </summary>
internal sealed class AccountReader(string cluster, string region, DiagnosticBag diagnostics)
{
    private const int MostTags = 40;

    private static readonly (string Prefix, string Owner)[] ReservedTags =
    [
        ("aws:", "AWS"), ("kubernetes.io/", "Kubernetes"), ("k8s.io/", "Kubernetes"),
        ("evenkeel.dev/", "Evenkeel"), ("eks:", "EKS"),
    ];

    public IngressSettings ReadIngress(ObjectReader spec)
    {
        if (ClusterFields.Ingress.Read(spec) is not { } reader)
        {
            return new(IngressClass.Traefik, null);
        }

        var kind = AccountFields.Class.Read(reader)!.Value;
        var check = AccountFields.HealthCheck.Read(reader)!.Value;
        if (kind == IngressClass.None && reader.Has("healthCheck"))
        {
            diagnostics.Add(SettingsDiagnostics.NoEffect(
                reader.SpanOf("healthCheck"),
                reader.PathOf("healthCheck"),
                "without an ingress controller there is no balancer that probes",
                "write `class: traefik`, or remove it"));
        }

        var email = default(string);
        if (AccountFields.Acme.Read(reader) is { } acme)
        {
            email = AccountFields.AcmeEmail.Read(acme)?.Value;
            AccountFields.AcmeSection.Close(acme);
            if (kind == IngressClass.None)
            {
                reader.Invalid(
                    "acme", "needs an ingress controller, which answers Let's Encrypt's challenge on port 80",
                    "write `class: traefik`, or remove `acme`");
            }
        }

        var demo = ReadDemo(reader);
        AccountFields.IngressSection.Close(reader);
        return new(kind, email) { HealthCheck = check, DemoName = demo };
    }

    private static string? ReadDemo(ObjectReader ingress)
    {
        var name = AccountFields.Demo.Read(ingress)?.Value;
        if (name is not null && !ingress.Has("acme"))
        {
            ingress.Invalid(
                "demo", "is served over HTTPS, but nothing asks for its certificate",
                "add `acme: {email: …}` beside it");
        }

        if (name is not null && name.EndsWith(".amazonaws.com", StringComparison.Ordinal))
        {
            ingress.Invalid(
                "demo", "is a name of AWS', for which Let's Encrypt gives you no certificate",
                "write a name in a zone of your own, such as demo.example.com");
        }

        return name;
    }

    public ApiAccessSettings ReadApiAccess(ObjectReader spec)
    {
        if (ClusterFields.ApiAccess.Read(spec) is not { } reader)
        {
            return new(false, []);
        }

        var isPublic = AccountFields.Public.Read(reader);
        var path = reader.PathOf("allowFrom");
        var allowed = Networks.ReadSources(AccountFields.ApiAllowFrom.Read(reader), path, diagnostics);
        if (!isPublic && reader.Has("allowFrom"))
        {
            diagnostics.Add(SettingsDiagnostics.NoEffect(
                reader.SpanOf(
                    "allowFrom"), path, "the API is not public", "write `public: true`, or remove it"));
        }
        else if (isPublic && !reader.Has("allowFrom"))
        {
            diagnostics.Add(SettingsDiagnostics.Open(reader.SpanOf("public"), reader.PathOf("public")));
            allowed = [new(0, 0)];
        }

        AccountFields.ApiAccessSection.Close(reader);
        return new(isPublic, allowed);
    }

    public AccountSettings Read(ObjectReader spec)
    {
        var (topic, hasRule) = ReadAlarms(spec);
        var account = new AccountSettings
        {
            Tags = ReadTags(spec),
            PermissionsBoundary = AccountFields.PermissionsBoundary.Read(spec)?.Value,
            KmsKey = ReadKey(spec),
            Images = ReadImages(spec),
            Dns = ReadDns(spec),
            State = ReadState(spec),
            AlarmTopic = topic,
            HasPrometheusRule = hasRule,
            Handoff = AccountFields.Handoff.Read(spec)!.Value,
        };
        return account;
    }

    private ImmutableSortedDictionary<string, string> ReadTags(ObjectReader spec)
    {
        var tags = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in AccountFields.Tags.Read(spec))
        {
            var owner = ReservedTags.FirstOrDefault(
                r => key.Value.StartsWith(r.Prefix, StringComparison.OrdinalIgnoreCase)).Owner
                ?? (key.Value == "Name" ? "the names of what is made" : null);
            if (owner is not null)
            {
                diagnostics.Add(SettingsDiagnostics.Reserved(key, "tag", owner));
            }

            if (
                tags.Keys.FirstOrDefault(
                    k => k.Equals(key.Value, StringComparison.OrdinalIgnoreCase)) is { } first)
            {
                diagnostics.Add(SettingsDiagnostics.TagTwice(key, first));
            }

            tags[key.Value] = value?.Value ?? "";
        }

        if (tags.Count > MostTags)
        {
            spec.Invalid(
                "tags",
                string.Create(CultureInfo.InvariantCulture, $"has {tags.Count} tags, more than {MostTags}"),
                "remove some");
        }

        return tags.ToImmutable();
    }

    private string? ReadKey(ObjectReader spec)
    {
        var key = AccountFields.KmsKey.Read(spec)?.Value;
        var parts = key?.Split(':') ?? [];
        if (parts.Length > 3 && region.Length > 0 && parts[3] != region)
        {
            diagnostics.Add(SettingsDiagnostics.KeyOutsideRegion(spec.SpanOf("kmsKey"), parts[3], region));
        }

        return key;
    }

    private static ImmutableSortedDictionary<string, string> ReadImages(ObjectReader spec)
    {
        var images = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (ClusterFields.Image.Read(spec) is { } reader)
        {
            foreach (var field in new[] { AccountFields.Amd64, AccountFields.Arm64 })
            {
                if (field.Read(reader) is { } image)
                {
                    images[field.Name] = image.Value;
                }
            }

            AccountFields.ImageSection.Close(reader);
            if (reader.Mapping.Entries.Count == 0)
            {
                spec.Invalid(
                    "image", "is empty", "write `amd64: ami-…`, `arm64: ami-…` or both, or remove it");
            }
        }

        return images.ToImmutable();
    }

    private DnsSettings? ReadDns(ObjectReader spec)
    {
        if (ClusterFields.Dns.Read(spec) is not { } reader)
        {
            return null;
        }

        var zone = AccountFields.DnsZone.Read(reader)?.Value ?? "";
        AccountFields.DnsSection.Close(reader);
        return new(zone, $"api.{cluster}.{zone}", $"*.{cluster}.{zone}");
    }

    private (string? Topic, bool HasPrometheusRule) ReadAlarms(ObjectReader spec)
    {
        if (ClusterFields.Alarms.Read(spec) is not { } reader)
        {
            return (null, false);
        }

        var topic = AccountFields.AlarmTopic.Read(reader)?.Value;
        var parts = topic?.Split(':') ?? [];
        if (parts.Length > 3 && region.Length > 0 && parts[3] != region)
        {
            diagnostics.Add(SettingsDiagnostics.TopicOutsideRegion(reader.SpanOf("topic"), parts[3], region));
        }

        var hasRule = AccountFields.PrometheusRule.Read(reader);
        AccountFields.AlarmsSection.Close(reader);
        if (reader.Mapping.Entries.Count == 0)
        {
            spec.Invalid(
                "alarms", "is empty", "write `topic: arn:aws:sns:…`, `prometheusRule: true` or both");
        }

        return (topic, hasRule);
    }

    private StateSettings? ReadState(ObjectReader spec)
    {
        if (ClusterFields.State.Read(spec) is not { } reader)
        {
            return null;
        }

        var bucket = AccountFields.Bucket.Read(reader)?.Value ?? "";
        var key = AccountFields.StateKey.Read(reader)?.Value ?? $"{cluster}/terraform.tfstate";
        var home = AccountFields.StateRegion.Read(reader);
        if (home is { } given && !AwsRegions.Names.Contains(given.Value))
        {
            diagnostics.Add(SpecDiagnostics.UnknownRegion(given, AwsRegions.Names, AwsRegions.AsOf));
        }

        AccountFields.StateSection.Close(reader);
        return new(bucket, key, home?.Value ?? region);
    }
}
