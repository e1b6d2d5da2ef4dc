#!/bin/sh
# Sees to the tools that `make test` or `make demo` needs besides cargo: names in
# one line what is missing and how to get it, or installs it, as root, with
# apt-get.
#
#     tools/need.sh demo|test
set -eu

rust=
command -v cargo >/dev/null || rust="a Rust toolchain: https://rustup.rs"
if [ "$1" = test ] && [ -z "$rust" ]; then
    cargo fmt --version >/dev/null 2>&1 || rust="rustfmt: rustup component add rustfmt"
    cargo clippy --version >/dev/null 2>&1 || rust="clippy: rustup component add clippy"
fi
if [ -n "$rust" ]; then
    echo "missing: $rust" >&2
    exit 1
fi

# Each as command:package, by its name in Debian.
tools="cc:gcc make:make ld:binutils"
if [ "$1" = test ]; then
    tools="$tools g++:g++ meson:meson ninja:ninja-build pkg-config:pkg-config openssl:openssl python3:python3 pytest-3:python3-pytest"
    # What some tests are left out without, which they write down: installed
    # where that may be done, not asked for where not. (A library has no command.)
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        tools="$tools clang++:clang valgrind:valgrind"
        pkg-config --exists openssl 2>/dev/null || tools="$tools :libssl-dev"
    fi
fi
missing=
for pair in $tools; do
    command -v "${pair%%:*}" >/dev/null || missing="$missing ${pair#*:}"
done
# Headers have no command.
printf '#include <stdio.h>\n' | cc -E - >/dev/null 2>&1 || missing="$missing libc6-dev"
# pytest may be there by another way than Debian's.
! python3 -c "import pytest" 2>/dev/null || missing=$(echo "$missing" | sed 's/ python3-pytest//')
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing:$missing"
    apt-get update -qq
    # shellcheck disable=SC2086  # a list of packages
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
else
    echo "missing:$missing (on Debian: sudo apt-get install$missing)" >&2
    exit 1
fi
