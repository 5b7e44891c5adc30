"""What operators and methods of nodes do beside computing.

| sentence                                              | test                              |
| ----------------------------------------------------- | --------------------------------- |
| arrays that are given and global random state stay as | test_operators_and_methods_are_p… |
| they are; every operator and method makes a new node  |                                   |
"""

from __future__ import annotations

import numpy as np

from grader.checks import CheckFailure, check_unchanged
from grader.judge import points
from grader.remote import is_handle
from grader.remote.outcomes import RemoteError

ARITHMETIC = ["Add", "Subtract", "Multiply", "Divide", "Power", "MatMul"]
METHODS = ["Exp", "Log", "ReLU", "Sigmoid", "Sum", "Mean", "Max", "Reshape", "Transpose"]
OPERATORS = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "pow": "**", "matmul": "@"}
CALLS = (
    ("sum", {"axis": 1}),
    ("mean", {"axis": 0}),
    ("max", {"axis": 0}),
    ("exp", {}),
    ("log", {}),
    ("relu", {}),
    ("sigmoid", {}),
)


def cases(submission, probes, rng):
    """Words, what is called, and operands for two calls, arrays and nodes, which have different results."""
    first, second, other, another = rng.uniform(0.5, 2.0, (4, 3, 3))
    one, two = (submission.Node(array) for array in (first, second))
    for name, sign in OPERATORS.items():
        call = probes.of_operator(name)
        yield f"node {sign} array", call, (one, other), (two, another)
        yield f"array {sign} node", call, (other, one), (another, two)
    yield "−node", probes.of_operator("neg"), (one,), (two,)
    for name, constants in CALLS:
        yield f"node.{name}", probes.of_operator("methodcaller", name, **constants), (one,), (two,)
    for name, numbers in (("reshape", (9, 1)), ("transpose", (1, 0))):
        yield f"node.{name}", probes.of_operator("methodcaller", name, *numbers), (one,), (two,)
    yield "node.T", probes.of_operator("attrgetter", "T"), (one,), (two,)


@points(1, part="Nodes", of="Node", needs=[*ARITHMETIC, *METHODS, "Op"], excuses=False)
def test_operators_and_methods_are_pure(submission, probes, rng):
    """Operators and methods leave arrays and global random state as they are, and make a new node at every call"""
    for name, call, *both in cases(submission, probes, rng):
        nodes = [operand for operands in both for operand in operands if is_handle(operand)]
        before = [np.array(node.value) for node in nodes]
        try:
            values = [check_unchanged(call, *operands, name=name).value for operands in both]
        except (RemoteError, AttributeError):  # what is missing, or gives no node, costs its points elsewhere
            continue
        for node, was in zip(nodes, before, strict=True):
            if not np.array_equal(node.value, was):
                hint = "is the node itself changed, in place? Every operator and method makes a new one"
                raise CheckFailure(f"{name} changes the value of the node", hint=hint, cause="mutation")
        if np.array_equal(*values):
            raise CheckFailure(
                f"{name} gives for other operands what it has given before",
                hint="is a result kept, in the class or globally? Every call computes anew",
                cause="kept",
            )
