namespace Evenkeel.Cli.Tests;

/// <summary>What is printed, word for word: tests/transcripts/NAME.txt.</summary>
public sealed class TranscriptTests
{
    [Theory]
    [InlineData("help", "--help")]
    [InlineData("help-lab", "lab --help")]
    [InlineData("help-lab-drill", "lab drill --help")]
    [InlineData("help-lab-fail", "lab fail --help")]
    [InlineData("help-lab-restore", "lab restore --help")]
    [InlineData("help-lab-up", "lab up --help")]
    [InlineData("lab-no-fault", "lab fail flood a")]
    [InlineData("lab-unknown-command", "lab start")]
    [InlineData("lab-bad-slots", "lab up --slots 2x --probe-interval often")]
    [InlineData("lab-missing-argument", "lab fail")]
    [InlineData("help-prove", "prove --help")]
    [InlineData("help-render", "render --help")]
    [InlineData("help-simulate", "simulate --help")]
    [InlineData("no-command", "")]
    [InlineData("unknown-command", "simulte tests/fidelity/tight-capacity")]
    [InlineData("unknown-option", "simulate tests/fidelity/tight-capacity --seed 3")]
    [InlineData("unknown-format", "prove examples/shop --output yaml")]
    [InlineData("bad-seeds", "prove examples/shop --seeds 0")]
    [InlineData("missing-argument", "prove")]
    [InlineData("further-argument", "prove examples/shop examples/other")]
    [InlineData("missing-file", "prove examples/nothing")]
    [InlineData("not-a-scenario", "simulate examples/shop")]
    [InlineData("simulate-tight-capacity", "simulate tests/fidelity/tight-capacity")]
    [InlineData("simulate-ebs-statefulset", "simulate tests/fidelity/ebs-statefulset")]
    [InlineData("simulate-priority-preemption", "simulate tests/fidelity/priority-preemption")]
    [InlineData("simulate-pdb-drain", "simulate tests/fidelity/pdb-drain")]
    [InlineData("simulate-master-partition-heals", "simulate tests/fidelity/master-partition-heals")]
    [InlineData("simulate-seeds", "simulate tests/fidelity/zone-loss-defaults --seeds 5")]
    [InlineData("simulate-quiet", "simulate tests/fidelity/zone-loss-defaults --quiet")]
    [InlineData("simulate-json", "simulate tests/fidelity/best-effort --output json")]
    [InlineData("prove-shop", "prove examples/shop")]
    [InlineData("prove-single-nat", "prove examples/single-nat")]
    [InlineData("prove-local-traffic-policy", "prove examples/local-traffic-policy")]
    [InlineData("prove-webhook-deadlock", "prove examples/webhook-deadlock")]
    [InlineData("prove-dns-needs-api", "prove examples/dns-needs-api")]
    [InlineData("prove-three-zones-ha", "prove examples/three-zones-ha")]
    [InlineData("prove-two-zones", "prove examples/two-zones")]
    [InlineData("prove-shop-quiet", "prove examples/shop --quiet")]
    [InlineData("prove-shop-json", "prove examples/shop --output json")]
    [InlineData("prove-strict-spread-deadlock", "prove examples/strict-spread-deadlock")]
    [InlineData("prove-zone-deployments", "prove examples/zone-deployments")]
    [InlineData("prove-regional-asg-with-ebs", "prove examples/regional-asg-with-ebs")]
    [InlineData("prove-autoscaler-waits-on-dead-zone", "prove examples/autoscaler-waits-on-dead-zone")]
    public void Output_is_as_recorded(string name, string command) => Golden.Verify(
        $"tests/transcripts/{name}.txt", Transcript(
            command.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Theory]
    [InlineData("prove examples/single-nat --output json")]
    [InlineData("prove examples/single-nat")]
    [InlineData("simulate tests/fidelity/mixed-instances --seeds 3 --output json")]
    public void The_same_input_twice_gives_the_same_bytes(string command)
    {
        var args = command.Split(' ');
        Transcript(args).ShouldBe(Transcript(args));
    }

    [Fact]
    public void Text_stays_within_its_width()
    {
        var root = RepositoryRoot.PathOf("tests", "fidelity");
        foreach (var scenario in Directory.GetFiles(root, "scenario.yaml", SearchOption.AllDirectories))
        {
            var folder = Path.GetRelativePath(root, Path.GetDirectoryName(scenario)!);
            var session = new Session();
            session.Run("simulate", $"tests/fidelity/{folder}").ShouldBe(0);
            session.Out.Split('\n').Where(line => line.Length > 110).ShouldBeEmpty(folder);
        }
    }

    internal static string Transcript(string[] args)
    {
        var session = new Session();
        var exit = session.Run(args);
        var error = session.Error.Length == 0 ? "" : $"--- standard error\n{session.Error}";
        return $"$ evenkeel {string.Join(' ', args)}\n--- exit {exit}\n{session.Out}{error}";
    }
}
