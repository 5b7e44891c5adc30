"""An archive in place of a folder: its members are read into memory, and none of it is ever unpacked onto a disk."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from grader.submission.disk import (
    MAX_DEPTH,
    MAX_FILES,
    SKIPPED_FOLDERS,
    TOO_DEEP,
    TOO_MANY,
    Listing,
    Refused,
    TooLarge,
    in_words,
)
from grader.submission.form import printable

MOST_MEMBERS = 10 * MAX_FILES
# What is in a folder may be in it: a name of 255 bytes is the longest that file systems have.
LONGEST_NAME = 255
LONGEST_PATH = 1000
SKIPPED = SKIPPED_FOLDERS | {"__MACOSX"}
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True)
class Member:
    """What an archive says of one of its members."""

    number: int
    """its place among the members"""
    name: str
    size: int
    folder: bool
    reason: str = ""
    """why it is no file that can be read, to follow its name"""


class Archive(ABC):
    """The members of an archive; Refused when it is none, or is made to deceive who reads it."""

    def __init__(self, limit: int) -> None:
        self._members: dict[str, Member] = {}
        self._order: list[str] = []  # in which its files are usually asked for
        self._left = 2 * limit  # bytes that may be unpacked in all, those of damaged members too

    @abstractmethod
    def members(self) -> Iterable[Member]:
        """All that it holds, in the archive's order."""

    @abstractmethod
    def _content(self, name: str, following: int) -> bytes:
        """The content of a file that is listed, at most a byte more than it claims; Refused where it is damaged.

        Of the files listed behind it, so many bytes may be asked for next.
        """

    def listing(self, first: str) -> Listing:
        """Its files as those of a folder, `first` before the others. A single folder around everything is passed over.

        Sizes are what the archive claims.
        """
        listing = Listing()
        named: dict[str, list[Member]] = {}
        for name, member in _without_outer_folder(list(self._visible(listing))):
            named.setdefault(name, []).append(member)
        folders = {parent.as_posix() for name in named for parent in PurePosixPath(name).parents}
        for name in sorted(named, key=lambda name: (name != first, name.count("/"), name)):
            if name.count("/") >= MAX_DEPTH:  # they come last
                listing.problems.append(TOO_DEEP)
                break
            if listing.full:
                listing.problems.append(TOO_MANY)
                break
            member, *again = named[name]
            reason = member.reason
            if again:
                reason = f"is left out: it is in the archive {len(again) + 1} times"
            elif name in folders:
                reason = "is left out: it is also a folder"
            if reason:
                listing.problems.append(f"{printable(name)} {reason}")
            else:
                listing.add(name, member.size)
                self._members[name] = member
        self._order = sorted(self._members, key=lambda name: (name != first, name))
        return listing

    def read(self, name: str, limit: int) -> bytes:
        """The content of a file of at most `limit` bytes; Refused for one that is larger, or not what is claimed."""
        claimed = self._members[name].size
        if limit >= claimed > self._left:
            raise Refused("cannot be read: too much of the archive is damaged")
        if claimed <= limit:
            self._left -= claimed
        return self._whole(name, limit, limit - claimed)

    def read_apart(self, name: str, limit: int) -> bytes:
        """As `read`, for a file that is not counted towards what may be unpacked in all."""
        return self._whole(name, limit, 0)

    def _whole(self, name: str, limit: int, following: int) -> bytes:
        claimed = self._members[name].size
        if claimed > limit:
            raise TooLarge(f"has {in_words(claimed)}")
        content = self._content(name, following)
        if len(content) != claimed:
            raise Refused("cannot be read: it has not the size that the archive says")
        return content

    def _visible(self, listing: Listing) -> Iterator[tuple[tuple[str, ...], Member]]:
        """The parts of a name and the member, for each that is a file and not hidden."""
        for member in self.members():
            reason = reason_against_name(member.name)
            if reason:
                if len(listing.problems) < MAX_FILES:
                    listing.problems.append(f"{printable(member.name)} is left out: {reason}")
                continue
            parts = PurePosixPath(member.name).parts
            if parts and not member.folder and not is_hidden(parts):
                yield parts, member


def is_hidden(parts: Sequence[str]) -> bool:
    """Whether a path is passed over in silence: hidden files, and what tools keep for themselves."""
    return any(part.startswith(".") or part in SKIPPED for part in parts)


def reason_against_name(name: str) -> str:
    """Why a name is none that a file below a folder can have; "" for one that is."""
    parts = name.split("/")
    if "\0" in name:
        return "its name holds a null character"
    if not name.isprintable():
        return "its name has characters that cannot be printed"
    if "\\" in name:
        return "its name holds a backslash"
    if name.startswith("/") or _DRIVE.match(name):
        return "its name is an absolute path"
    if ".." in parts:
        return "its name leads out of the archive"
    if len(name.encode()) > LONGEST_PATH or any(len(part.encode()) > LONGEST_NAME for part in parts):
        return "its name is too long"
    return ""


def _without_outer_folder(members: Sequence[tuple[tuple[str, ...], Member]]) -> Iterator[tuple[str, Member]]:
    """Names and members; file managers and GitHub put a folder around all that they pack."""
    outermost = {parts[0] if len(parts) > 1 else "" for parts, _ in members}
    start = int(len(outermost) == 1 and "" not in outermost)
    for parts, member in members:
        yield "/".join(parts[start:]), member
