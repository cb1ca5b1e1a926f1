using System.Globalization;
using System.Security.Cryptography;
using Evenkeel.Lab.Etcd;
using Evenkeel.Lab.Layout;

namespace Evenkeel.Lab.Drills;

/// <summary>Writes through the balancer, lets faults happen meanwhile, and reads all back.</summary>
/// <param name="folder">The lab.</param>
/// <param name="time">The clock.</param>
/// <param name="said">Hears of each event as it comes; may be null.</param>
public sealed class Drill(LabFolder folder, TimeProvider time, Action<DrillEvent>? said)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FirstWrite = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LatestFault = TimeSpan.FromSeconds(5);
    private readonly LabRunner runner = new(folder, time);

    /// <summary>Runs it.</summary>
    /// <param name="options">What is done.</param>
    /// <param name="cancellation">
    /// Ends it early: no fault comes any more, those in force are healed, and what was written is read back.
    /// </param>
    /// <exception cref="LabException">It cannot be run, or nothing can be read back.</exception>
    public async Task<DrillReport> RunAsync(DrillOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var settings = folder.Settings();
        foreach (var fault in options.Faults)
        {
            Faults.FaultText.Check(fault, settings);
        }

        var certificate = ClientCertificate.Load(folder, settings.Cluster, time)
            ?? throw new LabException(
                "the cluster is not founded yet", "wait until `evenkeel lab status` says that it is whole");
        var session = new WriteSession(
            () => new EtcdClient(
                $"https://{settings.Name}:{settings.ClientPort}", certificate.Certificate,
                certificate.Authority, Patience),
            RandomNumberGenerator.GetHexString(8, lowercase: true), options.Writers, time);
        using var observer = new LabObserver(folder, settings, time);
        var log = new DrillLog(time, said);
        var watch = new DrillWatch(folder, observer, log, time);
        using var over = new CancellationTokenSource();
        var watching = watch.RunAsync(over.Token);
        session.Start(options.Rate > 0
            ? TimeSpan.FromSeconds((double)options.Writers / options.Rate) : TimeSpan.Zero);
        TimeSpan longest;
        string? why;
        var isCutShort = false;
        try
        {
            await AwaitFirstAsync(session, cancellation);
            why = options.Random > 0
                ? await RandomAsync(options, settings, session, observer, log, cancellation)
                : await OnceAsync(options, observer, log, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            log.Say("interrupted", "interrupted: no fault comes any more, and all writes are read back");
            Heal(log);
            (why, isCutShort) = (null, true);
        }
        finally
        {
            longest = await session.StopAsync();
            await over.CancelAsync();
            await watching;
        }

        log.Say("writes-end", $"{session.Acknowledged} writes were acknowledged");
        why ??= await observer.AwaitWholeAsync(options.WholeWithin, CancellationToken.None);
        var report = await ReadBackAsync(options, session, longest, why, watch, log);
        return report with { IsCutShort = isCutShort };
    }

    private static async Task<DrillReport> ReadBackAsync(
        DrillOptions options, WriteSession session, TimeSpan longest, string? why, DrillWatch watch,
        DrillLog log)
    {
        if (why is not null)
        {
            log.Say("not-whole", $"the lab is not whole: {why}");
        }

        await (options.BeforeReadBack?.Invoke() ?? Task.CompletedTask);
        var found = await session.CompareAsync(CancellationToken.None);
        log.Say(
            "read-back",
            $"{found.Acknowledged - found.Lost.Count} of {found.Acknowledged} acknowledged writes are there",
            ("refused", found.Refused), ("unknown", found.Unknown), ("unknownThere", found.UnknownThere));
        foreach (var key in found.Lost.Take(20))
        {
            log.Say("lost", $"{key} was acknowledged and is not there", ("key", key));
        }

        if (!options.Keep && found.Lost.Count == 0
            && !await session.DeleteAsync(CancellationToken.None))
        {
            log.Say("kept", "not all that was written could be removed again");
        }

        return new(
            found.Acknowledged, found.Lost.Count, found.Refused, found.Unknown, longest, log.Events,
            why is null, watch.Clusters);
    }

    private async Task AwaitFirstAsync(WriteSession session, CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        while (session.Acknowledged == 0)
        {
            if (time.GetElapsedTime(begun) > FirstWrite)
            {
                throw new LabException(
                    "no write goes through the balancer: " + string.Join("; ", session.Failures().Keys),
                    "see `evenkeel lab status`");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellation);
        }

        _ = session.Gaps.TakeLongest();
    }

    private async Task<string?> OnceAsync(
        DrillOptions options, LabObserver observer, DrillLog log, CancellationToken cancellation)
    {
        var faultAt = options.Length / 5 < LatestFault ? options.Length / 5 : LatestFault;
        await UntilAsync(log, faultAt, cancellation);
        var isMoment = true;
        foreach (var fault in options.Faults)
        {
            await FailAsync(fault, log, cancellation);
            isMoment &= fault.IsMoment;
        }

        if (options.Faults.Count > 0 && !isMoment)
        {
            await UntilAsync(log, options.Length * 0.6, cancellation);
            Heal(log);
        }

        string? why = null;
        if (options.Faults.Count > 0)
        {
            var healed = log.Elapsed;
            why = await observer.AwaitWholeAsync(options.WholeWithin, cancellation);
            if (why is null)
            {
                SayWhole(log, log.Elapsed - healed, []);
            }
        }

        await UntilAsync(log, options.Length, cancellation);
        return why;
    }

    private async Task<string?> RandomAsync(
        DrillOptions options, LabSettings settings, WriteSession session, LabObserver observer, DrillLog log,
        CancellationToken cancellation)
    {
        var faults = new RandomFaults(settings, options.Seed);
        for (var i = 0; i < options.Random; i++)
        {
            await Task.Delay(options.Quiet, time, cancellation);
            _ = session.Gaps.TakeLongest();
            var (fault, hold) = faults.Next();
            await FailAsync(fault, log, cancellation);
            await Task.Delay(hold, time, cancellation);
            Heal(log);
            var healed = log.Elapsed;
            if (await observer.AwaitWholeAsync(options.WholeWithin, cancellation) is { } why)
            {
                return $"{why} (fault {i + 1} of seed {options.Seed}: {fault})";
            }

            SayWhole(
                log, log.Elapsed - healed,
                [("fault", $"{fault}"), ("gapMs", Milliseconds(session.Gaps.TakeLongest()))]);
        }

        return null;
    }

    private async Task FailAsync(Faults.Fault fault, DrillLog log, CancellationToken cancellation)
    {
        var (what, done) = await runner.FailAsync(fault, cancellation);
        log.Say("fail", done, ("fault", $"{what}"));
    }

    private void Heal(DrillLog log)
    {
        var healed = runner.Heal();
        log.Say(
            "heal",
            healed.Count == 0 ? "nothing was left to heal" : $"{string.Join(", ", healed)} is over");
    }

    private static void SayWhole(DrillLog log, TimeSpan took, (string, object?)[] more) => log.Say(
        "whole",
        string.Create(
            CultureInfo.InvariantCulture, $"the lab is whole again, {took.TotalSeconds:f1} s later"),
        [("seconds", Math.Round(took.TotalSeconds, 3)), .. more]);

    private async Task UntilAsync(DrillLog log, TimeSpan at, CancellationToken cancellation)
    {
        if (at - log.Elapsed is { Ticks: > 0 } rest)
        {
            await Task.Delay(rest, time, cancellation);
        }
    }

    private static long Milliseconds(TimeSpan gap) => (long)Math.Round(gap.TotalMilliseconds);
}
