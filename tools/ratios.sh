#!/usr/bin/env bash
# The speed of amiwire beside that of others, in one run: builds the shared
# library, the loop in C and the package benches/peers, and runs it. The lines
# `ratio NAME VALUE` are ours over theirs; higher is better.
set -euo pipefail
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}/peers

mkdir -p build/peers
tools/library.sh amiwire build/peers release std >build/peers/log 2>&1 || { cat build/peers/log >&2; exit 1; }
"${CC:-cc}" -O2 -Wall -Wextra -shared -fPIC -Iinclude benches/peers/c/loop.c -o build/peers/loop.so \
    -Lbuild/peers -lamiwire -Wl,-rpath,"$PWD/build/peers"
cargo build --quiet --release --manifest-path benches/peers/Cargo.toml --target-dir "$target"
"$target/release/amiwire-peers" build/peers/loop.so "$@" | tee build/peers/ratios.txt

# Time says little of single bytes; the count of instructions is exact.
if command -v valgrind >/dev/null; then
    tools/instructions.sh per-byte index pieces-1 |
        awk '{ n[$1] = $2 } END { printf "ratio chunk1/whole-instructions %.4f\n", n["index"] / n["pieces-1"] }' |
        tee -a build/peers/ratios.txt
fi
