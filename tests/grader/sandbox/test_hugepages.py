"""Large pages: what is in memory stays as it is, and forks copy fewer entries."""

from __future__ import annotations

import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest

# a heap of 32 MiB, in pages of 4 KiB first; then what is in it, and how much lies in large pages
PROGRAM = """
import hashlib, os, re
from pathlib import Path
from grader.sandbox.hugepages import collapse

def large():
    return int(re.search(r"AnonHugePages: +([0-9]+) kB", Path("/proc/self/smaps_rollup").read_text())[1])

numbers = [float(number) for number in range(1 << 20)]
before, sum_before = large(), sum(numbers)
collapse()
print(before, large(), sum(numbers) == sum_before)
pid = os.fork()
if pid == 0:
    numbers[:] = [0.0] * len(numbers)
    os._exit(sum(numbers) != 0)
print(os.waitpid(pid, 0)[1], sum(numbers) == sum_before)
"""
THERE = Path("/sys/kernel/mm/transparent_hugepage/enabled")


def kernel_can() -> bool:
    """Linux 6.1, and built with large pages."""
    major, minor = (int(number) for number in re.findall(r"\d+", platform.release())[:2])
    return THERE.exists() and (major, minor) >= (6, 1)


def test_a_heap_lies_in_large_pages_and_holds_what_it_held() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    (before, after, same), (status, still) = (line.split() for line in done.stdout.splitlines())
    assert (same, status, still) == ("True", "0", "True")
    if kernel_can():
        assert int(after) >= int(before) + 16_384  # half of it: Python's own arenas lie scattered
    else:
        assert after == before


def test_where_the_kernel_tells_no_addresses_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    from grader.sandbox import hugepages, syscalls

    def unreadable(*_: object, **__: object) -> str:
        raise PermissionError

    asked: list[int] = []
    monkeypatch.setattr(Path, "read_text", unreadable)
    monkeypatch.setattr(syscalls, "collapse", lambda start, _: asked.append(start))
    hugepages.collapse()
    assert asked == []
