using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Evenkeel.Agent.Etcd;
using Evenkeel.Agent.Processes;

namespace Evenkeel.Agent.Snapshots;

/// <summary>
/// etcd's own tools for snapshots, by version: up to 3.4 <c>etcdctl</c> reads and restores them, after that
/// <c>etcdutl</c>.
/// </summary>
/// <param name="version">etcd's version.</param>
/// <param name="program">The path of a program.</param>
/// <param name="folders">Where the client's certificate lies.</param>
internal sealed class SnapshotTools(string version, Func<string, string> program, NodeFolders folders)
{
    private const string Bump = "1000000000";
    private readonly EtcdVersion generation = EtcdVersion.Of(version);

    private string Reader => program(generation == EtcdVersion.V34 ? "etcdctl" : "etcdutl");

    /// <summary>Takes a snapshot of a member into a file.</summary>
    public Task SaveAsync(string url, string file, CancellationToken cancellation) => Tool.RunAsync(
        program("etcdctl"),
        [
            $"--endpoints={url}", $"--cacert={folders.Authority(Certificates.AuthorityKind.Etcd)}",
            $"--cert={folders.Certificate("etcd-client")}", $"--key={folders.Key("etcd-client")}",
            "snapshot", "save", file,
        ],
        cancellation);

    /// <summary>
    /// Checks that a snapshot is whole: the hash at its end is right, and etcd's own tool reads it. Gives its
    /// revision.
    /// </summary>
    /// <exception cref="InvalidDataException">It is not.</exception>
    public async Task<long> CheckAsync(string file, CancellationToken cancellation)
    {
        await CheckHashAsync(file, cancellation);
        string status;
        try
        {
            status = await Tool.RunAsync(
                Reader, ["snapshot", "status", "--write-out=json", file], cancellation);
        }
        catch (IOException e)
        {
            throw new InvalidDataException(e.Message, e);
        }

        using var document = JsonDocument.Parse(status);
        var revision = document.RootElement.GetProperty("revision").GetInt64();
        return revision == BoltFile.LastKey(file) ? revision
            : throw new InvalidDataException($"its revision is read as {revision} and as another");
    }

    /// <summary>The arguments with which a snapshot is made into data of a member.</summary>
    public IReadOnlyList<string> RestoreArguments(
        string file, string target, string name, string peerUrl, string token) =>
    [
        "snapshot", "restore", file, $"--data-dir={target}", $"--name={name}",
        $"--initial-cluster={name}={peerUrl}", $"--initial-advertise-peer-urls={peerUrl}",
        $"--initial-cluster-token={token}",
        .. generation == EtcdVersion.V34 ? [] : new[] { $"--bump-revision={Bump}", "--mark-compacted" },
    ];

    /// <summary>Makes a snapshot into data of a member.</summary>
    public Task RestoreAsync(IReadOnlyList<string> arguments, CancellationToken cancellation) =>
        Tool.RunAsync(Reader, arguments, cancellation);

    /// <summary>The SHA-256 of a file, as hexadecimal digits.</summary>
    public static async Task<string> HashAsync(string file, CancellationToken cancellation)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation));
    }

    /// <summary>
    /// A snapshot is a database, whose size is a multiple of 512, and behind it the SHA-256 of that (etcd,
    /// etcdutl/snapshot/v3_snapshot.go).
    /// </summary>
    private static async Task CheckHashAsync(string file, CancellationToken cancellation)
    {
        await using var stream = File.OpenRead(file);
        var size = stream.Length - SHA256.HashSizeInBytes;
        if (size <= 0 || size % 512 != 0)
        {
            throw new InvalidDataException("it has no hash at its end");
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        for (var left = size; left > 0;)
        {
            var part = buffer.AsMemory(0, (int)Math.Min(left, buffer.Length));
            await stream.ReadExactlyAsync(part, cancellation);
            hash.AppendData(part.Span);
            left -= part.Length;
        }

        var expected = new byte[SHA256.HashSizeInBytes];
        await stream.ReadExactlyAsync(expected, cancellation);
        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(expected))
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"its {size} bytes have another hash than the one at its end"));
        }
    }
}
