"""A .zip file in place of a folder: its members are read into memory, and none of it is ever unpacked onto a disk."""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from itertools import pairwise
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
    left_out,
)
from grader.submission.form import printable

# What is in a folder may be in it: a name of 255 bytes is the longest that file systems have.
LONGEST_NAME = 255
LONGEST_PATH = 1000
# Deflate is what every tool writes; of the others a few bytes may become gigabytes in one step.
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
OTHER_METHODS = {9: "deflate64", 12: "bzip2", 14: "lzma", 93: "zstd"}
ENCRYPTED = 0x1 | 0x40 | 0x2000
SKIPPED = SKIPPED_FOLDERS | {"__MACOSX"}
_DRIVE = re.compile(r"[A-Za-z]:")
_DIRECTORY_ENTRY = b"PK\x01\x02"
_LOCAL_ENTRY = struct.Struct("<4s22xHH")
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, RuntimeError),
    *(ValueError, OverflowError, IndexError),
)


class Archive:
    """The members of a .zip file; Refused when it is none, or is made to deceive who reads it."""

    def __init__(self, content: bytes, limit: int) -> None:
        self._content = content
        self._members: dict[str, zipfile.ZipInfo] = {}
        self._left = 2 * limit  # bytes that may be unpacked in all, those of damaged members too
        if content.count(_DIRECTORY_ENTRY) > 10 * MAX_FILES:
            raise Refused(f"holds more than {10 * MAX_FILES} files")
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        except _BROKEN as error:
            raise Refused("is not a .zip file, or is damaged") from error
        self._check_overlaps()

    def listing(self, first: str) -> Listing:
        """Its files as those of a folder, `first` before the others. A single folder around everything is passed over.

        Sizes are what the archive claims.
        """
        listing = Listing()
        named: dict[str, list[zipfile.ZipInfo]] = {}
        for name, member in _without_outer_folder(list(self._visible(listing))):
            named.setdefault(name, []).append(member)
        folders = {parent.as_posix() for name in named for parent in PurePosixPath(name).parents}
        names = sorted(named, key=lambda name: (name != first, name.count("/"), name))
        for name in names:
            if name.count("/") >= MAX_DEPTH:  # they come last
                listing.problems.append(TOO_DEEP)
                break
            if listing.full:
                listing.problems.append(TOO_MANY)
                break
            member, *again = named[name]
            reason = _reason_against(member)
            if again:
                reason = f"is left out: it is in the archive {len(again) + 1} times"
            elif name in folders:
                reason = "is left out: it is also a folder"
            if reason:
                listing.problems.append(f"{printable(name)} {reason}")
            else:
                listing.add(name, member.file_size)
                self._members[name] = member
        return listing

    def read(self, name: str, limit: int) -> bytes:
        """The content of a file of at most `limit` bytes; Refused for one that is larger, or not what is claimed."""
        claimed = self._members[name].file_size
        if limit >= claimed > self._left:
            raise Refused("cannot be read: too much of the archive is damaged")
        if claimed <= limit:
            self._left -= claimed
        return self.read_apart(name, limit)

    def read_apart(self, name: str, limit: int) -> bytes:
        """As `read`, for a file that is not counted towards what may be unpacked in all."""
        member = self._members[name]
        claimed = member.file_size
        if claimed > limit:
            raise TooLarge(f"has {in_words(claimed)}")
        try:
            member.file_size = claimed + 2  # what it claims is not what decides where reading ends
            with self._archive.open(member) as stream:
                content = stream.read(claimed + 1)
        except _BROKEN as error:
            raise Refused("cannot be read: it is damaged") from error
        if len(content) != claimed:
            raise Refused("cannot be read: it has not the size that the archive says")
        return content

    def _visible(self, listing: Listing) -> Iterator[tuple[tuple[str, ...], zipfile.ZipInfo]]:
        """The parts of a name and the member, for each that is a file and not hidden."""
        for member in self._archive.infolist():
            name = member.orig_filename
            reason = _reason_against_name(name)
            if reason:
                if len(listing.problems) < MAX_FILES:
                    listing.problems.append(f"{printable(name)} is left out: {reason}")
                continue
            parts = PurePosixPath(name).parts
            hidden = any(part.startswith(".") or part in SKIPPED for part in parts)
            if parts and not name.endswith("/") and not hidden:
                yield parts, member

    def _check_overlaps(self) -> None:
        """Members that share bytes are how an archive of kilobytes unpacks to terabytes; no tool writes such."""
        spans = []
        for member in self._archive.infolist():
            begin = member.header_offset
            header = self._content[begin : begin + _LOCAL_ENTRY.size] if begin >= 0 else b""
            if len(header) == _LOCAL_ENTRY.size:
                _, name, extra = _LOCAL_ENTRY.unpack(header)
                spans.append((begin, begin + _LOCAL_ENTRY.size + name + extra + member.compress_size))
        spans.sort()
        if any(following[0] < span[1] for span, following in pairwise(spans)):
            raise Refused("is not read: its files overlap, as they do in an archive made to burst")


def _without_outer_folder(
    members: Sequence[tuple[tuple[str, ...], zipfile.ZipInfo]],
) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """Names and members; file managers and GitHub put a folder around all that they pack."""
    outermost = {parts[0] if len(parts) > 1 else "" for parts, _ in members}
    start = int(len(outermost) == 1 and "" not in outermost)
    for parts, member in members:
        yield "/".join(parts[start:]), member


def _reason_against_name(name: str) -> str:
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


def _reason_against(member: zipfile.ZipInfo) -> str:
    """Why a member is no file that can be read; "" for one that can."""
    mode = member.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return left_out(mode)
    if member.flag_bits & ENCRYPTED:
        return "is left out: it is encrypted"
    if member.compress_type not in METHODS:
        method = OTHER_METHODS.get(member.compress_type, str(member.compress_type))
        return f"is left out: it is compressed by the method {method}, and only deflate is read"
    return ""
