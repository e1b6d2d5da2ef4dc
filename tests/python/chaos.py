"""Random calls from several threads, for so many seconds: python3 chaos.py SECONDS SEED

Whatever they do to each other, nothing but errors of these kinds may come of
it; the process must not die, and no call may wait for ever.
"""

import copy
import faulthandler
import gc
import os
import random
import signal
import sys
import threading
import time
import weakref

import amiwire
from amiwire import _c
from amiwire.session import Session

SECONDS, SEED = float(sys.argv[1]), int(sys.argv[2])
PORT = int(os.environ["AMI_PORT"])
ALLOWED = (amiwire.Error, amiwire.Refused, RuntimeError, ValueError, TypeError, KeyError, AttributeError, OverflowError, MemoryError)
STREAM = b"Asterisk Call Manager/2.7.0\r\n" + b"".join(
    b"Event: E%d\r\nChannel: PJSIP/%d\r\nLong: %s\r\n\r\n" % (n, n, b"x" * (n * 37 % 600)) for n in range(40)
) + b"Response: Follows\r\nPrivilege: Command\r\none\ntwo\n--END COMMAND--\r\n\r\n"
# Of wrong types, wrong sizes, wrong signs.
ODD = [None, "", "a\0b", b"x", b"\xff", -1, 2**33, 2**63, 2**64, 10**30, 1.5, float("nan"), float("inf"), -1e300, [], {},
       {"A": "b\r\nc"}, {"A": None}, [("A",)], object(), "Event", "name\n", True]  # fmt: skip

connections, readers, sessions, packets, iterators = [], [], [], [], []
# Also those that only a thread knows which waits in them.
alive = weakref.WeakSet()
pools = (connections, readers, sessions, packets, iterators)
counts = {"done": 0, "refused": 0}
unraisable = []
sys.unraisablehook = lambda one: unraisable.append(one.exc_type)


def connect(rnd):
    traces = [None, None, lambda *_: None, lambda *_: 1 / 0, lambda *_: connections and connections[0].close(),
              lambda *_: connections and connections[0].recv(0)]
    pbx = amiwire.connect("127.0.0.1", "ucmamiuser1", "test123", port=PORT, events=rnd.choice(["on", "off"]),
                          trace=rnd.choice(traces), max_packet_bytes=rnd.choice([0, 4096]))
    alive.add(pbx)
    return pbx


def use(rnd, packet):
    rnd.choice([
        lambda: packet.title, lambda: packet.kind, lambda: packet.raw, lambda: packet.offset, lambda: packet.headers(),
        lambda: packet.get("Channel"), lambda: packet["Nothing"], lambda: packet.copy(), lambda: packet.output,
        lambda: packet.body, lambda: packet.all("channel"), lambda: repr(packet), lambda: "Event" in packet,
        lambda: packet.get(rnd.choice(ODD), n=rnd.choice(ODD)), lambda: copy.copy(packet), lambda: copy.deepcopy(packet),
    ])()


def keep(pool, one, most):
    pool.append(one)
    while len(pool) > most:
        # The last reference to it may be this one, in whatever thread.
        pool.pop(0)


def one_connection(rnd, pbx):
    call = {"Channel": "PJSIP/1000", "Context": "from-internal", "Exten": "1001", "Priority": 1, "Async": "true"}
    odd = rnd.choice(ODD)

    def iterate():
        it = iter(pbx)
        keep(iterators, it, 8)
        for n, packet in enumerate(it):
            keep(packets, packet, 16)
            use(rnd, packet)
            if n > 5:
                return

    def receive():
        packet = pbx.recv(rnd.choice([0, 0.001, 0.05, 0.5]))
        if isinstance(packet, amiwire.Packet):
            keep(packets, packet, 16)
            use(rnd, packet)

    rnd.choice([
        receive, receive, iterate, iterate, lambda: pbx.call("Ping"), lambda: pbx.call("QueueStatus", limit=2),
        lambda: pbx.send("Ping"), lambda: pbx.send("Originate", call), lambda: pbx.set_events("on"),
        lambda: pbx.interrupt(), lambda: pbx.close(), lambda: pbx.outcome(), lambda: pbx.version,
        lambda: pbx.buffered(), lambda: pbx.wait_limit(), lambda: pbx.fileno(), lambda: pbx.login("a", "b"),
        lambda: pbx.recv(odd if odd is not None else 0), lambda: pbx.call("Ping", odd, limit=1), lambda: pbx.send(odd),
        lambda: pbx.send("Ping", tag=odd), lambda: pbx.call("Ping", limit=odd if odd is not None else 1),
        lambda: pbx.set_events(odd), lambda: pbx.login(odd, odd, odd), lambda: copy.copy(pbx), lambda: copy.deepcopy(pbx),
        lambda: pbx.__init__(odd), lambda: amiwire.Connection(odd), lambda: use(rnd, amiwire.Packet(pbx)),
        lambda: amiwire.PacketCopy(pbx), lambda: pbx.__exit__(None, None, None), lambda: pbx.command("core show channels"),
    ])()


def one_reader(rnd, reader):
    odd = rnd.choice(ODD)

    def feed():
        at = rnd.randrange(len(STREAM))
        it = reader.feed(STREAM[at:at + rnd.randrange(3000)])
        keep(iterators, it, 8)
        for packet in it:
            keep(packets, packet, 16)
            use(rnd, packet)

    rnd.choice([
        feed, feed, feed, lambda: reader.next(), lambda: reader.space(), lambda: reader.commit(rnd.randrange(100)),
        lambda: reader.commit(odd), lambda: reader.reset(), lambda: reader.counters(), lambda: reader.last_error(),
        lambda: list(reader.feed(odd)), lambda: list(reader.read(odd)), lambda: copy.copy(reader),
        lambda: reader.__init__(odd), lambda: amiwire.Reader(odd), lambda: use(rnd, amiwire.Packet(reader)),
        lambda: amiwire.Reader(4096, 64, line_ends=odd), lambda: amiwire.PacketCopy(reader),
        lambda: session_step(rnd, reader),
    ])()


def session_step(rnd, reader):
    session = rnd.choice(sessions)
    now, odd = time.monotonic(), rnd.choice(ODD)
    told = rnd.choice([lambda *_: None, lambda *_: 1 // 0, lambda *_: reader.reset(), lambda *_: reader.next()])
    rnd.choice([
        lambda: session.handle_all(reader, now, told), lambda: session.handle(reader.next(), now), lambda: session.transmit(),
        lambda: session.login("a", "b"), lambda: session.submit(1, "Ping", now=now), lambda: session.cut(now),
        lambda: session.handle_timeout(now), lambda: session.connected(now), lambda: session.deadline(),
        lambda: session.version, lambda: session.handle(odd, odd), lambda: session.submit(odd, odd, odd, now=odd),
        lambda: Session(odd), lambda: Session(now, odd, odd), lambda: Session(now, struct_size=2**31),
        lambda: session.handle_all(odd, now, told), lambda: copy.deepcopy(session), lambda: session.__init__(now),
        lambda: amiwire.connect("127.0.0.1", "a", "b", port=1, **{rnd.choice(["trace", "detail", "struct_size", "tls", "port"]): odd}),
        lambda: amiwire.write_action(odd, odd), lambda: amiwire.variable(odd, odd),
    ])()


def some(rnd, pool):
    try:
        return rnd.choice(pool)
    except IndexError:
        return None


def act(rnd):
    # Fewer would end with the first close().
    dice = rnd.random()
    if dice < 0.03 or len(connections) < 2:
        return keep(connections, connect(rnd), 4)
    if dice < 0.05:
        keep(readers, amiwire.Reader(rnd.choice([512, 4096, 65536]), rnd.choice([8, 64])), 4)
        keep(sessions, Session(time.monotonic(), 4, 4096), 4)
    elif dice < 0.06:
        gc.collect()
    elif dice < 0.55:
        one_connection(rnd, some(rnd, connections))
    elif dice < 0.8:
        one_reader(rnd, some(rnd, readers))
    elif dice < 0.95 and packets:
        use(rnd, some(rnd, packets))
    elif iterators:
        next(some(rnd, iterators), None)


def run(seed, until, failures):
    rnd = random.Random(seed)
    while time.monotonic() < until and not failures:
        try:
            act(rnd)
            counts["done"] += 1
        except ZeroDivisionError:
            pass  # of a callback of ours
        except ALLOWED as error:
            counts["refused"] += 1
            if isinstance(error, AttributeError) and "NoneType" not in str(error) and "_lock" in str(error):
                failures.append(error)
        except BaseException as error:
            failures.append(error)
            raise


def forked():
    """A child may close what is its parent's, and use nothing of it."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    # The thread that watches the parent is not here.
    signal.alarm(30)
    code = 0
    for pbx in list(connections):
        for call in (lambda: pbx.recv(0), lambda: pbx.send("Ping"), lambda: pbx.call("Ping")):
            try:
                call()
                code = 3
            except (RuntimeError, amiwire.Error):
                pass
        pbx.close()
    os._exit(code)


# A call that waits for ever is a fault, too.
faulthandler.dump_traceback_later(SECONDS + 60, exit=True)
first = random.Random(SEED)
readers.append(amiwire.Reader(4096, 64))
sessions.append(Session(time.monotonic(), 4, 4096))
failures, until = [], time.monotonic() + SECONDS
threads = [threading.Thread(target=run, args=(SEED * 100 + n, until, failures)) for n in range(6)]
for thread in threads:
    thread.start()
child = 0
while time.monotonic() < until and not failures and child == 0:
    time.sleep(0.2)
    # Who iterates over a quiet connection waits until that is closed.
    for pbx in list(alive)[::2]:
        pbx.close()
    if hasattr(os, "waitstatus_to_exitcode"):
        child = forked()
while any(thread.is_alive() for thread in threads):
    for pbx in list(alive):
        pbx.close()
    time.sleep(0.01)
for pool in pools:
    pool.clear()
gc.collect()
# Some are left open, with threads inside, for the end of the program.
left = [connect(first) for _ in range(2)]
for pbx in left:
    threading.Thread(target=lambda pbx=pbx: [0 for _ in pbx], daemon=True).start()
threading.excepthook = lambda *_: None
print(counts["done"], "done,", counts["refused"], "refused, seed", SEED)
if failures or child:
    print("failed:", failures, child)
    os._exit(1)
