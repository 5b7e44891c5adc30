"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from grader.course import Assignment, find_course, load_assignment

F = TypeVar("F", bound=Callable[..., Any])


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


def course_folder(course: Path | None) -> Path:
    return find_course(course or Path.cwd())


def assignment_of(course: Path | None, slug: str) -> Assignment:
    return load_assignment(course_folder(course), slug)
