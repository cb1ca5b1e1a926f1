namespace Evenkeel.Import.Tests;

/// <summary>Valid files that use as many fields as they can, to be damaged.</summary>
internal static class MutationSources
{
    public const string Scenario = """
        description: a zone goes
        kubernetes: "1.36"
        timing: {nodeMonitorPeriod: 1s, unhealthyZoneThreshold: 0.5, defaultTolerationSeconds: 20}
        podStartSeconds: 1
        events:
        - {at: 15, snapshot: steady, fail: {zone: a}}
        - {at: 32, restore: {nodes: [a1, a2]}}
        - {at: 40, drain: {node: a1}}
        - {at: 50, deleteNode: {zone: a}}
        - {at: 60, scale: {kind: Deployment, name: web, replicas: 5}}
        - {at: 90, addNodes: more-nodes.yaml}
        end: 120
        """;

    public const string Rich = """
        apiVersion: v1
        kind: List
        items:
        - apiVersion: v1
          kind: Pod
          metadata: {name: a, ownerReferences: [{kind: Job, name: j, controller: true}], labels: {a: b}}
          spec:
            hostNetwork: true
            overhead: {cpu: 1m}
            resources: {limits: {cpu: 2, hugepages-2Mi: 4Mi}}
            initContainers:
            - {name: s, restartPolicy: Always, startupProbe: {periodSeconds: 3, successThreshold: 1}}
            containers:
            - {name: a, ports: [{containerPort: 80, hostPort: 80}], readinessProbe: {initialDelaySeconds: 4}}
            volumes: [{name: d, persistentVolumeClaim: {claimName: files}}]
            terminationGracePeriodSeconds: 5
        - apiVersion: v1
          kind: PersistentVolume
          metadata: {name: pv, labels: {topology.kubernetes.io/zone: a__b}}
          spec:
            capacity: {storage: 1Gi}
            claimRef: {name: files}
            nodeAffinity: {required: {nodeSelectorTerms: [{}]}}
        - apiVersion: v1
          kind: Node
          metadata: {name: a1}
          spec: {unschedulable: true, taints: [{key: node.kubernetes.io/unreachable, effect: NoExecute}]}
          status: {capacity: {cpu: 4, memory: 16Gi, pods: 58, attachable-volumes-aws-ebs: 25}}
        - apiVersion: batch/v1
          kind: Job
          metadata: {name: j}
          spec: {parallelism: 2, completions: 3, template: {spec: {containers: [{name: a}]}}}
        - apiVersion: autoscaling/v2
          kind: HorizontalPodAutoscaler
          metadata: {name: h}
          spec: {scaleTargetRef: {kind: ReplicationController, name: r}, minReplicas: 2, maxReplicas: 9}
        - apiVersion: v1
          kind: ReplicationController
          metadata: {name: r}
          spec:
            selector: &labels {app: r}
            template: {metadata: {labels: {<<: *labels, b: c}}, spec: {containers: [{name: a}]}}
        """;

    public const string Json = """
        {"apiVersion": "v1", "kind": "List", "metadata": {"resourceVersion": ""}, "items": [
          {"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": "agent", "namespace": "shop"},
           "spec": {"selector": {"matchExpressions": [{"key": "app", "operator": "In", "values": ["agent"]}]},
            "template": {"metadata": {"labels": {"app": "agent"}}, "spec": {"containers": [{"name": "a\u00e9",
              "resources": {"requests": {"cpu": "100m", "memory": "64Mi"}}}],
              "tolerations": [{"operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}]}},
            "updateStrategy": {"rollingUpdate": {"maxUnavailable": "10%", "maxSurge": 0}}},
           "status": {"numberReady": 3}},
          {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "agent"},
           "spec": {"minAvailable": "67%", "selector": {"matchLabels": {"app": "agent"}}}}
        ]}
        """;

    /// <summary>A cluster without most of its nodes, which are all alike.</summary>
    public static string Tail(string text) =>
        "apiVersion: v1\n" + text[text.LastIndexOf("kind: Node", StringComparison.Ordinal)..];
}
