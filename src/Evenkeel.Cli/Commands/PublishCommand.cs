using System.Collections.Immutable;
using System.CommandLine;
using Evenkeel.Cli.CommandLine;
using Evenkeel.Cli.Input;
using Evenkeel.Cli.Output;
using Evenkeel.Cli.Runs;
using Evenkeel.Compiler.Lowering;
using Evenkeel.Platform.Aws;
using Evenkeel.Platform.Objects;
using Evenkeel.Provisioning;
using Evenkeel.Provisioning.Releases;
using Evenkeel.Provisioning.Runs;
using Evenkeel.Provisioning.Working;

namespace Evenkeel.Cli.Commands;

/// <summary><c>evenkeel publish FILE</c>: puts what machines boot into the cluster's bucket.</summary>
internal static class PublishCommand
{
    /// <summary>The command.</summary>
    public static Command Make(CommandTree tree)
    {
        var file = ClusterFileArgument.Make();
        var artifacts = ReleaseStep.Option();
        var command = tree.Command(
            "publish",
            "Gather what machines boot, and upload it to the cluster's bucket",
            new(
                [
                    "For pipelines that apply by themselves; `up` does the same. Each artifact is fetched "
                    + "from its publisher, checked against the publisher's digest, and uploaded where the "
                    + "bucket lacks it. The release is named by its digest, which Terraform's variable "
                    + "`release` pins.",
                ],
                [
                    ("evenkeel publish cluster.yaml", "prints the release's digest"),
                    ("evenkeel publish cluster.yaml --artifacts carried", "with files that were carried in"),
                ],
                [
                    (ExitCodes.Held, "the bucket has the release"),
                    (ExitCodes.Failed, "an artifact cannot be had or trusted, or AWS refused"),
                ]),
            (context, parsed) => Run(context, parsed.GetRequiredValue(file), parsed.GetValue(artifacts)));
        command.Arguments.Add(file);
        command.Options.Add(artifacts);
        return command;
    }

    private static int Run(CommandContext context, string file, string? artifacts)
    {
        var input = ClusterInput.Read(context, file);
        return input is null ? ExitCodes.BadInput : RunOutput.Guard(context, async cancellation =>
        {
            var folder = input.Request().Folder;
            using var held = WorkLock.Take(folder, "publish");
            var gathered = await ReleaseStep.GatherAsync(
                input, folder, artifacts, new RunLines(context), cancellation);
            var (name, bucket) = await ClusterBucket.OpenAsync(
                context, input, ClusterLowering.ArtifactBucket, ClusterRun.ObjectTimeout, cancellation);
            using var store = bucket;
            var written = await gathered.UploadAsync(store, cancellation);
            ReleasePin.Write(folder, gathered.Digest);
            context.WriteResult(context.Format == OutputFormat.Json
                ? Json(input.Model.Name, name, gathered, written)
                : Text(input.Model.Name, name, gathered, written));
            return ExitCodes.Held;
        });
    }

    private static string Text(
        string cluster, string bucket, GatheredRelease gathered, ImmutableArray<string> written) =>
        $"{cluster}: release {gathered.Digest}\n"
        + $"  {gathered.Release.Artifacts.Length} artifacts, {written.Length} objects written to {bucket}\n";

    private static string Json(
        string cluster, string bucket, GatheredRelease gathered, ImmutableArray<string> written) =>
        JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("cluster", cluster);
            json.WriteString("release", gathered.Digest);
            json.WriteString("bucket", bucket);
            json.WriteStrings("written", written);
            json.WriteObjects("artifacts", gathered.Release.Artifacts, artifact =>
            {
                json.WriteString("name", artifact.Name);
                json.WriteString("version", artifact.Version);
                json.WriteString("architecture", artifact.Architecture);
                json.WriteString("digest", artifact.Digest);
                json.WriteNumber("size", artifact.Size);
            });
            json.WriteEndObject();
        });
}
