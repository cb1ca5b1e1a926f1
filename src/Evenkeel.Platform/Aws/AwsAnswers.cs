using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Evenkeel.Platform.Aws;

/// <summary>Reads the answers of Query calls.</summary>
public static class AwsAnswers
{
    /// <summary>
    /// Pages that are read at most; a hundred of a thousand entries are beyond any cluster.
    /// </summary>
    private const int MostPages = 100;

    /// <summary>The text at a path of element names, or null where an element is missing or empty.</summary>
    public static string? Text(this XElement element, params ReadOnlySpan<string> path)
    {
        var at = element;
        foreach (var name in path)
        {
            at = at.Element(name);
            if (at is null) return null;
        }

        return at.Value.Length == 0 ? null : at.Value;
    }

    /// <summary>
    /// The entries of a list below a path: EC2 calls each <c>item</c>, the other services <c>member</c>.
    /// </summary>
    public static IEnumerable<XElement> Items(this XElement element, params string[] path)
    {
        IEnumerable<XElement> at = [element];
        foreach (var name in path) at = at.Elements(name);
        return at.Elements().Where(static entry => entry.Name.LocalName is "item" or "member");
    }

    /// <summary>The tags of a resource (EC2's <c>tagSet</c>, the others' <c>Tags</c>).</summary>
    public static IReadOnlyDictionary<string, string> Tags(this XElement element)
    {
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in element.Items("tagSet").Concat(element.Items("Tags")))
        {
            var key = tag.Text("key") ?? tag.Text("Key");
            if (key is not null) tags[key] = tag.Text("value") ?? tag.Text("Value") ?? "";
        }

        return tags;
    }

    /// <summary>Calls again with the token of each answer until one bears none; gives every answer.</summary>
    /// <exception cref="AwsException">A call was refused, or no answer came in time.</exception>
    public static async IAsyncEnumerable<XElement> PagesAsync(
        this IAwsApi aws, AwsService service, string action, AwsParameters parameters,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        // Load balancing names its tokens by its own words.
        var (asks, answers) = service == AwsService.LoadBalancing
            ? ("Marker", "NextMarker")
            : ("NextToken", "NextToken");
        string? token = null;
        for (var page = 0; page < MostPages; page++)
        {
            var all = new AwsParameters();
            foreach (var (name, value) in parameters) all.Add(name, value);
            var answer = await aws.QueryAsync(service, action, all.Add(asks, token), cancellation);
            yield return answer;
            token = answer.Descendants()
                .FirstOrDefault(element =>
                    element.Name.LocalName.Equals(answers, StringComparison.OrdinalIgnoreCase))
                ?.Value;
            if (string.IsNullOrEmpty(token)) yield break;
        }
    }
}
