namespace Evenkeel.Supervision.Tests.Scripts;

/// <summary>Each rule as a script: commands, and what the machine does.</summary>
public sealed class ScriptTests
{
    private static string Folder => RepositoryRoot.PathOf("tests", "cases", "supervision");

    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder, "*.txt")
        .Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_machine_does_what_the_script_says(string name)
    {
        var path = Path.Combine(Folder, name + ".txt");
        Golden.Verify(path, Script.Run(File.ReadAllText(path)));
    }
}
