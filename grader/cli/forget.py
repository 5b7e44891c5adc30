"""`grader forget`: a student who is to be forgotten."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from grader.cli.options import course_folder, course_option, store_of, store_option


@click.command()
@click.argument("student")
@click.option("--yes", is_flag=True, help="Do not ask.")
@store_option
@course_option
def command(student: str, yes: bool, store: str, course: Path | None) -> None:
    """Delete STUDENT from the database, with all that is theirs alone: submissions, attempts, decisions, comments.

    What they have handed in together with others stays theirs. Copies of what was handed in, in .grader/collected, are
    deleted for the whole class: the next batch makes them again. The archives themselves, and exports, are yours to
    delete. `grader history STUDENT --json FILE` first gives the student all that is kept of them.
    """
    from rich.console import Console

    from grader.cli.texts import shown
    from grader.errors import GradebookError

    with store_of(course, store) as kept:
        if not kept.knows(student):
            raise GradebookError(f"no student {student!r} is known: grader grades SLUG lists them")
        if not yes:
            click.confirm(f"delete {student} for good?", abort=True)
        gone = kept.forget(student)
    shutil.rmtree(course_folder(course) / ".grader" / "collected", ignore_errors=True)
    Console().print(shown(f"{student} is forgotten, with {gone} attempts"), soft_wrap=True)
