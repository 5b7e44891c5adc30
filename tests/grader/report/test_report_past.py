"""What the instructor sees beside a grade: attempts, and what has changed in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from small_course import FILE, SETTINGS, write_course
from stored import SOURCE, add, begun, hand_in, judgement

from grader.gradebook import Gradebook
from grader.gradebook.decisions import Release
from grader.report.changes import MOST_COMPARED, MOST_SHOWN, changes
from grader.report.of_class import write_class
from grader.store import open_store

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = b"def f(x):\n    y = x < 2\n    return y\n"
TEMPLATE = "def f(x):\n    raise NotImplementedError\n"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Gradebook]:
    course = write_course(tmp_path / "course", settings=SETTINGS)
    course.template_folder.mkdir(parents=True)
    (course.template_folder / FILE).write_text(TEMPLATE)
    store = open_store(course.course)
    first, second = begun(store), begun(store)
    add(store, first, judgement("d1", 1))
    hand_in(store, first, "alice", "d1", NOON)
    add(store, second, judgement("d2", 6, source=LATER))
    hand_in(store, second, "alice", "d2", NOON.replace(day=2))
    yield Gradebook(course, store)
    store.close()


def own_page(book: Gradebook, out: Path, folder: str = "instructor") -> str:
    write_class(book, out)
    return (out / folder / "alice.html").read_text(encoding="utf-8")


def rows_of_table(html: str, name: str) -> list[list[str]]:
    table = html.split(f'<table class="{name}">')[1].split("</table>")[0].split("<tbody>")[1]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in table.split("</tr>")[:-1]]
    return [[unescape(re.sub(r"<[^>]*>", "", cell)) for cell in row] for row in cells]


def test_attempts_are_listed_the_latest_first(book: Gradebook, tmp_path: Path) -> None:
    rows = rows_of_table(own_page(book, tmp_path / "out"), "attempts")
    assert [(row[0], row[2], row[5]) for row in rows] == [
        ("2 March 2026, 12:00 UTC", "10 of 10", "d2"),
        ("1 March 2026, 12:00 UTC", "5 of 10", "d1"),
    ]
    assert ["this one" in row[1] for row in rows] == [True, False]


def test_the_file_is_compared_with_the_last_attempt_and_the_template(book: Gradebook, tmp_path: Path) -> None:
    html = own_page(book, tmp_path / "out")
    last, template = html.split('<details class="change">')[1:]
    assert "Since the student’s last attempt: 2 lines added, 1 line taken away" in last
    assert rows_of_table(last, "diff") == [
        ["1", "1", " ", "def f(x):"],
        ["2", "", "−", "    return x"],
        ["", "2", "+", "    y = x < 2"],
        ["", "3", "+", "    return y"],
    ]
    assert "Compared with the template: 2 lines added, 1 line taken away" in template
    assert "raise NotImplementedError" in template


def test_a_first_attempt_is_compared_with_the_template_alone(book: Gradebook, tmp_path: Path) -> None:
    run = begun(book.store)
    add(book.store, run, judgement("d3", 6))
    hand_in(book.store, run, "bob", "d3", NOON)
    write_class(book, tmp_path / "out")
    html = (tmp_path / "out" / "instructor" / "bob.html").read_text(encoding="utf-8")
    assert html.count('<details class="change">') == 1


def test_an_attempt_from_before_sources_were_kept_is_compared_with_nothing(book: Gradebook, tmp_path: Path) -> None:
    run = begun(book.store)
    add(book.store, run, judgement("d4", 6, source=b""))
    hand_in(book.store, run, "alice", "d4", NOON.replace(day=3))
    html = own_page(book, tmp_path / "out")
    assert "Attempts and changes" in html
    assert '<details class="change">' not in html
    assert "The code that was graded" not in html


def test_without_a_template_there_is_nothing_to_compare_with(book: Gradebook, tmp_path: Path) -> None:
    (book.assignment.template_folder / FILE).unlink()
    assert "Compared with the template" not in own_page(book, tmp_path / "out")


def test_the_students_page_is_linked_once_it_is_there(book: Gradebook, tmp_path: Path) -> None:
    assert "The student has no page yet" in own_page(book, tmp_path / "out")
    book.decide(Release(True), why="done")
    assert '<a href="../students/alice.html">' in own_page(book, tmp_path / "out")
    assert (tmp_path / "out" / "students" / "alice.html").is_file()


def test_nothing_of_it_is_on_the_students_page(book: Gradebook, tmp_path: Path) -> None:
    book.decide(Release(True), why="done")
    html = own_page(book, tmp_path / "out", "students")
    assert SOURCE.decode().split("\n")[1] not in html  # of an earlier attempt
    for hidden in ("Attempts and changes", "NotImplementedError", "Conditions", 'href="../'):
        assert hidden not in html
    assert "y = x &lt; " in html


def test_the_same_is_no_change_and_lines_that_stay_are_left_out() -> None:
    rows = [f"x{number} = 1" for number in range(100)]
    assert changes("c", rows, rows).summary == "nothing"
    found = changes("c", rows, [*rows[:20], "new", *rows[20:80], *rows[81:]])
    assert [line.sign for line in found.lines] == [*"   +   …   -   "]
    assert found.summary == "1 line added, 1 line taken away"


@pytest.mark.parametrize("line", ["same", "<" * 10_000, "\x1b" * 500])
def test_huge_files_are_compared_in_time_and_room(line: str) -> None:
    before = [f"{line}{number % 7}" for number in range(3 * MOST_COMPARED)]
    found = changes("c", before, [f"{line}{number % 5}" for number in range(3 * MOST_COMPARED)])
    assert len(found.lines) <= MOST_SHOWN
    assert sum(len(one.text) for one in found.lines) <= 26_000
    assert found.left_out > 0 or not found.lines
