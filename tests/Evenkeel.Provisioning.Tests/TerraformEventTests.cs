using Evenkeel.Provisioning.Terraform;

namespace Evenkeel.Provisioning.Tests;

public sealed class TerraformEventTests
{
    [Fact]
    public void A_change_that_begins_goes_on_and_ends()
    {
        var begun = TerraformEvent.Read(
            """{"@level":"info","@message":"aws_vpc.main: Creating...","hook":{"resource":{"addr":"aws_vpc.main","resource_type":"aws_vpc"},"action":"create"},"type":"apply_start"}""");
        begun.ShouldBe(new(TerraformEventKind.Started, "aws_vpc.main: Creating...") { Address = "aws_vpc.main", Action = "create" });
        TerraformEvent.Read(
            """{"@message":"x","hook":{"resource":{"addr":"aws_vpc.main"},"action":"create","elapsed_seconds":20},"type":"apply_progress"}""")
            .ShouldSatisfyAllConditions(
                e => e.Kind.ShouldBe(TerraformEventKind.Going),
                e => e.Seconds.ShouldBe(20));
        TerraformEvent.Read(
            """{"@message":"x","hook":{"resource":{"addr":"aws_vpc.main"},"action":"create","id_key":"id","id_value":"vpc-1","elapsed_seconds":3},"type":"apply_complete"}""")
            .Kind.ShouldBe(TerraformEventKind.Done);
    }

    [Fact]
    public void A_sum_and_an_error()
    {
        TerraformEvent.Read(
            """{"@message":"Plan: 3 to add","changes":{"add":3,"change":1,"import":0,"remove":2,"operation":"plan"},"type":"change_summary"}""")
            .Counts.ShouldBe((3, 1, 2));
        var error = TerraformEvent.Read(
            """{"@level":"error","@message":"Error: no","diagnostic":{"severity":"error","summary":"no","detail":"not at all","address":"aws_eip.a"},"type":"diagnostic"}""");
        error.ShouldBe(new(TerraformEventKind.Diagnostic, "no") { Address = "aws_eip.a", IsError = true, Detail = "not at all" });
        var errors = new ToolErrors();
        errors.Take(error);
        errors.Take(error);
        errors.Text.ShouldBe("aws_eip.a: no (not at all)");
    }

    [Theory]
    [InlineData("Warning: nothing of it is JSON")]
    [InlineData("""{"type": 3}""")]
    [InlineData("""{"type": "apply_start", "hook": []}""")]
    [InlineData("[]")]
    public void A_line_of_another_form_is_let_through(string line) =>
        TerraformEvent.Read(line).Address.ShouldBeNull();
}
