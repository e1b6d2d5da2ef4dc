"""Memory that is taken when it is needed."""

import ctypes
import mmap

#: So many bytes of a storage are kept.
REST = 1 << 19


def lazy(kind, count):
    """An array that takes no memory of the system until it is written to, and its
    pages if they can be given back."""
    size = ctypes.sizeof(kind) * count
    if size <= REST or not hasattr(mmap, "MADV_DONTNEED"):
        return None, (kind * count)()
    pages = mmap.mmap(-1, size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    return pages, (kind * count).from_buffer(pages)


def give_back(pages, start):
    """Gives what is behind ``start`` back to the system, which makes it zeroes."""
    pages.madvise(mmap.MADV_DONTNEED, start)
