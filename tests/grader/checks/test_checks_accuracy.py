"""Accuracy: thresholds, partial credit, evidence, likely causes."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from grader.checks import CheckFailure, check_accuracy
from grader.judge.verdict import gathered_evidence

LABELS = np.arange(1000) % 10


def predictions(right: int) -> Any:
    guessed = LABELS.copy()
    guessed[right:] = (guessed[right:] + 1 + np.arange(1000 - right) % 7) % 10
    return guessed


def failure_of(predicted: Any, **kwargs: Any) -> CheckFailure:
    with pytest.raises(CheckFailure) as caught:
        check_accuracy(predicted, LABELS, full=0.96, zero=0.94, **kwargs)
    return caught.value


@pytest.mark.parametrize("right", [960, 1000])
def test_from_the_threshold_on_all_points(right: int) -> None:
    assert check_accuracy(predictions(right), LABELS, full=0.96, zero=0.94) == right / 1000


@pytest.mark.parametrize(("right", "earned"), [(959, 0.95), (950, 0.5), (945, 0.25), (940, 0.0), (500, 0.0)])
def test_partial_credit_is_linear(right: int, earned: float) -> None:
    failure = failure_of(predictions(right))
    assert failure.earned == pytest.approx(earned, abs=1e-9)
    assert f"{right / 1000:.2%} of 1,000 examples" in failure.message


@pytest.mark.parametrize(("right", "within"), [(959, True), (942, True), (941, False), (0, False)])
def test_a_failure_within_three_standard_errors_says_so(right: int, *, within: bool) -> None:
    assert failure_of(predictions(right)).within_margin == within  # 3 √(0.96 · 0.04 / 1000) = 1.86 points


def images_left(images: Any, predicted: Any, **kwargs: Any) -> list[dict[str, Any]]:
    with gathered_evidence() as evidence:
        check_accuracy(predicted, LABELS, full=0.5, zero=0.1, images=images, **kwargs)
    left: list[dict[str, Any]] = evidence["images"]["items"]
    return left


def seen(item: dict[str, Any]) -> Any:
    """What somebody sees who opens the picture."""
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(item["png"])))).tolist()


def test_the_first_twenty_images_taken_for_something_else_are_left() -> None:
    images = np.arange(1000)[:, None, None] // np.array([[1, 256], [4, 8]]) % 256
    left = images_left(images, predictions(970), confusion_names="abcdefghij")
    assert [seen(one) for one in left] == [images[970 + n].tolist() for n in range(20)]
    assert [one["label"] for one in left] == list("abcdefghij") * 2
    assert [one["got"] for one in left[:8]] == list("bdfhjbdi")
    assert images_left(images, predictions(1000)) == []


@pytest.mark.parametrize(
    ("image", "drawn"),
    [
        (np.array([[0, 200]], np.uint8), [[0, 200]]),
        (np.array([[[0.0, 1.0], [0.5, 1.4]]]), [[0, 255], [128, 255]]),
        (np.array([[[1.0]], [[0.0]], [[-0.2]]], np.float32), [[[255, 0, 0]]]),
        (torch.tensor([[[0.2, 0.4]]]), [[51, 102]]),
    ],
)
def test_an_image_is_drawn_in_bytes_of_grey_or_colour(image: Any, drawn: Any) -> None:
    assert seen(images_left([image] * 1000, predictions(999))[0]) == drawn


def test_what_is_no_class_is_said_by_its_number() -> None:
    predicted = predictions(1000)
    predicted[3] = 11
    assert images_left(np.zeros((1000, 2, 2)), predicted)[0]["got"] == "11"


@pytest.mark.parametrize("images", [np.zeros((999, 2, 2)), np.zeros((1000, 2)), np.zeros((1000, 2, 2, 2))])
def test_pictures_that_do_not_fit_are_the_test_s_mistake(images: Any) -> None:
    with pytest.raises(ValueError, match=r"images for 1000 labels|an image has shape"):
        check_accuracy(predictions(900), LABELS, full=0.5, zero=0.1, images=images)


@pytest.mark.parametrize("container", [list, np.float32, np.uint8])
def test_whole_numbers_of_any_type_count(container: Any) -> None:
    assert check_accuracy(container(predictions(1000)), LABELS, full=0.96, zero=0.94) == 1.0


def test_evidence_is_left_when_it_holds_and_when_not() -> None:
    with gathered_evidence() as evidence:
        check_accuracy([0, 1, 1, 0], [0, 1, 1, 1], full=0.5, zero=0.1, confusion_names=["cat", "dog"])
    assert evidence["accuracy"] == {"value": 0.75, "full": 0.5, "zero": 0.1, "examples": 4}
    assert evidence["confusion"] == {"labels": ["cat", "dog"], "matrix": [[1, 0], [1, 2]]}
    with gathered_evidence() as evidence:
        failure_of(predictions(900))
    assert np.trace(evidence["confusion"]["matrix"]) == 900


def test_a_named_class_that_never_occurs_has_its_row() -> None:
    with gathered_evidence() as evidence:
        check_accuracy([0, 2], [0, 2], full=0.5, zero=0.1, confusion_names=["cat", "cow", "dog"])
    assert evidence["confusion"]["matrix"] == [[1, 0, 0], [0, 0, 0], [0, 0, 1]]
    with pytest.raises(ValueError, match="a label has no name"):
        check_accuracy([0, 2], [0, 2], full=0.5, zero=0.1, confusion_names=["cat", "dog"])


def test_what_is_no_class_has_a_column_of_its_own() -> None:
    with gathered_evidence() as evidence:
        failure_of(np.where(LABELS == 3, 77, LABELS))
    assert evidence["confusion"]["labels"][-1] == "other"
    assert evidence["confusion"]["matrix"][3][10] == 100
    assert np.shape(evidence["confusion"]["matrix"]) == (11, 11)


@pytest.mark.parametrize(
    ("predicted", "cause"),
    [
        (np.zeros(1000, dtype=int), "one class"),
        ((LABELS + 1) % 10, "classes renamed"),
        (np.random.default_rng(0).integers(0, 10, 1000), "guessing"),
        (LABELS * 10 + 5, "no class"),
        (np.eye(10)[LABELS], "argmax"),
        (np.eye(10)[LABELS].T, "argmax"),
        (LABELS[:, None], "reshaped"),
        (LABELS[:10], "shape"),
        (np.full(1000, np.nan), "not finite"),
        (predictions(930), "accuracy"),
    ],
)
def test_likely_causes(predicted: Any, cause: str) -> None:
    failure = failure_of(predicted)
    assert failure.cause == cause
    assert bool(failure.hint) == (cause != "accuracy")


def test_thresholds_that_make_no_sense_are_the_instructors_fault() -> None:
    with pytest.raises(ValueError, match="thresholds"):
        check_accuracy(LABELS, LABELS, full=0.9, zero=0.95)
