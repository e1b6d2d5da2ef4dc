#!/bin/sh
# Runs the C and C++ examples against the simulator, and one of them over a
# recording, and looks at what they print.
#
#     tests/examples.sh SIMULATOR
set -eu
cd "$(dirname "$0")/.."

simulator=$1
folder=$(mktemp -d)
exchange=
others=
server=

leave() {
    status=$?
    trap - EXIT
    if [ -n "$exchange" ]; then
        kill "$exchange" 2>/dev/null || :
        wait "$exchange" 2>/dev/null || :
    fi
    for process in $server $others; do
        kill "$process" 2>/dev/null || :
    done
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

# refused PROGRAM ARGUMENT... : it ends with 1, neither with success nor by the clock.
refused() {
    status=0
    timeout 60 "$@" >"$folder/out" 2>&1 || status=$?
    [ "$status" = 1 ] || fail "$1 ends with $status, not 1"
}

# said FILE : what a program that starts has written there, once it has.
said() {
    tries=100
    until [ -s "$1" ]; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 0.1
    done
    cat "$1"
}

# Two thousand clients, as far as this system lets a process have descriptors.
ulimit -n "$(ulimit -Hn)" 2>/dev/null || :
"$simulator" sim --port 0 --tls-port 0 --make-certificate "$folder" --ports-file "$folder/ports" >"$folder/log" 2>&1 &
exchange=$!
said "$folder/ports" >/dev/null || { echo "tests/examples.sh: the simulator does not start" >&2; exit 1; }
tcp=$(sed -n 's/^tcp .*://p' "$folder/ports")
tls=$(sed -n 's/^tls .*://p' "$folder/ports")
export AMI_SECRET=test123

# Exchanges that are not the one in the guide: port NAME.
python3 tests/examples/exchanges.py >"$folder/others" &
others=$!
port() {
    tries=100
    until grep -q "^$1 " "$folder/others"; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || { echo "tests/examples.sh: exchanges.py has no $1" >&2; exit 1; }
        sleep 0.1
    done
    sed -n "s/^$1 //p" "$folder/others"
}
port shaky >/dev/null

echo "build/examples/queues"
build/examples/queues 127.0.0.1 "$tcp" ucmamiuser1 >"$folder/out" 2>&1 || fail "queues"
wanted "^QUEUE  *WAITING" "^6500 " "^ *PJSIP/1000 "
for queues in build/examples/queues build/examples-cpp/queues; do
    echo "$queues, of another exchange"
    refused "$queues" 127.0.0.1 "$(port unknown)" ucmamiuser1
    wanted "refuses the action Queues: Invalid/unknown command: Queues" "QueueStatus"
    timeout 60 "$queues" 127.0.0.1 "$(port text)" ucmamiuser1 >"$folder/out" 2>&1 || fail "$queues, text"
    wanted "^support has 0 calls" "^   Members: $" "^      Alice: the first (Local/1001@phones) with" "^sales has 2 calls"
    [ "$(wc -l <"$folder/out")" = 9 ] || fail "$queues, text: not its rows alone"
done

echo "build/examples/dialer"
# Three that talk and are hung up.
timeout 60 build/examples/dialer 127.0.0.1 "$tcp" ucmamiuser1 2 1 PJSIP/1000 from-internal 1001 1002 1003 \
    >"$folder/out" 2>&1 || fail "dialer"
wanted "^1001 " "^1002 " "^1003 "
[ "$(grep -c "Normal Clearing" "$folder/out")" = 3 ] || fail "dialer: three calls end with a hang-up"
# One that does not get out of here, one that the exchange does not know, and one
# whose channel it does not know.
forged=$(printf '1004\nAction: Logoff')
refused build/examples/dialer 127.0.0.1 "$tcp" ucmamiuser1 2 1 PJSIP/1000 from-internal 1001 9999 "$forged"
wanted "refused here" "^9999  *Extension does not exist" "^1001  *Normal Clearing" "2 of 3 calls failed"
refused build/examples/dialer 127.0.0.1 "$tcp" ucmamiuser1 1 1 Nonesuch/1 from-internal 1001
wanted "^1001  *no channel: unknown technology or device"
echo "build/examples/dialer, of another exchange"
refused build/examples/dialer 127.0.0.1 "$(port calls)" ucmamiuser1 2 1 SIP/20 phones \
    busy congested silent gone odd good wrong refused
wanted "^busy  *busy$" "^congested  *congestion$" "^silent  *no answer$" "^gone  *no answer, hung up$" \
    "^odd  *failed, reason 14$" "^good  *Normal Clearing$" "^wrong  *wrong number$" \
    "^refused  *Originate Access Forbidden$" "7 of 8 calls failed"
refused build/examples/dialer 127.0.0.1 "$(port calls)" ucmamiuser1 1 1 Nonesuch/20 phones wrong
wanted "^wrong  *no channel: unknown technology or device$"
# Asterisk 1.4 has other events for it, and an account may get no event at all.
refused build/examples/dialer 127.0.0.1 "$(port old)" ucmamiuser1 2 1 SIP/20 phones busy good wrong
wanted "^busy  *busy$" "^good  *Normal Clearing$" "^wrong  *wrong number$" "2 of 3 calls failed"
timeout 60 env AMI_NO_ORIGINATE_RESPONSE=1 build/examples/dialer 127.0.0.1 "$(port filtered)" ucmamiuser1 2 1 SIP/20 phones good \
    >"$folder/out" 2>&1 || fail "dialer: a call that was started has not failed"
wanted "^good  *started, its end is not reported$"
refused env AMI_NO_ORIGINATE_RESPONSE=1 build/examples/dialer 127.0.0.1 "$(port filtered)" ucmamiuser1 2 1 SIP/20 phones good refused
wanted "^good  *started" "^refused  *Originate Access Forbidden$" "1 of 2 calls failed"

# What cannot be reached: one line, the detail behind a colon, no blank at its end.
echo "examples, of nobody and of an exchange with a name of its own"
for program in "hello 127.0.0.1 1 u" "queues 127.0.0.1 1 u" "dialer 127.0.0.1 1 u 1 1 a b 1"; do
    # shellcheck disable=SC2086
    refused build/examples/$program
    wanted "^${program%% *}: nothing listens on that port.*: .*127.0.0.1:1.*[^ ]$"
    [ "$(wc -l <"$folder/out")" = 1 ] || fail "$program: not one line"
done
refused build/examples/hello 127.0.0.1 "$(port stranger)" ucmamiuser1
wanted "^hello: .*: it said \"Some PBX/1.0.*any_banner$"

# Where 50 may be there without a login, and where the first few are closed before
# they are greeted, all get in: none comes too early, or not again.
echo "build/examples/epoll, of another exchange"
timeout 60 build/examples/epoll 127.0.0.1 "$(port limited)" ucmamiuser1 200 >"$folder/out" 2>&1 || fail "epoll, limited"
wanted "200 logged in, 200 answers whole, [0-9]* packets, 0 retries"
timeout 60 build/examples/epoll 127.0.0.1 "$(port shaky)" ucmamiuser1 5 >"$folder/out" 2>&1 || fail "epoll, shaky"
wanted "5 logged in, 5 answers whole, [0-9]* packets, 3 retries"
# What fails for good says why.
refused env AMI_SECRET=wrong build/examples/epoll 127.0.0.1 "$tcp" ucmamiuser1 3
wanted "0 logged in.* 0 retries" "3 connections, not logged in: the exchange refused the login"
refused build/examples/epoll 127.0.0.1 1 ucmamiuser1 2
wanted "10 retries" "2 connections, not logged in: nothing listens on that port.*Connection refused"
refused build/examples/epoll 127.0.0.1 "$(port unknown)" ucmamiuser1 2
wanted "2 connections: the exchange refuses CoreShowChannels: Invalid/unknown command"

# Thousands of connections in one thread. What the program allocates is counted
# for few and for many: it is the memory that it gives them itself, in as many
# calls, so that the library takes nothing, neither at set-up nor after it.
"${CC:-cc}" -O2 -shared -fPIC tests/examples/count.c -o "$folder/count.so"
epoll() {
    echo "build/examples/epoll, $1 connections"
    timeout 120 env COUNT="$folder/count" LD_PRELOAD="$folder/count.so" build/examples/epoll 127.0.0.1 "$tcp" ucmamiuser1 "$1" QueueStatus >"$folder/out" 2>&1 ||
        fail "epoll"
    wanted "$1 logged in, $1 answers whole"
    each=$(sed -n 's/.* connections of \([0-9]*\) bytes each.*/\1/p' "$folder/out")
    [ "$each" -le 16384 ] || fail "epoll: $each bytes for a connection"
    read -r calls bytes <"$folder/count"
}
epoll 40
few=$calls rest=$((bytes - 40 * each))
many=2000
if [ "$(ulimit -Hn)" != unlimited ] && [ "$(ulimit -Hn)" -lt $((many + 64)) ]; then
    many=$(($(ulimit -Hn) - 64))
    echo "SKIPPED: 2000 connections, since $(ulimit -Hn) descriptors are all there are; $many instead"
fi
epoll "$many"
[ "$calls" = "$few" ] && [ "$bytes" = $((rest + many * each)) ] ||
    fail "epoll: $few allocations for 40 connections, $calls for $many, of $bytes bytes"
echo "    $many connections of $each bytes, $calls allocations in all, as for 40"

if [ -x build/examples/openssl ]; then
    echo "build/examples/openssl"
    AMI_PIN=$(openssl x509 -in "$folder/ami_certificate.pem" -outform der | sha256sum | cut -d' ' -f1)
    export AMI_PIN
    build/examples/openssl localhost "$tls" ucmamiuser1 >"$folder/out" 2>&1 || fail "openssl"
    wanted "^TLSv1" "^Ping: Pong"
    # An exchange so old that the built-in TLS does not reach it, and says so.
    python3 -W ignore tests/examples/old_tls.py "$folder/ami_certificate.pem" "$folder/ami_private.pem" "$tcp" >"$folder/old" &
    server=$!
    old=$(said "$folder/old") || fail "old_tls.py: it does not start"
    build/examples/queues localhost "$old" ucmamiuser1 >"$folder/out" 2>&1 && fail "queues over TLS 1.0"
    wanted "TLS below 1.2"
    echo "build/examples/openssl, TLS 1.0"
    build/examples/openssl localhost "$old" ucmamiuser1 >"$folder/out" 2>&1 || fail "openssl over TLS 1.0"
    wanted "^TLSv1: " "^Ping: Pong"
    kill "$server"
    wait "$server" 2>/dev/null || :
    server=
else
    echo "SKIPPED: build/examples/openssl needs libssl-dev"
fi

unset AMI_PIN
echo "build/examples-cpp/queues"
build/examples-cpp/queues 127.0.0.1 "$tcp" ucmamiuser1 >"$folder/out" 2>&1 || fail "queues in C++"
wanted "^6500 " "^ *PJSIP/1000 as "
AMI_SECRET=wrong build/examples-cpp/queues 127.0.0.1 "$tcp" ucmamiuser1 >"$folder/out" 2>&1 && fail "a wrong secret"
wanted "check the user name" "is AMI_SECRET that of ucmamiuser1?"

echo "build/examples-cpp/session"
timeout 60 build/examples-cpp/session 127.0.0.1 "$tcp" ucmamiuser1 >"$folder/out" 2>&1 || fail "session"
wanted "^2: QueueMember with"
refused build/examples-cpp/session 127.0.0.1 "$(port unknown)" ucmamiuser1
wanted "answers CoreShowChannels with Error: Invalid/unknown command" "answers QueueStatus with Error"
timeout 60 build/examples-cpp/session 127.0.0.1 "$(port text)" ucmamiuser1 >"$folder/out" 2>&1 || fail "session, empty"
wanted "^1: no items" "^2: no items"
# Neither is waited for: a login that is refused, and what is too large.
refused build/examples-cpp/session 127.0.0.1 "$(port plain)" ucmamiuser1
wanted "^session: .*challenge"
refused build/examples-cpp/session 127.0.0.1 "$(port large)" ucmamiuser1
wanted "answer to action 1 is too large" "answer to action 2 is too large"
refused timeout 20 build/examples-cpp/session 127.0.0.1 "$(port stranger)" ucmamiuser1
wanted "^session: .*not the greeting of an Asterisk manager"

echo "build/examples-cpp/hello"
: >"$folder/out"
build/examples-cpp/hello 127.0.0.1 "$tcp" ucmamiuser1 >"$folder/out" 2>&1 &
hello=$!
# It is logged in once an event has come.
tries=100
until [ -s "$folder/out" ] || [ "$tries" = 0 ]; do
    tries=$((tries - 1))
    sleep 0.1
done
timeout 60 build/examples/dialer 127.0.0.1 "$tcp" ucmamiuser1 1 1 PJSIP/1000 from-internal 1001 >"$folder/dialer" 2>&1 || fail "dialer"
tries=100
until grep -q "^Hangup$" "$folder/out" || [ "$tries" = 0 ]; do
    tries=$((tries - 1))
    sleep 0.1
done
kill "$hello"
wait "$hello" 2>/dev/null || :
wanted "^Newchannel$" "^Hangup$"

echo "build/examples/hello"
: >"$folder/out"
build/examples/hello 127.0.0.1 "$tcp" ucmamiuser1 >"$folder/out" 2>&1 &
hello=$!
# Ctrl-C, once the program (and not the shell before it) has a handler for it,
# which it has when it is logged in.
tries=100
until awk '/^Name:/ { name = $2 } /^SigCgt:/ { caught = $2 }
        END { exit !(name == "hello" && caught ~ /[2367abef]$/) }' "/proc/$hello/status" || [ "$tries" = 0 ]; do
    tries=$((tries - 1))
    sleep 0.1
done
kill -INT "$hello"
wait "$hello" || fail "hello did not end in order"
wanted "^hello: .*interrupted.*[^ ]$"

echo "build/examples-cpp/recording"
printf 'Asterisk Call Manager/2.7.0\r\nEvent: Hangup\r\n\r\nEvent: A b\r\n\r\nEvent: Hangup\r\n\r\nEvent: Ha' >"$folder/recording"
build/examples-cpp/recording "$folder/recording" >"$folder/out" 2>&1 || fail "recording"
wanted "^2 Hangup$" "^1 others$" "^3 packets, 0 too large, 9 bytes of an unfinished one$"
# Each recording has as many packets as its list says.
if [ -r ../shared/corpus/expected.tsv ]; then
    recordings=0
    while IFS="$(printf '\t')" read -r file packets rest; do
        case $file in
        file) continue ;;
        *.gz) gzip -dc "../shared/corpus/$file" ;;
        *) cat "../shared/corpus/$file" ;;
        esac >"$folder/recording"
        build/examples-cpp/recording "$folder/recording" >"$folder/out" 2>&1 || fail "recording $file"
        wanted "^$packets packets, 0 too large"
        recordings=$((recordings + 1))
    done <../shared/corpus/expected.tsv
    [ "$recordings" -gt 100 ] || { echo "tests/examples.sh: only $recordings recordings" >&2; exit 1; }
    echo "    $recordings recordings"
else
    echo "SKIPPED: the recordings are not in ../shared/corpus"
fi
