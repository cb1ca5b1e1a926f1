using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Names;

namespace Evenkeel.Compiler.Lowering.Iam;

/// <summary>
/// Roles: one for servers, one for nodes, and one for each part of the cluster whose pods call AWS. Each
/// statement says who calls and why.
/// </summary>
internal static class IamLowering
{
    /// <summary>Roles, their policies and the issuer of pods' tokens.</summary>
    public static TfFile Lower(LoweringScope scope)
    {
        var nodes = new NodeStatements(scope);
        return new("iam",
        [
            TfBlock.Of(ResourceAddresses.Account, new()),
            TfBlock.Of(ResourceAddresses.Partition, new()),
            .. Lookups(scope),
            MachineTrust(),
            .. Machines(scope, NodeStatements.ControlPlane, nodes.OfControlPlane()),
            .. Machines(scope, NodeStatements.Worker, nodes.OfWorker()),
            .. AutoScalingKey.Blocks(scope),
            OidcIssuer.Provider(scope),
            .. new PodStatements(scope).Roles().SelectMany(role => Pods(scope, role)),
        ]);
    }

    private static TfAddress Document(string name) =>
        TfAddress.Data("aws_iam_policy_document", ResourceNames.Word(name));

    /// <summary>What the file names by an alias or a name, where it names one.</summary>
    private static IEnumerable<TfBlock> Lookups(LoweringScope scope)
    {
        if (scope.KeyAlias is { } alias)
        {
            yield return TfBlock.Of(ResourceAddresses.Key, new() { ["key_id"] = alias });
        }

        if (scope.Model.Account.Dns is { } dns)
        {
            yield return TfBlock.Of(ResourceAddresses.Zone, new() { ["name"] = dns.Zone });
        }
    }

    private static TfBlock MachineTrust() => TfBlock.Of(Document("machines"), new()
    {
        ["statement"] = TfValue.List(new TfObject
        {
            ["//"] = "EC2 gives machines their role.",
            ["actions"] = TfValue.List("sts:AssumeRole"),
            ["principals"] = new TfObject
            {
                ["identifiers"] = TfValue.List(
                    TfValue.Text($"ec2.{ResourceAddresses.Partition.Attribute("dns_suffix")}")),
                ["type"] = "Service",
            },
        }),
    });

    private static IEnumerable<TfBlock> Machines(
        LoweringScope scope, string role, IEnumerable<IamStatement> statements) =>
    [
        .. Role(scope, role, Document("machines"), statements),
        TfBlock.Of(ResourceAddresses.InstanceProfile(role), new()
        {
            ["name"] = scope.Names.Role(role, scope.Model.Region),
            ["role"] = ResourceAddresses.Role(role).Attribute("name"),
        }),
    ];

    private static IEnumerable<TfBlock> Pods(LoweringScope scope, PodRole role)
    {
        var trust = Document($"{role.Name}-pods");
        return
        [
            TfBlock.Of(trust, new() { ["statement"] = TfValue.List(OidcIssuer.Trust(role.ServiceAccount)) }),
            .. Role(scope, role.Name, trust, role.Statements),
        ];
    }

    private static IEnumerable<TfBlock> Role(
        LoweringScope scope, string role, TfAddress trust, IEnumerable<IamStatement> statements)
    {
        var address = ResourceAddresses.Role(role);
        return
        [
            TfBlock.Of(Document(role), new()
            {
                ["statement"] = TfValue.List(statements.Select(s => s.ToBlock())),
            }),
            TfBlock.Of(address, new()
            {
                ["assume_role_policy"] = trust.Attribute("json"),
                ["name"] = scope.Names.Role(role, scope.Model.Region),
                ["permissions_boundary"] = scope.Model.Account.PermissionsBoundary is { } boundary
                    ? (TfValue)boundary
                    : null,
            }),
            TfBlock.Of(new("aws_iam_role_policy", address.Name), new()
            {
                ["name"] = role,
                ["policy"] = Document(role).Attribute("json"),
                ["role"] = address.Attribute("name"),
            }),
        ];
    }
}
