"""An assignment of nbgrader: the source notebook, with the metadata of its cells.

https://nbgrader.readthedocs.io/en/stable/user_guide/creating_and_grading_assignments.html
https://nbgrader.readthedocs.io/en/stable/contributor_guide/metadata.html
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

from grader.adopt.cells import first_line, heading_of, read_cells, split, title_of, told
from grader.adopt.found import Found, FoundQuestion, FoundTest, Text
from grader.adopt.marking import BEGIN_LIKE
from grader.errors import AdoptError

_AUTOTEST = re.compile(r"^[ \t]*#+[ \t]*(?:HASHED )?AUTOTEST\b.*$", re.MULTILINE)


def read(path: Path) -> Found:
    """What the source notebook at `path` consists of; AdoptError when it is none of nbgrader's."""
    cells = read_cells(path).cells
    if not any(told(cell.metadata, "nbgrader") for cell in cells):
        raise AdoptError(f"{path}: no cell has metadata of nbgrader: is it the notebook under source/?")
    found = Found("nbgrader", title_of(cells, path.stem))
    reader = _Reader(found)
    for number, cell in enumerate(cells, 1):
        reader.take(number, cell)
    return found


class _Reader:
    def __init__(self, found: Found) -> None:
        self._found = found
        self._part = "Tests"
        self._text = ""  # of the last cell of text, which a question is asked in

    def take(self, number: int, cell: Any) -> None:
        marks = told(cell.metadata, "nbgrader")
        name = str(marks.get("grade_id") or f"cell {number}")
        grade, solution, task = (bool(marks.get(key)) for key in ("grade", "solution", "task"))
        try:
            source, scheme = split(cell.source, "MARK SCHEME")
            shown, hidden = split(source, "HIDDEN TESTS")
        except AdoptError as error:
            raise AdoptError(f"{name}: {error}") from error
        if cell.cell_type == "markdown":
            self._part = heading_of(shown) or self._part
        points = self._points(name, marks) if grade or task else 0.0
        if grade and not solution and not task:
            self._test(number, name, shown, hidden, source, points)
            return
        if hidden.strip():
            self._found.left_out.append(f"{name}: hidden tests in a cell that is no test")
        if task:
            self._found.cells.append(Text(shown))
            self._text = shown
            self._question(name, points, shown, scheme)
        elif cell.cell_type == "code":
            solution = solution or BEGIN_LIKE.search(shown) is not None
            self._found.add_code(name, shown, solution=solution)
            if grade:
                self._question(name, points, self._text, scheme or shown)
        elif cell.cell_type == "markdown" and grade:
            self._question(name, points, self._text, scheme or shown)
        elif cell.cell_type == "markdown":
            self._found.cells.append(Text(shown))
            self._text = shown

    def _points(self, name: str, marks: dict[str, Any]) -> float:
        try:
            points = float(marks.get("points") or 0)
        except (TypeError, ValueError):
            points = math.nan
        if not 0 <= points < math.inf:
            self._found.left_out.append(f"{name}: its points are {marks.get('points')!r}: it gives none")
            return 0.0
        return points

    def _test(self, number: int, name: str, shown: str, hidden: str, source: str, points: float) -> None:
        if _AUTOTEST.search(source):
            self._found.left_out.append(f"{name}: its AUTOTEST lines: only what is written out is tested")
            shown, source = _AUTOTEST.sub("", shown), _AUTOTEST.sub("", source)
        whole = "\n".join(line for line in source.split("\n") if "HIDDEN TESTS" not in line)
        for_all = not hidden.strip()
        self._found.tests.append(FoundTest(name, self._part, points, whole, "statements", for_all, place=number))
        if not for_all and shown.strip():
            self._found.tests.append(FoundTest(name, self._part, 0.0, shown, "statements", True, place=number))

    def _question(self, name: str, points: float, text: str, model_answer: str) -> None:
        if points > 0:
            title = heading_of(text) or first_line(text) or name
            self._found.questions.append(FoundQuestion(title, points, text or name, model_answer.strip()))
        else:
            self._found.left_out.append(f"{name}: is graded by a person, for no points")
