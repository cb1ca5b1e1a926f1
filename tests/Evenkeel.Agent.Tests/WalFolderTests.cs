using Evenkeel.Agent.Etcd;
using Evenkeel.Agent.Volumes;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Tests;

/// <summary>Whose a log of etcd is, as the log itself has it.</summary>
public sealed class WalFolderTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("evenkeel-wal-");

    public void Dispose() => folder.Delete(recursive: true);

    private string Log => Path.Combine(folder.FullName, "etcd", "member", "wal");

    [Fact]
    public void It_tells_the_member_that_etcd_says_it_is()
    {
        using var etcd = new LoneEtcd(folder.FullName);
        var (_, said) = etcd.Control("endpoint", "status", "--write-out=fields");
        var id = said.Split('\n').Single(l => l.StartsWith("\"MemberID\"")).Split(':')[1].Trim();
        WalFolder.MemberOf(Log).ToString().ShouldBe(id);
        etcd.Stop();
        WalFolder.MemberOf(Log).ToString().ShouldBe(id);
    }

    [Fact]
    public void A_disk_tells_whose_data_it_has_even_where_its_database_is_damaged()
    {
        using var etcd = new LoneEtcd(folder.FullName);
        etcd.Stop();
        var volume = new SlotVolume(folder.FullName, isEmbedded: false);
        var whole = volume.Inspect("vol-1");
        (whole.HasData, whole.IsDamaged, whole.Revision).ShouldBe((true, false, 1));
        whole.MemberId.ShouldBe(WalFolder.MemberOf(Log));
        whole.MemberId.ShouldNotBe(0UL);
        File.WriteAllBytes(etcd.Database, new byte[65536]);
        volume.Inspect("vol-1").ShouldBe(whole with { IsDamaged = true, Revision = 0 });
        Directory.Delete(Log, recursive: true);
        volume.Inspect("vol-1").ShouldBe(new DiskState("vol-1", null, HasData: false, 0));
    }

    [Fact]
    public void A_first_file_that_tells_nothing_leaves_it_to_the_next()
    {
        using (var etcd = new LoneEtcd(folder.FullName))
        {
        }

        var id = WalFolder.MemberOf(Log);
        var first = Directory.GetFiles(Log, "*.wal").Single();
        File.Copy(first, Path.Combine(Log, "0000000000000001-0000000000000009.wal"));
        File.WriteAllText(first, "");
        WalFolder.MemberOf(Log).ShouldBe(id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0800")]
    [InlineData("ffffffffffffffff")]
    [InlineData("0400000000000000 08011005")]
    [InlineData("0600000000000000 08011a7f0801")]
    [InlineData("0c00000000000000 0801100018ffffffffffffff")]
    [InlineData("0600000000000000 08011a020001")]
    public void What_is_no_log_tells_nothing(string content)
    {
        Directory.CreateDirectory(Log);
        File.WriteAllBytes(
            Path.Combine(Log, "0000000000000000-0000000000000000.wal"),
            Convert.FromHexString(content.Replace(" ", "")));
        WalFolder.MemberOf(Log).ShouldBe(0UL);
    }

    [Fact]
    public void Any_bytes_behind_a_log_s_beginning_are_survived()
    {
        Directory.CreateDirectory(Log);
        var path = Path.Combine(Log, "0000000000000000-0000000000000000.wal");
        var random = new Random(1);
        for (var i = 0; i < 2000; i++)
        {
            var content = new byte[8 + random.Next(64)];
            random.NextBytes(content);
            content.AsSpan(1, 7).Clear();
            content[7] = (byte)(random.Next(2) * 0x83);
            File.WriteAllBytes(path, content);
            Should.NotThrow(() => WalFolder.MemberOf(Log));
        }
    }
}
