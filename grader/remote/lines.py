"""How the lines of what was handed in are named: a script has lines, a notebook has cells with lines."""

from __future__ import annotations

import bisect
from dataclasses import dataclass

import msgspec


@dataclass(frozen=True)
class Lines:
    """`file`: as the student calls it. `cells`: of a notebook, the line of its script at which each code cell begins,
    in order, with the number that the cell has among all cells."""

    file: str
    cells: tuple[tuple[int, int], ...] = ()

    def place(self, line: int) -> str:
        """Where a line of the script is, for people: "line 40", or "cell 7, line 3"."""
        position = bisect.bisect_right(self.cells, (line, 1 << 62)) - 1
        if position < 0:
            return f"line {line}"
        begin, number = self.cells[position]
        return f"cell {number}, line {line - begin + 1}"


class _Metadata(msgspec.Struct):
    line: int = 0


class _Cell(msgspec.Struct):
    cell_type: str
    metadata: _Metadata


class _Notebook(msgspec.Struct):
    cells: list[_Cell]


def lines_of_notebook(file: str, cells: bytes) -> Lines:
    """From a notebook without outputs, in which the metadata of each code cell is its line."""
    found = msgspec.json.decode(cells, type=_Notebook).cells
    return Lines(
        file, tuple((cell.metadata.line, number) for number, cell in enumerate(found, 1) if cell.metadata.line)
    )
