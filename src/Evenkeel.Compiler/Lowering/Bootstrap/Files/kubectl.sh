#!/bin/sh
# Puts kubectl of the cluster's version in place, checked against the digest that its publisher gives.
set -eu
case "$(uname -m)" in
  aarch64) architecture=arm64 ;;
  *) architecture=amd64 ;;
esac
url="https://dl.k8s.io/release/v$1/bin/linux/$architecture/kubectl"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
curl -fsSL --retry 10 --retry-all-errors -o "$work/kubectl" "$url"
curl -fsSL --retry 10 --retry-all-errors -o "$work/digest" "$url.sha256"
echo "$(cat "$work/digest")  $work/kubectl" | sha256sum --check --quiet
install -m 0755 "$work/kubectl" /usr/local/bin/kubectl
