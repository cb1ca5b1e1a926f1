namespace Evenkeel.Agent.Kubernetes;

/// <summary>Ports of the control plane (kubernetes.io, "Ports and Protocols").</summary>
internal static class ControlPlanePorts
{
    /// <summary>kube-apiserver, and K3s as a server.</summary>
    public const int ApiServer = 6443;

    /// <summary>kube-controller-manager.</summary>
    public const int ControllerManager = 10257;

    /// <summary>kube-scheduler.</summary>
    public const int Scheduler = 10259;

    /// <summary>The kubelet's health, on loopback.</summary>
    public const int KubeletHealth = 10248;

    /// <summary>kube-proxy's health.</summary>
    public const int ProxyHealth = 10256;
}
