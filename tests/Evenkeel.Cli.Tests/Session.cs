using Evenkeel.Platform;
using Evenkeel.Platform.Files;
using Evenkeel.Platform.Terminals;

namespace Evenkeel.Cli.Tests;

/// <summary>Runs commands in this process, with output in memory and a clock that stands still.</summary>
internal sealed class Session(IFileSystem? files = null)
{
    private readonly Dictionary<string, string> environment = [];

    public MemoryTerminal Terminal { get; init; } = new();

    public string Out => Terminal.OutText;

    public string Error => Terminal.ErrorText;

    public Session With(string variable, string value)
    {
        environment[variable] = value;
        return this;
    }

    public int Run(params string[] args) => new EvenkeelProgram(new Host(
        files ?? new RepositoryFiles(), Terminal, new StillTime(), environment.GetValueOrDefault)).Run(args);

    private sealed class StillTime : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
