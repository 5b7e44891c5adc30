"""A student's grade, for a reader.

Equal submissions share one attempt, and nobody is to learn whose file theirs equals.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from grader.course import FeedbackPolicy
from grader.judge.audience import for_audience
from grader.judge.grade import Audience, Grade
from grader.judge.spec import TestSpec
from grader.people import Student


def told_grade(
    grade: Grade, student: Student, audience: Audience, policy: FeedbackPolicy, specs: Mapping[str, TestSpec]
) -> Grade:
    """The grade under the student's own name, as `audience` may see it."""
    return for_audience(msgspec.structs.replace(grade, submission=called(student)), audience, policy, specs)


def called(student: Student) -> str:
    """Name and login, or the login alone."""
    return f"{student.name} ({student.login})" if student.name else student.login
