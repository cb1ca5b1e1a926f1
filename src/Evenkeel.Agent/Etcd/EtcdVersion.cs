namespace Evenkeel.Agent.Etcd;

/// <summary>The generations of etcd whose flags, tools and interfaces differ.</summary>
internal enum EtcdVersion
{
    /// <summary>3.4: members are listed without a quorum, and <c>etcdctl</c> restores.</summary>
    V34,

    /// <summary>3.5: <c>etcdutl</c> restores, and can move revisions on.</summary>
    V35,

    /// <summary>3.6 and later: no <c>experimental-</c> flags.</summary>
    V36,
}

/// <summary>Reads versions.</summary>
internal static class EtcdVersions
{
    extension(EtcdVersion)
    {
        /// <summary>The generation of a version such as <c>3.5.21</c>; unknown ones are the latest.</summary>
        public static EtcdVersion Of(string version) =>
            version.StartsWith("3.4.", StringComparison.Ordinal) || version == "3.4" ? EtcdVersion.V34
            : version.StartsWith("3.5.", StringComparison.Ordinal) || version == "3.5" ? EtcdVersion.V35
            : EtcdVersion.V36;
    }
}
