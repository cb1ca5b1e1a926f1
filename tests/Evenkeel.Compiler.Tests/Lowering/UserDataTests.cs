using Evenkeel.Compiler.Lowering;
using Evenkeel.Compiler.Lowering.Machines;

namespace Evenkeel.Compiler.Tests.Lowering;

/// <summary>What machines boot with: who is asked for it, and how Terraform fills it in.</summary>
public sealed class UserDataTests
{
    [Fact]
    public void A_text_beside_the_configuration_is_filled_in_by_name() =>
        UserDataFiles.Expression("server", ("slot", "\"eu-west-1a\""), ("release", "var.release")).Template.ShouldBe(
            "${base64encode(templatefile(\"${path.module}/../cloud-init/server.yaml\", "
            + "{ release = var.release, slot = \"eu-west-1a\" }))}");

    [Theory]
    [InlineData("dedicated-etcd", "server eu-west-1a eu-west-1a", "etcd eu-west-1b eu-west-1b", "worker   general")]
    [InlineData("two-zones", "server eu-west-1a eu-west-1a-2")]
    [InlineData("regional-pools", "server  ", "worker eu-west-1c  edge")]
    public void Machines_are_asked_for_by_who_they_are(string name, params string[] expected)
    {
        var asked = new List<string>();
        var scope = new LoweringScope(Renders.Model(name))
        {
            UserData = who =>
            {
                asked.Add($"{who.Role} {who.Zone} {who.Slot} {who.Pool?.Name}".TrimEnd(' '));
                return $"of {who.Role}";
            },
        };
        var written = Evenkeel.Compiler.Lowering.ControlPlane.ControlPlaneLowering.Lower(scope).Blocks
            .Concat(Evenkeel.Compiler.Lowering.NodePools.NodePoolLowering.Lower(scope).Blocks)
            .Where(b => b.Labels[1] is "aws_launch_template" or "aws_instance").ToList();
        foreach (var who in expected) asked.ShouldContain(who.TrimEnd(' '));
        written.Count.ShouldBe(asked.Count);
        written.ShouldAllBe(b => b.Body.Members.ContainsKey(
            b.Labels[1] == "aws_instance" ? "user_data_base64" : "user_data"));
    }
}
