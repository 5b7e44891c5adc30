"""Frames: a length-capped msgpack header and raw buffers.

    prefix   header length (u32) · payload length (u64) · 1 when the payload is a sealed memfd (u8)
    header   msgpack, at most 1 MiB
    payload  the buffers one after the other, each starting at a multiple of 64 bytes

Towards the sandbox a payload of 1 MiB or more travels as a sealed memfd, which the worker maps copy-on-write: the
bytes are written once, and a student's in-place change stays its own. From the sandbox nothing but bytes is taken.
"""

from __future__ import annotations

import array
import mmap
import os
import socket
import struct
from collections.abc import Sequence

from grader.remote.outcomes import WireError

PREFIX = struct.Struct("<IQB")
MAX_HEADER = 1 << 20
MAX_PAYLOAD = 1 << 28  # of a reply, in bytes
MAX_BUFFERS = 1 << 17  # the name of one takes eight bytes of the header or more
ALIGN = 64  # numpy and torch work best on aligned data
MEMFD_FROM = 1 << 20
CHUNK = 1 << 16  # what is read first of a frame: all of most frames
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


def split_frame(content: Buffer) -> tuple[int, int, bool, Buffer]:
    """Of the beginning of a frame: header size, payload size, whether that is in a memfd, and what follows."""
    header_size, payload_size, in_memfd = PREFIX.unpack_from(content)
    return header_size, payload_size, bool(in_memfd), content[PREFIX.size :]


def sealed_memfd(parts: Sequence[Buffer], size: int) -> int:
    """A memfd (Linux 3.17) with the parts in it that nobody can change or resize any more."""
    import fcntl  # not on every system that `grader check` runs on

    descriptor = os.memfd_create("arrays", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        os.truncate(descriptor, size)
        for part in parts:
            written = 0
            while written < len(part):
                written += os.write(descriptor, part[written : written + (1 << 30)])
        seals = fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, seals)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def mapped(descriptor: int, size: int) -> Buffer:
    """Map a sealed memfd copy-on-write: writable for its reader, unchanged for everybody else."""
    return memoryview(mmap.mmap(descriptor, size, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ | mmap.PROT_WRITE))


def send_some(sock: socket.socket, parts: list[Buffer], flags: int = 0, descriptor: int | None = None) -> list[Buffer]:
    """Send what goes in one system call, a descriptor beside it; returns what is left."""
    beside = []
    if descriptor is not None:
        beside = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [descriptor]))]
    sent = sock.sendmsg(parts[:_PARTS_AT_ONCE], beside, flags)
    done = 0
    while done < len(parts) and sent >= len(parts[done]):
        sent -= len(parts[done])
        done += 1
    return [parts[done][sent:], *parts[done + 1 :]] if sent else parts[done:]


def read_frame(sock: socket.socket) -> tuple[Buffer, Buffer] | None:
    """Worker's side: the next (header, payload), blocking; None at the end of the stream."""
    first, ancillary, _, _ = sock.recvmsg(CHUNK, socket.CMSG_SPACE(4))
    descriptors = array.array("i")
    for level, kind, data in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            descriptors.frombytes(data[: len(data) // 4 * 4])
    try:
        if not first:
            return None
        while len(first) < PREFIX.size:
            first += _read(sock, CHUNK)
        header_size, payload_size, in_memfd, rest = split_frame(memoryview(first))
        header = _completed(sock, rest[:header_size], header_size)
        if in_memfd:
            return header, mapped(descriptors[0], payload_size)
        return header, _completed(sock, rest[header_size:], payload_size)
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def _read(sock: socket.socket, size: int) -> bytes:
    content = sock.recv(size)
    if not content:
        raise EOFError
    return content


def _completed(sock: socket.socket, begun: Buffer, size: int) -> Buffer:
    """`begun` and what follows it, `size` bytes, in memory of its own."""
    content = bytearray(size)
    view = memoryview(content)
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
    left = [memoryview(PREFIX.pack(len(header), size, 0) + header), *parts]
    while left:
        left = send_some(sock, left)
