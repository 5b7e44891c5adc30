"""SLUG on a command line: the shell completes it from the assignments of the course."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.options import F


def slugs_here(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """The assignments of the course that `--course` names, or that is nearest, which begin so; [] without a course."""
    del parameter
    from grader.course import assignment_slugs, find_course
    from grader.errors import CourseError

    try:
        folder = find_course(Path(ctx.params.get("course") or Path.cwd()))
    except CourseError:
        return []
    return [slug for slug in assignment_slugs(folder) if slug.startswith(incomplete)]


def slug_argument(function: F) -> F:
    """The argument SLUG, as `slug`."""
    return click.argument("slug", shell_complete=slugs_here)(function)


def any_slug_argument(function: F) -> F:
    """The same where it may be left out: "" then."""
    return click.argument("slug", default="", shell_complete=slugs_here)(function)
