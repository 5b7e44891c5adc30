"""An assignment of nbgrader: the source notebook, with the metadata of its cells.

https://nbgrader.readthedocs.io/en/stable/user_guide/creating_and_grading_assignments.html
https://nbgrader.readthedocs.io/en/stable/contributor_guide/metadata.html
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from grader.adopt.cells import first_line, heading_of, read_cells, title_of
from grader.adopt.found import Code, Found, FoundQuestion, FoundTest, Text
from grader.adopt.marking import BEGIN_LIKE, marked
from grader.errors import AdoptError

_HIDDEN = re.compile(r"^[ \t]*#*[ \t]*BEGIN HIDDEN TESTS.*?END HIDDEN TESTS[^\n]*\n?", re.DOTALL | re.MULTILINE)
_HALF_HIDDEN = re.compile(r"^[ \t]*#*[ \t]*(?:BEGIN|END) HIDDEN TESTS[^\n]*\n?", re.MULTILINE)
_SCHEME = re.compile(r"^=+ BEGIN MARK SCHEME =+\n(.*?)^=+ END MARK SCHEME =+\n?", re.DOTALL | re.MULTILINE)
_AUTOTEST = re.compile(r"^[ \t]*#+[ \t]*(?:HASHED )?AUTOTEST\b.*$", re.MULTILINE)


def read(path: Path) -> Found:
    """What the source notebook at `path` consists of; AdoptError when it is none of nbgrader's."""
    cells = read_cells(path).cells
    if not any("nbgrader" in cell.metadata for cell in cells):
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
        told = cell.metadata.get("nbgrader", {})
        name = str(told.get("grade_id") or f"cell {number}")
        grade, solution, task = (bool(told.get(key)) for key in ("grade", "solution", "task"))
        source: str = cell.source
        if cell.cell_type == "markdown":
            self._part = heading_of(source) or self._part
        if task:
            self._ask_for_task(name, source, self._points(name, told))
        elif grade and solution:
            self._ask(name, cell.cell_type, source, self._points(name, told))
        elif grade:
            self._test(name, source, self._points(name, told))
        elif cell.cell_type == "code":
            solution = solution or BEGIN_LIKE.search(source) is not None
            self._found.cells.append(Code(marked(source) if solution else source, solution))
        elif cell.cell_type == "markdown":
            self._found.cells.append(Text(source))
            self._text = source

    def _points(self, name: str, told: Any) -> float:
        try:
            return float(told.get("points") or 0)
        except (TypeError, ValueError):
            self._found.left_out.append(f"{name}: its points are {told.get('points')!r}, which is no number")
            return 0.0

    def _test(self, name: str, source: str, points: float) -> None:
        if _AUTOTEST.search(source):
            self._found.left_out.append(f"{name}: its AUTOTEST lines: only what is written out is tested")
            source = _AUTOTEST.sub("", source)
        public = _HIDDEN.sub("", source)
        if _HALF_HIDDEN.search(public):
            raise AdoptError(f"{name}: BEGIN HIDDEN TESTS without its END HIDDEN TESTS, or the other way round")
        test = FoundTest(name, self._part, points, _HALF_HIDDEN.sub("", source), "statements", shown=public == source)
        self._found.tests.append(test)
        if not test.shown and public.strip():
            self._found.tests.append(FoundTest(name, self._part, 0.0, public, "statements", shown=True))

    def _ask(self, name: str, kind: str, source: str, points: float) -> None:
        """A cell that a person grades; a cell of code is part of the solution as well."""
        if kind == "code":
            self._found.cells.append(Code(marked(source), solution=True))
        self._question(name, points, self._text, source)

    def _ask_for_task(self, name: str, source: str, points: float) -> None:
        scheme = "\n".join(_SCHEME.findall(source)).strip()
        text = _SCHEME.sub("", source).strip()
        self._found.cells.append(Text(text))
        self._text = text
        self._question(name, points, text, scheme)

    def _question(self, name: str, points: float, text: str, model_answer: str) -> None:
        if points > 0:
            title = heading_of(text) or first_line(text) or name
            self._found.questions.append(FoundQuestion(title, points, text or name, model_answer.strip()))
        else:
            self._found.left_out.append(f"{name}: is graded by a person, for no points")
