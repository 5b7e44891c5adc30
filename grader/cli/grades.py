"""`grader grades`: where a class stands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import course_option, examples, gradebook_of, json_option, print_json, store_option
from grader.cli.slugs import slug_argument

if TYPE_CHECKING:
    from grader.gradebook import Entry


@click.command(
    epilog=examples(
        "grader grades mlp_numpy",
        "grader grades mlp_numpy --student alice",
        "grader grades mlp_numpy --json",
    )
)
@slug_argument
@click.option("--student", default="", help="One student, line by line.")
@json_option
@store_option
@course_option
def command(slug: str, student: str, as_json: bool, store: str, course: Path | None) -> None:
    """Show where each student stands in the assignment SLUG: by the tests, by the rules, and by what people decided."""
    from rich.table import Table

    from grader.cli.texts import console_for_tables, shown

    with gradebook_of(course, slug, store) as book:
        entries = [book.entry(student)] if student else book.entries()
    title = book.assignment.settings.title
    if as_json:
        from grader.cli.documents import of_entry

        print_json({"assignment": slug, "students": [of_entry(one) for one in entries]})
        return
    if student:
        _line_by_line(entries[0], title)
        return
    table = Table(title=shown(title))
    for column in ("student", "name", "points", "tests", "late", "handed in", "graded", "isolation", "remarks"):
        table.add_column(column, justify="right" if column in ("points", "tests") else "left")
    for one in entries:
        attempt = one.attempt
        points = one.status if one.points is None else f"{one.points:g} / {one.max_points:g}"
        tests = f"{one.tests_points:g}" if one.tests_points is not None else ""
        late = f"{one.days_late} d" if one.days_late else ""
        graded = f"{attempt.started:%Y-%m-%d %H:%M} UTC" if attempt is not None else ""
        row = (one.student.login, one.student.name, points, tests, late, _received(one), graded)
        table.add_row(*map(shown, (*row, attempt.isolation if attempt is not None else "", _remarks(one))))
    console_for_tables().print(table)


def _received(one: Entry) -> str:
    if one.status == "missing":
        return "missing"
    return f"{one.received:%Y-%m-%d %H:%M} UTC" if one.received is not None else "time unknown"


def _remarks(one: Entry) -> str:
    said = [f"{one.awaiting:g} points await grading"] if one.awaiting else []
    said += ["excused"] if one.status == "excused" else []
    said += ["released"] if one.released else []
    return "; ".join((*said, *one.problems))


def _line_by_line(one: Entry, title: str) -> None:
    from rich.table import Table

    from grader.cli.texts import console_for_tables, shown

    table = Table(title=shown(f"{one.student.login}: {title}"))
    table.add_column("")
    table.add_column("points", justify="right")
    for line in one.lines:
        table.add_row(shown(line.said()), f"{float(line.points):+g}")
    total = one.status if one.points is None else f"{one.points:g} of {one.max_points:g}"
    table.add_row("in all", total)
    console = console_for_tables()
    console.print(table)
    due = [f"due {one.due:%Y-%m-%d %H:%M} UTC"] if one.due is not None else []
    for text in (*due, f"handed in: {_received(one)}", *filter(None, [_remarks(one)]), *one.comments):
        console.print(shown(text), soft_wrap=True)
