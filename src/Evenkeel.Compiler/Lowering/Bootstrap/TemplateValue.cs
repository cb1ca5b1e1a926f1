namespace Evenkeel.Compiler.Lowering.Bootstrap;

/// <summary>
/// A value of a text that machines boot with, which only Terraform knows: it stands in the text as
/// <c>${NAME}</c> (Terraform, templatefile).
/// </summary>
/// <param name="Name">Its name in the text.</param>
/// <param name="Code">What it is, an expression of Terraform's language.</param>
internal sealed record TemplateValue(string Name, string Code)
{
    /// <summary>How it stands in the text.</summary>
    public string Mark => $"${{{Name}}}";
}
