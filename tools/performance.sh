#!/usr/bin/env bash
# Measures all that docs/performance.md tells, into docs/performance.tsv, and
# writes the document's tables and picture from that.
#
#   tools/performance.sh                    some minutes; the machine should be idle
#   AMIWIRE_REWRITE=1 tools/performance.sh  writes the table of instructions and
#                                           the record of our own opponents, too
set -euo pipefail
cd "$(dirname "$0")/.."
command -v valgrind >/dev/null || { echo "performance: valgrind is missing (apt-get install valgrind)" >&2; exit 1; }

tree=$(git rev-parse --short HEAD)
git diff --quiet HEAD -- src benches Cargo.toml Cargo.lock || tree="$tree with changes"
tools/ratios.sh
tools/instructions.sh
mkdir -p build/sizes
cargo xtask check-sizes | tee build/sizes/facts.tsv || echo "over a limit: the document will say so" >&2

table=benches/instructions/table.tsv
{
    cat build/peers/facts.tsv build/peers/wire.tsv
    printf 'tree\t%s\n' "$tree"
    sed -n '1s/^# /counted by\t/p' "$table"
    awk -F '\t' -v OFS='\t' '!/^#/ && $1 != "work" { print "instructions", $0 }' "$table"
    cat build/sizes/facts.tsv
} >docs/performance.tsv
cargo xtask gen performance
