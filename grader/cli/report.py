"""`grader report`: the pages of a class."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import course_option, examples, gradebook_of, store_option
from grader.cli.room import make_room
from grader.cli.slugs import slug_argument

if TYPE_CHECKING:
    from rich.console import Console

    from grader.report.of_class import ClassReport


@click.command(
    epilog=examples(
        "grader report mlp_numpy --out pages",
        "grader report mlp_numpy --out pages --only alice",
    )
)
@slug_argument
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder to write.")
@click.option(
    "--only",
    multiple=True,
    metavar="LOGIN",
    help="Pages of this student alone: others' go from the folder; may be repeated.",
)
@store_option
@course_option
def command(slug: str, out: Path, only: tuple[str, ...], store: str, course: Path | None) -> None:
    """Write the HTML pages of the assignment SLUG, as it stands in the gradebook, to a folder.

    index.html and instructor/ are for the instructor; students/ has a page for each student whose grade is released,
    with what the feedback policy lets them see.
    """
    from rich.console import Console

    from grader.report.of_class import write_class

    make_room(files=[], folders=[out])
    with gradebook_of(course, slug, store) as book:
        done = write_class(book, out, only=only)
    say_written(done, slug, Console())


def say_written(done: ClassReport, slug: str, console: Console) -> None:
    """Where the pages are, and who has none."""
    from grader.cli.texts import shown
    from grader.report.wording import plural

    console.print(shown(f"{done.index}, and the pages of {plural(done.pages, 'student')}"), soft_wrap=True)
    if done.held_back:
        said = f"{done.held_back} of them have no page of their own yet: grader release-grades {slug}"
        console.print(shown(said), soft_wrap=True)
