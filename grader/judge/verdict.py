"""How a check says that something is wrong, and how a test leaves evidence for the report.

A check raises CheckFailure. Its texts have three audiences: `message` says what is wrong without giving away a
hidden value, `hint` names the likely cause, `detail` (expected and actual values) is for the instructor, and for
the student only where the feedback policy is "full".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

Evidence = dict[str, Any]

_evidence: ContextVar[Evidence | None] = ContextVar("evidence", default=None)


class CheckFailure(AssertionError):
    """A check that did not hold.

    `cause` is the diagnosis in one or two words for grouping ("factor", "transposed", …; empty when none fits);
    `earned` is the share of the test's points that is awarded all the same, in [0, 1). `evidence` is left with the test
    only if this is what it ends with: a test may catch a failure, and say something else. `within_margin`: what was
    measured is so near what is asked for that chance may be behind it; grading runs the test once more, on other draws.
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        detail: str = "",
        cause: str = "",
        earned: float = 0.0,
        evidence: Mapping[str, Any] = {},
        within_margin: bool = False,
    ) -> None:
        super().__init__("\n".join(text for text in (message, hint, detail) if text))
        if not 0.0 <= earned < 1.0:
            raise ValueError(f"earned must be in [0, 1), got {earned}")
        self.message = message
        self.hint = hint
        self.detail = detail
        self.cause = cause
        self.earned = earned
        self.evidence = evidence
        self.within_margin = within_margin


def record(kind: str, **values: Any) -> None:
    """Leave evidence of `kind` ("accuracy", "history", "confusion", …) with the running test, for its report.

    `values` must be JSON-able and must hold nothing that a student may not see, but for the kinds of which
    `grader.judge.audience` keeps something back: "suspicion", "images", "differences", "boundary". Outside a grading
    run: nothing.
    """
    evidence = _evidence.get()
    if evidence is not None:
        evidence[kind] = values


@contextmanager
def gathered_evidence() -> Iterator[Evidence]:
    """Collect what `record` is called with in this block."""
    evidence: Evidence = {}
    token = _evidence.set(evidence)
    try:
        yield evidence
    finally:
        _evidence.reset(token)
