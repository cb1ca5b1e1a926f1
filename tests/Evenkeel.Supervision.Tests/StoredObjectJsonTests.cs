using Evenkeel.Supervision.Contract;

namespace Evenkeel.Supervision.Tests;

public sealed class StoredObjectJsonTests
{
    private static readonly StoredObject[] Objects =
    [
        new FoundingClaim("a", "i-1", ulong.MaxValue, 3, 1_700_000_000_000),
        new FoundingMarker(0xcafe, 0xf00d, "a", "token"),
        new SlotMark("vol-1", 7, 1, 0xcafe, 0xf00d, 12, "order-1"),
        new RestoreOrder("order-1", "12-2026", ["b"], ""),
        new SnapshotInfo("12-2026", 12, "00ff", 1, 0xcafe, [new(0xf00d, 11), new(1, 0)]),
    ];

    [Fact]
    public void What_is_written_is_read_back()
    {
        foreach (var content in Objects)
        {
            var text = StoredObjectJson.Write(content);
            StoredObjectJson.Write(StoredObjectJson.Read(text)!).ShouldBe(text);
        }

        var record = new SlotRecord
        {
            Incarnation = "1", Slot = "a", Volume = "vol-1", Boots = 2, Stage = MemberStage.Joining,
            MemberId = 0xf00d, ClusterId = 0xcafe, Token = "t", Order = "o",
        };
        StoredObjectJson.ReadSlotRecord(StoredObjectJson.Write(record)).ShouldBe(record);
    }

    [Fact]
    public void Texts_are_the_contract() => Golden.Verify(
        "tests/cases/node/store.txt", string.Concat(Objects.Select(StoredObjectJson.Write)));

    [Theory]
    [InlineData("{\"kind\": \"order\", \"name\": \"o\", \"snapshot\": \"12-2026\"}")]
    [InlineData("\uFEFF{\"kind\": \"order\", \"name\": \"o\", \"snapshot\": \"12-2026\", \"gone\": []}\r\n")]
    public void An_order_that_was_written_by_hand_is_understood(string text)
    {
        var order = StoredObjectJson.Read(text).ShouldBeOfType<RestoreOrder>();
        order.ShouldBe(new RestoreOrder("o", "12-2026", order.Gone, ""));
        order.Gone.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"kind\": \"claim\"}")]
    [InlineData("{\"kind\": 1}")]
    [InlineData("{\"kind\": \"marker\", \"clusterId\": \"xyz\"}")]
    public void Torn_texts_are_nothing(string text)
    {
        StoredObjectJson.Read(text).ShouldBeNull();
        StoredObjectJson.ReadSlotRecord(text).ShouldBeNull();
    }
}
