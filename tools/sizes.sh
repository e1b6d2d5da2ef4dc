#!/usr/bin/env bash
# How large things are: the stripped shared libraries, with their limits, and
# what a reader takes.
set -euo pipefail
cd "$(dirname "$0")/.."
out=build/sizes
mkdir -p "$out"

# NAME PROFILE FEATURES LIMIT-IN-KiB [flags]
library() {
    tools/library.sh "$1" "$out" "$2" "$3" "${@:5}" >"$out/log" 2>&1 || { cat "$out/log" >&2; exit 1; }
    strip -o "$out/stripped" "$out/lib$1.so.0"
    size=$(stat -c %s "$out/stripped")
    printf 'size lib%s.so.0, stripped, features "%s": %d bytes, limit %d KiB\n' "$1" "$3" "$size" "$4"
    [ "$size" -le $((1024 * $4)) ] || { echo "too large" >&2; exit 1; }
}
library amiwire-core core "" 150 --cfg amiwire_core_lib
library amiwire release net 600
library amiwire release tls 3072

cargo run --quiet --release --manifest-path benches/instructions/Cargo.toml \
    --target-dir "${CARGO_TARGET_DIR:-target}/instructions" -- sizes
