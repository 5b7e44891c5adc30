"""What judges mnist_scratch: the reference has the gradients of central differences, and tests find their images."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from real_parts import loaded

from grader.checks import check_close, check_gradients, numerical_gradients


@pytest.fixture(scope="module")
def scratch() -> ModuleType:
    return loaded("reference/mnist_scratch/scratch.py", "scratch_reference")


@pytest.fixture(scope="module")
def forward_tests() -> ModuleType:
    return loaded("tests/assignments/mnist_scratch/test_hidden_forward.py", "scratch_forward_tests")


def small_network(sizes: tuple[int, ...]) -> dict[str, Any]:
    """Parameters of a network with few inputs, for which all entries can be tried."""
    rng = np.random.default_rng(0)
    params = {}
    for layer, (fan_in, fan_out) in enumerate(pairwise(sizes), start=1):
        params[f"W{layer}"] = rng.normal(size=(fan_out, fan_in))
        params[f"b{layer}"] = rng.normal(size=(fan_out, 1))
    return params


def loss_by_definition(scratch: ModuleType, x: Any, y: Any) -> Callable[[dict[str, Any]], float]:
    """The mean of −log p at the labels, of the last thing that forward_propagation keeps."""

    def loss(params: dict[str, Any]) -> float:
        *_, probabilities = scratch.forward_propagation(params, x)
        return float(np.mean([-np.log(probabilities[label, n]) for n, label in enumerate(y)]))

    return loss


@pytest.mark.parametrize("sizes", [(6, 5, 10), (5, 4, 7, 10)])
@pytest.mark.parametrize("count", [1, 4])
def test_the_gradients_are_those_of_central_differences(
    scratch: ModuleType, sizes: tuple[int, ...], count: int
) -> None:
    params, rng = small_network(sizes), np.random.default_rng(count)
    x, y = rng.normal(size=(sizes[0], count)), rng.integers(0, 10, count)
    grads = scratch.backward_propagation(params, scratch.forward_propagation(params, x), x, y)
    check_gradients(grads, numerical_gradients(loss_by_definition(scratch, x, y), params))


def test_the_history_holds_the_loss_by_definition(scratch: ModuleType) -> None:
    rng = np.random.default_rng(3)
    x, y = rng.random((784, 5)), rng.integers(0, 10, 5)
    params, history = scratch.gradient_descent(x, y, 1, 0.0, np.random.default_rng(4))
    check_close(history["loss"], [loss_by_definition(scratch, x, y)(params)], name="loss")
    check_close(history["accuracy"], [np.mean(scratch.get_predictions(params, x) == y)], name="accuracy")


@pytest.mark.parametrize("units", [1, 2, 64])
def test_images_for_predictions_are_found_for_few_units_too(
    scratch: ModuleType, forward_tests: ModuleType, units: int
) -> None:
    """Of one unit's value no five digits are each the most probable one anywhere; looking for them must end."""
    params, x = forward_tests.clear_images(scratch, np.random.default_rng(units), (784, units, 10), 60)
    assert len(set(scratch.get_predictions(params, x))) >= min(5, units + 1)
    assert params["W1"].shape == (units, 784)
