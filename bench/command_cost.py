"""What commands cost: seconds on the clock, and CPU seconds of all processes that they started.

CPU is read from a control group where one can be made (cgroup v1), and else from what the kernel sums up for processes
that were waited for, which leaves out those that were not.
"""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from grader.data import cache_root

CPUACCT = Path("/sys/fs/cgroup/cpuacct")
GRADER = (sys.executable, "-m", "grader")

Watch = Callable[[Path | None], AbstractContextManager[object]]  # of the processes in a group, or below this one


@dataclass(frozen=True)
class Cost:
    """Of one command, or of several: seconds."""

    wall: float
    cpu: float


def cost_of(
    commands: Sequence[Sequence[str]],
    folder: Path,
    environment: Mapping[str, str] | None = None,
    *,
    cores: int | None = None,
    watch: Watch | None = None,
) -> Cost:
    """Run them one after the other. An exit status above 1 ends the benchmark: some tests are meant to fail.

    `cores`: how many of the machine's they may use; all without. `watch` looks on.
    """
    kept_to = sorted(os.sched_getaffinity(0))[:cores]
    with cpu_group() as group, watch(group) if watch else contextlib.nullcontext():

        def join() -> None:
            os.sched_setaffinity(0, kept_to)
            if group is not None:
                (group / "cgroup.procs").write_text("0", encoding="ascii")

        before, begun = waited_for(), time.monotonic()
        for command in commands:
            done = subprocess.run(
                command,
                cwd=folder,
                env=environment or at_home(folder),
                capture_output=True,
                text=True,
                check=False,
                preexec_fn=join,
            )
            if done.returncode > 1:
                sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        wall = time.monotonic() - begun
        used = int((group / "cpuacct.usage").read_text()) / 1e9 if group is not None else waited_for() - before
    return Cost(wall, used)


def at_home(folder: Path) -> dict[str, str]:
    """The environment of a user whose home is `folder`, who keeps grades there and datasets where we do."""
    environment = {**os.environ, "HOME": str(folder), "XDG_CACHE_HOME": str(cache_root().parent)}
    environment.pop("GRADER_STORE", None)
    return environment


def waited_for() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextlib.contextmanager
def cpu_group() -> Iterator[Path | None]:
    """A group whose CPU time the kernel counts; None where none can be made."""
    group = CPUACCT / f"grader-bench-{os.getpid()}"
    try:
        group.mkdir()
    except OSError:
        yield None
        return
    try:
        yield group
    finally:
        for _ in range(100):
            with contextlib.suppress(OSError):
                group.rmdir()
                break
            time.sleep(0.05)
