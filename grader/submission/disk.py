"""Looking at and reading files that someone else made: never through a link, never more than is allowed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from pathlib import Path, PurePosixPath

from grader.submission.form import printable

MAX_FILES = 1000
MAX_DEPTH = 12
KIBIBYTE = 1 << 10
MEBIBYTE = 1 << 20  # what all limits in megabytes count in
SKIPPED_FOLDERS = frozenset({"__pycache__", "node_modules"})
TOO_MANY = f"there are more than {MAX_FILES} files and folders; the others are left out"
TOO_DEEP = f"folders more than {MAX_DEPTH} deep are left out"
# not blocking: opening a fifo would otherwise wait for a writer; Windows has neither fifos nor these, but line ends
_SAFELY = ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY", "O_NOINHERIT")
OPEN = reduce(or_, (getattr(os, name, 0) for name in _SAFELY), os.O_RDONLY)
KINDS = {
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFDIR: "a folder",
}


class Refused(Exception):
    """The text says why a file is not taken, to follow its name."""


def kind(mode: int) -> str:
    return KINDS.get(stat.S_IFMT(mode), "not a regular file")


def left_out(mode: int) -> str:
    """What is said of a file that is not a regular one, to follow its name."""
    return f"is left out: it is {kind(mode)}{', which is not followed' if stat.S_ISLNK(mode) else ''}"


class TooLarge(Refused):
    """The file alone is larger than what a submission may still have."""


def in_words(size: int) -> str:
    """A number of bytes for people, a kB as 2¹⁰ and an MB as 2²⁰ of them: 17 bytes, 3.2 kB, 100.0 MB."""
    if size < KIBIBYTE:
        return f"{size} bytes"
    return f"{size / KIBIBYTE:.1f} kB" if size < MEBIBYTE else f"{size / MEBIBYTE:.1f} MB"


def read_regular(path: Path, limit: int) -> bytes:
    """The content of a regular file of at most `limit` bytes; Refused for anything else, before reading any of it."""
    try:
        descriptor = os.open(path, OPEN)
    except OSError as error:
        if path.is_symlink():
            raise Refused("is a symbolic link, which is not followed") from error
        raise Refused(f"cannot be read: {error.strerror}") from error
    with open(descriptor, "rb") as stream:  # noqa: PTH123  (a descriptor, not a path)
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise Refused(f"is {kind(before.st_mode)}")
        if before.st_size > limit:
            raise TooLarge(f"has {in_words(before.st_size)}")
        try:
            content = stream.read(before.st_size + 1)
        except OSError as error:
            raise Refused(f"cannot be read: {error.strerror}") from error
        after = os.fstat(descriptor)
    if len(content) != before.st_size or after.st_mtime_ns != before.st_mtime_ns:
        raise Refused("changed while it was being read")
    return content


@dataclass
class Listing:
    """The regular files in a folder by posix path, with sizes in bytes, and what was passed over."""

    sizes: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    _folders: set[PurePosixPath] = field(default_factory=set)

    def add(self, name: str, size: int) -> None:
        self.sizes[name] = size
        self._folders.update(PurePosixPath(name).parent.parents, [PurePosixPath(name).parent])

    @property
    def full(self) -> bool:
        """Whether there are as many entries as may be; folders count, for each takes room on the sandbox's disk."""
        return len(self.sizes) + len(self.problems) + len(self._folders) > MAX_FILES


def list_files(folder: Path, first: str) -> Listing:
    """What is in a folder, without hidden files: `first`, then breadth first 1000 files and folders, 12 deep."""
    listing = Listing()
    _add(first, folder, listing)
    level = [folder]
    for _ in range(MAX_DEPTH):
        deeper = []
        for place in level:
            for entry in _entries(place, folder, listing):
                name = Path(entry.path).relative_to(folder).as_posix()
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in SKIPPED_FOLDERS:
                        deeper.append(Path(entry.path))
                    continue
                if name == first:
                    continue
                if listing.full:
                    listing.problems.append(TOO_MANY)
                    return listing
                _add(name, folder, listing)
        level = deeper
    if level:
        listing.problems.append(TOO_DEEP)
    return listing


def _entries(place: Path, folder: Path, listing: Listing) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(place) as entries:
            found = [entry for entry, _ in zip(entries, range(10 * MAX_FILES), strict=False)]
    except OSError as error:
        where = "the folder" if place == folder else f"the folder {printable(place.relative_to(folder).as_posix())}"
        listing.problems.append(f"{where} cannot be read: {error.strerror}")
        return
    for entry in sorted(found, key=lambda entry: entry.name):
        if not entry.name.startswith("."):
            yield entry


def _add(name: str, folder: Path, listing: Listing) -> None:
    if not name.isprintable():
        listing.problems.append(f"{printable(name)} is left out: its name has characters that cannot be printed")
        return
    try:
        status = (folder / name).lstat()
    except FileNotFoundError:
        return
    except OSError as error:
        listing.problems.append(f"{printable(name)} cannot be read: {error.strerror}")
        return
    if stat.S_ISREG(status.st_mode):
        listing.add(name, status.st_size)
    else:
        listing.problems.append(f"{printable(name)} {left_out(status.st_mode)}")
