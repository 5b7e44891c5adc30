"""Who reached which accuracy, under other names: shown only where an assignment asks for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from grader.report.class_records import Record, Test
from grader.report.wording import number, plural

PLACES = 25


@dataclass(frozen=True)
class Leader:
    place: int
    who: str
    accuracy: str


@dataclass(frozen=True)
class Leaderboard:
    """Of one test. `note`: who is not in it, and why; "" for nobody."""

    title: str
    leaders: tuple[Leader, ...]
    note: str


def leaderboards(
    records: Sequence[Record], tests: Sequence[Test], called: Callable[[str], str]
) -> tuple[Leaderboard, ...]:
    """One for each test that measures an accuracy. `called`: from a login to the name on the board.

    The same accuracy is the same place, and the next is as many further on as there are of them. Work that a person is
    to look at first has no place.
    """
    boards = []
    for test in tests:
        measured = [
            (found.accuracy[0], called(one.standing.login), one.suspicious)
            for one in records
            if (found := one.results.get(test.id)) is not None and found.accuracy is not None
        ]
        if not measured:
            continue
        shown = sorted((-accuracy, who) for accuracy, who, suspicious in measured if not suspicious)
        values = [accuracy for accuracy, _ in shown]
        leaders = tuple(
            Leader(values.index(accuracy) + 1, who, f"{number(-100 * accuracy)} %") for accuracy, who in shown[:PLACES]
        )
        notes = []
        if len(shown) > PLACES:
            more = len(shown) - PLACES
            notes.append(f"{plural(more, 'more student')} {'comes' if more == 1 else 'come'} after these.")
        if left_out := len(measured) - len(shown):
            notes.append(f"{plural(left_out, 'student')} left out until a person has looked.")
        boards.append(Leaderboard(test.title, leaders, " ".join(notes)))
    return tuple(boards)
