using System.Collections.Immutable;
using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Bootstrap;
using Evenkeel.Compiler.Lowering.Machines;
using Evenkeel.Compiler.Lowering.Names;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering;

/// <summary>What every concern of the lowering is given: the model, names and tags.</summary>
internal sealed class LoweringScope
{
    /// <summary>The tag by which everything of a cluster is found, and mutations are bounded.</summary>
    public const string ClusterTag = "evenkeel.dev/cluster";

    /// <summary>A scope of one model.</summary>
    public LoweringScope(ClusterModel model)
    {
        Model = model;
        Names = new(model.Name);
        Addresses = new(model);
        Tags = model.Account.Tags
            .SetItem(ClusterTag, model.Name)
            .SetItem(OwnerTag, "owned");
        UserData = new BootLowering(this).UserData;
    }

    /// <summary>The cluster.</summary>
    public ClusterModel Model { get; }

    /// <summary>
    /// What a machine boots with; null for one that boots its image as it is. Texts lie beside the
    /// configuration: <see cref="UserDataFiles"/> says how they are named in it.
    /// </summary>
    public Func<MachineIdentity, TfValue?> UserData { get; init; }

    /// <summary>What things are called.</summary>
    public ResourceNames Names { get; }

    /// <summary>Where things stand in the configuration.</summary>
    public ResourceAddresses Addresses { get; }

    /// <summary>
    /// The tag by which the cloud controller and the CSI driver know what is theirs (cloud-provider-aws,
    /// pkg/providers/v1/tags.go, TagNameKubernetesClusterPrefix).
    /// </summary>
    public string OwnerTag => $"kubernetes.io/cluster/{Model.Name}";

    /// <summary>
    /// The ARN of the key that the file names, which a policy needs; null where AWS's own keys are used. An
    /// alias has to be looked up.
    /// </summary>
    public TfValue? Key => Model.Account.KmsKey is not { } key ? null
        : IsAlias(key) ? ResourceAddresses.Key.Arn
        : key;

    /// <summary>The alias that the key is named by, or null.</summary>
    public string? KeyAlias => Model.Account.KmsKey is { } key && IsAlias(key) ? key : null;

    /// <summary>The tags of everything that is made: the file's, and ours over them.</summary>
    public ImmutableSortedDictionary<string, string> Tags { get; }

    /// <summary>
    /// The tags of one resource beside those that the provider puts on all: its name, and others.
    /// </summary>
    public static TfObject Named(string name, params IEnumerable<KeyValuePair<string, string>> more) =>
        new([.. more, KeyValuePair.Create("Name", name)]);

    /// <summary>
    /// All tags of what the provider does not tag by itself, such as the machines of a group.
    /// </summary>
    public TfObject AllTags(string name, params IEnumerable<KeyValuePair<string, string>> more) =>
        new([.. Tags, .. more, KeyValuePair.Create("Name", name)]);

    private static bool IsAlias(string key) => key.Contains("alias/", StringComparison.Ordinal);
}
