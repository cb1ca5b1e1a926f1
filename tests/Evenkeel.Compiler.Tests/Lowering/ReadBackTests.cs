using System.Text.Json;
using System.Text.Json.Nodes;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Artifacts;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Text;
using Evenkeel.Import.Terraform;

namespace Evenkeel.Compiler.Tests.Lowering;

/// <summary>What a proof takes from a rendered configuration, and from a plan of one, is what was rendered.</summary>
public sealed class ReadBackTests
{
    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void What_is_rendered_is_read_back_whole(string name)
    {
        var model = Renders.Model(name);
        Text(Read(Renders.Of(name), Forgetful(model))).ShouldBe(Text(model.Aws));
    }

    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void A_plan_is_read_like_the_configuration(string name)
    {
        var model = Renders.Model(name);
        var diagnostics = new DiagnosticBag();
        var aws = TerraformReader.ReadPlan(new("plan.json", PlanOf(Renders.Of(name))), Forgetful(model), diagnostics);
        Text(aws.ShouldNotBeNull(DiagnosticText.Format(diagnostics, colour: false))).ShouldBe(Text(model.Aws));
    }

    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void What_exists_is_read_like_what_is_planned(string name)
    {
        var model = Renders.Model(name);
        var diagnostics = new DiagnosticBag();
        var prior = PriorState.Of(new("plan.json", PriorStates.Of(Renders.Of(name), "a file")), diagnostics).ShouldNotBeNull();
        prior.IsEmpty.ShouldBeFalse();
        prior.File!.Content.ShouldBe("a file");
        Text(prior.Read(Forgetful(model), diagnostics).ShouldNotBeNull(DiagnosticText.Format(diagnostics, colour: false)))
            .ShouldBe(Text(model.Aws));
    }

    [Fact]
    public void What_exists_and_is_of_another_cluster_is_said()
    {
        var plan = PriorStates.Of(Renders.Of("k3s-three-zones"), null).Replace(
            "\"nat_gateway_id\":\"id of aws_nat_gateway.eu_west_1b\"", "\"nat_gateway_id\":\"nat-gone\"");
        var diagnostics = new DiagnosticBag();
        var prior = PriorState.Of(new("plan.json", plan), diagnostics).ShouldNotBeNull();
        prior.File.ShouldBeNull();
        prior.Read(Renders.Model("k3s-three-zones"), diagnostics)!.NatZones.Keys.ShouldBe(["eu-west-1a", "eu-west-1c"]);
        prior.Read(Renders.Model("k3s-five-zones"), diagnostics).ShouldBeNull();
        diagnostics.ToOrderedList().Select(d => d.Code).ShouldContain("EK3202");
        PriorState.Of(new("plan.json", "{\"format_version\": \"1.2\"}"), diagnostics)!.IsEmpty.ShouldBeTrue();
        PriorState.Of(new("plan.json", "no JSON"), diagnostics).ShouldBeNull();
    }

    [Fact]
    public void Each_number_is_taken_from_where_it_is_written()
    {
        var aws = Changed("regional-pools", text => text
            .Replace("\"interval\": 10", "\"interval\": 25").Replace("\"unhealthy_threshold\": 2", "\"unhealthy_threshold\": 4")
            .Replace("\"deregistration_delay\": 60", "\"deregistration_delay\": \"90\"")
            .Replace("\"max_size\": 9", "\"max_size\": 7").Replace("\"health_check_type\": \"EC2\"", "\"health_check_type\": \"ELB\"")
            .Replace("\"heartbeat_timeout\": 300", "\"heartbeat_timeout\": 301").Replace("balanced-best-effort", "balanced-only")
            .Replace("\"target_value\": 60", "\"target_value\": 45"));
        aws.LoadBalancers.SelectMany(b => b.TargetGroups).ShouldAllBe(t =>
            t.HealthCheck.Interval.TotalSeconds == 25 && t.HealthCheck.UnhealthyThreshold == 4
            && t.DeregistrationDelay.TotalSeconds == 90);
        var pool = aws.Groups.Single(g => g.Name == "general");
        (pool.Max, pool.HealthCheck, pool.Distribution, pool.TargetTracking!.CpuPercent).ShouldBe(
            (7, GroupHealthCheck.Elb, CapacityDistribution.BalancedOnly, 45));
        pool.LifecycleHooks.Single(h => h.Name == "drain").HeartbeatTimeout.TotalSeconds.ShouldBe(301);
    }

    [Fact]
    public void A_route_through_another_zone_is_seen()
    {
        var aws = Changed("k3s-three-zones", text => text.Replace(
            "${aws_nat_gateway.eu_west_1b.id}", "${aws_nat_gateway.eu_west_1a.id}"));
        aws.NatZones["eu-west-1b"].ShouldBe("eu-west-1a");
        Changed("regional-pools", text => text.Replace("application_eu_west_1c.id}", "application_eu_west_1a.id}"))
            .Groups.Single(g => g.Name == "general").Zones.ShouldBe(["eu-west-1a", "eu-west-1b"]);
    }

    [Theory]
    [InlineData("\"min_size\": 3", "\"min_size\": 2", "EK3203")]
    [InlineData("\"min_size\": 3", "\"suspended_processes\": [\"AZRebalance\", \"Launch\"],\n        \"min_size\": 3", "EK3203")]
    [InlineData("\"m6a.large\"", "\"m6a.xlarge\"", "EK3203")]
    [InlineData("\"evenkeel.dev/group\",\n            \"propagate_at_launch\": false,\n            \"value\": \"general\"", "\"other\",\n            \"propagate_at_launch\": false,\n            \"value\": \"general\"", "EK3202")]
    [InlineData("\"interval\": 10", "\"interval\": \"soon\"", "EK3204")]
    [InlineData("\"aws_lb\": {", "\"aws_alb\": {", "EK3202")]
    [InlineData("\"resource\": {", "\"resource\": [", "EK3201")]
    public void What_is_not_of_the_cluster_is_said(string from, string to, string code)
    {
        var diagnostics = new DiagnosticBag();
        var artifacts = Change(Renders.Of("regional-pools"), text => text.Replace(from, to));
        artifacts.Files.ShouldNotBe(Renders.Of("regional-pools").Files, "the change is in the files");
        TerraformReader.Read(artifacts, Renders.Model("regional-pools"), diagnostics).ShouldBeNull();
        diagnostics.ToOrderedList().Select(d => d.Code).ShouldContain(code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"format_version\": \"1.2\"}")]
    [InlineData("{\"planned_values\": {\"root_module\": {}}, \"configuration\": 3}")]
    [InlineData("PK\u0003\u0004")]
    public void What_is_no_plan_is_said(string text)
    {
        var diagnostics = new DiagnosticBag();
        TerraformReader.ReadPlan(new("plan.json", text), Renders.Model("bastion"), diagnostics).ShouldBeNull();
        diagnostics.ToOrderedList().Select(d => d.Code).ShouldBe(["EK3201"]);
    }

    /// <summary>The model with other numbers in place of all that is read: none of them may come through.</summary>
    internal static ClusterModel Forgetful(ClusterModel model) => model with
    {
        Aws = model.Aws with
        {
            NatZones = model.Network.Existing is null ? model.Aws.NatZones.Clear() : model.Aws.NatZones,
            Groups =
            [
                .. model.Aws.Groups.Select(g => !g.IsAutoScaling ? g with { TargetGroups = [] } : g with
                {
                    Zones = [], Max = 999, Rebalances = !g.Rebalances, HealthCheck = GroupHealthCheck.Elb,
                    HealthCheckGracePeriod = TimeSpan.FromSeconds(7), Tags = g.Tags.Clear(), TargetGroups = [],
                    TargetTracking = new(7), Spot = new(7, 7), Distribution = CapacityDistribution.BalancedOnly,
                    LifecycleHooks = [.. g.LifecycleHooks.Select(h => h with { HeartbeatTimeout = TimeSpan.Zero, Abandons = !h.Abandons })],
                }),
            ],
            LoadBalancers =
            [
                .. model.Aws.LoadBalancers.Select(b => b with
                {
                    Zones = [], CrossZone = !b.CrossZone,
                    TargetGroups =
                    [
                        .. b.TargetGroups.Select(t => t with
                        {
                            DeregistrationDelay = TimeSpan.FromSeconds(7),
                            HealthCheck = new() { Answer = t.HealthCheck.Answer, Asked = t.HealthCheck.Asked },
                        }),
                    ],
                }),
            ],
        },
    };

    internal static string Text(AwsModel aws) => JsonSerializer.Serialize(aws, new JsonSerializerOptions { WriteIndented = true });

    private static AwsModel Changed(string name, Func<string, string> change) =>
        Read(Change(Renders.Of(name), change), Renders.Model(name));

    private static ArtifactSet Change(ArtifactSet artifacts, Func<string, string> change) => artifacts.Files.Aggregate(
        ArtifactSet.Empty, (set, file) => set.With(file.Key, change(file.Value)));

    private static AwsModel Read(ArtifactSet artifacts, ClusterModel model)
    {
        var diagnostics = new DiagnosticBag();
        return TerraformReader.Read(artifacts, model, diagnostics)
            .ShouldNotBeNull(DiagnosticText.Format(diagnostics, colour: false));
    }

    /// <summary>
    /// A plan of a configuration on an empty account, as Terraform shows it: what refers to something else is known
    /// after apply, blocks are lists, and references stand in the configuration. EmulatorTests compares with a real one.
    /// </summary>
    private static string PlanOf(ArtifactSet artifacts)
    {
        var (values, written) = (new JsonArray(), new JsonArray());
        foreach (var block in new Configuration(artifacts).Blocks.Where(b => !b.IsData))
        {
            values.Add(new JsonObject
            {
                ["address"] = block.Address, ["mode"] = "managed", ["type"] = block.Type, ["name"] = block.Name,
                ["values"] = Known(block.Body),
            });
            written.Add(new JsonObject
            {
                ["mode"] = "managed", ["type"] = block.Type, ["name"] = block.Name, ["expressions"] = Expressions(block.Body),
            });
        }

        return new JsonObject
        {
            ["planned_values"] = new JsonObject { ["root_module"] = new JsonObject { ["resources"] = values } },
            ["configuration"] = new JsonObject { ["root_module"] = new JsonObject { ["resources"] = written } },
        }.ToJsonString();
    }

    private static JsonNode? Known(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new JsonObject(element.EnumerateObject()
            .Where(m => !Configuration.References(m.Value.ToString()).Any() || m.Value.ValueKind == JsonValueKind.Object || IsBlocks(m.Value))
            .Select(m => KeyValuePair.Create(m.Name, m.Name is "tags" ? Known(m.Value)
                : m.Value.ValueKind == JsonValueKind.Object ? new JsonArray(Known(m.Value)) : Known(m.Value)))),
        JsonValueKind.Array => new JsonArray([.. element.EnumerateArray().Select(Known)]),
        _ => JsonNode.Parse(element.GetRawText()),
    };

    private static bool IsBlocks(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array && element.EnumerateArray().Any(e => e.ValueKind == JsonValueKind.Object);

    private static JsonNode Expressions(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            return new JsonObject(element.EnumerateObject().Select(m => KeyValuePair.Create(m.Name, (JsonNode?)Expressions(m.Value))));
        }

        if (IsBlocks(element))
        {
            return new JsonArray([.. element.EnumerateArray().Select(e => (JsonNode?)Expressions(e))]);
        }

        var references = Configuration.Texts(element).SelectMany(Configuration.References).ToList();
        return references.Count == 0
            ? new JsonObject { ["constant_value"] = JsonNode.Parse(element.GetRawText()) }
            : new JsonObject { ["references"] = new JsonArray([.. references.SelectMany(r => new[] { $"{r}.id", r }).Select(r => (JsonNode?)r)]) };
    }
}
