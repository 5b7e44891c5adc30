"""The CSV is what Moodle's two importers take.

The worksheet's rules are those of public/mod/assign/feedback/offline/importgradeslib.php of
https://github.com/moodle/moodle, the sample that of its tests/fixtures/assignfeedback_offline_test_worksheet_4.csv; of
the gradebook's import, grade/import/csv/classes/load_data.php and https://docs.moodle.org/en/Grade_import.
"""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from exported import ALICE, contents, hand_in, judgement, release

from grader.course import Assignment
from grader.export import to_moodle
from grader.gradebook import Gradebook
from grader.people import Student
from grader.store import Store

SAMPLE = (
    '"Identifier","Full name","Email address","Status","Grade","Maximum grade","Last modified (submission)",'
    '"Last modified (grade)","Feedback comments"\n'
    '"Participant 101","Student 1","student1@example.com","No submission - Not marked",50,100,"-","-","S1-Overall"\n'
)


def worksheet(content: bytes) -> dict[str, tuple[str, str]]:
    """By participant's number, grade and feedback, as the worksheet's importer takes them; a row of nobody is none."""
    rows = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    for row in rows:
        assert {"Identifier", "Grade", "Last modified (grade)"} <= row.keys()
    numbered = ((row["Identifier"][len("Participant ") :], row) for row in rows)
    return {number: (row["Grade"], row["Feedback comments"]) for number, row in numbered if number}


def gradebook(content: bytes, key: str) -> dict[str, str]:
    """By what a person maps users from, the grade: a number, "-" or nothing."""
    rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
    assert {len(row) for row in rows} == {len(rows[0])}  # otherwise: "csvweirdcolumns"
    found = {row[rows[0].index(key)]: row[rows[0].index("Grade")] for row in rows[1:] if row[rows[0].index(key)]}
    assert all(grade in ("", "-") or float(grade) >= 0 for grade in found.values())
    return found


def of_one(assignment: Assignment, store: Store, *people: Student, **changes: Any) -> bytes:
    hand_in(store, *(people or (ALICE,)), found=judgement("a" * 64), **changes)
    book = Gradebook(assignment, store)
    release(book)
    return to_moodle(contents(book))


def test_the_rules_take_the_sample() -> None:
    assert worksheet(SAMPLE.encode()) == {"101": ("50", "S1-Overall")}
    assert gradebook(SAMPLE.encode(), "Email address") == {"student1@example.com": "50"}


def test_it_is_a_worksheet_where_moodle_has_named_the_files(assignment: Assignment, store: Store) -> None:
    found = of_one(assignment, store, origin="all.zip/Alice Alpha_4711_assignsubmission_file")
    assert worksheet(found) == {"4711": ("0.4", "tests: 0.4<br>0.4 of 10 points")}


def test_the_gradebook_finds_students_by_user_name_or_address(book: Gradebook) -> None:
    found = to_moodle(contents(book))
    assert gradebook(found, "Username") == {"alice": "1.17", "bob": "", "dan": "0"}
    assert gradebook(found, "Email address") == {"alice@example.org": "1.17"}


def test_nobody_is_a_participant_without_a_number(book: Gradebook) -> None:
    assert worksheet(to_moodle(contents(book))) == {}


def test_feedback_is_html_without_any_of_a_persons(book: Gradebook) -> None:
    found = list(csv.DictReader(io.StringIO(to_moodle(contents(book)).decode(), newline="")))
    assert found[0]["Feedback comments"].endswith("1.17 of 10 points<br>well &lt;done&gt;,<br>Alice")


@pytest.mark.parametrize(
    "header", ["Identifier", "Grade", "Maximum grade", "Last modified (grade)", "Feedback comments"]
)
def test_headers_are_those_of_an_english_site(book: Gradebook, header: str) -> None:
    assert header in to_moodle(contents(book)).decode().partition("\r\n")[0]
