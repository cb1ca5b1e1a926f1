using Evenkeel.Platform.Aws;

namespace Evenkeel.Platform.Parameters;

/// <summary>
/// AWS Systems Manager's parameter store; what is written is a SecureString
/// (docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html).
/// </summary>
/// <param name="aws">AWS.</param>
/// <param name="key">The KMS key that encrypts values; null: the account's own for parameters.</param>
public sealed class SsmParameterStore(IAwsApi aws, string? key) : IParameterStore
{
    /// <summary>Values beyond this need the advanced tier.</summary>
    private const int StandardTierCharacters = 4096;

    /// <inheritdoc/>
    public async Task<string?> GetAsync(string name, CancellationToken cancellation)
    {
        try
        {
            var answer = await CallAsync(
                "GetParameter", new() { ["Name"] = name, ["WithDecryption"] = true }, cancellation);
            return answer.GetProperty("Parameter").GetProperty("Value").GetString();
        }
        catch (IOException e) when (e.InnerException is AwsException { Code: "ParameterNotFound" })
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> AddAsync(string name, string value, CancellationToken cancellation)
    {
        try
        {
            await CallAsync("PutParameter", Put(name, value, overwrite: false), cancellation);
            return true;
        }
        catch (IOException e) when (e.InnerException is AwsException { Code: "ParameterAlreadyExists" })
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public Task PutAsync(string name, string value, CancellationToken cancellation) =>
        CallAsync("PutParameter", Put(name, value, overwrite: true), cancellation);

    /// <inheritdoc/>
    public async Task DeleteAsync(string name, CancellationToken cancellation)
    {
        try
        {
            await CallAsync("DeleteParameter", new() { ["Name"] = name }, cancellation);
        }
        catch (IOException e) when (e.InnerException is AwsException { Code: "ParameterNotFound" })
        {
            // Nothing is left to remove.
        }
    }

    /// <summary>The names of all values below a path, in ordinal order.</summary>
    /// <exception cref="IOException">The store cannot be reached, or refuses.</exception>
    public async Task<IReadOnlyList<string>> ListAsync(string path, CancellationToken cancellation)
    {
        var names = new List<string>();
        string? token = null;
        do
        {
            Dictionary<string, object> asked = new() { ["Path"] = path, ["Recursive"] = true };
            if (token is not null) asked["NextToken"] = token;
            var answer = await CallAsync("GetParametersByPath", asked, cancellation);
            names.AddRange(answer.GetProperty("Parameters").EnumerateArray()
                .Select(static p => p.GetProperty("Name").GetString()!));
            token = answer.TryGetProperty("NextToken", out var next) ? next.GetString() : null;
        }
        while (!string.IsNullOrEmpty(token));
        return [.. names.Order(StringComparer.Ordinal)];
    }

    private Dictionary<string, object> Put(string name, string value, bool overwrite)
    {
        var body = new Dictionary<string, object>
        {
            ["Name"] = name,
            ["Value"] = value,
            ["Type"] = "SecureString",
            ["Overwrite"] = overwrite,
            ["Tier"] = value.Length > StandardTierCharacters ? "Advanced" : "Standard",
        };
        if (key is not null) body["KeyId"] = key;
        return body;
    }

    private async Task<System.Text.Json.JsonElement> CallAsync(
        string action, Dictionary<string, object> body, CancellationToken cancellation)
    {
        try
        {
            return await aws.JsonAsync(AwsService.Parameters, action, body, cancellation);
        }
        catch (AwsException e)
        {
            throw new IOException(e.Message, e);
        }
    }
}
