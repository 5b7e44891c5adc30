"""The CSV is what Canvas's importer takes.

The rules are those of lib/gradebook_importer.rb of https://github.com/instructure/canvas-lms, the sample that of its
exporter (lib/gradebook_exporter.rb); which columns are needed is told in
https://teaching.resources.osu.edu/toolsets/carmencanvas/guides/calculating-final-grades/import-csv-file-carmen-grades.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from exported import ALICE, NOON, contents, course, hand_in, judgement, release

from grader.course import Assignment
from grader.errors import ExportError
from grader.export import to_canvas
from grader.gradebook import Gradebook
from grader.people import Student
from grader.store import Store, open_store

SAMPLE = """\
Student,ID,SIS User ID,SIS Login ID,Section,A small assignment (1234)
    Points Possible,,,,,10.00
"Alpha, Alice",11,S11,alice,Mo,9.5
"Beta, Bob",12,S12,bob,Tu,EX
"""


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


def imported(rows: list[list[str]]) -> tuple[str, str, dict[str, str]]:
    """What the importer takes from the rows: the assignment's title, its number, and each SIS login's grade."""
    header, possible, *students = rows
    assert len(header) > 3
    assert "Student" in header[0]
    assert "ID" in header[1]
    assert re.search(r"SIS\s+User\s+ID", header[2])
    assert re.search(r"SIS\s+Login\s+ID", header[3])
    assert "Section" in header[4]
    assert "Points Possible" in possible[0]
    assert {len(row) for row in rows} == {len(header)}
    (column,) = header[5:]
    found = re.fullmatch(r"(.*)\s\((\d+)\)", column)
    title, number = found.groups() if found else (column, "")
    return title, number, {row[3]: row[5] for row in students}


def test_the_rules_take_the_sample() -> None:
    assert imported(read(SAMPLE.encode())) == ("A small assignment", "1234", {"alice": "9.5", "bob": "EX"})


def test_it_is_what_canvas_imports(book: Gradebook) -> None:
    found = imported(read(to_canvas(contents(book), number=1234)))
    assert found == ("A small assignment", "1234", {"alice": "1.17", "bob": "EX", "dan": "0"})


def test_without_a_number_canvas_finds_the_title(book: Gradebook) -> None:
    assert imported(read(to_canvas(contents(book))))[:2] == ("A small assignment", "")


def test_the_points_possible(book: Gradebook) -> None:
    assert read(to_canvas(contents(book)))[1] == ["    Points Possible", "", "", "", "", "10"]


def test_who_is_not_graded_has_an_empty_cell(assignment: Assignment, store: Store) -> None:
    hand_in(store, ALICE)
    book = Gradebook(assignment, store)
    release(book)
    assert read(to_canvas(contents(book)))[2] == ["Alice Alpha", "", "", "alice", "Mo", ""]


def test_the_number_of_a_student_comes_from_canvas_own_download(assignment: Assignment, store: Store) -> None:
    hand_in(
        store, ALICE, found=judgement("a" * 64), origin="all.zip/alphaalice_LATE_11_101_small.py (late, says Canvas)"
    )
    book = Gradebook(assignment, store)
    release(book)
    assert read(to_canvas(contents(book)))[2][:4] == ["Alice Alpha", "11", "", "alice"]


def test_not_of_what_two_have_handed_in_together(assignment: Assignment, store: Store) -> None:
    hand_in(store, ALICE, Student("bob"), found=judgement("a" * 64), origin="all.zip/alphaalice_11_101_small.py")
    book = Gradebook(assignment, store)
    release(book)
    assert [row[1] for row in read(to_canvas(contents(book)))[2:]] == ["", ""]


def test_nor_where_a_student_has_two(assignment: Assignment, store: Store) -> None:
    for number, digest in ((11, "a"), (12, "b")):
        hand_in(
            store,
            ALICE,
            found=judgement(digest * 64),
            origin=f"all.zip/alphaalice_{number}_101_small.py",
            received=NOON + timedelta(minutes=number),
        )
    book = Gradebook(assignment, store)
    release(book)
    assert read(to_canvas(contents(book)))[2][1] == ""


def test_a_title_that_canvas_would_pass_over(tmp_path: Path) -> None:
    assignment = course(tmp_path, title="Final Grade prediction")
    store = open_store(assignment.course, "")
    hand_in(store, ALICE, found=judgement("a" * 64))
    book = Gradebook(assignment, store)
    release(book)
    with pytest.raises(ExportError, match="canvas takes a column 'Final Grade prediction' for a total of its own"):
        to_canvas(contents(book))
    store.close()


def test_a_title_that_canvas_would_take_for_another_assignment(tmp_path: Path) -> None:
    """Canvas looks for the number in brackets before it looks for the title."""
    assignment = course(tmp_path, title="Homework (2)")
    store = open_store(assignment.course, "")
    hand_in(store, ALICE, found=judgement("a" * 64))
    book = Gradebook(assignment, store)
    release(book)
    with pytest.raises(ExportError, match="'Homework \\(2\\)' for the assignment of that number: say which it is"):
        to_canvas(contents(book))
    title, number, _ = imported(read(to_canvas(contents(book), number=77)))
    assert (title, number) == ("Homework (2)", "77")
    store.close()


def test_a_name_is_no_formula(book: Gradebook) -> None:
    assert '"\'=cmd|""/c calc""!A1"' in to_canvas(contents(book, "instructor")).decode()
