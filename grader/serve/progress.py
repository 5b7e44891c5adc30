"""How far a batch is, as the store and its lock tell: whoever has begun it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from grader.course import Assignment
from grader.report.wording import moment, number, plural
from grader.serve.again import Again
from grader.store import Store

_BEGIN = 2  # grades, before which the time that is left is a guess


@dataclass(frozen=True)
class Progress:
    """`pulse` is another one when a page has become old; `share` of the submissions have a grade."""

    running: bool
    said: str
    share: float
    failure: str
    pulse: str

    def told(self) -> dict[str, object]:
        return asdict(self)


def progress_of(assignment: Assignment, store: Store, again: Again) -> Progress:
    since = again.since(assignment)  # before the run, which a batch ends while it still holds its lock
    last = store.last_run(assignment.slug)
    pulse = "-".join(map(str, store.pulse(assignment.slug)))
    failure = again.failure(assignment)
    if since is not None and (last is None or last.started < since):
        return Progress(True, "It begins: looking at what was handed in.", 0.0, "", pulse)
    if last is None:
        return Progress(False, "Nothing has been graded yet.", 0.0, failure, pulse)
    counted = f"{number(last.there)} of {plural(last.planned, 'submission')} graded"
    share = last.there / last.planned if last.planned else 0.0
    if since is not None:
        left = _left(last.started, last.graded, last.planned - last.there)
        return Progress(True, f"{counted}{left}.", share, "", pulse)
    how = "" if last.ended is not None else " It was stopped, or runs on another machine."
    said = f"The last batch, of {moment(last.started.isoformat())}: {counted}.{how}"
    return Progress(False, said, share, failure, pulse)


def _left(started: datetime, graded: int, left: int) -> str:
    if graded < _BEGIN:
        return ""
    seconds = (datetime.now(UTC) - started).total_seconds() / graded * left
    return f", {seconds:.0f} s left" if seconds < 100 else f", {seconds / 60:.0f} min left"
