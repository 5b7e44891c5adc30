"""`grader margins`: how far right solutions are from the accuracy thresholds."""

from __future__ import annotations

import os
import statistics
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

    What was measured is kept in tests/assignments/SLUG/margins.json. Exit status 1 when a right solution loses a point.
    """
    from rich.console import Console

    from grader.judge.run import hidden_tests
    from grader.validate.margins import measure, read_margins, write_margins
    from grader.validate.matrix import cases

    assignment = assignment_of(course, slug)
    console = Console(highlight=False, soft_wrap=True)
    solutions = list(_chosen(slug, cases(assignment), names))
    labels = {case.label for case in solutions}
    kept = {(one.solution, one.test, one.seed): one for one in read_margins(assignment)}
    wrong: list[str] = []

    def done(solution: str, seed: int, margins: Sequence[Margin], complaint: str) -> None:
        kept.update({(one.solution, one.test, one.seed): one for one in margins})
        write_margins(assignment, kept.values())
        shown = ", ".join(f"{one.value:.2%} ({one.cpu_seconds:.0f} CPU s)" for one in margins) or "no accuracy"
        console.print(f"{solution}, seed {seed}: {shown}", markup=False)
        if complaint:
            wrong.append(f"{solution}, seed {seed}: {complaint}")

    measure(assignment, solutions, hidden_tests(assignment), seeds=seeds, slots=slots, on_result=done)
    for line in (*_summary(one for one in kept.values() if one.solution in labels), *wrong):
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


def _summary(margins: Iterable[Margin]) -> Iterator[str]:
    by_test: dict[str, list[Margin]] = {}
    for one in margins:
        by_test.setdefault(one.test, []).append(one)
    for test, ones in by_test.items():
        lowest = min(ones, key=lambda one: one.value)
        mean = statistics.mean(one.value for one in ones)
        yield f"{test}: {len(ones)} runs, mean {mean:.2%}, full points from {lowest.full:.2%}"
        yield f"  lowest {lowest.value:.2%}: {lowest.solution}, seed {lowest.seed}"
