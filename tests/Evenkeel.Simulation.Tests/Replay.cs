using System.Reflection;
using Xunit.v3;

[assembly: Evenkeel.Simulation.Tests.PrintsReplay]

namespace Evenkeel.Simulation.Tests;

/// <summary>
/// The command that runs a failing case again, and that case alone. Projects that simulate link this file.
/// </summary>
internal static class Replay
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal);

    /// <summary>The cases of a theory; <c>EVENKEEL_CASE=NAME</c> leaves that one.</summary>
    public static TheoryData<string> Cases(IEnumerable<string> names)
    {
        var all = names.ToList();
        lock (Known)
        {
            Known.UnionWith(all);
        }

        var one = Environment.GetEnvironmentVariable("EVENKEEL_CASE");
        return [.. one is null ? all : all.Where(n => string.Equals(n, one, StringComparison.Ordinal))];
    }

    /// <summary>The test that runs goes on with this seed.</summary>
    public static void SeedIs(ulong seed) => Keep("seed", $"EVENKEEL_SEED={seed} ");

    /// <summary>The simulation that the test runs can also be shown by a command of Evenkeel.</summary>
    public static void Shows(string command) => Keep("shows", command);

    /// <summary>The command for the test that runs.</summary>
    public static string Command()
    {
        var test = (IXunitTest)TestContext.Current.Test!;
        var method = test.TestMethod;
        string? named = null;
        lock (Known)
        {
            named = test.TestMethodArguments is [string argument] && Known.Contains(argument) ? argument : null;
        }

        var @case = named is null ? "" : $"EVENKEEL_CASE={named} ";
        return $"{Kept("seed")}{@case}./test {method.TestClass.Class.FullName}.{method.MethodName}";
    }

    /// <summary>What <see cref="Shows"/> was told of the test that runs; empty where nothing was.</summary>
    public static string Shown() => Kept("shows");

    private static void Keep(string what, string text) =>
        TestContext.Current.KeyValueStorage[Key(what)] = text;

    private static string Kept(string what) =>
        TestContext.Current.KeyValueStorage.TryGetValue(Key(what), out var text) ? (string)text! : "";

    private static string Key(string what) => $"{TestContext.Current.Test!.UniqueID} {what}";
}

/// <summary>Prints that command with the output of every test that fails.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class PrintsReplayAttribute : BeforeAfterTestAttribute
{
    /// <inheritdoc/>
    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (TestContext.Current is { TestState.Result: TestResult.Failed, TestOutputHelper: { } output })
        {
            output.WriteLine($"replay: {Replay.Command()}");
            if (Replay.Shown() is { Length: > 0 } shown)
            {
                output.WriteLine($"shown by: {shown}");
            }
        }
    }
}
