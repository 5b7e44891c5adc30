"""`grader grades`: where a class stands."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.options import assignment_of, course_option, store_option


@click.command()
@click.argument("slug")
@store_option
@course_option
def command(slug: str, store: str, course: Path | None) -> None:
    """Show the current grade of each student in the assignment SLUG."""
    from rich.table import Table

    from grader.cli.texts import console_for_tables, shown
    from grader.store import open_store

    assignment = assignment_of(course, slug)
    kept = open_store(assignment.course, store)
    try:
        found = kept.current(slug, best=assignment.settings.submissions.counts == "best")
    finally:
        kept.close()
    table = Table(title=shown(assignment.settings.title))
    for column in ("student", "name", "score", "handed in", "graded", "isolation"):
        table.add_column(column, justify="right" if column == "score" else "left")
    for one in found:
        attempt = one.attempt
        score = f"{attempt.score:g} / {attempt.max_score:g}" if attempt is not None else "not graded"
        received = f"{one.received:%Y-%m-%d %H:%M} UTC" if one.received is not None else "time unknown"
        if one.handed_in is None:
            score, received = f"0 / {assignment.max_score:g}", "missing"
        graded = f"{attempt.started:%Y-%m-%d %H:%M} UTC" if attempt is not None else ""
        row = (one.student.login, one.student.name, score, received, graded, attempt.isolation if attempt else "")
        table.add_row(*map(shown, row))
    console_for_tables().print(table)
