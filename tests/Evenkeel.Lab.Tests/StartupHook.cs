using System.Reflection;

/// <summary>
/// Takes one rule away from an agent that a test starts, which is the shipped program otherwise: .NET calls this
/// in a process whose DOTNET_STARTUP_HOOKS names this assembly.
/// </summary>
internal static class StartupHook
{
    public const string Variable = "EVENKEEL_TEST_WITHOUT_RULE";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } rule) return;

        var rules = Assembly.Load("Evenkeel.Supervision").GetType("Evenkeel.Supervision.Rules", throwOnError: true)!;
        var real = rules.GetProperty("Real", BindingFlags.Public | BindingFlags.Static)!.GetValue(null);
        rules.GetField($"<{rule}>k__BackingField", BindingFlags.NonPublic | BindingFlags.Instance)!
            .SetValue(real, false);
    }
}
