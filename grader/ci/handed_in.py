"""What is handed in at a path: for which assignments, and which of them a pull request touches.

Whoever hands in decides what lies there, and may want it to be something else: the reference, by a link to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader import submission
from grader.ci.changed import changed_paths, repository_of
from grader.course import Assignment, assignment_slugs, load_assignment
from grader.errors import CourseError, SubmissionError
from grader.submission import Submission
from grader.submission.form import make

_OF_THE_COURSE = ("reference", "tests", ".grader")


@dataclass(frozen=True)
class HandedIn:
    """`place`: a folder or a file, which need not be there: a pull request can take it away."""

    assignment: Assignment
    place: Path

    def read(self) -> Submission:
        """As it is graded: what cannot be read at all is a submission without files, and has no points."""
        try:
            return submission.read(self.place, self.assignment)
        except SubmissionError as reason:
            return make(self.assignment.slug, {}, [str(reason)])


def handed_in(course: Path, path: Path, slug: str, base: str) -> list[HandedIn]:
    """For the assignment `slug` what is at `path`, or in a folder of that name there; without a slug for each
    assignment that has such a folder, with a `base` for each of which something is changed, also if it is gone.

    CourseError or SubmissionError for a path that cannot be what somebody has handed in for this course.
    """
    _refuse(course, path)
    slugs = assignment_slugs(course)
    if slug:
        assignment = load_assignment(course, slug)  # says what there is, where there is no such assignment
        inside = path / slug
        return [HandedIn(assignment, inside if inside.exists() or inside.is_symlink() else path)]
    places = {path.resolve().name: path} if path.resolve().name in slugs else {name: path / name for name in slugs}
    if base:
        changed = changed_paths(repository_of(path), base)
        found = [name for name, place in places.items() if _touches(changed, place)]
    else:
        found = [name for name, place in places.items() if place.exists() or place.is_symlink()]
        if not found:
            raise CourseError(f"{path} has no folder of an assignment ({', '.join(slugs)}): name one with --assignment")
    return [HandedIn(load_assignment(course, name), places[name]) for name in found]


def _touches(changed: Sequence[Path], place: Path) -> bool:
    """Whether one of these real paths is the place, or lies in it; the place itself may have become a link."""
    real = place.parent.resolve() / place.name
    return any(path.is_relative_to(real) for path in changed)


def _refuse(course: Path, path: Path) -> None:
    if not (path.exists() or path.is_symlink()):
        raise SubmissionError(f"{path} does not exist: give what was handed in with --path")
    whole, here = path.absolute(), Path.cwd()
    for part in (*reversed(whole.parents), whole):
        if part.is_symlink() and not here.is_relative_to(part):
            raise SubmissionError(f"{part} is a link, and what was handed in is not looked for behind one")
    real = path.resolve()
    if course.is_relative_to(real):
        raise CourseError(f"the course {course} lies in what was handed in ({path}): a student could be its author")
    if any(real.is_relative_to(course / name) for name in _OF_THE_COURSE):
        raise CourseError(f"{path} is the course's own, and not what somebody has handed in")
