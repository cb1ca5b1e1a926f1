using System.Text.Json;
using System.Xml.Linq;

namespace Evenkeel.Platform.Aws;

/// <summary>AWS as it is called: an action with parameters, an answer.</summary>
public interface IAwsApi
{
    /// <summary>The region that is asked.</summary>
    string Region { get; }

    /// <summary>Calls a service that speaks Query.</summary>
    /// <returns>The answer's root, without namespaces.</returns>
    /// <exception cref="AwsException">It was refused, or no answer came in time.</exception>
    Task<XElement> QueryAsync(
        AwsService service, string action, AwsParameters parameters, CancellationToken cancellation);

    /// <summary>Calls a service that speaks JSON.</summary>
    /// <param name="service">The service.</param>
    /// <param name="action">The action.</param>
    /// <param name="body">The request's members.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="AwsException">It was refused, or no answer came in time.</exception>
    Task<JsonElement> JsonAsync(
        AwsService service, string action, IReadOnlyDictionary<string, object> body,
        CancellationToken cancellation);
}
