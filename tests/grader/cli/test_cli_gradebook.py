"""From grades to what counts, as an instructor does it on the command line."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
import tomli_w
from click.testing import CliRunner, Result
from small_course import REFERENCE, SETTINGS, write_course

from grader.cli import (
    attempts,
    batch,
    comment,
    extend,
    forget,
    grades,
    override,
    regrade,
    release_grades,
    rubric,
    trail,
)
from grader.errors import CourseError, GradebookError, GraderError
from grader.people import Student
from grader.store import open_store

WRONG = REFERENCE.replace("return SCALE", "return 3")
POLICY = '\n[policy]\ndue = 2026-10-01T12:00:00\ntime_zone = "Europe/Zurich"\nlate_percent = 10\n'
QUESTIONS = """
[[question]]
title = "Why?"
points = 4
text = "Why does it double?"
rubric = [{ points = 1, what = "says that" }, { points = 3, what = "says why" }]
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    made = write_course(tmp_path / "course", settings=SETTINGS + POLICY)
    (made.reference_folder / "questions.toml").write_text(QUESTIONS, encoding="utf-8")
    return made.course


@pytest.fixture
def graded(course: Path, tmp_path: Path) -> Path:
    """A class of two: alice on time and right, bob wrong and a day late."""
    for login, source in (("alice", REFERENCE), ("bob", WRONG)):
        folder = tmp_path / "in" / login
        folder.mkdir(parents=True)
        (folder / "small.py").write_text(source, encoding="utf-8")
        (folder / "answers.md").write_text("## Question 1: Why?\n\nBecause.\n", encoding="utf-8")
    times = tmp_path / "times.csv"
    times.write_text("owner,received\nalice,2026-10-01T09:00:00Z\nbob,2026-10-02T10:00:00Z\n", encoding="utf-8")
    done = run(batch.command, "small", tmp_path / "in", "--received", times, "--course", course)
    assert done.exit_code == 0, done.output
    return tmp_path / "in"


def run(command: object, *arguments: object) -> Result:
    return CliRunner().invoke(command, [*map(str, arguments)], catch_exceptions=False)  # type: ignore[arg-type]  # a command


def line_of(login: str, course: Path) -> str:
    shown = run(grades.command, "small", "--course", course).output
    return next(line for line in shown.split("\n") if f" {login} " in line)


@pytest.mark.usefixtures("graded")
def test_from_a_batch_to_released_grades(course: Path, tmp_path: Path) -> None:
    assert "10 / 14" in line_of("alice", course)
    bob = line_of("bob", course)
    assert "0.9 / 14" in bob
    assert "1 d" in bob
    assert "4 points await grading" in bob

    done = run(extend.command, "bob", "small", "--until", "2026-10-02T12:00", "--why", "ill", "--course", course)
    assert done.output == "bob, small: due at 2026-10-02 10:00 UTC\n"
    assert " 1 / 14" in line_of("bob", course)

    done = run(override.command, "bob", "small", "test_total", "1.5", "--why", "appeal", "--course", course)
    assert done.output == "bob: test_total set to 1.5 points: 1 → 2.5\n"
    done = run(override.command, "bob", "small", "--bonus", "-0.5", "--why", "late twice", "--course", course)
    assert done.output == "bob: -0.5 points: 2.5 → 2\n"

    file = tmp_path / "answers.toml"
    assert "answers.toml: 2 answers" in run(rubric.command, "small", "--out", file, "--course", course).output
    answers = tomllib.loads(file.read_text(encoding="utf-8"))
    for answer in answers["answer"]:
        answer["points"] = [1, 2]
    file.write_text(tomli_w.dumps(answers), encoding="utf-8")
    assert "2 answers have new points" in run(rubric.command, "small", "--from", file, "--course", course).output
    assert " 5 / 14" in line_of("bob", course)

    done = run(comment.command, "bob", "small", "much better", "--course", course)
    assert done.output == "bob: comment left: much better\n"
    assert "2 grades are released" in run(release_grades.command, "small", "--course", course).output
    assert (
        "1 grades are released"
        in run(release_grades.command, "small", "--hold", "--student", "bob", "--course", course).output
    )
    shown = run(grades.command, "small", "--student", "bob", "--course", course).output
    for said in ("tests", "test_total, by a person", "question 1", "taken off", "in all", "5 of 14", "much better"):
        assert said in shown


def test_when_a_test_was_wrong(course: Path, graded: Path) -> None:
    preview = run(regrade.command, "small", "--full", "test_total", "--dry-run", "--course", course)
    assert "1 would gain, 0 would lose" in preview.output
    assert "0.9 / 14" in line_of("bob", course)
    run(regrade.command, "small", "--full", "test_total", "--why", "it was wrong", "--course", course)
    assert "3.6 / 14" in line_of("bob", course)
    with pytest.raises(GradebookError, match="1 would lose by it: nothing is changed, unless you say --may-lower"):
        run(regrade.command, "small", "--count", "test_total", "--why", "it was right", "--course", course)
    assert "3.6 / 14" in line_of("bob", course)
    again = run(regrade.command, "small", graded, "--rerun", "test_history", "--why", "mended", "--course", course)
    assert again.output == "0 gain, 0 lose\n"
    shown = run(trail.command, "bob", "--course", course).output
    assert "test_total gives all its points (for everyone)" in shown
    assert "it was wrong" in shown


@pytest.mark.usefixtures("graded")
def test_a_table_of_extensions_is_taken_whole_or_not_at_all(course: Path, tmp_path: Path) -> None:
    table = tmp_path / "extensions.csv"
    table.write_text("student,slug,until,days,excused,why\nbob,small,,1,,ill\neve,small,,1,,ill\n", encoding="utf-8")
    with pytest.raises(GradebookError, match=r"extensions.csv: line 3: no student 'eve' is known"):
        run(extend.command, "--from", table, "--course", course)
    assert "0.9 / 14" in line_of("bob", course)
    table.write_text("student,slug,until,days,excused,why\nbob,*,,1,,ill\nalice,small,,,yes,away\n", encoding="utf-8")
    done = run(extend.command, "--from", table, "--course", course)
    assert done.output == "bob, every assignment: due 1 day later\nalice, small: excused\n"
    assert " 1 / 14" in line_of("bob", course)
    assert "excused" in line_of("alice", course)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("bob,small,,x,,ill", "days is 'x': expected a whole number"),
        ("bob,small,soon,,,ill", "'soon' is no time: expected one as 2026-10-08T23:59"),
        ("bob,small,2026-03-29T02:30,,,ill", "the clocks of Europe/Zurich never show 2026-03-29T02:30"),
        ("bob,small,,,maybe,ill", "excused is 'maybe': expected yes or no"),
        ("bob,small,,,,ill", "neither until, nor days, nor excused says anything"),
        ("bob,small,,1,,", "a decision needs a reason: --why TEXT"),
        (",small,,1,,ill", "the student is missing"),
        ("bob,small,2026-10-08,,,ill", "'2026-10-08' has no time of the day: 2026-10-08T23:59, say"),
        ("bob,small,2026-09-08T12:00,,,ill", "2026-09-08T12:00 is no later than it is due for everyone"),
        ("bob,*,2026-10-08T12:00,,,ill", "until is a time of one assignment"),
        ("bob,small,,1,yes,ill", "one of until, days and excused is enough"),
        ("bob,nope,,1,,ill", "no assignment 'nope'"),
    ],
)
def test_a_line_that_is_wrong_is_named(course: Path, tmp_path: Path, row: str, says: str) -> None:
    store = open_store(course)
    store.note_people([Student("bob")])
    store.close()
    table = tmp_path / "extensions.csv"
    table.write_text(f"student,slug,until,days,excused,why\n{row}\n", encoding="utf-8")
    with pytest.raises((GradebookError, CourseError)) as error:
        run(extend.command, "--from", table, "--course", course)
    assert f"line 2: {says}" in str(error.value)


def test_an_excuse_is_taken_back_and_somebody_is_excused_before_a_batch(course: Path, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("login\nbob\n", encoding="utf-8")
    done = run(extend.command, "bob", "*", "--days", 2, "--why", "note", "--roster", roster, "--course", course)
    assert done.output == "bob, every assignment: due 2 days later\n"
    run(extend.command, "bob", "small", "--excused", "--why", "ill", "--course", course)
    done = run(extend.command, "bob", "small", "--why", "is well", "--course", course)
    assert done.output == "bob, small: due as for others\nbob, small: not excused\n"


@pytest.mark.usefixtures("graded")
def test_somebody_is_told_all_and_forgotten(course: Path, tmp_path: Path) -> None:
    run(release_grades.command, "small", "--course", course)
    file = tmp_path / "bob.json"
    run(trail.command, "bob", "--json", file, "--course", course)
    assert json.loads(file.read_text(encoding="utf-8"))["attempts"][0]["score"] == 1
    assert run(forget.command, "bob", "--course", course).exit_code == 1  # nobody has said yes
    assert "bob is forgotten, with 1 attempts" in run(forget.command, "bob", "--yes", "--course", course).output
    with pytest.raises(GraderError, match="no student 'bob' is known"):
        run(attempts.command, "bob", "--course", course)
    assert "alice" in run(grades.command, "small", "--course", course).output


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        (extend, ("bob",)),
        (extend, ("bob", "small", "--days", "1", "--excused")),
        (override, ("bob", "small")),
        (override, ("bob", "small", "test_total")),
        (override, ("bob", "small", "test_total", "1", "--undo")),
        (override, ("bob", "small", "test_total", "1", "--bonus", "1")),
        (regrade, ("small",)),
        (regrade, ("small", "--drop", "a", "--full", "b")),
        (regrade, ("small", "--rerun", "a")),
        (regrade, ("small", "in", "--drop", "a")),
        (rubric, ("small",)),
    ],
)
def test_what_is_not_clear_is_wrong_use(course: Path, command: object, arguments: tuple[str, ...]) -> None:
    found = run(command.command, *arguments, "--course", course)  # type: ignore[attr-defined]  # each has one
    assert found.exit_code == 2
    assert "Traceback" not in found.output
