"""What a test file says about a test: its points, what it is of, what it needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import pytest

from grader.course import Feedback
from grader.errors import CourseError
from grader.judge.spec import TestSpec

F = TypeVar("F", bound=Callable[..., Any])


def points(
    number: float,
    *,
    part: str,
    of: str,
    needs: Sequence[str] = (),
    training: bool = False,
    excuses: bool = True,
    hint: str = "",
    advice: str = "",
    feedback: Feedback | None = None,
) -> Callable[[F], F]:
    """Mark a test as worth `number` points of `part`; see TestSpec. The docstring's first line is its title."""
    if number <= 0:
        raise CourseError(f"points: a test is worth more than 0 points, not {number:g}")
    mark = pytest.mark.points(
        number=float(number),
        part=part,
        of=of,
        needs=tuple(needs),
        training=training,
        excuses=excuses,
        hint=hint,
        advice=advice,
        feedback=feedback,
    )

    def marked(test: F) -> F:
        if not (test.__doc__ or "").strip():
            raise CourseError(f"{test.__name__}: a test with points needs a docstring: its first line is the title")
        return mark(test)  # type: ignore[no-any-return]  # a mark returns the function that it is given

    return marked


def spec_of(item: pytest.Item) -> TestSpec:
    """What the collected test declares; a test without @points is worth nothing."""
    document = (getattr(getattr(item, "function", None), "__doc__", None) or item.name).strip()
    title = document.splitlines()[0].strip()
    mark = item.get_closest_marker("points")
    if mark is None:
        return TestSpec(id=item.name, title=title, part="Public tests", points=0.0, of="")
    declared = dict(mark.kwargs)
    return TestSpec(id=item.name, title=title, points=declared.pop("number"), file=item.path.name, **declared)
