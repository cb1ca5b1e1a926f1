namespace Evenkeel.Repo.Tests;

/// <summary>The checkout keeps the house style.</summary>
public sealed class StyleTests
{
    [Fact]
    public void Shipped_files_are_short() =>
        None(Checkout.Shipped.SelectMany(file => StyleRules.FileLength(file, StyleRules.LongestShippedFile)));

    [Fact]
    public void Test_files_are_short() =>
        None(Checkout.Tests.SelectMany(file => StyleRules.FileLength(file, StyleRules.LongestTestFile)));

    [Fact]
    public void The_median_shipped_file_fits_a_screen_or_two()
    {
        var lengths = Checkout.Shipped.Select(file => file.Lines.Length).Order().ToList();
        lengths.ShouldNotBeEmpty();
        lengths[lengths.Count / 2].ShouldBeLessThan(StyleRules.MedianFile);
    }

    [Fact]
    public void Shipped_lines_fit() => None(Checkout.Shipped.SelectMany(StyleRules.LineLength));

    [Fact]
    public void Shipped_methods_are_short() => None(Checkout.Shipped.SelectMany(StyleRules.MethodLength));

    [Fact]
    public void Nothing_is_marked_unfinished() => None(Checkout.Files
        .Where(file => file.Path.StartsWith("src/") || file.Path.StartsWith("tests/") || file.Path.StartsWith("eng/"))
        .SelectMany(StyleRules.UnfinishedMarks));

    [Fact]
    public void No_file_names_a_folder_of_one_machine() => None(Checkout.Files
        .Where(file => file.Path != "tests/Evenkeel.Repo.Tests/StyleRulesTests.cs")
        .SelectMany(file => StyleRules.MachinePaths(file, Checkout.Root)));

    [Fact]
    public void Public_types_have_a_summary() => None(Checkout.Shipped.SelectMany(StyleRules.UndocumentedTypes));

    private static void None(IEnumerable<string> found) => string.Join('\n', found).ShouldBeEmpty();
}
