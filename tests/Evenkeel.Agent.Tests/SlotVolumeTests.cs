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
        var age = 3;
        foreach (var name in new[] { "first", "second", "third" })
        {
            Archive(volume, name, age--, withLog: true);
        }

        Kept.ShouldBe(kept.Split(' '));
        File.ReadAllText(Path.Combine(root.FullName, "archive", "third", "db")).ShouldBe("third");
    }

    [Fact]
    public void What_has_no_log_takes_no_place_of_data_that_has_one()
    {
        var volume = new SlotVolume(root.FullName, isEmbedded: false, static _ => 0.6);
        Archive(volume, "data", age: 9, withLog: true);
        foreach (var age in Enumerable.Range(1, 5))
        {
            Archive(volume, $"remains{age}", 6 - age, withLog: false);
        }

        Kept.ShouldBe(["data", "remains5"]);
        Archive(volume, "more", age: 0, withLog: true);
        Kept.ShouldBe(["data", "more", "remains5"]);
    }

    [Fact]
    public void The_data_of_a_member_that_K3s_was_told_to_leave_is_never_used()
    {
        var volume = new SlotVolume(root.FullName, isEmbedded: true);
        var folder = Path.Combine(volume.DataFolder, "etcd");
        Directory.CreateDirectory(Path.Combine(folder, "member", "wal"));
        File.WriteAllText(Path.Combine(folder, "member", "wal", "0-0.wal"), "");
        volume.Inspect("vol-1").IsDamaged.ShouldBeFalse();
        File.WriteAllText(Path.Combine(folder, "tombstone"), "");
        volume.Inspect("vol-1").IsDamaged.ShouldBeTrue();
        volume.Archive("removed");
        volume.Inspect("vol-1").ShouldBe(new("vol-1", null, HasData: false, 0));
    }

    private IEnumerable<string?> Kept => Directory.GetDirectories(Path.Combine(root.FullName, "archive"))
        .Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private void Archive(SlotVolume volume, string name, int age, bool withLog)
    {
        Directory.CreateDirectory(Path.Combine(volume.DataFolder, "member", "wal"));
        File.WriteAllText(Path.Combine(volume.DataFolder, "db"), name);
        if (withLog)
        {
            File.WriteAllText(Path.Combine(volume.DataFolder, "member", "wal", "0-0.wal"), "");
        }

        volume.Archive(name);
        Directory.Exists(volume.DataFolder).ShouldBeFalse();
        Directory.SetLastWriteTimeUtc(
            Path.Combine(root.FullName, "archive", name), DateTime.UtcNow.AddHours(-age));
    }
}
