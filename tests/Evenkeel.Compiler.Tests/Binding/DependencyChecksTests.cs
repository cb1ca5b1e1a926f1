using static Evenkeel.Compiler.Tests.Bindings;

namespace Evenkeel.Compiler.Tests.Binding;

public sealed class DependencyChecksTests
{
    private static readonly string Two = Web + "\n---\n" + Web.Replace("web", "api", StringComparison.Ordinal);

    [Fact]
    public void Workloads_that_need_each_other_are_reported_where_the_circle_closes()
    {
        var circle = Single("EK2016", File(more: """
              dependsOn:
              - {workload: shop/web, service: shop/api}
              - {workload: shop/api, service: shop/web}
            """), Two);

        circle.Message.ShouldBe("shop/api needs shop/web, which needs shop/api");
        circle.Span!.Value.Line.ShouldBe(13);
    }

    [Fact]
    public void A_workload_cannot_need_its_own_Service()
    {
        Single("EK2016", File(more: "  dependsOn: [{workload: shop/web, service: shop/web}]")).Message
            .ShouldBe("shop/web needs a Service that it is behind itself");
    }

    [Fact]
    public void Two_ways_to_one_Service_are_no_circle()
    {
        var three = Two + "\n---\n" + Web.Replace("web", "db", StringComparison.Ordinal);
        Good(File(more: """
              dependsOn:
              - {workload: shop/web, service: shop/api}
              - {workload: shop/web, service: shop/db}
              - {workload: shop/api, service: shop/db}
            """), three).DependsOn.Length.ShouldBe(3);
    }
}
