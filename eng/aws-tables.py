#!/usr/bin/env python3
"""Compares the tables of AWS regions, zones and instance types with what AWS says today.

    aws ec2 describe-instance-types --region us-east-1 --output json >types.json
    aws ec2 describe-regions --all-regions --output json >regions.json
    aws ec2 describe-availability-zones --region eu-west-1 --output json >zones.json
    python3 eng/aws-tables.py types.json regions.json zones.json

Without an AWS account, these public copies serve (and may be compressed with gzip):

    instance-info.jsonl        awslabs/amazon-eks-ami, nodeadm/internal/kubelet: network interfaces
    ec2_instance_types.go      kubernetes/autoscaler, cluster-autoscaler/cloudprovider/aws: vCPU, memory
    instance_types.json.gz     getmoto/moto, moto/ec2/resources: describe-instance-types, by name
    endpoints.json             boto/botocore, botocore/data: regions

It prints each difference and exits 1 if there is one. `--write` rewrites instance-types.txt from what
describe-instance-types says first; its date has to be set by hand, in the file and in InstanceTypes.cs.
"""
import gzip
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TYPES = ROOT / "src/Evenkeel.Compiler/Binding/instance-types.txt"
REGIONS = ROOT / "src/Evenkeel.Core/Spec/AwsRegions.cs"
ARCHITECTURES = {"x86_64": "amd64", "arm64": "arm64", "amd64": "amd64"}
# Left out: bare metal, Macs, parallel computing (no EBS beyond the root, one zone), SAP's high-memory
# machines, and what AWS calls previous generations before the fifth.
LEFT_OUT = re.compile(r"metal|^mac|^hpc|^u-|^u7|^(a1|[cdfghimprtx][1-4]|i2|inf1|cc\d|cr1|hs1|vt1|dl\w+|bmn\S*|"
                      r"f2|x1e|p3dn)\.")
KEPT = re.compile(r"^(d3|g4|i3|i4i|p4|t3|t4g|x2)")
TOO_SMALL = re.compile(r"\.(nano|micro)$")
HOSTS = {"t3.micro", "t3a.micro", "t4g.micro"}


def wanted(name):
    """Whether a type has a place in the table."""
    if name in HOSTS:
        return True
    if "metal" in name or TOO_SMALL.search(name):
        return False
    family = name.split(".")[0]
    return bool(KEPT.match(family)) or not LEFT_OUT.search(name)


def gib(mib):
    """Memory in GiB, with as many decimals as it needs."""
    return f"{mib / 1024:.3f}".rstrip("0").rstrip(".")


def described(kind):
    """One entry of describe-instance-types as (architecture, vCPU, MiB, interfaces, addresses)."""
    network = kind["NetworkInfo"]
    card = network["NetworkCards"][network.get("DefaultNetworkCardIndex", 0)]
    known = [ARCHITECTURES[a] for a in kind["ProcessorInfo"]["SupportedArchitectures"] if a in ARCHITECTURES]
    return (known[0] if known else None, kind["VCpuInfo"]["DefaultVCpus"], kind["MemoryInfo"]["SizeInMiB"],
            card["MaximumNetworkInterfaces"], network["Ipv4AddressesPerInterface"])


def table():
    """instance-types.txt as {name: (architecture, vCPU, MiB, interfaces, addresses)}."""
    found, family, architecture = {}, None, None
    for line in TYPES.read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        words = line.split()
        if not line.startswith(" "):
            family, architecture = words[0], words[1]
            continue
        for word in words:
            size, cpus, memory, network = word.split(":")
            interfaces, addresses = network.split("x")
            found[f"{family}.{size}"] = (
                architecture, int(cpus), round(float(memory) * 1024), int(interfaces), int(addresses))
    return found


def write(types):
    """Rewrites the entries of instance-types.txt below its comment."""
    head = [line for line in TYPES.read_text().splitlines() if line.startswith("#")]
    families = {}
    for name, row in types.items():
        if wanted(name) and row[0]:
            families.setdefault(name.split(".")[0], []).append((row[1], row[2], name.split(".")[1], row))
    lines = head
    for family in sorted(families):
        rows = sorted(families[family])
        lines.append(f"{family} {rows[0][3][0]}")
        line = " "
        for _, _, size, (_, cpus, memory, interfaces, addresses) in rows:
            word = f" {size}:{cpus}:{gib(memory)}:{interfaces}x{addresses}"
            if len(line) + len(word) > 110:
                lines.append(line)
                line = " "
            line += word
        lines.append(line)
    TYPES.write_text("\n".join(lines) + "\n")


def differences(path, may_write):
    """Yields a sentence for each difference between a file and the tables."""
    raw = Path(path).read_bytes()
    text = (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode()
    name = Path(path).name
    if name.endswith(".go"):
        entries = re.findall(r'InstanceType: "([^"]+)",\s+VCPU:\s+(\d+),\s+MemoryMb:\s+(\d+),\s+GPU:\s+\d+,'
                             r'\s+Architecture: "(\w+)"', text)
        yield from compare_types({n: (a, int(c), int(m), None, None) for n, c, m, a in entries})
    elif name.endswith(".jsonl"):
        entries = (json.loads(line) for line in text.splitlines() if line.strip())
        yield from compare_types({e["instanceType"]: (
            None, None, None, e["defaultMaxENIs"], e["ipv4AddressesPerInterface"]) for e in entries})
    else:
        yield from compare_json(json.loads(text), may_write)


def compare_json(data, may_write):
    """What an answer of the EC2 API, or a public copy of one, says otherwise."""
    if "partitions" in data:
        yield from compare_regions({r for p in data["partitions"] if "iso" not in p["partition"]
                                    for r in p["regions"]}, is_all=True)
    elif "Regions" in data:
        yield from compare_regions({r["RegionName"] for r in data["Regions"]}, is_all=False)
    elif "AvailabilityZones" in data:
        zones = [z for z in data["AvailabilityZones"]
                 if z.get("ZoneType", "availability-zone") == "availability-zone"]
        letters = region_table()
        for zone in zones:
            if zone["ZoneName"][-1] not in letters.get(zone["RegionName"], ""):
                yield f"{zone['ZoneName']} is not in AwsRegions.cs"
    else:
        kinds = data["InstanceTypes"] if "InstanceTypes" in data else data.values()
        types = {kind["InstanceType"]: described(kind) for kind in kinds}
        if may_write:
            write(types)
        yield from compare_types(types)
        for missing in sorted(set(table()) - set(types)):
            yield f"{missing} is in the table, and not there"


def compare_types(types):
    """Where the table and the given types differ in what both say."""
    known = table()
    strangers = {}
    for name, row in sorted(types.items()):
        if name not in known:
            if wanted(name):
                family, size = name.split(".")
                strangers.setdefault(family, []).append(size)
        elif any(there is not None and here != there for here, there in zip(known[name], row)):
            yield f"{name}: the table has {known[name]}, there it is {row}"
    yield from (f"{family} is not in the table: {', '.join(sizes)}" for family, sizes in strangers.items())


def region_table():
    """AwsRegions.cs as {region: letters}."""
    return dict(re.findall(r'\["([a-z0-9-]+)"\] = "([a-z]+)"', REGIONS.read_text()))


def compare_regions(names, is_all):
    """A partition's answer lacks the regions of the others: China, GovCloud, the European one."""
    known = region_table()
    yield from (f"{name} is not in AwsRegions.cs" for name in sorted(names - set(known)))
    if is_all:
        yield from (f"{name} is in AwsRegions.cs alone" for name in sorted(set(known) - names))


def main(arguments):
    """Compares every file named."""
    files = [a for a in arguments if a != "--write"]
    if not files or any(a.startswith("-") for a in files):
        sys.exit(__doc__)
    count = 0
    for path in files:
        for sentence in differences(path, "--write" in arguments):
            print(f"{path}: {sentence}")
            count += 1
    print(f"{count} differences; the tables have {len(table())} instance types and {len(region_table())} regions")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
