"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from grader.course import Assignment
    from grader.gradebook import Gradebook
    from grader.store import Store

F = TypeVar("F", bound=Callable[..., Any])


def examples(*lines: str) -> str:
    """An epilog for `--help`: command lines as they are typed, each with what it does behind a `#`."""
    return "\n".join(("\b", "Examples:", *(f"  {line}" for line in lines)))


def json_option(function: F) -> F:
    return click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, and nothing else.")(function)


def print_json(document: dict[str, Any]) -> None:
    """One JSON object on standard output, in UTF-8 whatever the terminal has."""
    import msgspec

    click.echo(msgspec.json.format(msgspec.json.encode(document), indent=2))


def quiet_option(function: F) -> F:
    return click.option("-q", "--quiet", is_flag=True, help="Print only the last line.")(function)


def course_option(function: F) -> F:
    option = click.option(
        "--course",
        type=click.Path(path_type=Path, file_okay=False, exists=True),
        help="The course folder; by default the nearest one at or above the current folder.",
    )
    return option(function)


def store_option(function: F) -> F:
    option = click.option(
        "--store",
        envvar="GRADER_STORE",
        default="",
        metavar="URL",
        help="The database of grades, postgresql+psycopg://… say; by default .grader/grades.db in the course.",
    )
    return option(function)


def who_option(function: F) -> F:
    option = click.option("--by", "who", default="", metavar="NAME", help="Who decides; by default who is logged in.")
    return option(function)


@contextmanager
def store_of(course: Path | None, url: str) -> Iterator[Store]:
    """The store of a course, for the time of a `with` block."""
    from grader.store import open_store

    kept = open_store(course_folder(course), url)
    try:
        yield kept
    finally:
        kept.close()


@contextmanager
def gradebook_of(course: Path | None, slug: str, url: str) -> Iterator[Gradebook]:
    """The gradebook of an assignment, for the time of a `with` block."""
    from grader.gradebook import Gradebook

    assignment = assignment_of(course, slug)
    with store_of(course, url) as kept:
        yield Gradebook(assignment, kept)


def course_folder(course: Path | None) -> Path:
    from grader.course import find_course

    return find_course(course or Path.cwd())


def assignment_of(course: Path | None, slug: str) -> Assignment:
    from grader.course import load_assignment

    return load_assignment(course_folder(course), slug)
