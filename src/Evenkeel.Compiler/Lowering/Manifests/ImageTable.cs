using System.Collections.Immutable;
using Evenkeel.Core.Model;

namespace Evenkeel.Compiler.Lowering.Manifests;

/// <summary>
/// The images of the cluster's own parts, by what they are called in manifests: each pinned to a version.
/// Where a release is gathered, the bytes are fetched once and pinned by their digest; machines get those.
/// </summary>
/// <remarks>
/// As of 2026-08-22: kubernetes/kops pkg/model/components and upup/models/cloudup/resources/addons;
/// kubernetes-sigs/aws-ebs-csi-driver and aws-efs-csi-driver, deploy/kubernetes/base.
/// </remarks>
internal static class ImageTable
{
    private static readonly ImmutableSortedDictionary<string, string> Images = Of(
        ("aws-ebs-csi-driver", "public.ecr.aws/ebs-csi-driver/aws-ebs-csi-driver:v1.64.0"),
        ("aws-efs-csi-driver", "public.ecr.aws/efs-csi-driver/amazon/aws-efs-csi-driver:v3.4.1"),
        ("cert-manager-acmesolver", "quay.io/jetstack/cert-manager-acmesolver:v1.19.5"),
        ("cert-manager-cainjector", "quay.io/jetstack/cert-manager-cainjector:v1.19.5"),
        ("cert-manager-controller", "quay.io/jetstack/cert-manager-controller:v1.19.5"),
        ("cert-manager-webhook", "quay.io/jetstack/cert-manager-webhook:v1.19.5"),
        ("cloud-controller-manager", "registry.k8s.io/provider-aws/cloud-controller-manager:v1.36.1"),
        ("coredns", "registry.k8s.io/coredns/coredns:v1.13.1"),
        ("csi-attacher", "registry.k8s.io/sig-storage/csi-attacher:v4.11.0"),
        ("csi-node-driver-registrar", "registry.k8s.io/sig-storage/csi-node-driver-registrar:v2.16.0"),
        ("csi-provisioner", "registry.k8s.io/sig-storage/csi-provisioner:v6.2.0"),
        ("csi-resizer", "registry.k8s.io/sig-storage/csi-resizer:v2.1.0"),
        ("descheduler", "registry.k8s.io/descheduler/descheduler:v0.34.0"),
        ("livenessprobe", "registry.k8s.io/sig-storage/livenessprobe:v2.18.0"),
        ("metrics-server", "registry.k8s.io/metrics-server/metrics-server:v0.8.0"),
        ("nginx", "docker.io/nginxinc/nginx-unprivileged:1.28.0-alpine"),
        ("node-problem-detector",
            "registry.k8s.io/node-problem-detector/node-problem-detector:v0.8.18"),
        ("socat", "docker.io/alpine/socat:1.8.0.3"),
        ("traefik", "docker.io/library/traefik:v3.6.1"));

    /// <summary>cluster-autoscaler follows Kubernetes: it simulates that version's scheduler.</summary>
    private static readonly ImmutableSortedDictionary<string, string> Autoscalers = Of(
        ("1.34", "registry.k8s.io/autoscaling/cluster-autoscaler:v1.34.4"),
        ("1.35", "registry.k8s.io/autoscaling/cluster-autoscaler:v1.35.1"),
        ("1.36", "registry.k8s.io/autoscaling/cluster-autoscaler:v1.36.0"));

    /// <summary>The image of a part.</summary>
    public static string Of(string name, KubernetesVersion version) =>
        name == "cluster-autoscaler" ? Autoscalers[version.ToString()] : Images[name];

    private static ImmutableSortedDictionary<string, string> Of(params (string Name, string Image)[] rows) =>
        ImmutableSortedDictionary.CreateRange(
            StringComparer.Ordinal, rows.Select(r => KeyValuePair.Create(r.Name, r.Image)));
}
