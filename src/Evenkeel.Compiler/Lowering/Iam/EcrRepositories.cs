using System.Text.RegularExpressions;
using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Names;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering.Iam;

/// <summary>The repositories of ECR that workloads name (its user guide, "Private registry").</summary>
internal static class EcrRepositories
{
    /// <summary>Their ARNs, in ordinal order.</summary>
    public static IEnumerable<TfValue> Of(ClusterModel model) => model.Objects.Workloads
        .SelectMany(w => w.Template.Images)
        .Select(image => Image.Match(image))
        .Where(match => match.Success)
        .Select(match => (
            Region: match.Groups["region"].Value,
            Account: match.Groups["account"].Value,
            Repository: match.Groups["repository"].Value))
        .Distinct()
        .OrderBy(r => $"{r.Region}:{r.Account}:{r.Repository}", StringComparer.Ordinal)
        .Select(r => (TfValue)TfValue.Text(
            $"arn:{Partition}:ecr:{r.Region}:{r.Account}:repository/{r.Repository}"));

    private static TfExpression Partition => ResourceAddresses.Partition.Attribute("partition");

    private static readonly Regex Image = new(
        @"^(?<account>[0-9]{12})\.dkr\.ecr(-fips)?\.(?<region>[a-z0-9-]+)\.amazonaws\.com(\.cn)?/"
        + @"(?<repository>[a-z0-9._/-]+)",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
