namespace Evenkeel.Core.Diagnostics;

/// <summary>The kinds of diagnostic of one stage, in the order in which they were defined.</summary>
/// <remarks>A stage has one static class with one of these and a method for each kind.</remarks>
public sealed class DiagnosticCatalogue
{
    private readonly List<DiagnosticDescriptor> descriptors = [];

    /// <summary>A catalogue under the heading that the reference shows.</summary>
    public DiagnosticCatalogue(string title) => Title = title;

    /// <summary>The stage's heading in the reference.</summary>
    public string Title { get; }

    /// <summary>Every kind of the stage.</summary>
    public IReadOnlyList<DiagnosticDescriptor> Descriptors => descriptors;

    /// <summary>Defines an error.</summary>
    public DiagnosticDescriptor Error(string code, string title, string explanation, string example) =>
        Define(new DiagnosticDescriptor(code, Severity.Error, title, explanation, example));

    /// <summary>Defines a warning.</summary>
    public DiagnosticDescriptor Warning(string code, string title, string explanation, string example) =>
        Define(new DiagnosticDescriptor(code, Severity.Warning, title, explanation, example));

    /// <summary>Defines a remark.</summary>
    public DiagnosticDescriptor Info(string code, string title, string explanation, string example) =>
        Define(new DiagnosticDescriptor(code, Severity.Info, title, explanation, example));

    private DiagnosticDescriptor Define(DiagnosticDescriptor descriptor)
    {
        if (descriptors.Exists(d => d.Code == descriptor.Code))
        {
            throw new InvalidOperationException($"The code {descriptor.Code} is defined twice.");
        }

        descriptors.Add(descriptor);
        return descriptor;
    }
}
