"""Limits that the kernel keeps for each process."""

from __future__ import annotations

import math
import os
import resource
from pathlib import Path

_MEBIBYTE = 1 << 20
_OPEN_FILES = 512
# beside the student's own: the supervisor, the base, the one in the middle of a fork, a few kept snapshots
_HARNESS_PROCESSES = 8
_UNLIMITED = resource.RLIM_INFINITY


def apply(memory_mb: int, processes: int, disk_mb: int) -> None:
    """For this process and all that it forks.

    RLIMIT_DATA, not RLIMIT_AS: numerical libraries reserve address space that they never touch. It counts private
    writable mappings, so it does not see shared memory: the size of the sandbox's tmpfs bounds that.
    """
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_DATA, memory_mb * _MEBIBYTE)
    _lower(resource.RLIMIT_FSIZE, disk_mb * _MEBIBYTE)
    _lower(resource.RLIMIT_NPROC, processes + _HARNESS_PROCESSES)
    _lower(resource.RLIMIT_NOFILE, _OPEN_FILES)
    _lower(resource.RLIMIT_MEMLOCK, 0)
    _lower(resource.RLIMIT_MSGQUEUE, 0)
    _lower(resource.RLIMIT_RTPRIO, 0)


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
