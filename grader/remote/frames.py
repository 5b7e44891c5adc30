"""Frames: a length-capped msgpack header and raw buffers.

    prefix   header length (u32) · payload length (u64)
    header   msgpack, at most 1 MiB
    payload  the buffers one after the other, each starting at a multiple of 64 bytes

Nothing but bytes crosses, in either direction: the memory of a payload is its reader's own, and a student's in-place
change stays there. Where it is large it lies in large pages: bytes that cross a socket into these cost half of what a
memory file does that both sides map, whose small pages have to be found one by one.
"""

from __future__ import annotations

import contextlib
import mmap
import socket
import struct
from collections.abc import Sequence

from grader.remote.outcomes import WireError

PREFIX = struct.Struct("<IQ")
MAX_HEADER = 1 << 20
MAX_PAYLOAD = 1 << 28  # of a reply, in bytes
MAX_BUFFERS = 1 << 17  # the name of one takes eight bytes of the header or more
ALIGN = 64  # numpy and torch work best on aligned data
LARGE = 1 << 20  # bytes of a payload that gets memory from the kernel: zeroed when it is first written to
CHUNK = 1 << 16  # what is read first of a frame: all of most frames
NOTHING = memoryview(b"")
_ZEROS = memoryview(bytes(ALIGN))
_PARTS_AT_ONCE = 512  # below the kernel's limit for one system call (1024)

Buffer = memoryview


def padded(size: int) -> int:
    return -(-size // ALIGN) * ALIGN


def payload_parts(buffers: Sequence[Buffer]) -> tuple[list[Buffer], int]:
    """The buffers with their padding, and their size together in bytes."""
    parts: list[Buffer] = []
    total = 0
    for buffer in buffers:
        size = len(buffer)
        total += padded(size)
        if size:
            parts.append(buffer)
            if size % ALIGN:
                parts.append(_ZEROS[: -size % ALIGN])
    return parts, total


def split_payload(payload: Buffer, sizes: Sequence[int]) -> list[Buffer]:
    """The buffers of a payload, by their sizes; WireError when they do not add up."""
    if len(sizes) > MAX_BUFFERS:
        raise WireError("too many buffers")
    buffers: list[Buffer] = []
    start = 0
    for size in sizes:
        if type(size) is not int or size < 0:
            raise WireError("a buffer of negative size")
        buffers.append(payload[start : start + size])
        start += padded(size)
    if start != len(payload):
        raise WireError("buffers that do not add up to the payload")
    return buffers


def split_frame(content: Buffer) -> tuple[int, int, Buffer]:
    """Of the beginning of a frame: header size, payload size, and what follows."""
    header_size, payload_size = PREFIX.unpack_from(content)
    return header_size, payload_size, content[PREFIX.size :]


def room(size: int) -> Buffer:
    """New memory that may be written to. What is claimed and never sent takes none."""
    if size < LARGE:
        return memoryview(bytearray(size))
    try:
        memory = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    except OSError as error:
        raise MemoryError(f"no room for {size} bytes") from error
    with contextlib.suppress(AttributeError, OSError):  # Linux alone has it, and not every one
        memory.madvise(mmap.MADV_HUGEPAGE)
    return memoryview(memory)


def send_some(sock: socket.socket, parts: list[Buffer], flags: int = 0) -> list[Buffer]:
    """Send what goes in one system call; returns what is left."""
    sent = sock.sendmsg(parts[:_PARTS_AT_ONCE], [], flags)
    done = 0
    while done < len(parts) and sent >= len(parts[done]):
        sent -= len(parts[done])
        done += 1
    return [parts[done][sent:], *parts[done + 1 :]] if sent else parts[done:]


def read_frame(sock: socket.socket) -> tuple[Buffer, Buffer] | None:
    """Worker's side: the next (header, payload), blocking; None at the end of the stream."""
    first = sock.recv(CHUNK)
    if not first:
        return None
    while len(first) < PREFIX.size:
        first += _read(sock, CHUNK)
    header_size, payload_size, rest = split_frame(memoryview(first))
    # most frames are there at once, and have no payload
    header = rest[:header_size] if len(rest) >= header_size else _completed(sock, rest, header_size)
    return header, _completed(sock, rest[header_size:], payload_size) if payload_size else NOTHING


def _read(sock: socket.socket, size: int) -> bytes:
    content = sock.recv(size)
    if not content:
        raise EOFError
    return content


def _completed(sock: socket.socket, begun: Buffer, size: int) -> Buffer:
    """`begun` and what follows it, `size` bytes, in memory of its own."""
    view = room(size)
    done = len(begun)
    view[:done] = begun
    while done < size:
        count = sock.recv_into(view[done:])
        if not count:
            raise EOFError
        done += count
    return view


def write_frame(sock: socket.socket, header: bytes, buffers: Sequence[Buffer]) -> None:
    """Worker's side: send one frame, blocking."""
    parts, size = payload_parts(buffers)
    left = [memoryview(PREFIX.pack(len(header), size) + header), *parts]
    while left:
        left = send_some(sock, left)
