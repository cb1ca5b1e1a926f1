namespace Evenkeel.Compiler.Emit.Terraform;

/// <summary>Where a resource or a data source stands in a configuration.</summary>
/// <param name="Type">Its type, such as <c>aws_subnet</c>.</param>
/// <param name="Name">Its name among those of its type.</param>
/// <param name="IsData">Whether it is a data source.</param>
internal readonly record struct TfAddress(string Type, string Name, bool IsData = false)
{
    /// <summary>The address of a data source.</summary>
    public static TfAddress Data(string type, string name) => new(type, name, IsData: true);

    /// <summary>A reference to an attribute: <c>${aws_subnet.NAME.id}</c>.</summary>
    public TfExpression Attribute(string path) => TfValue.Code($"{this}.{path}");

    /// <summary>A reference to its id.</summary>
    public TfExpression Id => Attribute("id");

    /// <summary>A reference to its ARN.</summary>
    public TfExpression Arn => Attribute("arn");

    /// <inheritdoc/>
    public override string ToString() => IsData ? $"data.{Type}.{Name}" : $"{Type}.{Name}";
}
