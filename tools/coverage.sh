#!/usr/bin/env bash
# Which lines of floors 0 to 5 the given tests, and the unit tests, do not
# reach. Each must stand in docs/uncovered.tsv with a reason: the file, the
# line's text, the reason.
set -euo pipefail
cd "$(dirname "$0")/.."
least=97
list=docs/uncovered.tsv
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The tools must be of the compiler's own LLVM: rustup's component, or the
# distribution's packages of that version.
llvm=$(rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
if command -v "llvm-cov-$llvm" >/dev/null; then
    export LLVM_COV=llvm-cov-$llvm LLVM_PROFDATA=llvm-profdata-$llvm
elif [ -z "$(find "$(rustc --print sysroot)" -name llvm-cov -print -quit)" ]; then
    echo "missing: llvm-tools (rustup component add llvm-tools, or on Debian: apt-get install llvm-$llvm)" >&2
    exit 1
fi

# A kernel that this processor cannot run is not asked for.
elsewhere=none
if [ "$(uname -m)" = x86_64 ] && ! grep -qw avx512_vbmi2 /proc/cpuinfo; then
    elsewhere=src/scan/avx512.rs
    echo "$elsewhere: not counted, this processor cannot run it"
fi

tests=()
for name in "$@"; do tests+=(--test "$name"); done
# The core alone: what lies above it has no part in this.
cargo llvm-cov --quiet --no-default-features --features "capi names values" --lib "${tests[@]}" --lcov --output-path "$work/lcov"

# Lines of the source proper, each with whether it was reached; what follows
# the mark of unit tests does not count.
awk -v root="$PWD/" -v elsewhere="$elsewhere" '
    /^SF:/ {
        path = substr($0, 4)
        sub(root, "", path)
        counts = path ~ /^src\/(error|limits|counters|bytes|packet|parse|write|command)\.rs$/ ||
            path ~ /^src\/(scan|name|reader|value|session)\// && path !~ /tests/ && path != elsewhere
        delete text
        end = 1e9
        for (n = 1; counts && (getline line < (root path)) > 0; n++) {
            text[n] = line
            if (line ~ /^#\[cfg\(test\)\]/ && end == 1e9) end = n
        }
        close(root path)
    }
    /^DA:/ && counts {
        split(substr($0, 4), cell, ",")
        if (cell[1] + 0 < end) {
            line = text[cell[1]]
            gsub(/^[ \t]+/, "", line)
            print (cell[2] > 0 ? "reached" : "missed") "\t" path ":" cell[1] "\t" path "\t" line
        }
    }' "$work/lcov" >"$work/lines"

all=$(wc -l <"$work/lines")
reached=$(grep -c '^reached' "$work/lines")
[ "$all" -gt 2000 ] || { echo "only $all lines were looked at" >&2; exit 1; }
percent=$(awk "BEGIN { printf \"%.2f\", 100 * $reached / $all }")
echo "floors 0 to 5: $reached of $all lines reached, $percent %"

# The list as it stands, and without its reasons.
{ grep -v '^#' "$list" || true; } >"$work/listed"
if awk -F '\t' 'NF != 3 || $3 == "" { print; bad = 1 } END { exit !bad }' "$work/listed" >&2; then
    echo "each row of $list needs a file, a line and a reason, with tabs between" >&2
    exit 1
fi
cut -f 1,2 "$work/listed" | sort -u >"$work/known"
missed=0
while IFS=$'\t' read -r _ place file text; do
    if ! grep -Fxq "$file	$text" "$work/known"; then
        echo "not reached: $place: $text"
        missed=1
    fi
done < <(grep '^missed' "$work/lines" || true)
# Which may be so on this machine only: another one has other kernels.
{ grep '^missed' "$work/lines" || true; } | cut -f 3,4 | sort -u | comm -23 "$work/known" - |
    sed 's/^/listed, but not missed here: /'
[ "$missed" = 0 ] || { echo "say in $list why, or test them" >&2; exit 1; }
awk "BEGIN { exit !($percent >= $least) }" || { echo "fewer than $least %" >&2; exit 1; }
