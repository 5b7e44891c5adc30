"""The archive of a whole class, unpacked below a folder of ours: piece by piece, regular files only, within limits.

What it says of its members is checked as for the archive of a submission; an archive within stays a file.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import IO

from grader.collect.keeping import Content, copy, made, opened
from grader.collect.looking import shown
from grader.submission.archive import Member, is_hidden, reason_against_name
from grader.submission.disk import MEBIBYTE, Refused, in_words
from grader.submission.form import archive_suffix
from grader.submission.tarred import walk
from grader.submission.zipped import BROKEN, DIRECTORY_ENTRY, NOT_A_ZIP, check_overlaps, members_of

MOST_BYTES = 4 << 30
MOST_MEMBERS = 100_000
_MOST_PROBLEMS = 1000
_LARGEST_DIRECTORY = 64 * MEBIBYTE  # of a .zip: what it says of its members
_TOO_MANY = f"holds more than {MOST_MEMBERS} files"


def names_in(path: Path) -> list[str]:
    """The files in an archive that is on disk, without hidden ones; Refused for one that cannot be read."""
    with opened(path) as stream:
        return [member.name for member in _members(path.name, stream) if not _is_passed_over(member)]


def unpack(path: Path, into: Path, largest: int) -> tuple[Path, tuple[str, ...]]:
    """A folder below `into` with what is in the archive, and what is said of members that are left out.

    It is named after the archive's content, so that a second run finds it. A member may have `largest` bytes.
    Refused for what is no archive, holds too much or is made to deceive.
    """
    with opened(path) as stream:
        folder = into / hashlib.file_digest(stream, "sha256").hexdigest()[:32]
        return folder, made(folder, lambda folder: _unpacked(path.name, stream, folder, largest))


def _unpacked(name: str, stream: io.BufferedReader, folder: Path, largest: int) -> list[str]:
    """Unpacks what can be, and says in a line each what cannot."""
    members = _members(name, stream)
    problems: list[str] = []
    wanted = _wanted(members, largest, problems)

    def unpack_one(member: Member, content: Content) -> None:
        try:
            copy(content, folder / wanted[member.number], member.size)
        except Refused as reason:
            problems.append(f"{shown(wanted[member.number])} {reason}")

    if archive_suffix(name) == ".zip":
        archive = _as_zip(stream)
        infos = archive.infolist()
        check_overlaps(infos, lambda begin, size: _at(stream, begin, size))
        claimed = sum(members[number].size for number in wanted)
        if claimed > MOST_BYTES:
            raise Refused(f"is not read: unpacked, it has {in_words(claimed)}, and may have {in_words(MOST_BYTES)}")
        for number in wanted:
            unpack_one(members[number], _OfZip(archive, infos[number]))
    else:
        stream.seek(0)
        for member, content in walk(stream, MOST_BYTES, MOST_MEMBERS):
            if member.number in wanted:
                unpack_one(member, content)
    if problems[_MOST_PROBLEMS:]:
        problems[_MOST_PROBLEMS:] = [f"and {len(problems) - _MOST_PROBLEMS} more files are left out"]
    return problems


def _wanted(members: Sequence[Member], largest: int, problems: list[str]) -> dict[int, str]:
    """The number and the path of each member that is unpacked."""
    named: dict[str, Member] = {}
    times: Counter[str] = Counter()
    for member in members:
        if _is_passed_over(member):
            continue
        reason = reason_against_name(member.name)
        if reason:
            problems.append(f"{shown(member.name)} is left out: {reason}")
            continue
        name = PurePosixPath(member.name).as_posix()
        times[name] += 1
        named[name] = member
    folders = {parent.as_posix() for name in named for parent in PurePosixPath(name).parents}
    wanted = {}
    for name, member in named.items():
        reason = member.reason
        if times[name] > 1:
            reason = f"is left out: it is in the archive {times[name]} times"
        elif name in folders:
            reason = "is left out: it is also a folder"
        elif not reason and member.size > largest:
            reason = f"is left out: it has {in_words(member.size)}, and a file may have {in_words(largest)}"
        if reason:
            problems.append(f"{shown(name)} {reason}")
        else:
            wanted[member.number] = name
    return wanted


def _is_passed_over(member: Member) -> bool:
    """Whether nothing is said of it: a folder, or what tools keep for themselves."""
    if reason_against_name(member.name):
        return False
    parts = PurePosixPath(member.name).parts
    return member.folder or not parts or is_hidden(parts)


def _members(name: str, stream: io.BufferedReader) -> list[Member]:
    stream.seek(0)
    if archive_suffix(name) == ".zip":
        return list(members_of(_as_zip(stream)))
    return [member for member, _ in walk(stream, MOST_BYTES, MOST_MEMBERS)]


def _as_zip(stream: io.BufferedReader) -> zipfile.ZipFile:
    counted = _Counted(stream)
    try:
        archive = zipfile.ZipFile(counted)
    except BROKEN as error:
        raise Refused(NOT_A_ZIP) from error
    counted.opening = False
    return archive


class _Counted:
    """A file as Python's reader of .zip files sees it, who takes all memory that a list of members asks for."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self.seek, self.tell, self.seekable = stream.seek, stream.tell, stream.seekable
        self.opening = True

    def read(self, size: int = -1, /) -> bytes:
        if self.opening and size > _LARGEST_DIRECTORY:
            raise Refused(_TOO_MANY)
        content = self._stream.read(size)
        if self.opening and content.count(DIRECTORY_ENTRY) > MOST_MEMBERS:
            raise Refused(_TOO_MANY)
        return content


class _OfZip:
    """The content of a member."""

    def __init__(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
        self._archive = archive
        self._member = member
        self._stream: IO[bytes] | None = None

    def read(self, size: int, /) -> bytes:
        try:
            if self._stream is None:
                self._stream = self._archive.open(self._member)
            return self._stream.read(size)
        except BROKEN as error:
            raise Refused("is left out: it is damaged") from error


def _at(stream: io.BufferedReader, begin: int, size: int) -> bytes:
    stream.seek(begin)
    return stream.read(size)
