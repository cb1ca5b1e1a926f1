using Evenkeel.Platform.Aws;
using Evenkeel.Provisioning.Terraform;

namespace Evenkeel.Provisioning.Adoption;

/// <summary>Groups, what they launch, and balancers: their names are theirs alone in a region.</summary>
/// <param name="aws">AWS.</param>
internal sealed class BalancedKinds(IAwsApi aws)
{
    /// <summary>The identifier of what is there already, or null.</summary>
    public Task<string?> FindAsync(PlannedChange change, CancellationToken cancellation)
    {
        var name = change.Text("name");
        return change.Type switch
        {
            "aws_lb_listener" => ListenerAsync(change, cancellation),
            _ when name is null => Task.FromResult<string?>(null),
            "aws_autoscaling_group" => FirstAsync(
                AwsService.AutoScaling, "DescribeAutoScalingGroups",
                new AwsParameters().AddMembers("AutoScalingGroupNames", name),
                ["DescribeAutoScalingGroupsResult", "AutoScalingGroups"], "AutoScalingGroupName",
                cancellation),
            "aws_launch_template" => FirstAsync(
                AwsService.Ec2, "DescribeLaunchTemplates",
                new AwsParameters().AddFilter("launch-template-name", name),
                ["launchTemplates"], "launchTemplateId", cancellation),
            "aws_lb" => FirstAsync(
                AwsService.LoadBalancing, "DescribeLoadBalancers",
                new AwsParameters().AddMembers("Names", name),
                ["DescribeLoadBalancersResult", "LoadBalancers"], "LoadBalancerArn", cancellation),
            _ => FirstAsync(
                AwsService.LoadBalancing, "DescribeTargetGroups",
                new AwsParameters().AddMembers("Names", name),
                ["DescribeTargetGroupsResult", "TargetGroups"], "TargetGroupArn", cancellation),
        };
    }

    private async Task<string?> ListenerAsync(PlannedChange change, CancellationToken cancellation)
    {
        if (change.Text("load_balancer_arn") is not { } balancer) return null;
        var answer = await aws.QueryAsync(
            AwsService.LoadBalancing, "DescribeListeners",
            new AwsParameters().Add("LoadBalancerArn", balancer), cancellation);
        return answer.Items("DescribeListenersResult", "Listeners")
            .FirstOrDefault(l => l.Text("Port") == change.Text("port"))?.Text("ListenerArn");
    }

    private async Task<string?> FirstAsync(
        AwsService service, string action, AwsParameters asked, string[] path, string id,
        CancellationToken cancellation)
    {
        try
        {
            var answer = await aws.QueryAsync(service, action, asked, cancellation);
            return answer.Items(path).FirstOrDefault()?.Text(id);
        }
        catch (AwsException e) when (e.Code is "LoadBalancerNotFound" or "TargetGroupNotFound")
        {
            return null;
        }
    }
}
