"""Measure what the reference's tests cost, which is what the time limits are multiples of."""

from __future__ import annotations

import msgspec

from grader import submission
from grader.course import Assignment
from grader.errors import CourseError, GraderError
from grader.judge.grading import grade_jobs
from grader.judge.job import Job
from grader.judge.limits import Timing, benchmark

_LEAST = 0.001  # seconds; below this a clock's tick is most of the figure


def measured_timing(assignment: Assignment) -> Timing:
    """CPU seconds of the reference by test and shared run, with the machine's benchmark taken beside it."""
    generous = msgspec.structs.replace(
        assignment.settings.limits, test=assignment.settings.limits.cap_seconds, training=3600.0
    )
    settings = msgspec.structs.replace(assignment.settings, limits=generous)
    unhurried = msgspec.structs.replace(assignment, settings=settings)
    (found,) = grade_jobs(unhurried, [Job(submission.read(assignment.reference_file, assignment))])
    if isinstance(found, GraderError):
        raise found
    wrong = [test.id for test in found.grade.tests if test.status != "passed"]
    if wrong:
        raise CourseError(f"{assignment.slug}: the reference does not pass {wrong[0]}: nothing can be calibrated")
    seconds = {name: round(max(_LEAST, spent), 3) for name, spent in found.cpu_seconds.items()}
    return Timing(round(benchmark(), 5), seconds)
