"""What grading costs beside other graders: the same assignment, the same submissions, interleaved rounds in one run.

    python bench/peers.py [--rounds N] [--json FILE] [--check FILE]

The assignment of layers.py is graded by `grader grade`, `grader batch`, `nbgrader autograde`, `otter run` and pytest as
it is, each by its own command line, and each must give the points that are due. The others live in an environment of
their own (`make .venv/peers.done`).

CPU is that of all processes that a command started (command_cost.py).
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assignment import attempts, grade_all, own_cost, student, write
from command_cost import GRADER, Cost, at_home, cost_of
from kept import check, circumstances, keep, kept, said, spread
from layers import CHOSEN, LAYERS, expected, for_nbgrader, for_otter, for_pytest

PEERS = Path(sys.prefix) / "peers" / "bin"
TEN = len(CHOSEN)
BATCH = 100  # submissions of our own second batch; the other graders are given ten, and grade ten or one
DUE = [expected(number) for number in range(TEN)]


@dataclass(frozen=True)
class Way:
    """A way to grade: `run` grades `submissions`, `points` says what each of the first ten was given.

    One that is `slow` is run in the first round alone.
    """

    name: str
    submissions: int
    run: Callable[[], Cost]
    points: Callable[[], list[float]]
    slow: bool = False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, help="write the numbers here")
    parser.add_argument("--check", type=Path, help="print ratios that are over 20 % worse than these")
    options = parser.parse_args()
    if not (PEERS / "nbgrader").exists():
        sys.exit(f"nbgrader and otter-grader are not in {PEERS}: run make .venv/peers.done")
    found: dict[str, Any] = {**circumstances(), "rounds": options.rounds, "ways": {}}
    with tempfile.TemporaryDirectory() as folder:
        ways = prepared(Path(folder))
        costs: dict[str, list[Cost]] = {way.name: [] for way in ways}
        for number in range(options.rounds):
            for way in ways[number % len(ways) :] + ways[: number % len(ways)]:
                if way.slow and number:
                    continue
                costs[way.name].append(way.run())
                assert way.points() == DUE[: way.submissions], f"{way.name} gives {way.points()}"
            print(f"round {number + 1} of {options.rounds}", file=sys.stderr)
    found["own cpu"] = own_cost(LAYERS, TEN, rounds=10).cpu
    for way in ways:
        of_way = costs[way.name]
        found["ways"][way.name] = {
            "submissions": way.submissions,
            "wall": [round(one.wall, 3) for one in of_way],
            "cpu": [round(one.cpu, 3) for one in of_way],
        }
    found["ratios"] = ratios(costs)
    print(table(found))
    if options.json:
        keep(found, options.json)
    if options.check:
        print(check(found["ratios"], kept(options.check)["ratios"], worse_when_larger=False))


# what was measured


def ratios(costs: Mapping[str, Sequence[Cost]]) -> dict[str, list[float]]:
    """Of each round in which both were run: how many times our cost the cost of the others is. The smaller, the worse
    for us.

    A further submission of nbgrader's is what ten cost it more than one, over nine: its start is left out. Of ours the
    start is left in, over a hundred.
    """
    found: dict[str, list[float]] = {}
    for what in ("wall", "cpu"):
        seconds = {name: [getattr(one, what) for one in of_way] for name, of_way in costs.items()}
        further = [(ten - one) / 9 for ten, one in zip(seconds["nbgrader, 10"], seconds["nbgrader, 1"], strict=True)]
        ours = [batch / BATCH for batch in seconds[f"grader batch, {BATCH}"]]
        pairs = {
            "further submission, nbgrader / ours": (further, ours),
            "ten, nbgrader / ours": (seconds["nbgrader, 10"], seconds["grader batch, 10"]),
            "ten, otter / ours": (seconds["otter, 10"], seconds["grader batch, 10"]),
            "ten, pytest / ours": (seconds["pytest, 10"], seconds["grader batch, 10"]),
            "one, nbgrader / ours": (seconds["nbgrader, 1"], seconds["grader grade, 1"]),
            "one, otter / ours": ([ten / 10 for ten in seconds["otter, 10"]], seconds["grader grade, 1"]),
            "one, pytest / ours": ([ten / 10 for ten in seconds["pytest, 10"]], seconds["grader grade, 1"]),
        }
        for name, (theirs, own) in pairs.items():
            found[f"{what}: {name}"] = [round(a / b, 3) for a, b in zip(theirs, own, strict=False)]
    return found


def table(found: Mapping[str, Any]) -> str:
    lines = [
        f"{said(found)}; rounds: {found['rounds']}.",
        "",
        "| | submissions | wall s: median (range) | CPU s | CPU s a submission |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name, way in found["ways"].items():
        each = statistics.median(way["cpu"]) / way["submissions"]
        lines.append(f"| {name} | {way['submissions']} | {spread(way['wall'])} | {spread(way['cpu'])} | {each:.3f} |")
    lines += ["", "| how many times ours | median (range) |", "| --- | ---: |"]
    lines += [f"| {name} | {spread(values)} |" for name, values in found["ratios"].items()]
    lines += ["", f"The student's own code, in a warm process: {1000 * found['own cpu']:.1f} ms of CPU a submission."]
    return "\n".join(lines)


# the ways


def prepared(folder: Path) -> list[Way]:
    return [*ours(folder / "ours"), *nbgrader(folder / "nbgrader"), otter(folder / "otter"), plain(folder / "plain")]


def ours(course: Path) -> list[Way]:
    write(LAYERS, course, TEN, BATCH)
    results = course / "results.json"

    def of_batch() -> list[float]:
        graded = attempts(LAYERS, course)
        return [graded[student(number)].score for number in range(TEN)]

    def one() -> Cost:
        path = f"{LAYERS.handed_in(TEN)}/{student(0)}"
        return cost_of([[*GRADER, "grade", LAYERS.slug, path, "--json", str(results)]], course)

    return [
        Way("grader grade, 1", 1, one, lambda: [json.loads(results.read_text(encoding="utf-8"))["score"]]),
        Way("grader batch, 10", TEN, lambda: grade_all(LAYERS, course, TEN), of_batch),
        Way(f"grader batch, {BATCH}", BATCH, lambda: grade_all(LAYERS, course, BATCH), of_batch),
    ]


def nbgrader(course: Path) -> list[Way]:
    command = [str(PEERS / "nbgrader")]
    for_nbgrader(course, lambda: cost([[*command, "generate_assignment", "ps1"]], course) and None)
    database = course / "gradebook.db"
    shutil.copy(database, course / "before.db")

    def autograde(*options: str) -> Cost:
        shutil.copy(course / "before.db", database)
        shutil.rmtree(course / "autograded", ignore_errors=True)
        return cost([[*command, "autograde", "ps1", *options]], course)

    def points() -> list[float]:
        query = """select student_id, sum(auto_score) from grade join submitted_notebook on grade.notebook_id =
            submitted_notebook.id join submitted_assignment on submitted_notebook.assignment_id =
            submitted_assignment.id group by student_id order by student_id"""
        with contextlib.closing(sqlite3.connect(database)) as kept:
            return [row[1] for row in kept.execute(query)]

    return [
        Way("nbgrader, 1", 1, lambda: autograde("--student", student(0)), points),
        Way("nbgrader, 10", TEN, autograde, points),
    ]


def otter(folder: Path) -> Way:
    for_otter(folder)

    def run() -> Cost:
        told = [[str(PEERS / "otter"), "run", "-o", f"out{n}", f"{student(n)}.ipynb"] for n in range(TEN)]
        for number in range(TEN):
            (folder / f"out{number}").mkdir(exist_ok=True)
        return cost(told, folder)

    def points() -> list[float]:
        found = [json.loads((folder / f"out{n}" / "results.json").read_text(encoding="utf-8")) for n in range(TEN)]
        return [float(sum(test["score"] for test in one["tests"] if test.get("max_score"))) for one in found]

    return Way("otter, 10", TEN, run, points, slow=True)


def plain(folder: Path) -> Way:
    for_pytest(folder)

    def run() -> Cost:
        pytest = [str(PEERS / "python"), "-m", "pytest", "-q", "--junitxml"]
        return cost([[*pytest, f"{student(n)}/found.xml", student(n)] for n in range(TEN)], folder)

    def points() -> list[float]:
        found = [(folder / student(n) / "found.xml").read_text(encoding="utf-8") for n in range(TEN)]
        return [float(one.count("<testcase") - one.count("<failure")) for one in found]

    return Way("pytest, 10", TEN, run, points)


def cost(commands: Sequence[Sequence[str]], folder: Path) -> Cost:
    """Of the others' commands."""
    environment = at_home(folder)
    environment["PATH"] = f"{PEERS}:{environment['PATH']}"
    environment.pop("PYTHONPATH", None)
    return cost_of(commands, folder, environment)


if __name__ == "__main__":
    main()
