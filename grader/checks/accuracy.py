"""Accuracy from predictions on hidden labels, with partial credit."""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.checks.pictures import png
from grader.checks.received import Numbers, received
from grader.checks.wording import number_text, shape_text
from grader.judge.verdict import CheckFailure, record

Counts = npt.NDArray[np.int64]

MOST_IMAGES = 20
MARGIN = 3  # standard errors


def check_accuracy(
    predictions: object,
    labels: npt.ArrayLike,
    *,
    full: float,
    zero: float,
    name: str = "predict",
    confusion_names: Sequence[str] | None = None,
    images: Sequence[npt.ArrayLike] | npt.NDArray[Any] | None = None,
) -> float:
    """The share of predictions that equal their label, as a fraction: all points from `full`, none at `zero`.

    Between them the share of the points grows linearly. Whole numbers of any dtype count. `confusion_names`[i] is
    the name of class i, as the report shows it. `images`: the examples as pictures, to draw some of those that were
    taken for something else: one each of shape (height, width), (1, height, width) or (3, height, width), whole numbers
    up to 255 or fractions up to 1. Leaves "accuracy", "confusion" and with pictures "images" as evidence, whether it
    holds or not.

    The examples are a sample: of m of them, a network that is right on a share p is right on p ± √(p·(1 − p)/m), the
    standard error of a binomial proportion. Within three of these below `full` a right network may be unlucky, so the
    failure is `within_margin`.
    """
    if not 0.0 <= zero < full <= 1.0:
        raise ValueError(f"accuracy thresholds must be 0 ≤ zero < full ≤ 1, got zero={zero}, full={full}")
    truth = np.asarray(labels)
    if truth.ndim != 1 or not truth.size:
        raise ValueError(f"labels must be a row of at least one, got shape {truth.shape}")
    predicted = _classes(received(predictions, name), truth, name)
    classes = np.unique(truth) if confusion_names is None else np.arange(len(confusion_names))
    if not np.isin(truth, classes).all():
        raise ValueError(f"a label has no name: {len(classes)} names, labels up to {truth.max()}")
    counts = _confusion(predicted, truth, classes)
    shown = [number_text(value) for value in classes] if confusion_names is None else [str(n) for n in confusion_names]
    accuracy = float((predicted == truth).mean())
    record("accuracy", value=accuracy, full=full, zero=zero, examples=truth.size)
    others = ["other"] if counts.shape[1] > len(classes) else []
    if images is not None:
        record("images", items=_mistaken(images, predicted, truth, classes, shown))
    square = np.vstack([counts, np.zeros((len(others), counts.shape[1]), dtype=np.int64)])
    record("confusion", labels=shown + others, matrix=square.tolist())
    if accuracy >= full:
        return accuracy
    earned = max(0.0, (accuracy - zero) / (full - zero))
    hint, cause = _likely_cause(counts, full, name)
    raise CheckFailure(
        f"{name} is right on {accuracy:.2%} of {truth.size:,} examples: "
        f"full points from {full:.2%}, none at {zero:.2%} or below",
        hint=hint,
        cause=cause,
        earned=min(earned, float(np.nextafter(1.0, 0.0))),
        within_margin=full - accuracy <= MARGIN * math.sqrt(full * (1.0 - full) / truth.size),
    )


def _classes(array: Numbers, truth: Numbers, name: str) -> Numbers:
    """The predictions, of the shape of the labels and finite; else a CheckFailure."""
    if array.shape != truth.shape:
        hint, cause = "", "shape"
        if array.ndim == 2 and array.shape[0] == truth.size and array.shape[1] > 1:
            hint, cause = f"{name} has a column a class: was argmax over axis 1 forgotten?", "argmax"
        elif array.ndim == 2 and array.shape[1] == truth.size and array.shape[0] > 1:
            hint, cause = f"{name} has a row a class: was argmax over axis 0 forgotten?", "argmax"
        elif array.size == truth.size:
            hint, cause = f"{name} has as many entries as there are examples, but not in one row", "reshaped"
        elif array.ndim == 1 and truth.size > array.size > 1:
            hint = f"{name} lacks some examples: was argmax taken over the wrong axis, or the last batch dropped?"
        raise CheckFailure(
            f"{name} has shape {shape_text(array.shape)}, expected {shape_text(truth.shape)}", hint=hint, cause=cause
        )
    bad = ~np.isfinite(array)
    if bad.any():
        raise CheckFailure(
            f"{name} is not finite for {int(bad.sum()):,} of {array.size:,} examples, expected class numbers",
            hint=f"{name} must give class numbers: nan comes of weights that overflowed in training",
            cause="not finite",
        )
    return array


def _confusion(predicted: Numbers, truth: Numbers, classes: Numbers) -> Counts:
    """Counts: a row a true class, a column a predicted one, in order; one column more if any prediction is no class."""
    k = len(classes)
    rows = np.searchsorted(classes, truth)
    columns = np.minimum(np.searchsorted(classes, predicted), k - 1)
    columns = np.where(classes[columns] == predicted, columns, k)
    counts: Counts = np.bincount(rows * (k + 1) + columns, minlength=k * (k + 1)).reshape(k, k + 1)
    return counts if counts[:, k].any() else counts[:, :k]


def _mistaken(
    images: Sequence[npt.ArrayLike] | npt.NDArray[Any],
    predicted: Numbers,
    truth: Numbers,
    classes: Numbers,
    names: Sequence[str],
) -> list[dict[str, object]]:
    """The first images that were taken for something else."""
    if len(images) != len(truth):
        raise ValueError(f"{len(images)} images for {len(truth)} labels")
    called = dict(zip(classes.tolist(), names, strict=True))
    wrong = np.flatnonzero(predicted != truth)[:MOST_IMAGES]
    return [
        {
            "png": base64.b64encode(png(np.asarray(images[one]))).decode(),
            "label": called[truth[one].item()],
            "got": called.get(predicted[one].item(), number_text(predicted[one])),
        }
        for one in wrong.tolist()
    ]


def _likely_cause(counts: Counts, full: float, name: str) -> tuple[str, str]:
    """A hint and a cause, where the confusion shows one."""
    total, k = int(counts.sum()), counts.shape[0]
    right = int(np.trace(counts[:, :k]))
    per_column = counts.sum(0)
    if k > 1 and per_column.max() == total:
        return (
            f"{name} gives one and the same class for every example: did training change the parameters?",
            "one class",
        )
    if counts.shape[1] > k and counts[:, k].sum() * 10 > total:
        return f"{name} gives values that are no class's number for many examples", "no class"
    best = counts[:, :k].argmax(1)
    if (
        len(set(best.tolist())) == k
        and (best != np.arange(k)).any()
        and counts[np.arange(k), best].sum() >= full * total
    ):
        return (
            f"{name} tells the classes apart, but gives them other numbers: are labels encoded and decoded alike?",
            "classes renamed",
        )
    if k > 2 and abs(right / total - 1 / k) < 0.05:
        return (
            f"{name} is about as good as guessing: are images and labels shuffled together, "
            "and is the training step in the right direction and of a fit size?",
            "guessing",
        )
    return "", "accuracy"
