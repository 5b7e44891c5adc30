"""Arrays in sealed memory files, and how a sandbox gets them."""

from __future__ import annotations

import gc
import os

import numpy as np
import pytest
from places import Sandboxed, channel_of

from grader.remote import frames, sealed

SHAPE = (700, 600)  # of float32: more than what is sent in a memory file of its own


def made(first: int = 0) -> np.ndarray:
    def fill(array: np.ndarray) -> None:
        array[...] = np.arange(first, first + array.size, dtype=np.float32).reshape(array.shape)

    return sealed.sealed_array(SHAPE, np.float32, fill)


def test_nobody_can_change_it() -> None:
    array = made()
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 1
    descriptor = sealed.descriptor_of(array)
    assert descriptor is not None
    with pytest.raises(PermissionError):
        os.pwrite(descriptor, b"x", 0)
    with pytest.raises(PermissionError):
        os.truncate(descriptor, 1)


def test_the_file_is_closed_with_the_last_array() -> None:
    array = made()
    descriptor = sealed.descriptor_of(array)
    assert descriptor is not None
    part = array[3:]
    del array
    gc.collect()
    assert os.fstat(descriptor).st_size == 4 * SHAPE[0] * SHAPE[1]
    del part
    gc.collect()
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)


def test_only_the_whole_array_has_a_descriptor() -> None:
    """Who is sent a part is not to have the rest."""
    array = made()
    assert sealed.descriptor_of(array.reshape(-1)) is not None
    assert [sealed.descriptor_of(part) for part in (array[:-1], array[1:], array.copy())] == [None] * 3
    assert sealed.descriptor_of(np.ones(SHAPE, np.float32)) is None


def test_the_sandbox_gets_it_without_a_copy(sandboxed: Sandboxed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside what is sent as it always was; the student may write, to a copy of its own."""

    def none(*_: object) -> int:
        raise AssertionError("a copy is made")

    monkeypatch.setattr(frames, "sealed_memfd", none)
    session = sandboxed.load(
        "def f(x, small, y):\n    x += 1\n    return float(x[0, 0]), float(x[-1, -1]), small.sum(), float(y[0, 0])\n"
    )
    x, y = made(), made(5)
    assert session.module.f(x, np.ones(3), y) == (1.0, float(x[-1, -1]) + 1, 3.0, 5.0)
    assert x[0, 0] == 0
    assert channel_of(session).exit is None


def test_beside_a_payload_that_is_copied(sandboxed: Sandboxed) -> None:
    session = sandboxed.load("def f(x, y, z):\n    return x.shape, y.sum(), x.flags.writeable, z.flags.writeable\n")
    x, y = made(), np.ones((1000, 1000))
    kept_from_writing = np.ones(3)
    kept_from_writing.flags.writeable = False
    assert session.module.f(x, y, kept_from_writing) == (SHAPE, 1e6, True, False)


def test_more_of_them_than_one_message_carries(sandboxed: Sandboxed) -> None:
    session = sandboxed.load("def f(*all):\n    return [float(one[0, 0]) for one in all]\n")
    count = frames.MAX_APART + 3
    arrays = [made(number) for number in range(count)]
    assert session.module.f(*arrays) == [float(number) for number in range(count)]


def test_a_part_comes_alone(sandboxed: Sandboxed) -> None:
    """Nothing of the rest is in the process that is sent a part."""
    session = sandboxed.load(
        "def f(x):\n"
        "    found = b''\n"
        "    for line in open('/proc/self/maps'):\n"
        "        if 'memfd' in line:\n"
        "            first, last = (int(place, 16) for place in line.split()[0].split('-'))\n"
        "            with open('/proc/self/mem', 'rb') as memory:\n"
        "                memory.seek(first)\n"
        "                found += memory.read(last - first)\n"
        "    return bytes(x[0, :4].tobytes()) in found, len(found)\n"
    )
    array = made(1)
    there, size = session.module.f(array[: SHAPE[0] // 2 + 200])
    assert there
    assert size < array.nbytes


def test_nothing_stays_open_in_the_sandbox(sandboxed: Sandboxed) -> None:
    session = sandboxed.load("import os\ndef f(*all):\n    return len(os.listdir('/proc/self/fd'))\n")
    before = session.module.f()
    session.module.f(made(), made(2))
    assert session.module.f() == before
