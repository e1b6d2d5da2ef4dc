#!/usr/bin/env bash
# How large things are, each with its limit, as `size<TAB>WHAT<TAB>BYTES<TAB>LIMIT`:
# the stripped shared libraries, and what packets,
# readers and sessions take in memory. Fails when one is over its limit.
set -euo pipefail
cd "$(dirname "$0")/.."
out=build/sizes
mkdir -p "$out"
failed=0

# NAME PROFILE FEATURES LIMIT-IN-KiB WHAT [flags]
library() {
    tools/library.sh "$1" "$out" "$2" "$3" "${@:6}" >"$out/log" 2>&1 || { cat "$out/log" >&2; exit 1; }
    strip -o "$out/stripped" "$out/lib$1.so.0"
    size=$(stat -c %s "$out/stripped")
    printf 'size\tlib%s.so.0, stripped, %s\t%d\t%d\n' "$1" "$5" "$size" $((1024 * $4))
    if [ "$size" -gt $((1024 * $4)) ]; then
        echo "lib$1.so.0, $5, has $size bytes, which is over its limit of $4 KiB" >&2
        failed=1
    fi
}
library amiwire-core core "names values" 272 "core and session, names, values" --cfg amiwire_core_lib
library amiwire release "net names values" 600 "with TCP"
library amiwire release "tls names values" 3072 "with TLS"

target=${CARGO_TARGET_DIR:-target}/instructions
cargo build --quiet --release --locked --manifest-path benches/instructions/Cargo.toml --target-dir "$target"
"$target/release/amiwire-instructions" sizes || { echo "one of these is over its limit" >&2; failed=1; }
exit "$failed"
