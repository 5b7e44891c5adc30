"""`grader push`: what counts, into a learning system."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.groups import Group
from grader.cli.options import assignment_of, course_option, examples, store_option
from grader.cli.slugs import slug_argument

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.push.canvas import CanvasAssignment
    from grader.push.journal import Journal
    from grader.push.plan import Step
    from grader.push.posting import Done


@click.group(
    name="push",
    cls=Group,
    epilog=examples("grader push canvas mlp_numpy --course-id 7 --assignment-id 12 --dry-run"),
)
def command() -> None:
    """Post grades and comments to the learning system that students look into."""


@command.command(
    epilog=examples(
        "grader push canvas mlp_numpy --course-id 7 --assignment-id 12 --dry-run    # what would change",
        "grader push canvas mlp_numpy --course-id 7 --assignment-id 12",
    )
)
@slug_argument
@click.option("--course-id", type=click.IntRange(min=1), required=True, help="Canvas's number of the course.")
@click.option("--assignment-id", type=click.IntRange(min=1), required=True, help="Canvas's number of the assignment.")
@click.option("--url", envvar="CANVAS_API_URL", default="", metavar="URL", help="The address of Canvas.")
@click.option("--dry-run", is_flag=True, help="Say what would change, line by line, and post nothing.")
@click.option("--with-comments/--no-comments", "comments", default=True, help="With comments (the default) or without.")
@click.option("--all", "unreleased", is_flag=True, help="Also grades that are not released.")
@click.option("--missing-as-zero", is_flag=True, help="Also those who have handed in nothing.")
@click.option(
    "--roster",
    type=click.Path(path_type=Path, dir_okay=False),
    help="CSV: what else students are called, where their login is not enough to find them.",
)
@store_option
@course_option
def canvas(
    slug: str,
    course_id: int,
    assignment_id: int,
    url: str,
    dry_run: bool,
    comments: bool,
    unreleased: bool,
    missing_as_zero: bool,
    roster: Path | None,
    store: str,
    course: Path | None,
) -> None:
    """Post the released grades of the assignment SLUG to Canvas, with the comments.

    The token is taken from the environment, CANVAS_API_TOKEN. What Canvas has already is not posted again, so the same
    command goes on where it was stopped. Exit status 0 when all was posted, 1 when something could not be.
    """
    from grader.collect import read_roster
    from grader.gradebook import Gradebook
    from grader.push.journal import journal
    from grader.push.matching import match
    from grader.push.plan import Choice, plan
    from grader.store import open_store

    assignment = assignment_of(course, slug)
    students = read_roster(roster).students if roster is not None else ()
    place = _canvas(url, course_id, assignment_id)
    kept = open_store(assignment.course, store)
    try:
        entries = Gradebook(assignment, kept).entries()
    finally:
        kept.close()
    with journal(assignment, place.where) as posted:
        possible = place.points_possible()
        most = max((entry.max_points for entry in entries), default=possible)
        if possible != most:
            _say(f"Canvas has {possible:g} points for this assignment, and we {most:g}: they are posted as they are")
        matches = match([entry.student for entry in entries], place.accounts(), students)
        choice = Choice(unreleased, missing_as_zero, comments)
        steps = plan(entries, matches, place.shown(), posted, choice)
        for step in steps:
            if dry_run or step.wanted is None or step.cannot:
                _say(step.line())
        if dry_run:
            _say(_would(steps))
            sys.exit(1 if any(step.cannot for step in steps) else 0)
        done = _post(place, posted, steps)
    sys.exit(1 if any(one.failed or one.step.cannot for one in done) else 0)


def _canvas(url: str, course_id: int, assignment_id: int) -> CanvasAssignment:
    import os

    from grader.errors import PushError

    try:
        from grader.push.canvas import CanvasAssignment, checked_token, checked_url
    except ModuleNotFoundError as error:
        raise PushError(f"{error.name} is not installed: pip install 'dlgrader[canvas]'") from error
    token = checked_token(os.environ.get("CANVAS_API_TOKEN", ""))
    return CanvasAssignment(checked_url(url), token, course=course_id, assignment=assignment_id)


def _post(place: CanvasAssignment, posted: Journal, steps: Sequence[Step]) -> Sequence[Done]:
    import time

    from grader.push.posting import Posting

    told: list[Done] = []

    def tell(one: Done) -> None:
        told.append(one)
        _say(one.step.line() if not one.failed else f"{one.step.login}: not posted: {one.failed}")

    try:
        done = Posting(place, posted, time.sleep).all(steps, tell)
    except KeyboardInterrupt:
        number = sum(not one.failed for one in told)
        click.echo(f"{number} posted: the same command goes on where this one was stopped", err=True)
        raise
    failed = sum(bool(one.failed) for one in done)
    cannot = sum(step.cannot for step in steps)
    _say(_summary(sum(step.changes for step in steps) - failed, steps, failed + cannot))
    return done


def _would(steps: Sequence[Step]) -> str:
    cannot = sum(step.cannot for step in steps)
    return "nothing was posted; it would be: " + _summary(sum(step.changes for step in steps), steps, cannot)


def _summary(posted: int, steps: Sequence[Step], cannot: int) -> str:
    left_out = sum(step.wanted is None for step in steps)
    same = sum(step.wanted is not None and not step.cannot and not step.changes for step in steps)
    return f"{posted} posted, {same} as they are, {left_out} left out, {cannot} cannot be posted"


def _say(line: str) -> None:
    from rich.console import Console

    from grader.cli.texts import shown

    Console().print(shown(line), soft_wrap=True)
