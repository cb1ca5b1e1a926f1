using Evenkeel.Core.Spec.Fields;

namespace Evenkeel.Core.Spec.Sections;

/// <summary><c>spec.storage</c> as declared.</summary>
internal static class StorageFields
{
    public static readonly SwitchField Efs = new(
        "efs",
        "Whether a file system of EFS is made over all zones, with the StorageClass `efs`, for volumes that "
        + "pods of several zones share.")
    {
        Default = "false",
    };

    public static readonly SpecSection Section = new(
        "spec.storage", "Volumes beside those of EBS, each of which lies in one zone.", Efs)
    {
        Example = "storage: {efs: true}",
    };
}
