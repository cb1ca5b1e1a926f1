using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;
using FsCheck;
using FsCheck.Fluent;

namespace Evenkeel.Core.Tests.Model;

/// <summary>
/// Selectors against the tables of Kubernetes' own tests, and against sets that are written out in full.
/// </summary>
public sealed class LabelSelectorTests
{
    private static readonly string[] Keys = ["x", "y", "z"];
    private static readonly string[] Values = ["", "a", "b", "1", "02", "-7", "v2", "9223372036854775807"];

    /// <summary>apimachinery, pkg/labels/selector_test.go: TestSelectorMatches.</summary>
    [Theory]
    [InlineData("", "x=y", true)]
    [InlineData("x=y", "x=y", true)]
    [InlineData("x=y,z=w", "x=y,z=w", true)]
    [InlineData("x!=y,z!=w", "x=z,z=a", true)]
    [InlineData("notin=in", "notin=in", true)]
    [InlineData("x", "x=z", true)]
    [InlineData("!x", "y=z", true)]
    [InlineData("x>1", "x=2", true)]
    [InlineData("x<1", "x=0", true)]
    [InlineData("x=z", "", false)]
    [InlineData("x=y", "x=z", false)]
    [InlineData("x=y,z=w", "x=w,z=w", false)]
    [InlineData("x!=y,z!=w", "x=z,z=w", false)]
    [InlineData("x", "y=z", false)]
    [InlineData("!x", "x=z", false)]
    [InlineData("x>1", "x=0", false)]
    [InlineData("x<1", "x=2", false)]
    [InlineData("foo=bar", "foo=bar,baz=blah", true)]
    [InlineData("baz=blah", "foo=bar,baz=blah", true)]
    [InlineData("foo=bar,baz=blah", "foo=bar,baz=blah", true)]
    [InlineData("foo=blah", "foo=bar,baz=blah", false)]
    [InlineData("baz=bar", "foo=bar,baz=blah", false)]
    [InlineData("foo=bar,foobar=bar,baz=blah", "foo=bar,baz=blah", false)]

    // TestRequirementSelectorMatching
    [InlineData("x=foo,y!=alpha", "x=foo,y=baz", true)]
    [InlineData("x=foo,y=alpha", "x=foo,y=baz", false)]
    [InlineData("x!=,y", "y=", true)]
    [InlineData("!x,y", "y=", true)]
    [InlineData("x!=,!y", "y=", false)]
    [InlineData("x=", "y=baz", false)]
    [InlineData("z>1", "z=2", true)]
    [InlineData("z>1", "z=v2", false)]

    // component-helpers, nodeaffinity_test.go: versions with leading zeros are numbers
    [InlineData("kernel-version>0204", "kernel-version=0206", true)]
    public void Matches_as_Kubernetes_own_tests_say(string selector, string labels, bool matches) =>
        Parse(selector).Matches(Labels(labels)).ShouldBe(matches);

    /// <summary>Go's strconv.ParseInt knows no blanks and no separators.</summary>
    [Theory]
    [InlineData("5", true)]
    [InlineData("+5", true)]
    [InlineData("-5", true)]
    [InlineData("0206", true)]
    [InlineData(" 5", false)]
    [InlineData("5 ", false)]
    [InlineData("5,000", false)]
    [InlineData("5.0", false)]
    [InlineData("0x5", false)]
    [InlineData("٣", false)]
    [InlineData("9223372036854775808", false)]
    [InlineData("", false)]
    public void Numbers_are_read_as_Go_reads_them(string text, bool isNumber) =>
        SelectorRequirement.TryInteger(text, out _).ShouldBe(isNumber);

    [Fact]
    public void A_requirement_matches_the_label_sets_that_a_plain_reading_lists() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(5000),
        Prop.ForAll(Requirements().ToArbitrary(), LabelSets().ToArbitrary(), (requirement, labels) =>
            requirement.Matches(labels) == Naive(requirement, labels)));

    [Fact]
    public void A_selector_is_the_conjunction_of_its_requirements() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll(
            Gen.ArrayOf(Requirements()).ToArbitrary(),
            LabelSets().ToArbitrary(),
            (requirements, labels) =>
                new LabelSelector([.. requirements]).Matches(labels)
                == (requirements.Count(r => Naive(r, labels)) == requirements.Length)));

    /// <summary>
    /// The documented meaning of each operator, over the pair of key and value or its absence.
    /// </summary>
    private static bool Naive(SelectorRequirement requirement, IReadOnlyDictionary<string, string> labels)
    {
        var present = labels.Where(l => l.Key == requirement.Key).Select(l => l.Value).ToHashSet();
        var named = present.Intersect(requirement.Values).ToHashSet();
        return requirement.Operator switch
        {
            SelectorOperator.In => named.Count == 1,
            SelectorOperator.NotIn => named.Count == 0,
            SelectorOperator.Exists => present.Count == 1,
            SelectorOperator.DoesNotExist => present.Count == 0,
            SelectorOperator.Gt => Numbers(present, requirement).Any(n => n.Label > n.Bound),
            _ => Numbers(present, requirement).Any(n => n.Label < n.Bound),
        };
    }

    private static IEnumerable<(decimal Label, decimal Bound)> Numbers(
        IEnumerable<string> labels, SelectorRequirement requirement) =>
        from label in labels
        from bound in requirement.Values
        where requirement.Values.Length == 1 && IsNumber(label) && IsNumber(bound)
        select (decimal.Parse(label), decimal.Parse(bound));

    private static bool IsNumber(string text) =>
        text.Length > 0 && text.TrimStart('-').All(char.IsAsciiDigit) && text.TrimStart('-').Length > 0;

    private static Gen<SelectorRequirement> Requirements() =>
        from key in Gen.Elements(Keys)
        from compare in Gen.Elements(Enum.GetValues<SelectorOperator>())
        from count in Gen.Choose(0, 3)
        from values in Gen.ArrayOf(Gen.Elements(Values), count)
        select new SelectorRequirement(key, compare, [.. values]);

    private static Gen<ImmutableSortedDictionary<string, string>> LabelSets() =>
        from chosen in Gen.ArrayOf(Gen.Choose(0, Values.Length), Keys.Length)
        select Keys.Zip(chosen)
            .Where(pair => pair.Second < Values.Length)
            .ToImmutableSortedDictionary(
                pair => pair.First, pair => Values[pair.Second], StringComparer.Ordinal);

    /// <summary>The notation of those tests: <c>k=v</c>, <c>k!=v</c>, <c>k</c>, <c>!k</c>.</summary>
    private static LabelSelector Parse(string text) => new(
        [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(ParseOne)]);

    private static SelectorRequirement ParseOne(string text)
    {
        (string Sign, SelectorOperator Operator)[] signs =
        [
            ("!=", SelectorOperator.NotIn), ("=", SelectorOperator.In),
            (">", SelectorOperator.Gt), ("<", SelectorOperator.Lt),
        ];
        foreach (var (sign, compare) in signs)
        {
            var at = text.IndexOf(sign, StringComparison.Ordinal);
            if (at > 0)
            {
                return new(text[..at], compare, [text[(at + sign.Length)..]]);
            }
        }

        return text.StartsWith('!')
            ? new(text[1..], SelectorOperator.DoesNotExist, [])
            : new(text, SelectorOperator.Exists, []);
    }

    private static Dictionary<string, string> Labels(string text) => text
        .Split(',', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('='))
        .ToDictionary(pair => pair[0], pair => pair[1]);
}
