#!/bin/sh
# Times whole runs of ./evenkeel prove on input that nobody should feed it: from start to the exit code.
# The bound is two seconds each; reading ends at a limit, so that size does not matter.
set -eu
root=$(CDPATH='' cd -- "$(dirname "$0")/.." && pwd -P)
runs=${1:-3}
work=$(mktemp -d)
trap 'rm -rf "$work" "$work.dir"' EXIT

# Prints a text many times, without line ends but its own.
repeat() { awk -v n="$2" -v t="$1" 'BEGIN { for (i = 0; i < n; i++) printf "%s", t }'; }

bomb() {
  echo 'a0: &a0 [x]'
  awk 'BEGIN { for (i = 1; i <= 30; i++) { p = "*a" (i - 1); s = p; for (j = 1; j < 10; j++) s = s ", " p
    print "a" i ": &a" i " [" s "]" } }'
}

merge_bomb() {
  echo 'a0: &a0 {k: 1}'
  awk 'BEGIN { for (i = 1; i <= 20000; i++) print "a" i ": &a" i " {<<: *a" (i - 1) "}" }'
}

valid() { cat "$root/examples/shop/cluster.yaml"; }

: >"$work/an empty file"
repeat '[' 100000 >"$work/100,000 levels of flow lists"
repeat '{"a":[' 100000 >"$work/100,000 levels of JSON"
repeat '- ' 100000 >"$work/100,000 levels of block lists"
bomb >"$work/an alias bomb"
merge_bomb >"$work/a chain of 20,000 merges"
head -c 50000000 /dev/zero | tr '\0' a >"$work/50 MB of one letter"
repeat '---
apiVersion: v1
kind: Pod
metadata: {name: a}
' 1000000 >"$work/50 MB of objects"
{ printf 'a: "'; head -c 10000000 /dev/zero | tr '\0' x; } >"$work/10 MB of an unclosed quote"
head -c 5000 "$(command -v sh)" >"$work/a program"
valid | gzip -c >"$work/a compressed file"
valid | head -c "$(($(valid | wc -c) / 2))" >"$work/a cluster file cut in half"

echo '| input | bytes | exit | slowest ms |'
echo '|---|---:|---:|---:|'
for file in "$work"/*; do
  mkdir -p "$work.dir"
  cp "$file" "$work.dir/cluster.yaml"
  i=0 slowest=0
  while [ "$i" -lt "$runs" ]; do
    start=$(date +%s%N) code=0
    "$evenkeel" prove "$work.dir/cluster.yaml" >/dev/null 2>&1 || code=$?
    took=$((($(date +%s%N) - start) / 1000000))
    [ "$took" -le "$slowest" ] || slowest=$took
    i=$((i + 1))
  done
  echo "| ${file##*/} | $(wc -c <"$file") | $code | $slowest |"
  rm -rf "$work.dir"
done
