"""How grades look in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from grader.cli.texts import shown
from grader.errors import GraderError
from grader.judge.follow import FAILING
from grader.judge.grade import Grade, Outcome, awaiting, isolation_warning, suspicions
from grader.judge.job import Judgement


class LiveProgress:
    """A line for each submission: what its tests came to so far. Refreshed from here only: no thread of its own,
    since the judges are forks of this process."""

    def __init__(self, names: Sequence[str], console: Console) -> None:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[state]}"),
        )
        self._console = console
        self._progress = Progress(*columns, console=console, auto_refresh=False, transient=True)
        self._tasks: list[TaskID] = [
            self._progress.add_task(escape(name), total=None, start=False, state="waiting") for name in names
        ]
        self._names = list(names)

    def __enter__(self) -> LiveProgress:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._progress.stop()

    def outcome(self, index: int, outcome: Outcome, count: int) -> None:
        task = self._tasks[index]
        if not self._progress.tasks[index].started:
            self._progress.start_task(task)
        self._progress.update(task, total=count, advance=1, state=f"{outcome.status}: {escape(outcome.id)}")
        self._progress.refresh()

    def done(self, index: int, result: Judgement | GraderError) -> None:
        said = f"{result.grade.score:g} of {result.grade.max_score:g}" if isinstance(result, Judgement) else "no grade"
        self._progress.stop_task(self._tasks[index])
        self._progress.update(self._tasks[index], state=said)
        if not self._console.is_terminal:
            self._console.print(f"{escape(self._names[index])}: {said}")
        self._progress.refresh()


def grades_table(grades: Sequence[Grade]) -> Table:
    """A row a submission; narrow enough for a terminal of 80 columns."""
    table = Table(title=Text(grades[0].assignment_title) if grades else None)
    table.add_column("submission", overflow="fold")
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("seconds", justify="right", no_wrap=True)
    table.add_column("what happened")
    table.add_column("points lost")
    for grade in grades:
        row = (grade.submission, f"{grade.score:g} / {grade.max_score:g}", f"{grade.seconds:.1f}")
        table.add_row(*(shown(text) for text in (*row, happened(grade), lost(grade))))
    return table


def warn_of_isolation(grades: Sequence[Grade], console: Console) -> None:
    """Once for all of them: they were graded on one machine."""
    for warning in dict.fromkeys(isolation_warning(grade.isolation) for grade in grades):
        if warning:
            console.print(f"warning: {warning}; `grader doctor` says why", style="bold", markup=False, soft_wrap=True)


def lost(grade: Grade) -> str:
    """In which parts points were lost, and how many."""
    parts: dict[str, float] = {}
    for test in grade.tests:
        parts[test.part] = parts.get(test.part, 0.0) + test.max_points - test.points
    return ", ".join(f"{part} {points:.3g}" for part, points in parts.items() if points > 0)


def happened(grade: Grade) -> str:
    """One line on a grade: how many tests failed, how, how many of them only follow from others, and what is left."""
    suspected = suspicions(grade)
    look = f"{len(suspected)} to be looked at ({suspected[0][1]})" if suspected else ""
    return "; ".join(text for text in (_tests_in_words(grade), look, awaiting(grade)) if text)


def _tests_in_words(grade: Grade) -> str:
    failing = [test for test in grade.tests if test.status in FAILING]
    if not failing:
        return "all tests passed" if all(test.status == "passed" for test in grade.tests) else "nothing failed"
    own = [test for test in failing if test.follows_from is None]
    kinds = ", ".join(dict.fromkeys(test.status for test in own or failing))
    follow = f", {len(failing) - len(own)} follow from them" if len(own) < len(failing) else ""
    return f"{len(own)} {kinds}{follow}"


def outcomes_table(grade: Grade) -> Table:
    """A row a test that is not passed, failures first, and one for all if no test has anything else to say; the
    student's texts are shown as text, never as markup."""
    table = Table(show_lines=True)
    for column in ("test", "points", "status", "what was found"):
        table.add_column(column)
    if (
        len(grade.tests) > 1
        and len({_said_of(test) for test in grade.tests}) == 1
        and grade.tests[0].status != "passed"
    ):
        status, found = _said_of(grade.tests[0])
        table.add_row(f"all {len(grade.tests)} tests", f"{grade.score:g}/{grade.max_score:g}", status, shown(found))
        return table
    for test in sorted(grade.tests, key=lambda test: test.follows_from is not None):
        if test.status == "passed":
            continue
        points = f"{test.points:g}/{test.max_points:g}"
        status, found = _said_of(test)
        table.add_row(shown(f"{test.title}\n({test.id})"), points, status, shown(found))
    return table


def _said_of(test: Outcome) -> tuple[str, str]:
    status = f"follows from {test.follows_from}" if test.follows_from else test.status
    return status, "\n".join(text for text in (test.message, test.hint) if text)
