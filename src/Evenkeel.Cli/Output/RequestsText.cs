using System.Globalization;
using System.Text;
using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Cli.Output;

/// <summary>Which way requests take, for people.</summary>
internal static class RequestsText
{
    /// <summary>A table of all snapshots; nothing where there are no Services.</summary>
    public static void Append(StringBuilder text, IEnumerable<Snapshot> snapshots, Layout layout)
    {
        List<string[]> rows = [["snapshot", "Service", "clients", "answered", "by pod"]];
        foreach (var snapshot in snapshots)
        {
            var stage = snapshot.Stage;
            foreach (var (service, requests) in snapshot.Services)
            {
                foreach (var from in requests)
                {
                    rows.Add([
                        stage, service, Clients(from), Percent(from.Answered),
                        $"{ByPod(from)}; {Crossing(from)}",
                    ]);
                    stage = "";
                }
            }
        }

        if (rows.Count > 1)
        {
            text.Append('\n').Append(layout.Palette.Paint(Tone.Strong, "Requests")).Append('\n');
            TextTable.Append(text, rows, new HashSet<int> { 3 }, layout);
        }
    }

    /// <summary>One line: what each pod gets, how many requests cross zones, and what that costs.</summary>
    public static string Line(RequestShares from) =>
        $"requests from {Clients(from)} before the fault: {ByPod(from)}; {Crossing(from)}";

    /// <summary><c>66.7 % cross zones, 0.0133 USD/GB</c>.</summary>
    private static string Crossing(RequestShares from) => from.CrossesZones < 1e-9
        ? "none cross zones"
        : $"{Percent(from.CrossesZones)} cross zones, {Dollars(from)}{Phrases.Join}USD/GB";

    private static string Clients(RequestShares from) => from.FromOutside ? "outside" : "inside";

    private static string Percent(double share) =>
        (share * 100).ToString("0.#", CultureInfo.InvariantCulture) + Phrases.Join + "%";

    private static string Dollars(RequestShares from) =>
        from.CostPerGigabyte.ToString("0.0000", CultureInfo.InvariantCulture);

    /// <summary><c>50 % web-0, 25 % web-1, web-2</c>; pods alike are counted where they are many.</summary>
    private static string ByPod(RequestShares from)
    {
        var groups = from.ByPod.GroupBy(static p => Percent(p.Value), StringComparer.Ordinal)
            .OrderByDescending(static g => g.Max(static p => p.Value))
            .Select(static g => g.Count() <= 2
                ? $"{g.Key} {string.Join(", ", g.Select(static p => p.Key))}"
                : $"{g.Key} each of {g.Count()} pods")
            .ToList();
        return groups.Count == 0 ? "no endpoint"
            : groups.Count <= 4 ? string.Join("; ", groups)
            : $"{string.Join("; ", groups.Take(3))}; … ({groups.Count} different shares)";
    }
}
