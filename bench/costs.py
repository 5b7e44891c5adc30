"""What grading costs by itself: each goal beside what was measured, in interleaved rounds of one run.

    python bench/costs.py [SECTION…] [--rounds N] [--json FILE] [--check FILE] [--markdown FILE]

Sections: start, call, arrays, torch, work, again, memory; all of them by default. `--markdown` measures nothing and
prints the tables of kept numbers. Everything is run as a course would run it, by the command line, but for single
calls, which go through a proxy into a sandbox. `make bench` fetches MNIST first.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cost_sections import SECTIONS, Round
from kept import check, circumstances, keep, kept, said, spread
from workloads import ARRAYS


@dataclass(frozen=True)
class Row:
    """A line of the table. Names that begin with `cpu: ` are ratios of CPU times, which --check compares."""

    name: str
    digits: int = 0
    goal: float | None = None


ROWS: dict[str, Sequence[Row]] = {
    "start": (
        Row("`grader --help`, ms", 0, 150),
        Row("`grader check`, until its first line, ms", 0, 600),
        Row("`grader grade`, cold, six tests, s", 2, 1.0),
        Row("plain pytest on the same, s", 2),
        Row("`grader grade` beyond plain pytest, s", 2, 0.6),
        Row("cpu: `grader --help` / plain pytest", 2),
        Row("cpu: `grader check` / plain pytest", 2),
        Row("cpu: `grader grade`, cold / plain pytest", 2),
    ),
    "call": (
        Row("call of a small function through the proxy, µs", 0, 60),
        Row("a byte to another process and back, µs", 1),
    ),
    "arrays": (
        Row("188 MB: memcpy into memory that is there, ms"),
        Row("188 MB: memcpy into new memory, ms"),
        Row("188 MB: memcpy into new memory, in pages of 4 KiB, ms"),
        Row("188 MB: call that passes them, ms"),
        Row("188 MB: call that passes them and reads them all, ms"),
        Row("188 MB: call that passes them / memcpy into new memory", 1, 2),
        Row("188 MB: call that passes them / the same, in pages of 4 KiB", 1),
        *(Row(f"{of}, {what}, ms") for what in list(ARRAYS)[1:] for of in ("first submission", "each further one")),
        Row("cpu: passing 188 MB / memcpy into new memory", 1),
        Row("cpu: ten submissions that are given 50,000 digits / nothing large", 2),
    ),
    "torch": (
        Row("torch: a test in a fresh process, harness alone, ms of CPU", 1, 20),
        Row("torch: a test in a fresh process, harness alone, ms", 1, 20),
        Row("torch: the test itself in a warm process, ms", 1),
        Row("cpu: torch, a test in a fresh process / in a warm one", 2),
    ),
    "work": (
        Row("work: wall × cores / CPU of the students' processes", 2, 1.10),
        Row("work: wall, s", 1),
        Row("work: CPU of a student's processes, s", 2),
        Row("work: CPU of all else, a submission, s", 3),
        Row("cpu: work, all / the students' processes", 3),
    ),
    "again": (
        Row("1,000 submissions, first run, s", 1),
        Row("1,000 submissions, second run, nothing changed, s", 2, 5),
        Row("cpu: 1,000 submissions, second run / plain pytest", 2),
    ),
    "memory": tuple(
        Row(f"memory, {kind}: {role}, MB")
        for kind in ("NumPy and MNIST", "torch")
        for role in ("coordinator", "warm judge", "fork server", "slot", "all")
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"{', '.join(SECTIONS)}; by default all")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, help="write the numbers here")
    parser.add_argument("--check", type=Path, help="print ratios of CPU that are over 20 %% worse than these")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="print the table of the numbers in FILE")
    options = parser.parse_args()
    if options.markdown:
        print(table(kept(options.markdown)))
        return
    if unknown := {*options.sections} - {*SECTIONS}:
        parser.error(f"no section is called {min(unknown)}: there are {', '.join(SECTIONS)}")
    if options.json and options.sections:
        parser.error("--json keeps the numbers of all sections: name none")
    found: dict[str, Any] = {**circumstances(), "rounds": options.rounds, "measured": {}}
    with tempfile.TemporaryDirectory() as folder:
        rounds = {name: SECTIONS[name](Path(folder) / name) for name in options.sections or SECTIONS}
        found["measured"] = measured([*rounds.items()], options.rounds)
    print(table(found))
    if options.json:
        keep(found, options.json)
    if options.check:
        print(check(found["measured"], kept(options.check)["measured"], worse_when_larger=True))


def measured(sections: Sequence[tuple[str, Round]], rounds: int) -> dict[str, list[float]]:
    """By name, a number a round; each round begins with another section."""
    found: dict[str, list[float]] = {}
    for number in range(rounds):
        first = number % len(sections)
        for name, one_round in (*sections[first:], *sections[:first]):
            begun = time.monotonic()
            for what, value in one_round().items():
                found.setdefault(what, []).append(round(value, 4))
            took = time.monotonic() - begun
            print(f"round {number + 1} of {rounds}: {name}, {took:.0f} s", file=sys.stderr, flush=True)
    return found


def table(found: Mapping[str, Any]) -> str:
    """A line for each row that was measured, with its goal, in Markdown."""
    numbers = found["measured"]
    lines = [f"{said(found)}; rounds: {found['rounds']}.", "", "| | goal | median (range) |", "| --- | ---: | ---: |"]
    for row in (row for rows in ROWS.values() for row in rows if row.name in numbers):
        goal = "" if row.goal is None else f"{row.goal:.{row.digits}f}"
        lines.append(f"| {row.name} | {goal} | {spread(numbers[row.name], row.digits)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
