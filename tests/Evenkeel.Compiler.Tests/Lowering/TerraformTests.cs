namespace Evenkeel.Compiler.Tests.Lowering;

/// <summary>Terraform itself, with the real provider, takes every case.</summary>
[Trait("Speed", "Slow")]
public sealed class TerraformTests : IDisposable
{
    private readonly Terraform terraform = new();

    public void Dispose() => terraform.Dispose();

    [Fact]
    public void Every_case_is_valid()
    {
        foreach (var name in Renders.Names)
        {
            var folder = terraform.Write(name, Renders.Of(name).Files);
            var (exit, output) = terraform.Run(folder, "validate", "-no-color", "-json");
            exit.ShouldBe(0, $"{name}: {output}");

            // A deprecated argument is a warning, and the next version of the provider may refuse it.
            output.ShouldContain("\"warning_count\": 0", customMessage: $"{name}: {output}");
        }
    }
}
