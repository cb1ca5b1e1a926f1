using System.Collections;
using System.Globalization;

namespace Evenkeel.Platform.Aws;

/// <summary>
/// The parameters of a Query call, in the order in which they were added. Services write lists in two ways:
/// EC2 counts (<c>VolumeId.1</c>), the others count members (<c>AutoScalingGroupNames.member.1</c>).
/// </summary>
public sealed class AwsParameters : IEnumerable<KeyValuePair<string, string>>
{
    private readonly List<KeyValuePair<string, string>> parameters = [];

    /// <summary>Adds one value; null adds nothing.</summary>
    public AwsParameters Add(string name, string? value)
    {
        if (value is not null) parameters.Add(KeyValuePair.Create(name, value));
        return this;
    }

    /// <summary>Adds a list as EC2 writes it: <c>name.1</c>, <c>name.2</c>…</summary>
    public AwsParameters AddList(string name, params IEnumerable<string> values) =>
        AddNumbered(name + ".", values);

    /// <summary>Adds a list as the other services write it: <c>name.member.1</c>…</summary>
    public AwsParameters AddMembers(string name, params IEnumerable<string> values) =>
        AddNumbered(name + ".member.", values);

    /// <summary>Adds a filter of EC2, such as <c>tag:Name</c> with the values that pass.</summary>
    public AwsParameters AddFilter(string name, params IEnumerable<string> values)
    {
        var at = 1;
        while (parameters.Exists(parameter => parameter.Key == $"Filter.{Number(at)}.Name")) at++;
        Add($"Filter.{Number(at)}.Name", name);
        return AddNumbered($"Filter.{Number(at)}.Value.", values);
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => parameters.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private AwsParameters AddNumbered(string prefix, IEnumerable<string> values)
    {
        var at = 1;
        foreach (var value in values) Add(prefix + Number(at++), value);
        return this;
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
