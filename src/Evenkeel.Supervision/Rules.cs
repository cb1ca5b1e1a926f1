namespace Evenkeel.Supervision;

/// <summary>
/// The rules that keep a cluster one cluster, each of which can be left out. Whatever ships follows all of
/// them; the simulation's tests leave out one at a time, to show that it would be found.
/// </summary>
internal sealed record Rules
{
    /// <summary>Every rule holds.</summary>
    public static Rules Real { get; } = new();

    /// <summary>An empty disk founds only where the store surely has no marker.</summary>
    public bool AsksForMarker { get; init; } = true;

    /// <summary>A claim that is refused is not had, and a marker that is there is not overwritten.</summary>
    public bool HeedsConditions { get; init; } = true;

    /// <summary>A claim whose holder has gone silent can be taken over.</summary>
    public bool LetsClaimsExpire { get; init; } = true;

    /// <summary>A founder whose token is not the marker's gives its data up.</summary>
    public bool ComparesFounders { get; init; } = true;

    /// <summary>A lost member is removed before the new one is added.</summary>
    public bool RemovesBeforeAdding { get; init; } = true;

    /// <summary>
    /// A slot waits, and looks at its disk again, before it removes the member that it was.
    /// </summary>
    public bool WaitsBeforeReplacing { get; init; } = true;

    /// <summary>A volume that is behind its mark is not used.</summary>
    public bool RefusesStaleVolumes { get; init; } = true;

    /// <summary>Data whose member is gone is moved away before the slot joins anew.</summary>
    public bool Archives { get; init; } = true;

    /// <summary>A learner serves only after it was promoted.</summary>
    public bool WaitsForPromotion { get; init; } = true;

    /// <summary>Causes that nodes share do not make the verdict fail.</summary>
    public bool TellsSharedCauses { get; init; } = true;

    /// <summary>One instance is repaired at a time.</summary>
    public bool RepairsOneAtATime { get; init; } = true;

    /// <summary>No repair begins where most of a zone's nodes are not ready.</summary>
    public bool SparesZones { get; init; } = true;

    /// <summary>A disk that hangs cuts etcd off.</summary>
    public bool Fences { get; init; } = true;

    /// <summary>A restore waits until every slot has stopped that is not named as gone.</summary>
    public bool WaitsForStops { get; init; } = true;
}
