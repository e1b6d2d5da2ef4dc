#!/usr/bin/env bash
# Makes one part of the tests after the other, and tells at the end how long
# each took and what was left out.
#
#   tools/parts.sh [--minutes LIMIT] TARGET...
#
# Ends with 1 if a part fails, if all of them together take longer than LIMIT,
# and, where CI=true, if anything was left out because an input or a tool is
# missing. Who leaves something out writes "KIND<TAB>WHAT<TAB>TEST", of the KIND
# missing or hardware, to the file $AMIWIRE_SKIPPED.
set -euo pipefail
cd "$(dirname "$0")/.."

limit=
if [ "$1" = --minutes ]; then
    limit=$2
    shift 2
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p build
export AMIWIRE_SKIPPED=$PWD/build/skipped
: >"$AMIWIRE_SKIPPED"

TIMEFORMAT='%R %U %S'
exec 3>&2
for part; do
    passed=yes
    { time "${MAKE:-make}" --no-print-directory "$part" 2>&3 3>&-; } 2>"$work/time" || passed=
    awk -v part="$part" '{ print part, $1, $2 + $3 }' "$work/time" >>"$work/times"
    [ -n "$passed" ] || break
done

# How long it took on the clock, and on the processors.
awk 'BEGIN { printf "\n%-16s %8s %10s\n", "", "seconds", "processor" }
    { printf "%-16s %8.1f %10.1f\n", $1, $2, $3; all += $2; used += $3 }
    END { printf "%-16s %8.1f %10.1f\n", "all", all, used }' "$work/times"

sort -u "$AMIWIRE_SKIPPED" >"$work/skipped"
missing=$(grep -c '^missing' "$work/skipped" || :)
hardware=$(grep -c '^hardware' "$work/skipped" || :)
echo
awk -F '\t' '{ printf "left out, %s: %s (%s)\n", $1, $2, $3 }' "$work/skipped"
counts="$missing inputs or tools missing; $hardware of hardware"
[ -n "$passed" ] || { echo "failed: make $part; $counts" >&2; exit 1; }
if [ "${CI:-}" = true ] && [ "$missing" -gt 0 ]; then
    echo "failed: nothing may be missing where CI=true" >&2
    exit 1
fi
[ -z "$limit" ] || awk -v limit="$limit" '{ all += $2 } END {
    printf "%.1f of %d minutes\n", all / 60, limit
    if (all > limit * 60) { print "over the limit" >"/dev/stderr"; exit 1 }
}' "$work/times"
echo "all of it passed; $counts"
