using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Spec;
using Evenkeel.Core.Text;

namespace Evenkeel.Core.Tests.Spec;

public sealed class ClusterSpecReaderTests
{
    private const string Head =
        "apiVersion: evenkeel.dev/v1alpha1\nkind: Cluster\nmetadata: {name: shop}\nspec:\n";

    private const string Minimal =
        Head + "  region: eu-west-1\n  zones: [eu-west-1a, eu-west-1b, eu-west-1c]\n";

    [Fact]
    public void The_documented_example_is_read_in_full()
    {
        var spec = Read(Case("valid", "documented.yaml"));
        spec.Name.Value.ShouldBe("shop");
        spec.Name.Span.Line.ShouldBe(3);
        spec.Region.Value.ShouldBe("eu-west-1");
        spec.Zones.Select(zone => zone.Value).ShouldBe(["eu-west-1a", "eu-west-1b", "eu-west-1c"]);
        spec.Distribution.Value.ShouldBe(Distribution.K3s);
        spec.Version.Value.ShouldBe(new KubernetesVersion(1, 35));
        spec.ControlPlane.InstanceType.Value.ShouldBe("m7i.large");
        spec.ControlPlane.Etcd.Volume.ToString().ShouldBe("20Gi");
        spec.ControlPlane.Etcd.SnapshotEvery.ShouldBe(TimeSpan.FromMinutes(15));
        spec.ControlPlane.Etcd.SnapshotKeep.ShouldBe(96);
        spec.ClusterAutoscaler.ShouldBeTrue();
        spec.Workloads.Select(path => path.Value).ShouldBe(["manifests/"]);
        spec.Network.Settings.Cidr.ShouldBe(Ipv4Network.Parse("10.20.0.0/16"));
        spec.Data.Ports["postgres"].ShouldBe(5432);
        spec.Ingress.ShouldBe(new IngressSettings(IngressClass.Traefik, "ops@example.com"));

        var pool = spec.NodePools.ShouldHaveSingleItem();
        (pool.Name.Value, pool.Placement, pool.Min, pool.Max).ShouldBe(("general", Placement.PerZone, 3, 12));
        pool.InstanceTypes.Select(type => type.Value).ShouldBe(["m7i.xlarge"]);
        pool.Zones.ShouldBe(spec.Zones);

        spec.Claims.Length.ShouldBe(2);
        var service = spec.Claims[0];
        service.Service!.Value.Value.ShouldBe(new ObjectName("shop", "web"));
        service.Survive.ShouldHaveSingleItem().ShouldBeOfType<FaultSpec.AnyZone>();
        service.MaxOutage.ShouldBe(TimeSpan.Zero);
        service.MaxErrors.ShouldBe(TimeSpan.FromSeconds(30));
        service.Recovered.ShouldBe(TimeSpan.FromMinutes(8));
        spec.Claims[1].IsControlPlane.ShouldBeTrue();
        spec.Claims[1].ControlPlaneMaxOutage.ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Every_documented_field_is_known()
    {
        var spec = Read(Case("valid", "every-field.yaml"));
        spec.Rates.ShouldBe(FailureRates.Default with
        {
            Node = new(TimeSpan.FromHours(4380), TimeSpan.FromMinutes(15)),
            Zone = FailureRates.Default.Zone with { Repair = TimeSpan.FromHours(4) },
            ControlPlane = FailureRates.Default.ControlPlane with { Every = TimeSpan.FromHours(1000) },
        });
        spec.ControlPlane.Placement.ShouldBe(Placement.Regional);
        spec.ControlPlane.Etcd.Topology.ShouldBe(EtcdTopology.Dedicated);
        spec.ControlPlane.Etcd.Mode.ShouldBe(EtcdMode.Embedded);
        spec.NodePools[1].Zones.Select(zone => zone.Value).ShouldBe(["eu-west-1a", "eu-west-1c"]);
        spec.NodePools[1].Labels["example.com/role"].ShouldBe("batch");
        spec.NodePools[1].Taints.ShouldBe([new Taint("dedicated", "batch", TaintEffect.NoSchedule)]);
        spec.Claims.Select(claim => claim.Survive.Length).ShouldBe([2, 17, 1, 1, 1, 1, 1, 1, 1]);
        spec.Claims.SelectMany(claim => claim.Survive).Select(fault => fault.GetType().Name).ShouldBe(
        [
            "AnyZone", "AnyNode", .. Enumerable.Repeat("AnyOf", 17), "OneZone", "TheseNodes", "TheseNodes",
            "Pairs", "ScenarioFile", "All", "AnyNode",
        ]);
        spec.Claims[1].Survive.OfType<FaultSpec.AnyOf>().Select(fault => fault.Kind)
            .ShouldBe(Enum.GetValues<FaultKind>());
        var bounded = spec.Claims.Single(claim => claim.MaxMonthlyCost == 5000);
        (bounded.MaxPending, bounded.KeepsCapacity, bounded.KeepsData).ShouldBe((TimeSpan.FromMinutes(3), 60, true));
        spec.Claims[1].RepairedAfter.ShouldBe(TimeSpan.FromMinutes(10));
        var network = spec.Network.Settings;
        network.Nat.ShouldBe(NatMode.Single);
        network.Bastion!.InstanceType.ShouldBe("t3.micro");
        network.Bastion.AllowFrom.ShouldBe([Ipv4Network.Parse("192.0.2.0/24")]);
        spec.Data.Stores.ShouldBe(
        [
            new DataStore("orders", StoreKind.Aurora, TimeSpan.FromSeconds(30)),
            new DataStore("reports", StoreKind.RdsSingle, null),
            new DataStore("mail", StoreKind.External, TimeSpan.FromMinutes(5)),
        ]);
        var web = new ObjectName("shop", "web");
        spec.DependsOn.Select(d => d.Value).ShouldBe(
        [
            new Dependency(web, "orders", null, null),
            new Dependency(web, null, new ObjectName("shop", "api"), null),
            new Dependency(web, null, null, "registry.example.com"),
        ]);
        spec.ApiAccess.Public.ShouldBeTrue();
        spec.ApiAccess.AllowFrom.ShouldBe([Ipv4Network.Parse("198.51.100.0/24")]);
        var account = spec.Account;
        account.Tags.ShouldBe([new("team", "shop")]);
        account.KmsKey.ShouldBe("alias/shop");
        account.PermissionsBoundary.ShouldBe("arn:aws:iam::123456789012:policy/boundary");
        account.Images["arm64"].ShouldBe("ami-0fedcba9876543210");
        account.Dns.ShouldBe(new DnsSettings("example.com", "api.shop.example.com", "*.shop.example.com"));
        account.State.ShouldBe(new StateSettings("shop-state", "shop/state", "eu-central-1"));
        account.Handoff.ShouldBe(Handoff.ArgoCd);
        spec.SharedFiles.ShouldBeTrue();
        account.Mirrors.Select(m => (m.Registry, m.IsInside)).ShouldBe([("*", false), ("docker.io", true)]);
        account.Mirrors[0].Ports.ShouldBe([443]);
        account.Mirrors[1].Endpoints.ShouldBe(["https://mirror.example.com:5000"]);
        account.Mirrors[1].Ports.ShouldBe([5000]);
        account.Mirrors[1].Rewrites.ShouldBe([new("^library/(.*)", "hub/$1")]);
        account.Mirrors[1].Addresses.ShouldBe([Ipv4Network.Parse("10.30.0.0/24")]);
    }

    [Fact]
    public void A_network_that_exists_is_read()
    {
        var spec = Read(Case("valid", "existing-network.yaml"));
        var network = spec.Network.Settings;
        (network.Cidr, network.PodCidr).ShouldBe((null, null));
        network.ServiceCidr.ShouldBe(Ipv4Network.Parse("172.20.0.0/16"));
        network.Existing!.Vpc.ShouldBe("vpc-0123456789abcdef0");
        network.Existing.Subnets[Tier.Data].ShouldBe(["subnet-2a", "subnet-2b", "subnet-2c"]);
        spec.Account.Tags["cost-centre"].ShouldBe("4711");
    }

    [Fact]
    public void What_is_not_written_has_a_default()
    {
        var spec = Read(Minimal);
        var network = spec.Network.Settings;
        network.ShouldBe(new NetworkSettings
        {
            Cidr = Ipv4Network.Parse("10.20.0.0/16"),
            PodCidr = Ipv4Network.Parse("10.42.0.0/16"),
            ServiceCidr = Ipv4Network.Parse("10.43.0.0/16"),
            Nat = NatMode.PerZone,
        });
        spec.ControlPlane.Etcd.ToString().ShouldBe(
            "EtcdSettings { Topology = Stacked, Mode = Agent, Volume = 20Gi, SnapshotEvery = 00:15:00, "
            + "SnapshotKeep = 96 }");
        spec.Data.Stores.ShouldBeEmpty();
        spec.Ingress.ShouldBe(new IngressSettings(IngressClass.Traefik, null));
        spec.ApiAccess.Public.ShouldBeFalse();
        (spec.Account.KmsKey, spec.Account.Dns, spec.Account.State, spec.Account.Handoff)
            .ShouldBe((null, null, null, Handoff.None));
    }

    [Theory]
    [InlineData("aurora", 60)]
    [InlineData("rds-multi-az", 120)]
    [InlineData("dynamodb", 0)]
    public void Stores_fail_over_as_AWS_says(string kind, int seconds) =>
        Read(Minimal + $"  data: {{stores: [{{name: s, kind: {kind}}}]}}\n").Data.Stores[0].Failover
            .ShouldBe(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void A_fixed_pool_does_not_grow() =>
        Read(Minimal + "  nodePools: [{name: edge, placement: fixed, min: 3}]\n").NodePools[0].Max.ShouldBe(3);

    [Fact]
    public void Defaults_are_sensible()
    {
        var spec = Read(Minimal + "  nodePools: [{name: general}]\n");
        spec.Distribution.Value.ShouldBe(Distribution.K3s);
        spec.Version.Value.ShouldBe(KubernetesVersion.Newest);
        spec.ControlPlane.Schedulable.ShouldBeFalse();
        spec.ControlPlane.Placement.ShouldBe(Placement.PerZone);
        spec.ControlPlane.Etcd.Mode.ShouldBe(EtcdMode.Agent);
        spec.NodePools[0].InstanceTypes.Select(type => type.Value)
            .ShouldBe([ClusterDefaults.PoolInstanceType]);
        (spec.NodePools[0].Min, spec.NodePools[0].Max).ShouldBe((3, 12));
    }

    [Fact]
    public void Json_is_read()
    {
        const string Json = """
            {"apiVersion": "evenkeel.dev/v1alpha1", "kind": "Cluster", "metadata": {"name": "shop"},
             "spec": {"region": "eu-west-1", "zones": ["eu-west-1a", "eu-west-1b", "eu-west-1c"]}}
            """;
        Read(Json).Zones.Length.ShouldBe(3);
    }

    [Theory]
    [InlineData("1.36", "1.36")]
    [InlineData("\"1.34\"", "1.34")]
    [InlineData("v1.35.2", "1.35")]
    public void Versions_may_be_quoted_or_not(string text, string version) =>
        Read(Minimal + $"  version: {text}\n").Version.Value.ToString().ShouldBe(version);

    [Theory]
    [InlineData("us-gov-west-1", "us-gov-west-1a, us-gov-west-1b, us-gov-west-1c")]
    [InlineData("cn-north-1", "cn-north-1a, cn-north-1b, cn-north-1d")]
    [InlineData("us-west-2", "us-west-2a, us-west-2b, us-west-2-lax-1a")]
    [InlineData("ap-northeast-1", "ap-northeast-1a, ap-northeast-1c, ap-northeast-1d")]
    [InlineData("us-east-1", "us-east-1a, us-east-1b, us-east-1c, us-east-1d, us-east-1f")]
    public void Zones_of_any_partition_are_fine(string region, string zones) =>
        Read(Head + $"  region: {region}\n  zones: [{zones}]\n").Region.Value.ShouldBe(region);

    [Fact]
    public void A_service_without_namespace_is_in_default()
    {
        var spec = Read(Minimal + "  claims: [{name: c, survive: all, service: web, maxOutage: 0}]\n");
        spec.Claims[0].Service!.Value.Value.ShouldBe(new ObjectName("default", "web"));
    }

    [Fact]
    public void Few_zones_are_a_warning_and_the_file_can_be_used()
    {
        var diagnostics = new DiagnosticBag();
        var text = Head + "  region: eu-west-1\n  zones: [eu-west-1a, eu-west-1b]\n";
        ClusterSpecReader.Read(new SourceText("f", text), diagnostics).ShouldNotBeNull();
        var warning = diagnostics.ToOrderedList().ShouldHaveSingleItem();
        (warning.Code, warning.Severity).ShouldBe(("EK1118", Severity.Warning));
        warning.Message.ShouldContain("members 2+1 of 3; quorum of 3 is 2; losing the zone with 2 leaves 1");
    }

    [Fact]
    public void An_even_number_of_zones_gives_one_a_second_member()
    {
        var diagnostics = new DiagnosticBag();
        var text = Head + "  region: us-west-2\n  zones: [us-west-2a, us-west-2b, us-west-2c, us-west-2d]\n";
        ClusterSpecReader.Read(new SourceText("f", text), diagnostics).ShouldNotBeNull();
        var info = diagnostics.ToOrderedList().ShouldHaveSingleItem();
        (info.Code, info.Severity).ShouldBe(("EK1126", Severity.Info));
        info.Message.ShouldBe(
            "4 zones: members 2+1+1+1 of 5; quorum of 5 is 3; losing the zone with 2 leaves 3");
    }

    [Fact]
    public void With_EKS_the_quorum_is_not_the_users() =>
        Read(Head + "  region: eu-west-1\n  zones: [eu-west-1a, eu-west-1b]\n  distribution: eks\n")
            .Distribution.Value.ShouldBe(Distribution.Eks);

    [Fact]
    public void Reading_twice_gives_the_same()
    {
        var text = Case("invalid", "everything-wrong.yaml");
        Diagnose(text).ShouldBe(Diagnose(text));
    }

    private static string Case(string folder, string file) =>
        File.ReadAllText(RepositoryRoot.PathOf("tests", "cases", folder, file));

    private static string Diagnose(string text)
    {
        var diagnostics = new DiagnosticBag();
        ClusterSpecReader.Read(new SourceText("f", text), diagnostics);
        return DiagnosticText.Format(diagnostics, colour: false);
    }

    private static ClusterSpec Read(string text)
    {
        var diagnostics = new DiagnosticBag();
        var spec = ClusterSpecReader.Read(new SourceText("f.yaml", text), diagnostics);
        DiagnosticText.Format(diagnostics, colour: false).ShouldBeEmpty();
        return spec.ShouldNotBeNull();
    }
}
