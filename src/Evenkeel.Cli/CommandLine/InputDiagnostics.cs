using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Text;
using Evenkeel.Platform.Files;

namespace Evenkeel.Cli.CommandLine;

/// <summary>What can be wrong with a command line and the files that it names: codes EK00nn.</summary>
public static class InputDiagnostics
{
    /// <summary>Every kind of this stage.</summary>
    public static DiagnosticCatalogue Catalogue { get; } = new("Command line and files");

    private static readonly DiagnosticDescriptor UsageKind = Catalogue.Error(
        "EK0001", "The command line is wrong",
        "A command, an option or its value is not one that exists.",
        "there is no command `simulte`");

    private static readonly DiagnosticDescriptor MissingArgumentKind = Catalogue.Error(
        "EK0002", "An argument is missing",
        "The command needs to be told what to work on.",
        "`evenkeel simulate` needs DIR");

    private static readonly DiagnosticDescriptor UnreadableKind = Catalogue.Error(
        "EK0003", "A file cannot be read",
        "A file that the command line or another file names does not exist, is too large, or may not be "
        + "read.",
        "`shop/cluster.yaml` cannot be used: it does not exist");

    private static readonly DiagnosticDescriptor NoManifestsKind = Catalogue.Error(
        "EK0004", "A folder holds no manifests",
        "Of a folder every file is read whose name ends in `.yaml`, `.yml` or `.json`; folders inside it are "
        + "not.",
        "the folder `shop/manifests` holds no *.yaml, *.yml or *.json file");

    private static readonly DiagnosticDescriptor MissingFileKind = Catalogue.Error(
        "EK0005", "A folder lacks a file",
        "The command takes a folder, and a certain file must be in it.",
        "the folder `shop` holds no `scenario.yaml`");

    private static readonly DiagnosticDescriptor NoWorkloadKind = Catalogue.Error(
        "EK0006", "A workload file does not exist",
        "The entries of `spec.workloads` are files and folders, relative to the cluster file's own folder.",
        "there is no file or folder `shop/manifest`");

    private static readonly DiagnosticDescriptor FileExistsKind = Catalogue.Error(
        "EK0007", "A file exists already",
        "A command that writes a file does not replace what somebody may have worked on.",
        "`cluster.yaml` exists already");

    private static readonly DiagnosticDescriptor ForeignFileKind = Catalogue.Error(
        "EK0008", "The folder holds a configuration of somebody else",
        "Terraform reads every `*.tf.json` file of a folder together. A file that evenkeel did not write "
        + "would become part of the cluster, and what is proven would not be what is applied.",
        "`out/terraform/main.tf.json` was not written by evenkeel");

    private static readonly DiagnosticDescriptor UnknownFaultKind = Catalogue.Error(
        "EK0009", "No claim names this fault",
        "`--fault` takes a fault by the name that a verdict gives it; the claims of the file say which "
        + "there are.",
        "no claim names the fault `zone eu-west-1d loses power`");

    private static readonly DiagnosticDescriptor NobodyToAskKind = Catalogue.Error(
        "EK0010", "Nobody can be asked",
        "What costs money or removes something is confirmed at a terminal, or by `--yes`.",
        "`evenkeel up` asks before it changes anything, and there is no terminal");

    internal static Diagnostic NobodyToAsk(string command) => NobodyToAskKind.About(
        null, $"`evenkeel {command}` asks before it changes anything, and there is no terminal",
        $"write `evenkeel {command} FILE --yes`");

    private static readonly DiagnosticDescriptor LabKind = Catalogue.Error(
        "EK0070", "The lab cannot do that",
        "There is no lab in the folder, it lacks what was asked for, or a program that it needs is missing "
        + "or fails.",
        "there is no lab in `.evenkeel/lab`");

    internal static Diagnostic UnknownFault(string fault, IReadOnlyCollection<string> known)
    {
        var fix = NearestWord.Of(fault, known) is { } nearest ? $"did you mean {DisplayText.Quote(nearest)}?"
            : known.Count == 0 ? "add a claim that names it"
            : $"one of {string.Join("; ", known.Take(8))}{(known.Count > 8 ? "; …" : "")}";
        return UnknownFaultKind.About(null, $"no claim names the fault {DisplayText.Quote(fault)}", fix);
    }

    internal static Diagnostic ForeignFile(string path) => ForeignFileKind.About(
        null, $"{DisplayText.Quote(path)} was not written by evenkeel",
        "render to another folder, or move that file away");

    internal static Diagnostic FileExists(string path) => FileExistsKind.About(
        null, $"{DisplayText.Quote(path)} exists already", "name another file, or replace it with `--force`");

    internal static Diagnostic UnknownWord(
        string word, bool isOption, string? command, IReadOnlyList<string> known)
    {
        var what = isOption ? "option" : known.Count > 0 ? "command" : "further argument";
        var where = command is null ? "" : $" of `evenkeel {command}`";
        var nearest = NearestWord.Of(word, known);
        var message = what == "further argument"
            ? $"`evenkeel {command}` takes no further argument, but {DisplayText.Quote(word)} was given"
            : $"there is no {what} {DisplayText.Quote(word)}{where}";
        var fix = nearest is not null ? $"did you mean `{nearest}`?"
            : what == "further argument" ? "quote a path that has spaces"
            : $"one of {string.Join(", ", known.Select(k => $"`{k}`"))}";
        return UsageKind.About(null, message, fix);
    }

    internal static Diagnostic BadUsage(string message) => UsageKind.About(null, Lower(message), "");

    internal static Diagnostic MissingArgument(string command, string arguments) => MissingArgumentKind.About(
        null, $"`evenkeel {command}` needs {arguments}", $"write `evenkeel {command} {arguments}`");

    internal static Diagnostic Lab(string what, string fix) => LabKind.About(null, what, fix);

    internal static Diagnostic Unreadable(FileProblemException problem) => UnreadableKind.About(
        null, $"{DisplayText.Quote(problem.Path)} cannot be used: {problem.Reason}", "check the path");

    internal static Diagnostic NoManifests(string folder) => NoManifestsKind.About(
        null,
        $"the folder {DisplayText.Quote(folder)} holds no *.yaml, *.yml or *.json file",
        "name the folder that holds the manifests themselves");

    internal static Diagnostic MissingFile(string folder, string file, string what) => MissingFileKind.About(
        null, $"the folder {DisplayText.Quote(folder)} holds no `{file}`", what);

    internal static Diagnostic NoWorkload(SourceSpan span, string path) => NoWorkloadKind.At(
        span,
        $"there is no file or folder {DisplayText.Quote(path)}",
        "paths are relative to the folder of the cluster file");

    private static string Lower(string text) =>
        text.Length > 1 && char.IsUpper(text[0]) && char.IsLower(text[1])
            ? char.ToLowerInvariant(text[0]) + text[1..]
            : text;
}
