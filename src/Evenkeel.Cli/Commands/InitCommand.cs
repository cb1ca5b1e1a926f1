using System.CommandLine;
using Evenkeel.Cli.CommandLine;
using Evenkeel.Cli.Input;
using Evenkeel.Cli.Output;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Spec;
using Evenkeel.Core.Spec.Documents;
using Evenkeel.Core.Text;
using Evenkeel.Platform.Files;

namespace Evenkeel.Cli.Commands;

/// <summary><c>evenkeel init</c>: writes a commented cluster file.</summary>
internal static class InitCommand
{
    private const string ClusterFile = "cluster.yaml";
    private const string SchemaFile = "cluster.schema.json";

    /// <summary>The command.</summary>
    public static Command Make(CommandTree tree)
    {
        var path = new Argument<string>("PATH")
        {
            Description = "The file (*.yaml, *.yml), or the folder for cluster.yaml; the current one when "
            + "left out",
            Arity = ArgumentArity.ZeroOrOne,
            DefaultValueFactory = _ => ".",
        };
        var options = new InitOptions();
        var command = tree.Command(
            "init",
            "Write a commented cluster file that shows every default",
            new(
                [
                    "Asks on a terminal for what no option says; elsewhere, and with --output json, it takes "
                    + "defaults. A file that exists is left alone unless --force is given.",
                ],
                [
                    ("evenkeel init", "asks, and writes cluster.yaml here"),
                    ("evenkeel init shop --region us-east-1 --service shop/web", "writes shop/cluster.yaml"),
                ],
                [(ExitCodes.Held, "the file was written")]),
            (context, parsed) => Run(context, parsed.GetValue(path) ?? ".", options.Read(parsed)));
        command.Arguments.Add(path);
        options.AddTo(command);
        return command;
    }

    private static int Run(CommandContext context, string path, InitRequest request)
    {
        var diagnostics = new DiagnosticBag();
        var isFile = path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase)
            || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);
        var file = isFile ? path : ManifestNames.Join(path, ClusterFile);
        var folder = file.Contains('/') ? file[..file.LastIndexOf('/')] : ".";
        if (context.Host.Files.FileExists(file) && !request.Force)
        {
            diagnostics.Add(InputDiagnostics.FileExists(file));
            context.WriteDiagnostics(diagnostics);
            return ExitCodes.BadInput;
        }

        var questions = new InitQuestions(context, diagnostics);
        var answers = questions.Answer(request, folder);
        if (answers is null)
        {
            context.WriteDiagnostics(diagnostics);
            return ExitCodes.BadInput;
        }

        var files = new List<(string Path, string Text)>();
        if (request.Schema)
        {
            answers = answers with { SchemaPath = SchemaFile };
            files.Add((ManifestNames.Join(folder, SchemaFile), ClusterFileSchema.Write()));
        }

        var text = ClusterFileTemplate.Write(answers);
        files.Insert(0, (file, text));
        ClusterSpecReader.Read(new SourceText(file, text), diagnostics);
        if (!diagnostics.HasErrors)
        {
            WriteFiles(context.Host.Files, files, request.Force, diagnostics);
        }

        context.WriteDiagnostics(diagnostics);
        if (diagnostics.HasErrors)
        {
            return ExitCodes.BadInput;
        }

        WriteResult(context, answers, [.. files.Select(f => f.Path)]);
        return ExitCodes.Held;
    }

    private static void WriteFiles(
        IFileSystem system, List<(string Path, string Text)> files, bool force, DiagnosticBag diagnostics)
    {
        foreach (var (path, text) in files)
        {
            try
            {
                system.WriteText(
                    path, text, overwrite: force || path.EndsWith(SchemaFile, StringComparison.Ordinal));
            }
            catch (FileProblemException problem)
            {
                diagnostics.Add(InputDiagnostics.Unreadable(problem));
                return;
            }
        }
    }

    private static void WriteResult(CommandContext context, ClusterFileAnswers answers, string[] files)
    {
        if (context.Format == OutputFormat.Json)
        {
            context.WriteResult(JsonText.Write(json =>
            {
                json.WriteStartObject();
                json.WriteStrings("files", files);
                json.WriteString("name", answers.Name);
                json.WriteString("region", answers.Region);
                json.WriteStrings("zones", answers.Zones);
                json.WriteString("distribution", answers.Distribution);
                json.WriteString("version", answers.Version);
                json.WriteEndObject();
            }));
            return;
        }

        var next = answers.Service is null
            ? $"next: name your manifests and claims in it, then evenkeel prove {files[0]}\n"
            : $"next: evenkeel prove {files[0]}, with manifests in {answers.Workloads ?? "manifests/"}\n";
        context.WriteResult(
            $"wrote {string.Join(" and ", files)}: {answers.Distribution} {answers.Version}, "
            + $"{string.Join(", ", answers.Zones)}\n{(context.Quiet ? "" : next)}");
    }
}
