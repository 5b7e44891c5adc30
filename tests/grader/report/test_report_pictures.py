"""Every picture of a page: a title and a description, text as text, numbers as a table, no id twice."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from made_class import entry, records
from made_grades import CONFUSION, GRADIENT, HISTORY, failed, full_grade, grade
from test_report_evidence import DIFFERENCES, IMAGES, PLANE, SHAPE
from test_report_pages import Page

from grader import report
from grader.report.class_page import class_page, laid_out

EVIDENCE: dict[str, Any] = {
    "history": {**HISTORY, "learning_rate": [0.1] * 6},
    "confusion": CONFUSION,
    "gradient": GRADIENT,
    "shape": SHAPE,
    "differences": DIFFERENCES,
    "boundary": PLANE,
    "images": IMAGES,
}
KINDS = 9  # of figures: three charts of a history, and one of each other kind


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Two tests of a page, each with a picture of every kind."""
    tests = (failed("one", evidence=EVIDENCE), failed("two", evidence=EVIDENCE))
    return report.write_submission(grade(*tests), tmp_path_factory.mktemp("out")).read_text(encoding="utf-8")


def of_class() -> str:
    return class_page(laid_out("mlp_numpy", "A perceptron", records((entry(), full_grade()), (entry("b", 2), grade()))))


def figures(page: str) -> list[str]:
    return [figure.split("</figure>")[0] for figure in page.split("<figure")[1:]]


def drawn(page: str) -> list[str]:
    return [figure for figure in figures(page) if '<svg class="swatch"' not in figure and "<svg" in figure]


def words(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", markup).split())


def test_a_page_has_all_that_evidence_gives(html: str) -> None:
    assert len(figures(html)) == 2 * KINDS
    assert len(drawn(html)) == 2 * (KINDS - 2)  # entries are a table, images are images


@pytest.mark.parametrize("of", ["submission", "class"])
def test_what_is_drawn_has_a_title_and_a_description(html: str, of: str) -> None:
    found = drawn(html if of == "submission" else of_class())
    assert found
    for figure in found:
        named = re.search(r'<svg [^>]*role="img" aria-labelledby="([\w-]+) ([\w-]+)"', figure)
        assert named, figure[:200]
        told = re.search(
            f'<title id="{named[1]}">(.*?)</title>.*?<desc id="{named[2]}">(.*?)</desc>', figure, re.DOTALL
        )
        assert told, figure[:200]
        assert len(words(told[2])) > len(words(told[1])) > 3


@pytest.mark.parametrize("of", ["submission", "class"])
def test_no_id_is_there_twice_and_every_reference_has_its_target(html: str, of: str) -> None:
    page = Page(html if of == "submission" else of_class())
    ids = Counter(str(attributes["id"]) for _, attributes in page.elements if "id" in attributes)
    assert [name for name, count in ids.items() if count > 1] == []
    wanted = {str(one["href"])[1:] for _, one in page.elements if str(one.get("href")).startswith("#")}
    for _, attributes in page.elements:
        wanted |= set((attributes.get("aria-labelledby") or "").split())
    assert wanted <= set(ids)


def test_text_is_text_and_nothing_is_a_picture_of_it(html: str) -> None:
    told = [words(" ".join(re.findall(r"<text[^>]*>.*?</text>", figure))) for figure in drawn(html)]
    loss, accuracy, other, confusion, gradient, shape, boundary = told[: KINDS - 2]
    assert "train_loss" in loss
    assert "val_loss" in loss
    assert "val_accuracy" in accuracy
    assert "learning_rate" in other
    assert {"predicted", "true", "97", "110", "88"} <= set(confusion.split())
    assert gradient == "0 2 0 1"
    assert "expected (4,)" in shape
    assert "got (5, 4)" in shape
    assert {"in", "out"} <= set(boundary.split())
    for figure in drawn(html):
        assert not re.search(r"<(image|foreignObject|style|script)|style=|url\(", figure)


@pytest.mark.parametrize("of", ["submission", "class"])
def test_its_numbers_are_a_table_beside_it(html: str, of: str) -> None:
    page = html if of == "submission" else of_class()
    for figure in figures(page):
        if "<img" not in figure:
            assert figure.count("<table") == figure.count("<caption") == 1, words(figure)[:100]


def test_the_tables_have_the_numbers_that_are_drawn(html: str) -> None:
    def rows(figure: str) -> list[list[str]]:
        found = figure.split("<tbody>")[1].split("</tr>")[:-1]
        return [[words(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)] for row in found]

    tables = [rows(figure) for figure in figures(html)[:KINDS] if "<img" not in figure]
    loss, accuracy, _, confusion, gradient, shape, entries, boundary = tables
    losses = zip(HISTORY["train_loss"], HISTORY["val_loss"], strict=True)
    assert loss == [[str(epoch), f"{train:g}", f"{val:g}"] for epoch, (train, val) in enumerate(losses, 1)]
    assert [row[1] for row in accuracy] == [f"{one:g}" for one in HISTORY["val_accuracy"]]
    assert confusion == [["0", "97", "2", "1"], ["1", "0", "110", "4"], ["2", "3", "12", "88"]]
    assert gradient == [["0", "0", "1"], ["1", "1e-7", "1"], ["2", "1e-8", "0.1"]]
    assert [row[:3] for row in shape] == [["0", "4", "5"], ["1", "none", "4"]]
    assert [row[0] for row in entries] == ["[0, 1]", "[2, 0]"]
    assert len(boundary) == 2


def test_an_image_says_what_it_is_and_what_it_was_taken_for(html: str) -> None:
    (figure, _) = [figure for figure in figures(html) if "<img" in figure]
    assert 'alt="image 1: 3, taken for 5"' in figure
    assert "<figcaption>" in figure
