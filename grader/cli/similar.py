"""`grader similar`: which submissions have more in common than they should."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import assignment_of, course_option, examples
from grader.cli.room import make_room
from grader.cli.slugs import slug_argument

if TYPE_CHECKING:
    from rich.table import Table

    from grader.similar import Comparison, Group

SHOWN_MEMBERS = 12
SHOWN_GROUPS = 50

_PATHS = click.Path(path_type=Path)


@click.command(
    epilog=examples(
        "grader similar mlp_numpy submissions.zip --out similar",
        "grader similar mlp_numpy submissions.zip --earlier last-year --known solutions",
    )
)
@slug_argument
@click.argument("paths", nargs=-1, required=True, type=_PATHS)
@click.option("--earlier", multiple=True, metavar="PATH", type=_PATHS, help="Submissions of earlier years.")
@click.option(
    "--known", multiple=True, metavar="PATH", type=_PATHS, help="Solutions that can be found: a folder of them."
)
@click.option(
    "--given", multiple=True, metavar="PATH", type=_PATHS, help="Code that students have beside the template."
)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Write the pages here.")
@click.option(
    "--threshold",
    type=click.FloatRange(1, 100),
    default=60,
    show_default=True,
    metavar="PERCENT",
    help="Show pairs of which one has so much of the other.",
)
@click.option(
    "--common",
    type=click.FloatRange(0, 100, min_open=True),
    default=20,
    show_default=True,
    metavar="PERCENT",
    help="What more than this share of the class has written is nobody's own; 100 turns that off.",
)
@course_option
def command(
    slug: str,
    paths: tuple[Path, ...],
    earlier: tuple[Path, ...],
    known: tuple[Path, ...],
    given: tuple[Path, ...],
    out: Path | None,
    threshold: float,
    common: float,
    course: Path | None,
) -> None:
    """Compare submissions of the assignment SLUG with each other, with earlier ones and with known solutions.

    PATHs are what `grader batch` takes. What the template gives, and what much of the class has written, does not
    count. Nothing is run. What is found is evidence for a person, and not a verdict: the exit status is 0 however much
    it is.
    """
    import tempfile

    from rich.console import Console

    from grader.cli.texts import console_for_tables, shown
    from grader.similar import Rules, compare, given_code, groups, read_sources
    from grader.similar.wording import NO_VERDICT, nothing_own, summary

    assignment = assignment_of(course, slug)
    make_room(folders=[out] if out else [])
    console = Console()
    with tempfile.TemporaryDirectory(prefix="grader-similar-") as folder:
        into = Path(folder)
        free, problems = given_code(given, assignment, into=into)
        sources = []
        for origin, places in (("class", paths), ("earlier", earlier), ("known", known)):
            if places:
                found, said = read_sources(places, assignment, origin, into=into)  # type: ignore[arg-type]  # as named
                sources += found
                problems += said
    for problem in problems:
        console.print(shown(problem), soft_wrap=True)
    with _progress() as told:
        comparison = compare(sources, free, Rules(threshold / 100, common / 100), on_progress=told)
    together = groups(comparison)
    if together:
        console_for_tables().print(_table(comparison, together))
    lines = [summary(comparison), nothing_own(comparison), NO_VERDICT if together else ""]
    if out is not None:
        from grader.similar.pages import write

        lines.append(f"pages: {write(comparison, together, assignment.settings.title, problems, out)}")
    for line in filter(None, lines):
        console.print(shown(line), soft_wrap=True)


@contextmanager
def _progress() -> Generator[Callable[[int, int], None]]:
    """A bar in a terminal; yields what is to be told how many are done, of how many."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn

    terminal = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=terminal, transient=True, disable=not terminal.is_terminal) as progress:
        bar = progress.add_task("", total=None)
        yield lambda done, of: progress.update(bar, completed=done, total=of)


def _table(comparison: Comparison, together: tuple[Group, ...]) -> Table:
    from rich.table import Table

    from grader.cli.texts import shown
    from grader.similar.wording import percent

    table = Table(caption=f"and {len(together) - SHOWN_GROUPS} more groups" if together[SHOWN_GROUPS:] else None)
    for column in ("submissions", "who", "highest pair", "share", "share"):
        table.add_column(column, justify="left" if column in ("who", "highest pair") else "right")
    for group in together[:SHOWN_GROUPS]:
        names = [comparison.sources[number].label for number in group.members]
        more = f" and {len(names) - SHOWN_MEMBERS} more" if names[SHOWN_MEMBERS:] else ""
        pair = group.highest
        highest = f"{comparison.sources[pair.left].label}, {comparison.sources[pair.right].label}"
        row = (str(len(names)), ", ".join(names[:SHOWN_MEMBERS]) + more, highest, *map(percent, pair.shares))
        table.add_row(*map(shown, row))
    return table
