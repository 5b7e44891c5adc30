"""What exceptions of NumPy and torch usually come from, where a student's code meets what a test hands it."""

from __future__ import annotations

import re

from grader.remote.outcomes import RemoteError

# the texts are those of NumPy 2 and torch 2; where a later version words them otherwise, the hint is not given
_HINTS: tuple[tuple[str, str], ...] = (
    (
        r"read-only",
        "an argument is written to in place (-=, out=, x[…] = …), and it is read-only here: work on a copy, which "
        "x - y makes and x -= y does not",
    ),
    (
        r"only integer scalar arrays can be converted to a scalar index|list indices must be integers or slices"
        r"|'list' object has no attribute|unsupported operand type\(s\) for .*'list'"
        r"|'>?[<>]=?' not supported between instances of 'list'",
        "an argument is a list here: np.asarray (in torch, torch.as_tensor) makes an array of it",
    ),
    (
        r"'tuple' object does not support item assignment|'tuple' object has no attribute '(append|copy|pop|insert)'",
        "an argument is a tuple here: list(…) makes a list of it",
    ),
    (
        r"leaf Variable that requires grad is being used in an in-place operation"
        r"|modified by an inplace operation",
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
    return next((hint for pattern, hint in _HINTS if re.search(pattern, error.message)), "")
