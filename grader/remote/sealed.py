"""Large arrays in memory files of their own that nobody can change any more: one copy for all who read them.

A judge sends such an array by its descriptor: nothing is copied, and the student's process maps it copy-on-write. Only
an array that is the whole file goes that way, so that nobody is handed more than what is sent.
"""

from __future__ import annotations

import math
import mmap
import os
import weakref
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.remote.frames import MEMFD_FROM, SEALS

_descriptors: dict[tuple[int, int], int] = {}  # where an array begins and its bytes → its descriptor, while it lives


def sealed_array(
    shape: Sequence[int], dtype: npt.DTypeLike, fill: Callable[[npt.NDArray[Any]], object]
) -> npt.NDArray[Any]:
    """An array in C order that `fill` writes, and nobody afterwards. Linux only (3.17)."""
    import fcntl  # not on every system that `grader check` runs on

    kind = np.dtype(dtype)
    size = math.prod(shape) * kind.itemsize
    descriptor = os.memfd_create("array", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        os.truncate(descriptor, size)
        with mmap.mmap(descriptor, size) as writing:
            _fill(writing, shape, kind, fill)
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, SEALS)
        return array_of(descriptor, shape, kind)
    except BaseException:
        os.close(descriptor)
        raise


def array_of(descriptor: int, shape: Sequence[int], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """The read-only array in a sealed memory file; the descriptor is closed when the array is gone."""
    mapping = mmap.mmap(descriptor, 0, prot=mmap.PROT_READ)
    array = np.frombuffer(mapping, dtype=dtype).reshape(shape)
    place = (array.__array_interface__["data"][0], array.nbytes)
    _descriptors[place] = descriptor
    weakref.finalize(mapping, _forget, place, descriptor)
    return array


def descriptor_of(value: npt.NDArray[Any] | memoryview) -> int | None:
    """Of the memory file whose whole content this is; None for what is in memory like any other."""
    if not _descriptors or value.nbytes < MEMFD_FROM:
        return None
    array = np.frombuffer(value, np.uint8) if isinstance(value, memoryview) else value
    return _descriptors.get((array.__array_interface__["data"][0], array.nbytes))


def _fill(
    writing: mmap.mmap, shape: Sequence[int], dtype: np.dtype[Any], fill: Callable[[npt.NDArray[Any]], object]
) -> None:
    fill(np.frombuffer(writing, dtype=dtype).reshape(shape))  # nothing holds on to it when this returns


def _forget(place: tuple[int, int], descriptor: int) -> None:
    _descriptors.pop(place, None)
    os.close(descriptor)
