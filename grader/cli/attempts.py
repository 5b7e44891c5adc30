"""`grader show`: everything that a student has handed in."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.options import course_folder, course_option, examples, store_option
from grader.cli.slugs import any_slug_argument
from grader.errors import StoreError


@click.command(
    epilog=examples(
        "grader show alice                 # in all assignments",
        "grader show alice mlp_numpy",
    )
)
@click.argument("student")
@any_slug_argument
@store_option
@course_option
def command(student: str, slug: str, store: str, course: Path | None) -> None:
    """Show all that STUDENT has handed in, in all assignments or in SLUG, and every attempt at grading it."""
    from rich.table import Table

    from grader.cli.texts import console_for_tables, shown
    from grader.store import open_store

    kept = open_store(course_folder(course), store)
    try:
        if not kept.knows(student):
            raise StoreError(f"no student {student!r} is known: grader grades SLUG lists them")
        table = Table(title=shown(student))
        for column in ("assignment", "handed in", "from", "graded", "score", "seconds", "isolation", "attempt"):
            table.add_column(column)
        for name, row, attempts in kept.history(student, slug):
            received = f"{row['received']:%Y-%m-%d %H:%M} UTC" if row["received"] is not None else "time unknown"
            graded = [
                (
                    f"{one.started:%Y-%m-%d %H:%M} UTC",
                    f"{one.score:g} / {one.max_score:g}",
                    f"{one.seconds:.1f}",
                    one.isolation,
                    str(one.id),
                )
                for one in attempts
            ]
            for cells in graded or [("not graded", "", "", "", "")]:
                table.add_row(*map(shown, (name, received, row["origin"], *cells)))
    finally:
        kept.close()
    console_for_tables().print(table)
