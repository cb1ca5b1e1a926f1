using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Evenkeel.Provisioning.Terraform;

/// <summary>Terraform or OpenTofu, as it was found on this machine.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Name"><c>terraform</c> or <c>tofu</c>.</param>
/// <param name="Version">Its version, without what follows a hyphen.</param>
public sealed record TerraformProgram(string Path, string Name, Version Version)
{
    /// <summary>Both lock a state in S3 by itself from here on (backend s3, use_lockfile).</summary>
    public static readonly Version Oldest = new(1, 10);

    private static readonly string[] Names = ["terraform", "tofu"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The first that is new enough, Terraform before OpenTofu.</summary>
    /// <param name="environment">An environment variable's value, or null.</param>
    /// <exception cref="ProvisioningException">There is none.</exception>
    public static TerraformProgram Find(Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ProvisioningException? tooOld = null;
        foreach (var (name, path) in OnPath(environment("PATH") ?? ""))
        {
            if (Ask(path) is not { } written) continue;
            if (Version.TryParse(written.Split('-', '+')[0], out var version) && version >= Oldest)
            {
                return new(path, name, version);
            }

            tooOld ??= new(ProvisioningDiagnostics.OldTerraform(path, written));
        }

        throw tooOld ?? new(ProvisioningDiagnostics.NoTerraform());
    }

    private static IEnumerable<(string Name, string Path)> OnPath(string path) =>
        from name in Names
        from folder in path.Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        let file = System.IO.Path.Combine(folder, name)
        where File.Exists(file)
        select (name, file);

    /// <summary>What it calls its version; null for what is no such program.</summary>
    private static string? Ask(string path)
    {
        var start = new ProcessStartInfo(path, ["version", "-json"])
        {
            RedirectStandardError = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["CHECKPOINT_DISABLE"] = "1";
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                return null;
            }

            Task.WaitAll(error, output);
            using var answer = JsonDocument.Parse(output.Result);
            return answer.RootElement.GetProperty("terraform_version").GetString();
        }
        catch (Exception e) when (e is Win32Exception or JsonException or KeyNotFoundException
            or InvalidOperationException)
        {
            return null;
        }
    }
}
