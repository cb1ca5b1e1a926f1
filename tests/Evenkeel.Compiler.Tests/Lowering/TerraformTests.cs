using System.Text.Json;

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
        var cases = Renders.Names.ToDictionary(name => name, name => Renders.Of(name).Files);

        // A backend is ignored outside of the first module, so a case that has one stands for itself.
        var alone = cases.Where(c => c.Value["terraform/versions.tf.json"].Contains("\"backend\"")).ToList();
        alone.ShouldNotBeEmpty();
        foreach (var (name, files) in alone)
        {
            CheckValid(terraform.Write(name, files));
            cases.Remove(name);
        }

        // Most of the time goes into asking the provider what it knows: once for all of the others, as modules of one.
        cases.Count.ShouldBeGreaterThan(10);
        CheckValid(terraform.Write("all", cases
            .SelectMany(c => c.Value.Select(file => KeyValuePair.Create($"terraform/{c.Key}/{file.Key}", file.Value)))
            .Append(KeyValuePair.Create("terraform/main.tf.json", JsonSerializer.Serialize(new
            {
                module = cases.Keys.ToDictionary(name => name, name => new { source = $"./{name}/terraform" }),
            })))));
    }

    private void CheckValid(string folder)
    {
        terraform.Run(folder, "init", "-input=false", "-no-color", "-backend=false").Exit.ShouldBe(0);
        var (exit, output) = terraform.Run(folder, "validate", "-no-color", "-json");
        exit.ShouldBe(0, output);

        // A deprecated argument is a warning, and the next version of the provider may refuse it.
        output.ShouldContain("\"warning_count\": 0", customMessage: output);
    }
}
