using Evenkeel.Core.Spec.Fields;
using Evenkeel.Core.Text;

namespace Evenkeel.Core.Spec.Sections;

/// <summary><c>spec.mirrors</c> as declared: K3s, "Private Registry Configuration".</summary>
internal static class MirrorFields
{
    private const string Label = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
    private const string Port = ":[0-9]{1,5}";

    public static readonly TextField Registry = new(
        "registry",
        "The registry that it stands for, as images name it: `docker.io` for those that name none. `*` for "
        + "every one that has no mirror of its own.")
    {
        IsRequired = true,
        Example = "docker.io",
        Rule = new(
            $@"^(\*|{Label}(\.{Label})+({Port})?|{Label}{Port})$", "which is not the host of a registry",
            "write a host as images name it, such as docker.io or registry.example.com:5000, or \"*\""),
    };

    public static readonly TextListField Endpoints = new(
        "endpoints",
        "Where the mirror answers, without a name and password; several are asked in this order, and the "
        + "registry itself after them.")
    {
        IsRequired = true,
        WhenEmpty = "name a mirror, such as https://mirror.example.com",
        Example = "[https://mirror.example.com]",
        Rule = new(
            $@"^https?://{Label}(\.{Label})*({Port})?$", "which is not the address of a mirror",
            "write scheme, host and port alone, such as https://mirror.example.com:5000"),
    };

    public static readonly MapField<Spanned<string>?> Rewrite = new(
        "rewrite",
        "By a regular expression on an image's repository, the repository that the mirror has it under; `$1` "
        + "stands for the first group.",
        new TextField("expression", "A repository.")
        {
            Rule = new(
                @"^([A-Za-z0-9._/-]|\$[0-9]([./-]|$))+$", "which is not a repository",
                "write a path such as hub/$1, each `$1` before a slash, a dot, a hyphen or the end"),
        })
    {
        // Braces would be Terraform's in what machines boot with.
        KeyRule = new(
            @"^[^{}\s]{1,200}$", "which has braces or spaces",
            "write a regular expression without them, such as ^library/(.*)"),
        Example = "{\"^library/(.*)\": hub/$1}",
    };

    public static readonly TextListField Addresses = new(
        "addresses",
        "The private addresses that the mirror is at, in the VPC or where its routes lead: ranges of IPv4 "
        + "addresses. Nodes then reach it without a way to the internet.")
    {
        Rule = TextRule.Cidr,
        WhenAbsent = "it is on the internet",
        Example = "[10.30.0.0/24]",
    };

    public static readonly SpecSection Section = new(
        "spec.mirrors[]",
        "A mirror of an image registry, which asks for no login (`distribution: k3s` alone). Images in ECR "
        + "need none: machines have a role for those that workloads name.",
        Registry, Endpoints, Rewrite, Addresses)
    {
        Example = """
            mirrors:
            - registry: docker.io
              endpoints: ["https://mirror.example.com:5000"]
              rewrite: {"^library/(.*)": hub/$1}
              addresses: [10.30.0.0/24]
            """,
    };
}
