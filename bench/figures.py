"""What the pages' figures cost as they are, laid out by hand, and what the same would cost by Matplotlib.

    python bench/figures.py [--pages N] [--out DIR]

The curves of a training run, a confusion matrix of ten classes, and the errors of a gradient as a heat map: first each
by itself (the median of 30, after one to warm up; bytes of the SVG alone), then as the six figures of a submission's
page, for N pages, and for a tenth of N by Matplotlib. Seconds are CPU time. Matplotlib writes SVG with text as text
(svg.fonttype none) and ids by hash (svg.hashsalt), without pyplot. `--out` keeps the figures, and a page of either.
"""

from __future__ import annotations

import argparse
import io
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from jinja2 import Environment, PackageLoader
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from grader.judge.grade import Grade, Outcome
from grader.report.curves import charts
from grader.report.heat import ERROR_STEPS, confusion, gradient_maps
from grader.report.pages import page_values, submission_page

mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "dlgrader", "font.size": 9})
EPOCHS, CLASSES = 10, 10
SHADES = ["#f1f4f8", "#d9e7f5", "#b3cfeb", "#82b1dd", "#2f6fb2", "#123f70"]
OURS = re.compile(r'<svg (?:class="natural"|class="chart"|viewBox="0 0 400).*?</svg>', re.DOTALL)
Evidence = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)
    print(f"matplotlib {mpl.__version__}, imported in {import_seconds('matplotlib.figure'):.2f} s")
    for name, ours, theirs in one_of_each(evidence(np.random.default_rng(1))):
        for who, draw in (("ours", ours), ("matplotlib", theirs)):
            svg, seconds = timed(draw)
            styled, ids = len(re.findall(r'\bstyle="', svg)), len(re.findall(r'\bid="', svg))
            print(f"{name}, {who}: {1000 * seconds:.2f} ms, {len(svg.encode()):,} bytes, {styled} styles, {ids} ids")
            if options.out:
                (options.out / f"{name.replace(' ', '-')}-{who}.svg").write_text(svg, encoding="utf-8")
    for who, drawn_by_matplotlib, pages in (("ours", False, options.pages), ("matplotlib", True, options.pages // 10)):
        begun, size, page = time.process_time(), 0, ""
        for number in range(pages):
            page = page_of(evidence(np.random.default_rng(number)), drawn_by_matplotlib)
            size += len(page.encode())
        seconds = time.process_time() - begun
        print(f"{pages} pages, {who}: {seconds:.1f} s, {size / max(1, pages) / 1000:.0f} kB each")
        if options.out:
            (options.out / f"page-{who}.html").write_text(page, encoding="utf-8")


def evidence(chance: np.random.Generator) -> Evidence:
    """What a submission leaves that trains well, and has made a mistake in its gradients."""
    falling = np.exp(-np.arange(EPOCHS) / 3) + 0.05 * chance.random(EPOCHS)
    matrix = chance.integers(0, 4, (CLASSES, CLASSES)) + np.diag(chance.integers(900, 1000, CLASSES))
    errors = 10.0 ** chance.uniform(-9, 0, (16, 10))
    return {
        "history": {
            "train_loss": (0.1 + falling).tolist(),
            "val_loss": (0.15 + falling).tolist(),
            "val_accuracy": (0.97 - 0.2 * falling).tolist(),
        },
        "confusion": {"labels": [str(n) for n in range(CLASSES)], "matrix": matrix.tolist()},
        "gradient": {"parameters": {f"W{n}": {"shape": [64, 10], "errors": (errors / n).tolist()} for n in (1, 2, 3)}},
    }


def one_of_each(found: Evidence) -> Iterator[tuple[str, Callable[[], str], Callable[[], str]]]:
    templates = Environment(
        loader=PackageLoader("grader.report"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    figures: Any = templates.get_template("figures.html").module
    one = {"parameters": {"W1": found["gradient"]["parameters"]["W1"]}}
    yield "curves", lambda: svgs(figures.chart(charts(found["history"])[0], "a"))[0], lambda: curves(found, "loss")
    yield (
        "confusion matrix",
        lambda: svgs(figures.confusion(confusion(found["confusion"]), "a"))[0],
        lambda: confusion_matrix(found),
    )
    yield "heat map", lambda: svgs(figures.gradient(gradient_maps(one)[0], "a"))[0], lambda: heat_map(found, "W1")


def svgs(markup: str) -> list[str]:
    return OURS.findall(markup)


def timed(draw: Callable[[], str]) -> tuple[str, float]:
    svg, seconds = draw(), []
    for _ in range(30):
        begun = time.process_time()
        draw()
        seconds.append(time.process_time() - begun)
    return svg, statistics.median(seconds)


def page_of(found: Evidence, drawn_by_matplotlib: bool) -> str:
    """A page with six figures; Matplotlib's stand in the places of ours, which are then drawn for nothing."""
    tests = [
        outcome("test_history", {"history": found["history"], "confusion": found["confusion"]}),
        outcome("test_gradients", {"gradient": found["gradient"]}),
    ]
    page = submission_page(page_values(grade(tests), "one"))
    if not drawn_by_matplotlib:
        return page
    drawn = iter(
        [
            curves(found, "loss"),
            curves(found, "accuracy"),
            confusion_matrix(found),
            *(heat_map(found, name) for name in found["gradient"]["parameters"]),
        ]
    )
    return OURS.sub(lambda _: next(drawn), page)


def outcome(name: str, left: Evidence) -> Outcome:
    fields = {"part": "All", "title": name, "points": 0.0, "max_points": 5.0, "status": "failed", "message": "no"}
    return Outcome(id=name, evidence=left, **fields)  # type: ignore[arg-type]  # they are as they should be


def grade(tests: list[Outcome]) -> Grade:
    return Grade(
        grader_version="1",
        assignment="mlp_numpy",
        assignment_title="A multilayer perceptron in NumPy",
        assignment_digest="e" * 64,
        submission="one",
        submission_digest="d" * 64,
        isolation="A",
        score=0,
        max_score=10,
        started="2026-10-02T10:00:00+00:00",
        seconds=1.0,
        audience="instructor",
        tests=tuple(tests),
    )


# the same by Matplotlib


def curves(found: Evidence, what: str) -> str:
    figure = Figure((4.0, 2.2))
    axes = figure.subplots()
    for name, numbers in found["history"].items():
        if what in name:
            axes.plot(range(1, EPOCHS + 1), numbers, marker="o", markersize=3, label=name)
    axes.set_xlabel("epoch")
    axes.grid(axis="y")
    axes.legend()
    return written(figure)


def confusion_matrix(found: Evidence) -> str:
    matrix = np.array(found["confusion"]["matrix"])
    shades = np.searchsorted([0.0, 0.01, 0.05, 0.2, 0.6], matrix / matrix.sum(1, keepdims=True))
    figure = Figure((3.7, 3.5))
    axes = heated(figure, shades, labels=found["confusion"]["labels"])
    for (row, column), count in np.ndenumerate(matrix):
        if count:
            colour = "white" if shades[row, column] > 3 else "black"
            axes.text(column + 0.5, row + 0.5, str(count), ha="center", va="center", color=colour)
    axes.set_xlabel("predicted")
    axes.set_ylabel("true")
    return written(figure)


def heat_map(found: Evidence, name: str) -> str:
    errors = np.array(found["gradient"]["parameters"][name]["errors"])
    figure = Figure((2.9, 3.8))
    axes = heated(figure, np.searchsorted(ERROR_STEPS, errors))
    wrong = np.argwhere(errors > 1e-5) + 0.5
    axes.plot(wrong[:, 1], wrong[:, 0], ".", markersize=3, color="white")
    return written(figure)


def heated(figure: Figure, shades: np.ndarray, labels: list[str] | None = None) -> Any:
    """Squares as they are: imshow would be a raster in the SVG, which no stylesheet recolours."""
    axes = figure.subplots()
    colours = mpl.colors.ListedColormap(SHADES)
    axes.pcolormesh(shades, cmap=colours, vmin=-0.5, vmax=len(SHADES) - 0.5, edgecolors="white", linewidth=0.5)
    axes.invert_yaxis()
    if labels is not None:
        places = np.arange(len(labels)) + 0.5
        axes.set_xticks(places, labels)
        axes.set_yticks(places, labels)
    return axes


def written(figure: Figure) -> str:
    stream = io.StringIO()
    FigureCanvasSVG(figure)
    figure.savefig(stream, format="svg", metadata={"Date": None})
    text = stream.getvalue()
    return text[text.index("<svg") :]


def import_seconds(module: str) -> float:
    program = f"import time; begun = time.process_time(); import {module}; print(time.process_time() - begun)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return float(done.stdout)


if __name__ == "__main__":
    main()
