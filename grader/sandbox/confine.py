"""The last steps before student code: from a fork of the supervisor to a process that can do little."""

from __future__ import annotations

import importlib
import os
import random
import signal
import sys
from dataclasses import dataclass
from typing import Any

from grader.sandbox import landlock, rlimits, seccomp, syscalls

SEED = 20_260_101


@dataclass(frozen=True)
class Confinement:
    """What is in force for student code; `filter_program` empty: no seccomp, `readable` empty: no Landlock.

    `many_addresses`: CUDA reserves more of them than there is memory in any machine. `niceness`: the grader's own; its
    supervisor comes before others.
    """

    memory_mb: int
    processes: int
    disk_mb: int
    open_files: int
    readable: tuple[str, ...]
    writable: tuple[str, ...]
    filter_program: bytes
    many_addresses: bool = False
    niceness: int = 0


def enter(confinement: Confinement) -> None:
    """For this process and all that it forks, for ever."""
    signal.set_wakeup_fd(-1)
    os.setpriority(os.PRIO_PROCESS, 0, confinement.niceness)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if sys.platform == "linux":
        # changing the uid made us undumpable, and /proc/self unreadable to ourselves
        syscalls.prctl(syscalls.PR_SET_DUMPABLE, 1)
        rlimits.die_first_when_memory_runs_out()
    rlimits.apply(
        memory_mb=confinement.memory_mb,
        processes=confinement.processes,
        disk_mb=confinement.disk_mb,
        open_files=confinement.open_files,
        many_addresses=confinement.many_addresses,
    )
    if sys.platform == "linux":
        syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
    if confinement.readable:
        landlock.restrict(confinement.readable, confinement.writable)
    if confinement.filter_program:
        seccomp.install(confinement.filter_program)
    seed_generators()


def seed_generators() -> None:
    """Every base begins with the same global random states, so that two gradings of one submission agree.

    Of packages that the payload has not imported when warming up, the state is what the system says.
    """
    random.seed(SEED)
    if "numpy" in sys.modules:
        numpy_random: Any = importlib.import_module("numpy.random")
        numpy_random.seed(SEED)
    if "torch" in sys.modules:
        torch: Any = sys.modules["torch"]
        torch.manual_seed(SEED)
