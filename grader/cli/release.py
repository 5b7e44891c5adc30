"""`grader release`: make the student templates."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from grader.cli.options import course_folder, course_option, examples
from grader.cli.slugs import slugs_here


@click.command(
    epilog=examples(
        "grader release                    # every assignment of the course",
        "grader release mlp_numpy",
        "grader release --check            # in CI: does a committed template differ?",
    )
)
@click.argument("slugs", nargs=-1, shell_complete=slugs_here)
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit 1 when a committed template differs.")
@course_option
def command(slugs: tuple[str, ...], only_check: bool, course: Path | None) -> None:
    """Make student_template/SLUG from reference/SLUG, for every assignment or those named."""
    from grader import release
    from grader.course import assignment_slugs, load_assignment

    folder = course_folder(course)
    differs = False
    for slug in slugs or assignment_slugs(folder):
        assignment = load_assignment(folder, slug)
        if only_check:
            for difference in release.drift(assignment):
                differs = True
                click.echo(f"{slug}: {difference}")
        else:
            click.echo(f"{slug}: {release.write(assignment).relative_to(folder)}")
    if differs:
        click.echo("run `grader release` and commit the result")
        sys.exit(1)
