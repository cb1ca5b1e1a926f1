namespace Evenkeel.Core.Model.Aws;

/// <summary>How what is made on AWS says which part of a cluster it stands for.</summary>
public static class GroupTag
{
    /// <summary>
    /// The tag of Auto Scaling groups, and of instances without one, whose value is
    /// <see cref="InstanceGroup.Name"/>.
    /// </summary>
    public const string Key = "evenkeel.dev/group";
}
