namespace Evenkeel.Testing;

/// <summary>Where the checkout lies: tests read examples and recordings from it.</summary>
public static class RepositoryRoot
{
    private static readonly Lazy<string> Found = new(Search);

    /// <summary>The folder that holds <c>Evenkeel.slnx</c>, above the running test.</summary>
    public static string Find() => Found.Value;

    /// <summary>A path below the root, given by its parts.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Find(), .. parts]);

    private static string Search()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Evenkeel.slnx"))) return at.FullName;
        }

        // Built with --artifacts-path elsewhere: the caller says where the checkout is.
        return Environment.GetEnvironmentVariable("EVENKEEL_ROOT")
            ?? throw new InvalidOperationException(
                $"no Evenkeel.slnx above {AppContext.BaseDirectory}; set EVENKEEL_ROOT to the checkout");
    }
}
