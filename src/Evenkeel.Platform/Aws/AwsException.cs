namespace Evenkeel.Platform.Aws;

/// <summary>A call to AWS that was refused, or got no answer.</summary>
/// <param name="service">The service.</param>
/// <param name="action">What was asked of it.</param>
/// <param name="code">
/// AWS' own code, such as <c>InvalidVolume.NotFound</c>; empty where no answer came.
/// </param>
/// <param name="message">What AWS says.</param>
/// <param name="cause">What failed below, if something did.</param>
public sealed class AwsException(
    AwsService service, string action, string code, string message, Exception? cause = null)
    : Exception($"{service.Host} {action}: {(code.Length == 0 ? "" : code + ": ")}{message}", cause)
{
    /// <summary>AWS' own code, such as <c>InvalidVolume.NotFound</c>; empty where no answer came.</summary>
    public string Code { get; } = code;

    /// <summary>Whether the thing that was asked about does not exist.</summary>
    public bool IsNotFound =>
        Code.EndsWith("NotFound", StringComparison.Ordinal)
            || Code.EndsWith("NotFoundException", StringComparison.Ordinal);

    /// <summary>Whether the caller may not do this.</summary>
    public bool IsDenied => Code is "UnauthorizedOperation" or "AccessDenied" or "AccessDeniedException";
}
