namespace Evenkeel.Core.Model.Kubernetes;

/// <summary>
/// What one container of a pod requests, its limits standing in for what it does not state.
/// </summary>
/// <param name="Name">Its name, unique in the pod.</param>
/// <param name="MilliCpu">CPU in thousandths of a core; null where it requests none.</param>
/// <param name="MemoryBytes">Memory in bytes; null where it requests none.</param>
/// <param name="IsSidecar">Whether it is an init container that runs on (restartPolicy Always).</param>
public sealed record ContainerResources(
    string Name, long? MilliCpu, long? MemoryBytes, bool IsSidecar = false);
