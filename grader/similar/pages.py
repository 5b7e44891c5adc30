"""The comparison as pages: an index, and each pair side by side. They load nothing and run nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import GraderError
from grader.report.file_names import page_names
from grader.report.frame import render
from grader.report.text import one_line, visible
from grader.similar.comparing import Comparison, Pair, Source
from grader.similar.groups import Group
from grader.similar.marking import NOT_COUNTED, PLAIN, Line, marked
from grader.similar.wording import NO_VERDICT, nothing_own, percent, summary
from grader.writing import OwnFiles

INDEX = "index.html"
MOST_PAGES = 500
LONGEST_LINE = 500
MOST_LINES = 5000
TONES = ("part", "good", "follow", "bad")  # of the stylesheet; they tell neighbours apart, and say no more
_PACKAGE = "grader.similar"


@dataclass(frozen=True)
class _PairView:
    names: tuple[str, str]
    shares: tuple[str, str]
    shared: tuple[str, str]
    page: str
    """"" for a pair without a page"""


@dataclass(frozen=True)
class _GroupView:
    members: tuple[str, ...]
    highest: _PairView


@dataclass(frozen=True)
class _StretchView:
    text: str
    number: int
    """0 where nothing is marked, below 0 for what does not count"""
    tone: str
    first: bool


@dataclass(frozen=True)
class _SideView:
    name: str
    share: str
    shared: str
    lines: tuple[tuple[_StretchView, ...], ...]
    left_out: int
    """lines that are not shown"""
    here: str
    there: str
    """what anchors of this side and the other one begin with"""


def write(comparison: Comparison, found: Sequence[Group], title: str, problems: Sequence[str], out: Path) -> Path:
    """Write `out`/index.html and a page for each pair, MOST_PAGES at most; return the path of the index.

    Pages of an earlier time that are not among them are deleted. GraderError when `out` cannot be written.
    """
    shown = comparison.pairs[:MOST_PAGES]
    names = page_names(f"{_owner(comparison, pair.left)}-{_owner(comparison, pair.right)}" for pair in shown)
    page_of = dict(zip(shown, names, strict=True))
    wanted = dict.fromkeys((*shown, *(group.highest for group in found)))
    views = {pair: _pair_view(comparison, pair, page_of.get(pair, "")) for pair in wanted}
    index = render(
        "similar.html",
        _PACKAGE,
        title=title,
        summary=summary(comparison),
        nothing_own=nothing_own(comparison),
        verdict=NO_VERDICT,
        groups=[_group_view(comparison, group, views) for group in found],
        pairs=[views[pair] for pair in shown],
        without_page=len(comparison.pairs) - len(shown),
        problems=problems,
        rules=comparison.rules,
        common=percent(comparison.rules.common),
    )
    try:
        files = OwnFiles(out, "similar")
        for pair, name in page_of.items():
            files.write(name, _pair_page(comparison, pair, views[pair], title).encode())
        files.write(INDEX, index.encode())
        files.finish()
    except OSError as error:
        raise GraderError(f"{out}: the pages cannot be written: {error.strerror or error}") from error
    return out / INDEX


def _pair_page(comparison: Comparison, pair: Pair, view: _PairView, title: str) -> str:
    sides = [
        _SideView(
            view.names[side],
            view.shares[side],
            view.shared[side],
            tuple(_line_view(line) for line in lines[:MOST_LINES]),
            max(0, len(lines) - MOST_LINES),
            "ab"[side],
            "ba"[side],
        )
        for side, lines in enumerate(marked(comparison, pair))
    ]
    return render("pair.html", _PACKAGE, title=title, sides=sides, verdict=NO_VERDICT, index=INDEX)


def _line_view(line: Line) -> tuple[_StretchView, ...]:
    views = []
    left = LONGEST_LINE
    for stretch in line:
        tone = TONES[stretch.mark % len(TONES)] if stretch.mark > PLAIN else ""
        views.append(_StretchView(visible(stretch.text[:left]), stretch.mark, tone, stretch.first))
        left -= len(stretch.text)
        if left < 0:
            views.append(_StretchView(" [the rest of this line is not shown]", NOT_COUNTED, "", first=False))
            break
    return tuple(views)


def _pair_view(comparison: Comparison, pair: Pair, page: str) -> _PairView:
    left, right = (_shown(comparison.sources[number]) for number in (pair.left, pair.right))
    one, other = pair.shares
    return _PairView(
        (left, right), (percent(one), percent(other)), (f"{pair.shared[0]:,}", f"{pair.shared[1]:,}"), page
    )


def _group_view(comparison: Comparison, group: Group, views: dict[Pair, _PairView]) -> _GroupView:
    return _GroupView(tuple(_shown(comparison.sources[number]) for number in group.members), views[group.highest])


def _shown(source: Source) -> str:
    return one_line(source.label)


def _owner(comparison: Comparison, number: int) -> str:
    return comparison.sources[number].owner
