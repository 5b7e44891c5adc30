"""Submissions of the right form without content: of functions, of classes, of what changes its arguments."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
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


def network(inputs):
    """A network for so many inputs."""
    ### BEGIN SOLUTION
    return torch.nn.Linear(inputs, 2)
    ### END SOLUTION
'''


@pytest.fixture
def sources(tmp_path: Path) -> dict[str, str]:
    needed("torch")
    settings = SETTINGS.replace('["double", "total", "history"]', '["Twice", "Layer", "fill", "network"]')
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


CLASSES = '''\
"""A reference."""

import numpy as np


class Shape:
    """Has an area."""

    def __init__(self, side):
        self.side = side

    def __call__(self, x):
        ### BEGIN SOLUTION
        return np.full(3, x * self.side)
        ### END SOLUTION

    def __add__(self, other):
        return Shape(self.side + other.side)

    def area(self):
        return self.side**2

    def __iter__(self):
        yield from (np.full(2, self.side), self.side)

    @staticmethod
    def halves(x):
        return (x / 2, [x / 2])

    @classmethod
    def named(cls, side):
        return cls(side)


class Square(Shape):
    """Has another area."""

    def area(self):
        return super().area() + 1.0
'''


def names_of(tmp_path: Path, answer: str) -> dict[str, Any]:
    settings = SETTINGS.replace('["double", "total", "history"]', '["Shape", "Square"]')
    names: dict[str, Any] = {}
    source = degenerates(write_course(tmp_path, settings=settings, reference=CLASSES))[answer]
    exec(compile(source, answer, "exec"), names)  # noqa: S102 - what a degenerate submission comes to
    return names


def test_the_methods_of_a_class_give_zeros(tmp_path: Path) -> None:
    names = names_of(tmp_path, "zeros")
    shape = names["Shape"].named(5) + names["Square"](2)
    assert (type(shape), shape.side, shape.area()) == (names["Shape"], 7, 0)
    np.testing.assert_array_equal(shape(3.0), np.zeros(3))
    assert shape.halves(4.0) == names["Shape"].halves(4.0) == (0, [0])
    assert names["Square"](2).area() == 0


def test_what_is_iterated_over_gives_zeros(tmp_path: Path) -> None:
    array, number = names_of(tmp_path, "zeros")["Shape"](5)
    np.testing.assert_array_equal(array, np.zeros(2))
    assert number == 0


@pytest.mark.parametrize("answer", ["the first argument", "random"])
def test_so_do_the_other_kinds(tmp_path: Path, answer: str) -> None:
    names = names_of(tmp_path, answer)
    found = names["Shape"].halves(4.0)
    assert found == 4.0 if answer == "the first argument" else all(0 <= x < 1 for x in (found[0], *found[1]))


def test_a_network_that_a_function_returns_has_neither_weights_nor_answers(sources: dict[str, str]) -> None:
    import torch

    x = torch.ones(3, 4)
    empty = ran(sources["zeros"])["network"](4)
    assert [tuple(value.shape) for value in empty.parameters()] == [(2, 4), (2,)]
    assert not any(value.any() for value in empty.parameters())
    empty.bias.data += 1  # also where weights are loaded afterwards
    assert not empty(x).any()
    empty(x).sum().backward()  # it can be trained, to no avail
    noisy = ran(sources["random"])["network"](4)
    assert not torch.equal(noisy(x), noisy(x))
