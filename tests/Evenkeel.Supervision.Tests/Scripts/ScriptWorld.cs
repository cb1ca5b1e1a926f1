using System.Globalization;
using Evenkeel.Core.Model.Node;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Supervision.Tests.Scripts;

/// <summary>
/// What surrounds a machine in a script: a store with conditional writes, and answers that the script sets.
/// Nothing in it decides anything.
/// </summary>
internal sealed class ScriptWorld
{
    private readonly SortedDictionary<string, (StoredObject Content, int Version)> store =
        new(StringComparer.Ordinal);

    private readonly HashSet<string> silent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Refusal> refusing = new(StringComparer.Ordinal);
    private int versions;

    public DiskState Disk { get; set; } = new("vol-a", null, HasData: false, 0);

    public List<EtcdMember> Members { get; } = [];

    public List<PeerState> Peers { get; } = [];

    public List<NodeFacts> Nodes { get; } = [];

    public List<SlotState> Slots { get; } = [new("a", Attachment.Mine, Attachment.Mine)];

    public RepairRecord? Repairing { get; set; }

    public SnapshotInfo? Latest { get; set; }

    public Lifecycle Lifecycle { get; set; }

    public ulong ClusterId { get; set; } = 0xc;

    public ulong NextMember { get; set; } = 0x100;

    public bool HasLease { get; set; }

    /// <summary>From now on requests of a kind are not answered.</summary>
    public void Silence(string kind) => silent.Add(kind);

    /// <summary>From now on requests of a kind are answered again.</summary>
    public void Answer(string kind)
    {
        silent.Remove(kind);
        refusing.Remove(kind);
    }

    /// <summary>From now on requests of a kind are refused.</summary>
    public void Refuse(string kind, Refusal why) => refusing[kind] = why;

    /// <summary>Deletes an object of the store.</summary>
    public void Delete(StoreKey key) => store.Remove(key.Path);

    /// <summary>Puts an object into the store.</summary>
    public void Put(StoreKey key, StoredObject content) => store[key.Path] = (content, ++versions);

    /// <summary>The answer; null for none.</summary>
    public Answer? To(Request request, NodeConfiguration configuration)
    {
        var kind = request.GetType().Name;
        if (silent.Contains(kind))
        {
            return null;
        }

        if (refusing.TryGetValue(kind, out var why))
        {
            return new Refused(why, why.ToString());
        }

        return request switch
        {
            ReadIncarnation => new IncarnationRead("1"),
            DescribeSlots => new SlotsDescribed([.. Slots]),
            InspectDisk => new DiskInspected(Disk),
            WriteSlotRecord write => Keep(write.Record),
            ArchiveData => Archive(),
            ReadObject read => store.TryGetValue(read.Key.Path, out var found)
                ? new ObjectRead(found.Content, Tag(found.Version)) : new ObjectRead(null, ""),
            WriteObject write => Write(write),
            QueryPeers => new PeersQueried([.. Peers]),
            ListMembers => Members.Count == 0 ? new Failed("no quorum") : new MembersListed(ClusterId, 1, [.. Members]),
            AddLearner add => Add(add.PeerUrl),
            RemoveMember remove => Remove(remove.MemberId),
            TakeSnapshot take => new SnapshotTaken(new("7-0", 7, "00", 0, ClusterId, take.Marks)),
            FindSnapshots => new SnapshotsFound(Latest),
            RestoreSnapshot => Restore(),
            HoldLease => new LeaseAnswered(HasLease),
            ListNodes => new NodesListed([.. Nodes], Repairing),
            BeginRepair begin => Begin(begin),
            EndRepair => End(),
            PollLifecycle => new LifecycleRead(Lifecycle, Lifecycle == Lifecycle.Terminating ? 60_000 : null),
            _ => Done.Value,
        };
    }

    private Answer Keep(SlotRecord record)
    {
        Disk = Disk with { Record = record };
        return Done.Value;
    }

    private Answer Archive()
    {
        Disk = Disk with { HasData = false, Revision = 0, IsDamaged = false, MemberId = 0 };
        return Done.Value;
    }

    private Answer Restore()
    {
        Disk = Disk with { HasData = true, Revision = 1_000_000_007, MemberId = 9 };
        return new SnapshotRestored(Disk);
    }

    private Answer Write(WriteObject write)
    {
        var tag = store.TryGetValue(write.Key.Path, out var found) ? Tag(found.Version) : "";
        if (tag != write.IfMatch)
        {
            return new Refused(Refusal.Conflict, "412");
        }

        Put(write.Key, write.Content);
        return new ObjectWritten(Tag(versions));
    }

    private Answer Add(string url)
    {
        var id = NextMember++;
        Members.Add(new(id, "", url, IsLearner: true));
        return new LearnerAdded(id, [.. Members]);
    }

    private Answer Remove(ulong id)
    {
        Members.RemoveAll(m => m.Id == id);
        return Done.Value;
    }

    private Answer Begin(BeginRepair begin)
    {
        if (Repairing is not null)
        {
            return new Refused(Refusal.Conflict, "another repair");
        }

        Repairing = new(begin.Instance, begin.Node, 0);
        return Done.Value;
    }

    private Answer End()
    {
        Repairing = null;
        return Done.Value;
    }

    private static string Tag(int version) => "v" + version.ToString(CultureInfo.InvariantCulture);
}
