"""CSV as RFC 4180 has it, in which no text is a formula for a spreadsheet.

A cell that begins with = + - @, a tab or a line end is run, or takes the cell after it apart; a separator or a quote
inside a text begins a cell where the file is opened with another separator than it was written with. OWASP's advice
(https://owasp.org/www-community/attacks/CSV_Injection): an apostrophe before it, the cell in quotes, quotes doubled.
Numbers of ours are written as numbers, so a negative one stays one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from grader.export.decimals import digits

Cell = str | Decimal | int | None

# The full-width forms are taken for the plain ones by spreadsheets that are set to Japanese.
_RUN = r"=+\-@\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
# not behind the end of an entity: in what is HTML that is no separator
_FORMULA = re.compile(rf"(^[\s\"']*|(?<!&lt)(?<!&gt)(?<!&amp)[;\t\r\n][\s\"']*)(?=[{_RUN}])")
_BREAK = re.compile(r"[\s\"']*[\t\r\n]")
_ANY = re.compile(rf"^[\s\"']*[{_RUN}]|[;\x00-\x1f\x7f]")  # one look is enough for most cells
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def sheet(rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8, lines that end in CR LF; texts in quotes, numbers without."""
    lines = [",".join(map(_written, row)) for row in rows]
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8", "replace")


def defused(text: str) -> str:
    """`text` so that nothing in it is run; most texts stay as they are."""
    if not _ANY.search(text):
        return text
    text = _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)
    if _BREAK.match(text):
        text = f"'{text}"
    return _FORMULA.sub(r"\1'", text)


def _written(cell: Cell) -> str:
    if cell is None or cell == "":
        return ""
    if isinstance(cell, str):
        return '"{}"'.format(defused(cell).replace('"', '""'))
    return digits(cell) if isinstance(cell, Decimal) else str(cell)
