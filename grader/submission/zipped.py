"""A .zip file: what it says of its members, and their contents."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from grader.submission.archive import MOST_MEMBERS, Archive, Member
from grader.submission.disk import Refused, left_out

# Deflate is what every tool writes; of the others a few bytes may become gigabytes in one step.
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
OTHER_METHODS = {9: "deflate64", 12: "bzip2", 14: "lzma", 93: "zstd"}
ENCRYPTED = 0x1 | 0x40 | 0x2000
DIRECTORY_ENTRY = b"PK\x01\x02"
_LOCAL_ENTRY = struct.Struct("<4s22xHH")
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, RuntimeError),
    *(ValueError, OverflowError, IndexError),
)
NOT_A_ZIP = "is not a .zip file, or is damaged"


class Zip(Archive):
    """The members of a .zip file that is in memory."""

    def __init__(self, content: bytes, limit: int) -> None:
        super().__init__(limit)
        if content.count(DIRECTORY_ENTRY) > MOST_MEMBERS:
            raise Refused(f"holds more than {MOST_MEMBERS} files")
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        except BROKEN as error:
            raise Refused(NOT_A_ZIP) from error
        check_overlaps(self._archive.infolist(), lambda begin, size: content[begin : begin + size])

    def members(self) -> Iterator[Member]:
        return members_of(self._archive)

    def _content(self, name: str, following: int) -> bytes:  # noqa: ARG002  (any file is as near as another)
        claimed = self._members[name].size
        member = self._archive.infolist()[self._members[name].number]
        try:
            member.file_size = claimed + 2  # what it claims is not what decides where reading ends
            with self._archive.open(member) as stream:
                return stream.read(claimed + 1)
        except BROKEN as error:
            raise Refused("cannot be read: it is damaged") from error


def members_of(archive: zipfile.ZipFile) -> Iterator[Member]:
    """What the archive says of each of its members."""
    for number, member in enumerate(archive.infolist()):
        name = member.orig_filename
        yield Member(number, name, member.file_size, name.endswith("/"), _reason_against(member))


def check_overlaps(members: Sequence[zipfile.ZipInfo], read: Callable[[int, int], bytes]) -> None:
    """Members that share bytes are how an archive of kilobytes unpacks to terabytes; no tool writes such.

    `read` gives the bytes of the archive from a place on.
    """
    spans = []
    for member in members:
        begin = member.header_offset
        header = read(begin, _LOCAL_ENTRY.size) if begin >= 0 else b""
        if len(header) == _LOCAL_ENTRY.size:
            _, name, extra = _LOCAL_ENTRY.unpack(header)
            spans.append((begin, begin + _LOCAL_ENTRY.size + name + extra + member.compress_size))
    spans.sort()
    if any(following[0] < span[1] for span, following in pairwise(spans)):
        raise Refused("is not read: its files overlap, as they do in an archive made to burst")


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
