"""Nothing reaches a student that the feedback policy withholds, and nothing that is not released."""

from __future__ import annotations

import json

import pytest
from exported import PLANTED, all_formats, contents, hand_in, judgement, release, roster

from grader.course import Assignment
from grader.errors import ExportError, GradebookError
from grader.export import to_gradescope, to_json
from grader.gradebook import Gradebook
from grader.gradebook.decisions import TestRule
from grader.people import Student
from grader.store import Store


def test_no_format_tells_a_student_a_secret(book: Gradebook) -> None:
    found = all_formats(book, "student")
    assert {name for name, content in found.items() if PLANTED in content.decode()} == set()


def test_the_secrets_are_where_an_instructor_can_read_them(book: Gradebook) -> None:
    """Otherwise the test before this one would find nothing whatever is exported."""
    found = all_formats(book, "instructor")
    whole = {"gradescope alice", "classroom50 alice", "to_json", "to_junit", "to_csv"}
    assert {name for name in whole if PLANTED not in found[name].decode()} == set()


def test_the_name_of_a_hidden_test_is_not_in_a_line(book: Gradebook) -> None:
    (alice,) = (one for one in contents(book).entries if one.student.login == "alice")
    assert [line.said() for line in alice.lines][:2] == ["tests", "hidden_4, by a person"]


def test_nor_is_it_when_a_test_is_dropped_for_all(book: Gradebook) -> None:
    book.decide(TestRule("test_none_sesame", "full"), why="was wrong")
    assert {name for name, content in all_formats(book, "student").items() if PLANTED in content.decode()} == set()


def test_what_a_student_reads_in_gradescope_of_an_instructors_file(book: Gradebook) -> None:
    files = dict(to_gradescope(contents(book, "instructor")))
    assert PLANTED not in json.loads(files["alice"])["output"]


@pytest.mark.parametrize(
    "form", ["to_canvas", "to_moodle", "to_csv", "to_json", "to_junit", "gradescope", "classroom50"]
)
def test_who_is_not_released_is_in_no_file(book: Gradebook, form: str) -> None:
    found = {name: content for name, content in all_formats(book, "student").items() if name.startswith(form)}
    assert any("alice" in name or b"alice" in content for name, content in found.items())
    assert [name for name, content in found.items() if "carol" in name or b"carol" in content] == []


def test_an_instructor_gets_everyone(book: Gradebook) -> None:
    assert [one.student.login for one in contents(book, "instructor").entries] == ["alice", "bob", "carol", "dan"]


def test_it_is_said_how_many_are_held_back(book: Gradebook) -> None:
    assert contents(book).held_back == 1


def test_nothing_is_exported_before_anything_is_released(assignment: Assignment, store: Store) -> None:
    hand_in(store, Student("eve"), found=judgement("a" * 64))
    with pytest.raises(ExportError, match="small: nobody's grade is released yet; --audience instructor exports"):
        contents(Gradebook(assignment, store))


def test_one_who_is_not_released(book: Gradebook) -> None:
    with pytest.raises(ExportError, match="small: carol's grade is not released yet"):
        contents(book, login="carol")


def test_one_whom_nobody_knows(book: Gradebook) -> None:
    with pytest.raises(GradebookError, match="no student 'eve' in small"):
        contents(book, login="eve")


def test_a_gradebook_without_anybody(assignment: Assignment, store: Store) -> None:
    with pytest.raises(ExportError, match="small: there is nobody to export"):
        contents(Gradebook(assignment, store), "instructor")


def test_the_order_is_that_of_the_logins(assignment: Assignment, store: Store) -> None:
    roster(store, Student("c"), Student("a"), Student("b"))
    book = Gradebook(assignment, store)
    release(book)
    assert [one["login"] for one in json.loads(to_json(contents(book)))["students"]] == ["a", "b", "c"]


def test_the_same_twice_is_the_same(book: Gradebook) -> None:
    assert all_formats(book, "instructor") == all_formats(book, "instructor")
