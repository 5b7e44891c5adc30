"""Follow-on failures: what fails because something it builds on is wrong is shown as following from that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from grader.judge.grade import Outcome, Status
from grader.judge.marks import TestSpec

FAILING: frozenset[Status] = frozenset(
    ("failed", "error", "timeout", "memory", "limit", "crashed", "protocol", "forbidden")
)


def mark_follow_on(
    outcomes: Sequence[Outcome], specs: Mapping[str, TestSpec], *, keeps: float = 0.0
) -> tuple[Outcome, ...]:
    """Set `follows_from` where a function that a failing test needs has failed its own tests.

    The function named is the root: if forward's tests fail only because softmax is wrong, backward's follow from
    softmax. A follow-on failure keeps the share `keeps` of its points.
    """
    failing: dict[str, list[TestSpec]] = {}
    for outcome in outcomes:
        if outcome.status in FAILING:
            spec = specs[outcome.id]
            failing.setdefault(spec.of, []).append(spec)

    def broken_need(spec: TestSpec, passed: frozenset[str]) -> str | None:
        return next((need for need in spec.needs if need in failing and need not in passed), None)

    def root(function: str, passed: frozenset[str]) -> str:
        passed |= {function}
        needs = [broken_need(spec, passed) for spec in failing[function]]
        return function if None in needs else root(str(needs[0]), passed)

    marked = []
    for outcome in outcomes:
        spec = specs[outcome.id]
        need = broken_need(spec, frozenset({spec.of})) if outcome.status in FAILING else None
        if need is not None:
            origin = root(need, frozenset({spec.of}))
            outcome = msgspec.structs.replace(outcome, follows_from=origin, points=keeps * outcome.max_points)
        marked.append(outcome)
    return tuple(marked)
