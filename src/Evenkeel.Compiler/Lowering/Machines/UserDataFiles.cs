using Evenkeel.Compiler.Emit.Terraform;

namespace Evenkeel.Compiler.Lowering.Machines;

/// <summary>
/// The texts that machines boot with: files beside the configuration, which Terraform fills in and hands on.
/// </summary>
internal static class UserDataFiles
{
    /// <summary>The folder beside <c>terraform/</c>.</summary>
    public const string Folder = "cloud-init";

    /// <summary>
    /// The variable that pins a release by its digest; where it is empty, machines take the one that the
    /// bucket names (designs/0004, "Release and pinning").
    /// </summary>
    public const string Release = "release";

    /// <summary>
    /// The text <c>cloud-init/NAME.yaml</c>, which Terraform reads as a template of these values, in base64.
    /// </summary>
    /// <param name="name">Its name without <c>.yaml</c>.</param>
    /// <param name="values">
    /// Expressions of Terraform's language by the names that stand in the text as <c>${NAME}</c>, such as
    /// <c>var.release</c>.
    /// </param>
    public static TfExpression Expression(string name, params IEnumerable<(string Name, string Code)> values)
    {
        var members = values.OrderBy(v => v.Name, StringComparer.Ordinal).Select(v => $"{v.Name} = {v.Code}");
        return TfValue.Code(
            $"base64encode(templatefile(\"${{path.module}}/../{Folder}/{name}.yaml\", "
            + $"{{ {string.Join(", ", members)} }}))");
    }
}
