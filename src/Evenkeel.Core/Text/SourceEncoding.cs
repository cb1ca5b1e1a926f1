using System.Text;

namespace Evenkeel.Core.Text;

/// <summary>Turns the bytes of a file into text the way editors write it.</summary>
public static class SourceEncoding
{
    /// <summary>
    /// Decodes UTF-8, or UTF-16 when a byte order mark says so. Bytes that are not valid become U+FFFD;
    /// it never throws.
    /// </summary>
    public static SourceText Decode(string path, ReadOnlySpan<byte> bytes)
    {
        var text = bytes switch
        {
            [0xFF, 0xFE, ..] => Encoding.Unicode.GetString(bytes[2..]),
            [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(bytes[2..]),
            _ => Encoding.UTF8.GetString(bytes),
        };
        return new SourceText(path, text);
    }
}
