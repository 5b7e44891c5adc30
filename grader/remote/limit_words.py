"""How it is said that a limit was reached: the same words wherever it is noticed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.course import Limits

_LIMITS: dict[str, Callable[[Limits], str]] = {
    "memory": lambda limits: f"the memory limit of {size(limits.memory_mb)}",
    "processes": lambda limits: f"the limit of {limits.processes:,} processes and threads",
    "disk": lambda limits: f"the limit of {size(limits.disk_mb)} and {limits.disk_files:,} files on the disk",
    "files": lambda limits: f"the limit of {limits.open_files:,} open files",
    "output": lambda limits: f"the output limit of {size(limits.output_mb)}",
}
# How a limit that the kernel keeps looks to the student's code.
_SIGNS: tuple[tuple[str, str], ...] = (
    ("[Errno 28]", "disk"),  # no space left
    ("[Errno 27]", "disk"),  # file too large
    ("can't start new thread", "processes"),
    ("[Errno 24]", "files"),  # too many open files
)
_TRY_AGAIN = "[Errno 11]"
_STARTS_A_PROCESS = re.compile(r"fork|spawn|popen|process|system\(|start\(|submit\(|map\(|pool", re.IGNORECASE)


def stopped_at(what: str, limits: Limits) -> str:
    """For the limit on `what`: "stopped at the memory limit of 2 GiB"."""
    return f"stopped at {_LIMITS[what](limits)}"


def stopped_at_seconds(seconds: float, reference: float | None = None) -> str:
    """`reference`: the CPU seconds in which the model answer does the same on this machine, where that is known."""
    said = f"stopped at the time limit of {seconds:g} s"
    if reference is None:
        return said
    takes = "less than 0.1 s" if reference < 0.1 else f"{reference:.2g} s" if reference < 10 else f"{reference:.0f} s"
    return f"{said}, where the model answer takes {takes}"


def stopped_in_one_call(seconds: float) -> str:
    return f"stopped at the limit of {seconds:g} s for one call"


def limit_behind(message: str, line: str) -> str:
    """What the limit is on that an exception with this message, raised in this line, comes from; "" for none."""
    if _TRY_AGAIN in message:  # also of a read that would have to wait
        return "processes" if _STARTS_A_PROCESS.search(line) else ""
    return next((what for sign, what in _SIGNS if sign in message), "")


def size(mebibytes: float) -> str:
    """2048 → "2 GiB", 1536 → "1.5 GiB", 512 → "512 MiB"."""
    return f"{mebibytes / 1024:.3g} GiB" if mebibytes >= 1024 else f"{mebibytes:.3g} MiB"
