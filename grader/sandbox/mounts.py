"""The file systems that student code sees, made by the zygote for all and by each supervisor for itself."""

# paths of two roots, as strings:
# ruff: noqa: PTH114, PTH115, PTH120
from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.sandbox import syscalls
from grader.sandbox.syscalls import (
    MOUNT_ATTR_NODEV,
    MOUNT_ATTR_NOSUID,
    MOUNT_ATTR_RDONLY,
    MS_BIND,
    MS_NODEV,
    MS_NOEXEC,
    MS_NOSUID,
    MS_PRIVATE,
    MS_RDONLY,
    MS_REC,
    MS_REMOUNT,
)

SITE = "/sandbox/site"
FOLDERS = ("/box", "/tmp", "/dev/shm")
_DISK = "/sandbox/disk"
_OLD = "/old"
# without zero: shared mappings of it are memory that no limit counts
DEVICES = ("null", "full", "random", "urandom")


def build_root(system: Sequence[str], hidden: Sequence[str], site: Mapping[str, str], devices: Sequence[str]) -> None:
    """Replace the root of this mount namespace by a small tmpfs with read-only views of what is given.

    The new root is mounted over /tmp and pivoted to before anything is bound: so a source that lies in /tmp itself
    is not covered.
    """
    syscalls.mount(None, "/", None, MS_REC | MS_PRIVATE)
    syscalls.mount("sandbox", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=1m")
    Path("/tmp" + _OLD).mkdir()
    syscalls.pivot_root("/tmp", "/tmp" + _OLD)
    os.chdir("/")
    for path in system:
        _show(path, path)
    for path in hidden:
        syscalls.mount("empty", path, "tmpfs", MS_RDONLY | MS_NOSUID | MS_NODEV, "mode=755,size=4k")
    for name, source in site.items():
        _show(source, f"{SITE}/{name}")
    for folder in (*FOLDERS, _DISK, "/proc"):
        Path(folder).mkdir(parents=True, exist_ok=True)
    for device in (*(f"/dev/{name}" for name in DEVICES), *devices):
        Path(device).parent.mkdir(exist_ok=True)
        Path(device).touch()
        syscalls.mount(_OLD + device, device, None, MS_BIND)
    for name, target in (("fd", "/proc/self/fd"), ("stdin", "fd/0"), ("stdout", "fd/1"), ("stderr", "fd/2")):
        Path("/dev", name).symlink_to(target)
    # for packages that write when they warm up; each sandbox covers it with its own
    syscalls.mount("warm", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "mode=700,size=64m")
    mount_proc()
    syscalls.unmount(_OLD)
    Path(_OLD).rmdir()
    syscalls.mount(None, "/", None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)


def mount_proc() -> None:
    """/proc of this pid namespace. A container whose own /proc is partly masked does not let us."""
    syscalls.mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)


def mount_disk(size: int, files: int, uid: int, gid: int) -> None:
    """The writable folders of one sandbox: one tmpfs, so that one size and one number of files bound them together."""
    syscalls.mount(None, "/", None, MS_REC | MS_PRIVATE)
    options = f"mode=755,size={size},nr_inodes={files + len(FOLDERS) + 1}"
    syscalls.mount("disk", _DISK, "tmpfs", MS_NOSUID | MS_NODEV, options)
    for folder in FOLDERS:
        part = Path(_DISK, folder.strip("/").replace("/", "-"))
        part.mkdir()
        os.chown(part, uid, gid)
        part.chmod(0o700)
        syscalls.mount(str(part), folder, None, MS_BIND)
    syscalls.unmount(_DISK)


def _show(source: str, target: str) -> None:
    """Bind `source` of the old root read-only; a link that leads to a place that is shown stays a link."""
    old = Path(_OLD + source)
    place = Path(target)
    place.parent.mkdir(parents=True, exist_ok=True)
    if source == target and old.is_symlink():
        place.symlink_to(os.readlink(old))
        return
    # a link in the middle of the path would lead out of the old root
    real = _resolve(source)
    if Path(real).is_dir():
        place.mkdir(exist_ok=True)
    else:
        place.touch()
    syscalls.mount(real, target, None, MS_BIND | MS_REC)
    with contextlib.suppress(OSError):  # before Linux 5.12: the mount itself only, below
        syscalls.set_mount_attributes(target, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV)
        return
    syscalls.mount(None, target, None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)


def _resolve(source: str) -> str:
    """`source` below the old root, its links followed as they were meant: from the old root."""
    resolved = _OLD
    waiting = [part for part in source.split("/") if part][::-1]
    for _ in range(400):
        if not waiting:
            return resolved
        part = waiting.pop()
        if part == "..":
            resolved = _OLD if resolved == _OLD else os.path.dirname(resolved)
            continue
        path = f"{resolved}/{part}"
        if os.path.islink(path):
            link = os.readlink(path)
            if link.startswith("/"):
                resolved = _OLD
            waiting += [one for one in link.split("/") if one and one != "."][::-1]
        else:
            resolved = path
    raise OSError(f"too many links in {source}")
