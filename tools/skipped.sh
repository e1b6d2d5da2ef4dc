#!/bin/sh
# Writes down that a test was left out, for the end of `make test` to tell.
#
#   tools/skipped.sh missing WHAT TEST     an input or a tool is not there
#   tools/skipped.sh hardware WHAT TEST    the machine does not have it
#
# Without a file in $AMIWIRE_SKIPPED the line is only shown. Where CI=true what
# is missing fails; otherwise this ends with 77, a skip as Meson knows it.
set -eu
case $1 in missing | hardware) ;; *) exit 2 ;; esac
printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"${AMIWIRE_SKIPPED:-/dev/stderr}"
[ "$1" = hardware ] || [ "${CI:-}" != true ] || exit 1
exit 77
