"""Finding solution markers in a reference, and refusing those that would let a solution through.

A region lies between `### BEGIN SOLUTION` and `### END SOLUTION` (nbgrader's markers), each alone on its line and
as far indented as what it encloses. `# SOLUTION` at the end of a line (otter-grader's) marks the statement on it.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, replace

from grader.errors import ReleaseError

BEGIN = "### BEGIN SOLUTION"
END = "### END SOLUTION"
LINE = "# SOLUTION"
LIKE_A_MARKER = re.compile(r"#+\s*(?:BEGIN|END)[\s_-]*SOLUTION", re.IGNORECASE)
LIKE_A_LINE_MARKER = re.compile(r"#+\s*SOLUTION\b")


@dataclass(frozen=True)
class Region:
    """Lines to be taken out, first and last included, counted from 1; `indent` is the white space before them.

    `by_line`: its statements are marked one by one, so that a variable's name stays, to be given a value.
    """

    first: int
    last: int
    indent: str
    by_line: bool = False

    def holds(self, line: int) -> bool:
        return self.first <= line <= self.last


@dataclass(frozen=True)
class Marker:
    text: str
    line: int
    before: str
    """what stands before it on its line"""


def find_regions(source: str, tree: ast.Module, path: str) -> list[Region]:
    """Every region of a source with "\\n" line ends, in order; ReleaseError with file and line for a wrong marker."""
    markers = list(_markers(source, path))
    regions = _between(markers, tree, path)
    lines = source.split("\n")
    for marker in markers:
        if marker.text == LINE and not any(region.holds(marker.line) for region in regions):
            regions.append(_statement(marker, tree, lines, path))
    regions.sort(key=lambda region: (region.first, -region.last))
    return _joined(regions, path)


def _markers(source: str, path: str) -> Iterator[Marker]:
    in_comments = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT:
            continue
        line, text = token.start[0], token.string.rstrip()
        before = token.line[: token.start[1]]
        # a token inside brackets or after a backslash comes with all the lines of its statement
        before = before.rpartition("\n")[2]
        if LIKE_A_MARKER.search(text):
            if text not in (BEGIN, END) or before.strip():
                raise ReleaseError(
                    f"{path}:{line}: {text!r} is not a marker: write {BEGIN!r} or {END!r}, alone on its line"
                )
        elif LIKE_A_LINE_MARKER.search(text):
            if text != LINE or not before.strip():
                raise ReleaseError(f"{path}:{line}: {text!r} is not a marker: write {LINE!r} at the end of a statement")
        else:
            continue
        in_comments.add(line)
        yield Marker(text, line, before)
    for number, content in enumerate(source.split("\n"), start=1):
        if number not in in_comments and LIKE_A_MARKER.search(content):
            raise ReleaseError(f"{path}:{number}: a solution marker inside a string has no effect; take it out")


def _between(markers: list[Marker], tree: ast.Module, path: str) -> list[Region]:
    regions = []
    begin: Marker | None = None
    for marker in markers:
        if marker.text == BEGIN:
            if begin is not None:
                raise ReleaseError(
                    f"{path}:{marker.line}: {BEGIN} inside the region that begins in line {begin.line}: regions "
                    f"cannot be nested; is {END} missing before it?"
                )
            begin = marker
        elif marker.text == END:
            if begin is None:
                raise ReleaseError(f"{path}:{marker.line}: {END} without a {BEGIN} before it")
            regions.append(_region(begin, marker, tree, path))
            begin = None
    if begin is not None:
        raise ReleaseError(f"{path}:{begin.line}: {BEGIN} without an {END} after it")
    return regions


def _region(begin: Marker, end: Marker, tree: ast.Module, path: str) -> Region:
    """The region between two markers, checked: same indentation, and nothing but whole statements of that depth."""
    if begin.before != end.before:
        raise ReleaseError(
            f"{path}:{end.line}: {END} is indented by {len(end.before)}, but the {BEGIN} in line {begin.line} "
            f"by {len(begin.before)}"
        )
    region = Region(begin.line, end.line, begin.before)
    inside = []
    for statement in _statements(tree):
        first, last = _span(statement)
        if first > region.last or last < region.first:
            continue
        if region.first < first and last < region.last:
            inside.append(statement)
        elif not _encloses(statement, region):
            raise ReleaseError(
                f"{path}:{begin.line}: the region up to line {end.line} cuts through the statement in lines "
                f"{first} to {last}; a region holds whole statements"
            )
    if not inside:
        raise ReleaseError(f"{path}:{begin.line}: the region up to line {end.line} holds no statement")
    outermost = min(statement.col_offset for statement in inside)
    # col_offset counts bytes, and so does white space
    if outermost != len(begin.before):
        raise ReleaseError(
            f"{path}:{begin.line}: {BEGIN} is indented by {len(begin.before)}, but the statements after it "
            f"by {outermost}"
        )
    return region


def _statement(marker: Marker, tree: ast.Module, lines: list[str], path: str) -> Region:
    """The whole statement that a marker at a line's end belongs to, however many lines it has."""
    spans = [span for span in map(_span, _statements(tree)) if span[0] <= marker.line <= span[1]]
    if not spans:
        raise ReleaseError(f"{path}:{marker.line}: {LINE} does not belong to a statement")
    first = max(spans)[0]
    last = max(span[1] for span in spans if span[0] == first)
    text = lines[first - 1]
    return Region(first, last, text[: len(text) - len(text.lstrip())], by_line=True)


def _joined(regions: list[Region], path: str) -> list[Region]:
    """Marked lines that follow one another at one depth become one region."""
    joined: list[Region] = []
    for region in regions:
        before = joined[-1] if joined else None
        if before is not None and region.last <= before.last:
            continue
        if before is not None and region.first <= before.last:
            raise ReleaseError(f"{path}:{region.first}: this solution overlaps the one from line {before.first}")
        follows = before is not None and region.first == before.last + 1 and region.indent == before.indent
        if before is not None and follows and region.by_line == before.by_line:
            joined[-1] = replace(before, last=region.last)
        else:
            joined.append(region)
    return joined


def _statements(tree: ast.Module) -> Iterator[ast.stmt]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.stmt))


def _span(statement: ast.stmt) -> tuple[int, int]:
    """First and last line of a statement, its decorators included."""
    decorators = getattr(statement, "decorator_list", [])
    first = min([statement.lineno, *(decorator.lineno for decorator in decorators)])
    return first, statement.end_lineno or statement.lineno


def _encloses(statement: ast.stmt, region: Region) -> bool:
    """Whether the region lies in the blocks of a compound statement, behind its first line."""
    body: list[ast.stmt] | None = getattr(statement, "body", None) or getattr(statement, "cases", None)
    if not body:
        return False
    first, last = _span(statement)
    return first < region.first and (region.last <= last or _ends_within(statement, region))


def _ends_within(statement: ast.stmt, region: Region) -> bool:
    """A closing marker is a comment: it may stand behind the last line of the block that it belongs to."""
    return statement.col_offset < len(region.indent)
