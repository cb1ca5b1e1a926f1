using Evenkeel.Platform.Terminals;

namespace Evenkeel.Cli.Tests.Provisioning;

/// <summary>What the commands that touch AWS say before they touch anything.</summary>
public sealed class VerbTests
{
    private const string Cluster = "tests/cases/render/k3s-three-zones/cluster.yaml";

    [Theory]
    [InlineData("up --yes")]
    [InlineData("down --yes")]
    [InlineData("plan")]
    public void Without_Terraform_it_is_said_how_to_get_it(string command)
    {
        var session = new Session().With("PATH", "");
        var words = command.Split(' ');
        session.Run([words[0], Cluster, .. words[1..]]).ShouldBe(3);
        session.Out.ShouldBeEmpty();
        session.Error.ShouldContain("error EK5001: there is no `terraform` and no `tofu` on PATH");
        session.Error.ShouldContain("https://opentofu.org/docs/intro/install");
    }

    [Theory]
    [InlineData("up")]
    [InlineData("down")]
    public void Where_nobody_can_be_asked_nothing_is_done(string command)
    {
        var session = new Session().With("PATH", "");
        session.Run(command, Cluster).ShouldBe(2);
        session.Error.ShouldContain($"error EK0010: `evenkeel {command}` asks before it changes anything");
        var program = new Session().With("PATH", "");
        program.Run(command, Cluster, "--output", "json").ShouldBe(2);
        program.Out.ShouldContain("\"EK0010\"");
    }

    [Fact]
    public void Down_wants_the_clusters_name()
    {
        var terminal = new MemoryTerminal { InIsTerminal = true, ErrorIsTerminal = true, Answers = new(["yes"]) };
        new Session { Terminal = terminal }.With("PATH", "").Run("down", Cluster).ShouldBe(2);
        terminal.ErrorText.ShouldContain("Everything of shop is removed, but its snapshots. Type shop to go on: ");
        terminal.ErrorText.ShouldEndWith("evenkeel: nothing was done\n");
        var right = new MemoryTerminal { InIsTerminal = true, ErrorIsTerminal = true, Answers = new(["shop"]) };
        new Session { Terminal = right }.With("PATH", "").Run("down", Cluster).ShouldBe(3, "it goes on, and finds no Terraform");
    }

    [Theory]
    [InlineData("tests/cases/README.md", "EK3201")]
    [InlineData("tests/nothing.json", "EK0003")]
    public void A_proof_of_something_that_is_no_plan_is_refused(string plan, string code)
    {
        var session = new Session();
        session.Run("prove", Cluster, "--plan", plan).ShouldBe(2);
        session.Error.ShouldContain($"error {code}:");
    }
}
