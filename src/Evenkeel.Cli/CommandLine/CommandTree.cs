using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Evenkeel.Cli.Commands;
using Evenkeel.Cli.Commands.Lab;
using Evenkeel.Platform;

namespace Evenkeel.Cli.CommandLine;

/// <summary>Every command with its options, put together for one machine.</summary>
internal sealed class CommandTree
{
    private readonly Host host;

    /// <summary>The commands, run on a machine.</summary>
    public CommandTree(Host host)
    {
        this.host = host;
        Add(DownCommand.Make(this));
        Add(InitCommand.Make(this));
        Add(KubeconfigCommand.Make(this));
        Add(LabCommand.Make(this));
        Add(PlanCommand.Make(this));
        Add(ProveCommand.Make(this));
        Add(PublishCommand.Make(this));
        Add(RenderCommand.Make(this));
        Add(RestoreCommand.Make(this));
        Add(SimulateCommand.Make(this));
        Add(StatusCommand.Make(this));
        Add(TunnelCommand.Make(this));
        Add(UpCommand.Make(this));
        Add(VersionCommand.Make(this));
        Options.AddTo(Root);
        foreach (var option in Root.Options)
        {
            switch (option)
            {
                case HelpOption help:
                    help.Description = "Help on a command";
                    help.Action = new Shown(
                        parsed => HelpText.Write(host.Terminal.Out, parsed.CommandResult.Command, this));
                    break;
                case VersionOption version:
                    version.Description = "The program's version";
                    version.Action = new Shown(parsed => VersionCommand.Run(Options.Read(host, parsed)));
                    break;
            }
        }

        Root.SetAction(_ =>
        {
            HelpText.Write(host.Terminal.Error, Root, this);
            return ExitCodes.BadInput;
        });
    }

    /// <summary>The program itself.</summary>
    public RootCommand Root { get; } = new(
        "Finds out, before it is built, whether a Kubernetes cluster on AWS survives the loss of any "
        + "instance or zone, and shows what happens and for how long.");

    /// <summary>The options of every command.</summary>
    public GlobalOptions Options { get; } = new();

    /// <summary>What is said of each command besides its options.</summary>
    public Dictionary<Command, CommandNotes> Notes { get; } = [];

    /// <summary>Makes a command that runs with what the global options say.</summary>
    public Command Command(
        string name, string description, CommandNotes notes, Func<CommandContext, ParseResult, int> run)
    {
        var command = new Command(name, description);
        command.SetAction(parsed => run(Options.Read(host, parsed), parsed));
        Notes.Add(command, notes);
        return command;
    }

    /// <summary>Makes a command that has commands of its own, and does nothing without one.</summary>
    public Command Group(string name, string description, CommandNotes notes)
    {
        var command = new Command(name, description);
        command.SetAction(_ =>
        {
            HelpText.Write(host.Terminal.Error, command, this);
            return ExitCodes.BadInput;
        });
        Notes.Add(command, notes);
        return command;
    }

    /// <summary>
    /// Whether help or the version was asked for, so that mistakes elsewhere do not matter.
    /// </summary>
    public static bool AsksForHelp(ParseResult parsed) =>
        parsed.Action is Shown && parsed.Tokens.Any(t => t.Value is "--help" or "-h" or "-?" or "/?" or "/h");

    private void Add(Command command) => Root.Subcommands.Add(command);

    private sealed class Shown(Action<ParseResult> show) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            show(parseResult);
            return ExitCodes.Held;
        }
    }
}

/// <summary>What help says of a command besides its options.</summary>
/// <param name="Text">Paragraphs on what it does.</param>
/// <param name="Examples">Commands to copy, each with what it does.</param>
/// <param name="Exit">When it exits with what.</param>
internal sealed record CommandNotes(
    IReadOnlyList<string> Text,
    IReadOnlyList<(string Command, string Does)> Examples,
    IReadOnlyList<(int Code, string When)> Exit);
