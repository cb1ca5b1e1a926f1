using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Evenkeel.Platform.Parameters;

namespace Evenkeel.Agent.Certificates;

/// <summary>
/// The cluster's secrets in the store of parameters. The founder writes them, and nobody overwrites one. Keys
/// come before what is derived from them, so that a founder who died half-way is completed, not contradicted.
/// </summary>
internal sealed partial class ClusterSecrets(IParameterStore store, string root, TimeProvider time)
{
    private const int ServiceAccountKeyBits = 2048;

    /// <summary>The names of the authorities, in the order in which their keys are kept.</summary>
    public static IReadOnlyList<(AuthorityKind Kind, string Name)> Authorities { get; } =
    [
        (AuthorityKind.Etcd, "evenkeel etcd"),
        (AuthorityKind.Kubernetes, "evenkeel kubernetes"),
        (AuthorityKind.FrontProxy, "evenkeel front proxy"),
    ];

    private string KeyPath => root + "/control-plane/ca-key";

    private string CertificatePath => root + "/control-plane/ca";

    /// <summary>Makes what is missing.</summary>
    public async Task EnsureAsync(CancellationToken cancellation)
    {
        var keys = await EnsureAsync(
            KeyPath, () => string.Concat(Authorities.Select(static _ => Authority.NewKey())), cancellation);
        var certificates = await EnsureAsync(
            CertificatePath, () => SelfSigned(keys, time.GetUtcNow()), cancellation);
        await EnsureAsync(root + "/control-plane/service-account-key", NewServiceAccountKey, cancellation);
        await EnsureAsync(root + "/control-plane/token", NewToken, cancellation);
        await EnsureAsync(root + "/worker/ca", () => Blocks(certificates)[1] + "\n", cancellation);
        await EnsureAsync(root + "/worker/token", NewBootstrapToken, cancellation);
    }

    /// <summary>The authorities; null while the founder has not written them.</summary>
    public async Task<IReadOnlyDictionary<AuthorityKind, (string Certificate, string Key)>?> ReadAsync(
        CancellationToken cancellation)
    {
        var keys = await store.GetAsync(KeyPath, cancellation);
        var certificates = await store.GetAsync(CertificatePath, cancellation);
        if (keys is null || certificates is null)
        {
            return null;
        }

        var (keyBlocks, blocks) = (Blocks(keys), Blocks(certificates));
        if (keyBlocks.Count != Authorities.Count || blocks.Count != Authorities.Count)
        {
            throw new IOException($"{CertificatePath} and {KeyPath} do not hold one authority for each use");
        }

        return Authorities.Select((a, i) => (a.Kind, Pair: (blocks[i] + "\n", keyBlocks[i] + "\n")))
            .ToDictionary(a => a.Kind, a => a.Pair);
    }

    /// <summary>A secret besides the authorities; null while it is not there.</summary>
    public Task<string?> ReadAsync(string name, CancellationToken cancellation) =>
        store.GetAsync($"{root}/{name}", cancellation);

    private static string SelfSigned(string keys, DateTimeOffset now) => string.Concat(
        Blocks(keys).Zip(Authorities, (key, authority) => Authority.SelfSigned(authority.Name, key, now)));

    private static List<string> Blocks(string text) => [.. Block().Matches(text).Select(m => m.Value)];

    private static string NewServiceAccountKey()
    {
        using var key = RSA.Create(ServiceAccountKeyBits);
        return key.ExportRSAPrivateKeyPem() + "\n";
    }

    private static string NewToken() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>
    /// As Kubernetes' bootstrap tokens are written: the first part is public (kubernetes.io, "Authenticating
    /// with Bootstrap Tokens").
    /// </summary>
    private static string NewBootstrapToken() =>
        RandomNumberGenerator.GetHexString(6, lowercase: true) + "."
        + RandomNumberGenerator.GetHexString(16, lowercase: true);

    private async Task<string> EnsureAsync(
        string path, Func<string> make, CancellationToken cancellation)
    {
        if (await store.GetAsync(path, cancellation) is { } present)
        {
            return present;
        }

        await store.AddAsync(path, make(), cancellation);
        return await store.GetAsync(path, cancellation)
            ?? throw new IOException($"{path} was written and cannot be read");
    }

    [GeneratedRegex("-----BEGIN [^-]+-----[^-]+-----END [^-]+-----", RegexOptions.None, 1000)]
    private static partial Regex Block();
}
