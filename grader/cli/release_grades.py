"""`grader release-grades`: students may have their grades, or not yet."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.options import course_option, examples, gradebook_of, store_option, who_option
from grader.cli.slugs import slug_argument


@click.command(
    epilog=examples(
        "grader release-grades mlp_numpy",
        "grader release-grades mlp_numpy --student alice",
        'grader release-grades mlp_numpy --hold --why "a test was wrong"',
    )
)
@slug_argument
@click.option("--student", default="", help="For one student alone.")
@click.option("--hold", is_flag=True, help="Hold them back again.")
@click.option("--why", default="", help="The reason, which is kept.")
@who_option
@store_option
@course_option
def command(slug: str, student: str, hold: bool, why: str, who: str, store: str, course: Path | None) -> None:
    """Release the grades of the assignment SLUG: until then nothing that is meant for students is exported.

    What is decided for one --student holds, whatever is decided for all.
    """
    from rich.console import Console

    from grader.cli.texts import shown
    from grader.gradebook.decisions import Release

    with gradebook_of(course, slug, store) as book:
        book.decide(Release(not hold), why=why or ("held back" if hold else "released"), login=student, who=who)
        entries = book.entries()
    released = sum(entry.released for entry in entries)
    held = [entry.student.login for entry in entries if not entry.released]
    waiting = sum(entry.awaiting > 0 for entry in entries)
    console = Console()
    console.print(shown(f"{released} grades are released"), soft_wrap=True)
    if held and released:
        console.print(shown(f"held back: {', '.join(held)}"), soft_wrap=True)
    if waiting and not hold:
        console.print(shown(f"{waiting} of all have written answers that nobody has graded yet"), soft_wrap=True)
