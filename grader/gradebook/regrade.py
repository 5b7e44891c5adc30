"""When a test was wrong: who would gain or lose how much, before anything is decided; and running one test again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader import submission
from grader.collect import HandedIn
from grader.errors import GradebookError, GraderError, SubmissionError
from grader.gradebook.book import Gradebook
from grader.gradebook.decisions import Decision, Rerun
from grader.gradebook.entries import Entry
from grader.judge.grading import grade_jobs
from grader.judge.job import Job, Judgement, Order
from grader.near import did_you_mean
from grader.submission import Submission


@dataclass(frozen=True)
class Change:
    """One student's entry as it is, and as it would be."""

    before: Entry
    after: Entry

    @property
    def gain(self) -> float:
        return round((self.after.points or 0.0) - (self.before.points or 0.0), 6)

    @property
    def because(self) -> list[str]:
        """The lines that come, and those that go."""
        came = [line for line in self.after.lines if line not in self.before.lines]
        went = [line for line in self.before.lines if line not in self.after.lines]
        return [f"{line.said()} {float(line.points):+g}" for line in came] + [
            f"no longer: {line.said()}" for line in went
        ]


@dataclass
class RunAgain:
    """What a test that was put right gives: a decision for each student, and what could not be done."""

    decisions: list[Decision] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def changes(book: Gradebook, assuming: Sequence[Decision]) -> list[Change]:
    """Whose points would be others, largest gain first."""
    before = {entry.student.login: entry for entry in book.entries()}
    after = book.entries(assuming=assuming)
    found = [Change(before[one.student.login], one) for one in after if one.student.login in before]
    return sorted((one for one in found if one.gain), key=lambda one: (-one.gain, one.before.student.login))


def run_again(
    book: Gradebook,
    test: str,
    handed_in: Sequence[HandedIn],
    *,
    slots: int = 1,
    why: str,
    who: str = "",
    may_lower: bool = False,
) -> RunAgain:
    """Run one test on what counts of each student, found by its digest among `handed_in`. Nothing is written down."""
    if test not in book.tests():
        raise GradebookError(f"{book.assignment.slug} has no test {test!r}; {did_you_mean(test, book.tests())}")
    found = RunAgain()
    entries = [entry for entry in book.entries() if entry.attempt is not None]
    there = _by_digest(book, handed_in, {entry.digest for entry in entries}, found.problems)
    jobs = [Job(one, Order(only=frozenset({test}))) for one in there.values()]
    results = dict(zip(there, grade_jobs(book.assignment, jobs, slots=slots), strict=True)) if jobs else {}
    for entry in entries:
        login = entry.student.login
        result = results.get(entry.digest)
        if result is None:
            found.problems.append(f"{login}: what counts is not among these paths")
            continue
        again = _again(entry, test, result, found.problems, may_lower=may_lower)
        if again is not None:
            found.decisions.append(book.proposed(again, why=why, login=login, who=who))
    if not may_lower:
        found.decisions = without_losses(book, found.decisions)
    return found


def _by_digest(
    book: Gradebook, handed_in: Sequence[HandedIn], wanted: set[str], problems: list[str]
) -> dict[str, Submission]:
    found: dict[str, Submission] = {}
    for one in handed_in:
        try:
            read = submission.read(Path(one.path), book.assignment)
        except SubmissionError as error:
            problems.append(f"{one.owner}: {error}")
            continue
        if read.digest in wanted:
            found[read.digest] = read
    return found


def _again(
    entry: Entry, test: str, result: Judgement | GraderError, problems: list[str], *, may_lower: bool
) -> Rerun | None:
    """What is to be noted of it; None, with a problem, where it has given nothing that could be."""
    login = entry.student.login
    if isinstance(result, GraderError):
        problems.append(f"{login}: {result}")
        return None
    outcome = next((one for one in result.grade.tests if one.id == test), None)
    if outcome is None or outcome.status == "not_run":
        problems.append(f"{login}: {outcome.message if outcome else f'there is no test {test} any more'}")
        return None
    assert entry.attempt is not None
    return Rerun(
        attempt=entry.attempt.id,
        test=test,
        points=outcome.points,
        max_points=outcome.max_points,
        status=outcome.status,
        message=outcome.message,
        may_lower=may_lower,
    )


def without_losses(book: Gradebook, decisions: Sequence[Decision]) -> list[Decision]:
    """Of decisions about single students those by which nobody loses."""
    losing = {one.before.student.login for one in changes(book, decisions) if one.gain < 0}
    return [one for one in decisions if one.login not in losing]
