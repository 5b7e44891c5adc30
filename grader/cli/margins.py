"""`grader margins`: how far right solutions are from the accuracy thresholds."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import assignment_of, course_option, examples
from grader.cli.slugs import slug_argument
from grader.errors import CourseError

if TYPE_CHECKING:
    from grader.validate.margins import Margin
    from grader.validate.matrix import Case


@click.command(
    epilog=examples(
        "grader margins mlp_numpy",
        "grader margins mlp_numpy --seeds 10 --slots 4",
    )
)
@slug_argument
@click.option("--seeds", type=click.IntRange(2), default=5, show_default=True, help="Secret splits for each solution.")
@click.option("--variant", "names", multiple=True, metavar="NAME", help="Only the reference and this variant.")
@click.option("--slots", type=click.IntRange(1), default=min(2, os.cpu_count() or 1), show_default=True)
@course_option
def command(slug: str, seeds: int, names: tuple[str, ...], slots: int, course: Path | None) -> None:
    """Train the reference and the variants of SLUG on several secret splits: how near do they come to losing points?

    How long the slowest of them takes, and how long it may, is told as well. What was measured is kept in
    tests/assignments/SLUG/margins.json, and not measured again while the solution and the tests that train are the
    same; after an upgrade of a library remove the file. Exit status 1 when a right solution loses a point.
    """
    from rich.console import Console

    from grader.judge.run import hidden_tests
    from grader.validate.margins import margins_of_now, measure, write_margins
    from grader.validate.matrix import cases

    assignment = assignment_of(course, slug)
    console = Console(highlight=False, soft_wrap=True)
    every, specs = cases(assignment), hidden_tests(assignment)
    solutions = list(_chosen(slug, every, names))
    labels = {case.label for case in solutions}
    known, wrong = margins_of_now(assignment, every, specs), list[str]()
    kept = [*known]

    def done(solution: str, seed: int, margins: Sequence[Margin], complaint: str) -> None:
        kept[:] = [*(one for one in kept if (one.solution, one.seed) != (solution, seed)), *margins]
        write_margins(assignment, kept)
        shown = ", ".join(f"{_shown(one)} ({one.cpu_seconds:.0f} CPU s)" for one in margins) or "no accuracy"
        console.print(f"{solution}, seed {seed}: {shown}{complaint and f'; {complaint}'}", markup=False)
        if complaint:
            wrong.append(f"{solution}, seed {seed}: {complaint}")

    measure(assignment, solutions, specs, seeds=seeds, slots=slots, known=known, on_result=done)
    limits = assignment.settings.limits
    for line in (*_summary((one for one in kept if one.solution in labels), limits.said(limits.training)), *wrong):
        console.print(line, markup=False)
    if wrong:
        sys.exit(1)


def _chosen(slug: str, every: Sequence[Case], names: tuple[str, ...]) -> Iterator[Case]:
    known = {case.name for case in every if case.kind == "variant"}
    for name in names:
        if name not in known:
            there = f"there is: {', '.join(sorted(known))}" if known else f"{slug} has none"
            raise CourseError(f"no variant is called {name!r}; {there}")
    for case in every:
        if case.kind == "reference" or (case.kind == "variant" and (not names or case.name in names)):
            yield case


def _summary(margins: Iterable[Margin], limit: str) -> Iterator[str]:
    from grader.validate.margins import summaries

    for found in summaries(margins):
        yield f"{found.test}: {found.runs} runs, mean {found.mean:.2%}, full points from {found.full:.2%}"
        if found.reference is not None:
            errors = f"{found.errors:.1f} standard errors of {found.examples:,} examples"
            yield f"  reference: mean {found.reference:.2%}, {errors} above"
        yield f"  lowest {_shown(found.lowest)}: {found.lowest.solution}, seed {found.lowest.seed}"
        if found.times_as_long is not None:
            took = f"{found.seconds:.1f} CPU s for all that trains, {found.times_as_long:.1f} times the reference's"
            yield f"  slowest: {found.slowest}, {took}; the limit of a test or shared run is {limit}"
        yield f"  run twice: {found.twice}; lost points: {found.lost}"


def _shown(margin: Margin) -> str:
    return ", then ".join("none" if one is None else f"{one:.2%}" for one in margin.runs)
