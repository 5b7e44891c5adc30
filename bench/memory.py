"""The memory of a batch's processes while it runs, by what they are for; a page that several share counts once.

Each process has its share of such a page: PSS, from /proc/PID/smaps_rollup, which who runs this must be allowed to
read of the sandboxes' own users as well.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

PROC = Path("/proc")
SECONDS = 0.25  # between two looks

Role = Literal["coordinator", "warm judge", "fork server", "slot"]


@dataclass(frozen=True)
class Seen:
    """A process as it was found."""

    pid: int
    parent: int
    command: str
    megabytes: float


def roles(seen: Sequence[Seen], started_by: int) -> dict[int, Role]:
    """What each process is for. The coordinator has forked a warm judge, and that a judge for each slot; it has
    started a fork server, and that the sandboxes of the slots. One whose parent has just ended was of a slot."""
    by_pid = {one.pid: one for one in seen}

    def role(one: Seen) -> Role:
        if one.parent == started_by:
            return "coordinator"
        parent = by_pid.get(one.parent)
        if parent is None:
            return "slot"
        above = role(parent)
        if above == "coordinator":
            return "fork server" if "grader.sandbox" in one.command else "warm judge"
        if above == "fork server" and one.command != parent.command:  # it has gone on in another root, by exec
            return "fork server"
        return "slot"

    return {one.pid: role(one) for one in seen}


def by_role(seen: Sequence[Seen], started_by: int, slots: int) -> dict[str, float]:
    """Megabytes of each role, of all, and of one of so many slots."""
    sums: dict[str, float] = dict.fromkeys(("coordinator", "warm judge", "fork server", "slot"), 0.0)
    of = roles(seen, started_by)
    for one in seen:
        sums[of[one.pid]] += one.megabytes
    return {**sums, "slot": sums["slot"] / slots, "all": sum(one.megabytes for one in seen)}


class Peaks:
    """The most that each role has been seen to take, in megabytes."""

    def __init__(self, slots: int) -> None:
        self.slots = slots
        self.megabytes: dict[str, float] = {}
        self._over = threading.Event()

    @contextmanager
    def watch(self, group: Path | None) -> Iterator[None]:
        """Look at the processes of a control group again and again, in a thread."""
        if group is None:
            raise SystemExit("memory is looked up by control group, and none can be made here (cgroup v1, cpuacct)")
        self._over.clear()
        thread = threading.Thread(target=self._look_on, args=(group,))
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()

    def _look_on(self, group: Path) -> None:
        while not self._over.wait(SECONDS):
            self.note(by_role(processes_of(group), os.getpid(), self.slots))

    def note(self, megabytes: Mapping[str, float]) -> None:
        self.megabytes = {role: max(now, self.megabytes.get(role, 0.0)) for role, now in megabytes.items()}


def processes_of(group: Path) -> list[Seen]:
    """Those that are still there when their memory is looked up."""
    pids = [int(line) for line in (group / "cgroup.procs").read_text(encoding="ascii").split()]
    return [one for one in map(process, pids) if one is not None]


def process(pid: int) -> Seen | None:
    try:
        status = (PROC / str(pid) / "status").read_text(encoding="utf-8", errors="replace")
        command = (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        rollup = (PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return None
    parent = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("PPid:"))
    kib = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return Seen(pid, parent, command, kib / 1024)
