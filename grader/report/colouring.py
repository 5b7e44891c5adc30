"""Python in colours: the lines of a file as spans of a few classes, whose colours are the stylesheet's."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import Any, Final

from markupsafe import Markup, escape

from grader.judge.bounds import bounded_time
from grader.remote.outcomes import LimitReached
from grader.report.text import visible

MOST_COLOURED = 200_000  # characters; beyond them lines are plain
LONGEST_LINE = 400
_SECONDS = 5.0
_CUT = Markup('<span class="c"> [the rest of this line is not shown]</span>')
# Kinds of Pygments, the special before the general, and the class of each. What is in none is plain.
_CLASSES: Final = (
    ("Comment", "c"),
    ("Keyword.Constant", "m"),
    ("Keyword", "k"),
    ("Operator.Word", "k"),
    ("Literal.String", "s"),
    ("Literal.Number", "m"),
    ("Name.Function", "f"),
    ("Name.Class", "f"),
    ("Name.Decorator", "f"),
)


def rows_of(source: bytes) -> list[str]:
    """The lines of a file, as Python counts them."""
    text = source.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return text.removesuffix("\n").split("\n") if text else []


class Coloured:
    """The lines of a file, safe to show; those at its beginning in spans, where it can be read as Python in time."""

    def __init__(self, rows: list[str]) -> None:
        self._rows = rows
        self._read: list[list[tuple[str, str]]] = []
        with suppress(LimitReached), bounded_time(_SECONDS):
            self._read = _tokens(rows)

    def line(self, number: int) -> Markup:
        """The first line is 1."""
        return _line(self._read[number - 1] if number <= len(self._read) else [("", self._rows[number - 1])])


def _tokens(rows: list[str]) -> list[list[tuple[str, str]]]:
    """Of each line the class and the text of what it is made of."""
    from pygments.lexers.python import PythonLexer  # type: ignore[import-untyped]  # it has no types

    room, read = MOST_COLOURED, 0
    while read < len(rows) and (room := room - len(rows[read]) - 1) >= 0:
        read += 1
    lexer: Any = PythonLexer(stripnl=False, ensurenl=False)
    lines: list[list[tuple[str, str]]] = [[]]
    for kind, value in lexer.get_tokens("".join(f"{row}\n" for row in rows[:read])):
        of_kind = _class_of(kind)
        first, *more = value.split("\n")
        lines[-1].append((of_kind, first))
        lines.extend([(of_kind, piece)] for piece in more)
    return lines[:read]


@cache
def _class_of(kind: Any) -> str:
    name = ".".join(kind)
    return next((of_kind for start, of_kind in _CLASSES if name == start or name.startswith(f"{start}.")), "")


def _line(tokens: list[tuple[str, str]]) -> Markup:
    pieces: list[Markup] = []
    left = LONGEST_LINE
    for of_kind, text in _joined(tokens):
        shown = escape(visible(text[:left]))
        pieces.append(Markup('<span class="{}">{}</span>').format(of_kind, shown) if of_kind and shown else shown)
        left -= len(text)
        if left < 0:
            pieces.append(_CUT)
            break
    return Markup("").join(pieces)


def _joined(tokens: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Neighbours of one class as one: a third of the bytes."""
    found: list[tuple[str, str]] = []
    for of_kind, text in tokens:
        if found and (found[-1][0] == of_kind or not text.strip()):
            found[-1] = (found[-1][0], found[-1][1] + text)
        elif text:
            found.append((of_kind, text))
    return found
