using Evenkeel.Simulation.ControlPlane.Etcd;
using Evenkeel.Simulation.ControlPlane.Machines;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Simulation.ControlPlane;

/// <summary>Starts and ends processes.</summary>
internal sealed class Children(Plane plane)
{
    private readonly Dictionary<string, EtcdCluster> founded = new(StringComparer.Ordinal);

    /// <summary>Starts a child; nothing happens where it runs already.</summary>
    public void Start(Machine machine, StartChild start)
    {
        if (machine[start.Child] is not null)
        {
            return;
        }

        var process = new Process(start.Child, plane.NowMs);
        machine[start.Child] = process;
        plane.Note(machine.Name, $"{start.Child} starts");
        plane.After(plane.Between(300, 2500), () => Come(machine, process, start.Options));
    }

    /// <summary>
    /// Kills a child, now or after a time in which it ends by itself. It goes once its disk lets it.
    /// </summary>
    public void Kill(Machine machine, Child child, long graceMs)
    {
        if (machine[child] is not { } process)
        {
            return;
        }

        var endsItself = graceMs > 0 && process is { IsStopped: false, Member: null or { IsFrozen: false } };
        plane.After(graceMs == 0 ? 20 : endsItself ? plane.Between(100, 1500) : graceMs, () =>
        {
            process.IsKilled = true;
            if (process.Member is { } member)
            {
                member.IsStopped = true;
            }

            void Go() => plane.End(machine, process, ExitReason.Unknown);
            if (process.Volume is { } volume)
            {
                volume.Do(Go);
            }
            else
            {
                Go();
            }
        });
    }

    private void Come(Machine machine, Process process, ChildOptions options)
    {
        if (machine[process.Child] != process || process.IsKilled)
        {
            return;
        }

        if (machine.Database != process)
        {
            process.IsStarted = true;
            return;
        }

        if (machine.Mounted?.Volume is not { } volume || volume.Holder != machine)
        {
            plane.End(machine, process, ExitReason.Unknown);
            return;
        }

        process.Volume = volume;
        volume.Do(() => Run(machine, process, volume, options));
    }

    private void Run(Machine machine, Process process, Volume volume, ChildOptions options)
    {
        if (machine[process.Child] != process || process.IsKilled || machine.Mounted is not { } slot)
        {
            return;
        }

        if (volume.IsDamaged)
        {
            plane.End(machine, process, ExitReason.Damaged);
            return;
        }

        if (volume.Data is null && options is ChildOptions.K3s { IsClusterInit: false, Join: { } through })
        {
            plane.K3s.Join(machine, process, slot, through, made =>
            {
                if (machine[process.Child] == process && !process.IsKilled)
                {
                    volume.Data ??= made;
                    Open(machine, process, volume, slot);
                }
            });
            return;
        }

        volume.Data ??= options switch
        {
            ChildOptions.Etcd { IsNew: true } etcd => Found(slot, etcd.Token),
            ChildOptions.Etcd etcd => Join(machine, slot, etcd),
            ChildOptions.K3s { IsClusterInit: true } => plane.K3s.Begin(
                slot, volume.Record?.Token ?? "", baseRevision: 0, lineage: 0, isRestored: false),
            _ => null,
        };
        Open(machine, process, volume, slot);
    }

    private void Open(Machine machine, Process process, Volume volume, Slot slot)
    {
        if (volume.Data is not { } data)
        {
            plane.End(machine, process, ExitReason.Unknown);
            return;
        }

        // Whatever an etcd has open is there for all to see.
        volume.BlankUntil = 0;
        plane.Watch.Starts(volume);
        data.Cluster.Started.Add(data.MemberId);
        process.IsStarted = true;
        process.Member = new Member(plane.Network, data, slot.Index) { IsStopped = process.IsStopped };
        plane.Add(process.Member);
    }

    /// <summary>A new cluster of one; its id comes from its token and address, as etcd makes it.</summary>
    private MemberData Found(Slot slot, string token)
    {
        var key = token + "/" + slot.Address.Name;
        _ = founded.TryGetValue(key, out var cluster);
        if (cluster is null || cluster.Acknowledged == 0)
        {
            var first = cluster?.First
                ?? new Peer(NewId(), slot.Index, plane.PeerUrl(slot), IsLearner: false);
            cluster = new EtcdCluster(
                cluster?.Id ?? NewId(), token, first, baseRevision: 0, lineage: 0);
            founded[key] = cluster;
        }

        return MemberData.OfFirst(cluster);
    }

    /// <summary>
    /// A member that was added: it asks the others which one it is, by its address
    /// (<c>GetClusterFromRemotePeers</c>).
    /// </summary>
    private MemberData? Join(Machine machine, Slot slot, ChildOptions.Etcd options)
    {
        foreach (var named in options.Members)
        {
            var other = plane.Slots.FirstOrDefault(s => s.Index != slot.Index
                && named.PeerUrl.Contains("//" + s.Address.Address + ":", StringComparison.Ordinal));
            if (other is null || EtcdRequests.Reach(plane, machine, other.Index) is not { } remote)
            {
                continue;
            }

            var cluster = remote.Data.Cluster;
            var mine = remote.Data.Membership.Peers.FirstOrDefault(p => p.Slot == slot.Index);
            return mine is null ? null : new MemberData(cluster, mine.Id, Membership.None);
        }

        return null;
    }

    private ulong NewId() => (ulong)plane.Random.Below(int.MaxValue) + 1;
}
