"""When submissions were received, where their source does not say so, or not so that it can be believed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from grader.collect.table import read_table
from grader.errors import SubmissionError
from grader.submission.form import printable


def read_received(path: Path) -> dict[str, datetime]:
    """By owner, from a CSV with the columns owner and received, the latter in ISO 8601 with a time zone.

    SubmissionError with file and line where something of it is wrong.
    """
    table = read_table(path)
    shown = printable(str(path), 200)
    owners, times = table.columns(["owner"]), table.columns(["received"])
    if not owners or not times:
        raise SubmissionError(f"{shown}: line 1: expected the columns owner and received")
    found: dict[str, datetime] = {}
    lines: dict[str, int] = {}
    for row in table.rows:
        owner, text = row.cells[owners[0]], row.cells[times[0]]
        where = f"{shown}: line {row.line}"
        if not owner:
            raise SubmissionError(f"{where}: the owner is missing")
        try:
            time = datetime.fromisoformat(text)
        except ValueError as error:
            said = f"{printable(text)!r} is no time: expected one as 2026-03-01T12:00:00+01:00"
            raise SubmissionError(f"{where}: {said}") from error
        if time.tzinfo is None:
            raise SubmissionError(f"{where}: {printable(text)!r} has no time zone: +01:00, say, or Z behind it")
        if owner.casefold() in lines:
            raise SubmissionError(f"{where}: {printable(owner)} was in line {lines[owner.casefold()]} already")
        lines[owner.casefold()] = row.line
        found[owner] = time
    return found
