namespace Evenkeel.Core.Model.Kubernetes;

/// <summary>What a taint does to a pod that does not tolerate it.</summary>
public enum TaintEffect
{
    /// <summary>No new pod is placed here.</summary>
    NoSchedule,

    /// <summary>The scheduler prefers other nodes.</summary>
    PreferNoSchedule,

    /// <summary>No new pod is placed here and running ones are evicted.</summary>
    NoExecute,
}

/// <summary>A taint on a node.</summary>
public sealed record Taint(string Key, string Value, TaintEffect Effect)
{
    /// <summary>The key of the taint on a node whose kubelet stopped reporting.</summary>
    public const string Unreachable = "node.kubernetes.io/unreachable";

    /// <summary>The key of the taint on a node whose kubelet reports that it is not ready.</summary>
    public const string NotReady = "node.kubernetes.io/not-ready";

    /// <summary>
    /// The key of the taint by which an operator says that a lost machine is off (non-graceful shutdown).
    /// </summary>
    public const string OutOfService = "node.kubernetes.io/out-of-service";

    /// <summary>The key of the taint on a cordoned node.</summary>
    public const string Unschedulable = "node.kubernetes.io/unschedulable";

    /// <summary><c>key:Effect</c>, as the simulator's events write it.</summary>
    public override string ToString() => $"{Key}:{Effect}";

    /// <summary><c>key=value:Effect</c>, as <c>kubectl describe</c> writes it.</summary>
    public string ToDisplayString() => Value.Length == 0 ? ToString() : $"{Key}={Value}:{Effect}";
}

/// <summary>
/// A pod's toleration of taints (staging/src/k8s.io/api/core/v1/toleration.go, ToleratesTaint).
/// </summary>
/// <param name="Key">The taint's key; null with operator Exists tolerates every key.</param>
/// <param name="Exists">True for operator Exists, false for Equal.</param>
/// <param name="Value">The value to equal.</param>
/// <param name="Effect">The effect tolerated; null for all.</param>
/// <param name="Seconds">How long a NoExecute taint is tolerated; null for ever, zero or less not at
/// all.</param>
public sealed record Toleration(string? Key, bool Exists, string Value, TaintEffect? Effect, long? Seconds)
{
    /// <summary>Whether this toleration covers the taint.</summary>
    public bool Tolerates(Taint taint) =>
        (Effect is null || Effect == taint.Effect)
        && (string.IsNullOrEmpty(Key) ? Exists : string.Equals(Key, taint.Key, StringComparison.Ordinal))
        && (Exists || string.Equals(Value, taint.Value, StringComparison.Ordinal));
}
