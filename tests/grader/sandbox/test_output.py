"""Keeping the head and the tail of an output."""

from __future__ import annotations

import os

import pytest

from grader.sandbox import box
from grader.sandbox.output import HALF, HeadTail


@pytest.mark.parametrize("size", [0, 1, HALF, HALF + 1, 2 * HALF])
@pytest.mark.parametrize("step", [1 << 10, 1 << 20])
def test_short_output_is_whole(size: int, step: int) -> None:
    data = bytes(number % 251 for number in range(size))
    kept = HeadTail()
    for begin in range(0, size, step):
        kept.feed(data[begin : begin + step])
    assert kept.content() == data


@pytest.mark.parametrize("step", [1000, 1 << 20])
def test_long_output_loses_its_middle(step: int) -> None:
    data = b"".join(b"%7d\n" % number for number in range(100_000))
    kept = HeadTail()
    for begin in range(0, len(data), step):
        kept.feed(data[begin : begin + step])
    content = kept.content()
    assert content.startswith(data[:HALF])
    assert content.endswith(data[-HALF:])
    assert b"[... %d bytes left out ...]" % (len(data) - 2 * HALF) in content


def test_reading_what_has_no_end_comes_to_one() -> None:
    captured = HeadTail()
    descriptor = os.open("/dev/zero", os.O_RDONLY)
    assert box._drain(descriptor, captured)
    os.close(descriptor)
    assert b"bytes left out" in captured.content()
