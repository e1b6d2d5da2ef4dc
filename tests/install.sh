#!/usr/bin/env bash
# Installs into an empty folder, builds programs in another one through
# pkg-config, as C and C++, shared and static, and runs them.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "tests/install.sh: $*" >&2
    exit 1
}

# One layout: NAME PREFIX LIBDIR.
layout() {
    local root=$work/root name=$1 prefix=$2 libdir=$3 lib
    make --no-print-directory -s install NAME="$name" DESTDIR="$root" PREFIX="$prefix" LIBDIR="$libdir"
    mkdir -p "$work/outside"
    cp tests/install/program.c "$work/outside/program.c"
    cp tests/install/program.c "$work/outside/program.cpp"
    cp tests/install/program17.cpp "$work/outside/"

    cd "$work/outside"
    export PKG_CONFIG_SYSROOT_DIR=$root PKG_CONFIG_LIBDIR=$root$libdir/pkgconfig
    local flags libs static
    flags=$(pkg-config --cflags "$name")
    libs=$(pkg-config --libs "$name")
    # The linker prefers a shared library of the same name; -l: picks the other.
    static=$(pkg-config --static --libs "$name" | sed "s/-l$name/-l:lib$name.a/")
    # shellcheck disable=SC2086  # lists of flags
    {
        cc -std=c99 $flags program.c -o c-shared $libs
        g++ -std=c++11 $flags program.cpp -o cxx-shared $libs
        cc -std=c99 $flags program.c -o c-static $static
        g++ -std=c++11 $flags program.cpp -o cxx-static $static
        g++ -std=c++17 $flags program17.cpp -o cxx17-shared $libs
        g++ -std=c++17 $flags program17.cpp -o cxx17-static $static
    }
    for lib in c cxx cxx17; do
        readelf -dW "$lib-shared" | grep "NEEDED.*lib$name\.so\.0" >/dev/null ||
            fail "$lib-shared is not linked to lib$name.so.0"
        readelf -dW "$lib-static" | grep "NEEDED.*libamiwire" >/dev/null &&
            fail "$lib-static is not static"
        LD_LIBRARY_PATH=$root$libdir "./$lib-shared" >/dev/null || fail "$lib-shared"
        "./$lib-static" >/dev/null || fail "$lib-static"
    done
    [ "$(pkg-config --modversion "$name")" = "$(./c-static)" ] || fail "$name.pc has another version"
    unset PKG_CONFIG_SYSROOT_DIR PKG_CONFIG_LIBDIR
    cd "$OLDPWD"

    make --no-print-directory -s uninstall NAME="$name" DESTDIR="$root" PREFIX="$prefix" LIBDIR="$libdir"
    [ -z "$(find "$root" ! -type d)" ] || fail "uninstall left $(find "$root" ! -type d)"
    rm -rf "$root" "$work/outside"
}

layout amiwire /usr/local /usr/local/lib
layout amiwire /opt/amiwire /opt/amiwire/lib/some-linux-gnu
layout amiwire /usr /lib64
layout amiwire-core /usr/local /usr/local/lib
echo "tests/install.sh: C and C++, shared and static, of both libraries, in three layouts"
