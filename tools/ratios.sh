#!/usr/bin/env bash
# The speed of amiwire beside that of others, in one run: builds the shared
# library, the loops in C and the package benches/peers, and runs it. The lines
# `ratio NAME VALUE` are ours over theirs; higher is better. All that was found
# goes to build/peers/facts.tsv, one fact a line.
#
#   tools/ratios.sh                    499 rounds
#   tools/ratios.sh quick              19 rounds
#   AMIWIRE_REWRITE=1 tools/ratios.sh  writes the record of our own opponents, too
set -euo pipefail
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}/peers
facts=build/peers/facts.tsv

mkdir -p build/peers
tools/library.sh amiwire build/peers release "std names values" >build/peers/log 2>&1 || { cat build/peers/log >&2; exit 1; }
"${CC:-cc}" -O2 -Wall -Wextra -shared -fPIC -Iinclude benches/peers/c/loop.c -o build/peers/loop.so \
    -Lbuild/peers -lamiwire -Wl,-rpath,"$PWD/build/peers"
cargo build --quiet --release --locked --manifest-path benches/peers/Cargo.toml --target-dir "$target"
compilers="$(rustc --version | cut -d' ' -f 1,2), $("${CC:-cc}" --version | head -n 1) -O2"
echo "$compilers"
"$target/release/amiwire-peers" build/peers/loop.so "$facts" "$@"
printf 'compilers\t%s\n' "$compilers" >>"$facts"
# Whole connections, from a sender in a process of its own; its facts go to a
# file of their own.
"$target/release/amiwire-wire" build/peers/wire.tsv "$@"

# Time says little of single bytes; the count of instructions is exact.
if command -v valgrind >/dev/null; then
    tools/instructions.sh per-byte index pieces-1 | awk -v facts="$facts" '
        { n[$1] = $2 }
        END {
            value = n["index"] / n["pieces-1"]
            printf "ratio chunk1/whole-instructions %.4f\n", value
            printf "ratio\tchunk1/whole-instructions\t%.4f\t-\t-\t-\n", value >>facts
        }'
else
    echo "no ratio chunk1/whole-instructions, for want of valgrind"
fi
