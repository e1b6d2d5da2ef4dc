#!/usr/bin/env bash
# Runs the C and C++ tests and examples and looks for misuse of memory: those named
# *.static, which were built so, by ASan and UBSan; the others by valgrind. No
# error may be found, and no byte may be lost.
#
#   tools/check-memory.sh FOLDER    where Meson has built them
#
# valgrind knows no AVX-512: under it the library finds that the machine has
# none and takes the AVX2 kernel. The sanitizers run the best one.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$1
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT

fail() {
    echo "tools/check-memory.sh: $*" >&2
    exit 1
}

command -v valgrind >/dev/null || fail "valgrind is missing (on Debian: apt-get install valgrind)"

# What a finding ends with; the programs themselves end with 0 or 1.
FOUND=99
export ASAN_OPTIONS=detect_leaks=1:exitcode=$FOUND UBSAN_OPTIONS=print_stacktrace=1:exitcode=$FOUND
# Under what a program runs.
under() {
    case $1 in
    *.static) under=() ;;
    # A test that counts calls of its own operator new keeps it.
    *) under=(valgrind --quiet --soname-synonyms=somalloc=nouserintercepts --leak-check=full
        --show-leak-kinds=all --errors-for-leak-kinds=all "--error-exitcode=$FOUND") ;;
    esac
}
watch() {
    under "$1"
    "${under[@]}" "$@"
}

# The exchange of the examples, for twenty clients, until it is
# told to end.
serve() {
    local port='' tries=0 status=0
    under "$1"
    AMI_SECRET=none "${under[@]}" "$1" 0 nobody >"$work/port" 2>"$work/out" &
    server=$!
    until port=$(head -n 1 "$work/port") && [ -n "$port" ]; do
        tries=$((tries + 1))
        [ "$tries" -lt 600 ] && kill -0 "$server" 2>/dev/null || return 1
        sleep 0.1
    done
    AMI_SECRET=none timeout 60 "$folder/epoll" 127.0.0.1 "$port" nobody 20 QueueStatus >>"$work/out" 2>&1 || status=1
    kill -TERM "$server"
    wait "$server" || status=$?
    server=
    return "$status"
}

# The controls: each fault must be seen, or else what follows shows nothing.
cat >"$work/control.c" <<'C'
#include <stdlib.h>
int main(int argc, char **argv)
{
    volatile char *lost = malloc(16);
    (void)argv;
    lost[0] = 1;
    if (argc > 1)
        return lost[16];
    lost = NULL;
    return 0;
}
C
${CC:-cc} -O0 -g "$work/control.c" -o "$work/control"
${CC:-cc} -O0 -g -fsanitize=address,undefined -fno-sanitize-recover=all "$work/control.c" -o "$work/control.static"
for control in "$work/control" "$work/control.static"; do
    for argument in "" beyond; do
        status=0
        # shellcheck disable=SC2086  # no argument is none
        watch "$control" $argument >/dev/null 2>&1 || status=$?
        [ "$status" = $FOUND ] || fail "a fault is not seen: $(basename "$control") $argument ends with $status"
    done
done

# Each test as C99 or C++17, and each example, which has no ending; then the same
# with the sanitizers.
programs=("$folder"/*.c99 "$folder"/*.cxx17 "$folder"/*.static)
for program in "$folder"/*.static; do
    [ ! -e "${program%.static}" ] || programs+=("${program%.static}")
done

valgrind=0 sanitized=0
for program in "${programs[@]}"; do
    case $program in
    */server | */server.static) arguments=serve wanted=0 ;;
    # An example without an exchange must say so, and leave nothing behind.
    */dialer | */dialer.static) arguments="127.0.0.1 1 nobody 1 1 PJSIP/1000 from-internal 1001" wanted=1 ;;
    */epoll | */epoll.static) arguments="127.0.0.1 1 nobody 2" wanted=1 ;;
    *.c99 | *.cxx17) arguments="" wanted=0 ;;
    *) if [ -e "${program%.static}" ]; then arguments="127.0.0.1 1 nobody" wanted=1; else arguments="" wanted=0; fi ;;
    esac
    status=0
    if [ "$arguments" = serve ]; then
        serve "$program" || status=$?
    else
        # shellcheck disable=SC2086  # a list of arguments
        AMI_SECRET=none watch "$program" $arguments >"$work/out" 2>&1 || status=$?
    fi
    if [ "$status" != "$wanted" ]; then
        cat "$work/out" >&2
        fail "$program ends with $status, not $wanted"
    fi
    case $program in *.static) sanitized=$((sanitized + 1)) ;; *) valgrind=$((valgrind + 1)) ;; esac
done
[ "$valgrind" -gt 0 ] && [ "$sanitized" = "$valgrind" ] || fail "not each program was run both ways: $valgrind, $sanitized"
echo "no error and no leak: $valgrind programs under valgrind, $sanitized under ASan and UBSan"
