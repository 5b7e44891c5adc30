"""Puts a found assignment into a course, after its own solution was graded by it."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.adopt import nbgrader, otter, texts
from grader.adopt.cells import notebooks_at
from grader.adopt.found import Found, FoundTest
from grader.adopt.tests import Written, translate
from grader.course import ASSIGNMENT_FILE, SLUG, Assignment, load_assignment
from grader.errors import AdoptError, GraderError, ReleaseError
from grader.judge.grade import Outcome
from grader.judge.grading import grade_jobs
from grader.judge.job import Job
from grader.questions import QUESTIONS_FILE
from grader.release import stub
from grader.submission import form
from grader.writing import write_whole

READERS = {"nbgrader": nbgrader.read, "otter": otter.read}
NOTES_FILE = "ADOPTED.md"
HIDDEN, PUBLIC = "test_hidden.py", "test_public.py"


@dataclass(frozen=True)
class Adopted:
    """One assignment that was taken over; what was not, and what an instructor should look at, a line each."""

    slug: str
    tests: int
    points: float
    left_out: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Adoption:
    """What became of the notebooks: the assignments, and those that cannot be any, each with the reason."""

    made: tuple[Adopted, ...]
    refused: tuple[str, ...]


def adopt(kind: str, path: Path, course: Path, slug: str = "") -> Adoption:
    """Turn the notebook at `path`, or each in that folder, into an assignment of `course`.

    `slug`: its name, or what their names begin with; without, the notebook's. What is there is not overwritten, and
    nothing is written before all of it is known to work. AdoptError when nothing can be taken over.
    """
    notebooks = notebooks_at(path)
    slugs = [_slug(one, slug, alone=len(notebooks) == 1) for one in notebooks]
    if len(set(slugs)) < len(slugs):
        raise AdoptError(f"{path}: two of its notebooks would have one name: {', '.join(slugs)}")
    for name in slugs:
        for place in (_reference(course, name), _tests(course, name)):
            if place.exists():
                raise AdoptError(f"{place} is there already: give the assignment another name with --slug")
    made, refused = [], []
    with tempfile.TemporaryDirectory() as folder:
        for notebook, name in zip(notebooks, slugs, strict=True):
            try:
                made.append(_Attempt(READERS[kind](notebook), notebook, Path(folder), name).made())
            except GraderError as error:
                shown = str(error)
                refused.append(shown if str(notebook) in shown else f"{notebook}: {shown}")
        if not made:
            raise AdoptError("; ".join(refused))
        for one in made:
            for folder_of in (_reference, _tests):
                shutil.copytree(folder_of(Path(folder), one.slug), folder_of(course, one.slug))
    return Adoption(tuple(made), tuple(refused))


def _reference(course: Path, slug: str) -> Path:
    return course / "reference" / slug


def _tests(course: Path, slug: str) -> Path:
    return course / "tests" / "assignments" / slug


def _slug(notebook: Path, given: str, *, alone: bool) -> str:
    plain = re.sub(r"\W+", "_", notebook.stem.lower(), flags=re.ASCII).strip("_")
    if not plain and not (given and alone):
        raise AdoptError(f"{notebook}: its name cannot be that of an assignment: give one with --slug")
    slug = given if given and alone else f"{given}_{plain}".strip("_")
    slug = slug if slug[:1].isalpha() else f"a_{slug}"
    if not SLUG.fullmatch(slug):
        raise AdoptError(f"{slug!r} cannot name an assignment: lower-case letters, digits and underscores can")
    return slug


class _Attempt:
    """One notebook as an assignment of the course at `course`."""

    def __init__(self, found: Found, notebook: Path, course: Path, slug: str) -> None:
        self._found, self._notebook, self._course, self._slug = found, notebook, course, slug
        plain = re.sub(r"[^A-Za-z0-9_]+", "_", notebook.stem)
        plain = plain if plain.strip("_") else slug
        self._file = f"{plain if not plain[0].isdigit() else f'_{plain}'}.py"
        known = texts.known_names(found)
        self._written, refused = translate(found.tests, known)
        # public tests may carry nothing out of hidden ones
        self._public, _ = translate([test for test in found.tests if test.shown], known)
        self._lost: list[tuple[FoundTest, str]] = [(test, why) for test, why in refused if test.points > 0]
        self._functions = texts.functions_asked(self._written, known)

    def made(self) -> Adopted:
        tests = [one for one in self._written if one.test.points > 0]
        if not tests:
            reasons = [*(f"{test.name}: {reason}" for test, reason in self._lost), *self._found.left_out]
            why = "; ".join(reasons[:3]) or "no test has points"
            raise AdoptError(f"{self._notebook}: there is nothing to grade it by: {why}")
        statement, script = texts.statement_and_script(self._found)
        self._put(_reference(self._course, self._slug) / "README.md", statement)
        self._put(_reference(self._course, self._slug) / self._file, script)
        if self._found.questions:
            self._put(_reference(self._course, self._slug) / QUESTIONS_FILE, texts.questions(self._found))
        assignment = self._with(tests)
        failed = {id_: test for id_, test in self._graded(assignment, script).items() if test.status != "passed"}
        kept = [one for one in tests if one.name not in failed]
        if not kept:
            why = "; ".join(f"{id_}: {_said(test)}" for id_, test in list(failed.items())[:3])
            raise AdoptError(f"{self._notebook}: its own solution passes none of its tests: {why}")
        if failed:
            self._lost += [(one.test, _said(failed[one.name])) for one in tests if one.name in failed]
            assignment = self._with(kept)
        try:
            template = stub(assignment)
        except ReleaseError as error:
            raise AdoptError(f"its solution markers, in the script made of it: {error}") from error
        on_template = self._graded(assignment, template)
        for_nothing = {id_ for id_, test in on_template.items() if test.status == "passed"}
        left_out, notes = self._left_out(), self._notes(kept, for_nothing)
        account = texts.account(self._found, self._notebook.name, left_out, notes, self._lost)
        self._put(_reference(self._course, self._slug) / NOTES_FILE, account)
        return Adopted(self._slug, len(kept), assignment.max_score, tuple(left_out), tuple(notes))

    def _with(self, tests: Sequence[Written]) -> Assignment:
        """The assignment with these tests, and those of its public ones that are not known to fail."""
        lost = {test.place for test, _ in self._lost}
        public = [one for one in self._public if one.test.place not in lost]
        settings = texts.settings(self._found, self._file, self._functions, tests)
        self._put(_reference(self._course, self._slug) / ASSIGNMENT_FILE, settings)
        folder = _tests(self._course, self._slug)
        self._put(folder / HIDDEN, texts.file_of_tests(self._found, tests, self._functions, points=True))
        self._put(folder / PUBLIC, texts.file_of_tests(self._found, public, self._functions, points=False))
        return load_assignment(self._course, self._slug)

    def _graded(self, assignment: Assignment, script: str) -> Mapping[str, Outcome]:
        submission = form.make("its solution", {self._file: script.encode()}, ())
        (result,) = grade_jobs(assignment, [Job(submission)])
        if isinstance(result, GraderError):
            raise AdoptError(f"its tests cannot be run: {result}")
        return {test.id: test for test in result.grade.tests}

    def _left_out(self) -> list[str]:
        lines = [f"{test.name}, {texts.worth(test)}: {why}" for test, why in self._lost] + self._found.left_out
        beside = sorted(one.name for one in self._notebook.parent.iterdir() if one.is_file() and one.suffix != ".ipynb")
        if beside:
            lines.append(f"files beside the notebook, which nobody gets by this: {', '.join(beside)}")
        _, absent = texts.packages_of(self._found)
        return [*lines, *(f"{name}: imported, and not installed here: submissions have it not" for name in absent)]

    def _notes(self, kept: Sequence[Written], for_nothing: set[str]) -> list[str]:
        lines = [f"{one.test.name}: {note}" for one in kept for note in one.notes]
        lines += [f"{one.test.name}: the template passes it, unwritten" for one in kept if one.name in for_nothing]
        if self._file != f"{self._notebook.stem}.py":
            lines.append(f"in a folder, the notebook is looked for as {Path(self._file).stem}.ipynb")
        return lines

    def _put(self, path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text.encode("utf-8", "replace"))


def _said(test: Outcome) -> str:
    detail = test.detail.split("\n")[0]
    return f"its own solution does not pass it: {test.message or test.status}{f' ({detail})' if detail else ''}"
