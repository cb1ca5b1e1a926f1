using System.Diagnostics;

namespace Evenkeel.Repo.Tests;

/// <summary>What a program printed and how it ended.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Errors);

/// <summary>
/// A small checkout in a folder with a space in its name: the real launchers, and a stand-in for dotnet that writes
/// down how it was called. So the launchers' own decisions are tested, in milliseconds.
/// </summary>
internal sealed class LauncherSandbox : IDisposable
{
    private static readonly string[] Tools =
    [
        "sh", "awk", "cat", "chmod", "date", "dirname", "env", "find", "flock", "grep", "id", "ls", "mkdir", "mv",
        "readlink", "rm", "sed", "sleep", "sort", "tail", "touch", "tr", "uname",
    ];

    private const string StandIn = """
        #!/bin/sh
        echo "$*" >>"$CALLS"
        case $1 in
          --list-sdks) [ -z "${SDKS-10.0.100 [$BASE/sdk]}" ] || echo "${SDKS-10.0.100 [$BASE/sdk]}" ;;
          publish)
            [ -z "${BROKEN-}" ] || { echo "$PWD/src/A.cs(1,2): error CS1002: ; expected [$PWD/src/A.csproj]"; exit 1; }
            case "$*" in *ReadyToRun=true*)
              [ -z "${NO_CROSSGEN-}" ] || { echo "$PWD/src/A.csproj : error NU1101: Unable to find package"; exit 1; } ;;
            esac
            sleep "${SLOW-0}"
            while [ $# -gt 0 ]; do [ "$1" != -o ] || out=$2; shift; done
            mkdir -p "$out"
            printf '%s\n' '#!/bin/sh' 'echo "root=$DOTNET_ROOT"; echo "in=$PWD"' 'for a in "$@"; do echo "<$a>"; done' \
              'cat' 'exit 7' >"$out/evenkeel"
            chmod +x "$out/evenkeel" ;;
          build) [ -z "${BROKEN-}" ] || { echo "$PWD/src/A.cs(1,2): error CS1002: ; expected [$PWD/A.csproj]"; exit 1; } ;;
          artifacts/bin/*)
            while [ $# -gt 0 ]; do [ "$1" != -xml ] || xml=$2; shift; done
            name=${xml##*/}; name=${name%.xml}
            [ ! -f "$BASE/$name.say" ] || cat "$BASE/$name.say"
            [ ! -f "$BASE/$name.xml" ] || cat "$BASE/$name.xml" >"$xml"
            [ ! -f "$BASE/$name.exit" ] || exit "$(cat "$BASE/$name.exit")" ;;
        esac

        """;

    private readonly string _top = Directory.CreateTempSubdirectory("evenkeel launcher ").FullName;

    public LauncherSandbox()
    {
        foreach (var tool in Tools)
        {
            if (Programs.Find(tool) is { } found) Link($"bin/{tool}", found);
        }

        Write("bin/dotnet", StandIn);
        Executable("bin/dotnet");
        Directory.CreateDirectory(Path("dotnet"));
        foreach (var file in (string[])["evenkeel", "test", "eng/build.sh", "eng/dotnet.sh", "eng/test-programs"])
        {
            Write($"repo/{file}", File.ReadAllText(RepositoryRoot.PathOf(file)));
        }

        Executable("repo/evenkeel");
        Executable("repo/test");
        Write("repo/global.json", "{}");
        Write("repo/Directory.Build.props", "<Project />");
        Write("repo/src/A.cs", "class A;");
        Write("repo/src/sub/B.cs", "class B;");
    }

    /// <summary>How the stand-in was called, a line a call.</summary>
    public IReadOnlyList<string> Calls => File.Exists(Path("calls")) ? File.ReadAllLines(Path("calls")) : [];

    public int Builds => Calls.Count(call => call.StartsWith("publish"));

    public string Path(string below) => System.IO.Path.Combine(_top, below);

    public void Write(string path, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(path))!);
        File.WriteAllText(Path(path), text);
    }

    public void Link(string path, string to)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(path))!);
        File.CreateSymbolicLink(Path(path), to);
    }

    /// <summary>Runs a launcher; settings are the stand-in's variables.</summary>
    public Outcome Run(string program, string[]? arguments = null, string input = "", string inFolder = "repo",
        params (string Name, string Value)[] settings) => Finish(Start(program, arguments, input, inFolder, settings));

    public Process Start(string program, string[]? arguments, string input, string inFolder,
        params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo(Path(program), arguments ?? [])
        {
            WorkingDirectory = Path(inFolder),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = Path("bin");
        start.Environment["CALLS"] = Path("calls");
        start.Environment["BASE"] = Path("dotnet");
        foreach (var (name, value) in settings) start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        return process;
    }

    public static Outcome Finish(Process process)
    {
        using (process)
        {
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit(TimeSpan.FromSeconds(60)).ShouldBeTrue();
            return new Outcome(process.ExitCode, output, errors.GetAwaiter().GetResult());
        }
    }

    public void Dispose() => Directory.Delete(_top, recursive: true);

    private void Executable(string path) => File.SetUnixFileMode(Path(path),
        File.GetUnixFileMode(Path(path)) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute);
}
