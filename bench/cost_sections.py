"""The sections of costs.py: each prepares itself in a folder, and is a round from then on, which gives numbers by name.

The names are those of the rows in costs.py.
"""

from __future__ import annotations

import mmap
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np
from assignment import attempts, grade_all, own_cost, student, write
from command_cost import GRADER, Cost, at_home, cost_of
from layers import LAYERS, for_pytest
from memory import Peaks
from numpy.typing import NDArray
from wire import bare_round_trip, in_sandbox, median_microseconds
from workloads import ARRAYS, WORK, of_arrays, of_torch

from grader.data import load
from grader.errors import DataError

SLOTS = 2
STARTS = 3  # of each command, in a round
CALLS = 2_000
COPIES = 5
LARGE = (60_000, 784)  # float32: the training images of MNIST, 188 MB
IN_A_ROW = 10  # submissions that use a dataset
TORCH_TESTS, TORCH_SUBMISSIONS = (8, 40), 4
WARM = 50  # times that its test is run here
WORKING = 100
KNOWN = 1_000
LOOKED_AT = 8  # submissions whose memory is looked at

Round = Callable[[], dict[str, float]]


def start(folder: Path) -> Round:
    write(LAYERS, folder / "course", 1)
    handed_in = f"{LAYERS.handed_in(1)}/{student(0)}"
    cost_of([[*GRADER, "release"]], folder / "course")
    template = folder / "course" / "student_template" / LAYERS.slug
    plain = plain_pytest(folder / "plain")

    def one_round() -> dict[str, float]:
        pytest = best(plain)
        helped = best(lambda: cost_of([[*GRADER, "--help"]], folder))
        graded = best(lambda: cost_of([[*GRADER, "grade", LAYERS.slug, handed_in]], folder / "course"))
        checked = best(lambda: cost_of([[*GRADER, "check"]], template))
        return {
            "`grader --help`, ms": 1e3 * helped.wall,
            "`grader check`, until its first line, ms": 1e3 * statistics.median(first_lines(template)),
            "`grader grade`, cold, six tests, s": graded.wall,
            "plain pytest on the same, s": pytest.wall,
            "`grader grade` beyond plain pytest, s": graded.wall - pytest.wall,
            "cpu: `grader --help` / plain pytest": helped.cpu / pytest.cpu,
            "cpu: `grader check` / plain pytest": checked.cpu / pytest.cpu,
            "cpu: `grader grade`, cold / plain pytest": graded.cpu / pytest.cpu,
        }

    return one_round


def call(_folder: Path) -> Round:
    """On one core, as in a slot of a batch: to wake another one takes longer than the call."""

    def one_round() -> dict[str, float]:
        with on_one_core(), in_sandbox("def same(x):\n    return x\n") as module:
            return {
                "call of a small function through the proxy, µs": median_microseconds(partial(module.same, 1.5), CALLS),
                "a byte to another process and back, µs": bare_round_trip(CALLS),
            }

    return one_round


def arrays(folder: Path) -> Round:
    needs_mnist()
    kinds = {what: of_arrays(what) for what in ARRAYS}
    for what, made in kinds.items():
        write(made, folder / what, IN_A_ROW)

    def one_round() -> dict[str, float]:
        found = copied()
        seconds, cpu = {}, {}
        for what, made in kinds.items():
            cpu[what] = grade_all(made, folder / what, IN_A_ROW, "--slots", "1").cpu
            seconds[what] = [one.seconds for one in attempts(made, folder / what).values()]
        nothing, *others = kinds
        for what in others:
            first, *further = seconds[what]
            found[f"first submission, {what}, ms"] = 1e3 * (first - seconds[nothing][0])
            found[f"each further one, {what}, ms"] = 1e3 * (
                statistics.median(further) - statistics.median(seconds[nothing][1:])
            )
        ratio = cpu["50,000 digits of a secret split"] / cpu[nothing]
        return {**found, "cpu: ten submissions that are given 50,000 digits / nothing large": ratio}

    return one_round


def torch_tests(folder: Path) -> Round:
    import torch  # only here: it takes its time

    torch.set_num_threads(1)
    few, many = TORCH_TESTS
    for count in TORCH_TESTS:
        write(of_torch(count), folder / str(count), TORCH_SUBMISSIONS)

    def one_round() -> dict[str, float]:
        of = {n: grade_all(of_torch(n), folder / str(n), TORCH_SUBMISSIONS, "--slots", "1") for n in TORCH_TESTS}
        tests = TORCH_SUBMISSIONS * (many - few)
        own = own_cost(of_torch(1), 1, rounds=WARM)
        wall, cpu = ((getattr(of[many], what) - getattr(of[few], what)) / tests for what in ("wall", "cpu"))
        return {
            "torch: a test in a fresh process, harness alone, ms of CPU": 1e3 * (cpu - own.cpu),
            "torch: a test in a fresh process, harness alone, ms": 1e3 * (wall - own.wall),
            "torch: the test itself in a warm process, ms": 1e3 * own.wall,
            "cpu: torch, a test in a fresh process / in a warm one": cpu / own.cpu,
        }

    return one_round


def work(folder: Path) -> Round:
    needs_mnist()
    write(WORK, folder, WORKING)

    def one_round() -> dict[str, float]:
        cost = grade_all(WORK, folder, WORKING, "--slots", str(SLOTS))
        students = sum(one.cpu_seconds for one in attempts(WORK, folder).values())
        return {
            "work: wall × cores / CPU of the students' processes": cost.wall * SLOTS / students,
            "work: wall, s": cost.wall,
            "work: CPU of a student's processes, s": students / WORKING,
            "work: CPU of all else, a submission, s": (cost.cpu - students) / WORKING,
            "cpu: work, all / the students' processes": cost.cpu / students,
        }

    return one_round


def again(folder: Path) -> Round:
    write(LAYERS, folder, KNOWN)
    first = grade_all(LAYERS, folder, KNOWN, "--slots", str(SLOTS))
    plain = plain_pytest(folder / "plain")

    def one_round() -> dict[str, float]:
        second = cost_of([[*GRADER, "batch", LAYERS.slug, LAYERS.handed_in(KNOWN)]], folder)
        return {
            "1,000 submissions, first run, s": first.wall,
            "1,000 submissions, second run, nothing changed, s": second.wall,
            "cpu: 1,000 submissions, second run / plain pytest": second.cpu / best(plain).cpu,
        }

    return one_round


def memory(folder: Path) -> Round:
    needs_mnist()
    kinds = {"NumPy and MNIST": WORK, "torch": of_torch(TORCH_TESTS[0])}
    for kind, made in kinds.items():
        write(made, folder / kind, LOOKED_AT)

    def one_round() -> dict[str, float]:
        found: dict[str, float] = {}
        for kind, made in kinds.items():
            peaks = Peaks(SLOTS)
            grade_all(made, folder / kind, LOOKED_AT, "--slots", str(SLOTS), watch=peaks.watch)
            found |= {f"memory, {kind}: {role}, MB": most for role, most in peaks.megabytes.items()}
        return found

    return one_round


SECTIONS: dict[str, Callable[[Path], Round]] = {
    "start": start,
    "call": call,
    "arrays": arrays,
    "torch": torch_tests,
    "work": work,
    "again": again,
    "memory": memory,
}


# what they are made of


@contextmanager
def on_one_core() -> Iterator[None]:
    """This process, and what it starts meanwhile."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def best(once: Callable[[], Cost]) -> Cost:
    """The median of a few, each on its own."""
    several = [once() for _ in range(STARTS)]
    return Cost(*(statistics.median(getattr(one, what) for one in several) for what in ("wall", "cpu")))


def plain_pytest(folder: Path) -> Callable[[], Cost]:
    """The six tests on one submission by pytest as it is, in the student's process, without any plugin."""
    for_pytest(folder)
    environment = {**at_home(folder), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return lambda: cost_of([[sys.executable, "-m", "pytest", "-q", student(0)]], folder, environment)


def first_lines(folder: Path) -> Iterator[float]:
    """Seconds until `grader check` says something."""
    for _ in range(STARTS):
        begun = time.monotonic()
        with subprocess.Popen(
            [*GRADER, "check"], cwd=folder, env=at_home(folder), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as running:
            assert running.stdout is not None
            if not running.stdout.readline():
                sys.exit("grader check says nothing")
            yield time.monotonic() - begun
            running.stdout.read()


def needs_mnist() -> None:
    try:
        load("mnist")
    except DataError as error:
        sys.exit(str(error))


def copied() -> dict[str, float]:
    """A large array is copied here, and given to a submission."""
    array = np.random.default_rng(1).random(LARGE, np.float32)
    there = array.copy()
    with in_sandbox("def first(x):\n    return float(x[0, 0])\n\ndef total(x):\n    return float(x.sum())\n") as module:
        warm = median_cost(lambda: np.copyto(there, array))
        fresh = median_cost(array.copy)
        small_pages = median_cost(lambda: np.copyto(in_small_pages(array.nbytes), array.reshape(-1)))
        passed = median_cost(lambda: module.first(array))
        read = median_cost(lambda: module.total(array))
    return {
        "188 MB: memcpy into memory that is there, ms": 1e3 * warm.wall,
        "188 MB: memcpy into new memory, ms": 1e3 * fresh.wall,
        "188 MB: memcpy into new memory, in pages of 4 KiB, ms": 1e3 * small_pages.wall,
        "188 MB: call that passes them, ms": 1e3 * passed.wall,
        "188 MB: call that passes them and reads them all, ms": 1e3 * read.wall,
        "188 MB: call that passes them / memcpy into new memory": passed.wall / fresh.wall,
        "188 MB: call that passes them / the same, in pages of 4 KiB": passed.wall / small_pages.wall,
        "cpu: passing 188 MB / memcpy into new memory": passed.cpu / fresh.cpu,
    }


def in_small_pages(size: int) -> NDArray[np.float32]:
    """New memory, where the kernel gives no huge pages."""
    memory = mmap.mmap(-1, size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    memory.madvise(mmap.MADV_NOHUGEPAGE)
    return np.frombuffer(memory, np.float32)


def median_cost(once: Callable[[], object]) -> Cost:
    """Of this process."""
    costs = []
    for _ in range(COPIES):
        wall, cpu = time.perf_counter(), time.process_time()
        once()
        costs.append(Cost(time.perf_counter() - wall, time.process_time() - cpu))
    return Cost(*(statistics.median(getattr(one, what) for one in costs) for what in ("wall", "cpu")))
