"""The header of an answer: read only when it will not become much more in memory than it is on the wire.

One byte can be an empty list, which takes 72. So the lists of a large header are counted on its bytes, before any of
them is made.
"""

from __future__ import annotations

import gc

from grader.remote.messages import REPLIES, Reply
from grader.remote.outcomes import WireError
from grader.remote.values import MAX_NODES

MAX_CONTAINERS = 2 * MAX_NODES + 1000  # no value has a form of more than two lists, and a message has a few of its own
_COUNT_FROM = 1 << 18  # bytes; what is shorter becomes 24 MiB at most

_OTHERWISE = -1
_LENGTHS = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xC7: 1, 0xC8: 2, 0xC9: 4, 0xD9: 1, 0xDA: 2, 0xDB: 4}
_COUNTS = {0xDC: 2, 0xDD: 4, 0xDE: 2, 0xDF: 4}
_FIXED = {0xCA: 4, 0xCB: 8, 0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8, 0xD0: 1, 0xD1: 2, 0xD2: 4, 0xD3: 8}
_FIXED |= {0xD4: 2, 0xD5: 3, 0xD6: 5, 0xD7: 9, 0xD8: 17}


def _followed_by(first: int) -> int:
    """How many bytes follow the first one of an item that is neither a list nor a map, where that alone says it."""
    if 0x80 <= first < 0xA0 or first in _LENGTHS or first in _COUNTS:
        return _OTHERWISE
    return first - 0xA0 if 0xA0 <= first < 0xC0 else _FIXED.get(first, 0)


_FOLLOWED_BY = [_followed_by(first) for first in range(256)]
_MAPS = bytes([*range(0x80, 0x90), 0xDE, 0xDF])
_LISTS = bytes([*range(0x90, 0xA0), 0xDC, 0xDD])


def reply_of(header: memoryview | bytes) -> Reply:
    """WireError or msgspec's DecodeError for what is none."""
    if len(header) >= _COUNT_FROM:
        content = bytes(header)
        if _at_most(content) > MAX_CONTAINERS:
            check_containers(content)
    with without_collector():
        return REPLIES.decode(header)


class without_collector:  # noqa: N801 - used like a function; one by contextlib takes six times as long
    """For a block that makes many containers and no cycle: to look for cycles meanwhile, among all that this process
    has, would take most of the time."""

    def __enter__(self) -> None:
        self._was_on = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if self._was_on:
            gc.enable()


def _at_most(header: bytes) -> int:
    """No fewer than the lists and maps in it, found in no time: the bytes that could begin one."""
    without_maps = header.translate(None, _MAPS)
    return 2 * (len(header) - len(without_maps)) + len(without_maps) - len(without_maps.translate(None, _LISTS))


def check_containers(header: bytes) -> None:
    """WireError for a msgpack text of too many lists and maps; a map takes the memory of two lists or more."""
    place, due, found = 0, 1, 0
    end = len(header)
    while due and place < end:
        first = header[place]
        due -= 1
        followed_by = _FOLLOWED_BY[first]
        if followed_by != _OTHERWISE:
            place += 1 + followed_by
            continue
        width = _COUNTS.get(first) or _LENGTHS.get(first, 0)
        number = int.from_bytes(header[place + 1 : place + 1 + width], "big") if width else first & 15
        place += 1 + width
        if first in _LENGTHS:
            place += number + (0xC7 <= first <= 0xC9)
            continue
        each = 2 if first < 0x90 or first >= 0xDE else 1
        due += each * number
        found += each
        if found > MAX_CONTAINERS:
            raise WireError("more lists than a message can hold")
