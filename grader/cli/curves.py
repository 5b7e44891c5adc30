"""`grader curves`: how training goes on in right solutions and mutants, and what the rules of early stop make of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import assignment_of, course_option, examples
from grader.cli.slugs import slug_argument
from grader.errors import CourseError

if TYPE_CHECKING:
    from rich.console import Console

    from grader.course import Assignment
    from grader.validate.curves import Curve, Replay
    from grader.validate.matrix import Case


@click.command(
    epilog=examples(
        "grader curves mlp_numpy                    # record: the reference and all variants, five secret splits",
        "grader curves mlp_numpy --mutants --seeds 1 # and all mutants",
        "grader curves mlp_numpy --case sums --case reference",
        "grader curves mlp_numpy --replay           # runs nothing",
    )
)
@slug_argument
@click.option("--seeds", type=click.IntRange(1), default=5, show_default=True, help="Secret splits for each.")
@click.option("--mutants", is_flag=True, help="Mutants, and no right solutions.")
@click.option("--case", "words", multiple=True, metavar="WORD", help="Only those with WORD in their name, of any kind.")
@click.option("--replay", "only_replay", is_flag=True, help="Run nothing: what do the rules make of what is recorded?")
@click.option("--to-floors", is_flag=True, help="Right solutions, too, no further than a rule asks.")
@click.option("--fresh", is_flag=True, help="Record again what is kept.")
@click.option("--slots", type=click.IntRange(1), default=min(2, os.cpu_count() or 1), show_default=True)
@course_option
def command(
    slug: str,
    seeds: int,
    mutants: bool,
    words: tuple[str, ...],
    only_replay: bool,
    to_floors: bool,
    fresh: bool,
    slots: int,
    course: Path | None,
) -> None:
    """Record how training goes on in the shared runs of SLUG that early_stop.toml has a rule for.

    The runs are followed to their ends and kept in tests/assignments/SLUG/curves.json; what is kept there is not run
    again. A mutant's run ends at the rule's last floor where it is well above it; --to-floors lets those of right
    solutions do so, too. Then the rules are replayed on all that is kept. Exit status 1 when one of them would stop a
    run that must not be stopped.
    """
    from rich.console import Console

    from grader.validate.curves import RIGHT, read_curves, replay
    from grader.validate.matrix import cases

    assignment = assignment_of(course, slug)
    if not assignment.early_stop:
        raise CourseError(f"tests/assignments/{slug}/early_stop.toml is not there: no run is followed")
    console = Console(highlight=False, soft_wrap=True)
    if not only_replay:
        wanted = _wanted(cases(assignment), mutants, words)
        whole = [case for case in wanted if case.kind in RIGHT and not to_floors]
        recorder = Recorder(assignment, console, seeds, slots)
        recorder.record(whole, fresh=fresh)
        recorder.record_low([case for case in wanted if case not in whole], fresh=fresh)
    recorded = read_curves(assignment)
    faults: list[str] = []
    for rule in assignment.early_stop:
        if rule.run not in recorded:
            raise CourseError(f"no curves of {rule.run} are recorded: grader curves {slug}")
        found = replay(rule, recorded[rule.run])
        faults += found.faults
        for line in _said(found):
            console.print(line, markup=False)
    for fault in faults:
        console.print(fault, markup=False)
    if faults:
        sys.exit(1)


@dataclass
class Recorder:
    """Runs what is not kept yet, keeps each curve as soon as there is one, and prints it."""

    assignment: Assignment
    console: Console
    seeds: int
    slots: int

    def record(self, wanted: Sequence[Case], *, cut: bool = False, fresh: bool = False) -> None:
        """Each run to its end, or with `cut` to the last floor of its rule."""
        from grader.judge.run import hidden_tests
        from grader.validate.curves import record_curves

        known = frozenset() if fresh else self._known(cut)
        record_curves(
            self.assignment,
            wanted,
            hidden_tests(self.assignment),
            seeds=range(self.seeds),
            slots=self.slots,
            cut=cut,
            known=known,
            on_result=self._keep,
        )

    def record_low(self, wanted: Sequence[Case], *, fresh: bool) -> None:
        """Only those to their ends that a rule may stop: what is above all floors costs no more than the way there."""
        from grader.validate.curves import is_near, read_curves

        self.record(wanted, cut=True, fresh=fresh)
        kept = read_curves(self.assignment)
        low = {
            curve.case
            for rule in self.assignment.early_stop
            if rule.run in kept
            for curve in kept[rule.run].curves
            if is_near(rule, curve)
        }
        self.record([case for case in wanted if case.label in low])

    def _known(self, cut: bool) -> frozenset[tuple[str, int]]:
        """What is kept of every rule's run."""
        from grader.validate.curves import places, reaches, read_curves

        kept = read_curves(self.assignment)
        of_rules = [
            {
                (curve.case, curve.seed)
                for curve in kept[rule.run].curves
                if not curve.cut or (cut and reaches(rule, kept[rule.run].after, curve))
            }
            if rule.run in kept and kept[rule.run].after == places(rule)
            else set()
            for rule in self.assignment.early_stop
        ]
        return frozenset(set.intersection(*of_rules))

    def _keep(self, run: str, curve: Curve | None, why: str) -> None:
        from grader.validate.curves import read_curves, with_curve, write_curves

        if curve is None:
            self.console.print(why, markup=False)
            return
        kept = read_curves(self.assignment)
        rule = next(rule for rule in self.assignment.early_stop if rule.run == run)
        write_curves(self.assignment, {**kept, run: with_curve(kept.get(run), rule, curve)}.values())
        shares = " ".join(f"{100 * share:.0f}" for share in curve.right)
        spent = f"{curve.cpu_seconds:.0f} CPU s"
        self.console.print(f"{curve.case}, seed {curve.seed}: {shares}; {curve.end} ({spent})", markup=False)


def _wanted(every: Sequence[Case], mutants: bool, words: Sequence[str]) -> list[Case]:
    """The reference and the variants, or the mutants; of all kinds those with one of `words` in their label."""
    if words:
        found = [case for case in every if any(word in case.label for word in words)]
        if not found:
            raise CourseError(f"nothing to grade has {' or '.join(map(repr, words))} in its name")
        return found
    kinds = ("mutant",) if mutants else ("reference", "variant")
    return [case for case in every if case.kind in kinds]


def _said(found: Replay) -> Iterator[str]:
    rule, stopped = found.rule, found.stopped
    yield f"{rule.run}: {found.right} runs of right solutions, {found.wrong} of mutants"
    for at, (after, floor) in enumerate(rule.floors):
        low, curve = found.lowest[at] if found.lowest else (1.0, None)
        lowest = f"the lowest right run is at {low:.1%} ({curve.case}, seed {curve.seed})" if curve else "no right run"
        yield f"  after {after:,} of {rule.whole:,}: {floor:.0%}; {lowest}; it stops {len(stopped.get(at, ()))} runs"
    wrong = sum(not curve.is_right for curves in stopped.values() for curve in curves)
    share = found.saved / found.spent if found.spent else 0.0
    yield f"  {wrong} of {found.wrong} runs of mutants are given up, which saves {share:.0%} of these runs' CPU time"
