using Evenkeel.Agent.Volumes;

namespace Evenkeel.Agent.Tests;

/// <summary>What is kept of data that is given up.</summary>
public sealed class SlotVolumeTests : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("evenkeel-volume");

    public void Dispose() => root.Delete(recursive: true);

    [Theory]
    [InlineData(0.6, "second third")]
    [InlineData(0.5, "third")]
    [InlineData(0.0, "third")]
    public void The_data_before_is_kept_only_where_it_leaves_half_of_the_volume_free(double free, string kept)
    {
        var volume = new SlotVolume(root.FullName, isEmbedded: false, asked =>
        {
            asked.ShouldBe(root.FullName);
            return free;
        });
        var archive = Path.Combine(root.FullName, "archive");
        var age = 3;
        foreach (var name in new[] { "first", "second", "third" })
        {
            Directory.CreateDirectory(volume.DataFolder);
            File.WriteAllText(Path.Combine(volume.DataFolder, "db"), name);
            volume.Archive(name);
            Directory.Exists(volume.DataFolder).ShouldBeFalse();
            Directory.SetLastWriteTimeUtc(Path.Combine(archive, name), DateTime.UtcNow.AddHours(-age--));
        }

        Directory.GetDirectories(archive).Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .ShouldBe(kept.Split(' '));
        File.ReadAllText(Path.Combine(archive, "third", "db")).ShouldBe("third");
    }
}
