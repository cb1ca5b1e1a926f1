using System.Text;

namespace Evenkeel.Provisioning.Reach;

/// <summary>
/// A kubeconfig of one cluster, one administrator and one context, all of the cluster's name.
/// </summary>
public static class Kubeconfig
{
    /// <summary>The text.</summary>
    /// <param name="cluster">The cluster's name.</param>
    /// <param name="server">The API's URL, as it is reached.</param>
    /// <param name="serverName">
    /// The name in the API's certificate where it is reached by another; null where that is the URL's.
    /// </param>
    /// <param name="admin">Who asks.</param>
    public static string Write(string cluster, string server, string? serverName, AdminCertificate admin)
    {
        ArgumentNullException.ThrowIfNull(admin);
        var name = serverName is null ? "" : $"    tls-server-name: {serverName}\n";
        return $"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: {cluster}
              cluster:
                certificate-authority-data: {Base64(admin.Authority)}
                server: {server}
            {name}contexts:
            - name: {cluster}
              context:
                cluster: {cluster}
                user: {cluster}-admin
            current-context: {cluster}
            users:
            - name: {cluster}-admin
              user:
                client-certificate-data: {Base64(admin.Certificate)}
                client-key-data: {Base64(admin.Key)}

            """.ReplaceLineEndings("\n");
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
