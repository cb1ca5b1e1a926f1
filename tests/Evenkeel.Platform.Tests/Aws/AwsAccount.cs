using Amazon.Runtime;
using Evenkeel.Platform.Aws;

namespace Evenkeel.Platform.Tests.Aws;

/// <summary>One empty account for the tests of a class.</summary>
public sealed class AwsAccount : IDisposable
{
    private readonly Lazy<AwsEmulator> emulator = new(() => new AwsEmulator());
    private readonly Lazy<AwsApi> api;

    public AwsAccount() => api = new(() => new AwsApi(
        "eu-west-1", Environment, TimeProvider.System, TimeSpan.FromSeconds(20), Credentials));

    public static AWSCredentials Credentials { get; } = new BasicAWSCredentials("emulator", "emulator");

    /// <summary>The emulator; skips the test that asks first where there is none.</summary>
    public AwsEmulator Emulator => emulator.Value;

    public AwsApi Api => api.Value;

    public string? Environment(string name) => Emulator.Environment.GetValueOrDefault(name);

    public void Dispose()
    {
        if (api.IsValueCreated) api.Value.Dispose();
        if (emulator.IsValueCreated) emulator.Value.Dispose();
    }
}
