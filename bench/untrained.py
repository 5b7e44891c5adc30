"""What the hidden tests of each assignment cost a right submission, those that train left out, on one core.

    python bench/untrained.py [SLUG…] [--rounds N] [--json FILE] [--markdown FILE]

The model answer is handed in once, and several times in a row, to a grader that begins with it and is kept to one core.
Seconds are those on the clock, of one submission, start and imports included, and of each further one. Of the CPU of
each it is told what its own tests used, each in a fork of a process that has imported the packages and run the file.
`--markdown` measures nothing and prints the table of kept numbers. `make bench` fetches MNIST first.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from command_cost import cost_of
from kept import circumstances, keep, kept, said, spread

from grader.course import assignment_slugs, load_assignment
from grader.judge.grading import grade_jobs
from grader.judge.job import Job, Judgement, Order
from grader.judge.run import hidden_tests
from grader.validate.margins import handed_in
from grader.validate.matrix import Case

ROOT = Path(__file__).parents[1]
FURTHER = 3  # submissions after the first
GOALS = {"numpy": 3, "torch": 8}  # seconds of each further submission: the start is a class's, and not a submission's


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("slugs", nargs="*", metavar="SLUG", help="by default all")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, help="write the numbers here")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="print the table of the numbers in FILE")
    parser.add_argument("--graded", type=int, metavar="N", help=argparse.SUPPRESS)  # in a process of its own
    options = parser.parse_args()
    if options.markdown:
        print(table(kept(options.markdown)))
        return
    if options.graded:
        print(json.dumps(graded(options.slugs[0], options.graded)))
        return
    if unknown := {*options.slugs} - {*assignment_slugs(ROOT)}:
        parser.error(f"no assignment is called {min(unknown)}: there are {', '.join(assignment_slugs(ROOT))}")
    if options.json and options.slugs:
        parser.error("--json keeps the numbers of all assignments: name none")
    found: dict[str, Any] = {**circumstances(), "rounds": options.rounds, "measured": {}}
    for number in range(options.rounds):
        for slug in options.slugs or assignment_slugs(ROOT):
            print(f"round {number + 1} of {options.rounds}: {slug}", file=sys.stderr, flush=True)
            for what, value in measured(slug).items():
                found["measured"].setdefault(slug, {}).setdefault(what, []).append(round(value, 3))
    print(table(found))
    if options.json:
        keep(found, options.json)


def measured(slug: str) -> dict[str, float]:
    """Seconds of one submission, of each further one, and of the CPU that its tests use; and how many these are."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "own.json"
        command = f'"{sys.executable}" "{__file__}" {slug} --graded "$0" > "{output}" || exit 2'
        one, several = (cost_of([["sh", "-c", command, str(n)]], ROOT, cores=1) for n in (1, 1 + FURTHER))
        own = json.loads(output.read_text(encoding="utf-8"))
    specs = hidden_tests(load_assignment(ROOT, slug)).values()
    return {
        "tests": sum(not spec.training for spec in specs),
        "wall": one.wall,
        "own": sum(own) / len(own),
        "further": (several.wall - one.wall) / FURTHER,
    }


def graded(slug: str, count: int) -> list[float]:
    """CPU seconds of each submission's own processes; ends the benchmark where one does not pass."""
    assignment = load_assignment(ROOT, slug)
    source = assignment.reference_file.read_text(encoding="utf-8")
    reference = handed_in(assignment, Case("reference", "reference", source))
    found: list[float] = []

    def done(_index: int, judgement: Judgement | Exception) -> None:
        if not isinstance(judgement, Judgement):
            sys.exit(f"{slug}: {judgement}")
        if failed := [test.id for test in judgement.grade.tests if test.status != "passed"]:
            sys.exit(f"{slug}: the model answer fails {', '.join(failed)}")
        found.append(judgement.all_cpu_seconds)

    grade_jobs(assignment, [Job(reference, Order(cheap=True))] * count, slots=1, on_done=done)
    return found


def table(found: Mapping[str, Any]) -> str:
    """A line for each assignment, in Markdown."""
    lines = [
        f"{said(found)}; kept to one core; rounds: {found['rounds']}.",
        "",
        "| | tests | one submission with start, s | each further one, s | goal, s | CPU s of its tests |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for slug, numbers in found["measured"].items():
        assignment = load_assignment(ROOT, slug)
        goal = GOALS["torch" if "torch" in assignment.settings.packages.allowed else "numpy"]
        wall, further, own = (spread(numbers[what]) for what in ("wall", "further", "own"))
        lines.append(f"| {slug} | {numbers['tests'][-1]:.0f} | {wall} | {further} | {goal} | {own} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
