using System.Text;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Spec;
using Evenkeel.Core.Text;
using Evenkeel.Import.Kubernetes;
using Evenkeel.Import.Scenarios;

namespace Evenkeel.Import.Tests.Hostile;

/// <summary>
/// Files that nobody wrote for Evenkeel: whatever reads them says in few words what is wrong, and neither
/// throws nor takes memory out of proportion.
/// </summary>
public sealed class HostileInputTests
{
    private const int MostDiagnostics = 8;
    private const int MostCharacters = 4000;

    /// <summary>A million values of the limits, each with its scalar, span and entry.</summary>
    private const long FixedBytes = 1_500_000_000;
    private const long BytesPerCharacter = 60;

    public static TheoryData<string> Names() => [.. HostileInput.All.Select(i => i.Name)];

    /// <summary>One parser reads all files; size is its matter alone.</summary>
    public static TheoryData<string> SmallOnes() =>
        [.. HostileInput.All.Where(i => !i.IsLarge).Select(i => i.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_manifest(string name) =>
        Refused(name, (source, bag) => ManifestReader.Read([source], bag));

    [Theory]
    [MemberData(nameof(SmallOnes))]
    public void A_scenario(string name) =>
        Refused(name, (source, bag) => ScenarioReader.Read(source, _ => null, bag));

    [Theory]
    [MemberData(nameof(SmallOnes))]
    public void A_cluster_file(string name) =>
        Refused(name, (source, bag) => ClusterSpecReader.Read(source, bag));

    [Fact]
    public void Utf16_and_byte_order_marks_are_read()
    {
        const string Service = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {}\n";
        byte[][] files =
        [
            [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Service)],
            [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes(Service)],
            [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Service)],
        ];
        foreach (var bytes in files)
        {
            var bag = new DiagnosticBag();
            ManifestReader.Read([SourceEncoding.Decode("a.yaml", bytes)], bag).Services.Length.ShouldBe(1);
            bag.Count.ShouldBe(0);
        }
    }

    [Fact]
    public void A_recorded_cluster_cut_off_anywhere_is_read_or_diagnosed()
    {
        var text = Inputs.File("tests", "fidelity", "ebs-statefulset", "cluster.yaml").Content;
        for (var length = 0; length < text.Length; length += 7)
        {
            var bag = new DiagnosticBag();
            ManifestReader.Read([new SourceText("a.yaml", text[..length])], bag);
            DiagnosticText.Format(bag, colour: false).Length.ShouldBeLessThan(MostCharacters);
        }
    }

    private static void Refused(string name, Action<SourceText, DiagnosticBag> read)
    {
        var bytes = HostileInput.All.Single(i => i.Name == name).Make();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var bag = new DiagnosticBag();
        read(SourceEncoding.Decode("input.yaml", bytes), bag);
        var text = DiagnosticText.Format(bag, colour: false);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        bag.HasErrors.ShouldBeTrue(text);
        bag.Count.ShouldBeLessThanOrEqualTo(MostDiagnostics, text);
        bag.ToOrderedList().ShouldAllBe(
            d => d.Message.Length > 0 && d.Fix.Length > 0 && d.Path == "input.yaml");
        text.Length.ShouldBeLessThan(MostCharacters);
        text.ShouldNotContain('\u001b');
        allocated.ShouldBeLessThan(FixedBytes + (BytesPerCharacter * bytes.Length));
    }
}
