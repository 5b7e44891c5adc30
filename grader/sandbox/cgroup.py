"""Control groups: the kernel's limits on the memory and the number of a submission's processes together.

A fork server has a group, and each of its sandboxes one below that:

    v1   <memory>/<ours>/grader-<pid>-<n>/s<n>      and the same below <pids>, two trees of one shape
    v2   <unified>/<ours>/grader-<pid>-<n>/s<n>     one tree for both controllers

Only the trusted side knows of them: inside the sandbox there is no /sys. Everything is plain files, so that a folder
that looks like a hierarchy will do for tests.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

_CONTROLLERS = ("memory", "pids")
_PREFIX = "grader-"
_MEBIBYTE = 1 << 20
_PATIENCE = 2.0  # seconds until a group of dead processes can be removed
_A_MOMENT = 0.001
_TRIAL_MB = 16
_STALE = 60.0  # seconds after which an empty group of a grader that is gone is removed
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Hierarchy:
    """Where groups can be made: a folder for each controller; with version 2 it is the same one.

    `ours`: it was given to us as a whole, so that the controllers may be turned on for what is below it.
    """

    version: Literal[1, 2]
    folders: Mapping[str, Path]
    ours: bool = False

    @property
    def roots(self) -> tuple[Path, ...]:
        return tuple(dict.fromkeys(self.folders.values()))


def hierarchies(mounts: str, own: str, named: str = "") -> list[Hierarchy]:
    """The places where groups might be made, best first; nothing is tried yet.

    `mounts` and `own` are the texts of /proc/self/mountinfo and /proc/self/cgroup. Our own group comes first, then
    those above it: of version 2, a group that holds processes cannot have groups with controllers below it, but the
    one above, with ours beside it, often can. `named`: a folder of version 2 that was delegated to us.
    """
    found = [Hierarchy(2, dict.fromkeys(_CONTROLLERS, Path(named)), ours=True)] if named else []
    groups: dict[str, str] = {}
    for line in own.splitlines():
        _, controllers, path = line.split(":", 2)
        groups |= dict.fromkeys(controllers.split(","), path)
    places: dict[str, Path] = {}
    unified: list[tuple[Path, Path]] = []
    for mount in mounts.splitlines():
        before, _, after = mount.partition(" - ")
        root, point = (_plain(part) for part in before.split(" ")[3:5])
        kind, _, options = after.split(" ")[:3]
        for controller in _CONTROLLERS:
            if kind == "cgroup" and controller in options.split(",") and controller in groups:
                places[controller] = _below(point, root, groups[controller])
        if kind == "cgroup2" and "" in groups:
            unified.append((Path(point), _below(point, root, groups[""])))
    if len(places) == len(_CONTROLLERS):
        found.append(Hierarchy(1, places))
    for top, place in unified:
        above = [folder for folder in (place, *place.parents) if folder.is_relative_to(top)]
        found += [Hierarchy(2, dict.fromkeys(_CONTROLLERS, folder)) for folder in above]
    return found


def _plain(text: str) -> str:
    """A path of mountinfo, in which a space stands as \\040 (proc_pid_mountinfo(5))."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), text)


def _below(point: str, root: str, path: str) -> Path:
    """Where the group `path` is, in a mount at `point` of the tree from `root` on; `point` if it is not below that."""
    inside = os.path.relpath(path, root)
    return Path(point) if inside.startswith("..") else Path(point, inside)


class Group:
    """One sandbox's group. The caller puts its first process into it; all that it forks are in it too."""

    def __init__(self, version: int, folders: Sequence[Path]) -> None:
        self._version = version
        self._folders = tuple(folders)

    def add(self, pid: int) -> None:
        """OSError when the process is gone, or may not be moved by us."""
        for folder in self._folders:
            _write(folder / "cgroup.procs", pid)

    def kills(self) -> int:
        """How many of its processes the kernel has killed for want of memory."""
        name = "memory.oom_control" if self._version == 1 else "memory.events"
        with contextlib.suppress(OSError, ValueError):
            for line in (self._folders[0] / name).read_text(encoding="ascii").splitlines():
                word, _, number = line.partition(" ")
                if word == "oom_kill":
                    return int(number)
        return 0

    def remove(self) -> None:
        """Kill what is still in it, and remove it; whatever cannot be removed is left to the next grader."""
        deadline = time.monotonic() + _PATIENCE
        for folder in self._folders:
            while not _removed(folder) and time.monotonic() < deadline:
                self._kill(folder)
                time.sleep(_A_MOMENT)

    def _kill(self, folder: Path) -> None:
        if self._version == 2 and (folder / "cgroup.kill").exists():  # Linux 5.14
            with contextlib.suppress(OSError):
                _write(folder / "cgroup.kill", 1)
            return
        with contextlib.suppress(OSError):
            for line in (folder / "cgroup.procs").read_text(encoding="ascii").split():
                if int(line):  # 0: of a pid namespace that we do not see
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(int(line), signal.SIGKILL)


class Tree:
    """The group of one fork server, with a group for each of its sandboxes. OSError when it cannot be made."""

    def __init__(self, hierarchy: Hierarchy) -> None:
        self._hierarchy = hierarchy
        for root in hierarchy.roots:
            _remove_stale(root)
        name = f"{_PREFIX}{os.getpid()}-{next(_numbers)}"
        self._folders = [root / name for root in hierarchy.roots]
        try:
            for root in hierarchy.roots if hierarchy.ours else ():
                self._turn_on(root)
            for folder in self._folders:
                self._make(folder)
        except OSError:
            self.remove()
            raise

    def group(self, memory_mb: int, processes: int) -> Group:
        """A new group that holds no more memory (resident, shared, in tmpfs) and no more processes and threads."""
        name = f"s{os.getpid()}-{next(_numbers)}"  # judges are forks of one process
        folders = [folder / name for folder in self._folders]
        for parent, folder in zip(self._folders, folders, strict=True):
            self._make(parent)
            folder.mkdir()
        group = Group(self._hierarchy.version, folders)
        try:
            self._limit(dict(zip(self._hierarchy.roots, folders, strict=True)), memory_mb * _MEBIBYTE, processes)
        except OSError:
            group.remove()
            raise
        return group

    def _make(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        if self._hierarchy.version == 2:
            self._turn_on(folder)

    def _turn_on(self, folder: Path) -> None:
        _write(folder / "cgroup.subtree_control", " ".join(f"+{name}" for name in _CONTROLLERS))

    def _limit(self, folders: Mapping[Path, Path], memory: int, processes: int) -> None:
        place = {controller: folders[root] for controller, root in self._hierarchy.folders.items()}
        first, swap = ("memory.max", "memory.swap.max")
        if self._hierarchy.version == 1:
            first, swap = ("memory.limit_in_bytes", "memory.memsw.limit_in_bytes")
        _write(place["memory"] / first, memory)
        if (place["memory"] / swap).exists():  # not where the kernel does without an account of swap
            _write(place["memory"] / swap, memory if self._hierarchy.version == 1 else 0)
        _write(place["pids"] / "pids.max", processes)

    def remove(self) -> None:
        """Remove it with the groups below it, also those of judges that were killed."""
        for folder in self._folders:
            if folder.is_dir():
                _remove(folder, self._hierarchy.version)


def _remove(folder: Path, version: int) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            Group(version, [path]).remove()
    Group(version, [folder]).remove()


def _removed(folder: Path) -> bool:
    try:
        folder.rmdir()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def _remove_stale(root: Path) -> None:
    """What graders that were killed have left; those that run keep theirs, and so do those that just begin."""
    with contextlib.suppress(OSError):
        for folder in root.glob(f"{_PREFIX}*-*"):
            owner = folder.name.removeprefix(_PREFIX).partition("-")[0]
            old = time.time() - folder.stat().st_mtime > _STALE
            if owner.isdecimal() and old and not Path("/proc", owner).exists():
                for path in (*folder.glob("s*"), folder):
                    _removed(path)


def _write(path: Path, value: object) -> None:
    """To a file that the kernel has made: where there is none, the folder is no control group."""
    try:
        with path.open("r+", encoding="ascii") as file:
            file.write(f"{value}\n")
    except OSError as error:  # of the write itself, which does not know its file
        raise OSError(error.errno, error.strerror, str(path)) from error


def obstacle(hierarchy: Hierarchy) -> str:
    """Why groups cannot be made there, "" if they can: found by having one kill a process that takes too much."""
    try:
        tree = Tree(hierarchy)
    except OSError as error:
        return _said(error)
    try:
        return _trial(tree)
    except OSError as error:
        return _said(error)
    finally:
        tree.remove()


def _trial(tree: Tree) -> str:
    group = tree.group(memory_mb=_TRIAL_MB, processes=4)
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(write_end)
            os.read(read_end, 1)
            os._exit(len(bytearray(4 * _TRIAL_MB * _MEBIBYTE)) & 1)
        finally:
            os._exit(1)
    os.close(read_end)
    try:
        group.add(pid)
    except OSError:
        os.kill(pid, signal.SIGKILL)
        raise
    finally:
        os.close(write_end)
        _, status = os.waitpid(pid, 0)
        kills = group.kills()
        group.remove()
    if os.waitstatus_to_exitcode(status) != -signal.SIGKILL or not kills:
        return "a process may take more memory than its group has"
    return ""


def _said(error: OSError) -> str:
    return f"{error.filename}: {error.strerror}" if error.filename else str(error)
