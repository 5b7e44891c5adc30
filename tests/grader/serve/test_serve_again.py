"""Grading again, asked for at a browser: the batch that was run before, for real, with its progress."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from served import Served, serving
from small_course import REFERENCE, SETTINGS, write_course

from grader.batch.order import BatchOrder, keep_order, kept_order
from grader.cli import batch
from grader.course import Assignment
from grader.store.database import DATABASE

SLOW = "import time\ntime.sleep(1)\n" + REFERENCE


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    """Three students, one of them slow."""
    folder = tmp_path_factory.mktemp("again")
    made = write_course(folder / "course", settings=SETTINGS)
    for login, text in (("alice", REFERENCE), ("bob", SLOW), ("carol", SLOW + "\n# carol\n")):
        (folder / "in" / login).mkdir(parents=True)
        (folder / "in" / login / "small.py").write_text(text, encoding="utf-8")
    roster = folder / "roster.csv"
    roster.write_text("login\nalice\nbob\ncarol\ndave\n", encoding="utf-8")
    words = ["small", str(folder / "in"), "--roster", str(roster), "--slots", "1", "--course", str(made.course)]
    assert CliRunner().invoke(batch.command, words, catch_exceptions=False).exit_code == 0
    return made


@pytest.fixture(scope="module")
def served(course: Assignment) -> Iterator[Served]:
    with serving(course.course) as found:
        yield found


def attempts(course: Assignment) -> list[tuple[str, int]]:
    """How often what each has handed in was graded."""
    query = """SELECT handed_in.owner, count(*) FROM attempt JOIN handed_in ON attempt.digest = handed_in.digest
               GROUP BY handed_in.owner ORDER BY handed_in.owner"""
    with sqlite3.connect(course.course / ".grader" / DATABASE) as database:
        return list(database.execute(query))


def test_all_is_graded_again_while_its_progress_is_told(served: Served, course: Assignment) -> None:
    assert served.post("small/again", {"fresh": "yes"}).status_code == 303
    busy = served.post("small/again", {"fresh": "yes"})
    assert (busy.status_code, "small is being graded: wait" in busy.text) == (422, True)
    told = list(until_end(served))
    assert told[0]["running"]
    assert any(0 < one["share"] < 1 for one in told)
    assert told[-1]["said"].startswith("The last batch, of ")
    assert told[-1]["said"].endswith(": 3 of 3 submissions graded.")
    assert told[-1]["failure"] == ""
    assert len({one["pulse"] for one in told}) > 2
    assert attempts(course) == [("alice", 2), ("bob", 2), ("carol", 2)]


def test_one_student_is_graded_again(served: Served, course: Assignment) -> None:
    before = dict(attempts(course))
    assert served.post("small/again", {"only": "alice", "fresh": "yes"}).status_code == 303
    assert [one["failure"] for one in until_end(served)][-1] == ""
    assert dict(attempts(course)) == {**before, "alice": before["alice"] + 1}
    assert "dave" in served.get("small/index.html").text  # who is missing still is


def test_an_earlier_batch_that_was_stopped_is_not_taken_for_the_one_that_begins(
    served: Served, course: Assignment
) -> None:
    with sqlite3.connect(course.course / ".grader" / DATABASE) as database:
        database.execute("INSERT INTO run SELECT 1 + max(id), slug, '2026-01-01', NULL, '1', 'A', 1, 0 FROM run")
    assert "It was stopped, or runs on another machine." in served.get("small/index.html").text
    assert served.post("small/again").status_code == 303
    told = [str(one["said"]) for one in until_end(served)]
    assert told[0] == "It begins: looking at what was handed in."
    assert not any("left" in one for one in told)
    assert told[-1].endswith(": 3 of 3 submissions graded.")


def test_what_lies_where_the_server_was_begun_is_not_imported(course: Assignment, tmp_path: Path) -> None:
    """It may be what students have handed in."""
    (tmp_path / "click.py").write_text("import os, pathlib\npathlib.Path('it_ran').touch()\nos._exit(0)\n")
    with serving(course.course, folder=tmp_path) as served:
        assert served.post("small/again").status_code == 303
        assert [one["failure"] for one in until_end(served)][-1] == ""
    assert not (tmp_path / "it_ran").exists()


def until_end(served: Served) -> Iterator[dict[str, object]]:
    """What is told until nothing runs any more."""
    for one in served.progress():
        yield one
        if not one["running"]:
            return


def test_what_goes_wrong_is_told(served: Served, course: Assignment) -> None:
    order = kept_order(course)
    assert order is not None
    keep_order(course, BatchOrder(("/nowhere/at/all",)))
    assert served.post("small/again").status_code == 303
    (failed,) = [one for one in until_end(served) if not one["running"]]
    assert "/nowhere/at/all" in failed["failure"]
    assert "did not go well" in served.get("small/index.html").text
    keep_order(course, order)


def test_without_a_batch_it_is_said_what_to_do(tmp_path: Path) -> None:
    course = write_course(tmp_path / "course", settings=SETTINGS)
    with serving(course.course) as served:
        answer = served.post("small/again")
    assert answer.status_code == 422
    assert "grader batch small PATHS has to be run once in " in answer.text


def test_nobody_else_is_graded_again(served: Served) -> None:
    assert served.post("small/again", {"only": "../nobody"}).status_code == 404


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_what_was_begun_ends_with_the_server(course: Assignment, number: int) -> None:
    with serving(course.course) as served:
        assert served.post("small/again", {"fresh": "yes"}).status_code == 303
        child = int(
            next(iter(Path(f"/proc/{served.process.pid}/task/{served.process.pid}/children").read_text().split()))
        )
        ignored = re.search(r"SigIgn:\s*(\w+)", Path(f"/proc/{child}/status").read_text())
        assert ignored is not None
        assert not int(ignored.group(1), 16) >> (signal.SIGINT - 1) & 1  # or it could only be killed
        served.process.send_signal(number)
        assert served.process.wait(60) == 0
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_what_is_kept_means_the_same_in_another_folder(course: Assignment) -> None:
    order = kept_order(course)
    assert order is not None
    assert all(path.startswith("/") for path in (*order.paths, order.roster))
    assert order.arguments() == [f"--roster={order.roster}", "--slots=1", "--", *order.paths]
