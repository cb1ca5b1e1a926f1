using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Spec.Sections;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Core.Spec;

/// <summary>Reads <c>spec.rates</c>.</summary>
internal static class RateReader
{
    public static FailureRates Read(ObjectReader spec, DiagnosticBag diagnostics)
    {
        var rates = FailureRates.Default;
        var named = new List<Spanned<string>>();
        foreach (var reader in ClusterFields.Rates.Read(spec))
        {
            var every = RateFields.Every.Read(reader);
            var repair = RateFields.Repair.Read(reader);
            if (RateFields.Of.Read(reader) is { } kind)
            {
                named.Add(new((reader.Node("of") as YamlScalar)!.Value, reader.SpanOf("of")));
                rates = With(rates, kind, rate => new(every ?? rate.Every, repair ?? rate.Repair));
            }

            RateFields.Section.Close(reader);
        }

        SpecChecks.Distinct(named, "rates", diagnostics);
        return rates;
    }

    private static FailureRates With(
        FailureRates rates, PartKind kind, Func<FailureRate, FailureRate> change) => kind switch
        {
            PartKind.Zone => rates with { Zone = change(rates.Zone) },
            PartKind.Node => rates with { Node = change(rates.Node) },
            PartKind.Pod => rates with { Pod = change(rates.Pod) },
            PartKind.Volume => rates with { Volume = change(rates.Volume) },
            PartKind.Nat => rates with { Nat = change(rates.Nat) },
            PartKind.Balancer => rates with { Balancer = change(rates.Balancer) },
            PartKind.Store => rates with { Store = change(rates.Store) },
            PartKind.Member => rates with { Member = change(rates.Member) },
            PartKind.ControlPlane => rates with { ControlPlane = change(rates.ControlPlane) },
            _ => throw new InvalidOperationException($"no rate of {kind} can be set"),
        };
}
