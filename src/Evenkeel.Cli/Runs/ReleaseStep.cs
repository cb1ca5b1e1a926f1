using Evenkeel.Cli.CommandLine;
using Evenkeel.Cli.Input;
using Evenkeel.Cli.Output;
using Evenkeel.Compiler.Lowering;
using Evenkeel.Compiler.Lowering.Manifests;
using Evenkeel.Core.Model.Artifacts;
using Evenkeel.Provisioning.Releases;
using Evenkeel.Provisioning.Runs;
using Evenkeel.Provisioning.Working;

namespace Evenkeel.Cli.Runs;

/// <summary>Gathers the release of a cluster: what its machines need to boot.</summary>
internal static class ReleaseStep
{
    private static readonly TimeSpan Connecting = TimeSpan.FromSeconds(10);

    /// <summary>An image of a few hundred megabytes over a slow line.</summary>
    private static readonly TimeSpan Fetching = TimeSpan.FromMinutes(30);

    /// <summary>Gathers it.</summary>
    /// <param name="input">The cluster.</param>
    /// <param name="folder">Where what was fetched is kept.</param>
    /// <param name="artifacts">A folder that files were carried in; null for none.</param>
    /// <param name="progress">Is told what is fetched.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="Provisioning.ProvisioningException">Something cannot be had.</exception>
    public static async Task<GatheredRelease> GatherAsync(
        ClusterInput input, WorkFolder folder, string? artifacts, IRunProgress progress,
        CancellationToken cancellation)
    {
        using var handler = new SocketsHttpHandler { ConnectTimeout = Connecting };
        using var http = new HttpClient(handler) { Timeout = Fetching };
        http.DefaultRequestHeaders.UserAgent.Add(new("evenkeel", null));
        string[] carried = artifacts is null
            ? [AppContext.BaseDirectory]
            : [artifacts, AppContext.BaseDirectory];
        var wanted = ArtifactTable.For(ClusterLowering.Release(input.Model, ProductVersion.Text));
        var bundle = BundleText.Write(ManifestLowering.Bundle(input.Model));
        return await new ReleaseGatherer(http, folder.Artifacts, [.. carried], progress)
            .GatherAsync(wanted, bundle, cancellation);
    }

    /// <summary>The option that names a folder of files that were carried in.</summary>
    public static System.CommandLine.Option<string?> Option() => new("--artifacts")
    {
        Description = "A folder with the agent and files of publishers, which are not fetched then",
        HelpName = "DIR",
    };
}
