"""Grade what is handed in, and say whether that is enough."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.ci.annotations import Annotation, annotations_of
from grader.ci.handed_in import HandedIn
from grader.course import Tier
from grader.errors import GraderError
from grader.judge.audience import for_audience
from grader.judge.grade import Grade
from grader.judge.grading import grade_jobs
from grader.judge.job import Job, Judgement
from grader.report.text import one_line
from grader.submission.reading import notebook_of


@dataclass(frozen=True)
class Graded:
    """What was handed in for one assignment, what came of it, and of that what its student may see."""

    handed_in: HandedIn
    judgement: Judgement
    grade: Grade

    def annotations(self, repository: Path) -> list[Annotation]:
        """What to say in the file, by its path in the repository."""
        settings, judgement, place = self.handed_in.assignment.settings, self.judgement, self.handed_in.place
        file = Path(notebook_of(settings.file) if judgement.notebook else settings.file)
        path = (place / file if place.is_dir() else place).absolute()
        shown = path.relative_to(repository).as_posix() if path.is_relative_to(repository) else path.name
        return list(
            annotations_of(
                self.grade,
                judgement.specs,
                source=judgement.source,
                notebook=judgement.notebook,
                file=file,
                shown=one_line(shown, 400),
            )
        )


def graded(one: HandedIn, minimum: Tier | None) -> Graded:
    """GraderError where this machine or the course does not let anything be graded."""
    (result,) = grade_jobs(one.assignment, [Job(one.read())], minimum=minimum)
    if isinstance(result, GraderError):
        raise result
    return Graded(one, result, for_audience(result.grade, "student", one.assignment.settings.feedback, result.specs))


def percent(grade: Grade) -> float:
    """Of the points, rounded down to a tenth: what does not reach a mark does not look as if it did."""
    return math.floor(1000 * grade.score / grade.max_score + 1e-9) / 10 if grade.max_score else 0.0


def reaches(grade: Grade, pass_mark: float) -> bool:
    """`pass_mark` in percent."""
    return 100 * grade.score >= pass_mark * grade.max_score - 1e-9


def all_reach(grades: Sequence[Grade], pass_mark: float) -> bool:
    return all(reaches(grade, pass_mark) for grade in grades)
