"""`grader regrade`: when a test was wrong."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import course_option, examples, gradebook_of, store_option, who_option
from grader.cli.slugs import slug_argument

if TYPE_CHECKING:
    from grader.gradebook.regrade import Change


@click.command(
    epilog=examples(
        "grader regrade mlp_numpy --drop test_forward --dry-run",
        'grader regrade mlp_numpy --drop test_forward --why "the statement left it open"',
        'grader regrade mlp_numpy submissions.zip --rerun test_forward --why "the test was wrong"',
    )
)
@slug_argument
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--drop", metavar="TEST", default="", help="The test does not count; the others are worth what all were.")
@click.option("--full", metavar="TEST", default="", help="The test gives all its points to everyone.")
@click.option("--count", metavar="TEST", default="", help="The test counts as it was graded, after all.")
@click.option("--rerun", metavar="TEST", default="", help="Run the test, as it is now, on the submissions at PATHS.")
@click.option("--may-lower", is_flag=True, help="Also lower grades; else nobody loses anything.")
@click.option("--dry-run", is_flag=True, help="Show who would gain or lose, and change nothing.")
@click.option("--why", default="", help="The reason, which is kept.")
@who_option
@store_option
@course_option
def command(
    slug: str,
    paths: tuple[Path, ...],
    drop: str,
    full: str,
    count: str,
    rerun: str,
    may_lower: bool,
    dry_run: bool,
    why: str,
    who: str,
    store: str,
    course: Path | None,
) -> None:
    """Change what a test of the assignment SLUG means for everyone, and show what that changes.

    Attempts stay as they were graded: the change is a line of its own in each grade. Exit status 1 when something of a
    --rerun could not be done.
    """
    from rich.console import Console

    from grader.cli.texts import shown
    from grader.collect import collect
    from grader.errors import GradebookError
    from grader.gradebook.decisions import TestRule
    from grader.gradebook.regrade import changes, run_again

    wanted = [(drop, "drop"), (full, "full"), (count, "none"), (rerun, "rerun")]
    chosen = [(test, how) for test, how in wanted if test]
    if len(chosen) != 1 or bool(paths) != bool(rerun):
        raise click.UsageError("one of --drop, --full, --count and --rerun is needed, and PATHS only for --rerun")
    (test, how), reason = chosen[0], why or ("dry run" if dry_run else "")
    problems: Sequence[str] = ()
    with gradebook_of(course, slug, store) as book:
        if how == "rerun":
            book.proposed(TestRule(test, "none"), why=reason)  # the test is known, and there is a reason
            into = book.assignment.course / ".grader" / "collected" / slug
            found = collect(paths, book.assignment, into=into)
            slots = len(os.sched_getaffinity(0))
            again = run_again(book, test, found.handed_in, slots=slots, why=reason, who=who, may_lower=may_lower)
            decisions, problems = again.decisions, [*found.problems, *again.problems]
        else:
            decisions = [book.proposed(TestRule(test, how, may_lower), why=reason, who=who)]  # type: ignore[arg-type]  # one of the three
        table = changes(book, decisions)
        refused = not (dry_run or may_lower) and any(one.gain < 0 for one in table)
        if not (dry_run or refused):
            book.keep(decisions)
    console = Console()
    for problem in problems:
        console.print(shown(problem), soft_wrap=True)
    if table:
        _show(table)
    gain, lose = (sum(sign * one.gain > 0 for one in table) for sign in (1, -1))
    would = "would " if dry_run or refused else ""
    console.print(shown(f"{gain} {would}gain, {lose} {would}lose"), soft_wrap=True)
    if refused:
        raise GradebookError(f"{lose} would lose by it: nothing is changed, unless you say --may-lower")
    sys.exit(1 if problems else 0)


def _show(found: Sequence[Change]) -> None:
    from rich.table import Table

    from grader.cli.texts import console_for_tables, shown

    table = Table()
    for column in ("student", "from", "to", "because"):
        table.add_column(column, justify="right" if column in ("from", "to") else "left")
    for one in found:
        before, after = f"{one.before.points or 0:g}", f"{one.after.points or 0:g}"
        table.add_row(*map(shown, (one.before.student.login, before, after, "; ".join(one.because))))
    console_for_tables().print(table)
