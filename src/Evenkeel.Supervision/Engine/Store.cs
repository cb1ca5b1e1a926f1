using Evenkeel.Supervision.Contract;

namespace Evenkeel.Supervision.Engine;

/// <summary>
/// The store of objects as flows use it: reads that are repeated until they are answered, and writes whose
/// outcome is found out where the answer is lost. Results are in its properties, valid until the flow waits
/// again.
/// </summary>
internal sealed class Store(Node node)
{
    private const long RetryMs = 2000;

    /// <summary>When the store last answered.</summary>
    public long AnsweredAt { get; private set; } = long.MinValue;

    /// <summary>Whether it has failed to answer since.</summary>
    public bool IsSilent { get; private set; }

    /// <summary>Reads an object, for as long as it takes.</summary>
    public IEnumerable<Wait> Read(StoreKey key, StoreResult into)
    {
        while (true)
        {
            var call = node.Desk.Ask(new ReadObject(node.Desk.NextId, key));
            yield return call;
            if (call.Answer is ObjectRead read)
            {
                Note(answered: true);
                (into.Content, into.Tag) = (read.Content, read.ETag);
                yield break;
            }

            Note(answered: false);
            yield return node.Desk.Later(RetryMs);
        }
    }

    /// <summary>
    /// Writes an object where its present version has a tag, or where none exists for an empty one. It goes
    /// on until it is known whether it was written, <see cref="StoreResult.IsWritten"/>, or until what it
    /// says is no longer so.
    /// </summary>
    public IEnumerable<Wait> Write(
        StoreKey key, StoredObject content, string ifMatch, StoreResult into, Func<bool>? isSo = null)
    {
        (into.Content, into.IsWritten) = (null, false);
        while (isSo?.Invoke() != false)
        {
            var call = node.Desk.Ask(new WriteObject(node.Desk.NextId, key, content, ifMatch));
            yield return call;
            if (call.Answer is ObjectWritten written)
            {
                Note(answered: true);
                (into.Content, into.Tag, into.IsWritten) = (content, written.ETag, true);
                yield break;
            }

            // Refused or unknown: an earlier attempt of ours may have come through. What is there tells.
            foreach (var wait in Read(key, into))
            {
                yield return wait;
            }

            if (content.Equals(into.Content))
            {
                into.IsWritten = true;
                yield break;
            }

            if (into.Tag != ifMatch)
            {
                into.IsWritten = false;
                yield break;
            }

            yield return node.Desk.Later(RetryMs);
        }
    }

    private void Note(bool answered)
    {
        IsSilent = !answered;
        AnsweredAt = answered ? node.Desk.Now : AnsweredAt;
    }
}

/// <summary>What came of a read or a write.</summary>
internal sealed class StoreResult
{
    /// <summary>The object that is there now; null where none is.</summary>
    public StoredObject? Content { get; set; }

    /// <summary>Its tag; empty where none is.</summary>
    public string Tag { get; set; } = "";

    /// <summary>Whether a write came through.</summary>
    public bool IsWritten { get; set; }
}
