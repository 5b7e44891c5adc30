"""The reference of autodiff, which judges others: its gradients are those of central differences."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import pytest
from real_parts import loaded

from grader.checks import check_close, numerical_gradients

Shapes = list[tuple[int, ...]]

BINARY: list[tuple[str, Shapes]] = [
    ("Add", [(3, 1), (1, 4)]),
    ("Subtract", [(4,), (3, 4)]),
    ("Multiply", [(), (2, 3)]),
    ("Divide", [(2, 1, 4), (3, 1)]),
    ("Power", [(3, 4), (4,)]),
    ("MatMul", [(3, 4), (4, 5)]),
    ("MatMul", [(4,), (4, 5)]),
    ("MatMul", [(3, 4), (4,)]),
    ("MatMul", [(4,), (4,)]),
    ("MatMul", [(2, 3, 4), (4, 5)]),
    ("MatMul", [(2, 1, 3, 4), (5, 4, 2)]),
    ("MatMul", [(4,), (2, 4, 3)]),
]
UNARY: list[tuple[str, dict[str, Any]]] = [
    *((name, {}) for name in ("Exp", "Log", "ReLU", "Sigmoid", "LogSoftmax")),
    *(
        (name, {"axis": axis, "keepdims": keepdims})
        for name in ("Sum", "Mean", "Max")
        for axis in (None, 0, -1, (0, 2), (-1, 1))
        for keepdims in (False, True)
    ),
    ("Reshape", {"shape": (5, -1)}),
    ("Transpose", {"axes": (2, 0, 1)}),
    ("Transpose", {"axes": (-1, 0, 1)}),
    ("Transpose", {"axes": None}),
]


@pytest.fixture(scope="module")
def autodiff() -> ModuleType:
    return loaded("reference/autodiff/autodiff.py", "autodiff_reference")


def check_against_differences(op: Any, arrays: dict[str, Any], constants: dict[str, Any]) -> None:
    ctx: dict[str, Any] = {}
    value = op.forward(ctx, *arrays.values(), **constants)
    cotangent = np.random.default_rng(2).normal(size=value.shape)
    found = op.backward(ctx, cotangent)
    grads = dict(zip(arrays, found if isinstance(found, tuple) else [found], strict=True))
    expected = numerical_gradients(
        lambda at: np.sum(op.forward({}, *at.values(), **constants) * cotangent), arrays, h=1e-5
    )
    for key, grad in grads.items():
        check_close(grad, expected[key], name=key, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize(("name", "shapes"), BINARY)
def test_operations_of_two_arrays(autodiff: ModuleType, name: str, shapes: Shapes) -> None:
    rng = np.random.default_rng(1)
    arrays = {key: np.asarray(rng.uniform(0.5, 2.0, shape)) for key, shape in zip("ab", shapes, strict=True)}
    check_against_differences(getattr(autodiff, name), arrays, {})


@pytest.mark.parametrize(("name", "constants"), UNARY)
def test_operations_of_one_array(autodiff: ModuleType, name: str, constants: dict[str, Any]) -> None:
    x = np.random.default_rng(1).permutation(np.linspace(-1.52, 2.0, 30)).reshape(2, 3, 5)
    check_against_differences(getattr(autodiff, name), {"x": np.abs(x) if name == "Log" else x}, constants)


def test_a_network_with_a_shared_weight(autodiff: ModuleType) -> None:
    rng = np.random.default_rng(3)
    point = {"w": rng.normal(size=(4, 4)), "b": rng.normal(size=4), "x": rng.normal(size=(5, 4))}

    def loss(values: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        nodes = {key: autodiff.Node(value) for key, value in values.items()}
        hidden = (nodes["x"] @ nodes["w"].T + nodes["b"]).sigmoid()
        return autodiff.cross_entropy(hidden @ nodes["w"] - nodes["b"] / 2, [3, 0, 1, 1, 2]), nodes

    end, nodes = loss(point)
    end.backward()
    differences = numerical_gradients(lambda at: loss(at)[0].value, point, h=1e-5)
    for key, node in nodes.items():
        check_close(node.grad, differences[key], name=key, rtol=1e-5, atol=1e-7)
