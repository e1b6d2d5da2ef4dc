#!/bin/sh
# Sees to the tools that `make test` and `make demo` need besides cargo: names
# in one line what is missing and how to get it, or installs it, as root, with
# apt-get.
set -eu

rust=
command -v cargo >/dev/null || rust="a Rust toolchain: https://rustup.rs"
[ -n "$rust" ] || cargo fmt --version >/dev/null 2>&1 || rust="rustfmt: rustup component add rustfmt"
[ -n "$rust" ] || cargo clippy --version >/dev/null 2>&1 || rust="clippy: rustup component add clippy"
if [ -n "$rust" ]; then
    echo "missing: $rust" >&2
    exit 1
fi

# Each as command:package, by its name in Debian.
missing=
for pair in cc:gcc g++:g++ make:make ld:binutils pkg-config:pkg-config openssl:openssl python3:python3; do
    command -v "${pair%%:*}" >/dev/null || missing="$missing ${pair#*:}"
done
# What some tests say that they are left out without: installed where that may
# be done, not asked for where not. (A library has no command.)
if [ "$(id -u)" = 0 ]; then
    pkg-config --exists openssl 2>/dev/null || missing="$missing libssl-dev"
    command -v valgrind >/dev/null || missing="$missing valgrind"
fi
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing:$missing"
    apt-get update -qq
    # shellcheck disable=SC2086  # a list of packages
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing
else
    echo "missing:$missing (on Debian: sudo apt-get install$missing)" >&2
    exit 1
fi
