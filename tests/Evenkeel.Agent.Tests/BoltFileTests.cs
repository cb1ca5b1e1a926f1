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
        BoltFile.Revision(etcd.Database).ToString().ShouldBe(expected);
        BoltFile.Revision(etcd.Database).ShouldBe(601);
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
}
