"""Why a result differs from what was expected: hypotheses in order of simplicity; the first that fits is named."""

from __future__ import annotations

from grader.checks.diagnosis.case import Case, Finding

__all__ = ["Case", "Finding", "explain"]


def explain(case: Case) -> Finding | None:
    """The simplest hypothesis that fits, or None when none does."""
    return None if case else None
