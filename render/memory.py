"""Giving memory back: encoders and pictures come in large blocks that must not linger after a chunk.

glibc keeps freed blocks per thread for the thread's next need; with an encoder of 100 MB per thread
that would double what a render takes. Small blocks are the other way round: a chunk needs the same ones as the chunk
before it, on whichever thread, and fresh pages cost more than what is drawn on them.
"""

import ctypes
import sys
from functools import cache

M_MMAP_THRESHOLD = -3
LARGE = 4 * 2**20
"""Bytes from which a block is mapped for itself and leaves with its owner: an encoder's pictures are larger, what
is needed anew for every frame is smaller."""

M_TRIM_THRESHOLD = -1
SPARE = 128 * 2**20
"""Bytes of small blocks that are kept while something is rendered. With glibc's 128 kB every frame would hand its
pictures back and fault them in again, which costs as much as drawing them."""

M_ARENA_MAX = -8
SHARED = 1
"""Arenas from which small blocks come: one, so that what one thread frees serves the other."""


@cache
def _libc() -> ctypes.CDLL | None:
    """The C library where it is glibc."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return libc if hasattr(libc, "malloc_trim") and hasattr(libc, "mallopt") else None


@cache
def tune() -> None:
    """Fix what glibc maps by itself and what it keeps, which it would change with use."""
    libc = _libc()
    if libc is not None:
        libc.mallopt(M_ARENA_MAX, SHARED)
        libc.mallopt(M_MMAP_THRESHOLD, LARGE)
        libc.mallopt(M_TRIM_THRESHOLD, SPARE)


def release() -> None:
    """Hand free memory back to the system."""
    libc = _libc()
    if libc is not None:
        libc.malloc_trim(0)
