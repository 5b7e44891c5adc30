"""`grader override`: the points of a test, or points beside the tests, by a person."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.options import course_option, examples, gradebook_of, store_option, who_option
from grader.cli.slugs import slug_argument


@click.command(
    epilog=examples(
        'grader override alice mlp_numpy test_forward 3 --why "right, in another layout"',
        'grader override alice mlp_numpy test_forward --undo --why "it was not"',
        'grader override alice mlp_numpy --bonus 2 --why "found a mistake in the statement"',
    )
)
@click.argument("student")
@slug_argument
@click.argument("test", default="")
@click.argument("points", type=float, default=None, required=False)
@click.option("--undo", is_flag=True, help="Take it back: what the test gave counts, what the rules say of late days.")
@click.option("--bonus", type=float, help="Points beside the tests; fewer with a minus. 0 takes them back.")
@click.option("--slip-days", type=click.IntRange(0, 3650), help="So many late days are free, whatever the rules say.")
@click.option("--why", default="", help="The reason, which is kept.")
@who_option
@store_option
@course_option
def command(
    student: str,
    slug: str,
    test: str,
    points: float | None,
    undo: bool,
    bonus: float | None,
    slip_days: int | None,
    why: str,
    who: str,
    store: str,
    course: Path | None,
) -> None:
    """Set the points that TEST gives STUDENT in the assignment SLUG to POINTS; or give points beside the tests.

    It holds for what they have handed in now: when something else counts, the test counts as it was graded.

    Nothing is overwritten: the grade shows the change as a line of its own, and grader history shows who, when and why.
    """
    from rich.console import Console

    from grader.cli.texts import shown
    from grader.errors import GradebookError
    from grader.gradebook.decisions import Bonus, Override, Slip, What, in_words

    what: What
    given = [bool(test), bonus is not None, slip_days is not None]
    if sum(given) != 1 or (bool(test) and (points is None) != undo):
        raise click.UsageError("a TEST with its POINTS or --undo is needed, or --bonus, or --slip-days")
    with gradebook_of(course, slug, store) as book:
        before = book.entry(student)
        if bonus is not None:
            what = Bonus(0 if undo else bonus)
        elif slip_days is not None:
            what = Slip(None if undo else slip_days)
        elif before.attempt is None:
            raise GradebookError(f"{student} has no attempt at {slug} of which a test could be set: {before.status}")
        else:
            what = Override(test, points, before.digest)
        book.decide(what, why=why, login=student, who=who)
        after = book.entry(student)
    Console().print(shown(f"{student}: {in_words(what)}: {_points(before.points)} → {_points(after.points)}"))


def _points(points: float | None) -> str:
    return "no points" if points is None else f"{points:g}"
