"""What early stop saves of the cost of a class: CPU seconds of submissions that learn and of such that do not.

    python bench/early_stop.py SLUG [--right N] [--wrong N] [--class-size N] [--slots N]

N right solutions (the reference and variants) and N mutants that do not learn (below half of the accuracy that earns
nothing, in tests/assignments/SLUG/curves.json) are graded whole, first without the rule and then with it. CPU is that
of the submissions' processes; what all the rest adds is said as wall time times slots over it, a slot that has run out
of submissions included. Then the cost of a class is told for several shares of submissions that do not learn.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from grader.course import Assignment, load_assignment
from grader.errors import GraderError
from grader.judge.grading import grade_jobs
from grader.judge.job import Job, Judgement
from grader.validate.curves import read_curves
from grader.validate.margins import handed_in, key_of
from grader.validate.matrix import Case, cases

HERE = Path(__file__).parent.parent
SHARES = (0.0, 0.1, 0.2, 0.4)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("slug")
    parser.add_argument("--right", type=int, default=3)
    parser.add_argument("--wrong", type=int, default=3)
    parser.add_argument("--class-size", type=int, default=100)
    parser.add_argument("--slots", type=int, default=len(os.sched_getaffinity(0)))
    options = parser.parse_args()
    if min(options.right, options.wrong, options.class_size, options.slots) < 1:
        parser.error("--right, --wrong, --class-size and --slots are 1 or more")
    try:
        assignment = load_assignment(HERE, options.slug)
        right, wrong = chosen(assignment)
    except GraderError as error:
        sys.exit(str(error))
    if not wrong:
        sys.exit(f"{options.slug}: no mutant is recorded that does not learn: grader curves {options.slug} --mutants")
    cost: dict[tuple[str, str], float] = {}
    for (kind, of_kind), (name, one) in itertools.product(
        {"learn": right[: options.right], "do not learn": wrong[: options.wrong]}.items(),
        {"without": replace(assignment, early_stop=()), "with": assignment}.items(),
    ):
        cost[kind, name] = graded(one, of_kind, options.slots)
        scored = ", ".join(case.name for case in of_kind)
        print(f"{len(of_kind)} that {kind}, {name} the rule: {cost[kind, name]:.1f} CPU s each ({scored})", flush=True)
    for share in SHARES:
        before, after = (
            options.class_size * (share * cost["do not learn", name] + (1 - share) * cost["learn", name])
            for name in ("without", "with")
        )
        said = f"{before:,.0f} CPU s without, {after:,.0f} with: {after / before - 1:+.0%}"
        print(f"{options.class_size} submissions, {share:.0%} of which do not learn: {said}")


def chosen(assignment: Assignment) -> tuple[list[Case], list[Case]]:
    """Right solutions, and mutants of which it is recorded that they do not learn."""
    least = {rule.run: rule.least for rule in assignment.early_stop}
    low = {
        curve.case
        for recorded in read_curves(assignment).values()
        for curve in recorded.curves
        if not curve.is_right and curve.accuracy is not None and curve.accuracy < least[recorded.run] / 2
    }
    every = cases(assignment)
    return [case for case in every if case.kind in ("reference", "variant")], [c for c in every if c.label in low]


def graded(assignment: Assignment, chosen: Sequence[Case], slots: int) -> float:
    """CPU seconds of one, and what they come to."""
    begun, used = time.monotonic(), 0.0
    found = grade_jobs(assignment, [Job(handed_in(assignment, case)) for case in chosen], slots=slots, key=key_of(0))
    for case, one in zip(chosen, found, strict=True):
        assert isinstance(one, Judgement), one
        used += sum(one.cpu_seconds.values())
        print(f"  {case.label}: {one.grade.score:g} of {one.grade.max_score:g} points")
    wall = time.monotonic() - begun
    print(f"  {wall:.1f} s on {slots} slots: {wall * slots / used:.3f} times the CPU of the submissions' processes")
    return used / len(chosen)


if __name__ == "__main__":
    main()
