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
    last, is_running = store.last_run(assignment.slug), again.is_running(assignment)
    pulse = "-".join(map(str, store.pulse(assignment.slug)))
    failure = again.failure(assignment)
    if last is None or (is_running and last.ended is not None):
        said = "It begins: looking at what was handed in." if is_running else "Nothing has been graded yet."
        return Progress(is_running, said, 0.0, failure, pulse)
    counted = f"{number(last.there)} of {plural(last.planned, 'submission')} graded"
    share = last.there / last.planned if last.planned else 0.0
    if is_running:
        return Progress(
            True, f"{counted}{_left(last.started, last.graded, last.planned - last.there)}.", share, "", pulse
        )
    when = moment((last.ended or last.started).isoformat())
    if last.ended is not None:
        return Progress(False, f"{counted}, {when}.", share, failure, pulse)
    said = f"{counted}: the batch of {when} was stopped, or runs on another machine."
    return Progress(False, said, share, failure, pulse)


def _left(started: datetime, graded: int, left: int) -> str:
    if graded < _BEGIN:
        return ""
    seconds = (datetime.now(UTC) - started).total_seconds() / graded * left
    return f", {seconds:.0f} s left" if seconds < 100 else f", {seconds / 60:.0f} min left"
