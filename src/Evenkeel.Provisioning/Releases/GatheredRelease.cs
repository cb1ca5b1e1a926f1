using System.Collections.Immutable;
using Evenkeel.Core.Model.Artifacts;
using Evenkeel.Platform.Objects;

namespace Evenkeel.Provisioning.Releases;

/// <summary>A release whose artifacts all lie on this machine, each checked against its digest.</summary>
/// <param name="Release">The release.</param>
/// <param name="Files">Where each artifact lies, by digest.</param>
public sealed record GatheredRelease(Release Release, ImmutableSortedDictionary<string, string> Files)
{
    /// <summary>Its text, whose digest is its name.</summary>
    public string Text { get; } = ReleaseText.Write(Release);

    /// <summary>Its digest.</summary>
    public string Digest => ReleaseText.DigestOf(Text);

    /// <summary>
    /// Uploads what a bucket lacks: artifacts first, then the release, and last the word that it is the one
    /// to take. Whatever interrupts it, no release names what is not there.
    /// </summary>
    /// <returns>The keys that were written.</returns>
    /// <exception cref="ProvisioningException">The bucket cannot be written.</exception>
    public async Task<ImmutableArray<string>> UploadAsync(IObjectStore bucket, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(bucket);
        var written = ImmutableArray.CreateBuilder<string>();
        try
        {
            var there = (await bucket.ListAsync("objects/", cancellation))
                .Select(static entry => entry.Key).ToHashSet(StringComparer.Ordinal);
            foreach (var artifact in Release.Artifacts.Where(a => there.Add(a.Key)))
            {
                await bucket.PutFileAsync(artifact.Key, Files[artifact.Digest], cancellation);
                written.Add(artifact.Key);
            }

            foreach (var (key, text) in new[] { (Release.KeyOf(Digest), Text), (Release.Current, Digest) })
            {
                var bytes = System.Text.Encoding.UTF8.GetBytes(text);
                if ((await bucket.GetAsync(key, cancellation))?.Content is { } same
                    && same.AsSpan().SequenceEqual(bytes))
                {
                    continue;
                }

                await bucket.PutAsync(key, bytes, WriteCondition.Always, cancellation);
                written.Add(key);
            }
        }
        catch (IOException e)
        {
            throw new ProvisioningException(ProvisioningDiagnostics.Aws(e.Message), e);
        }

        return written.ToImmutable();
    }
}
