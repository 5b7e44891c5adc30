"""`grader ci`: grade what a pipeline has checked out, and tell the place where it runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from grader.ci.platform import NAMES, Name, Platform, platform_of
from grader.cli.groups import Choice
from grader.cli.options import course_folder, course_option, examples
from grader.cli.slugs import slugs_here
from grader.course import Assignment, Tier, assignment_slugs, load_assignment
from grader.errors import CourseError, GraderError, SubmissionError

if TYPE_CHECKING:
    from grader.ci.annotations import Annotation
    from grader.judge.grade import Grade
    from grader.judge.run import Judgement

RESULTS, REPORT, JUNIT, QUALITY, DOTENV = (
    "results.json",
    "report",
    "junit.xml",
    "code-quality.json",
    "grader.env",
)


@dataclass(frozen=True)
class Judged:
    """An assignment of the course, what was handed in for it, and what came of that."""

    assignment: Assignment
    folder: Path
    judgement: Judgement


@click.command(
    epilog=examples(
        "grader ci --course course --path submission",
        "grader ci --course course --path submission --assignment mlp_numpy --pass-mark 60",
        "grader ci --course course --path alice.zip --assignment moons --platform plain",
    )
)
@click.option(
    "--assignment",
    "slug",
    default="",
    metavar="SLUG",
    shell_complete=slugs_here,
    help="By default those whose folders a pull request changes.",
)
@click.option(
    "--path", type=click.Path(path_type=Path), default=".", help="What was handed in; by default the current folder."
)
@click.option("--pass-mark", type=click.FloatRange(0, 100), default=50.0, show_default=True, metavar="PERCENT")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default="grader-results",
    show_default=True,
    help="Where the results go.",
)
@click.option("--min-isolation", type=Choice(get_args(Tier)), help="Refuse to grade under weaker isolation.")
@click.option("--platform", "name", type=Choice(NAMES), help="By default what the environment shows.")
@click.option(
    "--base",
    default="",
    metavar="COMMIT",
    help="What a pull request is compared with; by default what the environment says.",
)
@course_option
def command(
    slug: str,
    path: Path,
    pass_mark: float,
    out: Path,
    min_isolation: Tier | None,
    name: Name | None,
    base: str,
    course: Path | None,
) -> None:
    """Grade what a pipeline has checked out, and tell GitHub, GitLab or Gradescope what came of it.

    PATH is an assignment's folder or file, or a folder with one for each assignment, called as the course calls
    them. Of a pull request only what it changes is graded. Nothing in PATH is configuration, and the course must not
    lie there. Exit status 1 below the pass mark.
    """
    from grader.ci.changed import changed_paths, repository_of, touched

    platform = platform_of(os.environ, name)
    home = course_folder(course)
    if home.is_relative_to(path.resolve()):
        raise CourseError(f"the course {home} lies in what was handed in ({path}): a student could be its author")
    found = _handed_in(home, slug, path)
    base = base or platform.base
    if base and not slug:
        found = touched(found, changed_paths(repository_of(path), base))
    if not found:
        _outputs(platform, out, [], pass_mark)
        click.echo("nothing to grade: no assignment's folder is changed")
        return
    judged = [_judged(load_assignment(home, one), folder, min_isolation) for one, folder in found.items()]
    told = _tell(platform, judged, out, pass_mark, repository_of(path))
    sys.exit(0 if all(told) or platform.name == "gradescope" else 1)


def _handed_in(course: Path, slug: str, path: Path) -> dict[str, Path]:
    from grader.ci.changed import handed_in

    slugs = assignment_slugs(course)
    if not path.exists():
        raise SubmissionError(f"{path} does not exist: give what was handed in with --path")
    if slug:
        load_assignment(course, slug)  # says what there is, where there is no such assignment
        return {slug: path / slug if (path / slug).is_dir() else path}
    found = handed_in(path, slugs)
    if not found:
        raise CourseError(f"{path} has no folder of an assignment ({', '.join(slugs)}): name one with --assignment")
    return found


def _judged(assignment: Assignment, folder: Path, minimum: Tier | None) -> Judged:
    from grader import submission
    from grader.judge.grading import grade_jobs
    from grader.judge.pool import Job

    (result,) = grade_jobs(assignment, [Job(submission.read(folder, assignment))], minimum=minimum)
    if isinstance(result, GraderError):
        raise result
    return Judged(assignment, folder, result)


def _tell(
    platform: Platform,
    judged: Sequence[Judged],
    out: Path,
    pass_mark: float,
    repository: Path,
) -> list[bool]:
    """Write and print what this place takes; whether each grade reaches the pass mark."""
    from grader.ci import github, gitlab
    from grader.ci.summary import markdown, reached
    from grader.export.gradescope import grade_to_gradescope
    from grader.export.junit import grades_to_junit
    from grader.judge.audience import for_audience
    from grader.judge.grade import all_to_json, to_json
    from grader.report import write_submission
    from grader.report.views import Code

    out.mkdir(parents=True, exist_ok=True)
    grades: list[Grade] = []
    notes: list[Annotation] = []
    for one in judged:
        settings, result = one.assignment.settings, one.judgement
        told = for_audience(result.grade, "student", settings.feedback, result.specs)
        grades.append(told)
        notes += _notes(one, told, repository)
        where = out / REPORT / one.assignment.slug if len(judged) > 1 else out / REPORT
        write_submission(told, where, Code(result.source, result.notebook, settings.file))
    if platform.name == "gradescope":
        (told,) = grades
        (out / RESULTS).write_bytes(grade_to_gradescope(told))
    else:
        (out / RESULTS).write_bytes(to_json(grades[0]) if len(grades) == 1 else all_to_json(grades))
        (out / JUNIT).write_bytes(grades_to_junit(grades))
    if platform.name == "gitlab":
        (out / QUALITY).write_bytes(gitlab.code_quality(notes))
    if platform.name == "github":
        for note in github.shown_annotations(notes):
            click.echo(github.command_of(note))
        with github.no_commands(sys.stdout):
            _print(grades, pass_mark)
        if platform.summary is not None:
            github.append_summary(platform.summary, markdown(grades, pass_mark))
    else:
        _print(grades, pass_mark)
    _outputs(platform, out, grades, pass_mark)
    return [reached(grade, pass_mark) for grade in grades]


def _notes(one: Judged, told: Grade, repository: Path) -> list[Annotation]:
    from grader.ci.annotations import annotations_of
    from grader.submission.reading import notebook_of

    settings, judgement = one.assignment.settings, one.judgement
    file = Path(notebook_of(settings.file) if judgement.notebook else settings.file)
    path = (one.folder / file if one.folder.is_dir() else one.folder).resolve()
    shown = path.relative_to(repository).as_posix() if path.is_relative_to(repository) else path.name
    source, notebook = judgement.source, judgement.notebook
    return list(annotations_of(told, judgement.specs, source=source, notebook=notebook, file=file, shown=shown))


def _print(grades: Sequence[Grade], pass_mark: float) -> None:
    from rich.console import Console

    from grader.ci.summary import percent, reached
    from grader.cli.show import grades_table, outcomes_table

    console = Console(width=120, highlight=False)
    for grade in grades:
        if any(test.status != "passed" for test in grade.tests):
            console.print(outcomes_table(grade))
        console.print(grades_table([grade]))
        verdict = "passed" if reached(grade, pass_mark) else "not passed"
        console.print(f"{verdict}: {percent(grade):.1f} % of the points, {pass_mark:g} % are needed")


def _outputs(platform: Platform, out: Path, grades: Sequence[Grade], pass_mark: float) -> None:
    from grader.ci import github, gitlab
    from grader.ci.summary import reached

    status = "skipped"
    if grades:
        status = "passed" if all(reached(grade, pass_mark) for grade in grades) else "failed"
    values = {
        "score": f"{sum(grade.score for grade in grades):g}",
        "max_score": f"{sum(grade.max_score for grade in grades):g}",
        "status": status,
    }
    if platform.outputs is not None:
        github.write_outputs(platform.outputs, values)
    if platform.name == "gitlab":
        out.mkdir(parents=True, exist_ok=True)
        (out / DOTENV).write_text(gitlab.dotenv(values), encoding="utf-8")
