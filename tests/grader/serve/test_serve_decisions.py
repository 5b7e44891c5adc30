"""What is decided at a browser: kept with a name and a reason, and what cannot be is said and loses nothing."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from served import HOSTILE, Served

from grader.course import Assignment
from grader.gradebook import Entry, Gradebook
from grader.gradebook.decisions import Bonus, Comment, Override, Release, TestRule
from grader.report.file_names import folder_of
from grader.store import open_store, text_digest

POINTS = {"kind": "points", "test": "test_a", "points": "5", "digest": "d1", "why": "looked at it"}
ALICE = "small/instructor/alice.html"
Standing = Callable[[str], Entry]


def test_points_by_a_person(served: Served, entry: Standing) -> None:
    answer = served.post("small/students/alice", {**POINTS, "points": "4,5", "anchor": "test-1"})
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/small/instructor/alice.html#test-1")
    (decision,) = entry("alice").decisions
    assert (decision.what, decision.who, decision.why) == (Override("test_a", 4.5, "d1"), "dora", "looked at it")
    assert entry("alice").points == 8.5
    page = served.get("small/instructor/alice.html").text
    assert "a person gave 4.5" in page
    assert "looked at it" in page
    served.post("small/students/alice", {**POINTS, "kind": "undo"})
    assert entry("alice").points == 10


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"why": " "}, "a decision needs a reason"),
        ({"points": "7"}, "test_a gives 0 to 6 points, not 7"),
        ({"points": "nan"}, "points: 'nan' is no number"),
        ({"points": ""}, "points: a number is needed"),
        ({"test": "test_z"}, "small has no test 'test_z'"),
        ({"digest": "d9"}, "something else counts for this student by now"),
        ({"kind": "nonsense"}, "nothing that can be decided"),
        ({"kind": "bonus", "points": "1e999"}, "is no number"),
        ({"kind": "comment", "text": "  "}, "the comment is empty"),
        ({"kind": "withdraw", "comment": "x"}, "no longer there"),
        ({"kind": "mark", "question": "2"}, "no such answer"),
        ({"kind": "mark", "question": "1", "points-1": "1"}, "line 2 of the rubric: a number is needed"),
    ],
)
def test_what_cannot_be_decided_is_one_sentence(
    served: Served, entry: Standing, fields: dict[str, str], said: str
) -> None:
    answer = served.post("small/students/alice", {**POINTS, **fields})
    assert answer.status_code == 422
    assert said in html.unescape(answer.text)
    assert entry("alice").decisions == ()


def test_what_was_filled_in_can_be_put_right(served: Served) -> None:
    long = "a reason that took thought <b>"
    page = served.post("small/students/alice", {**POINTS, "points": "99", "why": long}).text
    assert f'name="why" value="{html.escape(long)}"' in page
    assert 'name="points" value="99"' in page
    assert 'type="hidden" name="digest" value="d1"' in page


def test_a_comment_and_its_end(served: Served, entry: Standing) -> None:
    text = "well done\n<script>alert(1)</script> \u202e\x07"
    served.post("small/students/alice", {"kind": "comment", "text": text, "why": "praise"})
    assert entry("alice").comments == (text,)
    page = served.get("small/instructor/alice.html").text
    assert "<script>alert" not in page
    served.post("small/students/alice", {"kind": "withdraw", "comment": text_digest(text), "why": "a mistake"})
    assert entry("alice").comments == ()


def test_points_beside_the_tests(served: Served, entry: Standing) -> None:
    served.post("small/students/alice", {"kind": "bonus", "points": "-1.5", "why": "late twice"})
    assert entry("alice").points == 8.5
    assert [one.what for one in entry("alice").decisions] == [Bonus(-1.5)]


def test_a_written_answer_is_graded_for_all_whose_it_is(served: Served, entry: Standing) -> None:
    assert served.get("small/instructor/bob.html").text.count('name="points-') == 2
    digest = text_digest("Because of d2.")
    marks = {"kind": "mark", "question": "1", "text_digest": digest, "points-1": "1", "points-2": "2", "text": "good"}
    too_many = served.post("small/students/bob", {**marks, "points-2": "4"})
    assert "line 2 of its rubric gives 3 at most, not 4" in too_many.text
    assert served.post("small/students/bob", {**marks, "points-2": "-1"}).status_code == 422
    assert served.post("small/students/bob", {**marks, "text_digest": "old"}).status_code == 422
    assert entry("bob").awaiting == 4
    assert served.post("small/students/bob", marks).status_code == 303
    for login in ("bob", "carol"):
        assert (entry(login).points, entry(login).awaiting) == (8, 0)
        assert entry(login).comments == ("question 1: good",)
    assert entry("alice").awaiting == 4


def test_students_see_what_is_released(served: Served, entry: Standing) -> None:
    assert served.get("small/students/alice.html").status_code == 404
    served.post("small/students/alice", {"kind": "release", "why": "done"})
    answer = served.get("small/students/alice.html")
    assert answer.status_code == 200
    assert "<form" not in answer.text
    assert "<script" not in answer.text
    assert served.get("small/students/bob.html").status_code == 404
    served.post("small/release", {"kind": "release", "why": "all are done"})
    assert entry("bob").released
    served.post("small/release", {"kind": "hold", "why": "not yet"})
    assert not entry("bob").released
    assert entry("alice").released  # by a decision about her
    assert entry("bob").decisions[-1].what == Release(False)


def test_a_test_that_was_wrong(served: Served, course: Assignment) -> None:
    page = served.get("small/tests/test_a").text
    assert [line for line in page.splitlines() if "would gain" in line] == [
        "<p>3 would gain, 0 would lose.</p>",  # without it: the others have all points of test_b
        "<p>3 would gain, 0 would lose.</p>",
    ]
    answer = served.post("small/tests/test_a", {"kind": "drop", "why": "ambiguous"})
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/small/index.html#tests")
    store = open_store(course.course)
    decided = [one.what for one in Gradebook(course, store).decisions()]
    store.close()
    assert decided == [TestRule("test_a", "drop", may_lower=False)]
    assert "It is dropped." in served.get("small/tests/test_a").text
    assert served.post("small/tests/test_a", {"kind": "worse", "why": "x"}).status_code == 422
    assert served.post("small/tests/test_a", {"kind": "full", "why": ""}).status_code == 422
    assert served.get("small/tests/test_z").status_code == 404
    assert served.post("small/tests/test_z", {"kind": "drop", "why": "x"}).status_code == 422


def test_a_hostile_name_has_a_page_and_is_nothing_but_text(served: Served, entry: Standing) -> None:
    stem = folder_of(HOSTILE)
    assert f'href="instructor/{stem}.html"' in served.get("small/index.html").text
    page = served.get(f"small/instructor/{quote(stem)}.html")
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    served.post(f"small/students/{quote(stem)}", {"kind": "bonus", "points": "1", "why": "x"})
    assert [one.what for one in entry(HOSTILE).decisions] == [Bonus(1)]


@pytest.mark.parametrize(
    "path",
    [
        "nothing/index.html",
        "small/instructor/nobody.html",
        "small/instructor/..%2f..%2f.grader%2fgrades.db",
        "small/other/alice.html",
        "small/instructor/alice",
        "..%2fsmall/index.html",
    ],
)
def test_there_is_nothing_else(served: Served, path: str) -> None:
    assert served.get(path).status_code == 404


def test_a_notebook_is_saved_and_never_shown(served: Served) -> None:
    answer = served.get("small/instructor/alice-notebook.ipynb")
    assert answer.content == b"a notebook"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="alice-notebook.ipynb"'
    assert answer.headers["Content-Security-Policy"] == "sandbox"


def test_all_assignments_are_on_the_first_page(served: Served) -> None:
    page = served.get().text
    assert '<a href="small/index.html">A small assignment</a>' in page
    assert '<td class="figures">4</td>' in page


def test_a_page_shows_what_was_decided_since(served: Served, course: Assignment) -> None:
    """Though what it needs of an attempt is kept."""
    before = served.get("small/index.html").text
    store = open_store(course.course)
    Gradebook(course, store).decide(Comment("x"), why="y", login="alice")
    Gradebook(course, store).decide(Bonus(0.25), why="y", login="alice")
    store.close()
    assert "10.25" in served.get("small/index.html").text
    assert "10.25" not in before


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ("1,250", "points: '1,250' may be 1250 or 1.250: write it so"),
        ("1_0", "points: '1_0' is no number"),
        ("1e0", "points: '1e0' is no number"),
        ("\N{ARABIC-INDIC DIGIT THREE}", "is no number"),
        (" \N{MINUS SIGN}0,5 ", "test_a gives 0 to 6 points, not -0.5"),
    ],
)
def test_a_number_is_what_people_write(served: Served, entry: Standing, points: str, said: str) -> None:
    answer = served.post("small/students/alice", {**POINTS, "points": points})
    assert said in html.unescape(answer.text)
    assert entry("alice").decisions == ()


def test_points_to_be_edited_are_those_that_count_with_all_their_decimals(served: Served) -> None:
    """Sent back as they are, nothing is changed."""
    served.post("small/students/alice", {**POINTS, "points": "1.23456"})
    assert 'name="points" inputmode="decimal" size="6" value="1.23456"' in served.get(ALICE).text
    served.post("small/tests/test_a", {"kind": "full", "why": "ambiguous"})
    assert 'size="6" value="6"' in served.get("small/instructor/bob.html").text  # who was given 1


def test_a_number_of_a_question_that_is_too_long_to_be_one(served: Served) -> None:
    answer = served.post("small/students/alice", {"kind": "mark", "question": "9" * 5_000, "points-1": "1"})
    assert answer.status_code == 422
    assert "there is no such answer any more" in answer.text


def test_the_longest_comment_of_a_form_is_taken_in_every_script(served: Served, entry: Standing) -> None:
    text, why = "\u597d" * 20_000, "\u56e0" * 2_000
    assert served.post("small/students/alice", {"kind": "comment", "text": text, "why": why}).status_code == 303
    assert entry("alice").comments == (text,)


def test_what_was_written_comes_back_as_it_is(served: Served) -> None:
    """Joiners, direction marks and an empty first line are part of it."""
    text = "\n\N{HEAVY BLACK HEART}\N{VARIATION SELECTOR-16} \u0646\u0645\u06cc\u200c\u062e\u0648\n</textarea>"
    page = served.post("small/students/alice", {"kind": "comment", "text": text, "why": ""}).text
    assert f'name="text" rows="4">\n{html.escape(text, quote=False)}</textarea>' in page
    marks = {"kind": "mark", "question": "1", "text_digest": text_digest("Because of d1."), "points-1": "1"}
    served.post("small/students/alice", {**marks, "points-2": "0.125", "text": text})
    page = served.get(ALICE).text
    assert f'maxlength="20000">\n{html.escape(text, quote=False)}</textarea>' in page
    assert 'name="points-2" inputmode="decimal" size="5" value="0.125"' in page


@pytest.mark.parametrize("path", ["small/release", "small/tests/test_a"])
def test_a_reason_is_asked_for_as_a_form_does(served: Served, path: str) -> None:
    answer = served.post(path, {"kind": "release" if path.endswith("release") else "drop", "why": "\n"})
    assert '<p class="card problems" role="alert">a decision needs a reason</p>' in answer.text


def test_from_what_could_not_be_done_the_way_back_is_to_the_student(served: Served) -> None:
    page = served.post("small/students/alice", {**POINTS, "digest": "old"}).text
    assert f'{ALICE}">Back</a>' in page
    assert '/small/index.html">Back</a>' in served.post("small/release", {"kind": "release", "why": ""}).text


@pytest.mark.parametrize("path", ["small/index.html", ALICE, "small/tests/test_a"])
def test_regions_have_names_of_their_own(served: Served, path: str) -> None:
    page = served.get(path).text
    called = re.findall(r'<section [^>]*aria-labelledby="([^"]+)"|role="region" aria-label(?:ledby)?="([^"]+)"', page)
    assert called
    assert len(set(map("".join, called))) == len(called)


def test_what_can_be_decided_is_not_printed(served: Served) -> None:
    """The stylesheet leaves out what is `live`, and forms."""
    page = served.get(ALICE).text
    assert '<section class="card live" aria-labelledby="decide">' in page
    assert page.count('<tr role="row" class="more live">') == page.count("Give other points") == 2
    assert served.get("small/index.html").text.count('<p class="live"><a href="tests/') == 2
