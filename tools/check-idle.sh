#!/bin/sh
# A second `make test` with nothing changed compiles and links nothing: each
# compiler and linker is found first as a program that writes down its call.
# Asked for its version, a compiler compiles nothing.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir "$work/bin"
for name in cc c++ gcc g++ clang clang++ ld ar as rustdoc; do
    real=$(command -v "$name") || continue
    printf '#!/bin/sh\necho "%s $*" >>"%s"\nexec "%s" "$@"\n' "$name" "$work/calls" "$real" >"$work/bin/$name"
done
printf '#!/bin/sh\necho "$*" >>"%s"\nexec "$@"\n' "$work/calls" >"$work/rustc"
chmod +x "$work"/bin/* "$work/rustc"

# The control: what is compiled is seen.
: >"$work/calls"
echo 'int main(void) { return 0; }' >"$work/control.c"
echo 'fn main() {}' >"$work/control.rs"
PATH="$work/bin:$PATH" cc "$work/control.c" -o "$work/control"
"$work/rustc" rustc "$work/control.rs" -o "$work/control"
[ "$(wc -l <"$work/calls")" -ge 2 ] || { echo "tools/check-idle.sh: the control is not seen" >&2; exit 1; }

: >"$work/calls"
PATH="$work/bin:$PATH" RUSTC_WRAPPER="$work/rustc" RUSTDOC="$work/bin/rustdoc" make --no-print-directory test
grep -vE ' (--version|-vV|--print[= ]|-print-)| -dumpmachine$|-E -dM' "$work/calls" >"$work/compiled" || :
if [ -s "$work/compiled" ]; then
    cut -c 1-300 "$work/compiled" >&2
    echo "tools/check-idle.sh: $(wc -l <"$work/compiled") calls compile or link, with nothing changed" >&2
    exit 1
fi
echo "tools/check-idle.sh: nothing was compiled or linked"
