using Evenkeel.Compiler.Binding;

namespace Evenkeel.Compiler.Tests.Binding;

/// <summary>What holds for every instance type of AWS, and some known by heart.</summary>
public sealed class InstanceTypesTests
{
    // https://aws.amazon.com/ec2/instance-types/: vCPU, GiB, architecture; pods from eni-max-pods.txt of the
    // EKS images.
    [Theory]
    [InlineData("c5.9xlarge", 36, "72", "amd64", 234)]
    [InlineData("c5n.large", 2, "5.25", "amd64", 29)]
    [InlineData("c7i.8xlarge", 32, "64", "amd64", 234)]
    [InlineData("g5.xlarge", 4, "16", "amd64", 58)]
    [InlineData("i4i.large", 2, "16", "amd64", 29)]
    [InlineData("m6g.medium", 1, "4", "arm64", 8)]
    [InlineData("m7i.48xlarge", 192, "768", "amd64", 737)]
    [InlineData("m8g.large", 2, "8", "arm64", 29)]
    [InlineData("r5.large", 2, "16", "amd64", 29)]
    [InlineData("t3a.small", 2, "2", "amd64", 8)]
    [InlineData("t4g.small", 2, "2", "arm64", 11)]
    public void Sizes_are_those_of_AWS(string name, int cpus, string gib, string architecture, int pods)
    {
        var type = InstanceTypes.Find(name).ShouldNotBeNull();
        (type.Cpus, type.MemoryGib, type.Architecture, type.EniPods).ShouldBe((cpus, gib, architecture, pods));
    }

    [Theory]
    [InlineData("c5.8xlarge")]
    [InlineData("t3.micro")]
    [InlineData("m5.metal")]
    [InlineData("m7i")]
    public void What_is_no_node_is_not_known(string name) => InstanceTypes.Find(name).ShouldBeNull();

    [Fact]
    public void Those_for_other_machines_are_known_as_such()
    {
        InstanceTypes.FindForHost("t3.micro").ShouldNotBeNull().MemoryMib.ShouldBe(1024);
        InstanceTypes.FindForHost("m7i.large").ShouldBe(InstanceTypes.Find("m7i.large"));
    }

    [Fact]
    public void What_people_run_Kubernetes_on_is_known()
    {
        string[] families =
        [
            "m5", "m5a", "m6i", "m6a", "m6g", "m7i", "m7i-flex", "m7a", "m7g", "m8i", "m8a", "m8g",
            "c5", "c5a", "c6i", "c6a", "c6g", "c7i", "c7i-flex", "c7a", "c7g", "c8i", "c8g",
            "r5", "r5a", "r6i", "r6a", "r6g", "r7i", "r7a", "r7g", "r8i", "r8g",
            "t3", "t3a", "t4g",
        ];
        foreach (var family in families)
        {
            InstanceTypes.Find($"{family}.large").ShouldNotBeNull(family);
            InstanceTypes.Find($"{family}.2xlarge").ShouldNotBeNull(family);
        }

        foreach (var name in new[] { "i3.large", "i3en.large", "i7ie.large", "g4dn.xlarge", "g6.xlarge" })
        {
            InstanceTypes.Find(name).ShouldNotBeNull(name);
        }
    }

    /// <summary>From the fifth generation on, m has 4 GiB a vCPU, c 2 and r 8.</summary>
    [Fact]
    public void A_family_has_one_ratio_of_memory_to_vCPU()
    {
        // c5n has 2.625 GiB a vCPU up to 9xlarge; c6gn and later network variants are as others.
        foreach (var type in All().Where(t => t.Name[0] is 'm' or 'c' or 'r' && Family(t) != "c5n"))
        {
            var gib = type.Name[0] switch { 'm' => 4, 'c' => 2, _ => 8 };
            type.MemoryMib.ShouldBe(type.Cpus * gib * 1024, type.Name);
        }
    }

    /// <summary>A g behind the generation is Graviton; all else that is known is not.</summary>
    [Fact]
    public void The_name_tells_the_architecture()
    {
        foreach (var type in All())
        {
            var isGraviton = Family(type).SkipWhile(c => !char.IsAsciiDigit(c)).Contains('g')
                || Family(type).StartsWith("is4gen", StringComparison.Ordinal);
            type.Architecture.ShouldBe(isGraviton ? "arm64" : "amd64", type.Name);
        }
    }

    /// <summary>16xlarge is sixteen times an xlarge, which has four vCPUs, and so has every other.</summary>
    [Fact]
    public void The_size_tells_the_vCPUs()
    {
        foreach (var type in All())
        {
            var size = type.Name.Split('.')[1];
            var times = size.Length > 6 ? int.Parse(size[..^6], System.Globalization.CultureInfo.InvariantCulture) : 1;
            var cpus = size switch
            {
                "medium" => 1,
                "large" => 2,
                _ when size.EndsWith("xlarge", StringComparison.Ordinal) => 4 * times,
                _ => 0,
            };
            if (Family(type)[0] is 'm' or 'c' or 'r' or 'i' or 'g')
            {
                type.Cpus.ShouldBe(cpus, type.Name);
            }
        }
    }

    [Fact]
    public void Larger_ones_of_a_family_never_have_less()
    {
        foreach (var family in All().GroupBy(Family))
        {
            var rows = family.OrderBy(t => t.Cpus).ThenBy(t => t.MemoryMib).ToList();
            rows.Zip(rows.Skip(1)).ShouldAllBe(pair => pair.First.MemoryMib <= pair.Second.MemoryMib);
            rows.Select(t => t.Architecture).Distinct().ShouldHaveSingleItem(family.Key);
            rows.ShouldAllBe(t => t.EniPods >= 4 && t.Interfaces >= 2);
        }
    }

    private static IEnumerable<InstanceType> All() => InstanceTypes.Names.Select(n => InstanceTypes.Find(n)!);

    private static string Family(InstanceType type) => type.Name.Split('.')[0];
}
