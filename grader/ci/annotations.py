"""Where in the student's file something is to be said: the lines that the tests point at."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.judge.grade import FAULTS, Grade, Outcome
from grader.judge.spec import TestSpec
from grader.report.places import Places, places_of
from grader.report.text import block, one_line


@dataclass(frozen=True)
class Annotation:
    """`line`: from 1, 0 for the file as a whole. `text` may have several lines."""

    path: str
    line: int
    title: str
    text: str
    key: str
    """the test that it is of, the same from one run to the next"""


def annotations_of(
    told: Grade, specs: Mapping[str, TestSpec], *, source: bytes, notebook: bytes, file: Path, shown: str
) -> Iterator[Annotation]:
    """What a student may be told of `told`, their copy of a grade; the costliest first.

    `source` is the script that was run, `file` the name of what was handed in, `shown` its path in the repository. A
    line of a notebook is no line of its file: those are said in the text.
    """
    rows = source.decode("utf-8", "replace").splitlines()
    places = places_of(rows, notebook, file.name)
    for problem in told.problems:
        yield Annotation(shown, _line(problem, places, notebook), "Problem", block(problem), "problem")
    begins = {} if notebook else _functions(source)
    for test in sorted(told.tests, key=lambda test: test.points - test.max_points):
        if test.status not in FAULTS or test.follows_from is not None or not test.message:
            continue
        # `none` has another id: what it is of is not to be known
        spec = specs.get(test.id)
        line = _line(test.message, places, notebook) or _line(test.hint, places, notebook)
        line = line or begins.get(spec.of if spec else "", 0)
        yield Annotation(shown, line, _title(test), _text(test), test.id)


def _title(test: Outcome) -> str:
    return one_line(f"{test.title} ({test.points:g} of {test.max_points:g} points)", 120)


def _text(test: Outcome) -> str:
    return block("\n".join(filter(None, (test.message, test.hint))))


def _line(text: str, places: Places, notebook: bytes) -> int:
    """The last that is named: what the judge says of an exception stands behind the student's own words."""
    return 0 if notebook else places.last_named(text)


def _functions(source: bytes) -> dict[str, int]:
    """Where each function and class at the top level begins; nothing where the file cannot be read."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    return {
        node.name: node.lineno
        for node in body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }
