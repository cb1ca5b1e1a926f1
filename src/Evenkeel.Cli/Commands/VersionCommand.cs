using System.CommandLine;
using Evenkeel.Cli.CommandLine;
using Evenkeel.Cli.Output;

namespace Evenkeel.Cli.Commands;

/// <summary><c>evenkeel version</c>: which program this is, and which Kubernetes it models.</summary>
internal static class VersionCommand
{
    /// <summary>The command.</summary>
    public static Command Make(CommandTree tree) => tree.Command(
        "version",
        "Print the program's version and the Kubernetes versions that it models",
        new(
            [],
            [("evenkeel version", "for people"), ("evenkeel version --output json", "for programs")],
            [(ExitCodes.Held, "always")]),
        (context, _) => Run(context));

    /// <summary>Prints it.</summary>
    public static int Run(CommandContext context)
    {
        context.WriteResult(context.Format == OutputFormat.Json
            ? JsonText.Write(json =>
            {
                json.WriteStartObject();
                json.WriteString("version", ProductVersion.Text);
                json.WriteStartArray("kubernetes");
                foreach (var version in ProductVersion.KubernetesVersions)
                {
                    json.WriteStringValue(version.ToString());
                }

                json.WriteEndArray();
                json.WriteEndObject();
            })
            : $"evenkeel {ProductVersion.Text} (models Kubernetes {ProductVersion.Kubernetes})\n");
        return ExitCodes.Held;
    }
}
