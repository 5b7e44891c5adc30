"""Accuracy from predictions on hidden labels, with partial credit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.checks.closeness import check_finite
from grader.checks.received import received
from grader.checks.wording import shape_text
from grader.judge.verdict import CheckFailure, record


def check_accuracy(
    predictions: object,
    labels: npt.ArrayLike,
    *,
    full: float,
    zero: float,
    name: str = "predict",
    confusion_names: Sequence[str] | None = None,
) -> float:
    """The share of predictions that equal their label, judged linearly: all points from `full`, none at `zero`."""
    if not 0.0 <= zero < full <= 1.0:
        raise ValueError(f"accuracy thresholds must be 0 ≤ zero < full ≤ 1, got zero={zero}, full={full}")
    truth = np.asarray(labels)
    array = received(predictions, name)
    if array.shape != truth.shape:
        raise CheckFailure(
            f"{name} has shape {shape_text(array.shape)}, expected {shape_text(truth.shape)}", cause="shape"
        )
    check_finite(array, name=name)
    accuracy = float((array == truth).mean())
    record("accuracy", value=accuracy, full=full, zero=zero)
    _record_confusion(array, truth, confusion_names)
    if accuracy >= full:
        return accuracy
    earned = max(0.0, (accuracy - zero) / (full - zero))
    raise CheckFailure(
        f"{name} is right on {accuracy:.2%} of {truth.size:,} examples: "
        f"full points from {full:.2%}, none at {zero:.2%} or below",
        cause="accuracy",
        earned=min(earned, np.nextafter(1.0, 0.0)),
    )


def _record_confusion(array: npt.NDArray[Any], truth: npt.NDArray[Any], names: Sequence[str] | None) -> None:
    classes = np.unique(truth)
    matrix = [[int(((truth == row) & (array == column)).sum()) for column in classes] for row in classes]
    shown = list(names) if names is not None else [str(label) for label in classes]
    record("confusion", labels=shown, matrix=matrix)
