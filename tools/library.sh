#!/usr/bin/env bash
# Builds one C library, shared and static, and its .pc file.
#
#   tools/library.sh NAME OUT PROFILE FEATURES [flags for rustc]
#
# with the feature capi, which every C library has, and FEATURES;
# leaves OUT/libNAME.so.0, a link libNAME.so to it, OUT/libNAME.a, OUT/NAME.pc.
# rustc makes one archive of everything; cc and ld make the libraries from it,
# because rustc's own shared libraries take neither a soname nor a version
# script of ours.
set -euo pipefail
cd "$(dirname "$0")/.."

name=$1 out=$2 profile=$3 features=$4
shift 4
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# One crate type alone: beside another one, cargo leaves link-time
# optimisation out without a word. The notes go to the terminal and to a file.
{
    cargo rustc --lib --crate-type staticlib --profile "$profile" \
        --no-default-features --features "capi $features" \
        --message-format json-render-diagnostics \
        -- --print native-static-libs --cfg amiwire_c_library "$@" 2>&1 1>&3 | tee "$work/notes" >&2
} 3>"$work/json"
archive=$(sed -n 's/.*"filenames":\["\([^"]*\.a\)".*/\1/p' "$work/json" | tail -n 1)
private=$(sed -n 's/.*native-static-libs: *//p' "$work/notes" | tail -n 1 | sed 's/ *$//')
version=$(cargo pkgid | sed 's/.*[#@]//')

# The shared library: everything, less what no exported function reaches.
# shellcheck disable=SC2086  # LDFLAGS and the list of libraries are words
if ! "${CC:-cc}" -shared -o "$work/so" ${LDFLAGS:-} \
    -Wl,-soname,"lib$name.so.0" -Wl,--version-script=abi/amiwire.map \
    -Wl,--whole-archive "$archive" -Wl,--no-whole-archive \
    -Wl,--gc-sections -Wl,-z,defs -Wl,-z,relro -Wl,-z,now $private; then
    if [ "$name" = amiwire-core ]; then
        echo "tools/library.sh: the core does not link. If amiwire_the_core_can_panic is" >&2
        echo "undefined, one of these functions can panic:" >&2
        objdump -dr "$archive" 2>/dev/null | awk '
            /^[0-9a-f]+ <.*>:$/ { f = $2 }
            f !~ /4core/ && /R_.*4core(9panicking|6option|6result|5slice5index)/ && !seen[f]++ { print "  " f }' >&2
    fi
    exit 1
fi

# The static library: one object, in which all but our own names are hidden,
# so that two libraries written in Rust can be linked into one program. What
# the shared library exports is what it keeps.
exports=$(readelf --dyn-syms -W "$work/so" | sed -n 's/.* \(amiwire_[a-z0-9_]*\)@@.*/-u \1/p')
# Without group allocation the unwinder's personality routine is missing; with
# the sections of LLVM bitcode left in, nm and ar stumble over them.
# shellcheck disable=SC2086
"${LD:-ld}" -r --force-group-allocation --gc-sections $exports --whole-archive "$archive" -o "$work/all.o"
"${OBJCOPY:-objcopy}" --wildcard --keep-global-symbol='amiwire_*' \
    --remove-section=.llvmbc --remove-section=.llvmcmd "$work/all.o" "$work/$name.o"
rm -f "$out/lib$name.a"
"${AR:-ar}" rcs "$out/lib$name.a" "$work/$name.o"

sed -e "s|@NAME@|$name|" -e "s|@VERSION@|$version|" -e "s|@LIBS_PRIVATE@|$private|" \
    abi/amiwire.pc.in | sed 's/ *$//' >"$out/$name.pc"

mv "$work/so" "$out/lib$name.so.0"
ln -sf "lib$name.so.0" "$out/lib$name.so"
