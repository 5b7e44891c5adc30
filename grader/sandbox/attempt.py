"""Try something in a forked child: whether this machine lets us is found out by doing."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

_SECONDS = 10


def failure_of(attempt: Callable[[], None]) -> str:
    """Why `attempt` does not go through in a child of this process, "" if it does; nothing of it stays."""
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            signal.alarm(_SECONDS)
            os.close(read_end)
            attempt()
            status = 0
        except OSError as error:
            os.write(write_end, _said(error).encode()[:500])
        finally:
            os._exit(status)
    os.close(write_end)
    with open(read_end, "rb") as answer:  # noqa: PTH123  a descriptor, not a path
        reason = answer.read(500).decode(errors="replace")
    _, status = os.waitpid(pid, 0)
    return "" if status == 0 else reason or f"it ended with status {status}"


def _said(error: OSError) -> str:
    if error.strerror is None:  # a reason in words, from an attempt within an attempt
        return str(error)
    return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
