"""`grader forget`: a student who is to be forgotten."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from pathlib import Path

import click

from grader.cli.options import course_folder, course_option, examples, store_of, store_option


@click.command(
    epilog=examples(
        "grader forget alice",
        "grader forget alice --yes",
    )
)
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

    from grader.batch import only_one
    from grader.cli.texts import shown
    from grader.course import assignment_slugs, load_assignment
    from grader.errors import GradebookError

    folder = course_folder(course)
    with ExitStack() as locks:
        for slug in assignment_slugs(folder):  # so that no batch works with the copies
            locks.enter_context(only_one(load_assignment(folder, slug)))
        kept = locks.enter_context(store_of(course, store))
        if not kept.knows(student):
            raise GradebookError(f"no student {student!r} is known: grader grades SLUG lists them")
        if not yes:
            click.confirm(f"delete {student} for good?", abort=True)
        shutil.rmtree(folder / ".grader" / "collected")  # first: it may fail
        gone, clean = kept.forget(student), kept.empty_journal()
    console = Console()
    console.print(shown(f"{student} is forgotten, with {gone} attempts"), soft_wrap=True)
    if not clean:
        said = "another process has the database open: until it ends, its journal still holds what was deleted"
        console.print(shown(said), soft_wrap=True)
