using System.Globalization;
using Evenkeel.Core.Model.Node;
using Evenkeel.Supervision.Contract;
using Evenkeel.Supervision.Engine;

namespace Evenkeel.Supervision.Boot;

/// <summary>
/// Takes a slot: its volume, then its interface. A volume has one attachment, and nothing here ever takes it
/// from a machine that may run.
/// </summary>
internal sealed class SlotFlow(Node node)
{
    private const long RetryMs = 3000;

    /// <summary>What is remembered of a volume: which it is, and how far it had surely come.</summary>
    public static string Remember(Node node) => Which(node.Slot!.Name, node.Record!) + (
        node.Floor is { } floor && floor.MemberId == node.Record!.MemberId
            ? FormattableString.Invariant($"/{StoredObjectJson.Hex(floor.MemberId)}/{floor.Revision}")
            : "");

    private static string Which(string slot, SlotRecord record) =>
        FormattableString.Invariant($"{slot}/{record.Volume}/{record.Boots}");

    private static MemberMark? FloorOf(string remembered) =>
        remembered.Split('/') is [_, _, _, var member, var revision]
        && ulong.TryParse(member, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id)
        && long.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out var known)
            ? new(id, known) : null;

    /// <summary>Goes on until the volume is mounted and looked at.</summary>
    public IEnumerable<Wait> Run()
    {
        if (node.Remembered is { } remembered && SlotOf(remembered) is { } own)
        {
            foreach (var wait in Inspect(own))
            {
                yield return wait;
            }

            if (node.Disk is { Record: { } record }
                && (remembered + "/").StartsWith(Which(own.Name, record) + "/", StringComparison.Ordinal))
            {
                // Checked in this boot of the machine, and in use since: nothing elsewhere has to be asked.
                (node.Incarnation, node.IsInUse, node.Boots) = (record.Incarnation, true, record.Boots);
                node.Floor = FloorOf(remembered);
                yield break;
            }

            node.Forget();
        }

        foreach (var wait in TakeIncarnation())
        {
            yield return wait;
        }

        while (node.Disk is null)
        {
            foreach (var wait in TakeSlot())
            {
                yield return wait;
            }
        }
    }

    /// <summary>Reads the incarnation, for as long as it takes.</summary>
    public IEnumerable<Wait> TakeIncarnation()
    {
        while (node.Incarnation.Length == 0)
        {
            var call = node.Desk.Ask(new ReadIncarnation(node.Desk.NextId));
            yield return call;
            if (call.Answer is IncarnationRead read)
            {
                node.Incarnation = read.Incarnation;
                yield break;
            }

            node.Hold(ReasonCodes.Starting, "the cluster's incarnation cannot be read: " + call.Problem);
            yield return node.Desk.Later(RetryMs);
        }
    }

    /// <summary>Mounts the volume and looks at it, once; what fails leaves nothing known of it.</summary>
    public IEnumerable<Wait> Inspect(SlotAddress slot)
    {
        var call = node.Desk.Ask(new InspectDisk(node.Desk.NextId, slot.Name));
        yield return call;
        if (call.Answer is DiskInspected inspected)
        {
            node.Slot = slot;
            (node.Disk, node.Record) = (inspected.Disk, inspected.Disk.Record);

            // Another volume, or another record, than the one that was taken into use.
            node.IsInUse &= node.Record is { } record && record.Volume == node.Disk.Volume
                && record.Boots == node.Boots;
        }
        else
        {
            node.Forget();
            node.Hold(
                ReasonCodes.NoSlot, $"the volume of slot {slot.Name} cannot be mounted: {call.Problem}");
        }
    }

    private IEnumerable<Wait> TakeSlot()
    {
        var described = node.Desk.Ask(new DescribeSlots(node.Desk.NextId));
        yield return described;
        if (described.Answer is not SlotsDescribed slots)
        {
            yield return node.Desk.Later(RetryMs);
            yield break;
        }

        // What it holds of another slot, or an address whose volume is another's, keeps others out.
        var chosen = Choose(slots.Slots);
        foreach (var other in slots.Slots.Where(s => IsSpare(s, chosen)))
        {
            yield return node.Desk.Ask(new ReleaseSlot(node.Desk.NextId, other.Slot));
        }

        if (chosen is not { } state)
        {
            yield return node.Desk.Later(RetryMs);
            yield break;
        }

        var slot = SlotOf(state.Slot)!;
        if (state.Volume != Attachment.Mine)
        {
            var isForced = state.Volume == Attachment.Dead;
            var attach = node.Desk.Ask(new AttachVolume(node.Desk.NextId, slot.Name, isForced));
            yield return attach;
            if (!attach.IsDone)
            {
                node.Hold(
                    ReasonCodes.NoSlot, $"the volume of slot {slot.Name} is not attached: {attach.Problem}");
                yield return node.Desk.Later(RetryMs);
                yield break;
            }
        }

        var isAttached = false;
        foreach (var wait in AttachInterface(slot, state.Interface, done => isAttached = done))
        {
            yield return wait;
        }

        if (!isAttached)
        {
            yield break;
        }

        node.Desk.Say(NodeEvent.SlotTaken, $"slot {slot.Name} is this machine's");
        foreach (var wait in Inspect(slot))
        {
            yield return wait;
        }

        if (node.Disk is null)
        {
            yield return node.Desk.Later(RetryMs);
        }
    }

    /// <summary>Takes a slot's address alone, for as long as it takes.</summary>
    public IEnumerable<Wait> TakeAddress()
    {
        while (node.Slot is null)
        {
            var described = node.Desk.Ask(new DescribeSlots(node.Desk.NextId));
            yield return described;
            var state = described.Answer is SlotsDescribed slots
                ? Mine().Select(s => slots.Slots.FirstOrDefault(d => d.Slot == s.Name))
                    .Where(s => s is { Interface: Attachment.Mine or Attachment.Free or Attachment.Dead })
                    .MinBy(s => s!.Interface != Attachment.Mine)
                : null;
            var isAttached = false;
            if (state is not null)
            {
                foreach (
                    var wait in AttachInterface(SlotOf(state.Slot)!, state.Interface, d => isAttached = d))
                {
                    yield return wait;
                }
            }

            if (isAttached)
            {
                node.Slot = SlotOf(state!.Slot);
                node.Desk.Say(NodeEvent.SlotTaken, $"slot {state.Slot} is this machine's");
            }
            else
            {
                node.Hold(ReasonCodes.NoSlot, "no slot's address is free");
                yield return node.Desk.Later(RetryMs);
            }
        }
    }

    private IEnumerable<Wait> AttachInterface(SlotAddress slot, Attachment present, Action<bool> tell)
    {
        if (present != Attachment.Mine)
        {
            var isForced = present == Attachment.Dead;
            var attach = node.Desk.Ask(new AttachInterface(node.Desk.NextId, slot.Name, isForced));
            yield return attach;
            if (!attach.IsDone)
            {
                node.Hold(
                    ReasonCodes.NoSlot,
                    $"the interface of slot {slot.Name} is not attached: {attach.Problem}");
                yield return node.Desk.Later(RetryMs);
                tell(false);
                yield break;
            }
        }

        tell(true);
    }

    /// <summary>The slots that this node may fill.</summary>
    private IEnumerable<SlotAddress> Mine() => node.Configuration.Slots.Where(slot =>
        node.Configuration.Slot is { } own ? own == slot.Name : slot.Zone == node.Configuration.Zone);

    /// <summary>The slot to take: the node's own, or the one of its zone that is easiest to have.</summary>
    private SlotState? Choose(IReadOnlyList<SlotState> states)
    {
        SlotState? best = null;
        foreach (var slot in Mine())
        {
            var state = states.FirstOrDefault(s => s.Slot == slot.Name);
            if (state is not null && Ease(state) > (best is null ? 0 : Ease(best)))
            {
                best = state;
            }
        }

        if (best is null)
        {
            node.Hold(
                ReasonCodes.NoSlot,
                "no slot is free: the machines that hold them run, or their volumes do not exist");
        }

        return best;
    }

    private static bool IsSpare(SlotState state, SlotState? chosen) => chosen is null
        ? state is { Volume: Attachment.Other, Interface: Attachment.Mine }
        : state.Slot != chosen.Slot
            && (state.Volume == Attachment.Mine || state.Interface == Attachment.Mine);

    private static int Ease(SlotState state) => (state.Volume, state.Interface) switch
    {
        (Attachment.Mine, not (Attachment.Other or Attachment.Gone)) => 4,
        (Attachment.Free, Attachment.Mine) => 3,
        (Attachment.Free, Attachment.Free or Attachment.Dead) => 2,
        (Attachment.Dead, not (Attachment.Other or Attachment.Gone)) => 1,
        _ => 0,
    };

    private SlotAddress? SlotOf(string text)
    {
        var name = text.Split('/')[0];
        return node.Configuration.Slots.FirstOrDefault(s => s.Name == name);
    }
}
