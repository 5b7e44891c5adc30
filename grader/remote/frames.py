"""Frames: a length-capped msgpack header and raw buffers.

    prefix   header length (u32) · payload length (u64) · 1 when the payload is a sealed memfd (u8)
    header   msgpack, at most 1 MiB
    payload  the buffers one after the other, each starting at a multiple of 64 bytes

Towards the sandbox a payload of 1 MiB or more travels as a sealed memfd, which the worker maps copy-on-write: the
bytes are written once, and a student's in-place change stays its own. From the sandbox nothing but bytes is taken.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import socket
import struct
from collections.abc import Sequence

from grader.remote.outcomes import WireError

PREFIX = struct.Struct("<IQB")
MAX_HEADER = 1 << 20
MAX_PAYLOAD = 1 << 28  # of a reply, in bytes
ALIGN = 64  # numpy and torch work best on aligned data
MEMFD_FROM = 1 << 20

Buffer = memoryview


def padded(size: int) -> int:
    return -(-size // ALIGN) * ALIGN


def payload_parts(buffers: Sequence[Buffer]) -> tuple[list[Buffer], int]:
    """The buffers with their padding, and their size together in bytes."""
    parts: list[Buffer] = []
    total = 0
    for buffer in buffers:
        parts.append(buffer)
        gap = padded(len(buffer)) - len(buffer)
        if gap:
            parts.append(memoryview(bytes(gap)))
        total += len(buffer) + gap
    return parts, total


def split_payload(payload: Buffer, sizes: Sequence[int]) -> list[Buffer]:
    """The buffers of a payload, by their sizes; WireError when they do not add up."""
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


def sealed_memfd(parts: Sequence[Buffer], size: int) -> int:
    """A memfd (Linux 3.17) with the parts in it that nobody can change or resize any more."""
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


def read_frame(sock: socket.socket) -> tuple[bytes, Buffer] | None:
    """Worker's side: the next (header, payload), blocking; None at the end of the stream."""
    first, descriptors, _, _ = socket.recv_fds(sock, PREFIX.size, 1)
    try:
        if not first:
            return None
        prefix = first + _read_exactly(sock, PREFIX.size - len(first))
        header_size, payload_size, in_memfd = PREFIX.unpack(prefix)
        header = bytes(_read_exactly(sock, header_size))
        if in_memfd:
            return header, mapped(descriptors[0], payload_size)
        return header, memoryview(_read_exactly(sock, payload_size))
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def _read_exactly(sock: socket.socket, size: int) -> bytearray:
    content = bytearray(size)
    view = memoryview(content)
    done = 0
    while done < size:
        count = sock.recv_into(view[done:])
        if not count:
            raise EOFError
        done += count
    return content


def write_frame(sock: socket.socket, header: bytes, buffers: Sequence[Buffer]) -> None:
    """Worker's side: send one frame, blocking."""
    parts, size = payload_parts(buffers)
    prefix = PREFIX.pack(len(header), size, 0)
    sock.sendall(prefix + header)
    for part in parts:
        sock.sendall(part)
