"""Which processes there are and what they use, as /proc tells."""

# hot: objects for paths would cost more than the reading
# ruff: noqa: PTH110, PTH115, PTH123, PTH208
from __future__ import annotations

import contextlib
import os
import re
import resource
import signal
from collections.abc import Collection, Iterable
from dataclasses import dataclass

_PROC = "/proc"
_RECORD = 1 << 14  # bytes: more than a record about one process has
_OUR_SIGNALS = 1 << signal.SIGSTOP - 1 | 1 << signal.SIGCONT - 1  # with which a process is kept
# the name of a process, in the first line, is escaped: it has no line of its own
_OF_STANDING = re.compile(rb"^(SigPnd|ShdPnd|(?:non)?voluntary_ctxt_switches):\s*(\w+)$", re.MULTILINE)
_TICKS = os.sysconf("SC_CLK_TCK")
_PF_EXITING = 0x4
_PAGE_KIB = resource.getpagesize() >> 10
# in /proc/PID/stat, counted from the letter on (proc_pid_stat(5) counts from 1, and the letter is the third)
_FLAGS = 9 - 3
_UTIME, _CSTIME = 14 - 3, 17 - 3
_THREADS, _RSS = 20 - 3, 24 - 3


@dataclass(frozen=True)
class State:
    """One process: the letter that ps shows ("Z": a zombie, "T": stopped), its parent, and what it uses.

    CPU seconds are its own and those of children that it has waited for; memory is what is resident, shared or not.
    """

    pid: int
    letter: str
    parent: int
    threads: int
    cpu_seconds: float
    resident_kib: int

    @property
    def dead(self) -> bool:
        """Nothing of it runs any more; a zombie with threads is one whose first thread alone has ended."""
        return self.letter in "ZX" and self.threads <= 1

    @property
    def leaderless(self) -> bool:
        """What its threads hold cannot be seen, since /proc shows the first one's."""
        return self.letter in "ZX" and self.threads > 1


def state(pid: int) -> State | None:
    """None when there is no such process."""
    try:
        fields = _fields(pid)
    except (FileNotFoundError, ProcessLookupError, PermissionError):  # the last: hidden from us (hidepid)
        return None
    ticks = sum(map(int, fields[_UTIME : _CSTIME + 1]))
    used = (int(fields[_THREADS]), ticks / _TICKS, int(fields[_RSS]) * _PAGE_KIB)
    return State(pid, fields[0].decode(), int(fields[1]), *used)


def is_ending(pid: int) -> bool:
    """Whether a process is on its way out, or gone: then much of it can no longer be looked at by others (as of Linux
    6.18), and what it held is given back already, or about to be."""
    try:
        fields = _fields(pid)
    except (FileNotFoundError, ProcessLookupError):
        return True
    except PermissionError:
        return False
    return bool(int(fields[_FLAGS]) & _PF_EXITING)


def _fields(pid: int) -> list[bytes]:
    """Of /proc/PID/stat, from the letter on; OSError when there is no such process, or none for us."""
    text = _record(pid, "stat")
    # the name is in parentheses and may itself hold any character
    return text[text.rindex(b")") + 2 :].split()


def _record(pid: int, name: str) -> bytes:
    """Of /proc/PID what the kernel writes at one go."""
    descriptor = os.open(f"{_PROC}/{pid}/{name}", os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.read(descriptor, _RECORD)
    finally:
        os.close(descriptor)


def threads(pid: int) -> int:
    """How many tasks a process has; 0 when it is gone."""
    try:
        return len(os.listdir(f"{_PROC}/{pid}/task"))
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0


def shares_with_forks(pid: int, own_descriptors: Collection[int]) -> bool:
    """Whether a fork of the process would have something in common with it that either can change: an open file or
    its position, a pipe, a socket, memory that is mapped to be shared.

    `own_descriptors` are the harness's; standard input is nobody's if it is /dev/null.
    """
    try:
        for name in os.listdir(f"{_PROC}/{pid}/fd"):
            target = os.readlink(f"{_PROC}/{pid}/fd/{name}")
            if int(name) not in own_descriptors and not (name == "0" and target == os.devnull):
                return True
        # a mapping's four letters end in p where it is private
        with open(f"{_PROC}/{pid}/maps", "rb") as lines:
            mappings = lines.readlines()
    except OSError:
        return True
    return any(b"s" in line.split(b" ", 2)[1] and b"w" in line.split(b" ", 2)[1] for line in mappings)


@dataclass(frozen=True)
class Standing:
    """Of a stopped process: how often it has been on a processor, and the signals that wait for it, as bits."""

    switches: int
    pending: int


def standing(pid: int) -> Standing | None:
    """None when there is no such process. One that stands still has the same from one look to the next."""
    try:
        fields = dict(_OF_STANDING.findall(_record(pid, "status")))
    except OSError:
        return None
    pending = int(fields[b"SigPnd"], 16) | int(fields[b"ShdPnd"], 16)
    switches = int(fields[b"voluntary_ctxt_switches"]) + int(fields[b"nonvoluntary_ctxt_switches"])
    return Standing(switches, pending & ~_OUR_SIGNALS)


def all_states() -> list[State]:
    found = [state(int(name)) for name in os.listdir(_PROC) if name.isdecimal()]
    return [one for one in found if one is not None]


def alive_below(ancestor: int) -> list[State]:
    """The descendants of a process that are not dead."""
    states = all_states()
    below = {ancestor}
    while True:
        more = {one.pid for one in states if one.parent in below} - below
        if not more:
            break
        below |= more
    return [one for one in states if one.pid in below and one.pid != ancestor and not one.dead]


def seen_below(ancestor: int) -> list[State]:
    """`alive_below` at the price of the descendants only, not of all processes of the machine.

    A child that comes while its siblings end may be missed (proc_pid_children(5)): enough for a look that is repeated.
    """
    if not os.path.exists(f"{_PROC}/{ancestor}/task/{ancestor}/children"):
        return alive_below(ancestor)  # a kernel without CONFIG_PROC_CHILDREN
    below: dict[int, State] = {}
    waiting = [ancestor]
    while waiting:
        for pid in _children(waiting.pop()):
            one = state(pid)
            if one is not None and not one.dead and pid not in below:
                below[pid] = one
                waiting.append(pid)
    return list(below.values())


def _children(pid: int) -> list[int]:
    """Of all threads of a process; none of one that is gone."""
    found: list[int] = []
    with contextlib.suppress(FileNotFoundError, ProcessLookupError, PermissionError):
        for task in os.listdir(f"{_PROC}/{pid}/task"):
            with (
                contextlib.suppress(FileNotFoundError, ProcessLookupError),
                open(f"{_PROC}/{pid}/task/{task}/children", "rb") as numbers,
            ):
                found += map(int, numbers.read().split())
    return found


def proportional_kib(states: Iterable[State]) -> tuple[int, int]:
    """Memory of these processes together in which each has its share of what several hold: (of their own, shared).

    Files do not count (smaps_rollup: Linux 4.14, its parts 5.4). Of a process that cannot be looked at, all that is
    resident does.
    """
    parts = [_proportional_kib(one) for one in states]
    return sum(own for own, _ in parts), sum(shared for _, shared in parts)


def _proportional_kib(one: State) -> tuple[int, int]:
    try:
        with open(f"{_PROC}/{one.pid}/smaps_rollup", encoding="ascii") as lines:
            text = lines.read()
    except ProcessLookupError:
        return 0, 0
    except OSError:
        return one.resident_kib, 0
    found = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in text.splitlines()[1:])}
    return found.get("Pss_Anon", one.resident_kib), found.get("Pss_Shmem", 0)
