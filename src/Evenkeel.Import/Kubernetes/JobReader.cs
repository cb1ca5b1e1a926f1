using System.Globalization;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Quantities;

namespace Evenkeel.Import.Kubernetes;

/// <summary>
/// Says what Jobs and CronJobs would take while they run; the simulation has no pods that end.
/// </summary>
internal static class JobReader
{
    private static readonly string[] Ends = ["Complete", "Failed"];

    /// <summary>One remark on all of them; none where there are none.</summary>
    public static void Note(IReadOnlyList<Manifest> manifests, DiagnosticBag diagnostics)
    {
        var jobs = manifests.Where(m => m.Kind is ManifestKind.Job or ManifestKind.CronJob).ToList();
        var present = manifests
            .Where(m => m.Kind == ManifestKind.Pod && m.Controller is { Kind: nameof(ManifestKind.Job) })
            .ToList();
        if (present.Count > 0)
        {
            diagnostics.Add(ImportDiagnostics.JobPodsStay(present.Count));
        }

        if (jobs.Count == 0)
        {
            return;
        }

        var owners = present.Select(p => p.Name with { Name = p.Controller!.Value.Name }).ToHashSet();
        var (pods, cpu, memory) = (0L, Int128.Zero, Int128.Zero);
        foreach (var job in jobs)
        {
            // Pods that stand in the input hold their room already.
            if (Read(job) is { } read && !owners.Contains(job.Name))
            {
                pods += read.Pods;
                cpu += (Int128)read.Each.MilliCpu * read.Pods;
                memory += (Int128)read.Each.MemoryBytes * read.Pods;
            }
        }

        var what = string.Join(", ", jobs.GroupBy(j => j.Kind).OrderBy(g => g.Key)
            .Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Count()} batch/{g.Key}")));
        diagnostics.Add(ImportDiagnostics.JobsNotSimulated(what, pods == 0 ? "" : Room(pods, cpu, memory)));
    }

    private static string Room(long pods, Int128 milliCpu, Int128 bytes)
    {
        var cpu = Quantity.FromMilli((long)Int128.Min(milliCpu, long.MaxValue));
        var memory = Quantity.FromValue((long)Int128.Min(bytes, long.MaxValue), QuantityFormat.BinarySi);
        var noun = pods == 1 ? "pod" : "pods";
        var amounts = milliCpu == 0 && bytes == 0
            ? "without requests"
            : $"that request {cpu} CPU, {memory} memory";
        return string.Create(
            CultureInfo.InvariantCulture, $"; while they run: up to {pods} {noun} {amounts}");
    }

    /// <summary>Pods at a time and what each requests; null where none would run.</summary>
    private static (long Pods, ResourceAmounts Each)? Read(Manifest manifest)
    {
        var spec = manifest.Root.RequiredObject("spec");
        var isSuspended = spec?.Flag("suspend") ?? false;
        if (manifest.Kind == ManifestKind.CronJob)
        {
            spec = spec?.RequiredObject("jobTemplate")?.RequiredObject("spec");
        }

        if (spec?.RequiredObject("template") is not { } holder
            || PodTemplateReader.Read(holder, holder.Object("metadata")?.ReadLabels() ?? Labels.None)
                is not { } template)
        {
            return null;
        }

        var parallel = spec.Integer("parallelism") ?? 1;
        var pods = Math.Min(parallel, spec.Integer("completions") ?? parallel);
        return isSuspended || HasEnded(manifest) || pods == 0 ? null : (pods, template.Requests);
    }

    private static bool HasEnded(Manifest manifest) =>
        manifest.Root.Object("status") is { } status
        && (status.Has("completionTime")
            || status.Objects("conditions").Any(c =>
                Ends.Contains(c.Text("type"), StringComparer.Ordinal) && c.Text("status") is "True"));
}
