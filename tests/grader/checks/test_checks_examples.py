"""Sessions of the interpreter as tests."""

from __future__ import annotations

import builtins

import pytest

from grader.checks import CheckFailure, check_examples
from grader.remote.outcomes import Timeout, remote_error


def double(x: float) -> float:
    if x < 0:
        raise ValueError("negative")
    return 2 * x


RIGHT = """
>>> double(2)
4
>>> for i in range(2):
...     print(double(i))
0
2
>>> y = double(3)
>>> [y,   1]
[6, 1]
>>> list(range(10))
[0, 1, ..., 9]
>>> double(-1)
Traceback (most recent call last):
ValueError: negative
"""


def test_what_is_shown_is_compared_as_doctest_does() -> None:
    check_examples(RIGHT, double=double)


@pytest.mark.parametrize(
    ("session", "typed", "shows"),
    [
        (">>> double(2)\n5\n", "double(2)", "shows: 4\nis to show: 5"),
        (">>> print(double(2), 1)\n4\n", "print(double(2), 1)", "shows: 4 1"),
        (">>> y = 3\n3\n", "y = 3", "shows: nothing"),
        (">>> double(2)\nTraceback (most recent call last):\nValueError: negative\n", "double(2)", "shows: nothing"),
        (
            ">>> double(-1)\nTraceback (most recent call last):\nKeyError: 1\n",
            "double(-1)",
            "shows: ValueError: negative",
        ),
    ],
)
def test_what_is_due_is_for_the_instructor_alone(session: str, typed: str, shows: str) -> None:
    with pytest.raises(CheckFailure) as caught:
        check_examples(session, double=double)
    assert caught.value.message == "not as it should be"
    assert typed in caught.value.detail
    assert shows in caught.value.detail


def test_an_exception_that_is_not_due_goes_on() -> None:
    with pytest.raises(ValueError, match="negative"):
        check_examples(">>> double(-1)\n-2\n", double=double)


def test_the_exception_of_a_submission_is_known_by_its_own_name() -> None:
    def raises() -> None:
        raise remote_error("Negative", "ValueError", "so")

    check_examples(">>> f()\nTraceback (most recent call last):\nNegative: so\n", f=raises)


def test_a_hang_is_no_exception_that_is_due() -> None:
    def hangs() -> None:
        raise Timeout("over")

    with pytest.raises(Timeout):
        check_examples(">>> f()\nTraceback (most recent call last):\nTimeout: over\n", f=hangs)


def test_nothing_is_left_behind() -> None:
    check_examples(">>> double(1)\n2\n", double=double)
    assert not hasattr(builtins, "_")
