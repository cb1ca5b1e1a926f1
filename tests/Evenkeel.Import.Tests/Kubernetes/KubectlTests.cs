using System.Diagnostics;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Import.Tests.Kubernetes;

/// <summary>
/// What <c>kubectl create --dry-run=client</c> writes reads without a mistake; it needs no cluster.
/// </summary>
public sealed class KubectlTests
{
    private const string Hint = "https://kubernetes.io/docs/tasks/tools/";

    public static TheoryData<string, string> Commands()
    {
        string[] commands =
        [
            "deployment web --image=nginx --replicas=3 --port=80",
            "service clusterip web --tcp=80:8080",
            "service nodeport web --tcp=80:8080 --node-port=30080",
            "service loadbalancer web --tcp=80:8080",
            "service externalname db --external-name=db.example.com",
            "poddisruptionbudget web --selector=app=web --min-available=50%",
            "poddisruptionbudget api --selector=app=api --max-unavailable=1",
            "priorityclass high --value=1000 --preemption-policy=Never",
            "quota all --hard=cpu=4,memory=8Gi,pods=10",
            "cronjob report --image=report --schedule=*/5_*_*_*_*",
            "job migrate --image=migrate",
            "ingress web --rule=shop.example.com/*=web:80",
            "configmap settings --from-literal=colour=blue",
            "secret generic token --from-literal=token=abc",
            "namespace shop",
            "serviceaccount web",
        ];
        var data = new TheoryData<string, string>();
        foreach (var command in commands)
        {
            data.Add(command, "json");
            data.Add(command, "yaml");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Its_output_is_read(string command, string format)
    {
        var (objects, diagnostics) = Inputs.Read(Create(command, format));

        diagnostics.ShouldAllBe(d => d.StartsWith("EK3017") || d.StartsWith("EK3033"));
        var read = objects.Namespaces.Length + objects.Workloads.Length + objects.Services.Length + objects.Ingresses.Length
            + objects.Budgets.Length + objects.PriorityClasses.Length + objects.OtherKinds.Values.Sum();
        read.ShouldBe(1);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("yaml")]
    public void A_deployment_has_its_counts(string format)
    {
        var workload = Inputs.Objects(Create("deployment web --image=nginx --replicas=3", format))
            .Workloads.ShouldHaveSingleItem();

        workload.Kind.ShouldBe(WorkloadKind.Deployment);
        workload.Replicas.ShouldBe(3);
        workload.Selector.Matches(workload.Template.Labels).ShouldBeTrue();
        workload.Template.Images.ShouldBe(["nginx"]);
    }

    /// <summary>Blanks inside an argument are written as <c>_</c>.</summary>
    private static string Create(string command, string format)
    {
        var start = new ProcessStartInfo(Programs.Require("kubectl", Hint))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // No file of the person who runs the tests decides what kubectl does.
            Environment = { ["KUBECONFIG"] = Path.Combine(Path.GetTempPath(), "evenkeel-no-kubeconfig") },
        };
        start.ArgumentList.Add("create");
        foreach (var argument in command.Split(' '))
        {
            start.ArgumentList.Add(argument.Replace('_', ' '));
        }

        start.ArgumentList.Add("--dry-run=client");
        start.ArgumentList.Add("--output=" + format);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, errors.Result);
        return output;
    }
}
