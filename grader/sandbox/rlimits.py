"""Limits that the kernel keeps for each process."""

from __future__ import annotations

import math
import os
import resource
from pathlib import Path

_MEBIBYTE = 1 << 20
# beside the student's own: the supervisor, the base, where need be one in the middle of a fork, a few kept snapshots
HARNESS_PROCESSES = 8
_PENDING_SIGNALS = 256  # timers too, and counted for a user as a whole: none of another's may be used up
_SPARE_ADDRESSES_MB = 32 << 10
_UNLIMITED = resource.RLIM_INFINITY


def apply(*, memory_mb: int, processes: int, disk_mb: int, open_files: int, many_addresses: bool = False) -> None:
    """For this process and all that it forks; `processes` are those of the student and ours.

    RLIMIT_DATA, for numerical libraries reserve address space that they never touch. It counts private writable
    mappings, so it does not see shared memory: the size of the sandbox's tmpfs bounds that. RLIMIT_AS is far above it,
    and there for the page tables of what is only mapped and read: they take 1/512 of it.
    """
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_DATA, memory_mb * _MEBIBYTE)
    if not many_addresses:
        _lower(resource.RLIMIT_AS, (_SPARE_ADDRESSES_MB + 4 * memory_mb) * _MEBIBYTE)
    _lower(resource.RLIMIT_FSIZE, disk_mb * _MEBIBYTE)
    _lower(resource.RLIMIT_NPROC, processes)
    _lower(resource.RLIMIT_NOFILE, open_files)
    _lower(resource.RLIMIT_MEMLOCK, 0)
    _lower(resource.RLIMIT_MSGQUEUE, 0)
    _lower(resource.RLIMIT_RTPRIO, 0)
    if hasattr(resource, "RLIMIT_SIGPENDING"):
        _lower(resource.RLIMIT_SIGPENDING, _PENDING_SIGNALS)


def limit_cpu(pid: int, seconds: float | None, *, final: bool) -> None:
    """SIGXCPU after `seconds` of CPU time (whole seconds, rounded up; None: no limit).

    `final` makes it irrevocable and adds SIGKILL a second later; without it the limit can be changed again.
    """
    _, ceiling = resource.prlimit(pid, resource.RLIMIT_CPU)
    if seconds is None:
        resource.prlimit(pid, resource.RLIMIT_CPU, (ceiling, ceiling))
        return
    soft = math.ceil(seconds)
    hard = soft + 1 if final else ceiling
    if ceiling != _UNLIMITED:
        hard = min(hard, ceiling) if hard != _UNLIMITED else ceiling
        soft = min(soft, ceiling)
    resource.prlimit(pid, resource.RLIMIT_CPU, (soft, hard))


def die_first_when_memory_runs_out() -> None:
    """The kernel's out-of-memory killer takes a student's process before anything else on the machine."""
    try:
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    except OSError:
        return  # no /proc here: the killer chooses by size, as ever


def _lower(limit: int, value: int) -> None:
    _, ceiling = resource.getrlimit(limit)
    if ceiling != _UNLIMITED:
        value = min(value, ceiling)
    resource.setrlimit(limit, (value, value))


def peak_memory_mb(maxrss: int) -> float:
    """ru_maxrss is in KiB on Linux and in bytes on macOS."""
    return maxrss / 1024 if os.uname().sysname == "Linux" else maxrss / _MEBIBYTE
