"""`grader import`: take over an assignment of another grader."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.groups import Choice
from grader.cli.options import examples
from grader.errors import CourseError


@click.command(
    epilog=examples(
        "grader import nbgrader source/ps1/ps1.ipynb",
        "grader import otter hw01.ipynb --slug hw01",
    )
)
@click.argument("kind", type=Choice(["nbgrader", "otter"]), metavar="nbgrader|otter")
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option("--slug", default="", help="The assignment's name, or what the names of several begin with.")
@click.option(
    "--course",
    type=click.Path(path_type=Path, file_okay=False),
    help="The course folder, which may be new; by default the nearest one, or the current folder.",
)
def command(kind: str, path: Path, slug: str, course: Path | None) -> None:
    """Turn the instructor's notebook at PATH, or each in that folder, into an assignment of this course.

    Of nbgrader that is the notebook under source/, of otter-grader the one that `otter assign` reads, or the one under
    autograder/ that it makes.

    Its solution becomes reference/SLUG, its tests become hidden tests, which judge outside the student's process.
    They are tried on that solution: what does not hold there, or cannot be turned over, is left out and listed.
    """
    from grader.adopt import adopt
    from grader.course import find_course

    folder = course
    if folder is None:
        try:
            folder = find_course(Path.cwd())
        except CourseError:
            folder = Path.cwd()
    adoption = adopt(kind, path, folder, slug)
    for reason in adoption.refused:
        click.echo(f"left out: {reason}")
    for one in adoption.made:
        click.echo(f"{one.slug}: {one.tests} tests with {one.points:g} points; next: grader release {one.slug}")
        for line in one.left_out:
            click.echo(f"  left out: {line}")
        for line in one.notes:
            click.echo(f"  look at: {line}")
