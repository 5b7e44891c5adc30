"""How a batch looks while it runs, and what is said at its end."""

from __future__ import annotations

import time
from types import TracebackType

from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from grader.batch import Summary
from grader.batch.plan import Plan, Work
from grader.cli.texts import shown
from grader.errors import GraderError
from grader.judge.grade import Outcome
from grader.judge.job import Judgement

_EACH_SECONDS = 0.1  # between two pictures


class BatchProgress:
    """A bar for all, with rate and time left, and a line a slot; in a file or a pipe, a line for each that is done.

    Drawn from here only: no thread of its own, since the judges are forks of this process.
    """

    def __init__(self, console: Console, slots: int) -> None:
        columns = (BarColumn(bar_width=30), MofNCompleteColumn(), TextColumn("{task.fields[state]}"))
        self._console = console
        self._bar = Progress(*columns, console=console, auto_refresh=False)
        self._all = self._bar.add_task("", total=None, state="looking at what was handed in")
        self._lines = [Text("")] * slots
        self._live = Live(self._picture(), console=console, auto_refresh=False, transient=True)
        self._begun = self._drawn = time.monotonic()
        self._done = self._failed = self._of = 0
        self._seconds_left = 0.0

    def __enter__(self) -> BatchProgress:
        if self._console.is_terminal:
            self._live.start(refresh=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._live.stop()

    def planned(self, plan: Plan) -> None:
        self._begun = time.monotonic()
        self._of = len(plan.work)
        self._bar.update(self._all, total=self._of)
        for problem in plan.problems:
            self._console.print(shown(problem), soft_wrap=True)
        self._draw(now=True)

    def started(self, work: Work, slot: int) -> None:
        self._lines[slot] = shown(f"  {slot + 1}  {work.owner}")
        self._draw()

    def outcome(self, work: Work, slot: int, outcome: Outcome, count: int) -> None:
        self._lines[slot] = shown(f"  {slot + 1}  {work.owner}: {outcome.id} {outcome.status}, of {count} tests")
        self._draw()

    def done(self, work: Work, slot: int, result: Judgement | GraderError) -> None:
        self._done += 1
        self._failed += not isinstance(result, Judgement)
        self._lines[slot] = Text("")
        self._bar.update(self._all, completed=min(self._done, self._of), state=self._state())
        if self._console.is_terminal:
            self._draw()
        elif isinstance(result, Judgement):
            score = f"{result.grade.score:g} of {result.grade.max_score:g}"
            self._console.print(shown(f"{self._done}/{self._of} {work.owner}: {score}"), soft_wrap=True)
        else:
            self._console.print(shown(f"{self._done}/{self._of} {work.owner}: no grade: {result}"), soft_wrap=True)

    def stopped(self) -> None:
        """What to say when it was interrupted."""
        kept = f"{self._done - self._failed} of {self._of} grades are kept"
        self._console.print(shown(f"{kept}: the same command goes on where this one was"), soft_wrap=True)

    def _state(self) -> str:
        passed = time.monotonic() - self._begun
        left = passed / self._done * max(0, self._of - self._done)
        failed = f", {self._failed} failed" if self._failed else ""
        return f"{self._done / passed:.2g} a second{failed}, {_in_words(left)} left"

    def _picture(self) -> Group:
        return Group(self._bar, *self._lines)

    def _draw(self, *, now: bool = False) -> None:
        if self._console.is_terminal and (now or time.monotonic() - self._drawn > _EACH_SECONDS):
            self._drawn = time.monotonic()
            self._live.update(self._picture(), refresh=True)


def summary_lines(summary: Summary) -> list[str]:
    """What came of it, a line each."""
    plan = summary.plan
    parts = [f"{summary.graded} graded", f"{plan.known} known already"]
    same = sum(map(len, plan.same.values()))
    parts += [f"{same} the same as another"] if same else []
    parts += [f"{plan.superseded} superseded"] if plan.superseded else []
    parts += [f"{len(plan.missing)} missing"] if plan.missing else []
    parts += [f"{len(summary.failed)} could not be graded"] if summary.failed else []
    failed = [(", ".join((work.owner, *plan.same.get(work.digest, ()))), why) for work, why in summary.failed.items()]
    return [", ".join(parts), *(f"{owners}: no grade: {why}" for owners, why in failed)]


def _in_words(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
