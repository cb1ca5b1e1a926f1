namespace Evenkeel.Import.Kubernetes;

/// <summary>
/// Tells what <c>helm template</c> prints and a release does not keep: hooks run at an installation, an
/// upgrade or a test, and are no part of the release (helm.sh/docs/topics/charts_hooks). Charts give them
/// the labels of all else, so that Services would select their pods.
/// </summary>
internal static class Hooks
{
    private const string Helm = "helm.sh/hook";
    private const string Argo = "argocd.argoproj.io/hook";

    /// <summary>
    /// Whether an object is a pod or Job of a hook, or of any kind and for tests alone. Other hooks, such as
    /// a Deployment of <c>pre-install</c>, stay where they were made.
    /// </summary>
    public static bool IsHook(Manifest manifest)
    {
        if (!manifest.Metadata.Has("annotations")
            || manifest.Metadata.Object("annotations") is not { } annotations)
        {
            return false;
        }

        var helm = annotations.Has(Helm) ? annotations.Text(Helm) : null;
        var ends = manifest.Kind is ManifestKind.Pod or ManifestKind.Job;
        return (ends && (helm is not null || annotations.Has(Argo))) || (helm is not null && IsTest(helm));
    }

    /// <summary><c>test</c>, and the two words that Helm 2 had for it.</summary>
    private static bool IsTest(string hooks) =>
        hooks.Split(',', StringSplitOptions.TrimEntries)
            .All(hook => hook is "test" or "test-success" or "test-failure");
}
