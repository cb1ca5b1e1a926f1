using Evenkeel.Cli.CommandLine;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Provisioning.Runs;
using Evenkeel.Provisioning.Terraform;

namespace Evenkeel.Cli.Output;

/// <summary>
/// A line on standard error for each step and each resource, terminal or not: who watches a pipeline wants to
/// see them, too.
/// </summary>
/// <param name="context">Says whether they are wanted.</param>
internal sealed class RunLines(CommandContext context) : IRunProgress
{
    /// <inheritdoc/>
    public void Step(string what) => context.WriteRemark($"· {DisplayText.Escape(what)}");

    /// <inheritdoc/>
    public void Change(TerraformEvent told, int done, int total)
    {
        var address = DisplayText.Escape(told.Address ?? "");
        var width = $"{total}".Length;
        switch (told.Kind)
        {
            case TerraformEventKind.Done when told.Action is not "read":
                context.WriteRemark(
                    $"  [{done.ToString().PadLeft(width)}/{total}] {Word(told.Action),-9} {address}"
                    + (told.Seconds > 0 ? $" ({told.Seconds} s)" : ""));
                break;
            case TerraformEventKind.Going when told.Seconds % 30 == 0:
                context.WriteRemark(
                    $"  {new string(' ', (width * 2) + 4)}still at {address} ({told.Seconds} s)");
                break;
            case TerraformEventKind.Failed:
                context.WriteRemark($"  {new string(' ', (width * 2) + 4)}failed    {address}");
                break;
        }
    }

    private static string Word(string? action) => action switch
    {
        "create" => "created",
        "update" => "changed",
        "delete" => "removed",
        _ => action ?? "",
    };
}
