"""The pages as files: nothing in them runs or loads, nothing hidden is in them, everything that counts is."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from made_grades import failed, full_grade, grade, outcome

from grader import report
from grader.errors import GraderError
from grader.judge.grade import Grade
from grader.report.views import Code

STYLESHEET = Path(report.__file__).parent / "templates" / "report.css"
VOID = {"meta", "link", "br", "col", "img", "input", "hr"}
RUNS_OR_LOADS = {"script", "img", "iframe", "object", "embed", "form", "base", "image", "audio", "video"}
HOSTILE = "<script>alert(1)</script>\"'><img src=//evil.example/x onerror=alert(2)>{{ 7*7 }}\x1b[2J\u202e</style>"


class Page(HTMLParser):
    """A page's elements, their attributes and its text; fails on tags that are not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] != "style":
            self.words.append(data)

    def tags(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag == name]


def page_of(found: Grade, out: Path) -> str:
    return report.write_submission(found, out).read_text(encoding="utf-8")


def hostile_grade(audience: str) -> Grade:
    texts: dict[str, Any] = dict.fromkeys(("part", "title", "message", "hint", "detail", "output", "seed"), HOSTILE)
    evidence = {
        "history": {HOSTILE: [1.0, 2.0]},
        "confusion": {"labels": [HOSTILE, "b"], "matrix": [[1, 2], [3, 4]]},
        "gradient": {"parameters": {HOSTILE: {"shape": HOSTILE, "errors": [[1.0]]}}},
    }
    return grade(
        failed(HOSTILE, follows_from=HOSTILE, evidence=evidence, **texts),
        failed("second", evidence=evidence, **texts),
        submission=HOSTILE,
        submission_digest=HOSTILE,
        assignment_title=HOSTILE,
        isolation=HOSTILE,
        started=HOSTILE,
        problems=(HOSTILE,),
        audience=audience,
    )


@pytest.fixture(params=["student", "instructor"])
def hostile_page(request: pytest.FixtureRequest, tmp_path: Path) -> Page:
    return Page(page_of(hostile_grade(request.param), tmp_path))


def test_hostile_text_makes_no_element_that_runs_or_loads(hostile_page: Page) -> None:
    assert {tag for tag, _ in hostile_page.elements}.isdisjoint(RUNS_OR_LOADS)
    assert len(hostile_page.tags("style")) == 1
    for tag, attributes in hostile_page.elements:
        assert not [name for name in attributes if name.startswith("on") or name in {"style", "src", "srcdoc"}]
        target = attributes.get("href") or ""
        assert re.fullmatch(r"#[\w-]+|data:,|[\w.-]+\.html", target) or "href" not in attributes, (tag, target)


def test_hostile_text_is_shown_as_it_was_written_with_controls_visible(hostile_page: Page) -> None:
    assert "<script>alert(1)</script>" in hostile_page.text
    assert "{{ 7*7 }}[ESC][2J[U+202E]" in hostile_page.text


def test_no_control_or_direction_character_is_in_a_page(tmp_path: Path) -> None:
    html = page_of(hostile_grade("instructor"), tmp_path)
    assert re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]", html) == []


def test_the_policy_allows_our_stylesheet_by_its_hash_and_nothing_else(tmp_path: Path) -> None:
    html = page_of(full_grade(), tmp_path)
    policies = [meta["content"] for meta in Page(html).tags("meta") if meta.get("http-equiv")]
    style = html.split("<style>")[1].split("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policies == [
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    ]
    assert html.index("Content-Security-Policy") < html.index("<style>")


def test_the_stylesheet_loads_nothing() -> None:
    style = STYLESHEET.read_text(encoding="utf-8")
    assert not re.search(r"url\(|@import|image-set|expression|</", style)


def test_a_students_page_holds_nothing_of_the_instructors(tmp_path: Path) -> None:
    assert "secret" not in page_of(full_grade(), tmp_path)


def test_an_instructors_page_holds_detail_output_seed_and_what_the_sandbox_did(tmp_path: Path) -> None:
    html = page_of(full_grade(audience="instructor"), tmp_path)
    assert {f"secret-{field}" for field in ("detail", "output", "seed", "event")} <= set(
        re.findall(r"secret-\w+", html)
    )


@pytest.mark.parametrize("audience", ["instructor", "student"])
def test_what_a_person_should_look_at_is_said_to_the_instructor_alone(tmp_path: Path, audience: str) -> None:
    suspected = outcome(evidence={"suspicion": {"why": "better than anything can be: a <leak>?"}})
    html = page_of(grade(suspected, audience=audience), tmp_path)
    assert ("To be looked at by a person" in html) == (audience == "instructor")
    assert ("better than anything can be: a &lt;leak&gt;?" in html) == (audience == "instructor")


def test_a_page_says_what_a_student_needs(tmp_path: Path) -> None:
    page = Page(page_of(full_grade(), tmp_path))
    for text in (
        "A multi-layer perceptron in NumPy",
        "13.5 of 60",
        "line 12: unclosed bracket",
        "Graded 21 November 2026, 21:30 UTC in 41 s, isolation A",
        "A: namespaces, Landlock, seccomp",
        "backward: grads['b1'] has shape (5, 4), expected (4,)",
        "was the sum over the batch forgotten?",
        "follows from backward : set that right first",
        "0.03 s of 2.0 s",
        "84 MB of 2,048 MB",
        "Accuracy 95.7 %; full points from 96 %, none at 94 % or below",
        "295 of 317 right (93.1 %)",
        "1 more test (15 points) follows from backward.",
        "1 passed, 1 failed, 1 follow from another, 1 timed out, 1 partial, 1 not run",
    ):
        assert text in page.text


SCALE = "full points from 99 %, none at 98 % or below"
TWICE = "So near the threshold the test was run twice, on different data, and the better run counts: "


@pytest.mark.parametrize(
    ("runs", "message", "said"),
    [
        ([0.9893, 0.9912], "", f"Accuracy 99.12 %; {SCALE}. {TWICE}98.93 %, 99.12 %"),
        ([0.9893, 0.988], "right on 98.93 %", f"{TWICE}98.93 %, 98.8 %"),
        ([0.9893, None], "right on 98.93 %", f"{TWICE}98.93 %, no accuracy"),
    ],
)
def test_a_page_says_of_which_runs_an_accuracy_is(
    tmp_path: Path, runs: list[float | None], message: str, said: str
) -> None:
    accuracy = {"value": max(filter(None, runs)), "full": 0.99, "zero": 0.98, "runs": runs}
    found = outcome(status="partial" if message else "passed", message=message, evidence={"accuracy": accuracy})
    page = Page(page_of(grade(found), tmp_path))
    assert page.text.count(said) == 1
    assert page.text.count("Accuracy") == (not message)


def test_a_page_warns_of_a_grade_without_protection(tmp_path: Path) -> None:
    for folder, isolation in (("weak", "E"), ("strong", "D")):
        page = Page(page_of(full_grade(isolation=isolation), tmp_path / folder))
        warned = "Warning: isolation E protects from accidents, not from an attack" in page.text
        assert warned == (isolation == "E")


def test_a_limit_on_memory_that_was_not_kept_is_not_shown(tmp_path: Path) -> None:
    assert "84 MB</td>" in page_of(grade(outcome(), memory_limit_mb=0), tmp_path)


def test_next_steps_are_the_costliest_failures_that_do_not_follow(tmp_path: Path) -> None:
    html = page_of(full_grade(), tmp_path)
    steps = html.split('<ol class="steps">')[1].split("</ol>")[0]
    assert re.findall(r'<a href="#(test-\d)">([^<]+)', steps) == [
        ("test-2", "Gradients"),
        ("test-4", "The loss falls"),
        ("test-5", "Accuracy on images nobody has seen"),
    ]


def test_tests_that_say_the_same_are_one_step(tmp_path: Path) -> None:
    said = "grads['{}'] is exactly 1/{} of what was expected: was the division by N done twice?"
    tests = [
        failed("a", title="Alone", max_points=4.0, hint="another mistake"),
        *(failed(f"s{n}", title=f"Same {n}", max_points=n, hint=said.format(f"W{n}", n)) for n in (1.0, 2.0, 3.0)),
        *(failed(f"t{n}", title=f"Other {n}", max_points=0.5, message="no reason found") for n in range(5)),
    ]
    html = page_of(grade(*tests), tmp_path)
    steps = html.split('<ol class="steps">')[1].split("</ol>")[0]
    assert re.findall(r'<a href="#(test-\d)">([^<]+)</a> <span class="gain">([^<]+)', steps) == [
        ("test-4", "Same 3.0", "6 points"),
        ("test-1", "Alone", "4 points"),
        ("test-5", "Other 0", "2.5 points"),
    ]
    assert "The same in Same 2.0 ; Same 1.0" in Page(html).text
    assert "Other 3 and 1 more" in Page(html).text


def test_the_seed_of_what_passed_is_no_news(tmp_path: Path) -> None:
    html = page_of(grade(outcome(seed="5eed1"), failed(seed="5eed2"), audience="instructor"), tmp_path)
    assert ["5eed1" in html, "5eed2" in html] == [False, True]


def test_a_message_keeps_its_line_breaks(tmp_path: Path) -> None:
    html = page_of(grade(failed(message="first\n  second\r\nthird")), tmp_path)
    assert '<div class="said message">first\n  second\nthird</div>' in html
    assert re.search(r"\.said \{[^}]*white-space: pre-wrap", html)


def test_huge_texts_are_capped(tmp_path: Path) -> None:
    huge = "y" * 3_000_000
    evidence = {"history": {huge: [1.0, 2.0]}}
    test = failed(huge, title=huge, message=huge, hint=huge, detail=huge, output=huge, evidence=evidence)
    found = grade(test, submission=huge, problems=(huge,) * 500, audience="instructor")
    assert len(page_of(found, tmp_path)) < 300_000


def test_tables_have_captions_and_headings_have_scopes(tmp_path: Path) -> None:
    page = Page(page_of(full_grade(), tmp_path))
    assert len(page.tags("caption")) == len(page.tags("table")) > 0
    assert [heading for heading in page.tags("th") if "scope" not in heading] == []


def test_a_submission_without_tests_shows_its_problems(tmp_path: Path) -> None:
    page = Page(page_of(grade(problems=("mlp.py is missing",)), tmp_path))
    assert "Problems with this submission mlp.py is missing" in page.text
    assert "0 of 0" in page.text


def test_the_same_grades_make_the_same_bytes(tmp_path: Path) -> None:
    assert page_of(full_grade(), tmp_path / "a") == page_of(full_grade(), tmp_path / "b")


def test_a_link_where_a_page_goes_is_replaced_and_not_followed(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("kept")
    out = tmp_path / "out"
    out.mkdir()
    (out / "index.html").symlink_to(precious)
    report.write_submission(full_grade(), out)
    assert precious.read_text() == "kept"
    assert not (out / "index.html").is_symlink()
    assert sorted(path.name for path in out.iterdir()) == [".grader-report.json", "index.html"]


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(GraderError, match="the report cannot be written: Not a directory"):
        report.write_submission(full_grade(), tmp_path / "file" / "reports")


def test_a_notebook_has_a_page_that_runs_nothing(tmp_path: Path) -> None:
    attack = "<script>alert(1)</script><img src=x onerror=alert(2)><iframe src='//evil'></iframe>"
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": f"# Mine {attack} [link](javascript:alert(3))"},
        {"cell_type": "markdown", "metadata": {}, "source": "## Then\n\nA **bold** word."},
        {"cell_type": "markdown", "metadata": {}, "source": "| a | b |\n|---|---|\n| 1 | 2 |"},
        {
            "cell_type": "code",
            "execution_count": 1,
            "metadata": {},
            "source": "plot()",
            "outputs": [
                {"output_type": "display_data", "data": {"text/html": f"<b>bold</b>{attack}"}, "metadata": {}},
                {"output_type": "display_data", "data": {"image/png": "iVBORw0KGgo="}, "metadata": {}},
                {"output_type": "display_data", "data": {"application/javascript": "alert(4)"}, "metadata": {}},
                {"output_type": "stream", "name": "stdout", "text": attack},
                {"output_type": "error", "ename": "E", "evalue": attack, "traceback": ["\x1b[31mred\x1b[0m"]},
            ],
        },
    ]
    notebook = json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}).encode()
    index = report.write_submission(grade(), tmp_path, Code(b"", notebook))
    assert {path.name for path in tmp_path.glob("*.*")} - {".grader-report.json"} == {
        "index.html",
        "index-notebook.html",
        "index-notebook.ipynb",
    }
    assert 'href="index-notebook.html"' in index.read_text(encoding="utf-8")
    assert (tmp_path / "index-notebook.ipynb").read_bytes() == notebook
    text = (tmp_path / "index-notebook.html").read_text(encoding="utf-8")
    page = Page(text)
    assert page.tags("script") == page.tags("iframe") == []
    attributes = [name for _, found in page.elements for name in found]
    assert not [name for name in attributes if name.startswith("on")]
    assert "javascript:" not in [str(link.get("href"))[:11] for link in page.tags("a")]
    assert {image.get("src", "") for image in page.tags("img")} == {"", "data:image/png;base64,iVBORw0KGgo="}
    assert "<b>bold</b>" in text
    assert [page.tags(name) != [] for name in ("h1", "h2", "p", "strong", "table", "td")] == [True] * 6


@pytest.mark.parametrize("content", [b"", b"{}", b"[" * 50_000, b'{"nbformat": 4, "cells": 3}'])
def test_a_notebook_that_cannot_be_rendered_costs_its_page_only(tmp_path: Path, content: bytes) -> None:
    report.write_submission(grade(), tmp_path, Code(b"", content or b" "))
    assert "rendering it failed" in (tmp_path / "index-notebook.html").read_text(encoding="utf-8")


def test_the_pages_of_a_notebook_go_when_a_script_is_handed_in_instead(tmp_path: Path) -> None:
    report.write_submission(grade(), tmp_path, Code(b"", b"{}"))
    (tmp_path / "mine.txt").write_text("kept")
    assert "-notebook" not in page_of(grade(), tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"index.html", "mine.txt", ".grader-report.json"}
