"""What there is on the machine that a sandbox could leave behind: taken before and after, the difference names it.

Other programs of the machine come and go meanwhile. So of what they have too, only what can be ours counts: a process
is ours by its ancestors, or when it has none left and is shut in as no process can undo (no_new_privs, a pid
namespace); a name in a shared folder and a named socket are ours by the name or its owner, a cgroup by whose number is
in its name. Whatever is in our own temporary folder is ours.
"""

from __future__ import annotations

import os
import re
import stat
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.sandbox import processes

_SHARED = ("/tmp", "/var/tmp", "/dev/shm")
_MARK = "attack"
_FIRST_SANDBOX_UID = 64_100
_NOBODY = 65_534

Thing = tuple[str, str]  # its kind, and what tells it from others of the kind


@dataclass(frozen=True)
class Census:
    """Each thing that is there, and what to call it."""

    things: dict[Thing, str]

    def left(self, before: Census) -> list[str]:
        """What is there now and was not before."""
        return sorted(self.things[thing] for thing in self.things.keys() - before.things.keys())


def take() -> Census:
    return Census({(kind, key): f"{kind} {shown}" for kind, key, shown in _everything()})


def left_since(before: Census, *, patience: float = 5.0) -> list[str]:
    """What is new since `before` and stays: the kernel needs a moment to take down what was killed."""
    deadline = time.monotonic() + patience
    while (left := take().left(before)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


def _everything() -> Iterator[tuple[str, str, str]]:
    yield from _processes()
    yield from _files()
    yield from _descriptors()
    for kind in ("shm", "sem", "msg"):
        for line in _lines(f"/proc/sysvipc/{kind}")[1:]:
            number = line.split()[1]
            yield f"SysV {kind}", number, f"{number} of user {line.split()[7]}"
    for line in _lines("/proc/self/mountinfo"):
        yield "mount", line.split(" ")[0], line.strip()
    for folder, _, _ in os.walk("/sys/fs/cgroup"):
        if "grader" in Path(folder).name and not _of_another_grader(Path(folder).name):
            yield "cgroup", folder, folder
    for line in _lines("/proc/net/unix")[1:]:
        name = " ".join(line.split()[7:])
        if _MARK in name:
            yield "unix socket", line.split()[6], name


def _processes() -> Iterator[tuple[str, str, str]]:
    """Those below us; and of those that are shut in, what has no parent any more but who takes in orphans.

    A sandbox of another grader on this machine hangs below that grader.
    """
    found = {int(name): _process(int(name)) for name in os.listdir("/proc") if name.isdecimal()}
    known = {pid: one for pid, one in found.items() if one is not None}
    takes_orphans = {1}
    ancestor = os.getpid()
    while (own := known.get(ancestor)) is not None:
        ancestor = own.parent
        takes_orphans.add(ancestor)
    below = {one.pid for one in processes.alive_below(os.getpid())}
    for pid, one in known.items():
        above: _Process | None = one
        while above is not None and above.shut_in and above.parent not in takes_orphans:
            above = known.get(above.parent)
        if pid in below or (above is not None and above.shut_in):
            yield "process", f"{pid} {one.started}", f"{pid} ({one.letter}, parent {one.parent}): {one.command[:200]}"


@dataclass(frozen=True)
class _Process:
    letter: str
    parent: int
    started: str
    shut_in: bool
    command: str


def _process(pid: int) -> _Process | None:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace")
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return None
    elsewhere = _link(f"/proc/{pid}/ns/pid") not in (_link("/proc/self/ns/pid"), "")
    return _Process(fields[0], int(fields[1]), fields[19], "NoNewPrivs:\t1" in status or elsewhere, command)


def _files() -> Iterator[tuple[str, str, str]]:
    own = tempfile.gettempdir()
    for folder, folders, files in os.walk(own):
        for name in (*folders, *files):
            yield "file", f"{folder}/{name}", f"{folder}/{name}"
    for shared in _SHARED:
        for name in os.listdir(shared) if Path(shared).is_dir() else ():
            path = f"{shared}/{name}"
            if path != own and (_MARK in name or _of_a_sandbox(path)):
                yield "file", path, path


def _of_a_sandbox(path: str) -> bool:
    try:
        uid = os.lstat(path).st_uid
    except OSError:
        return False
    return uid >= _FIRST_SANDBOX_UID and uid not in (os.getuid(), _NOBODY)


def _descriptors() -> Iterator[tuple[str, str, str]]:
    """Open ends of our own process: a socket or a pipe of the sandbox that was forgotten."""
    for name in os.listdir("/proc/self/fd"):
        try:
            status = os.fstat(int(name))
        except OSError:
            continue
        if stat.S_ISSOCK(status.st_mode) or stat.S_ISFIFO(status.st_mode):
            target = _link(f"/proc/self/fd/{name}")
            yield "descriptor", target, f"{target} of the grader's process"


def _of_another_grader(name: str) -> bool:
    """Whether the first number in the name is not ours: each grader puts its own there."""
    number = re.search(r"\d+", name)
    return number is not None and int(number[0]) != os.getpid()


def _link(path: str) -> str:
    try:
        return os.readlink(path)
    except OSError:
        return ""


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
