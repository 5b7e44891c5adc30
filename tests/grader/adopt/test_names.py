"""Which names code needs, and which it binds."""

from __future__ import annotations

import ast

import pytest

from grader.adopt.names import bound, needed

NEEDS = {
    "a call": ("f(x)", ["f", "x"]),
    "Python's own": ("print(len(x))", ["x"]),
    "bound before": ("x = 1\nf(x)", ["f"]),
    "used, then bound": ("old = f\nf = g\nf(old)", ["f", "g"]),
    "added to": ("total += f(1)", ["total", "f"]),
    "added to what was bound": ("total = 0\nfor i in range(3):\n    total += i", []),
    "taken away": ("del f", ["f"]),
    "of a loop": ("for i, (a, b) in pairs:\n    f(i, a, b)", ["pairs", "f"]),
    "of with": ("with opened as file:\n    file.read()", ["opened"]),
    "of try": ("try:\n    f()\nexcept Wrong as error:\n    print(error)\nfinally:\n    g()", ["f", "Wrong", "g"]),
    "of a branch": ("if ready:\n    x = f()\nelse:\n    x = g()\nx", ["ready", "f", "g"]),
    "a function that uses what comes later": ("def h():\n    return later\nlater = f\nh()", ["f"]),
    "arguments": ("def h(a, *b, c=d, **e):\n    return a, b, c, e, g", ["d", "g"]),
    "a comprehension": ("[a * k for a in rows if a > low]", ["rows", "k", "low"]),
    "a lambda": ("sorted(rows, key=lambda row: row[at])", ["rows", "at"]),
    "a class": ("class A(Base):\n    def m(self):\n        return helper", ["Base", "helper"]),
    "imports": ("import numpy as np, os.path\nfrom a import b as c\nnp, os, c, d", ["d"]),
    "an annotation alone": ("x: int\nx", ["x"]),
    "assigned in an expression": ("if (n := f()):\n    print(n)", ["f"]),
}


@pytest.mark.parametrize("case", NEEDS)
def test_needed(case: str) -> None:
    code, names = NEEDS[case]
    assert set(needed(ast.parse(code))) == set(names)


def test_bound_is_what_stands_at_the_top_level() -> None:
    code = "import numpy as np\nx, (y, *z) = 1, (2, 3)\ndef f(a):\n    inside = 1\nclass C:\n    inner = 2\ndel x\n"
    assert bound(ast.parse(code)) == ["np", "x", "y", "z", "f", "C"]
