"""`grader history`: everything that happened to a student's work."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.options import course_folder, course_option, examples, store_of, store_option
from grader.cli.slugs import any_slug_argument


@click.command(
    epilog=examples(
        "grader history alice",
        "grader history alice mlp_numpy",
        "grader history alice --json alice.json",
    )
)
@click.argument("student")
@any_slug_argument
@click.option(
    "--json",
    "json_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write all that is kept of the student to this file, for the student.",
)
@store_option
@course_option
def command(student: str, slug: str, json_file: Path | None, store: str, course: Path | None) -> None:
    """Show what STUDENT has handed in, how it was graded, and what people decided, with who and why, oldest first."""
    from rich.table import Table

    from grader.cli.texts import console_for_tables, shown
    from grader.gradebook.personal import events, personal_data
    from grader.writing import write_whole

    with store_of(course, store) as kept:
        found = events(kept, student, slug)
        if json_file is not None:
            import msgspec

            data = msgspec.json.format(
                msgspec.json.encode(personal_data(course_folder(course), kept, student)), indent=2
            )
            write_whole(json_file, data + b"\n")
    table = Table(title=shown(student))
    for column in ("when", "assignment", "what", "who", "why"):
        table.add_column(column)
    for one in found:
        when = f"{one.moment:%Y-%m-%d %H:%M:%S} UTC" if one.moment is not None else "time unknown"
        table.add_row(*map(shown, (when, one.slug, one.what, one.who, one.why)))
    console_for_tables().print(table)
