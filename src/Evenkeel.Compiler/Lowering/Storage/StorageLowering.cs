using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Iam;
using Evenkeel.Compiler.Lowering.Names;
using Evenkeel.Compiler.Lowering.Network;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering.Storage;

/// <summary>
/// What outlives machines: the buckets for artifacts, snapshots and the issuer's public keys, and the
/// parameter that tells one founding of a cluster from another.
/// </summary>
internal static class StorageLowering
{
    /// <summary>What the machines fetch, by digest.</summary>
    public const string Artifacts = "artifacts";

    /// <summary>Snapshots of etcd, and the marker of the founding.</summary>
    public const string Snapshots = "snapshots";

    /// <summary>The two public documents of the issuer.</summary>
    public const string Issuer = "issuer";

    /// <summary>Days that replaced and deleted versions are kept, to undo a mistake.</summary>
    private const int NoncurrentDays = 30;

    /// <summary>Days after which what was begun and not finished is removed.</summary>
    private const int UnfinishedDays = 7;

    /// <summary>What the buckets of a cluster hold.</summary>
    public static IEnumerable<string> Roles(ClusterModel model) =>
    [
        Artifacts, Snapshots, Issuer,
        .. model.Network.FlowLogs is null ? Array.Empty<string>() : [FlowLogs.Bucket],
    ];

    /// <summary>The buckets.</summary>
    public static TfFile Lower(LoweringScope scope) => new("storage",
    [
        .. Bucket(scope, Artifacts, isPublic: false),
        .. Bucket(scope, Snapshots, isPublic: false),
        .. Bucket(scope, Issuer, isPublic: true),
        .. scope.Model.Network.FlowLogs is null ? [] : Bucket(scope, FlowLogs.Bucket, isPublic: false),
        Incarnation(scope),
        .. FilesLowering.Blocks(scope),
    ]);

    /// <summary>
    /// Made once with the cluster and gone with it: what a former cluster of the same name left in the bucket
    /// does not count as this one's (designs/0004, "Where things lie"). It is no secret.
    /// </summary>
    private static TfBlock Incarnation(LoweringScope scope) => TfBlock.Of(
        ResourceAddresses.Parameter(IamResources.Incarnation),
        new()
        {
            ["//"] = "Which founding of the cluster this is. Drawn once; another value would found it anew.",
            ["description"] = $"Which founding of {scope.Model.Name} this is",
            ["insecure_value"] = TfValue.Code("uuid()"),
            ["lifecycle"] = new TfObject { ["ignore_changes"] = TfValue.List("insecure_value") },
            ["name"] = $"{IamResources.ParameterPath(scope.Model.Name)}/{IamResources.Incarnation}",
            ["type"] = "String",
        });

    private static IEnumerable<TfBlock> Bucket(LoweringScope scope, string role, bool isPublic)
    {
        var address = ResourceAddresses.Bucket(role);
        TfBlock Part(string type, TfObject body) =>
            TfBlock.Of(new($"aws_s3_bucket_{type}", address.Name), body);

        return
        [
            TfBlock.Of(address, new()
            {
                ["bucket"] = TfValue.Text(
                    $"{scope.Names.BucketPrefix(role)}-{Account}-{scope.Model.Region}"),
                ["force_destroy"] = false,
            }),
            Part("versioning", new()
            {
                ["bucket"] = address.Id,
                ["versioning_configuration"] = new TfObject { ["status"] = "Enabled" },
            }),
            Part(
                "server_side_encryption_configuration",
                Encryption(scope, address, isPublic || role == FlowLogs.Bucket)),
            Part("public_access_block", new()
            {
                ["block_public_acls"] = true,
                ["block_public_policy"] = !isPublic,
                ["bucket"] = address.Id,
                ["ignore_public_acls"] = true,
                ["restrict_public_buckets"] = !isPublic,
            }),
            Part("ownership_controls", new()
            {
                ["bucket"] = address.Id,
                ["rule"] = new TfObject { ["object_ownership"] = "BucketOwnerEnforced" },
            }),
            Part("lifecycle_configuration", Lifecycle(
                address, role == FlowLogs.Bucket ? scope.Model.Network.FlowLogs : null)),
            TfBlock.Of(
                TfAddress.Data("aws_iam_policy_document", $"{address.Name}_bucket"),
                Policy(address, isPublic, role == FlowLogs.Bucket ? FlowLogs.Writers(scope, address) : [])),
            Part("policy", new()
            {
                ["bucket"] = address.Id,
                ["depends_on"] = TfValue.List($"aws_s3_bucket_public_access_block.{address.Name}"),
                ["policy"] = TfAddress.Data("aws_iam_policy_document", $"{address.Name}_bucket")
                    .Attribute("json"),
            }),
        ];
    }

    private static TfExpression Account => ResourceAddresses.Account.Attribute("account_id");

    /// <summary>
    /// What anybody reads is locked with S3's own key: with another, S3 answers nobody without credentials.
    /// So is what AWS itself writes, which would need a word in the policy of a key that is not ours.
    /// </summary>
    private static TfObject Encryption(LoweringScope scope, TfAddress bucket, bool isOfS3)
    {
        var own = scope.Model.Account.KmsKey is not null && !isOfS3;
        return new()
        {
            ["bucket"] = bucket.Id,
            ["rule"] = new TfObject
            {
                ["apply_server_side_encryption_by_default"] = new TfObject
                {
                    ["kms_master_key_id"] = own ? scope.Key : null,
                    ["sse_algorithm"] = own ? "aws:kms" : "AES256",
                },
                ["bucket_key_enabled"] = own,
            },
        };
    }

    private static TfObject Lifecycle(TfAddress bucket, FlowLogSettings? logs) => new()
    {
        ["bucket"] = bucket.Id,
        ["depends_on"] = TfValue.List($"aws_s3_bucket_versioning.{bucket.Name}"),
        ["rule"] = TfValue.List(new TfObject
        {
            ["abort_incomplete_multipart_upload"] = new TfObject
            {
                ["days_after_initiation"] = UnfinishedDays,
            },
            ["expiration"] = logs is null ? null : new TfObject { ["days"] = logs.KeepDays },
            ["filter"] = new TfObject(),
            ["id"] = "old-versions",
            ["noncurrent_version_expiration"] = new TfObject
            {
                ["noncurrent_days"] = logs is null ? NoncurrentDays : 1,
            },
            ["status"] = "Enabled",
        }),
    };

    private static TfObject Policy(
        TfAddress bucket, bool isPublic, IEnumerable<TfObject> writers) => new()
    {
        ["statement"] = TfValue.List(
        [
            new TfObject
            {
                ["//"] = "Nobody reads or writes in the clear.",
                ["actions"] = TfValue.List("s3:*"),
                ["condition"] = TfValue.List(
                    new IamCondition("Bool", "aws:SecureTransport", "false").ToBlock()),
                ["effect"] = "Deny",
                ["principals"] = Everybody(),
                ["resources"] = TfValue.List(bucket.Arn, TfValue.Text($"{bucket.Arn}/*")),
                ["sid"] = "NothingInTheClear",
            },
            .. isPublic ? [PublicKeys(bucket)] : Array.Empty<TfValue>(),
            .. writers,
        ]),
    };

    private static TfObject PublicKeys(TfAddress bucket) => new()
    {
        ["//"] = "IAM reads the issuer's public keys without credentials; there is no secret in them.",
        ["actions"] = TfValue.List("s3:GetObject"),
        ["principals"] = Everybody(),
        ["resources"] = TfValue.List(
            OidcIssuer.PublicKeys.Select(key => TfValue.Text($"{bucket.Arn}/{key}"))),
        ["sid"] = "PublicKeys",
    };

    private static TfObject Everybody() => new()
    {
        ["identifiers"] = TfValue.List("*"),
        ["type"] = "*",
    };
}
