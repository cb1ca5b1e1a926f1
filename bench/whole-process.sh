#!/bin/sh
# Times whole runs of ./evenkeel, from start to end: the median of several, and the spread.
set -eu
root=$(CDPATH='' cd -- "$(dirname "$0")/.." && pwd -P)
runs=${1:-7}

now() { date +%s%N; }

# Prints median, least and most of the runs, in milliseconds. Exit codes are not judged: a refuted claim is 1.
measure() {
  name=$1
  shift
  "$root/evenkeel" "$@" >/dev/null 2>&1 || true
  i=0
  while [ "$i" -lt "$runs" ]; do
    start=$(now)
    "$root/evenkeel" "$@" >/dev/null 2>&1 || true
    echo $((($(now) - start) / 1000000))
    i=$((i + 1))
  done | sort -n | awk -v name="$name" '{ t[NR] = $1 }
    END { printf "| %s | %d | %d–%d |\n", name, t[int((NR + 1) / 2)], t[1], t[NR] }'
}

echo '| run | median ms | spread |'
echo '|---|---:|---:|'
measure '`evenkeel --version`' --version
measure '`evenkeel simulate`, 75 s of a zone lost' simulate "$root/tests/fidelity/default-spread"
measure '`evenkeel simulate --seeds 20`' simulate "$root/tests/fidelity/default-spread" --seeds 20
measure '`evenkeel prove examples/shop`' prove "$root/examples/shop"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
measure '`evenkeel render`, 3 zones' render "$root/tests/cases/render/k3s-three-zones" -o "$out/three"
{
  sed '/nodePools:/,$d' "$root/tests/cases/render/k3s-five-zones/cluster.yaml"
  echo '  nodePools:'
  i=10
  while [ "$i" -lt 30 ]; do
    echo "  - {name: pool$i, instanceTypes: [m7i.large], min: 5, max: 50}"
    i=$((i + 1))
  done
} >"$out/large.yaml"
measure '`evenkeel render`, 5 zones × 20 pools' render "$out/large.yaml" -o "$out/large"
