"""libamiwire as ctypes sees it: structs, constants and prototypes of amiwire.h.

Nothing here thinks. tests/python/test_layout.py compiles a C program that
says what the header has, and fails if anything here differs from it.
"""

import ctypes
import operator
import os
from ctypes import c_char_p, c_int, c_int32, c_int64, c_size_t, c_uint8, c_uint32, c_uint64, c_void_p

# Constants, as in amiwire.h without AMIWIRE_.
VERSION_MAJOR, VERSION_MINOR = 0, 1

OK, NEED_MORE, TRUNCATED, NO_EVENT, CLOSED, WOULD_BLOCK, NOT_FOUND, NOTICE = range(8)
NULL_ARGUMENT, BAD_ARGUMENT, BAD_STATE = -101, -102, -104
NAME_BAD_BYTE, VALUE_BAD_BYTE = -402, -405
LOGIN_REFUSED, NOT_LOGGED_IN, CHALLENGE_REFUSED = -501, -502, -503
ACTION_TIMED_OUT, OUTCOME_UNKNOWN, ACTION_UNSENT = -505, -506, -507
RESOLVE_FAILED, CONNECT_REFUSED, CONNECT_FAILED, CONNECT_TIMED_OUT = -601, -602, -603, -604
PEER_SILENT, RESET, IO, INTERRUPTED = -605, -607, -608, -610
CLOSED_BEFORE_BANNER, PEER_DEAD, TLS_HANDSHAKE, CERTIFICATE_BAD = -611, -612, -621, -626
PACKET_TOO_LARGE, TOO_MANY_HEADERS, LINE_TOO_LONG = -301, -302, -303
BAD_BANNER, BAD_VALUE, NO_ROOM, TEXT_TOO_LARGE = -201, -202, -304, -307
TOO_MANY_ACTIONS, OUT_QUEUE_FULL = -305, -306

KIND_OTHER, KIND_RESPONSE, KIND_EVENT, KIND_ACTION, KIND_BANNER = range(5)
LINES_WIRE, LINES_WIRE_UNREPAIRED, LINES_TYPED = range(3)
TEXT_ALWAYS, TEXT_NEVER, TEXT_ANNOUNCED = range(3)
LOGIN_PLAIN, LOGIN_MD5 = range(2)
FOREVER = -1
PHASE_GREETING, PHASE_LOGGED_IN, PHASE_CLOSING, PHASE_DOWN = 1, 6, 8, 9
READER_STORAGE, SESSION_STORAGE = 2048, 1024

(WHAT_BANNER, WHAT_CHALLENGE, WHAT_LOGGED_IN, WHAT_LOGIN_REFUSED, WHAT_CHALLENGE_REFUSED, WHAT_RESPONSE,
 WHAT_LIST_START, WHAT_LIST_ITEM, WHAT_LIST_END, WHAT_PROGRESS, WHAT_EXTRA, WHAT_UNCLAIMED, WHAT_EVENT, WHAT_OTHER,
 WHAT_TIMED_OUT, WHAT_LOGIN_TIMED_OUT, WHAT_TEXT, WHAT_TEXT_END, WHAT_OWN, WHAT_UNKNOWN, WHAT_UNSENT, WHAT_DEAD,
 WHAT_CONNECT, WHAT_GAVE_UP, WHAT_CUT, WHAT_LOST, WHAT_ATTEMPT_FAILED, WHAT_STARTED,
 WHAT_TOO_LARGE) = range(1, 30)


class amiwire_slice(ctypes.Structure):
    _fields_ = [("ptr", c_void_p), ("len", c_size_t)]


class amiwire_field(ctypes.Structure):
    _fields_ = [("name", c_char_p), ("value", c_char_p), ("value_len", c_size_t)]


class amiwire_header(ctypes.Structure):
    _fields_ = [("name", c_uint32), ("name_end", c_uint32), ("value", c_uint32), ("value_end", c_uint32)]


class amiwire_packet(ctypes.Structure):
    _fields_ = [
        ("base", c_void_p), ("names", c_void_p), ("ends", c_void_p), ("offset", c_uint64), ("base_len", c_uint32),
        ("start", c_uint32), ("end", c_uint32), ("body_start", c_uint32), ("body_end", c_uint32),
        ("headers", c_uint32), ("indexed", c_uint32), ("kind", c_uint32), ("flags", c_uint32), ("piece", c_uint32),
    ]  # fmt: skip


class amiwire_reader_options(ctypes.Structure):
    _fields_ = [
        ("struct_size", c_uint32), ("lines", c_uint32), ("no_banner", c_uint32), ("max_packet_bytes", c_uint32),
        ("max_headers", c_uint32), ("max_line_bytes", c_uint32), ("text_in_pieces", c_uint32),
        ("separate_glued", c_uint32), ("text", c_uint32), ("max_text_bytes", c_uint32), ("any_banner", c_uint32),
    ]  # fmt: skip


class amiwire_error(ctypes.Structure):
    _fields_ = [("offset", c_uint64), ("size", c_uint64), ("status", c_int32), ("reserved", c_uint32)]


class amiwire_outcome(ctypes.Structure):
    _fields_ = [
        ("tag", c_uint64), ("what", c_uint32), ("last", c_uint32), ("status", c_int32), ("reserved", c_uint32),
    ]  # fmt: skip


class amiwire_slot(ctypes.Structure):
    _fields_ = [("state", c_uint64 * 8)]


class amiwire_session_options(ctypes.Structure):
    _fields_ = [
        ("struct_size", c_uint32), ("one_at_a_time", c_uint32), ("login_limit", c_uint64),
        ("action_limit", c_uint64), ("ping_after", c_uint64), ("dead_after", c_uint64), ("seed", c_uint64),
        ("reconnect_first", c_uint64), ("reconnect_most", c_uint64), ("reconnect_attempts", c_uint32),
        ("no_originate_response", c_uint32), ("answers_without_id", c_uint32), ("other_classes", c_uint32),
    ]  # fmt: skip


class amiwire_action_options(ctypes.Structure):
    _fields_ = [
        ("struct_size", c_uint32), ("no_originate_response", c_uint32), ("limit", c_uint64), ("blocks", c_uint32),
        ("reserved", c_uint32), ("list_completion", c_char_p), ("list_items", c_char_p),
    ]  # fmt: skip


class amiwire_conn_config(ctypes.Structure):
    _fields_ = [
        ("struct_size", c_uint32), ("port", c_uint32), ("host", c_char_p), ("local_address", c_char_p),
        ("username", c_char_p), ("secret", c_char_p), ("events", c_char_p), ("login", c_uint32), ("tls", c_uint32),
        ("tls_ca_file", c_char_p), ("tls_pin", c_char_p), ("tls_server_name", c_char_p), ("tls_insecure", c_uint32),
        ("connect_ms", c_uint32), ("login_ms", c_uint32), ("write_ms", c_uint32), ("action_ms", c_uint32),
        ("max_packet_bytes", c_uint32), ("max_headers", c_uint32), ("max_actions", c_uint32),
        ("keep_bytes", c_uint32), ("one_at_a_time", c_uint32), ("ping_ms", c_uint32), ("dead_ms", c_uint32),
        ("reconnect_first_ms", c_uint32), ("reconnect_most_ms", c_uint32), ("reconnect_attempts", c_uint32),
        ("keep_secret", c_uint32), ("trace", c_void_p), ("trace_user", c_void_p), ("detail", c_void_p),
        ("detail_size", c_size_t), ("max_text_bytes", c_uint32), ("max_memory_bytes", c_uint32),
        ("no_originate_response", c_uint32), ("answers_without_id", c_uint32), ("other_classes", c_uint32),
        ("any_banner", c_uint32),
    ]  # fmt: skip


#: A function that sees packets: user, direction, bytes, how many.
TRACE = ctypes.CFUNCTYPE(None, c_void_p, c_uint32, c_void_p, c_size_t)

#: What each function returns and takes. A pointer is a c_void_p, for which an
#: address will do: ctypes takes five times as long over one with a type.
#: Functions that never wait keep Python's lock, which is faster; those that
#: may wait let other threads run.
PROTOTYPES = {
    "amiwire_version": (c_char_p, []),
    "amiwire_version_number": (c_uint32, []),
    "amiwire_status_name": (c_char_p, [c_int32]),
    "amiwire_status_text": (c_char_p, [c_int32]),
    "amiwire_status_is_fatal": (c_uint32, [c_int32]),
    "amiwire_packet_headers": (c_int32, [c_void_p, c_size_t, c_void_p, c_size_t, c_void_p]),
    "amiwire_packet_find": (c_int32, [c_void_p, c_char_p, c_size_t, c_size_t, c_void_p]),
    "amiwire_packet_header": (c_int32, [c_void_p, c_size_t, c_void_p, c_void_p]),
    "amiwire_packet_body": (c_int32, [c_void_p, c_void_p]),
    "amiwire_packet_output": (c_int32, [c_void_p, c_void_p, c_void_p]),
    "amiwire_reader_init": (
        c_int32,
        [c_void_p, c_size_t, c_void_p, c_size_t, c_void_p, c_size_t, c_void_p, c_void_p],
    ),
    "amiwire_reader_reset": (c_int32, [c_void_p]),
    "amiwire_reader_tail": (c_int32, [c_void_p, c_void_p]),
    "amiwire_reader_announce_without_id": (c_int32, [c_void_p]),
    "amiwire_reader_space": (c_int32, [c_void_p, c_void_p, c_void_p]),
    "amiwire_reader_commit": (c_int32, [c_void_p, c_size_t]),
    "amiwire_reader_next": (c_int32, [c_void_p, c_void_p]),
    "amiwire_reader_announce": (c_int32, [c_void_p, c_char_p]),
    "amiwire_reader_withdraw": (c_int32, [c_void_p, c_char_p]),
    "amiwire_reader_error": (c_int32, [c_void_p, c_void_p]),
    "amiwire_reader_finish": (c_int32, [c_void_p]),
    "amiwire_reader_counter": (c_int32, [c_void_p, c_char_p, c_void_p]),
    "amiwire_counter_name": (c_char_p, [c_size_t, c_void_p]),
    "amiwire_write_action": (c_int32, [c_char_p, c_void_p, c_size_t, c_void_p, c_size_t, c_void_p, c_void_p]),
    "amiwire_packet_greeting": (c_int32, [c_void_p, c_void_p, c_void_p, c_void_p]),
    "amiwire_value_form_decode": (c_int32, [amiwire_slice, c_void_p, c_size_t, c_void_p, c_void_p]),
    "amiwire_write_variable": (c_int32, [c_char_p, c_char_p, c_void_p, c_size_t, c_void_p]),
    "amiwire_session_init": (
        c_int32,
        [c_void_p, c_size_t, c_void_p, c_size_t, c_void_p, c_size_t, c_void_p,
         c_uint64, c_void_p],
    ),  # fmt: skip
    "amiwire_session_phase": (c_uint32, [c_void_p]),
    "amiwire_session_version": (amiwire_slice, [c_void_p]),
    "amiwire_session_in_flight": (c_size_t, [c_void_p]),
    "amiwire_session_login": (c_int32, [c_void_p, c_char_p, c_char_p, c_char_p]),
    "amiwire_session_challenge": (c_int32, [c_void_p]),
    "amiwire_session_login_md5": (c_int32, [c_void_p, c_char_p, c_char_p, c_char_p]),
    "amiwire_session_set_events": (c_int32, [c_void_p, c_char_p]),
    "amiwire_session_logoff": (c_int32, [c_void_p]),
    "amiwire_session_submit": (
        c_int32,
        [c_void_p, c_uint64, c_char_p, c_void_p, c_size_t, c_uint64, c_uint64, c_void_p],
    ),
    "amiwire_session_submit_as": (
        c_int32,
        [c_void_p, c_uint64, c_char_p, c_void_p, c_size_t, c_void_p, c_uint64, c_void_p],
    ),
    "amiwire_session_handle": (c_int32, [c_void_p, c_void_p, c_uint64, c_void_p]),
    "amiwire_session_transmit": (c_int32, [c_void_p, c_void_p]),
    "amiwire_session_sent": (c_int32, [c_void_p, c_size_t]),
    "amiwire_session_deadline": (c_int32, [c_void_p, c_void_p]),
    "amiwire_session_handle_timeout": (c_int32, [c_void_p, c_uint64, c_void_p]),
    "amiwire_session_cut": (c_int32, [c_void_p, c_uint64]),
    "amiwire_session_connected": (c_int32, [c_void_p, c_uint64]),
    "amiwire_session_announce": (c_int32, [c_void_p, c_void_p]),
    "amiwire_session_heard": (c_int32, [c_void_p, c_void_p, c_uint64]),
    "amiwire_session_refused": (c_int32, [c_void_p, c_void_p, c_uint64, c_void_p]),
    "amiwire_session_give_up": (c_int32, [c_void_p, c_uint64]),
    "amiwire_session_fully_booted": (c_uint32, [c_void_p]),
    "amiwire_conn_version": (c_int32, [c_void_p, c_void_p]),
    "amiwire_conn_counter": (c_int32, [c_void_p, c_char_p, c_void_p]),
    "amiwire_conn_outcome": (c_int32, [c_void_p, c_void_p]),
    "amiwire_conn_fd": (c_int, [c_void_p]),
    "amiwire_conn_buffered": (c_size_t, [c_void_p]),
    "amiwire_conn_wait_ms": (c_int64, [c_void_p]),
    "amiwire_conn_detail": (c_char_p, [c_void_p, c_void_p]),
    "amiwire_conn_answer": (c_int32, [c_void_p, c_void_p]),
    "amiwire_conn_interrupt": (c_int32, [c_void_p]),
}
WAITING = {
    "amiwire_conn_open": (c_int32, [c_void_p, c_void_p]),
    "amiwire_conn_recv": (c_int32, [c_void_p, c_void_p, c_int64]),
    "amiwire_conn_send": (c_int32, [c_void_p, c_uint64, c_char_p, c_void_p, c_size_t]),
    "amiwire_conn_call": (c_int32, [c_void_p, c_char_p, c_void_p, c_size_t, c_int64, c_void_p]),
    "amiwire_conn_send_as": (c_int32, [c_void_p, c_uint64, c_char_p, c_void_p, c_size_t, c_void_p]),
    "amiwire_conn_call_as": (c_int32, [c_void_p, c_char_p, c_void_p, c_size_t, c_void_p, c_void_p]),
    "amiwire_conn_set_events": (c_int32, [c_void_p, c_char_p]),
    "amiwire_conn_login": (c_int32, [c_void_p, c_char_p, c_char_p, c_uint32]),
    "amiwire_conn_close": (None, [c_void_p]),
}


#: The variable that says where the library is.
_VARIABLE = "AMIWIRE_LIBRARY"


def _path():
    """$AMIWIRE_LIBRARY, or the tree that this file lies in, or the system's. And
    what to say where it cannot be loaded from there."""
    given, system = os.environ.get(_VARIABLE), "libamiwire.so.0"
    if given:
        return given, f"${_VARIABLE} says {given!r}, which cannot be loaded: have it name the file libamiwire.so.0"
    here = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../build", system))
    if os.path.exists(here):
        return here, f"{here} cannot be loaded: set ${_VARIABLE} to the file of another library"
    return system, (f"libamiwire was not found, neither as {here} nor as {system} where the system looks for libraries: "
                    f"build or install it, or set ${_VARIABLE} to its file")


class _Library:
    """The functions by their names without amiwire_."""

    def __init__(self, path, failed):
        for load, prototypes in ((ctypes.PyDLL, PROTOTYPES), (ctypes.CDLL, WAITING)):
            try:
                library = load(path)
            except OSError as error:
                # Without the chain: there is nothing to be read from it but ctypes.
                raise ImportError(f"{failed} ({error})") from None
            for name, (returns, takes) in prototypes.items():
                function = getattr(library, name, None)
                if function is None:
                    raise ImportError(f"{path} has no {name}: another binary interface")
                function.restype, function.argtypes = returns, takes
                setattr(self, name[len("amiwire_"):], function)
        found = self.version_number() >> 8
        if found != VERSION_MAJOR << 8 | VERSION_MINOR:
            raise ImportError(f"{path} is version {self.version().decode()}: another binary interface")


lib = _Library(*_path())


class Error(Exception):
    """A status of the library: ``status`` is its number, ``name`` its name,
    ``os_error`` the operating system's number or 0. ``is_fatal`` says whether
    the connection is over that it came from; if not, the next call on it
    continues. ``answer`` is what had come of the answer to an action that did not
    get it whole, or None."""

    def __init__(self, status, detail="", os_error=0, answer=None):
        self.status, self.os_error, self.answer = status, os_error, answer
        self.name = lib.status_name(status).decode()
        self.is_fatal = lib.status_is_fatal(status) != 0
        self.detail = detail
        text = lib.status_text(status).decode()
        super().__init__(f"{detail}: {text}" if detail else text)

    def __reduce__(self):
        # What an exception is made of again is its text otherwise.
        return type(self), (self.status, self.detail, self.os_error), self.__dict__


def check(status, detail=""):
    """Raises what is not OK."""
    if status != OK:
        raise Error(status, detail)


def whole(number, what, bits=64):
    """A number for C, which would take any: not below 0, of so many bits."""
    number = operator.index(number)
    if not 0 <= number < 1 << bits:
        raise ValueError(f"{what} is {number}, which is below 0 or has more than {bits} bits")
    return number


def scaled(seconds, parts, what, bits=63):
    """Seconds as milliseconds and the like, for C."""
    if not hasattr(seconds, "__float__"):
        raise TypeError(f"{what} is {seconds!r}, which is no number of seconds")
    try:
        return whole(int(seconds * parts), what, bits)
    except OverflowError:
        raise ValueError(f"{what} is {seconds} seconds") from None


#: Members of structs that are the package's affair.
_OWN = ("struct_size", "reserved", "trace", "trace_user", "detail", "detail_size")


def member(struct, name):
    """The type of a member that callers may set."""
    kind = None if name in _OWN else dict(struct._fields_).get(name)
    if kind is None:
        raise TypeError(f"there is no {name} to be set in {struct.__name__}")
    return kind


def encoded(text, what=VALUE_BAD_BYTE):
    """A text for C: UTF-8, bytes as they are. NUL would cut it off unseen."""
    if text is None:
        raise TypeError("a text is missing")
    data = text if isinstance(text, bytes) else str(text).encode("utf-8", "surrogateescape")
    if b"\0" in data:
        raise Error(what)
    return data


def fields(headers):
    """Headers for C: a dict, whose values may be lists, or pairs. Keep the
    result for as long as C uses it."""
    pairs = []
    for name, value in headers.items() if hasattr(headers, "items") else headers:
        for one in value if isinstance(value, (list, tuple)) else (value,):
            data = encoded(one)
            pairs.append((encoded(name, NAME_BAD_BYTE), data, len(data)))
    return (amiwire_field * len(pairs))(*pairs), len(pairs)


def action_options(limit=None, *, no_originate_response=False, blocks=False, list_items=None, list_completion=None):
    """What is particular about one action, for C. ``limit`` is in seconds: None is
    that of the session or connection, infinity is none. ``list_items`` is a name or
    several."""
    own = amiwire_action_options(struct_size=ctypes.sizeof(amiwire_action_options))
    if limit is not None:
        own.limit = 2**64 - 1 if limit == float("inf") else max(1, scaled(limit, 1e9, "limit", 64))
    own.no_originate_response, own.blocks = bool(no_originate_response), bool(blocks)
    if list_items is not None and list_completion is None:
        raise TypeError("list_items needs list_completion, the name of the event that ends the list")
    if list_completion is not None:
        own.list_completion = encoded(list_completion)
        if isinstance(list_items, (list, tuple)):
            list_items = b",".join(encoded(name) for name in list_items)
        own.list_items = None if list_items is None else encoded(list_items)
    return own


def decoded(data):
    """Bytes as text. What is no UTF-8 survives, and becomes the same bytes
    again when it is sent."""
    return data.decode("utf-8", "surrogateescape")


def login_way(name):
    """How to log in, by name."""
    ways = {"plain": LOGIN_PLAIN, "md5": LOGIN_MD5}
    if name not in ways:
        raise ValueError(f"login is {name!r}: plain or md5")
    return ways[name]


def slice_of(data):
    """A slice of bytes, which lives as long as they do."""
    return amiwire_slice(ctypes.cast(data, c_void_p), len(data))


def text_of(piece):
    """A slice as text."""
    return decoded(ctypes.string_at(piece.ptr, piece.len)) if piece.len else ""
