"""`grader extend`: more time for one student, or nothing expected of them."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.options import course_folder, course_option, examples, store_of, store_option, who_option
from grader.cli.slugs import any_slug_argument


@click.command(
    epilog=examples(
        'grader extend alice mlp_numpy --days 2 --why "ill"',
        "grader extend bob '*' --excused --why \"on leave\"",
        "grader extend --from extensions.csv",
    )
)
@click.argument("student", default="")
@any_slug_argument
@click.option("--until", metavar="TIME", default="", help="2026-10-08T23:59, of the assignment's time zone.")
@click.option("--days", type=click.IntRange(1, 3650), help="So many days later than for others.")
@click.option("--excused", is_flag=True, help="Nothing is expected.")
@click.option("--from", "table", type=click.Path(path_type=Path, dir_okay=False), help="Many, from a CSV.")
@click.option(
    "--roster", type=click.Path(path_type=Path, dir_okay=False), help="CSV: who is in the class, before a batch."
)
@click.option("--why", default="", help="The reason, which is kept.")
@who_option
@store_option
@course_option
def command(
    student: str,
    slug: str,
    until: str,
    days: int | None,
    excused: bool,
    table: Path | None,
    roster: Path | None,
    why: str,
    who: str,
    store: str,
    course: Path | None,
) -> None:
    """Give STUDENT more time in the assignment SLUG, or excuse them; SLUG is `*` for every assignment.

    With --from, many: a CSV with the columns student, slug, and any of until, days, excused, why. All of it is taken,
    or nothing. Later decisions about the same replace earlier ones, which stay in `grader history STUDENT`; with none
    of the three options it is for STUDENT as for others again.
    """
    from rich.console import Console

    from grader.cli.texts import shown
    from grader.collect import read_roster
    from grader.course import assignment_slugs, load_assignment
    from grader.gradebook import Gradebook
    from grader.gradebook.extensions import Extension, extend, read_extensions

    if (table is None) != bool(student and slug):
        raise click.UsageError("a STUDENT and a SLUG are needed, or --from CSV")
    if bool(until) + (days is not None) + excused > (table is None):
        raise click.UsageError("one of --until, --days and --excused is enough, and none goes with --from")
    folder = course_folder(course)
    wanted = (
        read_extensions(table, why=why)
        if table is not None
        else [Extension(student, slug, until, days or 0, excused, why)]
    )
    with store_of(course, store) as kept:
        if roster is not None:
            kept.note_people(read_roster(roster).students)
        any_slug = assignment_slugs(folder)[0]
        for line in extend(
            lambda name: Gradebook(load_assignment(folder, name), kept), wanted, any_slug=any_slug, who=who
        ):
            Console().print(shown(line), soft_wrap=True)
