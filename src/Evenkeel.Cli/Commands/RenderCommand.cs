using System.CommandLine;
using Evenkeel.Cli.CommandLine;
using Evenkeel.Cli.Input;
using Evenkeel.Cli.Output;
using Evenkeel.Compiler.Binding;
using Evenkeel.Compiler.Lowering;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Artifacts;
using Evenkeel.Platform.Files;

namespace Evenkeel.Cli.Commands;

/// <summary><c>evenkeel render FILE --out DIR</c>: writes the files that make the cluster.</summary>
internal static class RenderCommand
{
    private const string Configuration = ".tf.json";

    /// <summary>The command.</summary>
    public static Command Make(CommandTree tree)
    {
        var file = ClusterFileArgument.Make();
        var folder = new Option<string>("--out", "-o")
        {
            Description = "The folder to write to; it is made if need be",
            HelpName = "DIR",
            Required = true,
        };
        var command = tree.Command(
            "render",
            "Write the Terraform configuration that makes the cluster",
            new(
                [
                    "Writes DIR/terraform/*.tf.json, for Terraform and OpenTofu from 1.10 on, and "
                    + "DIR/cloud-init/*.yaml, what machines boot with. No account is touched. The same file "
                    + "gives the same bytes.",
                    "Rendered again, files that are no longer needed are removed: those that evenkeel wrote, "
                    + "and no other. A folder with *.tf.json files of somebody else is left alone.",
                ],
                [
                    ("evenkeel render cluster.yaml -o out", "writes out/terraform"),
                    ("terraform -chdir=out/terraform init", "then, with your own pipeline"),
                ],
                [(ExitCodes.Held, "the files were written")]),
            (context, parsed) => Run(
                context, parsed.GetRequiredValue(file), parsed.GetRequiredValue(folder)));
        command.Arguments.Add(file);
        command.Options.Add(folder);
        return command;
    }

    private static int Run(CommandContext context, string file, string folder)
    {
        var diagnostics = new DiagnosticBag();
        var model = ProofInput.Read(context.Host.Files, file, diagnostics);
        var artifacts = model is null ? null : ClusterLowering.Lower(model, diagnostics);
        var changes = artifacts is null ? null : Write(context.Host.Files, folder, artifacts, diagnostics);
        context.WriteDiagnostics(diagnostics);
        if (changes is null)
        {
            return ExitCodes.BadInput;
        }

        var capacity = ZoneCapacity.Of(model!);
        context.WriteResult(context.Format == OutputFormat.Json
            ? Json(folder, changes, capacity)
            : Text(context, folder, changes) + (context.Quiet ? "" : CapacityText.Of(capacity)));
        return ExitCodes.Held;
    }

    private static ArtifactChanges? Write(
        IFileSystem files, string folder, ArtifactSet artifacts, DiagnosticBag diagnostics)
    {
        var target = new ArtifactFolder(files, folder);
        try
        {
            var strangers = target.Strangers(artifacts, Configuration);
            foreach (var stranger in strangers)
            {
                diagnostics.Add(InputDiagnostics.ForeignFile(ManifestNames.Join(folder, stranger)));
            }

            return strangers.Count > 0 ? null : target.Write(artifacts);
        }
        catch (FileProblemException problem)
        {
            diagnostics.Add(InputDiagnostics.Unreadable(problem));
            return null;
        }
    }

    private static string Json(
        string folder, ArtifactChanges changes, ZoneCapacity capacity) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("folder", folder);
        json.WriteStrings("files", changes.Files);
        json.WriteStrings("written", changes.Written);
        json.WriteStrings("removed", changes.Removed);
        json.WriteStrings("kept", changes.Kept);
        json.WritePropertyName("capacity");
        CapacityText.Write(json, capacity);
        json.WriteEndObject();
    });

    private static string Text(CommandContext context, string folder, ArtifactChanges changes)
    {
        var where = DisplayText.Escape(folder);
        var text = changes.Written.Length + changes.Removed.Length == 0
            ? $"{changes.Files.Length} files in {where}, all as they were\n"
            : $"{changes.Files.Length} files in {where}: {changes.Written.Length} written, "
                + $"{changes.Removed.Length} removed\n";
        if (context.Quiet)
        {
            return text;
        }

        return text
            + string.Concat(changes.Written.Select(path => $"  wrote    {path}\n"))
            + string.Concat(changes.Removed.Select(path => $"  removed  {path}\n"))
            + string.Concat(changes.Kept.Select(
                path => $"  kept     {path}: no longer needed, but changed since evenkeel wrote it\n"))
            + $"next: terraform -chdir={where}/{ClusterLowering.TerraformFolder} init\n";
    }
}
