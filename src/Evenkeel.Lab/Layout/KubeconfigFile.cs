namespace Evenkeel.Lab.Layout;

/// <summary>The file with which kubectl comes to the lab's API servers, through the balancer.</summary>
internal static class KubeconfigFile
{
    /// <summary>Writes it from the administrator's certificate that a slot's agent has issued.</summary>
    /// <returns>Whether there is such a certificate yet.</returns>
    public static bool Write(LabFolder folder, LabSettings settings)
    {
        var pki = settings.Slots.Select(s => Path.Combine(folder.Run(s.Name), "pki"))
            .FirstOrDefault(p => File.Exists(Path.Combine(p, "admin.crt"))
                && File.Exists(Path.Combine(p, "admin.key")));
        if (pki is null)
        {
            return false;
        }

        File.WriteAllText(folder.Kubeconfig, $$"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: {{settings.Cluster}}
              cluster:
                server: https://{{settings.Name}}:{{settings.ApiPort}}
                certificate-authority-data: {{Data(pki, "ca.crt")}}
            users:
            - name: admin
              user:
                client-certificate-data: {{Data(pki, "admin.crt")}}
                client-key-data: {{Data(pki, "admin.key")}}
            contexts:
            - name: {{settings.Cluster}}
              context: {cluster: {{settings.Cluster}}, user: admin}
            current-context: {{settings.Cluster}}

            """);
        File.SetUnixFileMode(folder.Kubeconfig, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return true;
    }

    private static string Data(string pki, string file) =>
        Convert.ToBase64String(File.ReadAllBytes(Path.Combine(pki, file)));
}
