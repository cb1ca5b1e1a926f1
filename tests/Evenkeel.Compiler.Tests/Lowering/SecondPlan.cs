using System.Text.Json;

namespace Evenkeel.Compiler.Tests.Lowering;

/// <summary>
/// A plan of what was applied just now changes nothing but what the emulator is known to answer wrongly
/// (tests/cases/emulator/drifts.txt).
/// </summary>
internal static class SecondPlan
{
    /// <summary>Plans, and gives the plan as Terraform shows it.</summary>
    public static string ChangesNothing(Terraform terraform, AwsEmulator account, string folder)
    {
        var known = File.ReadLines(RepositoryRoot.PathOf("tests", "cases", "emulator", "drifts.txt"))
            .Where(line => line.Length > 0 && !line.StartsWith('#'))
            .Select(line => line.Split(": ", 3))
            .ToDictionary(parts => parts[0], parts => parts[1].Split(", "));
        terraform.Run(folder, account.Environment, "plan", "-input=false", "-no-color", "-out=second").Exit.ShouldBe(0);
        var (exit, output) = terraform.Run(folder, account.Environment, "show", "-json", "second");
        exit.ShouldBe(0, output);
        foreach (var change in JsonDocument.Parse(output).RootElement.GetProperty("resource_changes").EnumerateArray())
        {
            var actions = change.GetProperty("change").GetProperty("actions").EnumerateArray().Select(a => a.GetString()!).ToList();
            if (actions is ["no-op"] or ["read"]) continue;
            var address = change.GetProperty("address").GetString();
            actions.ShouldBe(["update"], address);
            var (before, after) = (
                change.GetProperty("change").GetProperty("before"), change.GetProperty("change").GetProperty("after"));
            before.EnumerateObject().Select(m => m.Name).Concat(after.EnumerateObject().Select(m => m.Name)).Distinct()
                .Where(m => Raw(before, m) != Raw(after, m))
                .Except(known.GetValueOrDefault(change.GetProperty("type").GetString()!, []))
                .ShouldBeEmpty(address);
        }

        return output;
    }

    private static string Raw(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) ? value.GetRawText() : "null";
}
