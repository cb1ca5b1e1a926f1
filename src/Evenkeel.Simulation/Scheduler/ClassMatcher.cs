using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Scheduler;

/// <summary>Which classes of pods a selector matches, remembered by class.</summary>
internal sealed class ClassMatcher(Func<string, bool> inNamespace, ImmutableArray<LabelSelector?> selectors)
{
    private const sbyte Unknown = 0;
    private const sbyte Yes = 1;
    private const sbyte No = -1;
    private sbyte[] known = [];

    /// <summary>Pods of one namespace that every selector matches.</summary>
    public static ClassMatcher InNamespace(
        string @namespace,
        params ReadOnlySpan<LabelSelector?> selectors) =>
        new(n => string.Equals(n, @namespace, StringComparison.Ordinal), [.. selectors]);

    /// <summary>Whether pods of the class match.</summary>
    public bool Matches(PodClass podClass)
    {
        if (podClass.Index >= known.Length)
        {
            Array.Resize(ref known, Math.Max(16, podClass.Index + 1));
        }

        if (known[podClass.Index] == Unknown)
        {
            known[podClass.Index] = MatchesLabels(podClass.Namespace, podClass.Labels) ? Yes : No;
        }

        return known[podClass.Index] == Yes;
    }

    /// <summary>Whether a pod of this namespace and labels matches; nothing is remembered.</summary>
    public bool MatchesLabels(string @namespace, IReadOnlyDictionary<string, string> labels)
    {
        if (!inNamespace(@namespace))
        {
            return false;
        }

        foreach (var selector in selectors)
        {
            if (selector is null || !selector.Matches(labels))
            {
                return false;
            }
        }

        return true;
    }
}
