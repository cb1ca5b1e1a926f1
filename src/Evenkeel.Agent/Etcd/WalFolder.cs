using System.Buffers.Binary;

namespace Evenkeel.Agent.Etcd;

/// <summary>
/// Reads from etcd's log whose it is. Each file of the log begins with a checksum and the member's metadata,
/// so that a few bytes of any of them tell.
/// </summary>
/// <remarks>
/// The format is that of etcd's server/storage/wal (decoder.go, walpb/record.proto): records of protobuf,
/// each behind eight bytes of its length and, in the highest of them, its padding. It is the same in etcd
/// 3.4, 3.5 and 3.6.
/// </remarks>
internal static class WalFolder
{
    private const ulong MetadataType = 1;
    private const int RecordTypeField = 1;
    private const int RecordDataField = 3;
    private const int MemberIdField = 1;

    private const int LargestRecord = 4096;

    /// <summary>Metadata is the second record; a later etcd may put a few before it.</summary>
    private const int RecordsToRead = 4;

    /// <summary>The id of the member that wrote the log in a folder; 0 where no file of it tells.</summary>
    public static ulong MemberOf(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*.wal").Order(StringComparer.Ordinal))
        {
            try
            {
                if (MemberIn(path) is { } member)
                {
                    return member;
                }
            }
            catch (IOException)
            {
                // An etcd that runs deletes what it needs no more; what cannot be read is etcd's to tell.
            }
        }

        return 0;
    }

    private static ulong? MemberIn(string path)
    {
        using var file = SharedFile.Open(path);
        for (var i = 0; i < RecordsToRead && NextRecord(file) is { } record; i++)
        {
            if (Field(record, RecordTypeField) is { Number: MetadataType }
                && Field(record, RecordDataField) is { } metadata
                && Field(metadata.Bytes, MemberIdField) is { } member)
            {
                return member.Number;
            }
        }

        return null;
    }

    private static byte[]? NextRecord(FileStream file)
    {
        var frame = new byte[8];
        if (file.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) < frame.Length)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt64LittleEndian(frame);
        var bytes = length & 0x00FF_FFFF_FFFF_FFFF;
        var padding = length < 0 ? (length >> 56) & 0x7 : 0;
        if (bytes is 0 or > LargestRecord)
        {
            return null;
        }

        var record = new byte[bytes + padding];
        return file.ReadAtLeast(record, record.Length, throwOnEndOfStream: false) < record.Length
            ? null : record[..(int)bytes];
    }

    /// <summary>The first field of a message with a number; null where there is none.</summary>
    private static (ulong Number, byte[] Bytes)? Field(ReadOnlySpan<byte> message, int number)
    {
        while (Varint(ref message) is { } key && Varint(ref message) is { } value)
        {
            byte[] bytes = [];
            switch (key & 7)
            {
                case 0:
                    break;
                case 2 when value <= (ulong)message.Length:
                    bytes = message[..(int)value].ToArray();
                    message = message[(int)value..];
                    break;
                default:
                    return null;
            }

            if (key >> 3 == (ulong)number)
            {
                return (value, bytes);
            }
        }

        return null;
    }

    private static ulong? Varint(ref ReadOnlySpan<byte> from)
    {
        var value = 0UL;
        for (var i = 0; i < from.Length && i < 10; i++)
        {
            value |= (ulong)(from[i] & 0x7F) << (7 * i);
            if (from[i] < 0x80)
            {
                from = from[(i + 1)..];
                return value;
            }
        }

        return null;
    }
}
