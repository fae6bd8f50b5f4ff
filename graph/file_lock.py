"""The lock of a file, which the operating system frees even when the process that holds it is killed.

By the standard library alone: `app.setup` uses it before anything else is there.
"""

from __future__ import annotations

import sys


def lock(descriptor: int, *, wait: bool) -> bool:
    """Hold the lock of an open file until it is closed; false where another process holds it, and not to `wait`."""
    if sys.platform == "win32":
        import msvcrt

        while True:
            try:
                msvcrt.locking(descriptor, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
            except OSError:  # LK_LOCK gives up after ten tries, a second apart
                if not wait:
                    return False
            else:
                return True
    else:
        import fcntl

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True
