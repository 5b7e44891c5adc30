"""The student's own file on the page: every line as it is, and what names a line linked both ways."""

from __future__ import annotations

import json
import re
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from made_grades import failed, full_grade, grade, outcome

from grader import report
from grader.remote.lines import Lines
from grader.report import listing
from grader.report.changes import changes
from grader.report.colouring import LONGEST_LINE, MOST_COLOURED, Coloured, rows_of
from grader.report.pages import page_values, submission_page
from grader.report.past import Past
from grader.report.places import Places, places_of
from grader.report.text import LONGEST_MESSAGE
from grader.report.views import Code
from grader.submission.notebook import read_notebook

SOURCE = b'''import numpy as np


@decorated
def softmax(z):
    """Rows that <sum> to one."""
    e = np.exp(z - z.max(1))  # of each row
    return e / 1.5 if True else None
'''


def page(*tests: Any, source: bytes = SOURCE, notebook: bytes = b"", out: Path, **changes: Any) -> str:
    index = report.write_submission(grade(*tests, **changes), out, Code(source, notebook, "mlp.py"))
    return index.read_text(encoding="utf-8")


def shown_lines(html: str) -> list[str]:
    """The text of each line that is listed, without what names it."""
    return [
        unescape(re.sub(r"<[^>]*>", "", line)) for line in re.findall(r"<li[^>]*><code>(.*?)</code>", html, re.DOTALL)
    ]


def notebook_of(*sources: str) -> tuple[bytes, bytes]:
    """The script of a notebook whose first cell is text, and the notebook as it is kept."""
    cells: list[dict[str, Any]] = [{"cell_type": "markdown", "metadata": {}, "source": "# Mine"}]
    cells += [{"cell_type": "code", "metadata": {}, "source": source, "outputs": []} for source in sources]
    found = read_notebook(json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}).encode())
    return found.script, found.cells


def test_the_file_is_shown_as_it_is(tmp_path: Path) -> None:
    html = page(outcome(), out=tmp_path)
    assert shown_lines(html) == SOURCE.decode().split("\n")[:-1]
    assert "<summary>mlp.py, 8 lines</summary>" in html
    assert "<details open" not in html.split('id="code"')[1]


def test_what_words_are_has_a_class_and_no_style(tmp_path: Path) -> None:
    html = page(outcome(), out=tmp_path)
    for span in (
        '<span class="k">import </span>',
        '<span class="f">@decorated</span>',
        '<span class="f">softmax</span>',
        '<span class="s">&#34;&#34;&#34;Rows that &lt;sum&gt; to one.&#34;&#34;&#34;</span>',
        '<span class="c"># of each row</span>',
        '<span class="m">1.5 </span>',
        '<span class="m">True </span>',
    ):
        assert span in html, span
    assert "style=" not in html


def test_a_line_and_the_tests_that_name_it_are_linked_both_ways(tmp_path: Path) -> None:
    html = page(
        failed("a", title="Rows <sum>", message="raised ValueError: no (line 7, in softmax)"),
        failed("b", title="Columns", hint="line 7 failed when the file was run", follows_from="line 2"),
        out=tmp_path,
        problems=("mlp.py, line 4, could not be read: what. Only that is lost.",),
    )
    assert 'raised ValueError: no (<a href="#line-7">line 7</a>, in softmax)' in html
    assert html.count('<a href="#line-7">line 7</a>') == 4  # both tests, and what to do about them
    assert '<a href="#line-4">mlp.py, line 4</a>, could not be read' in html
    named = dict(re.findall(r'<li id="line-(\d+)" class="named">.*?<span class="noted">(.*?)</span></li>', html))
    assert re.findall(r'<a href="#([\w-]+)">([^<]*)', named["7"]) == [
        ("test-1", "Rows &lt;sum&gt;"),
        ("test-2", "Columns"),
    ]
    assert re.findall(r'a href="#([\w-]+)"', named["4"]) == ["problems"]
    assert re.findall(r'a href="#([\w-]+)"', named["2"]) == ["test-2"]


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("line 3", [3]),
        ("(line 3, in f)", [3]),
        ("line 3, in f: x\nline 5, in g: y", [3, 5]),
        ("mlp.py, line 3", [3]),
        ("other.py, line 3", []),
        ("line 0 and line 9 and line 1234567", []),
        ("line 12345678", []),
        ("deadline 3, line3, underline 4, line x", []),
        ("cell 1, line 3", []),
        ('<a href="#">line 3</a>', [3]),
    ],
)
def test_which_lines_a_text_names(text: str, linked: list[int]) -> None:
    places = Places(Lines("mlp.py"), 8)
    assert re.findall(r'<a href="#line-(\d+)">', places.links(text)) == [str(line) for line in linked]
    assert places.named(text) == set(linked)
    assert unescape(re.sub(r"</?a(?: href=\"#line-\d+\")?>", "", str(places.links(text)))) == text


def test_lines_of_a_notebook_are_counted_in_their_cells(tmp_path: Path) -> None:
    script, notebook = notebook_of("a = 1\nb = 2", "def f():\n    raise ValueError")
    places = places_of(rows_of(script), notebook, "mine.ipynb")
    assert places.named("cell 3, line 2") == {7}
    assert places.named("mine.ipynb, cell 2, line 1, could not be read") == {2}
    for text in ("cell 3, line 3", "cell 1, line 1", "cell 9, line 1", "line 2", "other.py, cell 3, line 2"):
        assert places.named(text) == set(), text
    html = page(failed(message="raised E (cell 3, line 2, in f)"), source=script, notebook=notebook, out=tmp_path)
    assert '<a href="#line-7">cell 3, line 2</a>' in html
    assert re.findall(r'<h3 class="cell">(Cell \d)</h3>\s*<ol class="code" start="(\d)">', html) == [
        ("Cell 2", "1"),
        ("Cell 3", "1"),
    ]
    assert shown_lines(html) == ["a = 1", "b = 2", "def f():", "    raise ValueError"]


@pytest.mark.parametrize("notebook", [b"", b"no notebook"])
def test_a_notebook_of_which_nothing_could_be_run_has_its_cells_all_the_same(notebook: bytes) -> None:
    script, _ = notebook_of("a = 1\nb = 2", "c = 3")
    assert places_of(rows_of(script), notebook, "mlp.py").lines.cells == ((2, 2), (6, 3))


def test_what_a_student_is_not_told_marks_no_line(tmp_path: Path) -> None:
    test = failed(message="raised E", detail="line 7, in softmax: e")
    assert 'class="named"' not in page(test, out=tmp_path / "student")
    html = page(test, out=tmp_path / "instructor", audience="instructor")
    assert '<a href="#line-7">line 7</a>, in softmax' in html
    assert '<li id="line-7" class="named">' in html


def test_hostile_code_is_text(tmp_path: Path) -> None:
    source = b"x = '</code></li><script>alert(1)</script>\x1b[2J\xe2\x80\xae'\r\n# <img src=x onerror=1>\ry\n\xff"
    html = page(outcome(), source=source, out=tmp_path)
    assert "<script" not in html
    assert "<img" not in html
    assert shown_lines(html) == [
        "x = '</code></li><script>alert(1)</script>[ESC][2J[U+202E]'",
        "# <img src=x onerror=1>",
        "y",
        "\N{REPLACEMENT CHARACTER}",
    ]


@pytest.mark.parametrize("line", ["<<<<", "x = 'a' + 1 if y else None # é", "(" * 90, "\x1b\x1b\x1b"])
def test_a_page_with_a_file_of_any_length_stays_small(tmp_path: Path, line: str) -> None:
    source = f"{line}\n".encode() * (1_000_000 // len(line))
    html = page(failed(message="raised (line 9000, in f)", detail="d" * 4000), source=source, out=tmp_path)
    assert len(html.encode()) < 500_000
    assert '<li id="line-9000" class="named">' in html
    shown = len(shown_lines(html))
    skipped = sum(int(count) for count in re.findall(r"(\d+) lines? (?:is|are) not shown", html))
    assert shown + skipped == len(rows_of(source))
    assert skipped > 0


@pytest.mark.parametrize("audience", ["student", "instructor"])
def test_a_page_of_many_tests_with_much_to_say_stays_small(audience: str) -> None:
    said = {"message": "raised <ValueError> 'no' (line 7, in f) " * 8, "hint": "a hint of two lines, or so. " * 8}
    told = {"detail": "line 7, in softmax: <e>\n" * 400, "output": "printed <by> the student\n" * 400}
    tests = [failed(f"test_{number}", seed="5" * 32, **said, **told) for number in range(60)]
    source = SOURCE * 4000
    found = [changes("c", [f"was {number}"] * 5000, rows_of(source)) for number in range(2)]
    past = Past((), 0, tuple(found), "c" * 64) if audience == "instructor" else None
    values = page_values(grade(*tests, audience=audience), "sample", Code(source, b"", "mlp.py"), past=past)
    assert len(submission_page(values).encode()) < 500_000


def test_around_a_line_that_is_named_lines_are_shown(tmp_path: Path) -> None:
    source = b"x = 1  # some more text that takes room\n" * 20_000
    html = page(failed(message="raised (line 9000, in f)"), source=source, out=tmp_path)
    starts = [int(start) for start in re.findall(r'<ol class="code" start="(\d+)">', html)]
    assert starts == [1, 9000 - listing.AROUND]


def test_what_is_named_behind_the_end_of_what_is_shown_marks_no_line(tmp_path: Path) -> None:
    for message, marked in (("line 2", True), (f"{'x' * LONGEST_MESSAGE} line 2", False)):
        html = page(failed(message=message), out=tmp_path)
        assert ('id="line-2"' in html) == ('href="#line-2"' in html) == marked


def test_a_long_line_is_cut_and_says_so() -> None:
    line = Coloured(["x" * 100_000]).line(1)
    assert "[the rest of this line is not shown]" in line
    assert len(line) < LONGEST_LINE + 100


def test_beyond_some_length_lines_are_plain() -> None:
    rows = ["x = 1"] * (MOST_COLOURED // 5 + 10)
    lines = Coloured(rows)
    assert lines.line(1) == 'x = <span class="m">1</span>'
    assert lines.line(len(rows)) == "x = 1"


def test_every_line_stays_what_it_is_in_colour() -> None:
    rows = ["a = '''", "text", "  more", "'''", "", "\tif x:\f", "if", "'open", "é = \\"]
    plain = [unescape(re.sub(r"<[^>]*>", "", line)) for line in map(Coloured(rows).line, range(1, len(rows) + 1))]
    assert plain == [row.replace("\f", "[FF]") for row in rows]


def test_without_a_source_there_is_no_section(tmp_path: Path) -> None:
    html = page(outcome(), source=b"", out=tmp_path)
    assert "The code that was graded" not in html


def test_nothing_on_a_page_runs_and_headings_are_in_order(tmp_path: Path) -> None:
    for audience in ("student", "instructor"):
        index = report.write_submission(full_grade(audience=audience), tmp_path, Code(SOURCE, file="mlp.py"))
        html = index.read_text(encoding="utf-8")
        assert "<script" not in html
        assert not re.search(r"\son\w+=|javascript:", html)
        levels = [int(level) for level in re.findall(r"<h(\d)", html)]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
