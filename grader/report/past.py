"""What an instructor is told of a submission beside its grade: the attempts of its student, and what has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import RowMapping

from grader.course import Assignment
from grader.gradebook import Entry
from grader.report.changes import Changes, changes
from grader.report.colouring import rows_of
from grader.report.text import one_line
from grader.report.wording import duration, moment, number
from grader.store import Found, Store
from grader.submission.notebook import NotANotebook, read_notebook

MOST_ATTEMPTS = 50
LONGEST_DIGEST = 12

_HandedIn = tuple[str, RowMapping, list[Found]]


@dataclass(frozen=True)
class AttemptView:
    """One grading of one thing that was handed in; without a score where it has not been graded."""

    received: str
    graded: str
    score: str
    seconds: str
    isolation: str
    submission: str
    tests: str
    """of the assignment as it was then"""
    this: bool


@dataclass(frozen=True)
class Past:
    attempts: tuple[AttemptView, ...]
    left_out: int
    """older attempts that are not listed"""
    changes: tuple[Changes, ...]
    conditions: str


def past_of(store: Store, assignment: Assignment, entry: Entry, source: bytes) -> Past:
    """Of the attempt of `entry`, whose source is `source`, and of those before it."""
    assert entry.attempt is not None
    history = list(store.history(entry.student.login, assignment.slug))
    attempts = [view for _, row, found in history for view in _views(row, found, entry.attempt.id)]
    rows = rows_of(source)
    compared = []
    before = _before(history, entry.attempt.digest)
    if before is not None and rows and (earlier := rows_of(store.source_of(before.id))):
        compared.append(changes("Since the student’s last attempt", earlier, rows))
    if rows and (given := _template(assignment, notebook=rows[0].startswith("# %% [cell "))):
        compared.append(changes("Compared with the template", given, rows))
    return Past(
        tuple(attempts[::-1][:MOST_ATTEMPTS]),
        max(0, len(attempts) - MOST_ATTEMPTS),
        tuple(compared),
        one_line(entry.attempt.conditions),
    )


def _views(row: RowMapping, found: Sequence[Found], this: int) -> list[AttemptView]:
    received = moment(row["received"].isoformat()) if row["received"] is not None else "at an unknown time"
    if not found:
        return [AttemptView(received, "not graded", "", "", "", row["digest"][:LONGEST_DIGEST], "", this=False)]
    return [
        AttemptView(
            received,
            moment(one.started.isoformat()),
            f"{number(one.score)} of {number(one.max_score)}",
            duration(one.seconds),
            one.isolation,
            one.digest[:LONGEST_DIGEST],
            one.edition[:LONGEST_DIGEST],
            one.id == this,
        )
        for one in found
    ]


def _before(history: Sequence[_HandedIn], digest: str) -> Found | None:
    """The last attempt at something else that was handed in before that with `digest`."""
    places = [place for place, (_, row, _) in enumerate(history) if row["digest"] == digest]
    earlier = [found[-1] for _, row, found in history[: max(places, default=0)] if found and row["digest"] != digest]
    return earlier[-1] if earlier else None


def _template(assignment: Assignment, *, notebook: bool) -> tuple[str, ...]:
    """The lines of what students were given; none where that is not in the course."""
    path = assignment.template_folder / assignment.settings.file
    try:
        content = (path.with_suffix(".ipynb") if notebook else path).read_bytes()
        return tuple(rows_of(read_notebook(content).script if notebook else content))
    except (OSError, NotANotebook):
        return ()
