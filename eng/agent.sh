#!/bin/sh
# Builds the node agent as one self-contained file, compiled ahead of time: no .NET is needed where it runs.
#   eng/agent.sh FOLDER [RID]      the file is FOLDER/evenkeel-agent; RID is linux-x64 (usual) or linux-arm64
set -u

[ $# -ge 1 ] && [ $# -le 2 ] || { sed -n '2,3s/^# *//p' "$0" >&2; exit 2; }
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P) || exit 3
rid=${2:-linux-x64}
case $rid in
  linux-x64 | linux-arm64) ;;
  *) echo "eng/agent.sh: nodes run linux-x64 or linux-arm64, not $rid" >&2; exit 2 ;;
esac
mkdir -p "$1" || exit 3
target=$(CDPATH='' cd -- "$1" && pwd -P) || exit 3
out=$root/artifacts/agent-$rid
mkdir -p "$out" || exit 3

. "$root/eng/dotnet.sh"
need_dotnet
# ReadyToRun in one file, rather than Native AOT: some of the agent's JSON is written by reflection.
if ! (cd "$root" && dotnet publish src/Evenkeel.Agent -c Release -r "$rid" --self-contained -o "$out/published" \
    -v quiet -nologo -p:EvenkeelLauncher=true -p:ArtifactsPath="$out" -p:PublishSingleFile=true \
    -p:PublishReadyToRun=true -p:DebugType=none) </dev/null >"$out/build.log" 2>&1; then
  show_errors "$out/build.log"
  echo "eng/agent.sh: the build failed; the whole log is $out/build.log" >&2
  exit 3
fi
cp "$out/published/evenkeel-agent" "$target/evenkeel-agent.new" && mv "$target/evenkeel-agent.new" "$target/evenkeel-agent" || exit 3
echo "$target/evenkeel-agent: $(($(wc -c <"$target/evenkeel-agent") / 1000000)) MB"
