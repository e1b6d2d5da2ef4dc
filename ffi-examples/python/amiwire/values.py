"""Actions and values as bytes, and what a value means."""

import ctypes
from ctypes import byref, c_size_t

from . import _c
from ._c import Error, check, lib


def write_action(name, headers=()):
    """An action as bytes. Raises for what cannot be sent."""
    array, count = _c.fields(headers)
    size, refused = c_size_t(0), c_size_t(0)
    name = _c.encoded(name)
    status = lib.write_action(name, array, count, None, 0, byref(size), byref(refused))
    if status != _c.NO_ROOM:
        raise Error(status, f"header {refused.value}")
    out = ctypes.create_string_buffer(size.value)
    check(lib.write_action(name, array, count, out, size.value, byref(size), None))
    return out.raw[:size.value]


def variable(name, value):
    """The value of a header ``Variable``, which may be repeated: commas, quotes
    and backslashes as a server reads them. Raises for what cannot be one."""
    name, value, size = _c.encoded(name), _c.encoded(value), c_size_t(0)
    status = lib.write_variable(name, value, None, 0, byref(size))
    if status != _c.NO_ROOM:
        raise Error(status)
    out = ctypes.create_string_buffer(size.value)
    check(lib.write_variable(name, value, out, size.value, byref(size)))
    return _c.decoded(out.raw[:size.value])


def form_decode(value):
    """What a value means that is in the form of a web form: ``Content`` of the SMS
    events of gateways, ``Env`` and ``Result`` of AsyncAGI. ``%0A`` is a line end, ``+``
    a blank. Raises BAD_VALUE for a ``%`` without two digits behind it."""
    data = _c.encoded(value)
    piece, out = _c.slice_of(data), ctypes.create_string_buffer(len(data) or 1)
    size, at = c_size_t(0), c_size_t(0)
    status = lib.value_form_decode(piece, out, len(data), byref(size), byref(at))
    check(status, f"byte {at.value}" if status == _c.BAD_VALUE else "")
    return _c.decoded(out.raw[:size.value])
