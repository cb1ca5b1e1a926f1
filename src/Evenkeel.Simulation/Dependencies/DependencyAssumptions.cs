using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Simulation.Dependencies;

/// <summary>What is assumed of everything that pods depend on, a sentence each.</summary>
internal static class DependencyAssumptions
{
    /// <summary>Those that matter for a model.</summary>
    public static IEnumerable<string> Of(ClusterModel model)
    {
        yield return model.System.Dns is null
            ? "The cluster's DNS always answers."
            : "Clients inside look up a Service's name in the cluster's DNS, and so do pods what they depend "
                + "on; resolvers ask again, so that one server that answers is enough.";
        if (!model.Objects.Ingresses.IsEmpty)
        {
            yield return "An ingress controller that is cut off from the Kubernetes API goes on with what it "
                + "knows, and follows endpoints as fast as proxies do.";
        }

        if (model.Objects.Workloads.Any(static w => !w.Template.Images.IsEmpty))
        {
            yield return "A node keeps the images that it has pulled; a kubelet that could not pull one "
                + "tries again at the latest a whole back-off (10 s to 5 min) and 15 s after it can.";
        }

        if (model.Objects.Workloads.Any(static w => !w.Template.NeverPulled.IsEmpty))
        {
            yield return "Images with imagePullPolicy Never are on every node.";
        }

        if (model.DependsOn.Any(static d => d.Store is not null))
        {
            yield return "Which zone a store is in is not known: each zone that is lost is taken to be its "
                + "zone.";
        }

        if (model.DependsOn.Any(d => model.Data.Stores.Any(s => s.Name == d.Store
            && s.Kind is StoreKind.DynamoDb or StoreKind.External)))
        {
            yield return "DynamoDB and external stores are reached through the zone's way out.";
        }

        if (model.DependsOn.Any(static d => d.Egress is not null))
        {
            yield return "Hosts on the internet answer whenever they are reached.";
        }
    }
}
