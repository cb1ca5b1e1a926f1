namespace Evenkeel.Compiler.Lowering.Security;

/// <summary>Who talks: a security group, or addresses outside.</summary>
internal enum Actor
{
    /// <summary>Everybody.</summary>
    Internet,

    /// <summary>The addresses that <c>apiAccess</c> names.</summary>
    ApiClients,

    /// <summary>The addresses from which the bastion takes SSH.</summary>
    Operators,

    /// <summary>S3, by the prefix list of its endpoint.</summary>
    S3,

    /// <summary>The private addresses of mirrors of image registries.</summary>
    Mirrors,

    /// <summary>The balancer of the ingress.</summary>
    ServiceBalancer,

    /// <summary>The balancer of the Kubernetes API.</summary>
    ApiBalancer,

    /// <summary>The host that operators go through.</summary>
    Bastion,

    /// <summary>Servers.</summary>
    ControlPlane,

    /// <summary>Machines of etcd's own.</summary>
    Etcd,

    /// <summary>Nodes of pools.</summary>
    Worker,

    /// <summary>Databases.</summary>
    Data,

    /// <summary>The targets of the file system over all zones.</summary>
    Files,

    /// <summary>The endpoints of AWS's services in the VPC.</summary>
    Endpoints,
}

/// <summary>Names and natures of actors.</summary>
internal static class Actors
{
    /// <summary>An actor in Terraform's names.</summary>
    public static string Word(Actor actor) => actor switch
    {
        Actor.Internet => "internet",
        Actor.ApiClients => "api_clients",
        Actor.Operators => "operators",
        Actor.S3 => "s3",
        Actor.Mirrors => "mirrors",
        Actor.ServiceBalancer => "service_balancer",
        Actor.ApiBalancer => "api_balancer",
        Actor.Bastion => "bastion",
        Actor.ControlPlane => "control_plane",
        Actor.Etcd => "etcd",
        Actor.Worker => "worker",
        Actor.Data => "data",
        Actor.Files => "files",
        Actor.Endpoints => "endpoints",
        _ => throw new ArgumentOutOfRangeException(nameof(actor), actor, null),
    };

    /// <summary>Whether it is a security group of the cluster.</summary>
    public static bool IsGroup(Actor actor) =>
        actor is not (
            Actor.Internet or Actor.ApiClients or Actor.Operators or Actor.S3 or Actor.Mirrors);

    /// <summary>
    /// What the group is for. It cannot change without a new group (aws_security_group, description).
    /// </summary>
    public static string Purpose(Actor actor) => actor switch
    {
        Actor.ServiceBalancer => "Balancer of the ingress",
        Actor.ApiBalancer => "Balancer of the Kubernetes API",
        Actor.Bastion => "Host that operators go through",
        Actor.ControlPlane => "Servers of the control plane",
        Actor.Etcd => "Members of etcd on machines of their own",
        Actor.Worker => "Nodes of pools",
        Actor.Data => "Databases in the data tier",
        Actor.Files => "File system over all zones",
        Actor.Endpoints => "Endpoints of AWS services in the VPC",
        _ => throw new ArgumentOutOfRangeException(nameof(actor), actor, null),
    };
}
