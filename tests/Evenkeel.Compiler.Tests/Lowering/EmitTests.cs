using System.Text.Json;
using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Names;

namespace Evenkeel.Compiler.Tests.Lowering;

/// <summary>The JSON that Terraform reads, and names.</summary>
public sealed class EmitTests
{
    [Fact]
    public void Texts_mean_themselves_and_references_do_not()
    {
        var at = new TfAddress("aws_vpc", "main");
        var json = Write(new()
        {
            ["plain"] = "costs ${100} and %{if}",
            ["reference"] = at.Id,
            ["mixed"] = TfValue.Text($"a-${"{x}"}-{at.Arn}"),
            ["none"] = null,
            ["list"] = TfValue.List("a", 1, true),
        });
        json.GetProperty("plain").GetString().ShouldBe("costs $${100} and %%{if}");
        json.GetProperty("reference").GetString().ShouldBe("${aws_vpc.main.id}");
        json.GetProperty("list").GetRawText().ReplaceLineEndings("").Replace(" ", "").ShouldBe("""["a",1,true]""");
        json.TryGetProperty("none", out _).ShouldBeFalse();
    }

    [Fact]
    public void Two_blocks_of_one_address_are_a_bug()
    {
        var block = TfBlock.Of(new("aws_vpc", "main"), new());
        Should.Throw<InvalidOperationException>(() => TfJson.Write(new("a", block, block)));
    }

    [Fact]
    public void Names_are_cut_with_a_digest_of_the_whole()
    {
        ResourceNames.Cut("short", 10).ShouldBe("short");
        var one = ResourceNames.Cut("a-very-long-name-of-a-cluster-api", 32);
        var other = ResourceNames.Cut("a-very-long-name-of-a-cluster-apj", 32);
        one.Length.ShouldBeLessThanOrEqualTo(32);
        one.ShouldStartWith("a-very-long-name-of-a-c");
        one.ShouldNotBe(other);
        ResourceNames.Cut("a-very-long-name-of-a-cluster-api", 32).ShouldBe(one);
    }

    [Fact]
    public void Pools_and_zones_that_read_alike_have_different_names()
    {
        ResourceNames.Pool("a", "eu-west-1a").ShouldBe("pool_a_eu_west_1a");
        ResourceNames.Pool("a-eu-west-1a", null).ShouldNotBe(ResourceNames.Pool("a", "eu-west-1a"));
        var names = new ResourceNames("shop");
        names.Dotted("a", "eu-west-1a").ShouldNotBe(names.Dotted("a-eu-west-1a"));
        new ResourceNames("shop-a").Dotted("b").ShouldNotBe(names.Dotted("a-b"));
    }

    private static JsonElement Write(TfObject body) => JsonDocument
        .Parse(TfJson.Write(new("a", TfBlock.Of(new("t", "n"), body))))
        .RootElement.GetProperty("resource").GetProperty("t").GetProperty("n");
}
