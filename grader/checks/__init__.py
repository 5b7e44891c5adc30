"""What a hidden test says: shapes, values, gradients, purity, accuracy; each mismatch explained where it can be.

Everything here judges values that a submission returned, so everything takes anything: what cannot be compared ends
in a CheckFailure that says what it is, never in a TypeError. Nothing here imports torch.
"""

from grader.checks.accuracy import check_accuracy
from grader.checks.closeness import check_close, check_finite, check_integers, check_shape
from grader.checks.differences import numerical_gradients
from grader.checks.examples import check_examples
from grader.checks.gradients import check_gradients
from grader.checks.purity import check_deterministic, check_no_warnings, check_unchanged
from grader.checks.raising import check_raises
from grader.judge.verdict import CheckFailure

__all__ = [
    "CheckFailure",
    "check_accuracy",
    "check_close",
    "check_deterministic",
    "check_examples",
    "check_finite",
    "check_gradients",
    "check_integers",
    "check_no_warnings",
    "check_raises",
    "check_shape",
    "check_unchanged",
    "numerical_gradients",
]
