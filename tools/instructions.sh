#!/usr/bin/env bash
# Counts the instructions of fixed work under callgrind, which are the same in
# each run, and holds them against benches/instructions/table.tsv. Over 3 % more
# than the table says fails, if rustc, valgrind and the scan kernel are those of
# the table; with others it is only told. Whatever the versions, a byte of a
# long packet must not cost more than one of a short packet.
#
#   tools/instructions.sh                    compare
#   AMIWIRE_REWRITE=1 tools/instructions.sh  write the table
#   tools/instructions.sh per-byte NAME...   only print instructions a byte
set -euo pipefail
cd "$(dirname "$0")/.."
table=benches/instructions/table.tsv

if ! command -v valgrind >/dev/null; then
    echo "SKIPPED: no instructions are counted, for want of valgrind (apt-get install valgrind)"
    exit 0
fi
target=${CARGO_TARGET_DIR:-target}/instructions
cargo build --quiet --release --locked --manifest-path benches/instructions/Cargo.toml --target-dir "$target"
program=$target/release/amiwire-instructions
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# NAME: prints name, bytes, instructions, instructions a byte, kernel.
count() {
    valgrind --tool=callgrind --toggle-collect=measured --callgrind-out-file=/dev/null \
        "$program" "$1" >"$work/out" 2>"$work/err" || { cat "$work/err" >&2; return 1; }
    instructions=$(sed -n 's/.*Collected : *//p' "$work/err")
    awk -v n="$instructions" '{ printf "%s\t%d\t%d\t%.3f\t%s\n", $1, $2, n, n / $2, $4 }' "$work/out"
}

if [ "${1:-}" = per-byte ]; then
    shift
    for name; do count "$name" | cut -f 1,4; done
    exit 0
fi

{
    printf '# %s, %s, %s\n' "$(rustc --version | cut -d' ' -f 1,2)" "$(valgrind --version)" "$(uname -m)"
    printf 'work\tbytes\tinstructions\ta byte\tkernel\n'
    "$program" list | while read -r name; do count "$name"; done
} >"$work/table"

# Rows one-SIZE-by-PIECE: the sizes of one piece are held against each other.
awk -F '\t' '/^one-/ {
    split($1, part, "-by-"); kind = part[2]; seen[kind]++
    if (!(kind in least) || $4 < least[kind]) least[kind] = $4
    if ($4 > most[kind]) most[kind] = $4
} END {
    for (kind in least) {
        kinds++
        printf "growth, packets of %d sizes by pieces of %d: %.3f to %.3f instructions a byte\n", seen[kind], kind, least[kind], most[kind]
        if (seen[kind] < 3 || most[kind] > 1.1 * least[kind]) { print "not linear: over 10 % apart"; bad = 1 }
    }
    exit bad || kinds < 2
}' "$work/table"

if [ -n "${AMIWIRE_REWRITE:-}" ]; then
    cp "$work/table" "$table"
    cat "$table"
    exit 0
fi
same=1
if [ "$(head -n 1 "$table")" != "$(head -n 1 "$work/table")" ]; then
    same=0
    echo "$(head -n 1 "$work/table") is not that of the table ($(head -n 1 "$table")): differences are only told"
fi
awk -F '\t' -v same="$same" '
    /^#/ || $1 == "work" { next }
    NR == FNR { old[$1] = $4; kernel[$1] = $5; next }
    !($1 in old) { printf "%-20s %8.3f a byte, not in the table\n", $1, $4; bad = 1; next }
    kernel[$1] != $5 { printf "%-20s %8.3f a byte by %s, in the table by %s\n", $1, $4, $5, kernel[$1]; next }
    {
        change = 100 * ($4 / old[$1] - 1)
        printf "%-20s %8.3f a byte, %+.2f %%%s\n", $1, $4, change, (change > 3 ? "  WORSE" : "")
        if (change > 3) { bad = 1 }
        if (change < -3) { better = 1 }
    }
    END {
        if (better) print "better than the table: AMIWIRE_REWRITE=1 make instructions"
        if (bad) print "over 3 % more than the table says, or not in it"
        exit bad && same
    }' "$table" "$work/table"
