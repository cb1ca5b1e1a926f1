using System.Collections.Immutable;

namespace Evenkeel.Compiler.Emit.Terraform;

/// <summary>A block of a configuration: the labels that lead to it, and its body.</summary>
/// <param name="Labels">Such as <c>resource</c>, <c>aws_vpc</c>, <c>main</c>.</param>
/// <param name="Body">What stands in it.</param>
internal sealed record TfBlock(ImmutableArray<string> Labels, TfObject Body)
{
    /// <summary>A resource, or the data source at the address.</summary>
    public static TfBlock Of(TfAddress address, TfObject body) =>
        new([address.IsData ? "data" : "resource", address.Type, address.Name], body);

    /// <summary>An output of the configuration.</summary>
    public static TfBlock Output(string name, string description, TfValue value) => new(
        ["output", name],
        new() { ["description"] = description, ["value"] = value });
}

/// <summary>A file of a configuration.</summary>
/// <param name="Name">Its name without <c>.tf.json</c>.</param>
/// <param name="Blocks">Its blocks; their order is without meaning.</param>
internal sealed record TfFile(string Name, ImmutableArray<TfBlock> Blocks)
{
    /// <summary>A file of these blocks.</summary>
    public TfFile(string name, params IEnumerable<TfBlock> blocks)
        : this(name, [.. blocks])
    {
    }
}
