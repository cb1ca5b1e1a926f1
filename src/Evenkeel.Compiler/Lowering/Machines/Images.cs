using Evenkeel.Compiler.Binding;
using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering.Machines;

/// <summary>
/// The machine image of each architecture: the one that the file pins, or Amazon Linux 2023 as it is when the
/// cluster is first made.
/// </summary>
internal static class Images
{
    /// <summary>The image of an instance type.</summary>
    public static TfAddress Of(string instanceType) => TfAddress.Data(
        "aws_ami",
        InstanceTypes.FindForHost(instanceType)?.Architecture
            ?? throw new InvalidOperationException($"instance type {instanceType}"));

    /// <summary>
    /// An image that nobody pinned stays what it was: a newer one must not replace machines because somebody
    /// added a pool.
    /// </summary>
    public static TfObject? Lifecycle(LoweringScope scope, string argument) =>
        scope.Model.Account.Images.IsEmpty ? new() { ["ignore_changes"] = TfValue.List(argument) }
        : null;

    /// <summary>The architectures of a cluster's machines, in ordinal order.</summary>
    public static IEnumerable<string> Architectures(ClusterModel model) => Types(model)
        .Select(static type => InstanceTypes.FindForHost(type)!.Architecture)
        .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>The data sources of all architectures in use.</summary>
    public static IEnumerable<TfBlock> Blocks(LoweringScope scope) => Architectures(scope.Model)
        .Select(architecture => TfBlock.Of(
            TfAddress.Data("aws_ami", architecture), Body(scope.Model, architecture)));

    private static IEnumerable<string> Types(ClusterModel model) =>
    [
        model.ControlPlane.InstanceType,
        .. model.NodePools.SelectMany(pool => pool.InstanceTypes),
        .. model.Network.Bastion is { } bastion ? [bastion.InstanceType] : Array.Empty<string>(),
    ];

    private static TfObject Body(ClusterModel model, string architecture)
    {
        if (model.Account.Images.TryGetValue(architecture, out var pinned))
        {
            return new()
            {
                ["filter"] = TfValue.List(Filter("image-id", pinned)),
                ["include_deprecated"] = true,
            };
        }

        // The names that AWS gives them (AL2023 user guide, "Amazon Linux 2023 AMI naming").
        var suffix = architecture == "arm64" ? "arm64" : "x86_64";
        return new()
        {
            ["filter"] = TfValue.List(Filter("name", $"al2023-ami-2023.*-kernel-6.1-{suffix}")),
            ["most_recent"] = true,
            ["owners"] = TfValue.List("amazon"),
        };
    }

    private static TfObject Filter(string name, string value) => new()
    {
        ["name"] = name,
        ["values"] = TfValue.List(value),
    };
}
