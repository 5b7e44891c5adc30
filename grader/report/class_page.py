"""The page of a class laid out: where everyone stands, what each test says, what goes wrong, what it costs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from grader.report.bars import share
from grader.report.class_records import ABSENT, MARKS, Mark, Record, Records, Standing, Test
from grader.report.class_standing import Group, StudentRow, groups_of, row_of
from grader.report.diagnoses import Diagnosis, commonest
from grader.report.frame import render
from grader.report.item_analysis import Item, Sitting, item
from grader.report.leaders import Leaderboard, leaderboards
from grader.report.scores_chart import ScoresChart, scores_chart
from grader.report.spread import Spread, spread, tenths
from grader.report.text import LONGEST_TITLE, one_line
from grader.report.wording import duration, megabytes, number, percent, plural

Whose = Literal["student", "submission"]
MOST_DIAGNOSES = 25
LEAST_DIAGNOSES = 10  # of one student each, where few are of more
MOST_LINKS = 200  # to students, of one diagnosis
MOST_TESTS = 8
SLOWEST = 10
LONGEST_COLUMN = 34


@dataclass(frozen=True)
class Statement:
    """A number in words, and what it sorts by."""

    text: str
    key: float


@dataclass(frozen=True)
class TestRow:
    """One test. `short` heads its column in the map."""

    number: int
    id: str
    title: str
    short: str
    part: str
    points: str
    passed: str
    item: Item
    rate: str
    mean_share: str
    discrimination: str
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class WrongAnswer:
    """`tests`: numbers of the first of the tests; `people`: name and page of the first of them; and how many
    more there are."""

    count: str
    text: str
    hint: bool
    tests: tuple[int, ...]
    more_tests: int
    people: tuple[tuple[str, str], ...]
    more_people: int


@dataclass(frozen=True)
class Cost:
    """How long something took, or what memory: numbers to sort by, and in words."""

    title: str
    test: int
    median: Statement
    nearly_all: Statement
    most: Statement
    who: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class ClassPage:
    """`one`: what there are several of, students or submissions."""

    one: Whose
    assignment: str
    title: str
    summary: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    warnings: tuple[str, ...]
    chart: ScoresChart | None
    groups: tuple[Group, ...]
    parts: tuple[tuple[str, int], ...]
    shares: tuple[tuple[str, float, str], ...]
    """of each part: the share of its points that the tests gave, and in words"""
    tests: tuple[TestRow, ...]
    wrong: tuple[WrongAnswer, ...]
    wrong_left_out: int
    costs: tuple[Cost, ...]
    slowest: tuple[Cost, ...]
    boards: tuple[Leaderboard, ...]
    students: tuple[StudentRow, ...]
    sections: bool
    marks: tuple[Mark, ...]
    glyphs: dict[str, str]


def class_page(page: ClassPage) -> str:
    return render("class.html", scripts=["class.js"], page=page)


def laid_out(
    slug: str,
    title: str,
    records: Records,
    *,
    parts: Sequence[str] = (),
    not_counting: Collection[str] = (),
    called: Callable[[str], str] | None = None,
    one: Whose = "student",
) -> ClassPage:
    """`parts`: in the order in which they are shown. `not_counting`: tests that people have decided to leave out, or to
    give to everyone. `called`: from a login to the name on the leaderboard; without it there is none. `one`: students,
    who have a gradebook, or submissions of which nothing is known beside their grades."""
    students = records.students
    # Who hands in together has one submission: it says of a test what one submission says.
    submissions = list({each.standing.attempt: each for each in students if each.standing.attempt}.values())
    tests = _by_part(list(records.tests.values()), parts)
    numbers = {test.id: place for place, test in enumerate(tests, 1)}
    standings = [each.standing for each in students]
    counted = [each.points for each in standings if each.status == "graded" and each.points is not None]
    of = max((each.max_points for each in standings), default=0.0)
    found = spread(counted)
    diagnoses = commonest(
        (who, name, result.said)
        for who, each in enumerate(students)
        for name, result in each.results.items()
        if result.said is not None
    )
    common = min(MOST_DIAGNOSES, max(LEAST_DIAGNOSES, sum(len(each.who) > 1 for each in diagnoses)))
    rows = tuple(row_of(each, place, [test.id for test in tests], of) for place, each in enumerate(students))
    used = {code for row in rows for code in row.codes}
    return ClassPage(
        one=one,
        assignment=one_line(slug),
        title=one_line(title, LONGEST_TITLE),
        summary=_summary(students, len(submissions)) if one == "student" else plural(len(students), one),
        facts=_facts(found, of),
        notes=_notes(standings) if one == "student" else ("Points as the tests gave them.",),
        warnings=tuple(dict.fromkeys(each.warning for each in students if each.warning)),
        chart=scores_chart(found, of, tenths(counted, of), one) if found is not None and of > 0 else None,
        groups=groups_of(students, kept=one == "student"),
        parts=tuple((part, len(list(some))) for part, some in groupby(tests, lambda test: test.part)),
        shares=_shares(submissions, tests),
        tests=tuple(_test_row(test, numbers[test.id], submissions, test.id in not_counting) for test in tests),
        wrong=tuple(_wrong(each, students, numbers, one) for each in diagnoses[:common]),
        wrong_left_out=len(diagnoses[common:]),
        costs=_costs(submissions),
        slowest=_slowest(submissions, tests, numbers),
        boards=leaderboards(students, tests, called) if called is not None else (),
        students=rows,
        sections=any(row.section for row in rows),
        marks=tuple(mark for mark in MARKS if mark.code in used and mark.code != ABSENT),
        glyphs={mark.code: mark.glyph for mark in MARKS},
    )


def _by_part(tests: Sequence[Test], parts: Sequence[str]) -> list[Test]:
    """Those of a part together; parts that are not known come last, in the order of their first tests."""
    order = list(dict.fromkeys([*(one_line(part, LONGEST_TITLE) for part in parts), *(test.part for test in tests)]))
    return sorted(tests, key=lambda test: order.index(test.part))


def _summary(students: Sequence[Record], submissions: int) -> str:
    graded = sum(bool(one.standing.attempt) for one in students)
    together = f" in {plural(submissions, 'submission')}" if submissions != graded else ""
    return f"{plural(len(students), 'student')}, {number(graded)} with a grade{together}"


def _facts(found: Spread | None, of: float) -> tuple[tuple[str, str], ...]:
    if found is None:
        return ()

    def said(points: float) -> str:
        return f"{number(points)} ({percent(share(points, of))})" if of > 0 else number(points)

    return (
        ("Median", said(found.median)),
        ("Quartiles", f"{number(found.lower)} and {number(found.upper)}"),
        ("Mean", said(found.mean)),
        ("Lowest, highest", f"{number(found.least)}, {number(found.most)}"),
        ("Maximum", plural(of, "point")),
    )


def _notes(students: Sequence[Standing]) -> tuple[str, ...]:
    notes = ["Points as they count, with lateness and what people decided. Who is missing or excused is not in it."]
    if waiting := sum(one.awaiting > 0 and one.status == "graded" for one in students):
        has = "has" if waiting == 1 else "have"
        notes.append(f"{plural(waiting, 'student')} {has} answers that no person has graded.")
    if held_back := sum(bool(one.attempt) and not one.released for one in students):
        notes.append(f"Of {plural(held_back, 'student')} the grade is not released.")
    editions = {one.edition for one in students if one.attempt}
    if len(editions) > 1:
        notes.append(f"These grades are by {len(editions)} editions of the tests: grade again before comparing them.")
    return tuple(notes)


def _shares(submissions: Sequence[Record], tests: Sequence[Test]) -> tuple[tuple[str, float, str], ...]:
    found = []
    for part, some in groupby(tests, lambda test: test.part):
        names = {test.id for test in some}
        runs = [run for one in submissions for name, run in one.results.items() if name in names and run.was_run]
        if runs:
            reached = share(sum(run.points for run in runs), sum(run.max_points for run in runs))
            found.append((part, reached, percent(reached)))
    return tuple(found)


def _test_row(test: Test, place: int, submissions: Sequence[Record], set_aside: bool) -> TestRow:
    found = item([sitting for one in submissions if (sitting := _sitting(one, test.id)) is not None])
    missed = sum(test.id in one.results and not one.results[test.id].was_run for one in submissions)
    said = list(found.remarks)
    if missed:
        said.append(f"not run in {plural(missed, 'submission')}")
    if set_aside:
        said.append("by a decision it does not count as it was graded")
    return TestRow(
        number=place,
        id=test.id,
        title=test.title,
        short=one_line(test.title, LONGEST_COLUMN),
        part=test.part,
        points=number(test.max_points),
        passed=f"{found.passed:,} of {found.taken:,}",
        item=found,
        rate=percent(found.pass_rate) if found.taken else "",
        mean_share=percent(found.mean_share) if found.taken else "",
        discrimination="" if found.discrimination is None else f"{found.discrimination:.2f}".replace("-", "−"),
        remarks=tuple(said),
    )


def _sitting(one: Record, test: str) -> Sitting | None:
    result = one.results.get(test)
    if result is None or not result.was_run:
        return None
    margin = None
    if result.accuracy is not None:
        reached, full, zero = result.accuracy
        margin = (reached - full) / (full - zero) if full is not None and zero is not None and full > zero else None
    return Sitting(
        passed=result.passed,
        share=share(result.points, result.max_points),
        rest=one.tests_points - result.points,
        follows=result.code == "w",
        margin=margin,
        time=share(result.seconds, result.limit_seconds),
    )


def _wrong(one: Diagnosis, students: Sequence[Record], numbers: dict[str, int], whose: Whose) -> WrongAnswer:
    return WrongAnswer(
        count=plural(len(one.who), whose),
        text=one.text,
        hint=one.hint,
        tests=tuple(sorted(numbers[test] for test in one.tests)[:MOST_TESTS]),
        more_tests=len(one.tests[MOST_TESTS:]),
        people=tuple((students[who].name, students[who].page) for who in one.who[:MOST_LINKS]),
        more_people=len(one.who[MOST_LINKS:]),
    )


def _costs(submissions: Sequence[Record]) -> tuple[Cost, ...]:
    found = []
    for title, amounts, said in (
        ("Time", [(one.seconds, one) for one in submissions], duration),
        ("Memory, peak", [(one.memory_mb, one) for one in submissions if one.memory_mb > 0], megabytes),
    ):
        numbers = spread(amount for amount, _ in amounts)
        if numbers is not None:
            _, worst = max(amounts, key=lambda pair: pair[0])
            found.append(_cost(title, 0, numbers, said, (worst.name, worst.page)))
    return tuple(found)


def _slowest(submissions: Sequence[Record], tests: Sequence[Test], numbers: dict[str, int]) -> tuple[Cost, ...]:
    found = []
    for test in tests:
        runs = [(result.seconds, one) for one in submissions if (result := one.results.get(test.id)) and result.was_run]
        amounts = spread(seconds for seconds, _ in runs)
        if amounts is not None:
            _, worst = max(runs, key=lambda pair: pair[0])
            found.append(_cost(test.title, numbers[test.id], amounts, duration, (worst.name, worst.page)))
    return tuple(sorted(found, key=lambda one: -one.nearly_all.key)[:SLOWEST])


def _cost(title: str, test: int, found: Spread, said: Callable[[float], str], who: tuple[str, str]) -> Cost:
    median, nearly_all, most = (
        Statement(said(amount), round(amount, 3)) for amount in (found.median, found.nearly_all, found.most)
    )
    return Cost(title, test, median, nearly_all, most, who)
