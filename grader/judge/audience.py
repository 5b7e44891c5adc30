"""Two audiences of one grade: everything for the instructor, what the feedback policy allows for the student."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from grader.course import Feedback, FeedbackPolicy
from grader.judge.grade import SUSPICION, Audience, Grade, Outcome
from grader.judge.spec import TestSpec

HIDDEN_TITLE = "A hidden test"
IMAGES, DIFFERENCES, BOUNDARY = "images", "differences", "boundary"  # evidence with something of the hidden tests in it


def for_audience(grade: Grade, audience: Audience, policy: FeedbackPolicy, specs: Mapping[str, TestSpec]) -> Grade:
    """The grade as `audience` may see it; `specs` say which tests have a feedback policy of their own."""
    if audience == "instructor":
        return grade
    tests = tuple(
        _told(outcome, specs[outcome.id].feedback or policy.hidden, n) for n, outcome in enumerate(grade.tests, 1)
    )
    answers = tuple(msgspec.structs.replace(answer, rubric=(), model_answer="") for answer in grade.answers)
    return msgspec.structs.replace(grade, audience=audience, tests=tests, answers=answers, sandbox_log=())


def shown_ids(tests: Sequence[str], policy: FeedbackPolicy, specs: Mapping[str, TestSpec]) -> dict[str, str]:
    """What a student is told that each of these tests, in the order of a grade, is called."""
    return {
        test: f"hidden_{n}" if (specs[test].feedback or policy.hidden) == "none" else test
        for n, test in enumerate(tests, 1)
    }


def _told(outcome: Outcome, policy: Feedback, number: int) -> Outcome:
    evidence = {kind: values for kind, values in outcome.evidence.items() if kind != SUSPICION}
    kept = msgspec.structs.replace(outcome, detail="", output="", seed="", evidence=evidence)
    if policy == "full" and outcome.detail:
        return msgspec.structs.replace(kept, message=f"{outcome.message}\n{outcome.detail}".strip())
    if policy == "full":
        return kept
    if policy == "hint":
        return msgspec.structs.replace(kept, evidence=_without_answers(evidence))
    kept = msgspec.structs.replace(kept, message="", hint="", evidence={})
    if policy == "name":
        return kept
    return msgspec.structs.replace(kept, id=f"hidden_{number}", title=HIDDEN_TITLE)


def _without_answers(evidence: Mapping[str, Any]) -> dict[str, Any]:
    """Evidence without expected values, hidden labels and hidden examples: repeated pushes would harvest them."""
    told = {kind: values for kind, values in evidence.items() if kind != IMAGES}
    if DIFFERENCES in told:
        entries = told[DIFFERENCES].get("entries")
        cut = [_but(one, "expected") for one in entries if isinstance(one, dict)] if isinstance(entries, list) else []
        told[DIFFERENCES] = {**told[DIFFERENCES], "entries": cut}
    if BOUNDARY in told:
        told[BOUNDARY] = _but(told[BOUNDARY], "points")
    return told


def _but(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != name}
