namespace Evenkeel.Repo.Tests;

/// <summary>The rules find what they are for: each is shown something wrong, and something right.</summary>
public sealed class StyleRulesTests
{
    [Fact]
    public void A_file_over_its_limit_is_found()
    {
        StyleRules.FileLength(Of(Repeat("x\n", 11)), 10).ShouldHaveSingleItem();
        StyleRules.FileLength(Of(Repeat("x\n", 10)), 10).ShouldBeEmpty();
    }

    [Fact]
    public void A_long_line_is_found_by_its_columns_and_not_its_bytes()
    {
        StyleRules.LineLength(Of("\n" + new string('x', 111))).ShouldHaveSingleItem().ShouldStartWith("a.cs:2:");
        StyleRules.LineLength(Of(new string('é', 110))).ShouldBeEmpty();
    }

    [Fact]
    public void A_long_method_is_found_and_a_long_table_is_not()
    {
        var body = Repeat("            x++;\n", 58);
        var method = "class C\n{\n    [A]\n    public int M<T>(int x = 1)\n        where T : class\n    {\n" + body + "    }\n";
        var table = "    static readonly Dictionary<int, int> Table = new()\n    {\n" + Repeat("[1] = 2,\n", 90) + "    };\n";
        var found = StyleRules.MethodLength(Of(method + table + "}\n")).ShouldHaveSingleItem();
        found.ShouldStartWith("a.cs:3: 63 lines");
        found.ShouldContain("public int M<T>(int x = 1) where T : class");
    }

    [Fact]
    public void Braces_in_strings_and_comments_do_not_count()
    {
        const string Source = """"
            namespace N;
            // {
            internal sealed record R(int A)
            {
                /* { */ private const string S = "{\"", V = @"{""", C = '{' + """{ " {""";
                public string One() { return $"{{ {string.Join("{", [$"{A}"])} \" }}"; }
                public int Two => A switch { 1 => 2, _ => 3 };
                public R(string s) : this(s.Length) { }
                public static bool operator ==(R a, int b) { return true; }
            }
            """";
        var members = Members.Of(Source);
        members.Select(member => member.Header).ShouldBe([
            "public string One()", "public R(string s) : this(s.Length)",
            "public static bool operator ==(R a, int b)",
        ]);
        members.ShouldAllBe(member => member.Length == 1);
    }

    [Theory]
    [InlineData("// TO" + "DO: later")]
    [InlineData("throw new NotImplemented" + "Exception();")]
    public void Unfinished_marks_are_found(string line) => StyleRules.UnfinishedMarks(Of(line)).ShouldHaveSingleItem();

    [Theory]
    [InlineData("see /home/jo/notes", true)]
    [InlineData("see (/work" + "space/x)", true)]
    [InlineData(@"C:\Users\jo", true)]
    [InlineData("cd /srv/checkout/src", true)]
    [InlineData("/home/ec2-user/.kube and docs/home/page and https://host.example/home/page", false)]
    public void Paths_of_a_machine_are_found(string line, bool wrong) =>
        StyleRules.MachinePaths(Of(line), "/srv/checkout").Any().ShouldBe(wrong);

    [Theory]
    [InlineData("public sealed record A(int B);", true)]
    [InlineData("// <summary>\npublic class A;", true)]
    [InlineData("/// <summary>Says.</summary>\n[X]\npublic readonly struct A;", false)]
    [InlineData("internal enum A { }\nvar s = \"\"\"\npublic class B\n\"\"\";", false)]
    public void Public_types_without_summary_are_found(string text, bool wrong) =>
        StyleRules.UndocumentedTypes(Of(text)).Any().ShouldBe(wrong);

    [Theory]
    [InlineData("C.cs", true)]
    [InlineData("C.Part.cs", false)]
    public void One_file_of_a_partial_type_has_its_summary(string path, bool wrong) =>
        StyleRules.UndocumentedTypes(new SourceFile(path, "public sealed partial class C;")).Any().ShouldBe(wrong);

    private static SourceFile Of(string text) => new("a.cs", text);

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
