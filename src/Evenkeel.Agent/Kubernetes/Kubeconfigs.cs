using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Evenkeel.Agent.Certificates;
using Evenkeel.Core.Model.Node;

namespace Evenkeel.Agent.Kubernetes;

/// <summary>
/// The kubeconfigs of a server, as JSON, which is YAML as well. Programs of the node name files of
/// certificates,
/// so that they read renewed ones; the administrator's holds them, so that it can be carried away.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="slot">Its slot.</param>
/// <param name="folders">Where the files lie.</param>
internal sealed class Kubeconfigs(NodeConfiguration node, SlotAddress slot, NodeFolders folders)
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Indented = true,
        NewLine = "\n",
    };

    /// <summary>Writes them all.</summary>
    public void Write()
    {
        Directory.CreateDirectory(
            folders.Kubeconfigs, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var name in new[] { "controller-manager", "scheduler" })
        {
            PrivateFile.Replace(folders.Kubeconfig(name), OfNode(name));
        }

        PrivateFile.Replace(folders.Kubeconfig("admin"), OfAdministrator());
    }

    /// <summary>The kubeconfig of a program of this node: through its own API server.</summary>
    public string OfNode(string name) => Text(
        node.Cluster, ControlPlaneFlags.UrlOf(slot), name,
        json => json.WriteString("certificate-authority", folders.Authority(AuthorityKind.Kubernetes)),
        json =>
        {
            json.WriteString("client-certificate", folders.Certificate(name));
            json.WriteString("client-key", folders.Key(name));
        });

    private string OfAdministrator() => Text(
        node.Cluster, node.Kubernetes.Endpoint ?? ControlPlaneFlags.UrlOf(slot), "admin",
        json => json.WriteBase64String(
            "certificate-authority-data", File.ReadAllBytes(folders.Authority(AuthorityKind.Kubernetes))),
        json =>
        {
            json.WriteBase64String(
                "client-certificate-data", File.ReadAllBytes(folders.Certificate("admin")));
            json.WriteBase64String("client-key-data", File.ReadAllBytes(folders.Key("admin")));
        });

    /// <summary>A kubeconfig with one cluster and one user.</summary>
    public static string Text(
        string cluster, string server, string user, Action<Utf8JsonWriter> authority,
        Action<Utf8JsonWriter> credentials)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteString("apiVersion", "v1");
            json.WriteString("kind", "Config");
            json.WriteString("current-context", cluster);
            Named(json, "clusters", "cluster", cluster, () =>
            {
                json.WriteString("server", server);
                authority(json);
            });
            Named(json, "users", "user", user, () => credentials(json));
            Named(json, "contexts", "context", cluster, () =>
            {
                json.WriteString("cluster", cluster);
                json.WriteString("user", user);
            });
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Named(Utf8JsonWriter json, string list, string kind, string name, Action write)
    {
        json.WriteStartArray(list);
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteStartObject(kind);
        write();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
