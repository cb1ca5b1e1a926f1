using System.Collections.Immutable;
using Evenkeel.Compiler.Emit.Terraform;

namespace Evenkeel.Compiler.Lowering.Iam;

/// <summary>A statement of a policy, with the part that calls and what for.</summary>
internal sealed record IamStatement
{
    /// <summary>Its id in the policy.</summary>
    public required string Sid { get; init; }

    /// <summary>Who calls, and what for: <c>the agent attaches its slot's volume</c>.</summary>
    public required string Why { get; init; }

    /// <summary>What is called.</summary>
    public required ImmutableArray<string> Actions { get; init; }

    /// <summary>On what; where AWS knows no resources for an action, everything.</summary>
    public ImmutableArray<TfValue> Resources { get; init; } = ["*"];

    /// <summary>Under which conditions.</summary>
    public ImmutableArray<IamCondition> Conditions { get; init; } = [];

    /// <summary>The statement in an <c>aws_iam_policy_document</c>.</summary>
    public TfObject ToBlock() => new()
    {
        ["//"] = Why,
        ["actions"] = TfValue.Texts(Actions.Order(StringComparer.Ordinal)),
        ["condition"] = Conditions.IsEmpty ? null : TfValue.List(Conditions.Select(c => c.ToBlock())),
        ["resources"] = TfValue.List(Resources),
        ["sid"] = Sid,
    };
}

/// <summary>A condition of a statement.</summary>
/// <param name="Test">The operator, such as <c>StringEquals</c>.</param>
/// <param name="Variable">The key that is compared.</param>
/// <param name="Values">With what.</param>
internal sealed record IamCondition(string Test, string Variable, params ImmutableArray<TfValue> Values)
{
    /// <summary>The condition in an <c>aws_iam_policy_document</c>.</summary>
    public TfObject ToBlock() => new()
    {
        ["test"] = Test,
        ["values"] = TfValue.List(Values),
        ["variable"] = Variable,
    };
}
