"""The sandbox's writable folders: what was in them after loading, and how they get back to it.

Everything here works on folders that a hostile process has filled, and may be changing at the same time: each folder
is reached from the root by descriptors, so no link is followed on the way; no FIFO is opened, no function recurses,
and counts, depths and bytes are bounded.
"""

# descriptors of folders are what makes this safe; pathlib has none:
# ruff: noqa: PTH101, PTH106, PTH112, PTH114, PTH116, PTH123, PTH208
from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_FOLDER = os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY | os.O_CLOEXEC
_ITSELF = os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC
_MAX_ENTRIES = 100_000
_MAX_DEPTH = 64
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

    OSError when it cannot be read, is too deep, or is more than `max_bytes` (sparse files take no space on the disk,
    but here).
    """
    entries: Snapshot = {}
    total = 0
    for root in roots:
        entries[root] = Entry(stat.S_IFDIR, stat.S_IMODE(os.lstat(root).st_mode), b"")
        for path, name, folder, status in _walk(root):
            kind = stat.S_IFMT(status.st_mode)
            content = b""
            if kind == stat.S_IFREG:
                total += status.st_size
                content = _content(name, folder, max_bytes - total) if total <= max_bytes else b""
            elif kind == stat.S_IFLNK:
                content = os.fsencode(os.readlink(name, dir_fd=folder))
            if total > max_bytes:
                raise OSError(f"more than {max_bytes} bytes of files")
            entries[path] = Entry(kind, stat.S_IMODE(status.st_mode), content)
    return entries


def restore(roots: Sequence[str], wanted: Snapshot) -> None:
    """Make the folders hold exactly what `wanted` says; OSError when that fails.

    A file that still is the same inode is written in place, for the sake of a process that has it open.
    """
    due_bytes = sum(len(entry.content) for entry in wanted.values() if entry.kind == stat.S_IFREG)
    try:
        if snapshot(roots, due_bytes) == wanted:
            return
    except OSError:
        pass  # more than is due, unreadable or too deep: then certainly not as it was
    for root in roots:
        _remove_all_but(root, wanted)
        with _opened(root) as top:
            inside = f"{root}/"
            own = [
                (path.removeprefix(inside).split("/"), entry)
                for path, entry in wanted.items()
                if path.startswith(inside)
            ]
            for parts, entry in own:
                with _below(top, parts[:-1]) as folder:
                    _put(parts[-1], folder, entry)
            # what is inside first: on the way to it the folders above are opened
            for parts, entry in reversed(own):
                if entry.kind == stat.S_IFDIR:
                    with _below(top, parts[:-1]) as folder:
                        _change_mode(parts[-1], folder, entry.mode)
            os.fchmod(top, wanted[root].mode)


def usage(roots: Sequence[str], max_files: int) -> int | None:
    """Bytes that the files in these folders take on the disk; None when there are more than `max_files`, or when
    some cannot be counted: in a folder that is closed to us, or too deep.

    A process that goes on making and removing files at the same time is no reason to fail.
    """
    total = count = 0
    try:
        for root in roots:
            for _, _, _, status in _walk(root, changing=True):
                total += status.st_blocks * _BLOCK
                count += 1
                if count > max_files:
                    return None
    except OSError:
        return None
    return total


def deleted_bytes(pid: int, roots: Sequence[str]) -> int | None:
    """Bytes of files on the disk of these folders that a process has open and that no folder has any more; None if it
    hides what it has open. Memory that was handed to it as a file lies on no disk."""
    total = 0
    disks = {os.lstat(root).st_dev for root in roots}
    try:
        names = os.listdir(f"/proc/{pid}/fd")
    except PermissionError:
        return None
    except OSError:  # it is gone
        return 0
    for name in names:
        with contextlib.suppress(OSError):
            status = os.stat(f"/proc/{pid}/fd/{name}")
            if stat.S_ISREG(status.st_mode) and not status.st_nlink and status.st_dev in disks:
                total += status.st_blocks * _BLOCK
    return total


def clear(root: str) -> None:
    """Empty a folder."""
    _remove_all_but(root, {})


def remove(root: str) -> None:
    """Remove a folder with all that is in it; nothing when it is not there."""
    if os.path.isdir(root) and not os.path.islink(root):
        clear(root)
        os.rmdir(root)


def _walk(root: str, *, changing: bool = False) -> Iterator[tuple[str, str, int, os.stat_result]]:
    """Path, name, descriptor of the folder (valid until the next step) and status of all that is below a folder.

    `changing`: what is gone when it is looked at is passed over.
    """
    waiting: list[tuple[str, ...]] = [()]
    count = 0
    while waiting:
        parts = waiting.pop()
        if len(parts) > _MAX_DEPTH:
            raise OSError(f"folders more than {_MAX_DEPTH} deep in {root}")
        try:
            folder = _descend(root, parts)
        except (FileNotFoundError, NotADirectoryError):
            if changing:
                continue
            raise
        try:
            for name in sorted(os.listdir(folder)):
                count += 1
                if count > _MAX_ENTRIES:
                    raise OSError(f"more than {_MAX_ENTRIES} files below {root}")
                try:
                    status = os.stat(name, dir_fd=folder, follow_symlinks=False)
                except FileNotFoundError:
                    if changing:
                        continue
                    raise
                yield "/".join((root, *parts, name)), name, folder, status
                if stat.S_ISDIR(status.st_mode):
                    waiting.append((*parts, name))
        finally:
            os.close(folder)


def _descend(root: str, parts: Sequence[str]) -> int:
    """A descriptor of the folder below `root`; OSError when a part is a link or is closed to us."""
    folder = os.open(root, _FOLDER)
    for part in parts:
        above = folder
        try:
            folder = os.open(part, _FOLDER, dir_fd=above)
        finally:
            os.close(above)
    return folder


def _content(name: str, folder: int, most_more: int) -> bytes:
    """What a regular file holds; OSError when it has become something else, or more than its size and `most_more`."""
    descriptor = os.open(name, _READ, dir_fd=folder)
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(f"{name} is no regular file any more")
        content = file.read(status.st_size + most_more + 1)
        if len(content) > status.st_size + most_more:
            raise OSError(f"{name} grows while it is read")
        return content


@contextmanager
def _opened(name: str, folder: int | None = None) -> Iterator[int]:
    """A folder as a descriptor, made readable first; OSError when it is none."""
    itself = os.open(name, _ITSELF | os.O_DIRECTORY, dir_fd=folder)
    try:
        os.chmod(_by_descriptor(itself), 0o700)
        descriptor = os.open(_by_descriptor(itself), os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    finally:
        os.close(itself)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _below(top: int, parts: Sequence[str]) -> Iterator[int]:
    """The folder that these names lead to, each made readable on the way."""
    with contextlib.ExitStack() as stack:
        folder = top
        for part in parts:
            folder = stack.enter_context(_opened(part, folder))
        yield folder


def _by_descriptor(itself: int) -> str:
    """A path to this very inode, whatever its name has come to mean; for calls that take no descriptor like this."""
    return f"/proc/self/fd/{itself}"


def _change_mode(name: str, folder: int, mode: int) -> None:
    """Of a folder; OSError when it is none."""
    itself = os.open(name, _ITSELF | os.O_DIRECTORY, dir_fd=folder)
    try:
        os.chmod(_by_descriptor(itself), mode)
    finally:
        os.close(itself)


def _remove_all_but(root: str, wanted: Snapshot) -> None:
    """Remove what is not in `wanted`, or is there as something else."""
    with _opened(root) as top:
        waiting: list[tuple[str, ...]] = [()]
        while waiting:
            parts = waiting.pop()
            with _below(top, parts) as folder:
                for name in os.listdir(folder):
                    kind = stat.S_IFMT(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)
                    entry = wanted.get("/".join((root, *parts, name)))
                    if entry is not None and kind == entry.kind and _same_link(name, folder, entry):
                        if kind == stat.S_IFDIR:
                            waiting.append((*parts, name))
                    elif kind == stat.S_IFDIR:
                        _remove_folder(name, folder, top)
                    else:
                        os.unlink(name, dir_fd=folder)


def _same_link(name: str, folder: int, entry: Entry) -> bool:
    return entry.kind != stat.S_IFLNK or os.fsencode(os.readlink(name, dir_fd=folder)) == entry.content


def _remove_folder(name: str, folder: int, top: int) -> None:
    """It is emptied by moving the folders in it up to the root: however deep they nest, no path gets longer."""
    waiting = [(name, folder)]
    moved = 0
    while waiting:
        name, folder = waiting.pop()
        with _opened(name, folder) as emptied:
            for inside in os.listdir(emptied):
                if not stat.S_ISDIR(os.stat(inside, dir_fd=emptied, follow_symlinks=False).st_mode):
                    os.unlink(inside, dir_fd=emptied)
                    continue
                _change_mode(inside, emptied, 0o700)
                while _is_there(f".removed-{moved}", top):
                    moved += 1
                os.rename(inside, f".removed-{moved}", src_dir_fd=emptied, dst_dir_fd=top)
                waiting.append((f".removed-{moved}", top))
        os.rmdir(name, dir_fd=folder)


def _is_there(name: str, folder: int) -> bool:
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def _put(name: str, folder: int, entry: Entry) -> None:
    """Make an entry what it was; whatever else had its name is gone already."""
    if entry.kind == stat.S_IFREG:
        _put_file(name, folder, entry)
    elif _is_there(name, folder):
        return
    elif entry.kind == stat.S_IFDIR:
        os.mkdir(name, 0o700, dir_fd=folder)
    elif entry.kind == stat.S_IFLNK:
        os.symlink(os.fsdecode(entry.content), name, dir_fd=folder)
    elif entry.kind == stat.S_IFIFO:
        os.mkfifo(name, entry.mode, dir_fd=folder)
    else:
        raise OSError(f"{name} was a socket or a device when loaded and cannot be made again")


def _put_file(name: str, folder: int, entry: Entry) -> None:
    if _is_there(name, folder):
        itself = os.open(name, _ITSELF, dir_fd=folder)
        try:
            if not stat.S_ISREG(os.fstat(itself).st_mode):
                raise OSError(f"{name} is no regular file")
            os.chmod(_by_descriptor(itself), 0o600)
        finally:
            os.close(itself)
    descriptor = os.open(name, _WRITE, 0o600, dir_fd=folder)
    with open(descriptor, "wb") as file:
        file.write(entry.content)
        os.fchmod(descriptor, entry.mode)
