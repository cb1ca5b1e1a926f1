using System.Diagnostics;

namespace Evenkeel.Import.Tests.Hostile;

/// <summary>
/// The whole program on files that nobody wrote for it: it ends with exit code 2, at most a screen of text,
/// and no trace of a stack.
/// </summary>
public sealed class ProgramTests
{
    private const int InputIsWrong = 2;
    private const int ScreenLines = 40;

    private const string Nodes = """
        apiVersion: v1
        kind: Node
        metadata: {name: a1, labels: {topology.kubernetes.io/zone: a}}
        status: {allocatable: {cpu: 2, memory: 4Gi, pods: 20}}
        """;

    private const string Scenario = "events:\n- {at: 15, fail: {zone: a}}\nend: 120\n";

    /// <summary>A few by default; in CI each of them as each kind of file.</summary>
    public static TheoryData<string, string> Cases()
    {
        string[] roles = ["cluster.yaml", "scenario.yaml", "cluster file"];
        var isCi = Environment.GetEnvironmentVariable("CI") == "true";
        var data = new TheoryData<string, string>();
        for (var i = 0; i < HostileInput.All.Count; i++)
        {
            foreach (var role in roles.Where((_, r) => isCi || (i % 3 == 0 && r == i / 3 % roles.Length)))
            {
                data.Add(HostileInput.All[i].Name, role);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_ends_with_few_words(string name, string role)
    {
        var bytes = HostileInput.All.Single(i => i.Name == name).Make();
        var folder = Directory.CreateTempSubdirectory("evenkeel-hostile-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "cluster.yaml"), Nodes);
            File.WriteAllText(Path.Combine(folder, "scenario.yaml"), Scenario);
            var isSpec = role == "cluster file";
            File.WriteAllBytes(Path.Combine(folder, isSpec ? "cluster.yaml" : role), bytes);
            var (exitCode, output, errors) = Run(isSpec ? "prove" : "simulate", folder);

            exitCode.ShouldBe(InputIsWrong, errors);
            output.ShouldBeEmpty();
            errors.ShouldNotBeEmpty();
            errors.Split('\n').Length.ShouldBeLessThanOrEqualTo(ScreenLines, errors);
            errors.ShouldNotContain("   at Evenkeel");
            errors.ShouldNotContain("internal error");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (int ExitCode, string Output, string Errors) Run(string command, string folder)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Program());
        start.ArgumentList.Add(command);
        start.ArgumentList.Add(folder);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }

    /// <summary>The program as the solution's build leaves it, beside these tests.</summary>
    private static string Program()
    {
        var build = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(
            build.Parent!.Parent!.FullName, "Evenkeel.Cli", build.Name, "evenkeel.dll");
        if (!File.Exists(path))
        {
            Assert.Skip($"needs {path}: dotnet build Evenkeel.slnx -c Release");
        }

        return path;
    }
}
