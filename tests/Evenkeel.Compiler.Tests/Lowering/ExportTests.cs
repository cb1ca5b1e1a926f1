using System.Text.Json;
using System.Text.Json.Nodes;
using Evenkeel.Compiler.Binding;
using Evenkeel.Compiler.Emit.Kubernetes;
using Evenkeel.Compiler.Lowering;
using Evenkeel.Core.Text;

namespace Evenkeel.Compiler.Tests.Lowering;

/// <summary>Inventories and values for those who use Ansible and Helm.</summary>
public sealed class ExportTests
{
    [Fact]
    public void Ansible_reads_the_slots()
    {
        var program = Programs.Require("ansible-inventory", "the Debian package ansible-core");
        var folder = Directory.CreateTempSubdirectory("evenkeel-ansible").FullName;
        try
        {
            foreach (var name in new[] { "k3s-three-zones", "two-zones", "bastion" })
            {
                var home = Path.Combine(folder, name);
                foreach (var (path, text) in Renders.Of(name).Files.Where(f => f.Key.StartsWith("ansible/")))
                {
                    Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(home, path))!);
                    File.WriteAllText(Path.Combine(home, path), text);
                }

                var (exit, output) = Programs.Run(
                    program, home,
                    new Dictionary<string, string> { ["ANSIBLE_LOCAL_TEMP"] = folder, ["HOME"] = folder },
                    "-i", "ansible/inventory.yaml", "--list");
                exit.ShouldBe(0, output);
                var read = JsonNode.Parse(output[output.IndexOf('{')..])!;
                read["control_plane"]!["hosts"]!.AsArray().Select(h => h!.GetValue<string>())
                    .ShouldBe(GroupPlan.Slots(Renders.Model(name)).Select(GroupPlan.SlotName));
                var first = read["_meta"]!["hostvars"]![Renders.Model(name).Zones[0]]!;
                first["ansible_user"]!.GetValue<string>().ShouldBe("ec2-user");
                first["ansible_ssh_common_args"]!.GetValue<string>()
                    .ShouldContain(name == "bastion" ? "ProxyJump=ec2-user@" : "AWS-StartSSHSession");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The addresses that the inventory takes from Terraform are among its outputs.</summary>
    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void Terraform_gives_the_address_of_every_slot(string name)
    {
        var outputs = Renders.Configuration(name).Roots["terraform/outputs.tf.json"].GetProperty("output");
        var slots = GroupPlan.Slots(Renders.Model(name)).Select(GroupPlan.SlotName);
        outputs.GetProperty("slot_addresses").GetProperty("value").EnumerateObject().Select(m => m.Name)
            .ShouldBe(slots.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Machines_are_found_by_the_tags_that_they_carry()
    {
        var inventory = Read("k3s-three-zones", "ansible/shop.aws_ec2.yaml");
        inventory["plugin"]!.GetValue<string>().ShouldBe("amazon.aws.aws_ec2");
        inventory["filters"]!["tag:evenkeel.dev/cluster"]!.GetValue<string>().ShouldBe("shop");
        var tags = Renders.Configuration("k3s-three-zones").One("aws_launch_template.pool_general")
            .Body.GetRawText();
        foreach (var key in inventory["keyed_groups"]!.AsArray().Select(g => g!["key"]!.GetValue<string>())
            .Where(k => k.StartsWith("tags[")))
        {
            tags.ShouldContain($"\"{key["tags['".Length..^2]}\"");
        }
    }

    /// <summary>Values say the same as manifests.</summary>
    [Fact]
    public void Charts_get_the_numbers_of_the_manifests()
    {
        const string Name = "all-parts";
        Renders.Of(Name).Files.Keys.Where(f => f.StartsWith("helm/")).ShouldBe([
            "helm/aws-ebs-csi-driver.yaml", "helm/cert-manager.yaml", "helm/cluster-autoscaler.yaml",
            "helm/metrics-server.yaml", "helm/traefik.yaml",
        ]);
        var traefik = Read(Name, "helm/traefik.yaml");
        traefik["ports"]!["web"]!["nodePort"]!.GetValue<long>().ShouldBe(Ports.IngressHttp);
        traefik["ports"]!["websecure"]!["nodePort"]!.GetValue<long>().ShouldBe(Ports.IngressHttps);
        var autoscaler = Read(Name, "helm/cluster-autoscaler.yaml");
        autoscaler["extraArgs"]!["balance-similar-node-groups"]!.GetValue<string>().ShouldBe("true");
        autoscaler["autoDiscovery"]!["clusterName"]!.GetValue<string>().ShouldBe("shop");
        foreach (var file in Renders.Of(Name).Files.Where(f => f.Key.StartsWith("helm/")))
        {
            var image = ManifestJson.Read(new SourceText(file.Key, file.Value)).Single()["image"]!;
            var registry = image["registry"] is { } host ? $"{host}/" : "";
            Renders.Of(Name).Files.Values.ShouldContain(
                text => text.Contains($"image: \"{registry}{image["repository"]}:{image["tag"]}\""), file.Key);
        }
    }

    private static JsonObject Read(string name, string path) =>
        ManifestJson.Read(new SourceText(path, Renders.Of(name).Files[path])).Single();
}
