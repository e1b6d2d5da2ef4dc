#!/usr/bin/env bash
# What the built C libraries export and need.
#
#   tests/library.sh   compares with abi/*.symbols and include/amiwire.h
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "tests/library.sh: $*" >&2
    exit 1
}

# The symbols that a shared library gives, each with its version.
exported() {
    readelf --dyn-syms -W "$1" | awk '/^ *[0-9]+:/ && $7 != "UND" && $7 != "ABS" && $5 != "LOCAL" { print $8 }' | sort
}

# The global symbols that a static library defines.
defined() {
    readelf -sW "$1" | awk '/^ *[0-9]+:/ && $7 != "UND" && $5 != "LOCAL" { print $8 }' | sort
}

# The functions that the header declares, as the compiler sees them.
declared() {
    gcc -fsyntax-only -aux-info "$work/declared" -x c include/amiwire.h
    sed -n 's/.*include\/amiwire\.h:.* extern .*[ *]\(amiwire_[a-z0-9_]*\) (.*/\1/p' "$work/declared" | sort
}

# compare WHAT WANTED GOT
compare() {
    diff -u "$2" "$3" >&2 || fail "$1"
}

declared >"$work/header"
sed 's/$/@@AMIWIRE_0/' "$work/header" >"$work/versioned"
compare "abi/amiwire.symbols is not what the header declares (cargo xtask gen header)" "$work/versioned" abi/amiwire.symbols

# One library: name, folder.
library() {
    local so=$2/lib$1.so.0 a=$2/lib$1.a
    exported "$so" >"$work/so"
    compare "$so exports something else than abi/$1.symbols (cargo xtask gen header)" "abi/$1.symbols" "$work/so"
    defined "$a" >"$work/a"
    sed 's/@@.*//' "abi/$1.symbols" >"$work/names"
    compare "$a defines something else than abi/$1.symbols" "$work/names" "$work/a"
    readelf -dW "$so" | grep "SONAME.*\[lib$1\.so\.0\]" >/dev/null || fail "$so has another soname"
    [ "$(readlink "$2/lib$1.so")" = "lib$1.so.0" ] || fail "$2/lib$1.so leads elsewhere"
    echo "$so: $(wc -l <"$work/so") symbols"
}

library amiwire build
# Every build exports every symbol. How well it is optimised does not matter.
for features in std net; do
    tools/library.sh amiwire "build/$features" dev "$features names values" 2>"$work/log" || { cat "$work/log" >&2; exit 1; }
    library amiwire "build/$features"
done

# The core has a part of the functions, and wants nothing but the C library.
library amiwire-core build
extra=$(comm -13 abi/amiwire.symbols abi/amiwire-core.symbols)
[ -z "$extra" ] || fail "amiwire-core exports what amiwire does not: $extra"
needs=$(readelf -dW build/libamiwire-core.so.0 | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | grep -v '^libc\.so' || true)
[ -z "$needs" ] || fail "libamiwire-core needs $needs"

# The core cannot panic: a function that can must stop it from being linked.
if tools/library.sh amiwire-core build/control core "" --cfg amiwire_core_lib --cfg amiwire_panic_control \
    2>"$work/log"; then
    fail "a core that can panic was linked: the proof proves nothing"
fi
grep -q 'undefined reference to .amiwire_the_core_can_panic' "$work/log" || { cat "$work/log" >&2; exit 1; }
grep -q 'amiwire_control$\|<amiwire_control>' "$work/log" || fail "the function that can panic is not named"

# A panic in the connector is told by a status and by nothing else: our copy of
# std prints nothing into the program that the library is linked to, whatever the
# program's environment asks for.
tools/library.sh amiwire build/panic release "net names values" --cfg amiwire_panic_control 2>"$work/log" || { cat "$work/log" >&2; exit 1; }
"${CC:-cc}" -std=c99 -Wall -Wextra -Werror -Iinclude tests/panic/panicked.c -o build/panic/panicked \
    -Lbuild/panic -lamiwire -Wl,-rpath,"$PWD/build/panic"
RUST_BACKTRACE=1 build/panic/panicked >"$work/panicked" 2>"$work/printed" || { cat "$work/panicked" >&2; fail "a panic is not told"; }
[ ! -s "$work/printed" ] || { cat "$work/printed" >&2; fail "a panic is printed"; }

# pkg-config says of static linking what rustc says.
said=$(cargo rustc --quiet --lib --crate-type staticlib --profile release --no-default-features --features "capi tls names values" \
    -- --print native-static-libs --cfg amiwire_c_library 2>&1 | sed -n 's/.*native-static-libs: *//p')
kept=$(sed -n 's/^Libs.private: *//p' build/amiwire.pc)
[ -n "$said" ] || fail "rustc does not say what a static link needs"
[ "$said" = "$kept" ] || fail "Libs.private is \"$kept\", rustc says \"$said\""
echo "tests/library.sh: symbols, sonames and Libs.private are right"
