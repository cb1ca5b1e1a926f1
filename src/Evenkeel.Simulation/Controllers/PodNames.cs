using System.Globalization;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Controllers;

/// <summary>
/// Names of pods in the form controllers give them. They follow from the workload and a count, not from
/// chance, so that they are the same in every run.
/// </summary>
internal static class PodNames
{
    /// <summary>
    /// The letters of generated names (apimachinery/pkg/util/rand): no vowels, no look-alikes.
    /// </summary>
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>The ten characters between a Deployment's name and a pod's own suffix.</summary>
    public static string TemplateHash(Workload workload) =>
        Encode(Hash($"{workload.Name}\0{string.Join('\0', workload.Template.Images)}"), 10);

    /// <summary>Five characters that no other pod of the workload has had.</summary>
    public static string Suffix(SimWorkload workload)
    {
        Span<char> serial = stackalloc char[16];
        workload.Made.TryFormat(serial, out var length, provider: CultureInfo.InvariantCulture);
        return Encode(Mix(Add(workload.NameHash, serial[..length])), 5);
    }

    /// <summary>The part of the hash that the pods of a workload share.</summary>
    public static ulong HashOf(ObjectName workload) => Add(14695981039346656037, $"{workload}\0");

    /// <summary>FNV-1a, 64 bits, mixed at the end so that neighbours differ in every character.</summary>
    private static ulong Hash(string text) => Mix(Add(14695981039346656037, text));

    private static ulong Add(ulong hash, ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            hash = (hash ^ c) * 1099511628211;
        }

        return hash;
    }

    private static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        return hash ^ (hash >> 33);
    }

    private static string Encode(ulong hash, int length) =>
        string.Create(length, hash, static (chars, rest) =>
    {
        for (var i = 0; i < chars.Length; i++)
        {
            chars[i] = Alphabet[(int)(rest % (ulong)Alphabet.Length)];
            rest /= (ulong)Alphabet.Length;
        }
    });
}
