"""Sources that hang together by pairs."""

from __future__ import annotations

from dataclasses import dataclass

from grader.similar.comparing import Comparison, Pair
from grader.similar.linked import linked


@dataclass(frozen=True)
class Group:
    """Sources by their numbers, and the pairs among them, the highest first."""

    members: tuple[int, ...]
    pairs: tuple[Pair, ...]

    @property
    def highest(self) -> Pair:
        return self.pairs[0]


def groups(comparison: Comparison) -> tuple[Group, ...]:
    """The groups of two and more that a chain of pairs holds together: the widest first, then by the highest pair."""
    pairs = comparison.pairs
    found = []
    for members in linked(len(comparison.sources), ((pair.left, pair.right) for pair in pairs)):
        if len(members) > 1:
            within = set(members)
            found.append(Group(tuple(members), tuple(pair for pair in pairs if pair.left in within)))
    return tuple(sorted(found, key=lambda group: (-len(group.members), -group.highest.height)))
