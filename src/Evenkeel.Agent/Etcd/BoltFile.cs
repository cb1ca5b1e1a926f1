using System.Buffers.Binary;

namespace Evenkeel.Agent.Etcd;

/// <summary>
/// Reads the revision of a database of etcd straight from its file, which is one of bbolt: two meta pages,
/// and trees of pages that are never changed in place, so that it can be read beside an etcd that runs. It
/// reads a handful of pages, however large the file is.
/// </summary>
/// <remarks>
/// The format is that of go.etcd.io/bbolt (internal/common: meta.go, page.go, bucket.go); keys of the bucket
/// <c>key</c> begin with their revision (etcd, server/storage/mvcc/revision.go). A store begins at revision
/// 1, and is no further back than what it was compacted to, though compaction deletes deletions, the last
/// one too (kvstore.go, restore).
/// </remarks>
internal static class BoltFile
{
    private const uint Magic = 0xED0CDAED;
    private const int MetaBytes = 64;
    private const int PageHeader = 16;
    private const int BucketHeader = 16;
    private const ushort BranchFlag = 0x01;
    private const ushort LeafFlag = 0x02;
    private const uint BucketLeaf = 0x01;
    private const int Deepest = 64;
    private const int LargestPage = 16 << 20;
    private const int Attempts = 3;
    private const long FirstRevision = 1;

    /// <summary>The revision that etcd gives a database when it opens it; at least 1.</summary>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public static long Revision(string path) => Read(path, static reader => reader.Revision());

    /// <summary>
    /// The revision of the last key in a database, as <c>snapshot status</c> shows it; 0 where there is none.
    /// </summary>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public static long LastKey(string path) => Read(path, static reader => reader.LastKey());

    private static long Read(string path, Func<Reader, long> read)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var file = SharedFile.Open(path);
                return read(new Reader(file));
            }
            catch (InvalidDataException) when (attempt < Attempts)
            {
                // Pages that were freed meanwhile may have been written again.
            }
        }
    }

    private sealed class Reader(FileStream file)
    {
        private int pageSize;
        private ulong? root;

        public long Revision() => Math.Max(
            Math.Max(FirstRevision, LastKey()),
            Math.Max(Compacted("finishedCompactRev"u8), Compacted("scheduledCompactRev"u8)));

        public long LastKey() => Bucket("key"u8) is not { } keys ? 0
            : keys.Root != 0 ? LastOf(keys.Root) : LastOfLeaf(keys.Inline);

        /// <summary>A revision in the bucket <c>meta</c>; 0 where it is not there.</summary>
        private long Compacted(ReadOnlySpan<byte> name) =>
            Bucket("meta"u8) is { } meta
            && (meta.Root != 0 ? Find(meta.Root, name) : FindInLeaf(meta.Inline, name)) is { } found
            && found.Value.Length >= 8
                ? BinaryPrimitives.ReadInt64BigEndian(found.Value) : 0;

        /// <summary>A bucket: its root page, or the page that lies within its entry.</summary>
        private (ulong Root, byte[] Inline)? Bucket(ReadOnlySpan<byte> name)
        {
            if (Find(root ??= Root(), name) is not { } entry)
            {
                return null;
            }

            return (entry.Flags & BucketLeaf) != 0 && entry.Value.Length >= BucketHeader
                ? (BinaryPrimitives.ReadUInt64LittleEndian(entry.Value), entry.Value[BucketHeader..])
                : throw new InvalidDataException("an entry is no bucket");
        }

        /// <summary>The root page of the newest meta page that is whole.</summary>
        private ulong Root()
        {
            var first = new byte[PageHeader + MetaBytes];
            Read(0, first);
            var one = Meta(first);
            var second = new byte[PageHeader + MetaBytes];
            foreach (var size in one is { } known ? [known.PageSize] : new[] { 4096, 8192, 16384, 65536 })
            {
                if (TryRead(size, second) && Meta(second) is { } two && two.PageSize == size)
                {
                    var newest = one is { } other && other.Transaction > two.Transaction ? other : two;
                    pageSize = newest.PageSize;
                    return newest.Root;
                }
            }

            pageSize = one?.PageSize ?? throw new InvalidDataException("neither meta page is whole");
            return one.Value.Root;
        }

        private static (int PageSize, ulong Root, ulong Transaction)? Meta(ReadOnlySpan<byte> page)
        {
            var meta = page[PageHeader..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(meta) != Magic
                || Sum(meta[..(MetaBytes - 8)]) != BinaryPrimitives.ReadUInt64LittleEndian(meta[56..]))
            {
                return null;
            }

            var size = BinaryPrimitives.ReadUInt32LittleEndian(meta[8..]);
            return size is < 512 or > 1 << 20 ? null
                : ((int)size, BinaryPrimitives.ReadUInt64LittleEndian(meta[16..]),
                    BinaryPrimitives.ReadUInt64LittleEndian(meta[48..]));
        }

        private static ulong Sum(ReadOnlySpan<byte> bytes)
        {
            var sum = 14695981039346656037;
            foreach (var one in bytes)
            {
                sum = (sum ^ one) * 1099511628211;
            }

            return sum;
        }

        private (uint Flags, byte[] Value)? Find(ulong id, ReadOnlySpan<byte> key)
        {
            for (var depth = 0; depth < Deepest; depth++)
            {
                var page = Page(id);
                var (flags, count) = Head(page);
                if ((flags & LeafFlag) != 0)
                {
                    return FindInLeaf(page, key);
                }

                if ((flags & BranchFlag) == 0 || count == 0)
                {
                    break;
                }

                var next = 0;
                while (next + 1 < count && BranchKey(page, next + 1).SequenceCompareTo(key) <= 0)
                {
                    next++;
                }

                id = BinaryPrimitives.ReadUInt64LittleEndian(page.AsSpan(PageHeader + (16 * next) + 8));
            }

            throw new InvalidDataException("no leaf is found");
        }

        private static (uint Flags, byte[] Value)? FindInLeaf(byte[] page, ReadOnlySpan<byte> wanted)
        {
            var (_, count) = Head(page);
            for (var i = 0; i < count; i++)
            {
                var (flags, key, value) = Leaf(page, i);
                if (wanted.SequenceEqual(key))
                {
                    return (flags, value);
                }
            }

            return null;
        }

        private long LastOf(ulong id)
        {
            for (var depth = 0; depth < Deepest; depth++)
            {
                var page = Page(id);
                var (flags, count) = Head(page);
                if ((flags & LeafFlag) != 0)
                {
                    return LastOfLeaf(page);
                }

                if ((flags & BranchFlag) == 0 || count == 0)
                {
                    break;
                }

                id = BinaryPrimitives.ReadUInt64LittleEndian(
                    page.AsSpan(PageHeader + (16 * (count - 1)) + 8));
            }

            throw new InvalidDataException("no last leaf is found");
        }

        private static long LastOfLeaf(byte[] page)
        {
            var (_, count) = Head(page);
            if (count == 0)
            {
                return 0;
            }

            var (_, key, _) = Leaf(page, count - 1);
            return key.Length >= 8
                ? BinaryPrimitives.ReadInt64BigEndian(key)
                : throw new InvalidDataException("a key has no revision");
        }

        private static (ushort Flags, int Count) Head(byte[] page) => page.Length < PageHeader
            ? throw new InvalidDataException("a page is cut off")
            : (BinaryPrimitives.ReadUInt16LittleEndian(page.AsSpan(8)),
                BinaryPrimitives.ReadUInt16LittleEndian(page.AsSpan(10)));

        private static ReadOnlySpan<byte> BranchKey(byte[] page, int index)
        {
            var at = PageHeader + (16 * index);
            return Cut(page, at + Int(page, at), Int(page, at + 4));
        }

        private static (uint Flags, byte[] Key, byte[] Value) Leaf(byte[] page, int index)
        {
            var at = PageHeader + (16 * index);
            var key = at + Int(page, at + 4);
            var keyBytes = Int(page, at + 8);
            return ((uint)Int(page, at), Cut(page, key, keyBytes).ToArray(),
                Cut(page, key + keyBytes, Int(page, at + 12)).ToArray());
        }

        private static int Int(byte[] page, int at) => at + 4 > page.Length
            ? throw new InvalidDataException("an entry lies outside its page")
            : BinaryPrimitives.ReadInt32LittleEndian(page.AsSpan(at));

        private static ReadOnlySpan<byte> Cut(byte[] page, int from, int length) =>
            from < 0 || length < 0 || from > page.Length - length
                ? throw new InvalidDataException("a key lies outside its page")
                : page.AsSpan(from, length);

        private byte[] Page(ulong id)
        {
            var head = new byte[PageHeader];
            var at = checked((long)id * pageSize);
            Read(at, head);
            var pages = 1L + BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(12));
            if (BinaryPrimitives.ReadUInt64LittleEndian(head) != id || pages * pageSize > LargestPage)
            {
                throw new InvalidDataException($"page {id} is not where it should be");
            }

            var page = new byte[pages * pageSize];
            Read(at, page);
            return page;
        }

        private void Read(long at, byte[] into)
        {
            if (!TryRead(at, into))
            {
                throw new InvalidDataException("the file is cut off");
            }
        }

        private bool TryRead(long at, byte[] into)
        {
            if (at < 0 || at > file.Length - into.Length)
            {
                return false;
            }

            file.Position = at;
            return file.ReadAtLeast(into, into.Length, throwOnEndOfStream: false) == into.Length;
        }
    }
}
