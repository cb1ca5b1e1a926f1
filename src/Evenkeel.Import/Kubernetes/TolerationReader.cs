using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Import.Kubernetes;

/// <summary>
/// Reads taints and tolerations (core/validation, ValidateTolerations and validateNodeTaints).
/// </summary>
internal static class TolerationReader
{
    private static readonly string[] Effects =
        [nameof(TaintEffect.NoSchedule), nameof(TaintEffect.PreferNoSchedule), nameof(TaintEffect.NoExecute)];

    /// <summary>The tolerations of a pod spec, as written.</summary>
    public static ImmutableArray<Toleration> Read(ManifestFields podSpec)
    {
        var found = ImmutableArray.CreateBuilder<Toleration>();
        foreach (var fields in podSpec.Objects("tolerations"))
        {
            if (ReadOne(fields) is { } toleration)
            {
                found.Add(toleration);
            }
        }

        return found.ToImmutable();
    }

    /// <summary>The taints of a node's spec.</summary>
    public static ImmutableArray<Taint> ReadTaints(ManifestFields nodeSpec)
    {
        var found = ImmutableArray.CreateBuilder<Taint>();
        foreach (var fields in nodeSpec.Objects("taints"))
        {
            var key = fields.RequiredText("key", "…");
            var isEffect = fields.RequiredText("effect", nameof(TaintEffect.NoSchedule)) is not null;
            if (isEffect && Effect(fields) is { } effect && key is not null)
            {
                found.Add(new(key, fields.Text("value") ?? "", effect));
            }
        }

        return found.ToImmutable();
    }

    private static Toleration? ReadOne(ManifestFields fields)
    {
        var key = fields.Text("key") is { Length: > 0 } text ? text : null;
        var hasOperator = fields.Text("operator") is { Length: > 0 };
        var word = hasOperator ? fields.Word("operator", "Exists", "Equal") : "Equal";
        var hasEffect = fields.Text("effect") is { Length: > 0 };
        var effect = hasEffect ? Effect(fields) : null;
        if (word is null || (hasEffect && effect is null))
        {
            return null;
        }

        var exists = word is "Exists";
        var value = fields.Text("value") ?? "";
        var seconds = fields.Integer("tolerationSeconds", long.MinValue, long.MaxValue);
        if (key is null && !exists)
        {
            fields.Invalid(
                "operator", "must be Exists where no key is given", "add the key, or `operator: Exists`");
            return null;
        }

        if (exists && value.Length > 0)
        {
            fields.Invalid(
                "value", "is not possible with the operator Exists", "remove it, or write `operator: Equal`");
            return null;
        }

        if (seconds is not null && effect is not TaintEffect.NoExecute)
        {
            fields.Invalid(
                "tolerationSeconds", "needs the effect NoExecute", "write `effect: NoExecute`, or remove it");
            return null;
        }

        return new(key, exists, value, effect, seconds);
    }

    private static TaintEffect? Effect(ManifestFields fields) =>
        fields.Word("effect", Effects) is { } word ? Enum.Parse<TaintEffect>(word) : null;
}
