using Evenkeel.Core.Diagnostics;

namespace Evenkeel.Provisioning;

/// <summary>Something outside did not do what it was asked to: a program, AWS, a file.</summary>
/// <param name="diagnostic">What, and how to mend it.</param>
/// <param name="cause">What failed below, if something did.</param>
public sealed class ProvisioningException(Diagnostic diagnostic, Exception? cause = null)
    : Exception(diagnostic.Message, cause)
{
    /// <summary>What went wrong, and how to mend it.</summary>
    public Diagnostic Diagnostic { get; } = diagnostic;
}
