"""Pictures of single results: what is drawn, and what is not when evidence is odd."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_grades import DIFFERENCES, IMAGES, PLANE, SHAPE, failed, grade, outcome

from grader import report
from grader.checks.pictures import png
from grader.report.boundary import LEFT, SIDE, TOP, boundary
from grader.report.entries import differences
from grader.report.images import BEGINNING, MOST_BYTES, MOST_IMAGES, images
from grader.report.shapes import SIDE_LEAST, SIDE_MOST, shapes

ODD: list[Any] = [None, 3, "text", [], {}, [None], [[]], ["x"], [-1], [True], [10**20], {"a": 1}]


def page(out: Path, test: Any) -> str:
    return report.write_submission(grade(test), out).read_text(encoding="utf-8")


def test_a_shape_is_drawn_beside_the_expected_one() -> None:
    found = shapes(SHAPE)
    assert found is not None
    assert found.description == "Expected (4,), got (5, 4). 1 axis too many."
    assert [(box.title, box.rows, box.columns) for box in found.boxes] == [
        ("expected (4,)", "", "4"),
        ("got (5, 4)", "5", "4"),
    ]
    assert found.numbers.rows == (("0", "4", "5", "differs"), ("1", "none", "4", "differs"))


@pytest.mark.parametrize(
    ("expected", "got", "said"),
    [
        ([], [5], "Expected () (a single number), got (5,). 1 axis too many."),
        ([8, 16, 28, 28], [8, 3, 26, 28], "Expected (8, 16, 28, 28), got (8, 3, 26, 28). Axes 1, 2 differ."),
        ([2, 3, 4], [12], "Expected (2, 3, 4), got (12,). 2 axes too few."),
        ([0, 3], [1, 3], "Expected (0, 3), got (1, 3). Axis 0 differs."),
    ],
)
def test_what_differs_is_said_and_boxes_keep_within_the_picture(expected: list[int], got: list[int], said: str) -> None:
    found = shapes({"got": got, "expected": expected})
    assert found is not None
    assert found.description == said
    for box in found.boxes:
        assert SIDE_LEAST <= box.width <= SIDE_MOST
        assert all(x >= 0 and x + box.width <= found.width for x, _ in box.sheets)
        assert all(y >= 0 and y + box.height <= found.height for _, y in box.sheets)
    assert found.boxes[0].right < found.boxes[1].left


@pytest.mark.parametrize("odd", ODD)
def test_odd_evidence_is_no_picture_and_no_error(odd: Any, tmp_path: Path) -> None:
    assert shapes({"got": odd, "expected": [3]}) is None or odd == []
    assert boundary({**PLANE, "grid": odd}) is None
    assert boundary({**PLANE, "x": odd}) is None
    assert differences({"entries": odd}) is None
    assert images({"items": odd}) is None
    assert images({"items": [{"png": odd}]}) is None
    evidence = {"shape": {"got": odd}, "differences": {"entries": odd}, "boundary": {**PLANE, "points": odd}}
    page(tmp_path, failed(evidence={**evidence, "images": {"items": [odd]}}))


def test_the_first_entries_are_a_table() -> None:
    found = differences(DIFFERENCES)
    assert found is not None
    assert found.summary == "9 of 12 entries differ; the first 2 of them"
    assert found.numbers.columns == ("Entry", "Got", "Expected")
    assert found.numbers.rows == (("[0, 1]", "0.25", "0.5"), ("[2, 0]", "nan", "1"))


def test_without_what_was_expected_there_is_no_column_for_it() -> None:
    entries = [{"at": [], "got": "0.25"}]
    found = differences({"name": "total", "wrong": 1, "of": 1, "entries": entries})
    assert found is not None
    assert found.numbers.columns == ("Entry", "Got")
    assert found.numbers.rows == (("the value", "0.25"),)


def test_the_plane_is_drawn_with_y_upwards() -> None:
    found = boundary(PLANE)
    assert found is not None
    lower, first, second = found.bands
    assert (lower.x, lower.y, lower.width) == (LEFT, TOP + SIDE / 2, SIDE)
    assert (first.x, first.y) == (LEFT, TOP)
    assert (second.x, second.width) == (LEFT + SIDE / 2, SIDE / 2)
    assert lower.shade == first.shade != second.shade
    assert found.description == "Of this part of the plane, 75 % is in; 25 % is out."
    assert [(point.x, point.y, point.kind) for point in found.points] == [(LEFT + SIDE / 2, TOP + SIDE * 3 / 4, 1)]
    assert found.numbers.rows == (("3", "in", "out"), ("1", "in", "in"))
    assert {name for _, _, name in found.names} == {"in", "out"}


def test_a_class_without_a_name_and_a_missing_one_are_called_so() -> None:
    found = boundary({**PLANE, "grid": [[5, None]] * 2, "labels": None, "points": []})
    assert found is not None
    assert {name for _, _, name in found.names} == {"class 5", "none"}


@pytest.mark.parametrize(
    "content",
    [
        b"<svg onload=alert(1)>",
        BEGINNING,
        BEGINNING + b"\0" * 8,
        png(np.zeros((2, 2)))[:20],
        png(np.random.default_rng(1).random((3, 90, 90))),
    ],
)
def test_what_is_no_small_png_is_not_drawn(content: bytes) -> None:
    assert images({"items": [{"png": base64.b64encode(content).decode()}]}) is None


def test_a_png_beside_rubbish_is_drawn() -> None:
    found = images({"items": [{"png": "%%%"}, *IMAGES["items"], {"png": 7}, 3]})
    assert found is not None
    assert [(one.label, one.got, one.width, one.height) for one in found.images] == [("3", "5", 84, 84)]


def test_a_photograph_is_small_enough_to_be_drawn() -> None:
    content = png(np.random.default_rng(1).random((3, 64, 64)))  # noise: nothing that size is larger
    assert len(content) < MOST_BYTES
    assert images({"items": [{"png": base64.b64encode(content).decode()}]}) is not None


def test_images_are_on_the_page_with_what_they_are(tmp_path: Path) -> None:
    html = page(tmp_path, failed(evidence={"images": {"items": IMAGES["items"] * 50}}))
    found = re.findall(r'<img src="data:image/png;base64,([^"]+)" width="84" height="84" alt="([^"]+)">', html)
    assert len(found) == MOST_IMAGES
    assert found[0][1] == "image 1: 3, taken for 5"
    assert base64.b64decode(found[0][0])[:4] == b"\x89PNG"


def test_what_passed_has_no_picture_of_a_mistake(tmp_path: Path) -> None:
    html = page(tmp_path, outcome(evidence={"shape": SHAPE, "differences": DIFFERENCES}))
    assert "<figure" not in html


def test_every_picture_has_words(tmp_path: Path) -> None:
    evidence = {"shape": SHAPE, "differences": DIFFERENCES, "boundary": PLANE, "images": IMAGES}
    figures = page(tmp_path, failed(evidence=evidence)).split("<figure")[1:]
    assert len(figures) == 4
    for figure in figures:
        assert "<figcaption>" in figure
        assert "<caption" in figure or "alt=" in figure
        assert figure.count("<svg") == figure.count('role="img"')
