#!/bin/sh
# Runs a check that compiles something, unless nothing has changed since it last
# passed: neither a file under a PATH, nor the command, nor a compiler.
#
#   tools/once.sh NAME PATH... -- COMMAND...
#
# A check that left something out runs again.
set -eu
name=$1
shift

inputs() {
    for path; do
        [ "$path" != -- ] || break
        find "$path" -type f ! -name '*.pyc' -exec sha256sum {} +
    done | LC_ALL=C sort
    echo "$@"
    rustc --version --verbose
    "${CC:-cc}" --version
    # A RUSTC_WRAPPER changes nothing of what is compiled.
    env | grep -E '^(CC|CXX|CFLAGS|CXXFLAGS|LDFLAGS|RUSTC|RUSTFLAGS|RUSTDOCFLAGS|RUSTUP_TOOLCHAIN|CARGO_PROFILE_[A-Z_]*)=' | LC_ALL=C sort
}
# What is not there would count for nothing.
for path; do
    [ "$path" != -- ] || break
    [ -e "$path" ] || { echo "tools/once.sh: $name: no $path" >&2; exit 2; }
done
mkdir -p build/passed
passed=build/passed/$name
now=$(inputs "$@" | sha256sum)
if [ "$(cat "$passed" 2>/dev/null)" = "$now" ]; then
    echo "$name: unchanged since it passed"
    exit
fi
rm -f "$passed"

while [ "$1" != -- ]; do shift; done
shift
skipped=${AMIWIRE_SKIPPED:-}
[ -n "$skipped" ] || { AMIWIRE_SKIPPED=$PWD/$passed.skipped && export AMIWIRE_SKIPPED && : >"$AMIWIRE_SKIPPED"; }
before=$(cat "$AMIWIRE_SKIPPED")
"$@"
if [ "$(cat "$AMIWIRE_SKIPPED")" = "$before" ]; then
    echo "$now" >"$passed"
elif [ -z "$skipped" ]; then
    cat "$AMIWIRE_SKIPPED" >&2
fi
