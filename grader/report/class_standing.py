"""Where each student of a class stands: a row each, and the groups that a person asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.report.bars import share
from grader.report.class_records import ABSENT, Record, Standing
from grader.report.text import one_line
from grader.report.wording import number, percent, plural


@dataclass(frozen=True)
class StudentRow:
    """`codes`: a letter for each test, in their order, "" without a grade. `key`: the share of the points in percent,
    below 0 for who has none; `standing`: in words; `failed`: the tests that are not passed, for who cannot see them."""

    anchor: str
    name: str
    login: str
    page: str
    section: str
    points: str
    key: float
    percentage: str
    standing: str
    passed: int
    codes: str
    failed: str


@dataclass(frozen=True)
class Group:
    """Students who have something in common: name, page and what is to be added about each."""

    name: str
    people: tuple[tuple[str, str, str], ...]


def row_of(one: Record, place: int, tests: Sequence[str], of: float) -> StudentRow:
    standing, points = one.standing, one.standing.points
    login = one_line(standing.login)
    codes = "".join(one.results[test].code if test in one.results else ABSENT for test in tests) if one.results else ""
    reached = share(points or 0.0, of) if points is None or points <= of else points / of
    return StudentRow(
        anchor=f"s{place}",
        name=one.name,
        login=login if login != one.name else "",
        page=one.page,
        section=one_line(standing.section),
        points="" if points is None else number(points),
        key=-1.0 if points is None else round(100 * reached, 2),
        percentage="" if points is None else percent(reached),
        standing=", ".join(_standing(one)),
        passed=codes.count("p"),
        codes=codes,
        failed=ranges([place for place, code in enumerate(codes, 1) if code not in ("p", ABSENT)]),
    )


def ranges(places: Sequence[int]) -> str:
    """1, 3 to 5, 9: ascending numbers, those in a row put together."""
    found: list[list[int]] = []
    for place in places:
        if found and found[-1][-1] == place - 1:
            found[-1].append(place)
        else:
            found.append([place])
    return ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in found)


def groups_of(students: Sequence[Record], *, kept: bool) -> tuple[Group, ...]:
    """That nobody is missing is worth knowing where it is known, by a gradebook (`kept`): then it is there, too."""

    def group(name: str, told: Sequence[tuple[Record, str]]) -> Group:
        return Group(name, tuple((one.name, one.page, said) for one, said in told))

    graded = [one for one in students if one.standing.status == "graded"]
    late = [(one, _days(one.standing)) for one in graded if one.standing.days_late]
    awaiting = [(one, plural(one.standing.awaiting, "point")) for one in graded if one.standing.awaiting]
    always = (
        group("Missing", [(one, "") for one in students if one.standing.status == "missing"]),
        group("Late", sorted(late, key=lambda pair: -pair[0].standing.days_late)),
        group("Excused", [(one, "") for one in students if one.standing.status == "excused"]),
        group("Awaiting grading", awaiting),
    )
    at_times = (
        group("Not graded yet", [(one, "") for one in students if one.standing.status == "not graded"]),
        group("To be looked at by a person", [(one, "") for one in students if one.suspicious]),
        group("Problems with the submission", [(one, one.problems[0]) for one in students if one.problems]),
    )
    return tuple(one for one in always if kept or one.people) + tuple(one for one in at_times if one.people)


def _days(standing: Standing) -> str:
    free = f", {standing.slip_days} free" if standing.slip_days else ""
    return f"{plural(standing.days_late, 'day')}{free}"


def _standing(one: Record) -> list[str]:
    said = [one.standing.status]
    if one.standing.status == "graded":
        if one.standing.days_late:
            said.append(f"{plural(one.standing.days_late, 'day')} late")
        if one.standing.awaiting:
            said.append("awaiting")
    if one.suspicious:
        said.append("look at it")
    if one.problems:
        said.append("problems")
    return said
