using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Evenkeel.Benchmarks;

/// <summary>What a benchmark gets through in a second, from its <see cref="WorkAttribute"/> and its median.</summary>
internal sealed class RateColumn : IColumn
{
    public string Id => "Rate";

    public string ColumnName => "Rate";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => "Units of work a second, at the median";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        var work = (WorkAttribute?)Attribute.GetCustomAttribute(
            benchmarkCase.Descriptor.WorkloadMethod, typeof(WorkAttribute));
        var median = summary[benchmarkCase]?.ResultStatistics?.Median;
        if (work is null || median is null)
        {
            return "-";
        }

        var nodes = benchmarkCase.Parameters.Items.FirstOrDefault(static p => p.Name == "Nodes")?.Value as int?;
        var perSecond = work.Amount * (nodes ?? 1) / (median.Value / 1e9);
        return perSecond.ToString(perSecond < 100 ? "0.0" : "#,0", CultureInfo.InvariantCulture) + " " + work.Unit + "/s";
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) =>
        GetValue(summary, benchmarkCase);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public bool IsAvailable(Summary summary) => true;
}

/// <summary>How much a benchmark does in one call; times the nodes, where it is run for several sizes.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WorkAttribute(double amount, string unit) : Attribute
{
    public double Amount { get; } = amount;

    public string Unit { get; } = unit;
}
