using Evenkeel.Compiler.Lowering.Bootstrap;

namespace Evenkeel.Compiler.Tests.Lowering;

/// <summary>The file system that zones share, where <c>storage.efs</c> asks for it.</summary>
public sealed class SharedFilesTests
{
    private static readonly string[] Asking = ["data-tier", "no-nat"];

    [Fact]
    public void It_is_there_where_it_is_asked_for_and_nowhere_else() => Renders.Names
        .Where(name => Renders.Configuration(name).Blocks.Any(b => b.Type.StartsWith("aws_efs_")))
        .ShouldBe(Asking);

    [Fact]
    public void Each_zone_has_a_target_in_the_data_tier_that_nodes_alone_reach()
    {
        var configuration = Renders.Configuration("data-tier");
        configuration.All("aws_efs_mount_target").Select(t => t.Text("subnet_id")).ShouldBe(
            Renders.Model("data-tier").Zones.Select(z => $"${{aws_subnet.data_{z.Replace('-', '_')}.id}}"), ignoreOrder: true);
        configuration.All("aws_efs_mount_target").ShouldAllBe(
            t => Configuration.Items(t.Get("security_groups")).Single().GetString() == "${aws_security_group.files.id}");
        configuration.All("aws_security_group_rule").Where(r => r.Text("security_group_id") == "${aws_security_group.files.id}")
            .Select(r => $"{r.Text("type")} {r.Text("source_security_group_id")} {r.Body.GetProperty("from_port")}").ShouldBe(
            [
                "ingress ${aws_security_group.control_plane.id} 2049", "ingress ${aws_security_group.worker.id} 2049",
            ], ignoreOrder: true);
    }

    [Fact]
    public void A_VPC_without_a_data_tier_has_the_targets_beside_its_nodes() => new Configuration(Renders.Lower(Renders.Model(
            "existing-vpc", text => text.Replace("  nodePools:", "  storage: {efs: true}\n  nodePools:"))))
        .All("aws_efs_mount_target").Select(t => t.Text("subnet_id")).ShouldAllBe(s => s.Contains(
            Renders.Model("existing-vpc").Network.Existing!.Subnets.ContainsKey(Core.Model.Cluster.Tier.Data)
                ? ".data_" : ".application_"));

    [Fact]
    public void Nobody_mounts_it_in_the_clear_or_but_by_its_targets()
    {
        var statements = Configuration.Items(
            Renders.Configuration("no-nat").One("data.aws_iam_policy_document.shared_files").Get("statement")).ToList();
        statements.Select(s => s.GetProperty("sid").GetString()).ShouldBe(["MountThroughTargets", "NothingInTheClear"]);
        statements[0].GetRawText().ShouldContain("elasticfilesystem:AccessedViaMountTarget");
        statements[1].GetProperty("effect").GetString().ShouldBe("Deny");
    }

    [Fact]
    public void Servers_alone_fill_its_id_into_the_manifests()
    {
        foreach (var (path, text) in Boots.Of("data-tier"))
        {
            text.Contains("${files}").ShouldBe(path == "cloud-init/server.yaml", path);
        }

        Boots.Content(Boots.Read(Boots.Of("data-tier").First().Value), "/etc/evenkeel/boot.json").ShouldNotBeNull()
            .ShouldContain($$"""
                  "known": {
                    "FILES": "${{{TemplateValues.Files.Name}}}"
                  }
                """);
        var files = Renders.Of("data-tier").Files;
        files["manifests/account.yaml"].ShouldContain("data: {id: \"@FILES@\"}");
        files["manifests/storage-classes.yaml"].ShouldContain("fileSystemIdConfigRef: kube-system/evenkeel-files/id");
        files.ContainsKey("manifests/efs-csi.yaml").ShouldBeTrue();
    }
}
