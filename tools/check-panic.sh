#!/usr/bin/env bash
# Proves that the core cannot panic: links every public function of floors 0
# to 5 with a panic handler that calls a function which exists nowhere. It
# holds for the code that this compiler makes with the release options, and
# says nothing of overflow, which wraps there: the tests run with overflow
# checks.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "tools/check-panic.sh: $*" >&2
    exit 1
}

# The crate compiled to an archive, with flags for rustc: prints its path.
compile() {
    (cd tools/panic-proof && cargo rustc --release --locked --message-format json -- "$@") 2>"$work/cargo" |
        sed -n 's/.*"filenames":\["\([^"]*\.a\)".*/\1/p' | tail -n 1
    [ "${PIPESTATUS[0]}" = 0 ] || { cat "$work/cargo" >&2; fail "the list does not compile"; }
}

# The archive linked to one file, in which nothing may be missing.
link() {
    "${CC:-cc}" -shared -nostdlib -o "$2" -Wl,--whole-archive "$1" -Wl,--no-whole-archive \
        -Wl,--gc-sections -Wl,-z,defs -lc 2>"$work/link"
}

# The functions that call into the panicking part of core.
culprits() {
    objdump -dr --demangle "$1" 2>/dev/null | awk '
        /^[0-9a-f]+ <.*>:$/ { f = $0; sub(/^[0-9a-f]+ </, "", f); sub(/>:$/, "", f) }
        f !~ /^<?core::/ && /R_.*4core(9panicking|6option|6result|5slice5index|3str)/ && !seen[f]++ { print "  " f }'
}

# One public function after the other is in the table of the linked file, and
# leads into its code.
rows() {
    readelf -SW "$1" | sed 's/^ *\[ *[0-9]*\] *//' |
        awk '$7 ~ /X/ { print "code", $3, $5 }' >"$work/map"
    readelf -rW "$1" | awk '$3 ~ /_RELATIV/ { print "points", $1, $4 }' >>"$work/map"
    readelf --dyn-syms -W "$1" | sed -n 's/^ *[0-9]*: \([0-9a-f]*\) .* proved /row \1 /p' >>"$work/map"
    awk '
        function number(hex,  n, i) {
            n = 0
            hex = tolower(hex)
            for (i = 1; i <= length(hex); i++) n = n * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1
            return n
        }
        $1 == "code" { from[++codes] = number($2); to[codes] = from[codes] + number($3) }
        $1 == "points" { sub(/^0x/, "", $3); at[number($2)] = number($3) }
        $1 == "row" {
            place = number($2)
            found = 0
            for (i = 1; i <= codes; i++) if (place in at && at[place] >= from[i] && at[place] < to[i]) found = 1
            $1 = $2 = ""
            sub(/^ */, "")
            if (found) print
            else print "tools/check-panic.sh: no code for " $0 >"/dev/stderr"
        }' "$work/map" | sort
}

# The control first: with a function that can panic it must not link, and must
# say which.
archive=$(compile --cfg panic_control)
if link "$archive" "$work/control.so"; then
    fail "a function that can panic was linked: the proof proves nothing"
fi
grep -q 'undefined reference to .amiwire_the_core_can_panic' "$work/link" || { cat "$work/link" >&2; fail "the control fails for another reason"; }
culprits "$archive" | grep -q 'control' || fail "the control is not named as the function that can panic"

archive=$(compile)
if ! link "$archive" "$work/proof.so"; then
    cat "$work/link" >&2
    culprits "$archive" >&2
    fail "one of these functions can panic"
fi

sed -n 's/^ *"\(.*\)" =>.*/\1/p' tools/panic-proof/src/list.rs | sort >"$work/wanted"
rows "$work/proof.so" >"$work/got"
diff -u "$work/wanted" "$work/got" >&2 || fail "the linked file does not hold every function of the list"

# The list is whole: it has what rustdoc calls public.
cargo test --quiet --test panic_list >"$work/list" 2>&1 || { cat "$work/list" >&2; exit 1; }

echo "$(wc -l <"$work/got") public functions of the core cannot panic, as compiled by:"
rustc --version --verbose | sed -n '1p; s/^host: /  for /p; s/^LLVM version: /  LLVM /p'
