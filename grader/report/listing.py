"""The file that was graded, line by line, with what each line is named by."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from grader.report.colouring import Coloured
from grader.report.places import Places
from grader.report.wording import plural

ROOM = 120_000  # characters of a page for the lines that are shown
AROUND = 10  # lines about one that is named, where not all can be shown
MOST_NOTES = 3  # tests beside a line
_OF_A_LINE = 30  # characters of HTML around each line


@dataclass(frozen=True)
class Note:
    """A test, or what else names a line."""

    anchor: str
    title: str


@dataclass(frozen=True)
class ListedLine:
    """`number`: of the script, as its anchor has it; `shown_number`: as the reader counts, in its cell."""

    number: int
    shown_number: int
    html: Markup
    notes: tuple[Note, ...]
    more: int
    """tests that name it, too, and are not in `notes`"""


@dataclass(frozen=True)
class Stretch:
    """Lines in a row, of one cell where there are cells. `skipped`: lines before it that are not shown."""

    cell: int
    skipped: int
    lines: tuple[ListedLine, ...]


@dataclass(frozen=True)
class Listing:
    title: str
    stretches: tuple[Stretch, ...]
    skipped: int
    """lines behind the last one that is shown"""
    named: tuple[tuple[int, str], ...]
    """lines that are named: number, and the place in words"""


def listing_of(rows: list[str], places: Places, notes: Mapping[int, Sequence[Note]]) -> Listing:
    """`notes`: by line, in the order of the tests. Of a file that is too long, first of all what is named is shown."""
    lines = _chosen(Coloured(rows), len(rows), notes)
    # a notebook's script has a line before each cell, and one behind, that no cell has
    hidden = {begin - 1 for begin, _ in places.lines.cells} | {
        begin - 2 for begin, _ in places.lines.cells if begin > 2 and not rows[begin - 3].strip()
    }
    stretches: list[Stretch] = []
    run: list[ListedLine] = []
    last, last_cell = 0, -1
    skipped = 0
    for number in sorted(lines):
        if number in hidden:
            continue
        cell, begin = places.cell_of(number)
        between = sum(1 for gap in range(last + 1, number) if gap not in hidden)
        if cell != last_cell or between:
            if run:
                stretches.append(Stretch(last_cell, skipped, tuple(run)))
            run, skipped = [], between
        run.append(_listed(number, number - begin + 1, lines[number], notes.get(number, ())))
        last, last_cell = number, cell
    if run:
        stretches.append(Stretch(last_cell, skipped, tuple(run)))
    named = tuple((number, places.lines.place(number)) for number in sorted(notes) if number in lines)
    rest = sum(1 for gap in range(last + 1, len(rows) + 1) if gap not in hidden)
    count = len(rows) - len(hidden)
    what = plural(len(places.lines.cells), "code cell") if places.lines.cells else places.lines.file or "The file"
    return Listing(f"{what}, {plural(count, 'line')}", tuple(stretches), rest, named)


def _listed(number: int, shown_number: int, html: Markup, notes: Sequence[Note]) -> ListedLine:
    return ListedLine(number, shown_number, html, tuple(notes[:MOST_NOTES]), max(0, len(notes) - MOST_NOTES))


def _chosen(coloured: Coloured, count: int, named: Collection[int]) -> dict[int, Markup]:
    """The lines there is room for: those that are named, those about them, then from the beginning on."""
    about = (number for line in sorted(named) for number in range(max(1, line - AROUND), min(count, line + AROUND) + 1))
    room = ROOM
    chosen: dict[int, Markup] = {}
    for number in (*sorted(named), *about, *range(1, count + 1)):
        if number in chosen:
            continue
        line = coloured.line(number)
        room -= len(line) + _OF_A_LINE
        if room < 0:
            break
        chosen[number] = line
    return chosen
