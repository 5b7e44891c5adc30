"""Follow-on failures: what fails because something it builds on is wrong is shown as following from that."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

from grader.judge.grade import Outcome, Status
from grader.judge.spec import TestSpec

FAILING: frozenset[Status] = frozenset(
    ("failed", "error", "timeout", "memory", "limit", "crashed", "protocol", "forbidden")
)


def mark_follow_on(
    outcomes: Sequence[Outcome], specs: Mapping[str, TestSpec], *, keeps: float = 0.0
) -> tuple[Outcome, ...]:
    """Set `follows_from` where a function that a failing test needs has failed its own tests.

    The function named is the root: if forward's tests fail only because softmax is wrong, backward's follow from
    softmax. Functions that need each other excuse nobody unless one of them, or one that they need, is a root.
    A test that does not excuse is a reason only for others of its kind: an impure forward makes fit impure, but not
    wrong. A follow-on failure keeps the share `keeps` of its points.
    """
    failed = [specs[outcome.id] for outcome in outcomes if outcome.status in FAILING]
    of_any, of_excusing = _origins(failed), _origins([spec for spec in failed if spec.excuses])
    marked = []
    for outcome in outcomes:
        spec = specs[outcome.id]
        found = None
        # what follows from a line that was not run says so by itself, and keeps nothing: the submission says which line
        if outcome.follows_from is None and outcome.status in FAILING:
            found = (of_excusing if spec.excuses else of_any)(spec)
        if found is not None:
            outcome = msgspec.structs.replace(outcome, follows_from=found, points=keeps * outcome.max_points)
        marked.append(outcome)
    return tuple(marked)


def _origins(failed: Sequence[TestSpec]) -> Callable[[TestSpec], str | None]:
    """From a failing test to the first root among what it needs, and what that needs in turn, given these failures."""
    failing = {spec.of for spec in failed}
    needs: dict[str, list[str]] = {}  # of the failing tests of each function
    roots: set[str] = set()
    for spec in failed:
        broken = [need for need in spec.needs if need in failing and need != spec.of]
        needs.setdefault(spec.of, []).extend(broken)
        if not broken:
            roots.add(spec.of)

    def origin(spec: TestSpec) -> str | None:
        seen, waiting = {spec.of}, list(spec.needs)[::-1]
        while waiting:
            need = waiting.pop()
            if need in failing and need not in seen:
                if need in roots:
                    return need
                seen.add(need)
                waiting.extend(reversed(needs[need]))
        return None

    return origin
