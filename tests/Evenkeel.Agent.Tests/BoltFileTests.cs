using Evenkeel.Agent.Etcd;

namespace Evenkeel.Agent.Tests;

public sealed class BoltFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("evenkeel-bolt-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void It_reads_the_revision_that_etcdctl_reads()
    {
        using var etcd = new LoneEtcd(folder.FullName);
        etcd.Put(600);
        etcd.Stop();
        var (_, said) = Programs.Run(
            etcd.Etcdctl, folder.FullName, new Dictionary<string, string> { ["ETCDCTL_API"] = "3" },
            "snapshot", "status", "-w", "fields", etcd.Database);
        var expected = said.Split('\n').Single(l => l.StartsWith("\"Revision\"")).Split(':')[1].Trim();
        BoltFile.LastKey(etcd.Database).ToString().ShouldBe(expected);
        BoltFile.Revision(etcd.Database).ShouldBe(601);
    }

    [Fact]
    public void A_store_without_a_key_is_at_the_revision_that_etcd_says()
    {
        using var etcd = new LoneEtcd(folder.FullName);
        Said(etcd).ShouldBe(1);
        etcd.Stop();
        (BoltFile.Revision(etcd.Database), BoltFile.LastKey(etcd.Database)).ShouldBe((1, 0));
    }

    [Fact]
    public void A_deletion_that_was_compacted_away_still_counts()
    {
        using var etcd = new LoneEtcd(folder.FullName);
        etcd.Put(20);
        etcd.Control("del", "key000019").Output.ShouldContain("1");
        var said = Said(etcd);
        etcd.Control("compact", "--physical", said.ToString()).Exit.ShouldBe(0);
        etcd.Stop();
        BoltFile.LastKey(etcd.Database).ShouldBeLessThan(said);
        BoltFile.Revision(etcd.Database).ShouldBe(said);
    }

    [Fact]
    public void It_can_be_read_while_etcd_runs()
    {
        using var etcd = new LoneEtcd(folder.FullName);
        etcd.Put(50);
        BoltFile.Revision(etcd.Database).ShouldBeInRange(0, 51);
    }

    [Fact]
    public void What_is_no_database_is_damaged()
    {
        var path = Path.Combine(folder.FullName, "db");
        File.WriteAllBytes(path, new byte[65536]);
        Should.Throw<InvalidDataException>(() => BoltFile.Revision(path));
        File.WriteAllText(path, "");
        Should.Throw<InvalidDataException>(() => BoltFile.Revision(path));
    }

    [Fact]
    public void A_database_whose_end_is_cut_off_is_damaged()
    {
        using var etcd = new LoneEtcd(folder.FullName);
        etcd.Put(600);
        etcd.Stop();
        using (var file = File.OpenWrite(etcd.Database))
        {
            file.SetLength(8192);
        }

        Should.Throw<InvalidDataException>(() => BoltFile.Revision(etcd.Database));
    }

    /// <summary>The revision that etcd says it is at.</summary>
    private static long Said(LoneEtcd etcd)
    {
        var (_, said) = etcd.Control("get", "nothing", "--write-out=fields");
        return long.Parse(said.Split('\n').Single(l => l.StartsWith("\"Revision\"")).Split(':')[1].Trim());
    }
}
