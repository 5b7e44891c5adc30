"""Lines of the student's file that texts name, as the judge names them: "line 34", or "cell 7, line 3"."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

import msgspec
from markupsafe import Markup, escape

from grader.remote.lines import Lines, lines_of_notebook

_PLACE = re.compile(
    r"(?:(?P<file>[^\s,:()]{1,200}\.(?:py|ipynb)), )?(?:\bcell (?P<cell>\d{1,6}), )?\bline (?P<line>\d{1,7})\b"
)
_CELL = re.compile(r"# %% \[cell (\d{1,6})\]")


@dataclass(frozen=True)
class Places:
    """Of one file. `count`: how many lines it has, as the script that is run."""

    lines: Lines
    count: int

    def links(self, text: str) -> Markup:
        """`text`, escaped, with a link wherever it names a line that is there."""
        pieces = []
        begin = 0
        for found, line in self._found(text):
            pieces.append(escape(text[begin : found.start()]))
            pieces.append(Markup('<a href="#line-{}">{}</a>').format(line, found[0]))
            begin = found.end()
        return Markup("").join((*pieces, escape(text[begin:])))

    def named(self, text: str) -> set[int]:
        """The lines that `text` names."""
        return {line for _, line in self._found(text)}

    def last_named(self, text: str) -> int:
        """The line that `text` names last, 0 for none."""
        return max(((found.start(), line) for found, line in self._found(text)), default=(0, 0))[1]

    def cell_of(self, line: int) -> tuple[int, int]:
        """The number of the cell that a line is in, and the line at which that begins; (0, 1) where there is none."""
        position = bisect.bisect_right(self.lines.cells, (line, 1 << 62)) - 1
        if position < 0:
            return 0, 1
        begin, number = self.lines.cells[position]
        return number, begin

    def _found(self, text: str) -> Iterator[tuple[re.Match[str], int]]:
        starts = {number: begin for begin, number in self.lines.cells}
        for found in _PLACE.finditer(text):
            line = self._line(found, starts)
            if 1 <= line <= self.count:
                yield found, line

    def _line(self, found: re.Match[str], starts: Mapping[int, int]) -> int:
        """The line of the script, 0 for what is in another file or nowhere."""
        notebook = bool(self.lines.cells)
        if found["file"] and found["file"] != self.lines.file and not (notebook and found["file"].endswith(".ipynb")):
            return 0
        if not notebook:
            return 0 if found["cell"] else int(found["line"])
        begin = starts.get(int(found["cell"] or 0), 0)
        line = begin + int(found["line"]) - 1
        return line if begin and self.cell_of(line)[1] == begin else 0


def places_of(rows: list[str], notebook: bytes, file: str) -> Places:
    """`rows`: the lines of the script; `notebook`: that which was handed in, b"" for a script."""
    cells: tuple[tuple[int, int], ...] = ()
    if notebook:
        with suppress(msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            cells = lines_of_notebook(file, notebook).cells
    if not cells and rows and _CELL.fullmatch(rows[0]):
        # of a notebook none of which could be run there are only the cells, as its script has them
        marks = ((number, _CELL.fullmatch(row)) for number, row in enumerate(rows, 1))
        cells = tuple((number + 1, int(mark[1])) for number, mark in marks if mark is not None)
    return Places(Lines(file, tuple(cell for cell in cells if 1 < cell[0] <= len(rows))), len(rows))
