#!/bin/sh
# Runs the C examples against the simulator and looks at what they print.
#
#     tests/examples.sh SIMULATOR
set -eu
cd "$(dirname "$0")/.."

simulator=$1
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

fail() {
    echo "tests/examples.sh: $*" >&2
    sed 's/^/    /' "$folder/out" >&2
    exit 1
}

# wanted LINE... : each is in the output.
wanted() {
    for line; do
        grep -q -e "$line" "$folder/out" || fail "\"$line\" is missing"
    done
}

"$simulator" sim --port 0 --tls-port 0 --make-certificate "$folder" --ports-file "$folder/ports" >"$folder/log" 2>&1 &
exchange=$!
tries=100
until [ -s "$folder/ports" ]; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { echo "tests/examples.sh: the simulator does not start" >&2; exit 1; }
    sleep 0.1
done
tcp=$(sed -n 's/^tcp .*://p' "$folder/ports")
tls=$(sed -n 's/^tls .*://p' "$folder/ports")
export AMI_SECRET=test123

echo "build/examples/queues"
build/examples/queues 127.0.0.1 "$tcp" ucmamiuser1 >"$folder/out" 2>&1 || fail "queues"
wanted "^QUEUE  *WAITING" "^6500 " "^ *PJSIP/1000 "

echo "build/examples/dialer"
# Three that talk and are hung up, and one that does not get out of here.
forged=$(printf '1004\nAction: Logoff')
timeout 60 build/examples/dialer 127.0.0.1 "$tcp" ucmamiuser1 2 1 PJSIP/1000 from-internal 1001 1002 1003 "$forged" \
    >"$folder/out" 2>&1 || fail "dialer"
wanted "^1001 " "^1002 " "^1003 " "refused here"
[ "$(grep -c "Normal Clearing" "$folder/out")" = 3 ] || fail "dialer: three calls end with a hang-up"

echo "build/examples/epoll"
timeout 60 build/examples/epoll 127.0.0.1 "$tcp" ucmamiuser1 40 Queues >"$folder/out" 2>&1 || fail "epoll"
wanted "40 logged in, 40 answers whole"

if [ -x build/examples/openssl ]; then
    echo "build/examples/openssl"
    AMI_PIN=$(openssl x509 -in "$folder/ami_certificate.pem" -outform der | sha256sum | cut -d' ' -f1)
    export AMI_PIN
    build/examples/openssl localhost "$tls" ucmamiuser1 >"$folder/out" 2>&1 || fail "openssl"
    wanted "^TLSv1" "^Ping: Pong"
else
    echo "SKIPPED: build/examples/openssl needs libssl-dev"
fi
