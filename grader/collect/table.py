"""A table that people keep: CSV as spreadsheets and learning systems write it."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import SubmissionError
from grader.submission.form import printable

LARGEST = 64 << 20
DELIMITERS = ",;\t"


@dataclass(frozen=True)
class Row:
    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    headers: tuple[str, ...]
    """in lower case, of words with one space between"""
    rows: tuple[Row, ...]
    """each with as many cells as there are headers"""

    def columns(self, names: Sequence[str]) -> list[int]:
        """The columns of these names, in the order of the names."""
        return [place for name in names for place, header in enumerate(self.headers) if header == name]


def read_table(path: Path) -> Table:
    """SubmissionError with file and line where it cannot be read."""
    lines = io.StringIO(_text(path), newline="")
    first = next((line for line in lines if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    lines.seek(0)
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        rows = [Row(reader.line_num, tuple(cell.strip() for cell in cells)) for cells in reader]
    except csv.Error as error:
        raise SubmissionError(f"{printable(str(path), 200)}: line {reader.line_num}: {error}") from error
    filled = [row for row in rows if any(row.cells)]
    if not filled:
        raise SubmissionError(f"{printable(str(path), 200)}: is empty")
    headers = tuple(" ".join(re.split(r"[\s_\-]+", cell.casefold())).strip() for cell in filled[0].cells)
    width = len(headers)
    return Table(headers, tuple(Row(row.line, (*row.cells, *[""] * width)[:width]) for row in filled[1:]))


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        shown = printable(str(path), 200)
        raise SubmissionError(f"{shown}: cannot be read: {getattr(error, 'strerror', error)}") from error
    if len(content) > LARGEST:
        raise SubmissionError(f"{printable(str(path), 200)}: is too large for a table")
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # as "Unicode text" of a spreadsheet
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SubmissionError(f"{printable(str(path), 200)}: is neither UTF-8 nor Windows-1252; save it as UTF-8")
