using System.Text;
using Evenkeel.Compiler.Emit.CloudInit;
using Evenkeel.Compiler.Lowering.Bootstrap;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Node;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Compiler.Tests.Lowering;

/// <summary>What machines boot with, over every case.</summary>
public sealed class BootTests
{
    private const string Apt = "the Debian package of that name";

    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void Every_machine_has_a_text_and_every_text_a_machine(string name)
    {
        var configuration = Renders.Configuration(name);
        var texts = Boots.Of(name).Select(f => f.Key).ToList();
        var machines = configuration.All("aws_launch_template").Concat(configuration.All("aws_instance")).ToList();
        machines.Count.ShouldBeGreaterThan(1);
        var told = machines.Select(m => m.Get("user_data") ?? m.Get("user_data_base64")).ToList();
        told.ShouldAllBe(t => t != null);
        foreach (var text in texts) told.ShouldContain(t => t!.Value.GetString()!.Contains($"/../{text}\""), text);
        texts.ShouldContain("cloud-init/server.yaml");
        texts.Contains("cloud-init/etcd.yaml").ShouldBe(name == "dedicated-etcd");
        texts.Contains("cloud-init/bastion.yaml").ShouldBe(name == "bastion");
    }

    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void It_fits_into_what_EC2_takes(string name)
    {
        foreach (var (path, text) in Boots.Of(name))
        {
            Encoding.UTF8.GetByteCount(Boots.Filled(name, text)).ShouldBeLessThanOrEqualTo(CloudConfig.MostBytes, path);
        }
    }

    /// <summary>cloud-init knows more; what is here is what we write, and nothing else is written.</summary>
    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void There_is_no_key_that_we_do_not_know(string name)
    {
        foreach (var (path, text) in Boots.Of(name))
        {
            text.ShouldStartWith("#cloud-config\n", customMessage: path);
            var filled = Boots.Filled(name, text);
            filled.ShouldNotContain("${", customMessage: path);
            filled.ShouldNotContain("%{", customMessage: path);
            var root = Boots.Read(filled);
            root.Entries.Select(e => e.Key.Value).ShouldBeSubsetOf(
                ["package_update", "package_upgrade", "write_files", "runcmd"]);
            var files = ((YamlSequence)root.Get("write_files")!).Items.Cast<YamlMapping>().ToList();
            files.SelectMany(f => f.Entries.Select(e => e.Key.Value)).Distinct()
                .ShouldBe(["path", "permissions", "content"], ignoreOrder: true);
            files.Select(f => Boots.Text(f, "path")).ShouldBeUnique();
            ((YamlSequence)root.Get("runcmd")!).Items.ShouldAllBe(c => c is YamlSequence);
        }
    }

    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void The_agent_reads_its_configuration(string name)
    {
        var model = Renders.Model(name);
        foreach (var (path, text) in Boots.Of(name).Where(f => !f.Key.EndsWith("bastion.yaml")))
        {
            var root = Boots.Read(Boots.Filled(name, text).Replace("us-gov-west-1a-2", model.Zones[0]));
            var json = Boots.Content(root, "/etc/evenkeel/node.json.in").ShouldNotBeNull(path)
                .Replace("@ZONE@", model.Zones[0]);
            var diagnostics = new DiagnosticBag();
            var node = NodeConfigurationReader.Read(new SourceText("node.json", json), diagnostics)
                .ShouldNotBeNull(DiagnosticText.Format(diagnostics, colour: false));
            diagnostics.ToOrderedList().ShouldBeEmpty(path);
            node.Slots.Count.ShouldBe(model.ControlPlane.Members, path);
            node.Etcd.Mode.ShouldBe(model.Etcd!.Mode);
            node.Kubernetes.Version.ShouldBe(name == "all-parts" ? "1.35.4" : "1.36.2");
            node.IsEtcdDedicated.ShouldBe(model.Etcd.Topology == EtcdTopology.Dedicated);
            path.ShouldStartWith($"cloud-init/{node.Role.ToString().ToLowerInvariant()}");
            (node.Slot is null).ShouldBe(
                node.Role == NodeRole.Worker || model.ControlPlane.Placement == Placement.Regional, path);
        }
    }

    [Fact]
    public void Nodes_register_the_labels_and_taints_that_the_autoscaler_is_told_of()
    {
        var text = Boots.Of("account").Single(f => f.Key == "cloud-init/worker-batch.yaml").Value;
        var json = Boots.Content(Boots.Read(text), "/etc/evenkeel/node.json.in");
        json.ShouldNotBeNull().ShouldContain(
            """
                "labels": {
                  "evenkeel.dev/pool": "batch",
                  "example.com/role": "batch"
                },
                "taints": [
                  "dedicated=batch:NoSchedule"
                ],
            """);
    }

    /// <summary>What is proven is what ships: pods get what a proof reckons with.</summary>
    [Fact]
    public void The_kubelet_keeps_as_much_as_a_proof_reckons_with()
    {
        var text = Boots.Of("k3s-three-zones").Single(f => f.Key == "cloud-init/worker-general.yaml").Value;
        var type = Evenkeel.Compiler.Binding.InstanceTypes.Find("m7i.xlarge")!;
        var node = Renders.Model("k3s-three-zones").Nodes[0].Allocatable;
        Boots.Content(Boots.Read(text), "/etc/evenkeel/k3s.yaml.in").ShouldNotBeNull().ShouldContain(
            $"kube-reserved=cpu={(type.Cpus * 1000) - node.MilliCpu}m,memory=1465Mi,ephemeral-storage=1Gi\n");
    }

    [Fact]
    public void K3s_own_parts_that_are_replaced_are_switched_off_on_servers_alone()
    {
        var texts = Boots.Of("k3s-three-zones").ToDictionary(f => f.Key, f => f.Value);
        string K3s(string name) => Boots.Content(
            Boots.Read(texts[$"cloud-init/{name}.yaml"]), "/etc/evenkeel/k3s.yaml.in").ShouldNotBeNull();

        foreach (var part in new[] { "coredns", "local-storage", "servicelb", "traefik" })
        {
            K3s("server").ShouldContain($"- {part}\n");
        }

        K3s("server").ShouldContain("disable-cloud-controller: true\n");
        K3s("server").ShouldNotContain("cluster-init", customMessage: "it would found a second cluster");
        K3s("worker-general").ShouldStartWith("kubelet-arg:\n- cloud-provider=external\n");
    }

    [Fact]
    public void Nodes_of_K3s_know_the_mirrors_and_hold_no_login()
    {
        const string Path = "/etc/rancher/k3s/registries.yaml";
        foreach (var (path, text) in Boots.Of("no-nat").Where(f => !f.Key.EndsWith("bastion.yaml")))
        {
            Boots.Content(Boots.Read(text), Path).ShouldBe(
                """
                mirrors:
                  docker.io:
                    endpoint:
                    - https://mirror.example.com:5000
                    - https://mirror.example.com
                    rewrite:
                      "^library/(.*)": hub/$1

                """, path);
        }

        Boots.Content(Boots.Read(Boots.Of("account").Single(f => f.Key == "cloud-init/server.yaml").Value), Path)
            .ShouldNotBeNull().ShouldStartWith("mirrors:\n  \"*\":\n    endpoint:\n");
        Boots.Of("k3s-three-zones").ShouldAllBe(f => Boots.Content(Boots.Read(f.Value), Path) == null);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void Cloud_init_takes_every_text()
    {
        var program = Programs.Require("cloud-init", Apt);
        var folder = Directory.CreateTempSubdirectory("evenkeel-user-data").FullName;
        try
        {
            foreach (var (name, path, text) in Renders.Names.SelectMany(n => Boots.Of(n).Select(f => (n, f.Key, f.Value))))
            {
                var file = Path.Combine(folder, $"{name}-{Path.GetFileName(path)}");
                File.WriteAllText(file, Boots.Filled(name, text));
                var (exit, output) = Programs.Run(
                    program, folder, new Dictionary<string, string>(), "schema", "--config-file", file);
                exit.ShouldBe(0, $"{name} {path}: {output}");
                output.ShouldContain("Valid", customMessage: $"{name} {path}");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Shell_passes_shellcheck()
    {
        var program = Programs.Require("shellcheck", Apt);
        var (exit, output) = Programs.Run(
            program, RepositoryRoot.PathOf("src", "Evenkeel.Compiler", "Lowering", "Bootstrap", "Files"),
            new Dictionary<string, string>(), "kubectl.sh");
        exit.ShouldBe(0, output);
        BootFiles.Read("kubectl.sh").ShouldContain("sha256sum --check");
    }
}
