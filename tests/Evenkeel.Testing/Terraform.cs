using Xunit;

namespace Evenkeel.Testing;

/// <summary>
/// Terraform (or OpenTofu) with hashicorp/aws, in a folder of its own. Tests that need it are skipped where either is
/// missing. The provider comes from a mirror on this machine, if there is one, and from the registry otherwise.
/// </summary>
public sealed class Terraform : IDisposable
{
    private const string HowToGetIt =
        "1.10 or later, or OpenTofu: https://developer.hashicorp.com/terraform/install or https://opentofu.org/docs/intro/install";

    private const string Aws = "registry.terraform.io/hashicorp/aws";
    private const string Lock = ".terraform.lock.hcl";

    private readonly string program;
    private bool isInitialised;

    /// <summary>Finds the program, or skips the running test.</summary>
    public Terraform()
    {
        program = Programs.Find("terraform") ?? Programs.Find("tofu") ?? Programs.Require("terraform", HowToGetIt);
        Folder = Directory.CreateTempSubdirectory("evenkeel-terraform").FullName;
        var source = Mirror() is { } mirror ? $"filesystem_mirror {{ path = \"{mirror}\" }}" : "direct {}";
        File.WriteAllText(
            Path.Combine(Folder, "cli.tfrc"),
            $"disable_checkpoint = true\nprovider_installation {{\n  {source}\n}}\n");
    }

    /// <summary>Where configurations and what Terraform keeps of them lie.</summary>
    public string Folder { get; }

    /// <summary>What a program has to be told that runs Terraform by itself.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["TF_CLI_CONFIG_FILE"] = Path.Combine(Folder, "cli.tfrc"),
    };

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Writes a configuration to a folder of its own, with the provider at hand.</summary>
    /// <param name="name">The folder.</param>
    /// <param name="files">Texts by path: the configuration's own in <c>terraform/</c>, others beside it.</param>
    /// <returns>The folder of the configuration.</returns>
    public string Write(string name, IEnumerable<KeyValuePair<string, string>> files)
    {
        var folder = Path.Combine(Folder, name, "terraform");
        foreach (var (file, text) in files)
        {
            var path = Path.Combine(Folder, name, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        // The provider is looked for once: every folder shares what the first one found.
        var shared = Path.Combine(Folder, Lock);
        if (!isInitialised)
        {
            var (exit, output) = Run(folder, "init", "-input=false", "-no-color", "-backend=false");
            if (exit != 0 && output.Contains("hashicorp/aws"))
            {
                Assert.Skip($"needs the provider hashicorp/aws 5.100 or later, which terraform init did not get: {output}");
            }

            Assert.True(exit == 0, output);
            File.Copy(Path.Combine(folder, Lock), shared);
            isInitialised = true;
        }
        else
        {
            File.Copy(shared, Path.Combine(folder, Lock));
        }

        return folder;
    }

    /// <summary>Runs the program in a folder.</summary>
    /// <returns>Its exit code, and everything it printed.</returns>
    public (int Exit, string Output) Run(string folder, params string[] arguments) =>
        Run(folder, new Dictionary<string, string>(), arguments);

    /// <summary>Runs the program in a folder, with variables of its environment.</summary>
    /// <returns>Its exit code, and everything it printed.</returns>
    public (int Exit, string Output) Run(
        string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var all = new Dictionary<string, string>(environment)
        {
            ["TF_CLI_CONFIG_FILE"] = Path.Combine(Folder, "cli.tfrc"),
            ["TF_DATA_DIR"] = Path.Combine(Folder, "data"),
            ["TF_IN_AUTOMATION"] = "true",
        };
        return Programs.Run(program, folder, all, arguments);
    }

    /// <summary>
    /// A folder with the provider, in Terraform's layout: EVENKEEL_PROVIDER_MIRROR, or what lies where packages and
    /// people put such mirrors.
    /// </summary>
    private static string? Mirror()
    {
        if (System.Environment.GetEnvironmentVariable("EVENKEEL_PROVIDER_MIRROR") is { Length: > 0 } named) return named;

        var home = System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile);
        string[] roots =
        [
            Path.Combine(home, ".terraform.d"), "/usr/local/share/terraform", "/usr/share/terraform", "/opt",
            "/usr/local/lib",
        ];
        var options = new EnumerationOptions { IgnoreInaccessible = true };
        return roots.Where(Directory.Exists)
            .SelectMany(root => Directory.GetDirectories(root, "*", options).Order(StringComparer.Ordinal).Prepend(root))
            .FirstOrDefault(folder => Directory.Exists(Path.Combine(folder, Aws)));
    }
}
