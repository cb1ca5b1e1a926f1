# Sourced by the launchers: finds the .NET 10 SDK, or says what to install.

# Sets dotnet_root to the folder that .NET lies in; exits 3 when there is no SDK of the right version.
need_dotnet() {
  dotnet_root=''
  found='no dotnet on PATH'
  if command -v dotnet >/dev/null 2>&1; then
    sdks=$(cd / && dotnet --list-sdks 2>/dev/null)
    dotnet_root=$(printf '%s\n' "$sdks" | sed -n 's/^10\.[^[]*\[\(.*\)[/]sdk\]$/\1/p' | tail -n 1)
    found="found only: $(printf '%s\n' "$sdks" | sed 's/ .*//' | tr '\n' ' ')"
    [ -n "$sdks" ] || found='a dotnet without any SDK'
  fi
  [ -n "$dotnet_root" ] && return 0
  cat >&2 <<EOF
Evenkeel needs the .NET 10 SDK ($found).
Install it from https://dotnet.microsoft.com/download, or as the package dotnet-sdk-10.0:
  Ubuntu:  sudo apt-get install dotnet-sdk-10.0
  Debian:  the same, after adding Microsoft's feed: https://learn.microsoft.com/dotnet/core/install/linux-debian
EOF
  exit 3
}

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
export DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=true DOTNET_CLI_UI_LANGUAGE=en

# The compiler's errors from a build log, each once, with paths as seen from the root; else the log's end.
show_errors() {
  ROOT=$root/ awk '
    /: error / || /^error / {
      at = index($0, ENVIRON["ROOT"])
      if (at) $0 = substr($0, 1, at - 1) substr($0, at + length(ENVIRON["ROOT"]))
      sub(/^ +/, ""); sub(/ \[[^]]*\]$/, "")
      if (!seen[$0]++) { print; any = 1 }
    }
    { last[NR] = $0 }
    END { if (!any) for (i = NR > 20 ? NR - 19 : 1; i <= NR; i++) print last[i] }' "$1" >&2
}
