"""What several of these files need: an operation tried by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.checks import CheckFailure, check_close
from grader.remote.outcomes import RemoteError

CLOSE: dict[str, Any] = {"rtol": 1e-4, "atol": 1e-6}
OPERANDS = "ab"


class ByHand:
    """The submission's operations, called one at a time and held against the reference's."""

    def __init__(self, submission, reference, probes, rng):
        self.submission = submission
        self.reference = reference
        self.probes = probes
        self.rng = rng
        self.tried_narrow: set[str] = set()

    def forward(self, name, arrays, constants):
        """The value of an operation, and a function that carries a gradient back through it."""
        return self.probes.forward(getattr(self.submission, name), arrays, constants)

    def gradients(self, backward, grad, name, count=1, hint=""):
        """What backward gives, as a list of one gradient for each operand."""
        try:
            found = self.as_list(backward(grad))
        except RemoteError as error:
            raise CheckFailure(f"{name} raises {error.student_type}: {error}", hint=hint, cause="exception") from error
        if len(found) != count:
            raise CheckFailure(
                f"{name} gives {len(found)} gradients, expected one for each of {count} operands", cause="number"
            )
        return found

    def check(self, operation, arrays, constants=None, sizes=None, hints=(), values=()):
        """Value and gradients, with a random gradient.

        `hints`: pairs of words and the gradients that a likely mistake gives, from the arrays, the value and `grad`;
        `values`: pairs of words and the value that one gives, from the arrays.
        """
        constants, sizes = constants or {}, sizes or {}
        arrays = [np.asarray(array) for array in arrays]
        parts = [*(str(array.shape) for array in arrays), *(f"{key}={value}" for key, value in constants.items())]
        said, ctx, model = ", ".join(parts), {}, getattr(self.reference, operation)
        value, backward = self.forward(operation, arrays, constants)
        expected = model.forward(ctx, *arrays, **constants)
        known = [(words, lambda wrong=wrong: wrong(*arrays)) for words, wrong in values]
        check_explained(value, expected, f"{operation}.forward of {said}", known, sizes)
        grad = self.rng.normal(size=expected.shape)
        wanted = self.as_list(model.backward(ctx, grad))
        name = f"{operation}.backward of {said}"
        found = self.gradients(backward, grad, name, len(arrays), likely_fault(name, arrays))
        mistakes = [
            ("the incoming gradient is missing: multiply by grad", lambda: model.backward(ctx, np.ones_like(grad))),
            *((words, lambda wrong=wrong: wrong(*arrays, expected, grad)) for words, wrong in hints),
        ]
        if all(self.agrees(one, due) for one, due in zip(found, wanted[::-1], strict=True)):
            mistakes.append(("the two gradients are swapped", lambda: wanted[::-1]))
        for index, (one, due) in enumerate(zip(found, wanted, strict=True)):
            known = [(words, lambda make=make, index=index: self.as_list(make())[index]) for words, make in mistakes]
            which = f"{name}: gradient of {OPERANDS[index]}" if len(arrays) > 1 else name
            check_explained(one, due, which, known, sizes)
        self.check_narrow(operation, arrays, constants, grad, [expected, *wanted])

    def check_narrow(self, operation, arrays, constants, grad, wanted):
        """Once for each operation: the same of float32 arrays, whose value and gradients are `wanted`."""
        if operation in self.tried_narrow:
            return
        self.tried_narrow.add(operation)
        try:
            value, backward = self.forward(operation, [array.astype(np.float32) for array in arrays], constants)
            found = [value, *self.as_list(backward(np.asarray(grad, np.float32)))]
        except RemoteError as error:
            raise CheckFailure(
                f"{operation} of float32 arrays raises {error.student_type}: {error}",
                hint="arrays come as float32 as well as float64",
                cause="float32",
            ) from error
        if len(found) != len(wanted):
            said = f"{operation}.backward of float32 arrays gives {len(found) - 1} gradients"
            raise CheckFailure(said, cause="number")
        for one, due in zip(found, wanted, strict=True):
            check_close(one, due, name=f"{operation} of float32 arrays", rtol=1e-4, atol=1e-5)

    @staticmethod
    def as_list(found):
        """Gradients, which may be bare where there is one operand, as a list."""
        return list(found) if isinstance(found, tuple | list) else [found]

    @staticmethod
    def agrees(one, other):
        """Whether two arrays are the same, at the tolerance of these tests."""
        try:
            check_close(one, other, name="", **CLOSE)
        except CheckFailure:
            return False
        return True


def likely_fault(name, arrays):
    """Why backward may raise an exception."""
    if not name.startswith("MatMul"):
        return ""
    if any(array.ndim == 1 for array in arrays):
        return "a vector counts as one row on the left, as one column on the right: it has no axis to be swapped"
    return "are the operands transposed, and each on its side?"


def check_explained(found, due, name, known, sizes):
    """Compare; where what was found is what a known mistake gives, say which."""
    try:
        check_close(found, due, name=name, sizes=sizes, **CLOSE)
    except CheckFailure as failure:
        for words, make in known:
            wrong = make()
            if wrong is not None and ByHand.agrees(found, wrong) and not ByHand.agrees(wrong, due):
                raise CheckFailure(failure.message, hint=words, detail=failure.detail, cause="formula") from failure
        raise


@pytest.fixture
def by_hand(submission, reference, probes, rng):
    return ByHand(submission, reference, probes, rng)
