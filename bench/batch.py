"""What grading a class costs: rate, CPU a submission, memory of the coordinator, and the second run.

    python bench/batch.py [--submissions N] [--slots N]

N submissions of mlp_numpy, all right and no two the same, graded by its hidden tests without those that train, and then
once more with nothing changed. CPU is that of all processes; the students' is what theirs used in the tests.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import resource
import shutil
import tempfile
import time
from pathlib import Path

from grader.batch import Batch, LocalPool
from grader.batch.plan import Plan, Work
from grader.collect import collect
from grader.course import Assignment, load_assignment
from grader.errors import GraderError
from grader.judge.grade import Outcome
from grader.judge.job import Judgement
from grader.store import Store, open_store

SLUG = "mlp_numpy"
TRAINED = "Accuracy"  # the part whose tests all train
HERE = Path(__file__).parent.parent


class Watch:
    """Notes the memory of this process as it goes on."""

    def __init__(self) -> None:
        self.peaks: dict[int, float] = {}
        self.done_ = 0

    def planned(self, plan: Plan) -> None:
        del plan
        self.peaks[0] = peak_mb()

    def started(self, work: Work, slot: int) -> None:
        del work, slot

    def outcome(self, work: Work, slot: int, outcome: Outcome, count: int) -> None:
        del work, slot, outcome, count

    def done(self, work: Work, slot: int, result: Judgement | GraderError) -> None:
        del work, slot
        assert isinstance(result, Judgement), result
        self.done_ += 1
        if self.done_ % 100 == 0:
            self.peaks[self.done_] = peak_mb()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--submissions", type=int, default=1000)
    parser.add_argument("--slots", type=int, default=len(os.sched_getaffinity(0)))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        assignment = without_training(Path(folder))
        handed_in = Path(folder) / "handed in"
        source = assignment.reference_file.read_text(encoding="utf-8")
        for number in range(options.submissions):
            (handed_in / f"student{number:05}").mkdir(parents=True)
            path = handed_in / f"student{number:05}" / assignment.settings.file
            path.write_text(f"{source}\n# {number}\n", encoding="utf-8")
        store = open_store(assignment.course)
        graded(assignment, store, handed_in, options.slots, "first")
        attempts = [one.attempt for one in store.current(SLUG) if one.attempt is not None]
        print(f"CPU of the students' processes: {sum(one.cpu_seconds for one in attempts) / len(attempts):.3f} s each")
        graded(assignment, store, handed_in, options.slots, "second")
        store.close()


def graded(assignment: Assignment, store: Store, handed_in: Path, slots: int, which: str) -> None:
    watch, begun, cpu = Watch(), time.monotonic(), cpu_seconds()
    collected = collect([handed_in], assignment, into=assignment.course / ".grader" / "collected")
    summary = Batch(assignment, store, LocalPool(assignment, slots=slots), watch).run(collected.handed_in)
    seconds, count = time.monotonic() - begun, len(collected.handed_in)
    print(f"{which} run: {summary.graded} graded and {summary.plan.known} known in {seconds:.1f} s on {slots} slots")
    print(f"  {count / seconds:.2f} submissions a second, {(cpu_seconds() - cpu) / count:.3f} s of CPU each")
    peaks = ", ".join(f"{peak:.0f} after {done}" for done, peak in watch.peaks.items())
    print(f"  peak memory of the coordinator, MB: {peaks}, {peak_mb():.0f} at the end")


def without_training(course: Path) -> Assignment:
    """The assignment with its cheap tests alone."""
    shutil.copytree(HERE / "reference" / SLUG, course / "reference" / SLUG)
    tests = course / "tests" / "assignments" / SLUG
    tests.mkdir(parents=True)
    for path in sorted((HERE / "tests" / "assignments" / SLUG).glob("*.py")):
        lines = path.read_text(encoding="utf-8").split("\n")
        for node in reversed(ast.parse("\n".join(lines)).body):
            marks = [mark for mark in getattr(node, "decorator_list", []) if "training=True" in ast.unparse(mark)]
            if marks and node.end_lineno is not None:
                del lines[marks[0].lineno - 1 : node.end_lineno]
        (tests / path.name).write_text("\n".join(lines), encoding="utf-8")
    settings = course / "reference" / SLUG / "assignment.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(re.sub(rf'\n\[\[parts\]\]\nname = "{TRAINED}"\npoints = \d+\n', "\n", text), encoding="utf-8")
    return load_assignment(course, SLUG)


def cpu_seconds() -> float:
    """Of this process and of all that have ended, those that they waited for included."""
    used = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
