using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Import.Tests.Kubernetes;

/// <summary>component-helpers/resource PodRequests and the API server's defaults before it.</summary>
public sealed class PodRequestsTests
{
    private const long Mi = 1024 * 1024;
    private const long Exa = 1_000_000_000_000_000_000;

    [Fact]
    public void Containers_are_summed()
    {
        var template = Inputs.Template("""
            containers:
            - {name: a, resources: {requests: {cpu: 500m, memory: 512Mi, ephemeral-storage: 1Gi}}}
            - {name: b, resources: {requests: {cpu: "1", memory: 100M, example.com/gpu: 2}}}
            """);

        template.Requests.MilliCpu.ShouldBe(1500);
        template.Requests.MemoryBytes.ShouldBe((512 * Mi) + 100_000_000);
        template.Requests.EphemeralStorageBytes.ShouldBe(1024 * Mi);
        template.Requests.Extended.ShouldBe([new("example.com/gpu", 2)]);
        template.NonZeroRequests.ShouldBe(template.Requests, Same);
    }

    [Fact]
    public void What_is_not_requested_counts_in_scores_for_each_container()
    {
        var template = Inputs.Template("""
            containers:
            - {name: a}
            - {name: b, resources: {requests: {cpu: 300m}}}
            - {name: c, resources: {requests: {cpu: 0, memory: 0}}}
            """);

        template.Requests.MilliCpu.ShouldBe(300);
        template.Requests.MemoryBytes.ShouldBe(0);
        template.NonZeroRequests.MilliCpu.ShouldBe(400);
        template.NonZeroRequests.MemoryBytes.ShouldBe(400 * Mi);
    }

    [Fact]
    public void A_limit_stands_in_for_a_request_that_is_not_stated()
    {
        var template = Inputs.Template("""
            containers:
            - {name: a, resources: {limits: {cpu: 200m, memory: 128Mi}, requests: {cpu: 100m}}}
            """);

        template.Requests.MilliCpu.ShouldBe(100);
        template.Requests.MemoryBytes.ShouldBe(128 * Mi);
    }

    [Fact]
    public void Init_containers_count_by_their_maximum()
    {
        var template = Inputs.Template("""
            initContainers:
            - {name: i, resources: {requests: {cpu: 2, memory: 10Mi}}}
            - {name: j, resources: {requests: {cpu: 100m, memory: 300Mi}}}
            containers:
            - {name: a, resources: {requests: {cpu: 1, memory: 100Mi}}}
            - {name: b, resources: {requests: {cpu: 500m, memory: 100Mi}}}
            """);

        template.Requests.MilliCpu.ShouldBe(2000);
        template.Requests.MemoryBytes.ShouldBe(300 * Mi);
    }

    [Theory]
    // Before the init container 300m of sidecars run; after it another 200m start.
    [InlineData("1", 1300)]
    [InlineData("100m", 600)]
    public void Sidecars_run_beside_what_starts_after_them(string init, long expected)
    {
        var template = Inputs.Template($$$$"""
            initContainers:
            - {name: s, restartPolicy: Always, resources: {requests: {cpu: 300m}}}
            - {name: i, resources: {requests: {cpu: {{{{init}}}}}}}
            - {name: t, restartPolicy: Always, resources: {requests: {cpu: 200m}}}
            containers:
            - {name: a, resources: {requests: {cpu: 100m}}}
            """);

        template.Requests.MilliCpu.ShouldBe(expected);
    }

    [Fact]
    public void Overhead_is_added()
    {
        var template = Inputs.Template("""
            overhead: {cpu: 250m, memory: 120Mi}
            containers: [{name: a, resources: {requests: {cpu: 1}}}]
            """);

        template.Requests.MilliCpu.ShouldBe(1250);
        template.Requests.MemoryBytes.ShouldBe(120 * Mi);
        template.NonZeroRequests.MemoryBytes.ShouldBe(320 * Mi);
    }

    [Fact]
    public void Pod_level_requests_replace_the_sum()
    {
        var template = Inputs.Template("""
            resources: {requests: {cpu: 700m}}
            containers:
            - {name: a, resources: {requests: {cpu: 1, memory: 50Mi}}}
            """);

        template.Requests.MilliCpu.ShouldBe(700);
        template.Requests.MemoryBytes.ShouldBe(50 * Mi);
        template.NonZeroRequests.MilliCpu.ShouldBe(700);
        template.NonZeroRequests.MemoryBytes.ShouldBe(50 * Mi);
    }

    [Fact]
    public void Pod_level_limits_default_requests_that_no_container_states()
    {
        var template = Inputs.Template("""
            resources: {limits: {cpu: 2, memory: 1Gi}}
            containers:
            - {name: a, resources: {requests: {cpu: 300m}}}
            """);

        template.Requests.MilliCpu.ShouldBe(300);
        template.Requests.MemoryBytes.ShouldBe(1024 * Mi);
        template.NonZeroRequests.MemoryBytes.ShouldBe(1024 * Mi);
    }

    [Fact]
    public void Amounts_round_up_once_and_never_overflow()
    {
        Inputs.Template("containers: [{name: a, resources: {requests: {cpu: 0.1m, memory: 1500m}}}]")
            .Requests.ShouldBe(new ResourceAmounts { MilliCpu = 1, MemoryBytes = 2 }, Same);
        Inputs.Template("containers: [{name: a, resources: {requests: {cpu: 9E, memory: 9E}}}]")
            .Requests.ShouldBe(new ResourceAmounts { MilliCpu = long.MaxValue, MemoryBytes = 9 * Exa }, Same);
        const string Huge = "resources: {requests: {memory: 8E}}";
        Inputs.Template($"containers: [{{name: a, {Huge}}}, {{name: b, {Huge}}}]")
            .Requests.MemoryBytes.ShouldBe(long.MaxValue);
    }

    [Theory]
    [InlineData(
        "requests: {cpu: 2}, limits: {cpu: 1}",
        "EK3004 9 `spec.template.spec.containers[0].resources.requests.cpu` is more than the limit")]
    [InlineData(
        "requests: {cpu: -1}",
        "EK3004 9 `spec.template.spec.containers[0].resources.requests.cpu` is -1, but cannot be negative")]
    [InlineData(
        "requests: {cpu: 1 core}",
        "EK3004 9 `spec.template.spec.containers[0].resources.requests.cpu` is `1 core`, which is not a "
        + "quantity: *")]
    [InlineData(
        "requests: 1",
        "EK3002 9 `spec.template.spec.containers[0].resources.requests` must be a mapping, not a number")]
    public void Wrong_amounts_are_reported(string resources, string expected)
    {
        var containers = $"containers: [{{name: a, resources: {{{resources}}}}}]";
        Inputs.Problems(containers).ShouldHaveSingleItem().ShouldStartWith(expected.TrimEnd('*'));
    }

    private static readonly IEqualityComparer<ResourceAmounts> Same =
        EqualityComparer<ResourceAmounts>.Create(
            (a, b) => a!.MilliCpu == b!.MilliCpu && a.MemoryBytes == b.MemoryBytes);
}
