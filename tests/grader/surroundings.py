"""Machines of other kinds, played on this one: another user, a container without namespaces, packages elsewhere."""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from real_parts import missing

from grader.sandbox import syscalls

REPOSITORY = Path(__file__).parents[2]
ORDINARY = 64_777  # the uid of nobody on any machine
# What a container may do that is started without options, by the numbers of linux/capability.h: from CHOWN (0) over
# SETGID and SETUID (6, 7) to SETFCAP (31)
_OF_CONTAINERS = (0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31)
_NAMESPACE_FLAGS = 0x7E020000
_NUMBERS = {  # unshare, setns, mount, umount2, pivot_root; clone, clone3
    "x86_64": ((272, 308, 165, 166, 155), 56, 435),
    "aarch64": ((97, 268, 40, 39, 41), 220, 435),
}


@dataclass(frozen=True)
class Commons:
    """An interpreter that any user can run, and a folder with this project and its packages that any can read."""

    python: str
    folder: Path

    @property
    def path(self) -> str:
        return os.pathsep.join((str(self.folder / "project"), str(self.folder / "packages")))


def interpreter_for_all() -> str:
    """Of this version, so that compiled packages fit; "" for none."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (sys.executable, f"/usr/local/bin/{version}", f"/usr/bin/{version}"):
        path = Path(candidate).resolve()
        if path.exists() and all(parent.stat().st_mode & 0o001 for parent in path.parents):
            return str(path)
    return ""


@contextmanager
def common_ground() -> Iterator[Commons]:
    """Made for a while, in a folder below /tmp."""
    python = interpreter_for_all()
    if not python:
        missing("no interpreter of this version that every user can run: install Debian's python3, say")
    with tempfile.TemporaryDirectory(dir="/tmp") as made:
        Path(made).chmod(0o755)
        _copy_project(Path(made))
        yield Commons(python, Path(made))


def _copy_project(folder: Path) -> None:
    """This project with its tests, and the packages that it cannot do without, readable by all."""
    ignored = shutil.ignore_patterns("__pycache__")
    (folder / "packages").mkdir()
    for path in _packages():
        copy = shutil.copy if path.is_file() else partial(shutil.copytree, ignore=ignored)
        copy(path, folder / "packages" / path.name)
    for name in ("grader", "tests", "reference", "student_template"):
        shutil.copytree(REPOSITORY / name, folder / "project" / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "pyproject.toml", folder / "project")
    for path in (folder, *folder.rglob("*")):
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))


def _packages() -> set[Path]:
    """The files and folders that an installation of this project without extras brings; those of extras are large."""
    wanted, found = ["dlgrader"], dict[str, set[Path]]()
    while wanted:
        name = wanted.pop()
        if name in found:
            continue
        installed = distribution(name)
        site = Path(str(installed.locate_file("")))
        tops = {file.parts[0] for file in installed.files or ()} - {"..", "__pycache__"}
        found[name] = {site / top for top in tops if not top.endswith(".pth")}
        needed = [Requirement(line) for line in installed.requires or ()]
        wanted += [one.name for one in needed if one.marker is None or one.marker.evaluate({"extra": ""})]
    return set[Path]().union(*found.values())


def run(
    command: Sequence[str],
    *,
    user: int | None = None,
    container: bool = False,
    groups: Sequence[Path] = (),
    environment: Mapping[str, str] | None = None,
    folder: Path = Path("/"),
    seconds: float = 180,
) -> subprocess.CompletedProcess[str]:
    """Run a command as that user (None: as we are), in these control groups, in a container's circumstances or not."""

    def enter() -> None:
        for group in groups:
            (group / "cgroup.procs").write_text(f"{os.getpid()}\n", encoding="ascii")
        if container:
            _deny_namespaces()
        if user is not None:
            os.setgroups([])
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)

    return subprocess.run(
        command,
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **(environment or {})},
        preexec_fn=enter,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


def _deny_namespaces() -> None:
    """As the default profile of container engines: EPERM for namespaces and mounts, ENOSYS for clone3."""
    denied, clone, clone3 = _NUMBERS[platform.machine()]
    code = [_step(0x20, 0)]  # the number of the call
    for number in denied:
        code += _unless_equal(number, errno.EPERM)
    code += _unless_equal(clone3, errno.ENOSYS)
    code += [_step(0x15, clone, 0, 3), _step(0x20, 16), _step(0x45, _NAMESPACE_FLAGS, 0, 1), _fail(errno.EPERM)]
    code.append(_step(0x06, 0x7FFF0000))
    if os.geteuid() != 0:
        syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
    syscalls.seccomp_filter(b"".join(code))
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None)
        for capability in range(41):
            if capability not in _OF_CONTAINERS:
                libc.prctl(syscalls.PR_CAPBSET_DROP, capability, 0, 0, 0)  # and so gone after the exec


def _step(operation: int, operand: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", operation, if_true, if_false, operand)


def _fail(error: int) -> bytes:
    return _step(0x06, 0x00050000 | error)


def _unless_equal(number: int, error: int) -> list[bytes]:
    return [_step(0x15, number, 0, 1), _fail(error)]
