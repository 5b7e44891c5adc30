"""One student after the other: what is missing there is posted, and written down as soon as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from grader.push.comments import is_among
from grader.push.journal import Journal
from grader.push.plan import Shown, Step, Wanted, was
from grader.push.session import TRIES, Lost, Refused, Unsure, backoff

IN_A_ROW = 3  # as many students that nothing can be posted for because there is no answer: then there will be none


class Place(Protocol):
    """Where grades are posted to."""

    def look(self, account: int) -> Shown: ...

    def post(self, account: int, *, points: float | None, excused: bool, comment: str) -> Shown: ...


@dataclass(frozen=True)
class Done:
    """What has become of a step; `failed` is why it was not posted, or not as a whole."""

    step: Step
    failed: str = ""


@dataclass(frozen=True)
class Posting:
    place: Place
    journal: Journal
    pause: Callable[[float], object]

    def all(self, steps: Sequence[Step], tell: Callable[[Done], object]) -> list[Done]:
        """Each step that changes something, told as soon as it is done; the failure of one does not stop the others."""
        done: list[Done] = []
        unanswered = 0
        for step in steps:
            try:
                if unanswered == IN_A_ROW and step.changes:
                    raise Lost("not tried, there is no answer any more")
                self._do(step)
            except (Refused, Lost) as error:
                unanswered = min(unanswered + 1, IN_A_ROW) if isinstance(error, Lost) else 0
                done.append(Done(step, str(error)))
            else:
                unanswered = 0 if step.changes else unanswered
                done.append(Done(step))
            if step.changes:
                tell(done[-1])
        return done

    def _do(self, step: Step) -> None:
        wanted = step.wanted
        if wanted is None or step.cannot:
            return
        for comment in step.found:
            self.journal.note_comment(step.login, step.account, comment)
        first, *others = step.comments or ("",)
        if step.grade:
            shown = self._post(step, wanted, first)
            if not wanted.is_shown(shown):
                raise Refused(f"{wanted.grade} was posted, and Canvas shows {was(shown)}")
            self.journal.note_grade(step.login, step.account, wanted.grade)
        elif first:
            self._post(step, None, first)
        for comment in others:
            self._post(step, None, comment)

    def _post(self, step: Step, wanted: Wanted | None, comment: str) -> Shown:
        """In one request. Where its answer is lost, only what is not there is posted again."""
        grade, text = wanted, comment
        trouble: Unsure | None = None
        for attempt in range(TRIES):
            points = grade.points if grade is not None else None
            excused = grade is not None and grade.points is None
            try:
                shown = self.place.post(step.account, points=points, excused=excused, comment=text)
            except Unsure as error:
                trouble = error
                self.pause(backoff(attempt))
                shown = self.place.look(step.account)
                grade = None if grade is not None and grade.is_shown(shown) else grade
                text = "" if text and is_among(text, shown.comments) else text
                if grade is not None or text:
                    continue
            if comment:
                self.journal.note_comment(step.login, step.account, comment)
            return shown
        raise Lost(f"{trouble}, {TRIES} times")
