"""`grader rubric`: the written answers, for a person to grade."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.options import course_option, examples, gradebook_of, store_option, who_option
from grader.cli.slugs import slug_argument


@click.command(
    epilog=examples(
        "grader rubric mlp_numpy --out answers.toml     # fill in the points, then",
        "grader rubric mlp_numpy --from answers.toml",
    )
)
@slug_argument
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write what waits to this file.")
@click.option("--from", "graded", type=click.Path(path_type=Path, dir_okay=False), help="Take the points from it.")
@click.option("--all", "every", is_flag=True, help="Also what has points already.")
@click.option("--named", is_flag=True, help="With logins, not pseudonyms.")
@who_option
@store_option
@course_option
def command(
    slug: str,
    out: Path | None,
    graded: Path | None,
    every: bool,
    named: bool,
    who: str,
    store: str,
    course: Path | None,
) -> None:
    """Grade the written answers of the assignment SLUG: --out answers.toml, fill in the points, --from answers.toml.

    The file has every answer that waits, below its question and rubric, under a pseudonym. It may be given back half
    filled in, and again: what has no points stays as it is.
    """
    from rich.console import Console

    from grader.cli.room import make_room
    from grader.cli.texts import shown
    from grader.errors import GradebookError
    from grader.gradebook.rubric import take_back, to_grade
    from grader.writing import write_whole

    if (out is None) == (graded is None):
        raise click.UsageError("either --out FILE or --from FILE is needed")
    with gradebook_of(course, slug, store) as book:
        if out is not None:
            if out.exists():
                raise click.UsageError(f"{out} is there already: it may hold points that were not taken yet")
            text, count = to_grade(book, every=every, named=named)
            make_room(files=[out], folders=[])
            write_whole(out, text.encode("utf-8"))
            said = f"{out}: {count} answers"
        elif graded is not None:
            try:
                text = graded.read_text(encoding="utf-8")
            except UnicodeDecodeError as error:
                raise GradebookError(f"{graded}: is not UTF-8 text") from error
            said = f"{take_back(book, text, shown=str(graded), who=who)} answers have new points"
    Console().print(shown(said), soft_wrap=True)
