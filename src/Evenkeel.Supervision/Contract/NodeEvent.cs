namespace Evenkeel.Supervision.Contract;

/// <summary>What a machine reports. The numbers are stable: logs are searched for them.</summary>
public enum NodeEvent
{
    /// <summary>The agent began, with what it adopted.</summary>
    Began = 1,

    /// <summary>The slot is taken.</summary>
    SlotTaken = 2,

    /// <summary>The volume is refused.</summary>
    VolumeRefused = 11,

    /// <summary>Data was moved to the archive.</summary>
    DataArchived = 12,

    /// <summary>The claim to found or restore is this node's.</summary>
    ClaimWon = 20,

    /// <summary>Another node has it.</summary>
    ClaimHeld = 21,

    /// <summary>A claim was taken over from a node that stopped renewing it.</summary>
    ClaimTakenOver = 22,

    /// <summary>The cluster exists: the marker is written.</summary>
    Founded = 23,

    /// <summary>Somebody else founded it first.</summary>
    FoundedByOther = 24,

    /// <summary>The wait before a lost member is replaced begins.</summary>
    ReplacementWaits = 30,

    /// <summary>A member that was lost is removed.</summary>
    MemberRemoved = 31,

    /// <summary>This node is a learner.</summary>
    LearnerAdded = 32,

    /// <summary>This node is a voter.</summary>
    Promoted = 33,

    /// <summary>This node's member was removed by others.</summary>
    WasRemoved = 34,

    /// <summary>A child ended.</summary>
    ChildEnded = 40,

    /// <summary>A child was hung and is killed.</summary>
    ChildHung = 41,

    /// <summary>A child starts.</summary>
    ChildStarts = 42,

    /// <summary>The disk hangs: the ports are cut.</summary>
    Fenced = 50,

    /// <summary>The disk hangs on: etcd is killed.</summary>
    FencedByKill = 51,

    /// <summary>The disk is back.</summary>
    Unfenced = 52,

    /// <summary>A snapshot is in the store, and checked.</summary>
    SnapshotTaken = 60,

    /// <summary>A snapshot failed.</summary>
    SnapshotFailed = 61,

    /// <summary>An order to restore is seen.</summary>
    OrderSeen = 62,

    /// <summary>A snapshot is restored.</summary>
    Restored = 63,

    /// <summary>NOSPACE: compaction and defragmentation begin.</summary>
    SpaceFreeing = 64,

    /// <summary>NOSPACE is over.</summary>
    SpaceFreed = 65,

    /// <summary>This node is the repairer.</summary>
    RepairerElected = 70,

    /// <summary>An instance is reported as unhealthy.</summary>
    RepairBegun = 71,

    /// <summary>A repair is over.</summary>
    RepairEnded = 72,

    /// <summary>A repair is not begun, and why.</summary>
    RepairWithheld = 73,

    /// <summary>The node drains.</summary>
    DrainBegun = 80,

    /// <summary>The node has drained, and lets go.</summary>
    DrainEnded = 81,

    /// <summary>Certificates were renewed.</summary>
    CertificatesRenewed = 90,

    /// <summary>A newer machine has the slot: this one stops.</summary>
    Superseded = 91,
}
