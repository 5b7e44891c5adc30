"""`grader validate`: the kill matrix."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import assignment_of, course_option

if TYPE_CHECKING:
    from grader.validate.matrix import Case, Matrix, Result


@click.command()
@click.argument("slug")
@click.option("--cheap", is_flag=True, help="Leave out the tests that train; nothing is kept.")
@click.option("--fresh", is_flag=True, help="Run everything, whatever is kept.")
@click.option("--only", default="", metavar="WORD", help="Only mutants and variants with WORD in their name.")
@click.option("--timing", is_flag=True, help="First measure the reference and write reference/SLUG/timing.json.")
@click.option("--slots", type=click.IntRange(1), default=min(2, os.cpu_count() or 1), show_default=True)
@course_option
def command(slug: str, cheap: bool, fresh: bool, only: str, timing: bool, slots: int, course: Path | None) -> None:
    """Prove that the hidden tests of SLUG are good: every mutant killed, every variant spared.

    Exit status 1 when something is wrong with them.
    """
    from rich.console import Console

    from grader.judge.limits import TIMING_FILE, write_timing
    from grader.judge.run import hidden_tests
    from grader.validate.calibrate import measured_timing
    from grader.validate.kept import unchanged, write_kept
    from grader.validate.matrix import Matrix, cases, idle_tests, run_matrix

    assignment = assignment_of(course, slug)
    console = Console(highlight=False, soft_wrap=True)
    if timing:
        written = write_timing(assignment.reference_folder / TIMING_FILE, measured_timing(assignment))
        console.print(f"timing of the reference: {written.relative_to(assignment.course)}", markup=False)
    every = [case for case in cases(assignment) if only in case.name or case.kind == "reference"]
    known = {} if fresh or cheap else unchanged(assignment, every)
    wanted = [case for case in every if case.label not in known]
    if known:
        console.print(f"{len(known)} of {len(every)} unchanged since they were last run", markup=False)

    def show(case: Case, result: Result) -> None:
        what = "; ".join(result.complaints) or _said(result)
        console.print(f"{'✗' if result.complaints else '✓'} {case.label}: {what}", markup=False)

    specs = hidden_tests(assignment)
    found, left_out = run_matrix(assignment, wanted, specs, cheap=cheap, slots=slots, on_result=show)
    results = {case.label: known.get(case.label) or found[case.label] for case in every if case.label not in left_out}
    matrix = Matrix(results, left_out, () if only else idle_tests(results, specs, every))
    if not cheap and not only:
        write_kept(assignment, every, results)
    for line in _summary(matrix, every):
        console.print(line, markup=False)
    if matrix.complaints:
        sys.exit(1)


def _said(result: Result) -> str:
    own = [name for name, how in result.failing.items() if not how.startswith("follows")]
    return f"{result.score:g} points" + (f"; fails {', '.join(own)}" if own else "")


def _summary(matrix: Matrix, every: Sequence[Case]) -> Iterator[str]:
    counts = Counter(case.kind for case in every if case.label in matrix.results)
    yield ", ".join(f"{count} {kind}{'s' if count > 1 else ''}" for kind, count in counts.items())
    named = [result.names_cause for result in matrix.results.values() if result.names_cause is not None]
    if named:
        yield f"the cause is named for {sum(named)} of {len(named)} mutants"
    if matrix.left_out:
        yield f"left to a run with the tests that train: {', '.join(matrix.left_out)}"
    if matrix.idle_tests:
        yield f"no mutant fails: {', '.join(matrix.idle_tests)}"
    yield f"{len(matrix.complaints)} complaints" if matrix.complaints else "the hidden tests hold"
