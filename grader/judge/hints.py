"""Hints from elsewhere than the check: the usual reason of an exception, and what is special about a test.

A hint that is wrong costs a student an evening: each is given only where it cannot be far off.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

import msgspec

from grader.judge.grade import Outcome
from grader.judge.spec import TestSpec
from grader.judge.verdict import CheckFailure
from grader.remote.outcomes import RemoteError

# the texts are those of NumPy 2 and torch 2; where a later version words them otherwise, the hint is not given
_OF_EXCEPTIONS: tuple[tuple[str, str], ...] = (
    (
        r"read-only",
        "something that is read-only is written to in place (-=, out=, x[…] = …): an argument, which is so here, "
        "or a view such as np.broadcast_to gives; x = x - y makes a new array, x -= y does not",
    ),
    (
        r"list indices must be integers or slices, not (tuple|ndarray)"
        r"|'list' object has no attribute '(shape|ndim|dtype|astype|size|T|mean|sum|max|min|dot|reshape|argmax|item)'"
        r"|unsupported operand type\(s\) for .*: '(list|int|float)' and '(list|int|float)'",
        "a list is used like an array, an argument perhaps (labels may be lists): np.asarray makes an array of it",
    ),
    (
        r"leaf Variable that requires grad is being used in an in-place operation",
        "a parameter is changed in place while torch records it: updates are made under torch.no_grad()",
    ),
    (
        r"modified by an inplace operation",
        "a tensor is changed in place (+=, relu_, out=) although its old value is needed for a gradient",
    ),
    (
        r"Can't call numpy\(\) on Tensor that requires grad",
        "a tensor with a gradient is made a NumPy array: what is computed there has no gradient; stay in torch, or, "
        "where none is due, use .detach() or torch.no_grad()",
    ),
    (
        r"does not require grad and does not have a grad_fn",
        "there is no graph behind this tensor: was it computed in NumPy, after .detach(), or under torch.no_grad()?",
    ),
    (
        r"view size is not compatible with input tensor's size and stride",
        "a tensor need not be contiguous: .reshape takes any, .view does not",
    ),
)


def hint_of_exception(error: RemoteError) -> str:
    """The usual reason for what a submission raised; "" where there is none in the list."""
    return next((hint for pattern, hint in _OF_EXCEPTIONS if re.search(pattern, error.message)), "")


def is_a_judgement(error: BaseException | None) -> bool:
    """Whether a test ended by what the code does: not by a name that is missing or a body that is not written yet."""
    if isinstance(error, RemoteError):
        return not isinstance(error, (NotImplementedError, NameError, ImportError))
    return isinstance(error, CheckFailure)


def with_hints_of_tests(
    outcomes: Sequence[Outcome], specs: Mapping[str, TestSpec], judged: Collection[str]
) -> tuple[Outcome, ...]:
    """Give the hint of their test to those of the tests `judged` that have none of their own.

    Such a hint is about one property (a batch of one, say), so it is given only where another test of the same function
    passed: a function that is wrong altogether has other reasons to fail.
    """
    works = {specs[outcome.id].of for outcome in outcomes if outcome.status == "passed"}
    return tuple(
        msgspec.structs.replace(outcome, hint=spec.hint)
        if outcome.id in judged and not outcome.hint and outcome.follows_from is None and spec.of in works
        else outcome
        for outcome, spec in ((outcome, specs[outcome.id]) for outcome in outcomes)
    )
