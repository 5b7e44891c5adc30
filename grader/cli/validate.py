"""`grader validate`: the kill matrix."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli.options import course_folder, course_option, examples, json_option, print_json, quiet_option
from grader.cli.slugs import slugs_here
from grader.course import Assignment, assignment_slugs, load_assignment
from grader.errors import CourseError

if TYPE_CHECKING:
    from rich.console import Console

    from grader.validate.matrix import Case, Matrix, Result

SHOWN = 3  # of what is stale


@click.command(
    epilog=examples(
        "grader validate mlp_numpy",
        "grader validate mlp_numpy --only bias --cheap",
        "grader validate mlp_numpy --draws 50     # does a right solution ever lose a point by bad luck?",
        "grader validate --all --check     # in CI: runs nothing",
    )
)
@click.argument("slugs", metavar="SLUG...", nargs=-1, shell_complete=slugs_here)
@click.option("--all", "every_slug", is_flag=True, help="Every assignment of the course.")
@click.option(
    "--check",
    "only_check",
    is_flag=True,
    help="Run nothing; exit 1 when a result or the time of a test is missing, or the course has changed since.",
)
@click.option("--cheap", is_flag=True, help="Leave out the tests that train. Nothing is kept.")
@click.option("--fresh", is_flag=True, help="Run everything, whatever is kept.")
@click.option(
    "--stale",
    "only_stale",
    is_flag=True,
    help="Run only what --check names: the course has changed since. What another version of the grader found stands.",
)
@click.option(
    "--only",
    default="",
    metavar="WORD",
    help="Only mutants and variants with WORD in their name, beside the reference. Nothing is kept.",
)
@click.option(
    "--draws",
    type=click.IntRange(1),
    metavar="N",
    help="Only right solutions, each under N other keys, without the tests that train: what is drawn must not matter. "
    "Nothing is kept.",
)
@click.option("--timing", is_flag=True, help="First measure the reference and write reference/SLUG/timing.json.")
@click.option("--slots", type=click.IntRange(1), default=min(2, os.cpu_count() or 1), show_default=True)
@json_option
@quiet_option
@course_option
def command(
    slugs: tuple[str, ...],
    every_slug: bool,
    only_check: bool,
    cheap: bool,
    fresh: bool,
    only_stale: bool,
    only: str,
    draws: int | None,
    timing: bool,
    slots: int,
    as_json: bool,
    quiet: bool,
    course: Path | None,
) -> None:
    """Prove that the hidden tests of each SLUG are good: every mutant killed, every variant spared.

    The reference and the variants also meet the tests that do not train under other keys, from which all that is
    drawn comes.

    What holds is kept in tests/assignments/SLUG/validation.json as soon as it is known, and is run again only
    when something that it rests on has changed. Exit status 1 when something is wrong with the tests.
    """
    from rich.console import Console

    from grader.cli.documents import of_matrix

    if bool(slugs) == every_slug:
        raise click.UsageError("name the assignments to validate, or say --all", click.get_current_context())
    if only_stale and (fresh or cheap or only):
        raise click.UsageError("--stale is not for --fresh, --cheap or --only", click.get_current_context())
    if draws and (only_check or only_stale or timing):
        raise click.UsageError("--draws is not for --check, --stale or --timing", click.get_current_context())
    if only_check and as_json:
        raise click.UsageError("--check runs nothing and its exit status says it all: --json is of what is run")
    console = Console(highlight=False, soft_wrap=True, stderr=as_json)
    folder = course_folder(course)
    good = True
    found: dict[str, Any] = {}
    for slug in slugs or assignment_slugs(folder):
        assignment = load_assignment(folder, slug)
        if only_check:
            good &= _is_up_to_date(assignment, console)
            continue
        if every_slug or len(slugs) > 1:
            console.print(f"── {slug}", markup=False)
        chosen = Chosen(cheap=cheap or bool(draws), fresh=fresh, stale=only_stale, only=only, draws=draws)
        matrix = _validate(assignment, console, chosen, timing=timing, slots=slots, quiet=quiet)
        good &= not matrix.complaints
        found[slug] = of_matrix(matrix)
    if as_json:
        print_json({"assignments": found})
    if not good:
        sys.exit(1)


def _is_up_to_date(assignment: Assignment, console: Console) -> bool:
    from grader.validate.kept import kept_file, stale
    from grader.validate.matrix import FURTHER_DRAWS, cases

    file = kept_file(assignment).relative_to(assignment.course)
    if not kept_file(assignment).exists():
        said = f"{file}: not there: nothing proves yet that the hidden tests are good"
        console.print(f"{said}; run `grader validate {assignment.slug}` and commit the result", markup=False)
        return False
    good = _has_all_times(assignment, console)
    every = cases(assignment, further_draws=FURTHER_DRAWS)
    found = stale(assignment, every)
    if not found:
        return good
    said = f"{file}: {len(found)} of {len(every)} results are missing or of an earlier course: {_some_of(found)}"
    console.print(f"{said}; run `grader validate {assignment.slug}` and commit the result", markup=False)
    return False


def _has_all_times(assignment: Assignment, console: Console) -> bool:
    """Whether every hidden test has its time where times were measured: one without gets the cap as its limit."""
    from grader.judge.limits import TIMING_FILE, committed_timing
    from grader.judge.run import hidden_tests

    timing = committed_timing(assignment)
    missing = [] if timing is None else [name for name in hidden_tests(assignment) if name not in timing.cpu_seconds]
    if not missing:
        return True
    file = (assignment.reference_folder / TIMING_FILE).relative_to(assignment.course)
    said = f"{file}: no time of {_some_of(missing)}"
    console.print(f"{said}; run `grader validate {assignment.slug} --timing` and commit the result", markup=False)
    return False


def _some_of(names: Sequence[str]) -> str:
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if names[SHOWN:] else "")


@dataclass(frozen=True)
class Chosen:
    """What of the matrix is to run."""

    cheap: bool
    fresh: bool
    stale: bool
    only: str
    draws: int | None


def _validate(
    assignment: Assignment, console: Console, chosen: Chosen, *, timing: bool, slots: int, quiet: bool
) -> Matrix:
    """Run what is chosen of the matrix, and say what comes of it; `quiet`: in one line."""
    from grader.judge.limits import TIMING_FILE, write_timing
    from grader.judge.run import hidden_tests
    from grader.validate.calibrate import measured_timing
    from grader.validate.kept import Basis, of_this_course, read_kept, unchanged, write_kept
    from grader.validate.matrix import FURTHER_DRAWS, Matrix, cases, idle_tests, run_matrix, under_other_keys

    if timing:
        written = write_timing(assignment.reference_folder / TIMING_FILE, measured_timing(assignment))
        console.print(f"timing of the reference: {written.relative_to(assignment.course)}", markup=False)
    every = _chosen(cases(assignment, further_draws=FURTHER_DRAWS), chosen.only)
    if chosen.draws:
        every = under_other_keys([case for case in every if not case.draw], chosen.draws)
    specs = hidden_tests(assignment)
    basis = Basis.of(assignment, specs)
    before = read_kept(assignment)
    holding = {} if chosen.fresh or chosen.cheap else before
    known = of_this_course(assignment, every) if chosen.stale else unchanged(holding, basis, every)
    results = {label: kept.result for label, kept in known.items()}
    wanted = [case for case in every if case.label not in known]
    trained = {case.label for case in wanted if basis.trained(case, holding.get(case.label), only_course=chosen.stale)}
    if trained and not quiet:
        console.print(f"{len(trained)} right solutions still pass the tests that train: they meet the others alone")
    if known and not quiet:
        console.print(f"{len(known)} of {len(every)} unchanged since they were last run", markup=False)

    def keep() -> None:
        if not chosen.cheap and not chosen.only:
            write_kept(assignment, basis, every, results, known=known, before=before)

    def done(case: Case, result: Result) -> None:
        results[case.label] = result
        keep()  # at once: a run of an hour may be killed
        if quiet:
            return
        what = "; ".join(result.complaints) or _said(result)
        console.print(f"{'✗' if result.complaints else '✓'} {case.label}: {what}", markup=False)

    _, left_out = run_matrix(
        assignment, wanted, specs, cheap=chosen.cheap, trained=trained, slots=slots, on_result=done
    )
    keep()  # also where nothing was left to run: what is no case any more goes
    run = {name: spec for name, spec in specs.items() if not (chosen.cheap and spec.training)}
    ordered = {case.label: results[case.label] for case in every if case.label in results}
    matrix = Matrix(ordered, left_out, () if chosen.only or chosen.draws else idle_tests(ordered, run, every))
    summary = list(_summary(matrix, every))
    for line in summary[-1:] if quiet else summary:
        console.print(line, markup=False)
    return matrix


def _chosen(cases: Sequence[Case], only: str) -> list[Case]:
    """The reference, and the mutants and variants with `only` in their name; without it every case."""
    if not only:
        return list(cases)
    found = [case for case in cases if case.kind in ("mutant", "variant") and only in case.name]
    if not found:
        raise CourseError(f"no mutant or variant has {only!r} in its name")
    return [cases[0], *found]


def _said(result: Result) -> str:
    from grader.validate.matrix import own_failures

    own = own_failures(result)
    return f"{result.score:g} points" + (f"; fails {', '.join(own)}" if own else "")


def _summary(matrix: Matrix, every: Sequence[Case]) -> Iterator[str]:
    run = [case for case in every if case.label in matrix.results]
    counts = Counter(case.kind for case in run if not case.draw)
    again = sum(case.draw > 0 for case in run)
    said = [", ".join(f"{count} {kind}{'s' if count > 1 else ''}" for kind, count in counts.items())] if counts else []
    yield "; ".join([*said, f"right ones with other draws: {again}"] if again else said)
    named = [result.names_cause for result in matrix.results.values() if result.names_cause is not None]
    if named:
        yield f"the cause is named for {sum(named)} of {len(named)} mutants"
    if matrix.left_out:
        yield f"left to a run with the tests that train: {', '.join(matrix.left_out)}"
    if matrix.idle_tests:
        yield f"no mutant fails: {', '.join(matrix.idle_tests)}"
    complaints = len(matrix.complaints)
    yield f"{complaints} complaint{'s' if complaints > 1 else ''}" if complaints else "the hidden tests hold"
