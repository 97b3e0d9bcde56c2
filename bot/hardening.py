"""What keeps the memory of this process to itself, before there is a key in it."""

import ctypes
import resource
from contextlib import suppress

_PR_SET_DUMPABLE = 4  # linux/prctl.h


def harden() -> None:
    """Leave no core dump, and let no other process of the same user read this one's memory.

    Where the system is not Linux, the second is left out.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # the hard one too: nobody raises it again
    # A core pattern that is a pipe, such as systemd-coredump's, heeds no limit: it is handed the
    # dump all the same, unless the process is not dumpable. That also gives its /proc/PID/mem and
    # environ to root. Python has no prctl of its own.
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
