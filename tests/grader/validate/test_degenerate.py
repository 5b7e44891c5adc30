"""Degenerate submissions: the right form without content, of functions and of classes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_course import SETTINGS, write_course

from grader.validate.degenerate import degenerates

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


@pytest.mark.parametrize("answer", ["the first argument", "random"])
def test_so_do_the_other_kinds(tmp_path: Path, answer: str) -> None:
    names = names_of(tmp_path, answer)
    found = names["Shape"].halves(4.0)
    assert found == 4.0 if answer == "the first argument" else all(0 <= x < 1 for x in (found[0], *found[1]))
