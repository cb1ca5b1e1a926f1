using Evenkeel.Platform.Files;

namespace Evenkeel.Cli.Tests.Platform;

/// <summary>The real file system and the one in memory behave alike.</summary>
public sealed class FilesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("evenkeel").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_folder_lists_its_manifests_in_ordinal_order(bool real)
    {
        var (files, at) = Make(
            real, "b.yaml", "B.yml", "a.json", ".hidden.yaml", "notes.txt", "below/c.yaml");
        files.ListManifests(at).ShouldBe([$"{at}/B.yml", $"{at}/a.json", $"{at}/b.yaml"]);
        files.ListManifests($"{at}/").ShouldBe([$"{at}/B.yml", $"{at}/a.json", $"{at}/b.yaml"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Files_are_not_folders(bool real)
    {
        var (files, at) = Make(real, "below/c.yaml");
        files.FileExists($"{at}/below/c.yaml").ShouldBeTrue();
        files.FolderExists($"{at}/below/c.yaml").ShouldBeFalse();
        files.FileExists($"{at}/below").ShouldBeFalse();
        files.FolderExists($"{at}/below").ShouldBeTrue();
        Should.Throw<FileProblemException>(
            () => files.ReadText($"{at}/below", 100)).Reason.ShouldBe("it is a folder");
        Should.Throw<FileProblemException>(() => files.ReadText($"{at}/none", 100)).Reason.ShouldBe(
            "it does not exist");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Reading_is_bounded(bool real)
    {
        var (files, at) = Make(real, "a.yaml");
        files.ReadText($"{at}/a.yaml", 4).Content.ShouldBe("text");
        files.ReadText($"{at}/a.yaml", 4).Path.ShouldBe($"{at}/a.yaml");
        Should.Throw<FileProblemException>(
            () => files.ReadText($"{at}/a.yaml", 3)).Reason.ShouldStartWith("it is larger");
    }

    [Theory]
    [InlineData("", "a.yaml", "a.yaml")]
    [InlineData(".", "a.yaml", "a.yaml")]
    [InlineData("shop", "./manifests", "shop/manifests")]
    [InlineData("shop/", "a.yaml", "shop/a.yaml")]
    [InlineData("shop", "/etc/a.yaml", "/etc/a.yaml")]
    public void Paths_are_joined_with_forward_slashes(string at, string path, string joined) =>
        ManifestNames.Join(at, path).ShouldBe(joined);

    private (IFileSystem Files, string At) Make(bool real, params string[] names)
    {
        if (!real)
        {
            var memory = new MemoryFileSystem();
            foreach (var name in names) memory.With($"x/{name}", "text");
            return (memory, "x");
        }

        foreach (var name in names)
        {
            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "text");
        }

        return (new RealFileSystem(), folder);
    }
}
