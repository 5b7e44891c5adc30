"""`grader new`: begin an assignment, and a course where there is none."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.options import examples
from grader.errors import CourseError


@click.command(
    epilog=examples(
        "grader new ridge                           # in a course, or in an empty folder, which becomes one",
        "grader new ridge --title 'Ridge regression'",
        "grader new ridge --course my-course        # start a course in my-course, which may be new",
    )
)
@click.argument("slug")
@click.option("--title", default="", help="What students read; by default made of SLUG.")
@click.option(
    "--course",
    type=click.Path(path_type=Path, file_okay=False),
    help="The course folder, which may be new; by default the nearest one, or the current folder where that is empty.",
)
def command(slug: str, title: str, course: Path | None) -> None:
    """Make the skeleton of an assignment SLUG: small, with statement, reference, tests, probe, mutants and a variant.

    It can be released and proven as it stands; put your own in its place, piece by piece. Nothing is overwritten.
    """
    from grader.skeleton import make_assignment

    folder = course or _course_here(Path.cwd())
    made = make_assignment(folder, slug, title)
    if made.new_course:
        click.echo(f"{folder.resolve()} is a course now")
    for path in made.paths:
        click.echo(f"  {path.as_posix()}")
    within = f" --course {course}" if course else ""
    click.echo(f"next: grader release {slug}{within}; grader validate {slug}{within}")


def _course_here(here: Path) -> Path:
    """The course around `here`, or `here` itself where nothing is in it yet that anybody sees."""
    from grader.course import find_course

    try:
        return find_course(here)
    except CourseError as error:
        if any(not path.name.startswith(".") for path in here.iterdir()):
            said = f"no course found at or above {here}, and the folder is not empty"
            raise CourseError(f"{said}: --course DIR says where, and DIR may be new") from error
        return here
