#!/usr/bin/env bash
# Changes one thing in the given files at a time, and sees whether the fast
# tests notice. What they do not notice must stand in docs/survivors.tsv with a
# reason: the file, the change, the reason.
#
# mutants.sh MINUTES FILE...    what is not done in that time is left out, and told
# MUTANTS_SHARD=2/5             every fifth change, from the third on: to see
#                               something of everything in little time
set -euo pipefail
cd "$(dirname "$0")/.."
list=docs/survivors.tsv
minutes=$1
shift
cargo mutants --version >/dev/null 2>&1 || {
    echo "missing: cargo-mutants (cargo install --locked cargo-mutants)" >&2
    exit 1
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

files=()
for file in "$@"; do files+=(--file "$file"); done
# The core has no Vec, so that changes with one do not even compile.
what=("${files[@]}" --exclude-re Vec::leak)
all=$(cargo mutants --list "${what[@]}" | wc -l)
[ "$all" -gt 0 ] || { echo "nothing to change in: $*" >&2; exit 1; }

# A killed one has said what it found so far: 124 is timeout's own status, 2
# and 3 say that changes were missed or took too long.
status=0
shard=()
[ -z "${MUTANTS_SHARD:-}" ] || shard=(--shard "$MUTANTS_SHARD" --sharding round-robin)
# Built quickly rather than well: a change is built once and run once.
export CARGO_PROFILE_DEV_OPT_LEVEL=1 CARGO_PROFILE_TEST_OPT_LEVEL=1 CARGO_PROFILE_DEV_DEBUG=0 CARGO_PROFILE_TEST_DEBUG=0
tests=()
for test in conformance framing pieces properties reader; do tests+=("--cargo-arg=--test=$test"); done
AMIWIRE_ACTIONS=20000 timeout "${minutes}m" cargo mutants "${what[@]}" ${shard[@]+"${shard[@]}"} \
    --no-default-features --features "names values" --cargo-arg=--lib "${tests[@]}" --jobs 1 --output "$work" || status=$?
case $status in 0 | 2 | 3 | 124) ;; *) exit "$status" ;; esac

found=$work/mutants.out
touch "$found"/{caught,missed,timeout,unviable}.txt
count() { cat "${@/#/$found/}" | wc -l; }
echo "$(count caught.txt timeout.txt missed.txt unviable.txt) of $all changes tried: $(count caught.txt timeout.txt)" \
    "noticed, $(count missed.txt) not, $(count unviable.txt) do not compile"
[ "$(count caught.txt)" -gt 0 ] || { echo "no change was noticed: too little time, or something is wrong" >&2; exit 1; }

# Without the line and column, which move.
sed 's/:[0-9]*:[0-9]*: /\t/' "$found/missed.txt" | sort -u >"$work/missed"
{ grep -v '^#' "$list" || true; } | awk -F '\t' 'NF == 3 && $3 != ""' | cut -f 1,2 | sort -u >"$work/known"
comm -23 "$work/missed" "$work/known" >"$work/new"
[ ! -s "$work/new" ] || { sed 's/^/not noticed: /' "$work/new"; echo "say in $list why, or test it" >&2; exit 1; }
