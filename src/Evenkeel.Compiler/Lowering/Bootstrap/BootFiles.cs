using System.Reflection;

namespace Evenkeel.Compiler.Lowering.Bootstrap;

/// <summary>Texts that machines are given as they are: they depend on no cluster.</summary>
internal static class BootFiles
{
    /// <summary>The text of <c>Lowering/Bootstrap/Files/NAME</c>.</summary>
    public static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"boot/{name}")
            ?? throw new InvalidOperationException($"boot/{name} is not embedded");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
