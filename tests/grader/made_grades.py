"""Grades for tests, made without grading anything."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
from hypothesis import HealthCheck, settings

from grader.checks.pictures import png
from grader.judge.grade import Answer, Grade, Outcome, SandboxEvent, total_score
from grader.questions import Criterion

# A busy machine makes a property slow, not wrong.
unhurried = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])

HISTORY = {
    "train_loss": [0.61, 0.29, 0.21, 0.16, 0.13, 0.10],
    "val_loss": [0.33, 0.25, 0.20, 0.18, 0.17, 0.16],
    "val_accuracy": [0.908, 0.931, 0.944, 0.951, 0.955, 0.957],
}
CONFUSION = {"labels": ["0", "1", "2"], "matrix": [[97, 2, 1], [0, 110, 4], [3, 12, 88]]}
GRADIENT = {
    "parameters": {
        "W1": {"shape": [3, 2], "errors": [[0.0, 1.0], [1e-7, 1.0], [1e-8, 0.1]]},
        "b1": {"shape": [2], "errors": [[0.0, 1e-8]]},
    }
}
ACCURACY = {"value": 0.957, "full": 0.96, "zero": 0.94}
SHAPE = {"name": "grads['b1']", "got": [5, 4], "expected": [4]}
DIFFERENCES = {
    "name": "double",
    "wrong": 9,
    "of": 12,
    "entries": [{"at": [0, 1], "got": "0.25", "expected": "0.5"}, {"at": [2, 0], "got": "nan", "expected": "1"}],
}
PLANE = {"x": [-1, 1], "y": [0, 4], "grid": [[0, 0], [0, 1]], "labels": ["in", "out"], "points": [[0.0, 1.0, 1]]}
IMAGES = {"items": [{"png": base64.b64encode(png(np.array([[0, 255], [128, 7]]))).decode(), "label": 3, "got": 5}]}


ANSWERS = (
    Answer(
        number=1,
        title="A derivation",
        max_points=5.0,
        status="awaiting grading",
        text="So it is <so>.\nThus.",
        rubric=(Criterion(3.0, "secret-step"), Criterion(2.0, "secret-conclusion")),
        model_answer="secret-answer",
    ),
    Answer(number=2, title="An explanation", max_points=1.0, status="not answered"),
)


def outcome(test_id: str = "test_rows_sum_to_one", **changes: Any) -> Outcome:
    fields: dict[str, Any] = {
        "id": test_id,
        "part": "Softmax and loss",
        "title": "Rows sum to one",
        "points": 5.0,
        "max_points": 5.0,
        "status": "passed",
        "seconds": 0.031,
        "limit_seconds": 2.0,
        "peak_memory_mb": 84.0,
    }
    return Outcome(**{**fields, **changes})


def failed(test_id: str = "test_backward", **changes: Any) -> Outcome:
    return outcome(test_id, **{"title": "Gradients", "status": "failed", "points": 0.0, **changes})


def grade(*tests: Outcome, **changes: Any) -> Grade:
    fields: dict[str, Any] = {
        "grader_version": "0.1.0",
        "assignment": "mlp_numpy",
        "assignment_title": "A multi-layer perceptron in NumPy",
        "assignment_digest": "0f" * 32,
        "submission": "sample",
        "submission_digest": "1e" * 32,
        "isolation": "A: namespaces, Landlock, seccomp",
        "score": total_score(tests),
        "max_score": sum(test.max_points for test in tests),
        "started": "2026-11-21T21:30:50+00:00",
        "memory_limit_mb": 2048,
        "seconds": 41.2,
        "audience": "student",
        "tests": tests,
    }
    return Grade(**{**fields, **changes})


def full_grade(**changes: Any) -> Grade:
    """A grade with every kind of thing in it; its hidden fields hold texts that begin with "secret"."""
    hidden = {"detail": "secret-detail", "output": "secret-output", "seed": "secret-seed"}
    return grade(
        outcome(**hidden),
        failed(
            part="Backpropagation",
            max_points=20.0,
            message="backward: grads['b1'] has shape (5, 4), expected (4,)",
            hint="was the sum over the batch forgotten?",
            evidence={"gradient": GRADIENT},
            **hidden,
        ),
        failed("test_fit", part="Training", title="Three steps", max_points=15.0, follows_from="backward", **hidden),
        failed("test_loop", part="Training", title="The loss falls", status="timeout", message="over 2.0 s", **hidden),
        outcome(
            "test_accuracy",
            part="Accuracy",
            title="Accuracy on images nobody has seen",
            status="partial",
            points=8.5,
            max_points=10.0,
            evidence={"history": HISTORY, "confusion": CONFUSION, "accuracy": ACCURACY},
            **hidden,
        ),
        outcome("test_data", part="Accuracy", title="Data", status="not_run", points=0.0, message="no data", **hidden),
        **{
            "problems": ("line 12: unclosed bracket; the rest of the file is graded",),
            "answers": ANSWERS,
            "sandbox_log": (SandboxEvent(seconds=0.07, test="test_loop", event="secret-event"),),
            **changes,
        },
    )
