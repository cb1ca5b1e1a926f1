using System.Text.Json;
using Evenkeel.Provisioning.Runs;
using Evenkeel.Provisioning.Terraform;

namespace Evenkeel.Provisioning.Tests;

public sealed class PlannedChangeTests
{
    private const string Plan = """
        {"resource_changes": [
          {"address": "data.aws_ami.amd64", "mode": "data", "type": "aws_ami", "change": {"actions": ["read"], "before": null, "after": {}}},
          {"address": "aws_subnet.public_eu_west_1a", "mode": "managed", "type": "aws_subnet",
           "change": {"actions": ["create"], "before": null, "after": {"availability_zone": "eu-west-1a"}}},
          {"address": "aws_nat_gateway.eu_west_1b", "mode": "managed", "type": "aws_nat_gateway",
           "change": {"actions": ["create", "delete"], "before": {}, "after": {}, "replace_paths": [["subnet_id"], ["tags", "a"]]}},
          {"address": "aws_autoscaling_group.pool_general_eu_west_1c", "mode": "managed", "type": "aws_autoscaling_group",
           "change": {"actions": ["delete"], "before": {"name": "x"}, "after": null}},
          {"address": "aws_ec2_tag.control_plane_eu_west_1a[\"Name\"]", "mode": "managed", "type": "aws_ec2_tag",
           "change": {"actions": ["update"], "before": {}, "after": {}}},
          {"address": "aws_vpc.main", "mode": "managed", "type": "aws_vpc",
           "change": {"actions": ["no-op"], "before": {}, "after": {}, "importing": {"id": "vpc-1"}}}
        ]}
        """;

    private static readonly PlannedChange[] Changes = [.. PlannedChange.Of(JsonDocument.Parse(Plan).RootElement)];

    [Fact]
    public void Actions_are_read_and_counted()
    {
        Changes.Select(c => c.Action).ShouldBe(
        [
            PlannedAction.Create, PlannedAction.Replace, PlannedAction.Destroy, PlannedAction.Update, PlannedAction.None,
        ]);
        ChangeCounts.Of([.. Changes]).ShouldBe(new(1, 1, 1, 1, 1));
        Changes[1].ReplacedBy.ShouldBe(["subnet_id", "tags.a"]);
        Changes[2].Text("name").ShouldBe("x");
        new ChangeCounts(0, 0, 0, 0, 0).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void A_change_is_in_the_zone_that_its_arguments_or_its_name_say() => Changes
        .Select(c => FailureDomains.Of(c, ["eu-west-1a", "eu-west-1b", "eu-west-1c"]))
        .ShouldBe(["eu-west-1a", "eu-west-1b", "eu-west-1c", "eu-west-1a", FailureDomains.Region]);
}
