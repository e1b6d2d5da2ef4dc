#!/bin/sh
# The Python module's tests and examples, against the simulator.
#
#     tests/python.sh SIMULATOR        with PYTHON=python3
set -eu
cd "$(dirname "$0")/.."

simulator=$1
python=${PYTHON:-python3}
folder=$(mktemp -d)
exchange=
follower=
others=

leave() {
    status=$?
    trap - EXIT
    for process in $follower $others $exchange; do
        kill "$process" 2>/dev/null || :
        wait "$process" 2>/dev/null || :
    done
    rm -rf "$folder"
    exit "$status"
}
trap leave EXIT
trap 'exit 1' HUP INT TERM

fail() {
    echo "tests/python.sh: $*" >&2
    sed 's/^/    /' "$folder/out" >&2
    exit 1
}

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
    [ "$tries" -gt 0 ] || { echo "tests/python.sh: the simulator does not start" >&2; exit 1; }
    sleep 0.1
done
AMI_PORT=$(sed -n 's/^tcp .*://p' "$folder/ports")
AMI_TLS_PORT=$(sed -n 's/^tls .*://p' "$folder/ports")
export AMI_PORT AMI_TLS_PORT AMI_SECRET=test123 AMI_CERTIFICATE="$folder/ami_certificate.pem" AMI_KEY="$folder/ami_private.pem"
export PYTHONPATH="$PWD/ffi-examples/python:$PWD/tests/python" PYTHONDONTWRITEBYTECODE=1

"$python" -X dev -W error -m unittest discover -q -s tests/python

example() {
    name=$1
    shift
    echo "ffi-examples/python/$name"
    timeout 60 "$python" "ffi-examples/python/$name" "$@"
}

printf 'Event: Hangup\r\n\r\nEvent: A b\r\n\r\nEvent: Hangup\r\n\r\nResponse: Error\r\n\r\n' >"$folder/recording"
example recording.py "$folder/recording" >"$folder/out" || fail "recording.py"
wanted "^2 Hangup" "^1 A b" "^1 responses" "^4 packets, 0 too large"

example wallboard.py 127.0.0.1 "$AMI_PORT" ucmamiuser1 0.2 >"$folder/out" || fail "wallboard.py"
wanted "^queue 6500 has " "^[0-9]* channels"

# Exchanges that are not the one in the guide.
"$python" tests/examples/exchanges.py >"$folder/others" &
others=$!
tries=100
until grep -q "^shaky " "$folder/others"; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { echo "tests/python.sh: exchanges.py does not start" >&2; exit 1; }
    sleep 0.1
done
example wallboard.py 127.0.0.1 "$(sed -n 's/^unknown //p' "$folder/others")" ucmamiuser1 0.2 >"$folder/out" || fail "wallboard.py, unknown"
wanted "refuses Queues: Invalid/unknown command: Queues" "refuses CoreShowChannels: Invalid/unknown command"
example wallboard.py 127.0.0.1 "$(sed -n 's/^text //p' "$folder/others")" ucmamiuser1 0.2 >"$folder/out" || fail "wallboard.py, text"
wanted "^support has 0 calls" "^      Alice: the first (Local/1001@phones) with" "^sales has 2 calls" "^0 channels"
# What cannot be reached is one line and 1.
for program in hello wallboard; do
    status=0
    example "$program.py" 127.0.0.1 1 ucmamiuser1 >"$folder/said" 2>"$folder/out" || status=$?
    [ "$status" = 1 ] || fail "$program.py ends with $status, not 1"
    wanted "^$program: .*: nothing listens on that port"
    [ "$(wc -l <"$folder/out")" = 1 ] || fail "$program.py: not one line"
done
# A wallboard whose exchange cuts it comes back and asks again.
example wallboard.py 127.0.0.1 "$(sed -n 's/^cuts //p' "$folder/others")" ucmamiuser1 3 >"$folder/out" || fail "wallboard.py, cuts"
wanted "^cut: " "^back$"
[ "$(grep -c "^0 channels" "$folder/out")" -gt 1 ] || fail "wallboard.py: it does not ask again"
kill "$others"
wait "$others" 2>/dev/null || :
others=
example hello.py 2>"$folder/out" && fail "hello.py without arguments"
wanted "usage: .* HOST PORT USER"

: >"$folder/out"
example hello.py 127.0.0.1 "$AMI_PORT" ucmamiuser1 >"$folder/out" &
follower=$!
tries=100
until [ "$(wc -l <"$folder/out")" -gt 1 ] || [ "$tries" = 0 ]; do
    tries=$((tries - 1))
    sleep 0.1
done
"$python" - <<'P'
import os

import amiwire

with amiwire.connect("127.0.0.1", "ucmamiuser1", "test123", port=os.environ["AMI_PORT"]) as pbx:
    call = {"Channel": "PJSIP/1000", "Context": "from-internal", "Exten": "1001", "Priority": 1, "Async": "true"}
    pbx.call("Hangup", {"Channel": pbx.call("Originate", call).end["Channel"]})
P
tries=100
until grep -q "^Hangup$" "$folder/out" || [ "$tries" = 0 ]; do
    tries=$((tries - 1))
    sleep 0.1
done
kill "$follower"
wait "$follower" 2>/dev/null || :
follower=
wanted "^Newchannel$" "^Hangup$"
