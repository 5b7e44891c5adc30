"""Numbers that hang together by pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable


def linked(count: int, pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """The numbers below `count` in groups: two are in one where a chain of pairs leads from one to the other.

    Each group is in order, and so are the groups by their first number.
    """
    above = list(range(count))

    def top(number: int) -> int:
        while above[number] != number:
            above[number] = above[above[number]]
            number = above[number]
        return number

    for left, right in pairs:
        one, other = sorted((top(left), top(right)))
        above[other] = one
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for number in range(count):
        groups[top(number)].append(number)
    return list(groups.values())
