"""Submissions of the right form without content: of functions, of classes, of what changes its arguments."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from real_parts import needed
from small_course import SETTINGS, write_course

from grader.validate.degenerate import degenerates

REFERENCE = '''
import torch


class Twice(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return 2 * x

    @staticmethod
    def backward(ctx, upstream):
        return 2 * upstream


class Layer(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.ones(1))

    def forward(self, x):
        return x + self.weight


def fill(values, number):
    """Put the number into the list, and say how many there are."""
    ### BEGIN SOLUTION
    values.append(number)
    return torch.tensor([len(values)]), {"last": number}
    ### END SOLUTION
'''


@pytest.fixture
def sources(tmp_path: Path) -> dict[str, str]:
    needed("torch")
    settings = SETTINGS.replace('["double", "total", "history"]', '["Twice", "Layer", "fill"]')
    return degenerates(write_course(tmp_path, settings=settings, reference=REFERENCE))


def ran(source: str) -> dict[str, Any]:
    namespace: dict[str, Any] = {}
    exec(compile(source, "degenerate.py", "exec"), namespace)  # noqa: S102 - it is ours
    return namespace


def test_methods_give_zeros_and_gradients_are_none_of_the_reference(sources: dict[str, str]) -> None:
    torch = needed("torch")
    zeros = ran(sources["zeros"])
    x = torch.ones(3, requires_grad=True)
    y = zeros["Twice"].apply(x)
    y.backward(torch.ones(3))
    assert (y.tolist(), x.grad.tolist()) == ([0, 0, 0], [0, 0, 0])
    assert zeros["Layer"]()(torch.ones(2)).tolist() == [0, 0]


def test_what_a_function_changes_is_changed_in_a_copy(sources: dict[str, str]) -> None:
    zeros, values = ran(sources["zeros"]), [5, 6]
    count, said = zeros["fill"](values, 7)
    assert (values, count.tolist(), said) == ([5, 6], [0], {"last": 0})


def test_the_first_argument_is_that_after_self_and_ctx(sources: dict[str, str]) -> None:
    torch = needed("torch")
    first = ran(sources["the first argument"])
    x = torch.ones(2)
    assert first["Layer"]()(x) is x
    assert first["Twice"].apply(x).tolist() == [1, 1]
    assert first["fill"]([1], 2) == [1]


def test_noise_has_the_shape_and_type_and_differs(sources: dict[str, str]) -> None:
    torch = needed("torch")
    noise = ran(sources["random"])["Layer"]()
    one, other = noise(torch.ones(4, 2)), noise(torch.ones(4, 2))
    assert (one.shape, one.dtype) == ((4, 2), torch.float32)
    assert not torch.equal(one, other)
