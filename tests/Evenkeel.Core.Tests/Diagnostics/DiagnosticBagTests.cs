using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Text;

namespace Evenkeel.Core.Tests.Diagnostics;

public sealed class DiagnosticBagTests
{
    private static readonly SourceText A = new("a.yaml", "one\ntwo\n");
    private static readonly SourceText B = new("b.yaml", "one\ntwo\n");

    [Fact]
    public void Order_is_by_path_position_code_and_message()
    {
        Diagnostic[] ordered =
        [
            Make("EK9", null) with { Path = "a.yaml" },
            Make("EK1", new SourceSpan(A, 0, 1)),
            Make("EK2", new SourceSpan(A, 0, 1)),
            Make("EK2", new SourceSpan(A, 0, 1), message: "z"),
            Make("EK1", new SourceSpan(A, 4, 1)),
            Make("EK1", new SourceSpan(B, 0, 1)),
        ];
        var bag = new DiagnosticBag();
        bag.AddRange(ordered.Reverse());
        bag.ToOrderedList().ShouldBe(ordered);
    }

    [Fact]
    public void The_same_mistake_is_told_once()
    {
        var bag = new DiagnosticBag();
        bag.Add(Make("EK1", new SourceSpan(A, 0, 1)));
        bag.Add(Make("EK1", new SourceSpan(A, 0, 1)));
        (bag.Count, bag.ErrorCount, bag.Omitted).ShouldBe((1, 1, 0));
    }

    [Fact]
    public void Warnings_are_not_errors()
    {
        var bag = new DiagnosticBag();
        bag.Add(Make("EK1", null, Severity.Warning));
        bag.HasErrors.ShouldBeFalse();
        bag.Add(Make("EK1", null));
        bag.HasErrors.ShouldBeTrue();
    }

    [Fact]
    public void The_number_is_bounded_and_the_rest_is_counted()
    {
        var bag = new DiagnosticBag(limit: 3);
        for (var i = 0; i < 10; i++)
        {
            bag.Add(Make("EK" + i, null));
        }

        (bag.Count, bag.Omitted, bag.ErrorCount).ShouldBe((3, 7, 10));
        DiagnosticText.Format(bag, colour: false).ShouldEndWith("… and 7 more\n");
    }

    [Fact]
    public void An_error_takes_the_place_of_a_warning()
    {
        var bag = new DiagnosticBag(limit: 2);
        bag.Add(Make("EK1", null, Severity.Warning));
        bag.Add(Make("EK2", null, Severity.Warning));
        bag.Add(Make("EK3", null));
        bag.ToOrderedList().Select(d => d.Code).ShouldBe(["EK1", "EK3"]);
        bag.Omitted.ShouldBe(1);
    }

    [Fact]
    public void Merging_keeps_the_counts()
    {
        var from = new DiagnosticBag(limit: 1);
        from.Add(Make("EK1", null));
        from.Add(Make("EK2", null));
        var bag = new DiagnosticBag();
        bag.Merge(from);
        (bag.Count, bag.Omitted, bag.ErrorCount).ShouldBe((1, 1, 2));
    }

    private static Diagnostic Make(
        string code, SourceSpan? span, Severity severity = Severity.Error, string message = "m") =>
        new(code, severity, span, message, "");
}
