using System.Text;
using System.Text.RegularExpressions;
using Evenkeel.Compiler.Lowering;
using Evenkeel.Compiler.Lowering.Alarms;

namespace Evenkeel.Compiler.Tests.Lowering;

/// <summary>What CloudWatch watches where the file names a topic, and that each alarm has its runbook.</summary>
public sealed class AlarmTests
{
    private const string Type = "aws_cloudwatch_metric_alarm";

    [Fact]
    public void Each_zone_slot_and_group_is_watched()
    {
        var alarms = Renders.Configuration("account").All(Type).Select(a => a.Name).ToList();
        foreach (var zone in new[] { "eu_west_1a", "eu_west_1b", "eu_west_1c" })
        {
            alarms.ShouldContain($"etcd_volume_stalled_{zone}");
            alarms.ShouldContain($"nat_out_of_ports_{zone}");
            alarms.ShouldContain($"group_short_control_plane_{zone}");
            alarms.ShouldContain($"group_short_general_{zone}");
            alarms.ShouldNotContain($"group_short_batch_{zone}", "its minimum is none");
        }

        alarms.ShouldContain("quorum_margin");
        alarms.ShouldContain("api_lost");
        alarms.ShouldContain("ingress_lost");
        alarms.Count.ShouldBe(17);
    }

    [Fact]
    public void The_margin_of_the_quorum_is_gone_with_one_server_of_three()
    {
        var margin = Renders.Configuration("account").One($"{Type}.quorum_margin");
        (margin.Body.GetProperty("threshold").GetInt32(), margin.Text("comparison_operator"), margin.Text("metric_name"))
            .ShouldBe((3, "LessThanThreshold", "HealthyHostCount"));
        margin.Body.GetProperty("dimensions").GetProperty("TargetGroup").GetString()
            .ShouldBe("${aws_lb_target_group.api.arn_suffix}");
    }

    [Fact]
    public void All_go_to_the_files_topic_and_groups_report_what_is_watched()
    {
        var configuration = Renders.Configuration("account");
        foreach (var alarm in configuration.All(Type))
        {
            foreach (var action in new[] { "alarm_actions", "ok_actions" })
            {
                Configuration.Items(alarm.Get(action)).Single().GetString()
                    .ShouldBe("arn:aws:sns:eu-west-1:123456789012:on-call", alarm.ToString());
            }
        }

        configuration.All("aws_autoscaling_group").ShouldAllBe(
            g => Configuration.Items(g.Get("enabled_metrics")).Single().GetString() == "GroupInServiceInstances");
    }

    [Fact]
    public void Without_a_topic_there_is_none()
    {
        foreach (var name in Renders.Names.Where(n => n != "account"))
        {
            Renders.Configuration(name).All(Type).ShouldBeEmpty(name);
            Renders.Configuration(name).All("aws_autoscaling_group").ShouldAllBe(g => g.Get("enabled_metrics") == null);
        }
    }

    [Fact]
    public void The_page_has_every_alarm_and_its_runbook()
    {
        var kinds = AlarmTable.Of(new LoweringScope(Renders.Model("account"))).GroupBy(a => a.Kind).ToList();
        var text = new StringBuilder("| alarm | of each | rings when | for |\n|---|---|---|---|\n");
        foreach (var alarm in kinds.Select(k => k.First()))
        {
            var of = alarm.Kind switch
            {
                "etcd-volume-stalled" => "slot",
                "nat-out-of-ports" => "zone",
                "group-short" => "group that has a minimum",
                _ => "",
            };
            text.Append($"| `{alarm.Kind}` | {of} | {alarm.Means} | {alarm.Minutes} min |\n");
        }

        var page = File.ReadAllText(RepositoryRoot.PathOf(AlarmLowering.Runbooks.Split('/')));
        Golden.Verify(AlarmLowering.Runbooks, Regex.Replace(
            page, @"(<!-- alarms -->\n).*?(<!-- /alarms -->)", m => m.Groups[1].Value + text + m.Groups[2].Value,
            RegexOptions.Singleline));
        kinds.ShouldAllBe(k => page.Contains($"\n## {k.Key}\n"));
    }
}
