using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.ControlPlane.Etcd;

namespace Evenkeel.Simulation.ControlPlane;

/// <summary>
/// Disks of etcd that hang, or take long for each write. Clients of the API write all the time (the leading
/// controllers' Leases each 2 s, those of nodes each 10 s), so a leader meets its disk at once.
/// </summary>
internal sealed class PlaneDisks(Plane plane)
{
    /// <summary>
    /// A slow disk takes so long for a write: longer than etcd's own election of 1 to 2 s, and shorter than
    /// the 4 s after which the agent takes a disk to hang (<c>NodeTimings.DiskStall</c>).
    /// </summary>
    private const int SlowWriteMs = 3000;

    private const int WriteEveryMs = 500;
    private readonly HashSet<int> stalled = [];
    private readonly HashSet<int> slow = [];
    private bool writes;

    /// <summary>Whether a disk hangs, so that its slot is no member for so long.</summary>
    public bool DoesAnyHang => stalled.Count > 0;

    /// <summary>Writes to a slot's volume hang.</summary>
    public void Stall(int slot)
    {
        _ = stalled.Add(slot);
        plane.Stall(plane.Slots[slot], true);
        Write();
    }

    /// <summary>Each write to a slot's volume takes long.</summary>
    public void Slow(int slot)
    {
        if (slow.Add(slot))
        {
            Beat(slot);
            Write();
        }
    }

    /// <summary>The disks of slots work again.</summary>
    public void Mend(ScenarioAction fault, IEnumerable<int> slots)
    {
        foreach (var slot in slots)
        {
            if ((fault is ScenarioAction.StallMember ? stalled : slow).Remove(slot))
            {
                plane.Stall(plane.Slots[slot], stalled.Contains(slot));
            }
        }
    }

    /// <summary>What waits is written at once, after so long; then the next write waits.</summary>
    private void Beat(int slot)
    {
        if (!slow.Contains(slot))
        {
            return;
        }

        plane.Stall(plane.Slots[slot], true);
        plane.After(SlowWriteMs, () =>
        {
            if (slow.Contains(slot) && !stalled.Contains(slot))
            {
                plane.Stall(plane.Slots[slot], false);
            }

            // A round of messages goes by before the disk is asked again.
            plane.After(EtcdNetwork.RoundMs, () => Beat(slot));
        });
    }

    private void Write()
    {
        if (writes)
        {
            return;
        }

        writes = true;
        Next();

        void Next()
        {
            writes = stalled.Count > 0 || slow.Count > 0;
            if (writes)
            {
                foreach (var leader in plane.Members.Where(static m => m is
                    { Role: RaftRole.Leader, IsFrozen: false }).ToList())
                {
                    _ = leader.Propose(EntryKind.Write, 0);
                }

                plane.After(WriteEveryMs, Next);
            }
        }
    }
}
