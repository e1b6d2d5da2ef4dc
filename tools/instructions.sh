#!/usr/bin/env bash
# Counts the instructions of fixed work under callgrind, which are the same in
# each run, and holds them against benches/instructions/table.tsv.
#
#   tools/instructions.sh            compare; over 3 % more with the versions of
#                                    the table fails, with others it is told
#   tools/instructions.sh write      write the table
#   tools/instructions.sh per-byte NAME...   only print instructions a byte
set -euo pipefail
cd "$(dirname "$0")/.."
table=benches/instructions/table.tsv

command -v valgrind >/dev/null || { echo "instructions: skipped, no valgrind (apt-get install valgrind)"; exit 0; }
cargo build --quiet --release --manifest-path benches/instructions/Cargo.toml \
    --target-dir "${CARGO_TARGET_DIR:-target}/instructions"
program=${CARGO_TARGET_DIR:-target}/instructions/release/amiwire-instructions
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

versions="$(rustc --version | cut -d' ' -f 1,2), $(valgrind --version), $(uname -m)"
{
    printf '# %s\n' "$versions"
    printf 'work\tbytes\tinstructions\ta byte\tkernel\n'
    "$program" list | while read -r name; do count "$name"; done
} >"$work/table"

# However long a packet is, a byte of it costs the same.
awk -F '\t' '/^one-/ {
    split($1, part, "-by-"); kind = part[2]
    if (!(kind in least) || $4 < least[kind]) least[kind] = $4
    if ($4 > most[kind]) most[kind] = $4
} END {
    for (kind in least) {
        printf "growth by pieces of %s: %.3f to %.3f instructions a byte\n", kind, least[kind], most[kind]
        if (most[kind] > 1.1 * least[kind]) { print "not linear" ; bad = 1 }
    }
    exit bad
}' "$work/table"

if [ "${1:-}" = write ]; then
    cp "$work/table" "$table"
    cat "$table"
    exit 0
fi
same=1
[ "$(head -n 1 "$table")" = "$(head -n 1 "$work/table")" ] || same=0
[ "$same" = 1 ] || echo "other versions than in the table ($(head -n 1 "$table")): differences are only told"
awk -F '\t' -v same="$same" '
    /^#/ || $1 == "work" { next }
    NR == FNR { old[$1] = $3; kernel[$1] = $5; next }
    {
        change = (($1 in old) && kernel[$1] == $5) ? 100 * ($3 / old[$1] - 1) : 0
        printf "%-20s %10d instructions, %8.3f a byte, %+.2f %%\n", $1, $3, $4, change
        if (change > 3) { bad = 1 }
        if (change < -3) { better = 1 }
    }
    END {
        if (better) print "better than the table: tools/instructions.sh write"
        if (bad) print "over 3 % more than the table says"
        exit bad && same
    }' "$table" "$work/table"
