"""Two audiences of one grade: everything for the instructor, what the feedback policy allows for the student."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from grader.course import Feedback, FeedbackPolicy
from grader.judge.grade import SUSPICION, Audience, Grade, Outcome
from grader.judge.marks import TestSpec

HIDDEN_TITLE = "A hidden test"


def for_audience(grade: Grade, audience: Audience, policy: FeedbackPolicy, specs: Mapping[str, TestSpec]) -> Grade:
    """The grade as `audience` may see it; `specs` say which tests have a feedback policy of their own."""
    if audience == "instructor":
        return grade
    tests = tuple(
        _told(outcome, specs[outcome.id].feedback or policy.hidden, n) for n, outcome in enumerate(grade.tests, 1)
    )
    answers = tuple(msgspec.structs.replace(answer, rubric=(), model_answer="") for answer in grade.answers)
    return msgspec.structs.replace(grade, audience=audience, tests=tests, answers=answers)


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
    if policy in ("full", "hint"):
        return kept
    kept = msgspec.structs.replace(kept, message="", hint="", evidence={})
    if policy == "name":
        return kept
    return msgspec.structs.replace(kept, id=f"hidden_{number}", title=HIDDEN_TITLE)
