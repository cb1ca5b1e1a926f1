using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Core.Model.Node;

/// <summary>The words of <c>node.json</c> for values of enumerations.</summary>
internal static class NodeWords
{
    public static readonly IReadOnlyList<(string Word, HealthSubject Value)> Subjects =
    [
        ("etcd", HealthSubject.Etcd),
        ("apiserver", HealthSubject.ApiServer),
        ("kubelet", HealthSubject.Kubelet),
        ("proxy", HealthSubject.Proxy),
        ("ingress", HealthSubject.Ingress),
    ];

    public static HealthSubject? SubjectOf(string word)
    {
        foreach (var (known, value) in Subjects)
        {
            if (string.Equals(known, word, StringComparison.Ordinal))
            {
                return value;
            }
        }

        return null;
    }

    public static string Of(HealthSubject subject) => Subjects.First(s => s.Value == subject).Word;

    public static string Of(NodeRole role) => role switch
    {
        NodeRole.Server => "server",
        NodeRole.Etcd => "etcd",
        NodeRole.Worker => "worker",
        _ => throw new InvalidOperationException($"role {role}"),
    };

    public static string Of(EtcdMode mode) => mode == EtcdMode.Embedded ? "embedded" : "agent";

    public static string Of(NodeDistribution distribution) => distribution switch
    {
        NodeDistribution.K3s => "k3s",
        NodeDistribution.Upstream => "upstream",
        NodeDistribution.None => "none",
        _ => throw new InvalidOperationException($"distribution {distribution}"),
    };
}
