"""What the processes of a running test use together, looked at again and again by their supervisor.

The kernel's limits are for each process: this one is for all of them. It is the only one on memory as a whole where
there is no control group, on CPU time of many processes, and on the disk where there is no file system of our own.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from grader.sandbox import disk, processes
from grader.sandbox.protocol import Over

TICK = 0.05  # seconds between two looks


@dataclass(frozen=True)
class Bounds:
    """Those on the disk are looked at only where the kernel does not keep them: where `own_disk` is false."""

    memory_mb: int
    tasks: int
    disk_bytes: int
    disk_files: int
    own_disk: bool


@dataclass
class Use:
    """The most that one test's processes were seen to use; `dead_cpu_seconds` of those that are gone."""

    peak_mb: float = 0.0
    dead_cpu_seconds: float = 0.0


def look(
    running: Sequence[processes.State], use: Use, bounds: Bounds, cpu: float | None, folders: Sequence[str]
) -> Over:
    """Which bound the running processes of a test are over, "" for none; `use` is brought up to date."""
    if sum(one.threads for one in running) > bounds.tasks:
        return "processes"
    if cpu is not None and use.dead_cpu_seconds + sum(one.cpu_seconds for one in running) > cpu:
        return "cpu"
    bytes_on_disk = 0
    if bounds.own_disk:
        bytes_on_disk = _tmpfs_bytes(folders)
    elif _over_disk(running, bounds, folders):
        return "disk"
    held = _memory_mb(running, bounds, bytes_on_disk)
    use.peak_mb = max(use.peak_mb, held)
    return "memory" if held > bounds.memory_mb else ""


def _memory_mb(running: Sequence[processes.State], bounds: Bounds, bytes_on_disk: int) -> float:
    """Pages that forks share count once: that is dear to find out, and needed where there are several only.

    Shared memory mostly lies in the tmpfs, and counts there whether it is mapped or not.
    """
    held = sum(one.resident_kib for one in running) / 1024 + bytes_on_disk / (1 << 20)
    if len(running) > 1 or held > bounds.memory_mb:
        own, shared = processes.proportional_kib(running)
        held = own / 1024 + max(shared / 1024, bytes_on_disk / (1 << 20))
    return held


def _over_disk(running: Sequence[processes.State], bounds: Bounds, folders: Sequence[str]) -> bool:
    """What cannot be counted is too much."""
    total = disk.usage(folders, bounds.disk_files)
    for one in running:
        deleted = disk.deleted_bytes(one.pid, folders)
        if deleted is None and processes.is_ending(one.pid):
            deleted = 0
        total = None if total is None or deleted is None else total + deleted
    return total is None or total > bounds.disk_bytes


def _tmpfs_bytes(folders: Sequence[str]) -> int:
    """Of the one file system that all writable folders are on, which lies in memory."""
    status = os.statvfs(folders[0])
    return (status.f_blocks - status.f_bfree) * status.f_frsize
