"""`grader submit`: the archive to hand in."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import examples, json_option, print_json, quiet_option

if TYPE_CHECKING:
    from grader.submission.packed import Packed


@click.command(
    epilog=examples(
        "grader submit                    # make the .zip to hand in, in the assignment's folder",
        "grader submit --check            # only say whether it would be taken; nothing is written",
        "grader submit --out ../hw1.zip   # write it there",
    )
)
@click.argument("path", type=click.Path(path_type=Path), default=".")
@click.option("--check", "only_check", is_flag=True, help="Write nothing: only say what would be refused.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The .zip; by default FOLDER/FOLDER.zip.")
@click.option("--force", is_flag=True, help="Replace what is at that place, whatever made it.")
@json_option
@quiet_option
def command(path: Path, only_check: bool, out: Path | None, force: bool, as_json: bool, quiet: bool) -> None:
    """Make the .zip to hand in of the assignment's folder at PATH, by default the one you are in.

    What costs the grade before a test is run is refused, by the rules of the server: a missing or unreadable file or
    notebook, a syntax error, a forbidden import or call, more than the size allowed. No code is run. Exit status 0
    when it would be taken, 1 when it is refused, 2 when it cannot be made.
    """
    from grader.course import ASSIGNMENT_FILE, read_settings
    from grader.submission.packed import pack, write_archive
    from grader.template_folder import template_folder

    folder = template_folder(path)
    settings = read_settings(folder / ASSIGNMENT_FILE)
    place = out or folder / f"{folder.name}.zip"
    if place.suffix.lower() != ".zip":
        raise click.UsageError(f"{place.name} does not end in .zip")
    packed = pack(folder, settings)
    content = packed.archive()
    refused = _refused(content, folder)
    written = not refused and not only_check
    if written:
        write_archive(place, content, replace=force)
    if as_json:
        sizes = {name: len(text) for name, text in packed.files.items()}
        made = str(place) if written else None
        print_json({"accepted": not refused, "zip": made, "files": sizes, "refused": refused, "notes": packed.notes})
    else:
        _show(packed, refused, quiet=quiet)
        if not refused:
            click.echo(f"{place}: hand in this file" if written else "this would be taken; nothing was written")
    if refused:
        sys.exit(1)


def _refused(content: bytes, folder: Path) -> list[str]:
    """What the server says against the archive, which it reads as it reads those that are handed in."""
    from grader import submission
    from grader.course import ASSIGNMENT_FILE, Assignment, read_settings
    from grader.judge.refusals import refusals

    assignment = Assignment(folder.name, folder, read_settings(folder / ASSIGNMENT_FILE))
    with tempfile.TemporaryDirectory(prefix="grader-submit-") as room:
        archive = Path(room) / f"{folder.name}.zip"
        archive.write_bytes(content)
        return refusals(submission.read(archive, assignment), assignment.settings)


def _show(packed: Packed, refused: list[str], *, quiet: bool) -> None:
    from rich.console import Console

    from grader.cli.texts import shown
    from grader.submission.disk import in_words

    console = Console(highlight=False)
    for line in refused:
        console.print(shown(f"refused: {line}", style="bold red"), soft_wrap=True)
    if quiet:
        return
    for note in packed.notes:
        console.print(shown(note), soft_wrap=True)
    for name, text in packed.files.items():
        console.print(shown(f"  {name}  ({in_words(len(text))})"), soft_wrap=True)
