#!/bin/sh
# The main job, seen: a C program over libamiwire.so walks through the guide of
# the UCM6XXX, against the simulator, over plain TCP and over verified TLS.
# Ends with 0 only if every step was seen in both walks.
#
#     tools/demo.sh PROGRAM SIMULATOR
set -eu

tour=$1
simulator=$2
folder=$(mktemp -d)
exchange=

leave() {
    status=$?
    trap - EXIT
    if [ -n "$exchange" ]; then
        kill "$exchange" 2>/dev/null || :
        wait "$exchange" 2>/dev/null || :
    fi
    rm -rf "$folder"
    exit "$status"
}
trap leave EXIT
trap 'exit 1' HUP INT TERM

# Free ports, and a certificate made on the spot.
"$simulator" sim --port 0 --tls-port 0 --make-certificate "$folder" --ports-file "$folder/ports" &
exchange=$!
tries=100
until [ -s "$folder/ports" ]; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { echo "demo: the simulator does not start" >&2; exit 1; }
    sleep 0.1
done
port() { sed -n "s/^$1 .*://p" "$folder/ports"; }

echo
echo "######## over TCP"
AMI_SECRET=test123 "$tour" 127.0.0.1 "$(port tcp)" ucmamiuser1
echo
echo "######## over TLS, verified against the exchange's own certificate"
AMI_SECRET=test123 "$tour" localhost "$(port tls)" ucmamiuser1 tls "$folder/ami_certificate.pem"
echo
echo "demo: every step was seen, over TCP and over TLS"
