using Evenkeel.Core.Diagnostics;

namespace Evenkeel.Import.Terraform;

/// <summary>
/// What can be wrong with a Terraform plan that is held against a cluster file: codes EK3201 on.
/// </summary>
public static class TerraformDiagnostics
{
    /// <summary>Every kind of this part.</summary>
    public static DiagnosticCatalogue Catalogue { get; } = new("Terraform plans");

    private static readonly DiagnosticDescriptor NotAPlanKind = Catalogue.Error(
        "EK3201", "Not a plan in JSON",
        "A plan is read as `terraform show -json PLAN` (or `tofu show -json PLAN`) writes it: an object with "
        + "`planned_values` and `configuration`. The plan file itself is in a format of Terraform's own.",
        "plan.json is not JSON");

    private static readonly DiagnosticDescriptor MissingKind = Catalogue.Error(
        "EK3202", "A plan without a part of the cluster",
        "A proof takes its numbers from the resources that stand for the cluster's parts. One that is not in "
        + "the plan was never rendered, is destroyed by it, or belongs to another cluster.",
        "the plan has no group for `general-eu-west-1a`");

    private static readonly DiagnosticDescriptor OtherKind = Catalogue.Error(
        "EK3203", "A plan of another cluster file",
        "The plan has something that the cluster file does not: a group that no pool stands for, another "
        + "number of machines to begin with, another type. What runs on it would not be what is proven.",
        "aws_autoscaling_group.pool_batch stands for no pool of the cluster file");

    private static readonly DiagnosticDescriptor ValueKind = Catalogue.Error(
        "EK3204", "A value that cannot be used",
        "A proof needs the value, and it is missing, of another kind, or known only once it is applied.",
        "aws_lb_target_group.http: `health_check.interval` is not a number");

    internal static Diagnostic NotAPlan(string path, string problem) => NotAPlanKind.About(
        path, $"{DisplayText.Escape(path)} {problem}",
        "write it with `terraform show -json PLAN`, from the configuration that `evenkeel render` wrote");

    internal static Diagnostic Missing(string path, string what) => MissingKind.About(
        path, $"the plan has no {what}",
        "render the cluster file again and plan with what was rendered");

    internal static Diagnostic Other(string path, string address, string problem) => OtherKind.About(
        path, $"{DisplayText.Escape(address)} {problem}",
        "render the cluster file again, or name the cluster file that the plan was made of");

    internal static Diagnostic Value(string path, string address, string member, string problem) =>
        ValueKind.About(
            path, $"{DisplayText.Escape(address)}: `{member}` {problem}",
            "write the value into the configuration, or render it again");
}
