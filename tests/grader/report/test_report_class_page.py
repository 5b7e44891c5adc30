"""The page of a class: complete without its script, safe whatever its students are called, small for a thousand."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

import pytest
from made_class import entry, records
from made_grades import ANSWERS, failed, full_grade, grade, outcome
from test_report_pages import HOSTILE, Page

from grader.report.class_page import class_page, laid_out
from grader.report.class_records import Records
from grader.report.class_standing import ranges

SUM = "grads['b1'] is right once axis 0 is reduced: was the sum over the batch forgotten?"
RUNS = {"img", "iframe", "object", "embed", "form", "base", "image", "audio", "video"}


def html(found: Records, **options: Any) -> str:
    return class_page(laid_out("mlp_numpy", "A perceptron", found, **options))


def small_class() -> Records:
    late = {"days_late": 2, "slip_days": 1}
    return records(
        (entry("ada", 1, name="Ada Abe", section="A", points=55.0), full_grade()),
        (entry("bo", 2, name="Bo Bauer", section="B", points=20.0, **late), full_grade(answers=ANSWERS)),
        (entry("bo2", 2, name="Bea Bauer", section="B", points=20.0, awaiting=5.0), full_grade(answers=ANSWERS)),
        (entry("cy", None, name="Cy Conti", section="B"), None),
        (entry("di", None, status="excused", points=None), None),
    )


def section(text: str, name: str) -> str:
    return text.partition(f'aria-labelledby="{name}"')[2].split("</section>")[0]


def test_points_are_a_picture_a_table_and_quartiles_of_those_who_have_a_grade() -> None:
    text = html(small_class())
    assert '<desc id="scores-d">3 students. Half have between 20 and 37.5 of 60 points, the median is 20' in text
    assert "<td>6 to 12</td>" in text
    assert "30 to 40 %</th><td>18 to 24</td><td>2</td><td>66.7 %</td>" in text
    assert "Quartiles</dt><dd>20 and 37.5" in text


def test_who_is_missing_late_excused_or_waits_is_counted_and_named() -> None:
    found = Page(section(html(small_class()), "standing").partition(">")[2])
    assert found.text.startswith(
        "Who needs a look 1 Missing Cy Conti 1 Late Bo Bauer 2 days, 1 free 1 Excused di 1 Awaiting"
    )
    assert "5 points" in found.text


def test_nobody_missing_is_said_too() -> None:
    text = html(records((entry(), full_grade())))
    assert "<strong>0</strong> Missing" in text


def test_each_student_has_a_line_with_the_link_and_a_mark_for_each_test() -> None:
    text = section(html(small_class()), "students")
    rows = text.split("<tbody")[1].split("<tr ")[1:]
    assert ['href="instructor/ada.html"' in rows[0], "<a " in rows[3]] == [True, False]
    assert re.findall(r"class=(\w)>", rows[0]) == ["p", "f", "w", "t", "h", "n"]
    assert '<span class="vh"> not passed: 2 to 6</span>' in rows[0]
    assert re.sub(r"<[^>]+>", "|", rows[3]).strip("|").count("missing") == 1


def test_marks_differ_without_colour_and_the_legend_has_those_that_are_used() -> None:
    page = laid_out("s", "t", small_class())
    shown = [mark.glyph for mark in page.marks]
    assert len(set(shown)) == len(shown) == 6
    assert all(mark.glyph.encode("latin-1") for mark in page.marks)


def test_what_hands_in_together_counts_once_for_a_test() -> None:
    tests = laid_out("s", "t", small_class()).tests
    assert [(test.passed, test.rate) for test in tests[:2]] == [("2 of 2", "100 %"), ("0 of 2", "0 %")]
    assert tests[-1].remarks == ("not run in 2 submissions",)


def test_parts_come_in_the_order_of_the_assignment() -> None:
    page = laid_out("s", "t", small_class(), parts=["Accuracy", "Training"])
    assert [part for part, _ in page.parts] == ["Accuracy", "Training", "Softmax and loss", "Backpropagation"]
    assert [test.number for test in page.tests] == [1, 2, 3, 4, 5, 6]


def test_a_test_that_does_not_count_is_marked() -> None:
    page = laid_out("s", "t", small_class(), not_counting={"test_backward"})
    assert [test.title for test in page.tests if any("by a decision" in said for said in test.remarks)] == ["Gradients"]


def test_the_same_mistake_is_told_once_with_those_who_made_it() -> None:
    given = [(entry(f"s{n}", n), grade(failed(hint=SUM.replace("b1", f"b{n}")))) for n in range(1, 4)]
    text = section(html(records(*given, (entry("s9", 9), grade(failed(hint="another"))))), "wrong")
    assert "<strong>3 students:</strong>" in text.replace(' <span class="said">', "")
    assert text.index("3 students") < text.index("1 student:")
    assert [f'<a href="instructor/s{n}.html">' in text for n in (1, 2, 3, 9)] == [True] * 4


def test_time_and_memory_name_the_slowest() -> None:
    slow = grade(outcome(seconds=7.0, peak_memory_mb=300.0), seconds=9.0)
    costs = laid_out("s", "t", records((entry("a", 1), slow), (entry("b", 2), grade(outcome())))).costs
    assert [(one.title, one.most.text, one.who[0]) for one in costs] == [
        ("Time", "41 s", "b"),
        ("Memory, peak", "300 MB", "a"),
    ]


def test_there_is_a_leaderboard_only_where_it_is_asked_for_and_it_names_nobody() -> None:
    assert "Leaderboard" not in html(small_class())
    board = section(html(small_class(), called=lambda login: login.upper()[::-1]), "leaders")
    assert re.findall(r"<td class=\"figures\">(\d)</td><th scope=\"row\"><code>(\w+)", board) == [
        ("1", "2OB"),
        ("1", "ADA"),
        ("1", "OB"),
    ]
    assert "95.7 %" in board
    assert "Ada Abe" not in board


def test_suspected_work_has_no_place_on_the_board() -> None:
    evidence = {"accuracy": {"value": 1.0, "full": 0.9, "zero": 0.8}, "suspicion": {"why": "too good"}}
    found = records((entry("ada"), grade(outcome(evidence=evidence))))
    text = html(found, called=str)
    assert "1 student left out until a person has looked" in text
    assert "<code>ada" not in text
    assert "To be looked at by a person" in text


def hostile_class() -> Records:
    hostile = failed(HOSTILE, part=HOSTILE, title=HOSTILE, hint=HOSTILE, message=HOSTILE)
    return records(
        (entry("a", 1, name=HOSTILE, section=HOSTILE), grade(hostile, problems=(HOSTILE,), isolation="E")),
        (entry(HOSTILE, None, name="\u202eevil" + "x" * 5000), None),
    )


def test_hostile_names_and_hints_are_shown_and_do_nothing() -> None:
    text = html(hostile_class(), called=str)
    page = Page(text)
    assert {tag for tag, _ in page.elements}.isdisjoint(RUNS)
    assert len(page.tags("script")) == len(page.tags("style")) == 1
    for _, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name in {"style", "src", "srcdoc"}]
    assert re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]", text) == []
    assert "[U+202E]evil" in text
    assert "x" * 100 not in text


def test_the_policy_allows_the_one_script_and_the_stylesheet_by_their_hashes_and_nothing_else() -> None:
    text = html(small_class())
    (policy,) = [meta["content"] for meta in Page(text).tags("meta") if meta.get("http-equiv")]

    def hashed(tag: str) -> str:
        inside = text.split(f"<{tag}>")[1].split(f"</{tag}>")[0]
        return base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()

    assert policy == (
        f"default-src 'none'; style-src 'sha256-{hashed('style')}'; script-src 'sha256-{hashed('script')}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def test_the_script_adds_controls_and_no_text_of_its_own_as_markup() -> None:
    text = html(small_class())
    before, script = text.split("<script>")
    assert "<button" not in before
    assert '<div class="filter" hidden>' in before
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval|Function\(|fetch|import", script)


@pytest.mark.parametrize("made", [small_class, hostile_class, Records])
def test_ids_are_unique_references_have_targets_and_tables_their_names(made: Any) -> None:
    page = Page(html(made(), called=str))
    ids = [str(attributes["id"]) for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    wanted = {str(one["href"])[1:] for _, one in page.elements if str(one.get("href")).startswith("#")}
    for _, attributes in page.elements:
        for name in ("aria-labelledby", "aria-describedby", "for", "data-filter"):
            wanted |= set((attributes.get(name) or "").split())
    assert wanted <= set(ids)
    assert len(page.tags("caption")) == len(page.tags("table"))
    assert [heading for heading in page.tags("th") if "scope" not in heading] == []


def test_nobody_at_all_is_said() -> None:
    assert "Nobody has handed in anything" in html(Records())


def test_a_thousand_students_and_45_tests_stay_below_five_megabytes() -> None:
    tests = [
        failed(f"t{n}", title=f"A test of some length, number {n}", hint=f"{SUM} {'x' * (n % 30)}") for n in range(45)
    ]
    given = [
        (entry(f"student{n:05}", n, name=f"Somebody Somename {n}", section="Group A"), grade(*tests))
        for n in range(1000)
    ]
    assert len(html(records(*given)).encode()) < 5_000_000


@pytest.mark.parametrize(
    ("places", "said"),
    [([], ""), ([1], "1"), ([1, 2], "1, 2"), ([1, 3, 4, 5, 9], "1, 3 to 5, 9"), ([2, 3, 4], "2 to 4")],
)
def test_places_in_a_row_are_told_as_a_range(places: list[int], said: str) -> None:
    assert ranges(places) == said
