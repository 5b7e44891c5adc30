"""What grading costs beside other graders: the same assignment, the same submissions, interleaved rounds in one run.

    python bench/peers.py [--rounds N] [--json FILE] [--check FILE]

The assignment of layers.py is graded by `grader grade`, `grader batch`, `nbgrader autograde`, `otter run` and pytest as
it is, each by its own command line, and each must give the points that are due. The others live in an environment of
their own (`make .venv/peers.done`).

CPU is that of all processes that a command started. It is read from a control group where one can be made (cgroup v1),
and else from what the kernel sums up for processes that were waited for, which leaves out those that were not.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layers import CHOSEN, SLUG, expected, for_nbgrader, for_otter, for_pytest, for_us, source, student, test_bodies

from grader.store import open_store

PEERS = Path(sys.prefix) / "peers" / "bin"
TEN = len(CHOSEN)
BATCH = 100  # submissions of our own second batch; the other graders are given ten, and grade ten or one
REGRESSION = 0.20  # of a ratio, against kept numbers, that --check prints
CPUACCT = Path("/sys/fs/cgroup/cpuacct")
DUE = [expected(number) for number in range(TEN)]


@dataclass(frozen=True)
class Cost:
    """Of one command, or of several: seconds."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Way:
    """A way to grade: `run` grades `submissions`, `points` says what each of the first ten was given."""

    name: str
    submissions: int
    run: Callable[[], Cost]
    points: Callable[[], list[float]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, help="write the numbers here")
    parser.add_argument("--check", type=Path, help="print ratios that are over 20 % worse than these")
    options = parser.parse_args()
    if not (PEERS / "nbgrader").exists():
        sys.exit(f"nbgrader and otter-grader are not in {PEERS}: run make .venv/peers.done")
    with tempfile.TemporaryDirectory() as folder:
        ways = prepared(Path(folder))
        costs: dict[str, list[Cost]] = {way.name: [] for way in ways}
        for number in range(options.rounds):
            for way in ways[number % len(ways) :] + ways[: number % len(ways)]:
                costs[way.name].append(way.run())
                assert way.points() == DUE[: way.submissions], f"{way.name} gives {way.points()}"
            print(f"round {number + 1} of {options.rounds}", file=sys.stderr)
    found = {"rounds": options.rounds, "cores": len(os.sched_getaffinity(0)), "own cpu": own_cpu(), "ways": {}}
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
        options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    if options.check:
        for line in regressions(found["ratios"], json.loads(options.check.read_text(encoding="utf-8"))["ratios"]):
            print(line)


# what was measured


def ratios(costs: Mapping[str, Sequence[Cost]]) -> dict[str, list[float]]:
    """Of each round: how many times our cost the cost of the others is. The smaller, the worse for us.

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
            found[f"{what}: {name}"] = [round(a / b, 3) for a, b in zip(theirs, own, strict=True)]
    return found


def table(found: Mapping[str, Any]) -> str:
    lines = [
        "| | submissions | wall s: median (range) | CPU s | CPU a submission |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name, way in found["ways"].items():
        each = statistics.median(way["cpu"]) / way["submissions"]
        lines.append(f"| {name} | {way['submissions']} | {spread(way['wall'])} | {spread(way['cpu'])} | {each:.3f} |")
    lines += ["", "| how many times ours | median (range) |", "| --- | ---: |"]
    lines += [f"| {name} | {spread(values)} |" for name, values in found["ratios"].items()]
    lines += ["", f"The student's own code, in a warm process: {1000 * found['own cpu']:.1f} ms of CPU a submission."]
    return "\n".join(lines)


def spread(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def regressions(now: Mapping[str, list[float]], before: Mapping[str, list[float]]) -> Iterator[str]:
    """The ratios of CPU that have got worse; those of wall time differ from machine to machine."""
    for name in now.keys() & before.keys():
        was, found = statistics.median(before[name]), statistics.median(now[name])
        if name.startswith("cpu") and found < (1 - REGRESSION) * was:
            yield f"regression: {name}: {found:.2f}, was {was:.2f}"


def own_cpu() -> float:
    """CPU seconds of the code of a submission and of the bodies of the tests, where all is imported: the mean."""
    programs = [compile(source(number), "submission", "exec") for number in range(TEN)]
    tests = [compile(body.replace("submission.", ""), "test", "exec") for body in test_bodies().values()]
    begun = time.process_time()
    for program in programs:
        space: dict[str, Any] = {}
        exec(program, space)  # noqa: S102  ours
        for test in tests:
            with contextlib.suppress(AssertionError):
                exec(test, space)  # noqa: S102  ours
    return (time.process_time() - begun) / len(programs)


# the ways


def prepared(folder: Path) -> list[Way]:
    return [*ours(folder / "ours"), *nbgrader(folder / "nbgrader"), otter(folder / "otter"), plain(folder / "plain")]


def ours(course: Path) -> list[Way]:
    for_us(course, TEN)
    for_us(course, BATCH)
    results = course / "results.json"

    def of_batch() -> list[float]:
        with contextlib.closing(open_store(course)) as store:
            points = {one.student.login: one.attempt.score for one in store.current(SLUG) if one.attempt is not None}
        return [points[student(number)] for number in range(TEN)]

    def batch(size: int) -> Cost:
        shutil.rmtree(course / ".grader", ignore_errors=True)
        return cost([[sys.executable, "-m", "grader", "batch", SLUG, f"handed in {size}"]], course)

    def one() -> Cost:
        path = f"handed in {TEN}/{student(0)}"
        return cost([[sys.executable, "-m", "grader", "grade", SLUG, path, "--json", str(results)]], course)

    return [
        Way("grader grade, 1", 1, one, lambda: [json.loads(results.read_text(encoding="utf-8"))["score"]]),
        Way("grader batch, 10", TEN, lambda: batch(TEN), of_batch),
        Way(f"grader batch, {BATCH}", BATCH, lambda: batch(BATCH), of_batch),
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

    return Way("otter, 10", TEN, run, points)


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
    """Run them one after the other. An exit status above 1 ends the benchmark: some tests are meant to fail."""
    environment = {**os.environ, "HOME": str(folder), "PATH": f"{PEERS}:{os.environ['PATH']}"}
    if commands[0][0] != sys.executable:
        environment.pop("PYTHONPATH", None)  # ours alone
    with cpu_group() as group:
        before, begun = waited_for(), time.monotonic()
        for command in commands:

            def join() -> None:
                if group is not None:
                    (group / "cgroup.procs").write_text("0", encoding="ascii")

            done = subprocess.run(
                command, cwd=folder, env=environment, capture_output=True, text=True, check=False, preexec_fn=join
            )
            if done.returncode > 1:
                sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        wall = time.monotonic() - begun
        used = int((group / "cpuacct.usage").read_text()) / 1e9 if group is not None else waited_for() - before
    return Cost(wall, used)


def waited_for() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextlib.contextmanager
def cpu_group() -> Iterator[Path | None]:
    """A group whose CPU time the kernel counts; None where none can be made."""
    group = CPUACCT / f"grader-bench-{os.getpid()}"
    try:
        group.mkdir()
    except OSError:
        yield None
        return
    try:
        yield group
    finally:
        for _ in range(100):
            with contextlib.suppress(OSError):
                group.rmdir()
                break
            time.sleep(0.05)


if __name__ == "__main__":
    main()
