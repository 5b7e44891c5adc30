"""How the cost of grading grows: with the number of tests, of submissions, of slots, and with the size of an array.

    python bench/scaling.py [--rounds N] [--json FILE] [--markdown FILE] [--figure SVG]

Through the points of each series goes a straight line; its slope, its intercept and the point farthest from it are
printed. CPU is that of all processes. With one and two slots the class of workloads.py that computes is graded, each
slot on a core of its own. More slots than this machine has cores are simulated: there the students' code waits half a
second in place of computing, so that it takes none of the cores that the grader works on. `--markdown` measures
nothing, and prints the table of kept numbers; `--figure` draws them, or what was measured.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from assignment import Made, grade_all, write
from kept import circumstances, keep, kept, said
from layers import LAYERS
from line import Line, fit
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from wire import in_sandbox, median_microseconds
from workloads import WORK, of_numpy, of_torch, waiting

from grader.remote.frames import LARGE

mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "dlgrader", "font.size": 9})
TESTS = (1, 12, 24, 48, 96)
GRADED = 3  # submissions, at each number of tests
SUBMISSIONS = (10, 50, 100, 200)
BYTES = (*(1 << n for n in range(10, 28, 2)), 188_160_000)
WORKERS = (1, 2)
WORKING = 8  # submissions, at each number of slots that is measured
SLOTS = (1, 2, 3, 4, 6, 8)
WAITING, HALF_A_SECOND = 24, 0.5


@dataclass(frozen=True)
class Series:
    """What is measured at each x. The line is one in x, or in 1/x where the work is `shared` by x."""

    name: str
    xs: Sequence[int]
    unit: str
    """of what is measured"""
    each: str
    """what the slope is said in, and how many of those it is"""
    times: float = 1.0
    shared: bool = False

    def line(self, points: Mapping[int, float]) -> Line:
        return fit([self.along(x) for x in points], [*points.values()])

    def along(self, x: float) -> float:
        """Where the line is looked up."""
        return 1 / x if self.shared else x


SERIES = (
    Series("tests, NumPy", TESTS, "s of CPU a submission", "ms of CPU a test", 1e3),
    Series("tests, torch", TESTS, "s of CPU a submission", "ms of CPU a test", 1e3),
    Series("submissions, six tests: CPU", SUBMISSIONS, "s of CPU", "ms of CPU a submission", 1e3),
    Series("submissions, six tests: two slots", SUBMISSIONS, "s", "ms a submission", 1e3),
    Series("an array of less than 1 MiB", [n for n in BYTES if n < LARGE], "µs", "µs a MB", 1e6),
    Series("an array of 1 MiB or more", [n for n in BYTES if n >= LARGE], "µs", "µs a MB", 1e6),
    Series("slots that compute, a core each", WORKERS, "s", "s by the number of slots", shared=True),
    Series("slots that wait (simulated)", SLOTS, "s", "s by the number of slots", shared=True),
)
PANELS = {  # of the figure: how the names of its series begin, what x is, and whether the axes are logarithmic
    "tests": ("tests", False),
    "submissions": ("submissions", False),
    "an array": ("bytes of the array", True),
    "slots": ("slots", False),
}
Points = dict[str, dict[int, list[float]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--json", type=Path, help="write the numbers here")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="print the table of the numbers in FILE")
    parser.add_argument("--figure", type=Path, metavar="SVG", help="draw the lines")
    options = parser.parse_args()
    if options.markdown:
        found = kept(options.markdown)
    else:
        found = {**circumstances(), "rounds": options.rounds, "points": {}}
        with tempfile.TemporaryDirectory() as folder:
            found["points"] = measured(prepared(Path(folder)), options.rounds)
    print(table(found))
    if options.json:
        keep(found, options.json)
    if options.figure:
        draw(found, options.figure)


# what was measured


def measured(costs: Mapping[str, Callable[[int], dict[str, float]]], rounds: int) -> Points:
    """At each x a number a round, by the names of the series; each other round goes backwards."""
    found: Points = {one.name: {x: [] for x in one.xs} for one in SERIES}
    xs = {one.name: one.xs for one in SERIES}
    for number in range(rounds):
        for name, cost in [*costs.items()][:: -1 if number % 2 else 1]:
            begun = time.monotonic()
            for x in xs[name][:: -1 if number % 2 else 1]:
                for series, value in cost(x).items():
                    found[series][x].append(round(value, 4))
            took = time.monotonic() - begun
            print(f"round {number + 1} of {rounds}: {name}, {took:.0f} s", file=sys.stderr, flush=True)
    return found


def medians(found: Mapping[str, Any], series: Series) -> dict[int, float]:
    return {int(x): statistics.median(values) for x, values in found["points"][series.name].items()}


def table(found: Mapping[str, Any]) -> str:
    lines = [f"{said(found)}; rounds: {found['rounds']}.", ""]
    lines += [
        "| | from | to | for each | apart from that | farthest point |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for series in SERIES:
        points = medians(found, series)
        line = series.line(points)
        ends = f"{min(points):,} | {max(points):,}"
        slope = f"{series.times * line.slope:,.1f} {series.each} | {line.intercept:,.1f} {series.unit}"
        lines.append(f"| {series.name} | {ends} | {slope} | {100 * line.deviation:.0f} % |")
    return "\n".join(lines)


def draw(found: Mapping[str, Any], path: Path) -> None:
    """A panel for the tests, the submissions, the arrays, and the slots."""
    figure = Figure((9, 6), layout="constrained")
    FigureCanvasSVG(figure)
    for axes, (begins, (of, logarithmic)) in zip(figure.subplots(2, 2).flat, PANELS.items(), strict=True):
        several = [one for one in SERIES if one.name.startswith(begins)]
        for series in several:
            draw_series(axes, series, medians(found, series))
        if logarithmic:
            axes.loglog()
        axes.set_ylabel(several[-1].unit)
        axes.set_xlabel(of)
        axes.legend()
        axes.grid(alpha=0.3)
    figure.savefig(path, metadata={"Date": None})


def draw_series(axes: Axes, series: Series, points: Mapping[int, float]) -> None:
    line = series.line(points)
    (drawn,) = axes.plot([*points], [*points.values()], "o", markersize=4, label=series.name)
    xs = np.geomspace(min(points), max(points), 50)
    axes.plot(xs, [line.at(series.along(x)) for x in xs], color=drawn.get_color(), linewidth=1)


# what is measured


def prepared(folder: Path) -> dict[str, Callable[[int], dict[str, float]]]:
    """By the first of the series that it gives numbers for: what is to be done at an x."""
    for count in TESTS:
        write(of_numpy(count), folder / f"NumPy {count}", GRADED)
        write(of_torch(count), folder / f"torch {count}", GRADED)
    write(LAYERS, folder / "layers", *SUBMISSIONS)
    write(WORK, folder / "work", WORKING)
    write(waiting(HALF_A_SECOND), folder / "waiting", WAITING)

    def of_tests(kind: str, made: Callable[[int], Made], count: int) -> dict[str, float]:
        cost = grade_all(made(count), folder / f"{kind} {count}", GRADED, "--slots", "1")
        return {f"tests, {kind}": cost.cpu / GRADED}

    def of_submissions(count: int) -> dict[str, float]:
        cost = grade_all(LAYERS, folder / "layers", count, "--slots", "2")
        return {"submissions, six tests: CPU": cost.cpu, "submissions, six tests: two slots": cost.wall}

    def of_bytes(name: str, size: int) -> dict[str, float]:
        array = np.ones(size // 4, np.float32)
        with in_sandbox("def first(x):\n    return float(x[0])\n") as module:
            return {name: median_microseconds(partial(module.first, array), 200 if size < LARGE else 9)}

    def of_slots(name: str, made: Made, count: int, slots: int) -> dict[str, float]:
        cores = slots if made is WORK else None
        cost = grade_all(made, folder / made.slug, count, "--slots", str(slots), cores=cores)
        return {name: cost.wall}

    waited_for = waiting(HALF_A_SECOND)
    return {
        "tests, NumPy": partial(of_tests, "NumPy", of_numpy),
        "tests, torch": partial(of_tests, "torch", of_torch),
        "submissions, six tests: CPU": of_submissions,
        **{name: partial(of_bytes, name) for name in ("an array of less than 1 MiB", "an array of 1 MiB or more")},
        "slots that compute, a core each": partial(of_slots, "slots that compute, a core each", WORK, WORKING),
        "slots that wait (simulated)": partial(of_slots, "slots that wait (simulated)", waited_for, WAITING),
    }


if __name__ == "__main__":
    main()
