using Evenkeel.Supervision.Contract;
using Evenkeel.Supervision.Engine;

namespace Evenkeel.Supervision.Boot;

/// <summary>
/// A claim in the store that one node at a time has. Whoever waits for it measures on its own clock how long
/// it has not changed; no two clocks are compared.
/// </summary>
internal sealed class ClaimFlow(Node node)
{
    private readonly StoreResult result = new();
    private readonly long lifeMs = (long)node.Configuration.Timings.Claim.TotalMilliseconds;
    private StoreKey key;
    private FoundingClaim? mine;
    private string tag = "";
    private string watchedTag = "";
    private long watchedSince;
    private long renewedAt;

    /// <summary>Whether this node has it, as far as it knows.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>Who has it, for people.</summary>
    public string Holder =>
        result.Content is FoundingClaim claim ? $"slot {claim.Slot} ({claim.Instance})" : "nobody";

    /// <summary>Looks at a claim once, and takes it where it may be taken.</summary>
    public IEnumerable<Wait> Try(StoreKey claimKey)
    {
        (key, IsHeld) = (claimKey, false);
        foreach (var wait in node.Store.Read(key, result))
        {
            yield return wait;
        }

        var present = result.Content as FoundingClaim;
        if (present is not null && present.Nonce == node.Nonce && present.Slot == node.Slot!.Name)
        {
            (mine, tag, IsHeld) = (present, result.Tag, true);
            yield break;
        }

        if (present is not null && !MayTake(present))
        {
            yield break;
        }

        foreach (var wait in Put(renewals: 0))
        {
            yield return wait;
        }

        if (IsHeld)
        {
            node.Desk.Say(
                present is null ? NodeEvent.ClaimWon : NodeEvent.ClaimTakenOver,
                $"the claim {key} is this node's");
        }
    }

    /// <summary>Renews it where a quarter of its life has gone by; afterwards it may be lost.</summary>
    public IEnumerable<Wait> Renew()
    {
        if (IsHeld && node.Desk.Now - renewedAt >= lifeMs / 4)
        {
            result.Tag = tag;
            foreach (var wait in Put(mine!.Renewals + 1))
            {
                yield return wait;
            }
        }
    }

    /// <summary>Lets it go, so that the next one need not wait.</summary>
    public IEnumerable<Wait> Release()
    {
        if (IsHeld)
        {
            var free = mine! with { Slot = "", Renewals = mine.Renewals + 1 };
            foreach (var wait in node.Store.Write(key, free, tag, result))
            {
                yield return wait;
            }

            IsHeld = false;
        }
    }

    private bool MayTake(FoundingClaim present)
    {
        // An agent before this one, on this machine, is dead; and a claim without slot was let go.
        if (present.Slot.Length == 0
            || (present.Slot == node.Slot!.Name && present.Instance == node.Instance))
        {
            return true;
        }

        if (result.Tag != watchedTag)
        {
            (watchedTag, watchedSince) = (result.Tag, node.Desk.Now);
        }

        return node.Rules.LetsClaimsExpire && node.Desk.Now - watchedSince >= lifeMs;
    }

    private IEnumerable<Wait> Put(int renewals)
    {
        var claim = new FoundingClaim(
            node.Slot!.Name, node.Instance, node.Nonce, renewals, node.Desk.Wall + lifeMs);
        var begun = node.Desk.Now;
        foreach (var wait in node.Store.Write(key, claim, result.Tag, result))
        {
            yield return wait;
        }

        IsHeld = result.IsWritten || !node.Rules.HeedsConditions;
        (mine, tag, renewedAt) = (claim, result.Tag, begun);
    }
}
