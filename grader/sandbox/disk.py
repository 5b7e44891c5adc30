"""The sandbox's writable folders: what was in them after loading, and how they get back to it.

Everything here works on folders that a hostile process has filled: no link is followed, no FIFO is opened, no
function recurses, and counts and bytes are bounded by the caller's file system.
"""

# descriptors of folders and byte-for-byte paths are what makes this safe; pathlib has neither:
# ruff: noqa: PTH101, PTH102, PTH106, PTH108, PTH112, PTH114, PTH115, PTH123, PTH208, PTH211
from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_FOLDER = os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY | os.O_CLOEXEC
_MAX_ENTRIES = 100_000
_BLOCK = 512  # bytes: what st_blocks counts in, whatever the file system's own are


@dataclass(frozen=True)
class Entry:
    """One file, folder, link or FIFO; `content` is a file's bytes or a link's target."""

    kind: int
    mode: int
    content: bytes


Snapshot = dict[str, Entry]


def snapshot(roots: Sequence[str], max_bytes: int) -> Snapshot:
    """`roots` and everything below them, path → entry, a folder before what is in it.

    OSError when it cannot be read or is more than `max_bytes` (sparse files take no space on the disk, but here).
    """
    entries: Snapshot = {}
    total = 0
    for path, status in _walk(roots):
        kind = stat.S_IFMT(status.st_mode)
        content = b""
        if kind == stat.S_IFREG:
            total += status.st_size
            if total > max_bytes:
                raise OSError(f"more than {max_bytes} bytes of files")
            content = _content(path)
        elif kind == stat.S_IFLNK:
            content = os.fsencode(os.readlink(path))
        entries[path] = Entry(kind, stat.S_IMODE(status.st_mode), content)
    return entries


def restore(roots: Sequence[str], wanted: Snapshot, max_bytes: int) -> None:
    """Make the folders hold exactly what `wanted` says; OSError when that fails.

    A file that still is the same inode is written in place, for the sake of a process that has it open.
    """
    try:
        if snapshot(roots, max_bytes) == wanted:
            return
    except OSError:
        pass  # unreadable or too deep: then certainly not as it was
    for root in roots:
        _remove_all_but(root, wanted)
    for path, entry in wanted.items():
        _put(path, entry)
    for path, entry in wanted.items():
        if entry.kind == stat.S_IFDIR:
            os.chmod(path, entry.mode)


def usage(roots: Sequence[str], max_files: int) -> int | None:
    """Bytes that the files in these folders take on the disk; None when there are more than `max_files`, or when
    a folder was closed to us, so that they cannot be counted.

    A process that goes on making and removing files at the same time is no reason to fail.
    """
    total = count = 0
    waiting = list(roots)
    while waiting:
        try:
            with os.scandir(waiting.pop()) as listing:
                for entry in listing:
                    status = entry.stat(follow_symlinks=False)
                    total += status.st_blocks * _BLOCK
                    count += 1
                    if count > max_files:
                        return None
                    if stat.S_ISDIR(status.st_mode):
                        waiting.append(entry.path)
        except PermissionError:
            return None
        except OSError:
            continue
    return total


def deleted_bytes(pid: int) -> int:
    """Bytes on the disk of files that a process has open and that no folder has any more."""
    total = 0
    with contextlib.suppress(OSError):  # it is gone
        for name in os.listdir(f"/proc/{pid}/fd"):
            with contextlib.suppress(OSError):
                status = os.stat(f"/proc/{pid}/fd/{name}")  # noqa: PTH116  many of them
                if stat.S_ISREG(status.st_mode) and not status.st_nlink:
                    total += status.st_blocks * _BLOCK
    return total


def clear(root: str) -> None:
    """Empty a folder."""
    _remove_all_but(root, {})


def _walk(roots: Sequence[str]) -> Iterator[tuple[str, os.stat_result]]:
    for root in roots:
        yield root, os.lstat(root)
    waiting = list(reversed(roots))
    count = 0
    while waiting:
        folder = waiting.pop()
        with os.scandir(folder) as listing:
            found = sorted(listing, key=lambda entry: entry.name)
        for entry in found:
            count += 1
            if count > _MAX_ENTRIES:
                raise OSError(f"more than {_MAX_ENTRIES} files below {folder}")
            status = os.lstat(entry.path)
            yield entry.path, status
            if stat.S_ISDIR(status.st_mode):
                waiting.append(entry.path)


def _content(path: str) -> bytes:
    descriptor = os.open(path, _READ)
    with open(descriptor, "rb") as file:
        return file.read()


def _remove_all_but(root: str, wanted: Snapshot) -> None:
    """Remove what is not in `wanted`, or is there as something else.

    A folder that goes is first emptied by moving the folders in it up to the root: however deep they nest, no path
    gets longer than two names.
    """
    for path, status in list(_walk_what_stays(root, wanted)):
        entry = wanted.get(path)
        if entry is not None and stat.S_IFMT(status.st_mode) == entry.kind and _same_link(path, entry):
            continue
        if stat.S_ISDIR(status.st_mode):
            _remove_folder(root, path)
        else:
            os.unlink(path)


def _walk_what_stays(root: str, wanted: Snapshot) -> Iterator[tuple[str, os.stat_result]]:
    """Like `_walk`, but goes into wanted folders only."""
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        os.chmod(folder, 0o700)
        for name in os.listdir(folder):
            path = f"{folder}/{name}"
            status = os.lstat(path)
            yield path, status
            entry = wanted.get(path)
            if entry is not None and entry.kind == stat.S_IFDIR and stat.S_ISDIR(status.st_mode):
                waiting.append(path)


def _same_link(path: str, entry: Entry) -> bool:
    return entry.kind != stat.S_IFLNK or os.fsencode(os.readlink(path)) == entry.content


def _remove_folder(root: str, path: str) -> None:
    waiting = [path]
    moved = 0
    while waiting:
        folder = waiting.pop()
        os.chmod(folder, 0o700)
        descriptor = os.open(folder, _FOLDER)
        try:
            for name in os.listdir(descriptor):
                status = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
                if not stat.S_ISDIR(status.st_mode):
                    os.unlink(name, dir_fd=descriptor)
                    continue
                os.chmod(name, 0o700, dir_fd=descriptor)
                while True:
                    moved += 1
                    target = f"{root}/.removed-{moved}"
                    if not os.path.lexists(target):
                        break
                os.rename(name, target, src_dir_fd=descriptor)
                waiting.append(target)
        finally:
            os.close(descriptor)
        os.rmdir(folder)


def _put(path: str, entry: Entry) -> None:
    try:
        status: os.stat_result | None = os.lstat(path)
    except FileNotFoundError:
        status = None
    if entry.kind == stat.S_IFDIR:
        if status is None:
            os.mkdir(path, 0o700)
    elif entry.kind == stat.S_IFREG:
        _put_file(path, entry, status)
    elif status is None and entry.kind == stat.S_IFLNK:
        os.symlink(os.fsdecode(entry.content), path)
    elif status is None and entry.kind == stat.S_IFIFO:
        os.mkfifo(path, entry.mode)
    elif status is None:
        raise OSError(f"{path} was a socket or a device when loaded and cannot be made again")


def _put_file(path: str, entry: Entry, status: os.stat_result | None) -> None:
    if status is not None:
        os.chmod(path, 0o600)
    descriptor = os.open(
        path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o600
    )
    with open(descriptor, "wb") as file:
        file.write(entry.content)
        os.fchmod(descriptor, entry.mode)


def remove(root: str) -> None:
    """Remove a folder with all that is in it; nothing when it is not there."""
    if os.path.isdir(root) and not os.path.islink(root):
        clear(root)
        os.rmdir(root)
