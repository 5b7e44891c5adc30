"""What a hidden test's file declares about it."""

from __future__ import annotations

import msgspec

from grader.course import Feedback


class TestSpec(msgspec.Struct, frozen=True, kw_only=True):
    """One test as its file declares it.

    `of` is the function under test, `needs` are functions that it builds on: when one of them fails its own tests, a
    failure here follows from that. `training` tests run last, under the longer limit. A test that does not `excuse`
    (of purity, say) is no reason for another function's other tests to fail. `hint` is for a test of one property: it
    is given with a failure that has no hint of its own, where another test of the function passed. `advice` is given
    with any failure that has no hint. `file` is the name of the file that it stands in.
    """

    __test__ = False  # pytest: not a test class

    id: str
    title: str
    part: str
    points: float
    of: str
    needs: tuple[str, ...] = ()
    training: bool = False
    excuses: bool = True
    hint: str = ""
    advice: str = ""
    feedback: Feedback | None = None
    file: str = ""
