"""`grader similar` as an instructor uses it, on what students hand in, the hostile ones among them."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from made_similar import dressed
from small_course import write_course
from terminal import assert_one_line, grader

from grader.cli import similar

HOSTILE = "<script>alert(1)</script>\"'><img src=//evil.example/x onerror=alert(2)>{{ 7*7 }}\x1b[2J\u202e</style>"
OWN = """
import numpy as np


def double(x):
    found = np.asarray(x, float)
    for row in range(len(found)):
        found[row] = found[row] + found[row] * (1 if found[row].any() else 0)
    return np.where(np.isnan(found), 0, found).reshape(np.shape(x))


def total(x):
    sums = [part.sum() for part in np.array_split(double(x).ravel(), 7) if part.size]
    while len(sums) > 1:
        first, second, *rest = sorted(sums, key=abs, reverse=True)
        sums = [*rest, first + second]
    return float(sums[0]) if sums else 0.0


def history(x, epochs):
    kept = {}
    for epoch in reversed(range(1, epochs + 1)):
        kept[epoch] = total(np.multiply(x, epoch)) / max(1, len(kept)) * max(1, len(kept))
    return [kept[epoch] for epoch in sorted(kept)]
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return write_course(tmp_path / "course").course


@pytest.fixture
def handed_in(tmp_path: Path) -> Path:
    """alice's, bob's that is a copy of it, and carol's own."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "alice.py").write_text(OWN, encoding="utf-8")
    (folder / "bob.py").write_text(dressed(OWN), encoding="utf-8")
    (folder / "carol.py").write_text("def double(x):\n    return x + x\n", encoding="utf-8")
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(similar.command, ["small", *map(str, arguments)], catch_exceptions=False)


def test_a_copy_is_shown_as_a_group_and_is_no_verdict(course: Path, handed_in: Path) -> None:
    done = run(handed_in, "--course", course)
    assert done.exit_code == 0
    assert "alice, bob" in done.output
    assert "3 in the class compared; 1 pair shares 60 % or more" in done.output
    assert "evidence for a person, and not a verdict" in done.output


def test_nothing_found_is_said(course: Path, handed_in: Path) -> None:
    done = run(handed_in / "alice.py", handed_in / "carol.py", "--course", course)
    assert done.exit_code == 0
    assert "0 pairs share 60 % or more" in done.output


def test_a_notebook_in_an_archive_is_compared_by_its_code_cells(course: Path, tmp_path: Path, handed_in: Path) -> None:
    pieces = re.split(r"\n\n\n", dressed(OWN, 2).replace("\ndef ", "\n\n\ndef "))
    cells = [{"cell_type": "code", "metadata": {}, "source": piece, "outputs": []} for piece in pieces]
    cells.insert(1, {"cell_type": "markdown", "metadata": {}, "source": "def of(text): is no code"})
    notebook = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}
    with zipfile.ZipFile(tmp_path / "dora.zip", "w") as archive:
        archive.writestr("small.ipynb", json.dumps(notebook))
    done = run(handed_in / "alice.py", tmp_path / "dora.zip", "--course", course)
    assert "alice, dora" in done.output


def test_earlier_and_known_ones_are_told_from_the_class(course: Path, tmp_path: Path, handed_in: Path) -> None:
    for name in ("earlier", "known"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "eve.py").write_text(OWN, encoding="utf-8")
    places = ("--earlier", tmp_path / "earlier", "--known", tmp_path / "known")
    done = run(handed_in / "alice.py", *places, "--course", course)
    assert "alice, eve (earlier), eve (known)" in done.output
    assert "1 in the class, 1 of earlier years, 1 known already compared; 2 pairs share" in done.output
    given = run(handed_in / "alice.py", *places, "--given", handed_in / "bob.py", "--course", course)
    assert "0 pairs share" in given.output


def test_a_second_file_does_not_hide_a_copy(course: Path, handed_in: Path) -> None:
    (handed_in / "fred").mkdir()
    (handed_in / "fred" / "small.py").write_text("from own_parts import *\n", encoding="utf-8")
    (handed_in / "fred" / "own_parts.py").write_text(OWN, encoding="utf-8")
    assert "alice, bob, fred" in run(handed_in, "--course", course).output


def test_hostile_submissions_cost_a_line_each(course: Path, handed_in: Path) -> None:
    (handed_in / "huge.py").write_text("x = 1\n" * 170_000, encoding="utf-8")
    (handed_in / "binary.py").write_bytes(bytes(range(256)) * 10)
    (handed_in / "latin.py").write_bytes(OWN.replace("double", "d\u00f6uble").encode("latin-1"))
    (handed_in / "broken.py").write_text(OWN.replace("return", "retrun (", 1), encoding="utf-8")
    (handed_in / "nothing.ipynb").write_text("{", encoding="utf-8")
    (handed_in / "empty.py").write_text("", encoding="utf-8")
    os.mkfifo(handed_in / "pipe.py")
    (handed_in / "link.py").symlink_to("/etc/passwd")
    done = run(handed_in, "--course", course)
    assert done.exit_code == 0
    for name in ("huge", "binary", "latin", "nothing", "empty"):
        (line,) = (line for line in done.output.split("\n") if line.startswith(f"{name} is not compared: "))
        assert len(line) < 300
    assert "huge is not compared: it has 996.1 kB of code, and 128.0 kB can be compared" in done.output
    assert "pipe.py is left out" in done.output
    assert "link.py is left out" in done.output
    assert "alice, bob, broken" in done.output


def test_nothing_that_is_handed_in_is_run(course: Path, tmp_path: Path, handed_in: Path) -> None:
    trace = tmp_path / "trace"
    (handed_in / "eve.py").write_text(f"open({str(trace)!r}, 'w')\n{OWN}", encoding="utf-8")
    run(handed_in, "--course", course, "--out", tmp_path / "out")
    assert not trace.exists()


class Elements(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_pages_show_hostile_code_as_text_and_mark_what_is_shared(
    course: Path, handed_in: Path, tmp_path: Path
) -> None:
    for name in ("alice", "bob"):
        path = handed_in / f"{name}.py"
        path.write_text(f"{path.read_text(encoding='utf-8')}\n# {HOSTILE}\nx = '{'y' * 9000}'\n", encoding="utf-8")
    (handed_in / "bob.py").rename(handed_in / "<img src=x> & co.py")
    out = tmp_path / "out"
    assert f"pages: {out / 'index.html'}" in run(handed_in, "--course", course, "--out", out).output
    pages = {path.name: path.read_text(encoding="utf-8") for path in out.glob("*.html")}
    assert set(pages) == {"index.html", "img-src-x-co-alice.html"}
    for html in pages.values():
        page = Elements(html)
        assert {tag for tag, _ in page.found}.isdisjoint(
            {"script", "img", "iframe", "object", "embed", "form", "base", "image", "audio", "video"}
        )
        for _, attributes in page.found:
            assert not [name for name in attributes if name.startswith("on") or name in {"style", "src", "srcdoc"}]
            assert re.fullmatch(r"#[\w-]+|data:,|[\w.-]+\.html", attributes.get("href") or "#x")
        style = html.split("<style>")[1].split("</style>")[0]
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"default-src 'none'; style-src 'sha256-{digest}'" in html.replace("&#39;", "'")
        assert re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]", html) == []
        assert "not a verdict" in html
    pair = Elements(pages["img-src-x-co-alice.html"])
    said = "".join(pair.words)
    assert "<script>alert(1)</script>" in said
    assert "{{ 7*7 }}[ESC][2J[U+202E]" in said
    assert "[the rest of this line is not shown]" in said
    anchors = {attributes["id"] for tag, attributes in pair.found if tag == "mark" and "id" in attributes}
    targets = {attributes.get("href") for tag, attributes in pair.found if tag == "a"} - {"index.html"}
    assert targets
    assert targets == {f"#{anchor}" for anchor in anchors}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), ["missing argument"]),
        (("small",), ["missing argument"]),
        (("small", "x", "--threshold", "0"), ["--threshold", "0"]),
        (("small", "x", "--common", "101"), ["--common", "101"]),
    ],
)
def test_wrong_use_is_a_line(arguments: tuple[str, ...], words: list[str]) -> None:
    assert_one_line(grader("similar", *arguments), "grader: ", *words, "see grader similar --help")


def test_a_path_that_is_not_there_is_a_line(course: Path) -> None:
    assert_one_line(grader("similar", "small", "nowhere", "--course", str(course)), "grader: no file or folder nowhere")


def test_the_help_loads_nothing_heavy() -> None:
    program = "import sys, grader.cli.similar; print({'numpy', 'parso', 'rich', 'jinja2'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
