# Sourced by ./evenkeel when a source is newer than the last build. Expects root, out, stamp, stale, read_stamp.
. "$root/eng/dotnet.sh"

build() {
  mkdir -p "$out" || exit 3
  # One build at a time. Where flock is missing (macOS), two at once may fail; neither replaces a good build by a bad one.
  if command -v flock >/dev/null 2>&1; then
    exec 9>"$out/lock"
    flock 9
  fi
  if stale || ! read_stamp; then build_locked; fi
  exec 9>&-
}

build_locked() {
  need_dotnet
  echo 'building evenkeel…' >&2
  # The stamp bears the time before the build: what changes during it is built the next time.
  : >"$out/started"
  new=app.$(date +%s).$$
  if ! publish "$new"; then
    show_errors "$out/build.log"
    echo "evenkeel: the build failed; the whole log is $out/build.log" >&2
    exit 3
  fi
  printf '%s\n' "$new" "$dotnet_root" "$(uname -sm)" >"$stamp.new"
  touch -r "$out/started" "$stamp.new"
  mv "$stamp.new" "$stamp"
  # The build before this one may still be running; those before it go.
  ls -dt "$out"/app.* | tail -n +3 | while IFS= read -r old; do rm -rf -- "$old"; done
}

# Ahead-of-time compiled where the packages for that can be had, else plainly; into a folder of its own.
publish() {
  rid=$(runtime_identifier)
  if [ -n "$rid" ]; then
    dotnet_publish "$1" -r "$rid" --self-contained false -p:PublishReadyToRun=true && return 0
    grep -q ': error \(NU1\|NETSDK\)' "$out/build.log" || return 1
    rm -rf "${out:?}/$1"
  fi
  dotnet_publish "$1" || return 1
  echo 'evenkeel: built without ahead-of-time compilation (its packages could not be had); each start takes longer' >&2
}

# The log takes the output, because compiler servers that outlive the build would hold the caller's pipes open;
# for the same reason they must not inherit the lock.
dotnet_publish() {
  folder=$1
  shift
  (cd "$root" && dotnet publish src/Evenkeel.Cli -c Release -o "$out/$folder" -v quiet -nologo \
    -p:EvenkeelLauncher=true -p:ArtifactsPath="$out" "$@") </dev/null >"$out/build.log" 2>&1 9>&-
}

runtime_identifier() {
  case $(uname -m) in
    x86_64 | amd64) cpu=x64 ;;
    aarch64 | arm64) cpu=arm64 ;;
    *) return ;;
  esac
  case $(uname -s) in
    Darwin) echo "osx-$cpu" ;;
    Linux)
      for loader in /lib/ld-musl-*; do [ -e "$loader" ] && { echo "linux-musl-$cpu"; return; }; done
      echo "linux-$cpu" ;;
  esac
}
