using System.Security.Cryptography;
using Evenkeel.Core.Model.Node;
using Evenkeel.Platform;
using Evenkeel.Platform.Aws;
using Evenkeel.Platform.Objects;
using Evenkeel.Platform.Parameters;

namespace Evenkeel.Agent.Platforms;

/// <summary>Opens the platform that a node's configuration names.</summary>
/// <param name="host">This machine.</param>
internal sealed class PlatformChoice(Host host) : IDisposable
{
    private static readonly TimeSpan AttemptPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private readonly List<IDisposable> opened = [];

    /// <summary>Opens it.</summary>
    /// <param name="node">The node.</param>
    /// <param name="home">The folder of <c>node.json</c>.</param>
    /// <param name="run">The folder of what need not survive.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<INodePlatform> OpenAsync(
        NodeConfiguration node, string home, string run, CancellationToken cancellation) =>
        node.Platform switch
        {
            PlatformSettings.Local local => new LocalPlatform(
                node, Path.GetFullPath(local.Folder, home), Instance(Path.Combine(run, "instance")),
                host.Environment("PATH") ?? ""),
            PlatformSettings.Aws aws => await OpenAsync(node, aws, cancellation),
            _ => throw new InvalidOperationException($"platform {node.Platform.GetType().Name}"),
        };

    /// <inheritdoc/>
    public void Dispose() => opened.ForEach(static o => o.Dispose());

    private async Task<INodePlatform> OpenAsync(
        NodeConfiguration node, PlatformSettings.Aws settings, CancellationToken cancellation)
    {
        var metadata = Keep(new InstanceMetadata(host.Environment, host.Time));
        var aws = Keep(new AwsApi(settings.Region, host.Environment, host.Time, AttemptPatience));
        var snapshots = Keep(
            new S3ObjectStore(settings.Snapshots, settings.Region, host.Environment, AttemptPatience));
        return new AwsPlatform(
            node, settings, await InstanceAsync(metadata, cancellation), aws, metadata, snapshots,
            new SsmParameterStore(aws, key: null), EbsMounter.OfThisMachine());
    }

    /// <summary>Without knowing who it is, a machine can do nothing: it asks until it is told.</summary>
    private static async Task<string> InstanceAsync(
        InstanceMetadata metadata, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                if (await metadata.GetAsync("meta-data/instance-id", cancellation) is { Length: > 0 } told)
                {
                    return told.Trim();
                }
            }
            catch (IOException)
            {
                // The service answers a little after the network does.
            }

            await Task.Delay(Pause, cancellation);
        }
    }

    /// <summary>A machine of a lab is known by a name in its folder, which is drawn where there is
    /// none.</summary>
    private static string Instance(string file)
    {
        if (PrivateFile.ReadOrNull(file)?.Trim() is { Length: > 0 } known)
        {
            return known;
        }

        var drawn = "i-" + RandomNumberGenerator.GetHexString(17, lowercase: true);
        PrivateFile.Replace(file, drawn + "\n");
        return drawn;
    }

    private T Keep<T>(T one)
        where T : IDisposable
    {
        opened.Add(one);
        return one;
    }
}
