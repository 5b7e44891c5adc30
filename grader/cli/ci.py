"""`grader ci`: grade what a pipeline has checked out, and tell the place where it runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from grader.ci.platform import NAMES, Name, platform_of
from grader.cli.groups import Choice
from grader.cli.options import course_folder, course_option, examples
from grader.cli.slugs import slugs_here
from grader.course import Tier
from grader.errors import GraderError

if TYPE_CHECKING:
    from grader.judge.grade import Grade


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
    from grader.ci import github
    from grader.ci.changed import repository_of
    from grader.ci.grading import all_reach, graded
    from grader.ci.handed_in import handed_in
    from grader.ci.results import Results

    platform = platform_of(os.environ, name)
    results = Results(platform, out)
    try:
        found = handed_in(course_folder(course), path, slug, base or platform.base)
        if platform.name == "gradescope" and len(found) != 1:
            raise click.UsageError("Gradescope takes one assignment: name it with --assignment")
        judged = [graded(one, min_isolation) for one in found]
    except GraderError:
        results.outputs([], pass_mark, "error")
        raise
    if not judged:
        results.outputs([], pass_mark, "skipped")
        click.echo("nothing to grade: no assignment's folder is changed")
        return
    repository = repository_of(path)
    notes = [note for one in judged for note in one.annotations(repository)]
    grades = [one.grade for one in judged]
    results.write(judged, notes, pass_mark)
    if platform.name == "github":
        for note in notes[: github.MOST_ANNOTATIONS]:
            click.echo(github.command_of(note))
        with github.no_commands(sys.stdout):
            _print(grades, pass_mark)
    else:
        _print(grades, pass_mark)
    results.outputs(grades, pass_mark)
    sys.exit(0 if all_reach(grades, pass_mark) or platform.name == "gradescope" else 1)


def _print(grades: Sequence[Grade], pass_mark: float) -> None:
    from rich.console import Console

    from grader.ci.grading import percent, reaches
    from grader.cli.show import grades_table, outcomes_table, warn_of_isolation

    console = Console(width=120, highlight=False)
    for grade in grades:
        if any(test.status != "passed" for test in grade.tests):
            console.print(outcomes_table(grade))
        console.print(grades_table([grade]))
        verdict = "passed" if reaches(grade, pass_mark) else "not passed"
        console.print(f"{verdict}: {percent(grade):g} % of the points, {pass_mark:g} % are needed")
    warn_of_isolation(grades, console)
