"""A .tar file, plain or compressed by gzip or xz: what it says of its members, and their contents.

The form is that of POSIX (ustar, pax) and of GNU: https://www.gnu.org/software/tar/manual/html_node/Standard.html.
A tar is read from front to back, and all of it is unpacked to know what is in it: piece by piece, up to a limit, and
nothing is kept but what is asked for. (Python's own reader keeps as much as an extended header claims to have.)
"""

from __future__ import annotations

import gzip
import io
import re
import stat
import tarfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any, Protocol

from grader.submission.archive import MOST_MEMBERS, Archive, Member
from grader.submission.disk import MEBIBYTE, Refused, in_words, left_out

NOT_A_TAR = "is not a .tar file, or is damaged"
_BLOCK = 512
_PIECE = 1 << 16
_LONGEST_HEADER = 1 << 16  # of those that hold a long name, or attributes
_MOST_HEADERS = 16  # of those, before one member
_XZ_MEMORY = 128 * MEBIBYTE  # xz -9 needs half of it; a file may ask for gigabytes
_EXTENDED = frozenset(
    {tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE}
)
_MODES = {
    tarfile.SYMTYPE: stat.S_IFLNK,
    tarfile.CHRTYPE: stat.S_IFCHR,
    tarfile.BLKTYPE: stat.S_IFBLK,
    tarfile.FIFOTYPE: stat.S_IFIFO,
}
_SPARSE_MORE, _SPARSE_MORE_AGAIN = 482, 504  # bytes of GNU's headers
_LENGTH = re.compile(rb"(\d{1,7}) ")
_NUMBER = re.compile(rb"\d{1,20}")


class Tar(Archive):
    """The members of a .tar file that is in memory; unpacked, it may have `most` bytes."""

    def __init__(self, content: bytes, limit: int, most: int) -> None:
        super().__init__(limit)
        self._packed = content
        self._most = most
        self._kept: dict[int, bytes] = {}
        self._all = [member for member, _ in self._walk()]

    def members(self) -> Iterator[Member]:
        return iter(self._all)

    def _walk(self) -> Iterator[tuple[Member, Content]]:
        return walk(io.BytesIO(self._packed), self._most, MOST_MEMBERS)

    def _content(self, name: str, following: int) -> bytes:
        """What will be asked for next is fetched as well: each time is a way through the whole archive."""
        number = self._members[name].number
        if number not in self._kept:
            wanted = {number}
            for other in self._order[self._order.index(name) + 1 :]:
                if self._members[other].size <= following:
                    wanted.add(self._members[other].number)
                    following -= self._members[other].size
            found = ((member, content) for member, content in self._walk() if member.number in wanted)
            self._kept = {member.number: content.read(member.size) for member, content in found}
        return self._kept.pop(number)


def walk(packed: IO[bytes], most: int, most_members: int) -> Iterator[tuple[Member, Content]]:
    """Each member with its content, which is there until the next one is asked for.

    Refused for what is no tar, is damaged, or has more than `most` bytes or members.
    """
    stream = _Unpacked(packed, most)
    number, before, of_all = 0, 0, _Told()
    told = of_all
    while any(header := stream.block()):
        info = _parsed(header)
        if info.type in _EXTENDED:
            before += 1
            if before > _MOST_HEADERS or info.size > _LONGEST_HEADER:
                raise Refused("is not read: it says more of one file than there is to say")
            text = stream.read(info.size)
            stream.skip(-info.size % _BLOCK)
            if info.type == tarfile.XGLTYPE:
                of_all = _attributes(text, of_all)
                told = _attributes(text, told)
            elif info.type == tarfile.GNUTYPE_LONGNAME:
                told = _Told(_text(text.partition(b"\0")[0]), told.size, told.sparse)
            elif info.type != tarfile.GNUTYPE_LONGLINK:
                told = _attributes(text, told)
            continue
        more = info.type == tarfile.GNUTYPE_SPARSE and header[_SPARSE_MORE]
        while more:  # the map of a sparse file goes on
            more = stream.read(_BLOCK)[_SPARSE_MORE_AGAIN]
        if number == most_members:
            raise Refused(f"holds more than {most_members} files")
        size = info.size if told.size is None else told.size
        # links, folders and devices have a size now and then, and no content
        if info.type in tarfile.SUPPORTED_TYPES and not info.isreg():
            size = 0
        content = Content(stream, size)
        yield Member(number, told.name or info.name, size, info.isdir(), _reason_against(info, told)), content
        stream.skip(content.left + -size % _BLOCK)
        number, before, told = number + 1, 0, of_all
    if not header and number == 0:
        raise Refused(NOT_A_TAR)
    stream.drain()  # what a compressed file says of its own soundness is at its end


class Content:
    """The bytes of a member, from where the archive's stream stands."""

    def __init__(self, stream: _Unpacked, size: int) -> None:
        self._stream = stream
        self.left = size

    def read(self, size: int) -> bytes:
        """`size` bytes, or as many as are left."""
        size = min(size, self.left)
        self.left -= size
        return self._stream.read(size)


@dataclass(frozen=True)
class _Told:
    """What extended headers say of a member."""

    name: str = ""
    size: int | None = None
    sparse: bool = False


def _parsed(header: bytes) -> tarfile.TarInfo:
    try:
        info = tarfile.TarInfo.frombuf(header, "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError, IndexError) as error:
        raise Refused(NOT_A_TAR) from error
    if info.size < 0:
        raise Refused(NOT_A_TAR)
    return info


def _attributes(text: bytes, told: _Told) -> _Told:
    """What the records of a pax header change: each has its own length, a key and a value."""
    begin = 0
    while begin < len(text) and text[begin]:
        length = _LENGTH.match(text, begin)
        end = begin + int(length[1]) if length else 0
        if not length or not length.end() < end <= len(text):
            raise Refused(NOT_A_TAR)
        key, _, value = text[length.end() : end - 1].partition(b"=")
        if key == b"path":
            told = _Told(_text(value), told.size, told.sparse)
        elif key == b"size" and _NUMBER.fullmatch(value):
            told = _Told(told.name, int(value), told.sparse)
        elif key.startswith(b"GNU.sparse."):
            told = _Told(told.name, told.size, sparse=True)
        begin = end
    return told


def _text(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")


def _reason_against(info: tarfile.TarInfo, told: _Told) -> str:
    """Why a member is no file that can be read; "" for one that can."""
    if info.type == tarfile.LNKTYPE:
        return "is left out: it is a hard link, which is not followed"
    if told.sparse or info.type == tarfile.GNUTYPE_SPARSE:
        return "is left out: it is a sparse file"
    if info.isreg() or info.isdir():
        return ""
    return left_out(_MODES.get(info.type, 0))


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Unpacked:
    """What is in a file that may be compressed, of `most` bytes at most; Refused where there are more, or too few."""

    def __init__(self, packed: IO[bytes], most: int) -> None:
        self._stream = _unpacking(packed)
        self._most = most
        self._left = most

    def block(self) -> bytes:
        """The next block; none at the end."""
        first = self._some(_BLOCK)
        return first + self.read(_BLOCK - len(first)) if first else b""

    def read(self, size: int) -> bytes:
        """The next `size` bytes."""
        if size > self._left:
            raise self._too_large()
        pieces = []
        while size:
            piece = self._some(size)
            if not piece:
                raise Refused(NOT_A_TAR)
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def skip(self, size: int) -> None:
        if size > self._left:
            raise self._too_large()
        while size:
            size -= len(self.read(min(size, _PIECE)))

    def drain(self) -> None:
        while self._some(_PIECE):
            pass

    def _some(self, size: int) -> bytes:
        try:
            piece = self._stream.read(min(size, _PIECE))
        except (OSError, EOFError, zlib.error) as error:
            raise Refused(NOT_A_TAR) from error
        self._left -= len(piece)
        if self._left < 0:
            raise self._too_large()
        return piece

    def _too_large(self) -> Refused:
        return Refused(f"is not read: unpacked, it has more than {in_words(self._most)}")


def _unpacking(packed: IO[bytes]) -> _Readable:
    """By its first bytes and not by its name: there are browsers that unpack what they fetch, and keep the name."""
    magic = packed.read(6)
    packed.seek(0)
    if magic.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=packed)
    if magic.startswith(b"\xfd7zXZ\0"):
        return _Xz(packed)
    if magic.startswith(b"BZh"):
        raise Refused("is compressed by bzip2, and only gzip and xz are read")
    return packed


class _Xz:
    """What is in an .xz file. lzma.LZMAFile does the same, with as much memory as the file asks for."""

    def __init__(self, packed: IO[bytes]) -> None:
        try:
            import lzma  # some build Python without it, on machines of their own
        except ImportError as error:
            raise Refused("is compressed by xz, which this Python cannot read") from error
        self._new: Callable[[], Any] = lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)
        self._broken = lzma.LZMAError
        self._packed = packed
        self._decoder = self._new()
        self._more = b""

    def read(self, size: int, /) -> bytes:
        while True:
            if self._decoder.eof:
                # a file may be several of them, with nulls between
                rest = self._decoder.unused_data.lstrip(b"\0")
                while not rest and (piece := self._packed.read(_PIECE)):
                    rest = piece.lstrip(b"\0")
                if not rest:
                    return b""
                self._decoder, self._more = self._new(), rest
            fed = b""
            if self._decoder.needs_input:
                fed, self._more = self._more or self._packed.read(_PIECE), b""
                if not fed:
                    raise EOFError
            try:
                content: bytes = self._decoder.decompress(fed, size)
            except self._broken as error:
                raise EOFError from error
            if content:
                return content
