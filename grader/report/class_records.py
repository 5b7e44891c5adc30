"""What the page of a class keeps of each student: a line, and a short result a test. Whole grades are large."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from grader.judge.grade import Grade, Outcome, isolation_warning, suspicions
from grader.report.diagnoses import Said, said_of
from grader.report.evidence import finite, mapping
from grader.report.text import LONGEST_TITLE, one_line
from grader.report.wording import Tone, verdict


@dataclass(frozen=True)
class Mark:
    """A cell of the map: the letter that is its class, what stands in it, its tone, and what that means.

    What stands in it is in every font (Latin-1): a page with 45,000 of them must not look for another one.
    """

    code: str
    glyph: str
    tone: Tone
    words: str


MARKS: Final = (
    Mark("p", "·", "good", "passed"),
    Mark("h", "½", "part", "partial"),
    Mark("f", "×", "bad", "failed"),
    Mark("t", "t", "bad", "timed out"),
    Mark("e", "!", "bad", "error, crash or a limit"),
    Mark("w", "»", "follow", "follows from another failure"),
    Mark("n", "-", "mute", "not run"),
    Mark("x", " ", "mute", "no such test in this grade"),
)
ABSENT: Final = "x"
_BY_ICON: Final = {"check": "p", "half": "h", "cross": "f", "clock": "t", "warning": "e", "arrow": "w", "dash": "n"}


@dataclass(frozen=True, slots=True)
class Result:
    """One test of one submission. `accuracy`: what was reached, and where full points begin and none end."""

    code: str
    points: float
    max_points: float
    seconds: float
    limit_seconds: float
    memory_mb: float
    accuracy: tuple[float, float | None, float | None] | None
    said: Said | None

    @property
    def passed(self) -> bool:
        return self.code == "p"

    @property
    def was_run(self) -> bool:
        return self.code != "n"


@dataclass(frozen=True)
class Test:
    """What is the same in every submission."""

    __test__ = False  # pytest collects what is called like this

    id: str
    part: str
    title: str
    max_points: float


def test_of(test: Outcome) -> Test:
    title = one_line(test.title or test.id, LONGEST_TITLE)
    return Test(sys.intern(test.id), one_line(test.part, LONGEST_TITLE), title, test.max_points)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a student beside the tests: who it is, and what counts, if that is known.

    `status`: "graded", "missing", "excused" or "not graded"; `points` is None where there are none. `attempt`: the same
    for who handed in together, 0 without a grade; `edition`: of the tests that it was graded by. `slip_days`: of the
    `days_late`, those that are free. `awaiting`: points of written answers that no person has graded.
    """

    login: str
    status: str
    points: float | None
    max_points: float
    name: str = ""
    section: str = ""
    attempt: int = 0
    edition: str = ""
    awaiting: float = 0.0
    days_late: int = 0
    slip_days: int = 0
    released: bool = True


@dataclass(frozen=True, slots=True)
class Record:
    """A student's line. `page` is "" where there is no grade."""

    standing: Standing
    name: str
    page: str
    seconds: float
    warning: str
    problems: tuple[str, ...]
    suspicious: bool
    results: dict[str, Result]

    @property
    def memory_mb(self) -> float:
        return max((one.memory_mb for one in self.results.values()), default=0.0)

    @property
    def tests_points(self) -> float:
        return sum(one.points for one in self.results.values())


class Records:
    """Collects them, grade by grade, with the tests in the order in which they are first met."""

    def __init__(self) -> None:
        self.students: list[Record] = []
        self.tests: dict[str, Test] = {}
        self._same: dict[Said | None, Said | None] = {}

    def add(self, standing: Standing, grade: Grade | None, page: str = "") -> Record:
        """`page`: of the instructor's copy, as a link from the page of the class."""
        results = {}
        for test in grade.tests if grade is not None else ():
            name = sys.intern(test.id)
            results[name] = self._result(test)
            if name not in self.tests:
                self.tests[name] = test_of(test)
        record = Record(
            standing=standing,
            name=_name(standing),
            page=page,
            seconds=grade.seconds if grade is not None else 0.0,
            warning=isolation_warning(grade.isolation) if grade is not None else "",
            problems=tuple(map(one_line, grade.problems[:1])) if grade is not None else (),
            suspicious=bool(suspicions(grade)) if grade is not None else False,
            results=results,
        )
        self.students.append(record)
        return record

    def add_known(self, standing: Standing, page: str, before: Record, tests: Iterable[Test]) -> None:
        """The same attempt as that of `before`, of these tests, whatever has been decided since."""
        for test in tests:
            self.tests.setdefault(test.id, test)
        self.students.append(replace(before, standing=standing, name=_name(standing), page=page))

    def _result(self, test: Outcome) -> Result:
        said = said_of(test)
        recorded = mapping(mapping(test.evidence).get("accuracy"))
        reached = finite(recorded.get("value"))
        return Result(
            code=_BY_ICON[verdict(test).icon],
            points=test.points,
            max_points=test.max_points,
            seconds=test.seconds,
            limit_seconds=test.limit_seconds,
            memory_mb=test.peak_memory_mb,
            accuracy=None if reached is None else (reached, finite(recorded.get("full")), finite(recorded.get("zero"))),
            said=self._same.setdefault(said, said),
        )


def _name(standing: Standing) -> str:
    return one_line(standing.name) or one_line(standing.login) or "(no name)"
