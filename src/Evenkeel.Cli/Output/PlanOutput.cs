using System.Globalization;
using System.Text;
using System.Text.Json;
using Evenkeel.Compiler.Costs;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Provisioning.Runs;
using Evenkeel.Provisioning.Terraform;

namespace Evenkeel.Cli.Output;

/// <summary>What <c>evenkeel plan</c> prints.</summary>
internal static class PlanOutput
{
    /// <summary>The result for people.</summary>
    public static string Text(PlanOutcome outcome, bool inShort)
    {
        var text = new StringBuilder();
        text.Append($"{outcome.Model.Name}: {RunOutput.Words(ChangeCounts.Of(outcome.Changes))}\n");
        if (!inShort) text.Append(PlanText.Write(outcome.Model, outcome.Changes));
        foreach (var claim in outcome.Claims)
        {
            text.Append($"claim {DisplayText.Quote(claim.After.Name)}: {Verdicts(claim)}\n");
            foreach (var reason in claim.After.Reasons) text.Append($"  {DisplayText.Escape(reason)}\n");
        }

        if (outcome.WhyPriorIsUnknown is { } why)
        {
            text.Append($"what exists was not proven: {DisplayText.Escape(why)}\n");
        }

        if (outcome.Claims.IsEmpty) text.Append("the file makes no claims\n");
        text.Append(CapacityText.Of(outcome.Capacity));
        AppendCost(text, outcome.Cost, inShort);
        return text.ToString();
    }

    /// <summary>The result for programs.</summary>
    public static string Json(PlanOutcome outcome) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("cluster", outcome.Model.Name);
        json.WriteCounts("changes", ChangeCounts.Of(outcome.Changes));
        WriteDomains(json, outcome);
        WriteClaims(json, outcome);
        json.WritePropertyName("capacity");
        CapacityText.Write(json, outcome.Capacity);
        WriteCost(json, outcome.Cost);
        json.WriteEndObject();
    });

    private static void AppendCost(StringBuilder text, CostEstimate cost, bool inShort)
    {
        text.Append(string.Create(
            CultureInfo.InvariantCulture,
            $"about {cost.Monthly:0} USD a month, {cost.MonthlyAtMost:0} with every pool at its maximum\n"));
        if (inShort) return;
        foreach (var line in cost.Lines)
        {
            var unit = line.Unit.Length == 0 ? "" : $" {line.Unit}";
            var monthly = line.Monthly is { } usd
                ? string.Create(CultureInfo.InvariantCulture, $"{usd:0.00}")
                : "unknown";
            text.Append(CultureInfo.InvariantCulture, $"  {monthly,10}  {line.Count}{unit}  {line.What}\n");
        }

        foreach (var assumption in cost.Assumptions) text.Append($"  {assumption}\n");
    }

    private static void WriteDomains(Utf8JsonWriter json, PlanOutcome outcome)
    {
        json.WriteObjects("domains", PlanText.ByDomain(outcome.Model, outcome.Changes), domain =>
        {
            if (domain.Key == FailureDomains.Region) json.WriteNull("zone");
            else json.WriteString("zone", domain.Key);
            json.WriteCounts("changes", ChangeCounts.Of([.. domain]));
            var inOrder = domain.OrderBy(static c => c.Address, StringComparer.Ordinal);
            json.WriteObjects("resources", inOrder, change =>
            {
                json.WriteString("address", change.Address);
                json.WriteString("action", Word(change.Action));
                json.WriteStrings("replacedBy", change.ReplacedBy);
            });
        });
    }

    private static void WriteClaims(Utf8JsonWriter json, PlanOutcome outcome)
    {
        json.WriteObjects("claims", outcome.Claims, claim =>
        {
            json.WriteString("name", claim.After.Name);
            json.WriteString("verdict", Word(claim.After.Verdict));
            json.WriteString("before", claim.Before is { } before ? Word(before) : null);
            json.WriteString("change", claim.Change?.ToString().ToLowerInvariant());
            json.WriteStrings("reasons", claim.After.Reasons);
        });
        json.WriteString("unknownBefore", outcome.WhyPriorIsUnknown);
    }

    private static void WriteCost(Utf8JsonWriter json, CostEstimate cost)
    {
        json.WriteStartObject("cost");
        json.WriteString("region", cost.Region);
        json.WriteString("asOf", cost.AsOf);
        json.WriteNumber("usdPerMonth", decimal.Round(cost.Monthly, 2));
        json.WriteNumber("usdPerMonthAtMost", decimal.Round(cost.MonthlyAtMost, 2));
        json.WriteObjects("lines", cost.Lines, line =>
        {
            json.WriteString("what", line.What);
            json.WriteNumber("count", line.Count);
            json.WriteString("unit", line.Unit);
            if (line.Monthly is { } usd) json.WriteNumber("usd", decimal.Round(usd, 2));
            else json.WriteNull("usd");
        });
        json.WriteStrings("unknown", cost.Unknown);
        json.WriteStrings("assumptions", cost.Assumptions);
        json.WriteEndObject();
    }

    /// <summary>The verdict with the plan, and beside it that about what exists where both do not hold.
    /// </summary>
    private static string Verdicts(PlannedClaim claim)
    {
        var after = Word(claim.After.Verdict);
        return claim.Change switch
        {
            ClaimChange.Breaks => $"{after}; this change breaks it, now it is {Word(claim.Before!.Value)}",
            ClaimChange.Mends => $"{after}; this change mends it, now it is {Word(claim.Before!.Value)}",
            ClaimChange.Fails when claim.Before == claim.After.Verdict => $"{after}, as it is now",
            ClaimChange.Fails => $"{after}; now it is {Word(claim.Before!.Value)}",
            _ => after,
        };
    }

    private static string Word(Verdict verdict) => verdict.ToString().ToLowerInvariant();

    private static string Word(PlannedAction action) => action switch
    {
        PlannedAction.Create => "create",
        PlannedAction.Update => "update",
        PlannedAction.Replace => "replace",
        PlannedAction.Destroy => "destroy",
        _ => "none",
    };
}
