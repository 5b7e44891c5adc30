"""`grader export`: grades as other systems take them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.groups import Choice
from grader.cli.options import assignment_of, course_option, examples, store_option
from grader.cli.slugs import slug_argument
from grader.errors import ExportError

if TYPE_CHECKING:
    from grader.export import Contents
    from grader.judge.grade import Audience

FOR_EACH = {"gradescope": "results.json", "classroom50": "result.json"}  # the file of a student
FOR_ALL = ("canvas", "moodle", "csv", "json", "junit")
FOR_INSTRUCTORS = ("csv", "json")  # what no system shows to students


@click.command(
    epilog=examples(
        "grader export mlp_numpy --to canvas --out grades.csv",
        "grader export mlp_numpy --to gradescope --out results",
        "grader export mlp_numpy --to json",
    )
)
@slug_argument
@click.option("--to", "form", type=Choice([*FOR_EACH, *FOR_ALL]), required=True, help="The format.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The file to write, by default standard output; for gradescope and classroom50 of a class, the folder.",
)
@click.option(
    "--audience",
    type=Choice(["student", "instructor"]),
    help="What students may see of grades that are released, or everything; by default instructor for csv and json.",
)
@click.option("--student", "login", default="", metavar="LOGIN", help="Export this student only.")
@click.option("--canvas-id", type=click.IntRange(min=1), help="canvas: the number of the assignment there.")
@click.option("--leaderboard", is_flag=True, help="gradescope: with the accuracies reached, for all students to see.")
@store_option
@course_option
def command(
    slug: str,
    form: str,
    out: Path | None,
    audience: Audience | None,
    login: str,
    canvas_id: int | None,
    leaderboard: bool,
    store: str,
    course: Path | None,
) -> None:
    """Write the grades of the assignment SLUG as another system takes them."""
    if canvas_id is not None and form != "canvas":
        raise click.UsageError(f"--canvas-id says nothing to {form}")
    if leaderboard and form != "gradescope":
        raise click.UsageError(f"--leaderboard says nothing to {form}")
    if form in FOR_EACH and not login and out is None:
        raise click.UsageError(f"{form} has a file for each student: say where with --out DIR, or whose with --student")

    from grader.export import Contents, write_each
    from grader.gradebook import Gradebook
    from grader.store import open_store

    audience = audience or ("instructor" if form in FOR_INSTRUCTORS else "student")
    assignment = assignment_of(course, slug)
    kept = open_store(assignment.course, store)
    try:
        contents = Contents(Gradebook(assignment, kept), audience, login)
        if form not in FOR_EACH:
            _write(out, _whole(form, contents, canvas_id))
        elif login:
            _write(out, _only(form, contents, leaderboard))
        elif out is not None:
            if out.exists() and not out.is_dir():
                raise ExportError(f"{out} is a file: {form} has a folder for each student")
            count = write_each(out, FOR_EACH[form], _each(form, contents, leaderboard))
            click.echo(f"{count} of {len(contents.entries)} have points: {out}", err=True)
    finally:
        kept.close()
    if contents.held_back:
        click.echo(f"{contents.held_back} left out: not released", err=True)


def _whole(form: str, contents: Contents, canvas_id: int | None) -> bytes:
    from grader import export

    if form == "canvas":
        return export.to_canvas(contents, number=canvas_id)
    writers: dict[str, Callable[[Contents], bytes]] = {
        "moodle": export.to_moodle,
        "csv": export.to_csv,
        "json": export.to_json,
        "junit": export.to_junit,
    }
    return writers[form](contents)


def _each(form: str, contents: Contents, leaderboard: bool) -> Iterator[tuple[str, bytes]]:
    import os

    from grader import export

    if form == "gradescope":
        return export.to_gradescope(contents, leaderboard=leaderboard)
    return export.to_classroom50(contents, export.place_in(os.environ, of_one=not contents.of_class))


def _only(form: str, contents: Contents, leaderboard: bool) -> bytes:
    for _, content in _each(form, contents, leaderboard):
        return content
    entry = contents.entries[0]
    raise ExportError(f"{entry.student.login} is {entry.status}: there are no points to tell {form} of")


def _write(out: Path | None, content: bytes) -> None:
    from grader.writing import write_whole

    if out is None:
        click.echo(content, nl=False)  # bytes, so that line ends stay
        return
    try:
        write_whole(out, content)
    except OSError as error:
        raise ExportError(f"{out}: cannot be written: {error.strerror}") from error
