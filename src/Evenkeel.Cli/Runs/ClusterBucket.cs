using Evenkeel.Cli.CommandLine;
using Evenkeel.Cli.Input;
using Evenkeel.Compiler.Lowering;
using Evenkeel.Platform.Aws;
using Evenkeel.Platform.Objects;
using Evenkeel.Provisioning;

namespace Evenkeel.Cli.Runs;

/// <summary>A bucket of a cluster, whose name has the account's number in it.</summary>
internal static class ClusterBucket
{
    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Opens one.</summary>
    /// <param name="context">The command.</param>
    /// <param name="input">The cluster.</param>
    /// <param name="role">What it is for, as <see cref="ClusterLowering"/> names it.</param>
    /// <param name="callTimeout">How long a call about an object may take, its content included.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Its name, and what it holds.</returns>
    /// <exception cref="ProvisioningException">AWS does not say which account it is.</exception>
    public static async Task<(string Name, S3ObjectStore Store)> OpenAsync(
        CommandContext context, ClusterInput input, string role, TimeSpan callTimeout,
        CancellationToken cancellation)
    {
        var region = input.Model.Region;
        using var aws = new AwsApi(region, context.Host.Environment, context.Host.Time, AskTimeout);
        try
        {
            var answer = await aws.QueryAsync(
                AwsService.SecurityToken, "GetCallerIdentity", new(), cancellation);
            var name = ClusterLowering.BucketName(
                input.Model, role, answer.Text("GetCallerIdentityResult", "Account") ?? "");
            return (name, new S3ObjectStore(name, region, context.Host.Environment, callTimeout));
        }
        catch (AwsException e)
        {
            throw new ProvisioningException(ProvisioningDiagnostics.Aws(e.Message), e);
        }
    }
}
