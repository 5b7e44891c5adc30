"""Few large pages in place of many small ones, for a process that is forked often."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from grader.sandbox import syscalls

_LARGE = 1 << 21  # bytes; where the processor's large pages are larger, the kernel refuses


def collapse() -> None:
    """Put this process's heaps into large pages where the kernel can (Linux 6.1), else leave them as they are.

    A fork copies a table entry for each page. With torch imported these are some 40,000 small ones: most of a fork's
    cost, and of its end's. What a fork writes to is copied in small pages, as before.
    """
    for start, end in _heaps():
        first, last = -(-start // _LARGE) * _LARGE, end // _LARGE * _LARGE
        if first < last:
            syscalls.collapse(first, last - first)


def _heaps() -> Iterator[tuple[int, int]]:
    """Addresses of private memory that no file lies behind, and that may be written to."""
    try:
        lines = Path("/proc/self/maps").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return
    for line in lines:
        span, rights, _, _, _, *name = line.split(maxsplit=5)
        if rights[1] == "w" and rights[3] == "p" and name in ([], ["[heap]"]):
            start, _, end = span.partition("-")
            yield int(start, 16), int(end, 16)
