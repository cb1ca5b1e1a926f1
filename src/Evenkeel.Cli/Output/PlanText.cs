using System.Collections.Immutable;
using System.Text;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Provisioning.Terraform;

namespace Evenkeel.Cli.Output;

/// <summary>What a plan does, by failure domain: a zone after the other, and what is in none.</summary>
internal static class PlanText
{
    /// <summary>The text. What is made is counted; what is changed, replaced or removed is listed.</summary>
    public static string Write(ClusterModel model, ImmutableArray<PlannedChange> changes)
    {
        var text = new StringBuilder();
        foreach (var domain in ByDomain(model, changes))
        {
            text.Append($"{domain.Key}: {Counts([.. domain])}\n");
            foreach (var change in domain.OrderBy(c => c.Address, StringComparer.Ordinal))
            {
                if (Line(change) is { } line) text.Append($"  {line}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>Changes by failure domain, zones first.</summary>
    public static IEnumerable<IGrouping<string, PlannedChange>> ByDomain(
        ClusterModel model, ImmutableArray<PlannedChange> changes) => changes
        .Where(static c => c.Action != PlannedAction.None || c.IsImported)
        .GroupBy(c => FailureDomains.Of(c, model.Zones), StringComparer.Ordinal)
        .OrderBy(static g => g.Key == FailureDomains.Region)
        .ThenBy(static g => g.Key, StringComparer.Ordinal);

    private static string Counts(ImmutableArray<PlannedChange> changes) =>
        RunOutput.Words(Provisioning.Runs.ChangeCounts.Of(changes));

    private static string? Line(PlannedChange change)
    {
        var address = DisplayText.Escape(change.Address);
        return change.Action switch
        {
            PlannedAction.Update => $"changes   {address}",
            PlannedAction.Replace => $"replaces  {address}"
                + (change.ReplacedBy.IsEmpty ? "" : $" (for its {string.Join(", ", change.ReplacedBy)})"),
            PlannedAction.Destroy => $"removes   {address}",
            _ => null,
        };
    }
}
