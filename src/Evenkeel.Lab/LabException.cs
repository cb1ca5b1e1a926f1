namespace Evenkeel.Lab;

/// <summary>Something about a lab cannot be done.</summary>
/// <param name="message">What and why.</param>
/// <param name="fix">What the user can do.</param>
public class LabException(string message, string fix) : Exception(message)
{
    /// <summary>What the user can do.</summary>
    public string Fix { get; } = fix;
}

/// <summary>A program outside failed.</summary>
/// <param name="message">What and why.</param>
/// <param name="fix">What the user can do.</param>
public sealed class LabToolException(string message, string fix) : LabException(message, fix);
