using Evenkeel.Core.Model.Node;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Supervision.Engine;

/// <summary>What a node knows of itself, shared by its flows.</summary>
internal sealed class Node
{
    private const long FreshMs = 5000;

    private bool fencedByStage;
    private bool fencedByDisk;

    /// <summary>Whether the ports are cut; null while only an agent before this one knows.</summary>
    private bool? isCut;

    public Node(NodeConfiguration configuration, Rules rules)
    {
        Configuration = configuration;
        Rules = rules;
        Desk = new Desk(configuration.Timings);
        Children = new Children(Desk, configuration.Timings);
        Store = new Store(this);
        IsEmbedded = configuration.Etcd.Mode == Core.Model.Cluster.EtcdMode.Embedded;
        Stage = new(ReasonCodes.Starting, IsOwn: true, "the agent has just started");
    }

    public NodeConfiguration Configuration { get; }

    public Rules Rules { get; }

    public Desk Desk { get; }

    public Children Children { get; }

    public Store Store { get; }

    /// <summary>Whether K3s runs etcd.</summary>
    public bool IsEmbedded { get; }

    /// <summary>The child that has the member's data: etcd, or K3s.</summary>
    public Child Database => IsEmbedded ? Child.K3s : Child.Etcd;

    /// <summary>The machine.</summary>
    public string Instance { get; set; } = "";

    /// <summary>This life of the agent.</summary>
    public ulong Nonce { get; set; }

    /// <summary>
    /// What a life before remembered of the volume in this boot of the machine; null for nothing.
    /// </summary>
    public string? Remembered { get; set; }

    /// <summary>The slot; null until it is taken.</summary>
    public SlotAddress? Slot { get; set; }

    /// <summary>The incarnation; empty until it is read.</summary>
    public string Incarnation { get; set; } = "";

    /// <summary>What was on the volume when it was last looked at.</summary>
    public DiskState? Disk { get; set; }

    /// <summary>The volume's record as it was last read or written.</summary>
    public SlotRecord? Record { get; set; }

    /// <summary>
    /// Whether the volume is taken into use in this life of the agent, or was in one before.
    /// </summary>
    public bool IsInUse { get; set; }

    /// <summary>The count of boots under which it was taken into use.</summary>
    public int Boots { get; set; }

    /// <summary>
    /// How far the member has surely come, kept on the machine for the agent's next life: it is known before
    /// the store knows it.
    /// </summary>
    public MemberMark? Floor { get; set; }

    /// <summary>The marker of the cluster that exists; null where none does.</summary>
    public FoundingMarker? Marker { get; set; }

    /// <summary>The restore that the cluster comes from; empty for none.</summary>
    public string Order { get; set; } = "";

    /// <summary>An order that is not carried out yet.</summary>
    public RestoreOrder? Pending { get; set; }

    /// <summary>The slot's mark in the store, and its tag.</summary>
    public SlotMark? Mark { get; set; }

    /// <summary>See <see cref="Mark"/>; empty where there is none.</summary>
    public string MarkTag { get; set; } = "";

    /// <summary>What keeps this node from serving; null once it is a voter.</summary>
    public Reason? Stage { get; private set; }

    /// <summary>Whether the member is a voter that was started by the rules.</summary>
    public bool IsMember => Stage is null;

    /// <summary>Whether the node leaves, or has left.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>Whether a newer machine has the slot.</summary>
    public bool IsSuperseded { get; set; }

    /// <summary>The last answer about other members, and when it came.</summary>
    public PeersQueried? Peers { get; set; }

    /// <summary>See <see cref="Peers"/>.</summary>
    public long PeersAt { get; set; } = long.MinValue;

    /// <summary>The peer URL of this slot, as the list of members has it.</summary>
    public string PeerUrl => PeerUrlOf(Slot!);

    /// <summary>The peer URL of a slot.</summary>
    public string PeerUrlOf(SlotAddress slot) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"https://{slot.Address}:{Configuration.Etcd.PeerPort}");

    /// <summary>How many members are a majority of the slots.</summary>
    public int Majority => (Configuration.Slots.Count / 2) + 1;

    /// <summary>The own member's status, where it is fresh.</summary>
    public EtcdStatus? Status =>
        Desk.Facts.EtcdSilentMs < FreshMs && !Children.IsGone(Database) ? Desk.Facts.Etcd : null;

    /// <summary>Whether the running member is another one than the record says.</summary>
    public bool RunsOther => Record is { MemberId: not 0 } record && Status is { MemberId: not 0 } status
        && (status.MemberId != record.MemberId || status.ClusterId != record.ClusterId);

    /// <summary>Says what keeps the node from serving; nothing from now on where the code is null.</summary>
    public void Hold(string? code, string text = "") =>
        Stage = code is null ? null
            : Stage is { } stage && stage.Code == code && stage.Text == text ? stage
            : new Reason(code, IsOwn: true, text);

    /// <summary>
    /// Cuts etcd off while it is not known to be part of the cluster, so that nobody writes to what may be
    /// thrown away.
    /// </summary>
    public void FenceStage(bool cut) => Cut(cut, fencedByDisk);

    /// <summary>Cuts etcd off while its disk hangs.</summary>
    public void FenceDisk(bool cut) => Cut(fencedByStage, cut);

    /// <summary>
    /// Forgets what is known of the volume: it is looked at again before anything is done with it.
    /// </summary>
    public void Forget() => (Disk, Record) = (null, null);

    private void Cut(bool stage, bool disk)
    {
        (fencedByStage, fencedByDisk) = (stage, disk);
        if ((stage || disk) != isCut)
        {
            isCut = stage || disk;
            Desk.Do(stage || disk ? new Fence() : new Unfence());
        }
    }
}
