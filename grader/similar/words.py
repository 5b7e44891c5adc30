"""A source as the words that are compared: what a student can change without changing the program is not in them.

Comments, docstrings, imports, decorators, line breaks and the first lines of definitions are left out. A name that the
source gives is `V`, a number `N`, a text `S`; Python's own names, and what is behind a dot and is given elsewhere
(`np.exp`, `x.sum`), stay as they are. Nothing is parsed as a whole, so that broken code can be compared, too.
"""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from parso.python.token import PythonTokenTypes
from parso.python.tokenize import tokenize
from parso.utils import parse_version_string

NAME, NUMBER, TEXT = "V", "N", "S"
_VERSION = parse_version_string("3.12")
_KEPT = frozenset(keyword.kwlist) | frozenset(dir(builtins))
# Names of Python's and NumPy's objects stay also where the source gives them to its own: else a class that is never
# used, with methods called sum and exp, would make other words of all the rest.
_OF_LIBRARIES = frozenset(
    name for owner in (np, np.ndarray, np.random.Generator, str, list, dict, set, float) for name in dir(owner)
)
_DEFINES = frozenset({"def", "class"})
_OPENS, _CLOSES = frozenset("([{"), frozenset(")]}")
_ASSIGNS = frozenset("= += -= *= /= //= %= @= &= |= ^= >>= <<= **=".split())
_PASSED_OVER = frozenset(
    {
        PythonTokenTypes.INDENT,
        PythonTokenTypes.DEDENT,
        PythonTokenTypes.ERROR_DEDENT,
        PythonTokenTypes.ENDMARKER,
        PythonTokenTypes.FSTRING_STRING,
    }
)
_OF_FSTRINGS = frozenset({PythonTokenTypes.FSTRING_STRING, PythonTokenTypes.FSTRING_END})
_STRINGS = frozenset({PythonTokenTypes.STRING, PythonTokenTypes.FSTRING_START})


@dataclass(frozen=True)
class Words:
    """The words of a text, with where each begins and ends in it, in characters, and which piece of code it is in.

    A piece is the body of a function or a class, or a run of statements outside them.
    """

    words: tuple[str, ...]
    begins: tuple[int, ...]
    ends: tuple[int, ...]
    pieces: tuple[int, ...]


@dataclass(frozen=True)
class _Token:
    kind: PythonTokenTypes
    text: str
    begin: int
    column: int

    @property
    def end(self) -> int:
        return self.begin + len(self.text)


def words_of(source: str) -> Words:
    """The words of a source whose lines end in "\\n"; whatever it is, it has some, or none."""
    statements = list(_statements(_tokens(source)))
    own = frozenset(_given(statements)) - _OF_LIBRARIES
    words: list[str] = []
    places: list[tuple[int, int, int]] = []
    piece, outside = 0, True
    for statement in statements:
        body, defines = _without_header(statement)
        # a definition begins a piece, and so does what follows one at the left margin
        if defines or (statement[0].column == 0 and not outside):
            piece += 1
        outside = not defines and (outside or statement[0].column == 0)
        for word, begin, end in _worded(body, own):
            words.append(word)
            places.append((begin, end, piece))
    begins, ends, pieces = zip(*places, strict=True) if places else ((), (), ())
    return Words(tuple(words), begins, ends, pieces)


def _tokens(source: str) -> Iterator[_Token]:
    starts = [0]
    for text in source.split("\n"):
        starts.append(starts[-1] + len(text) + 1)
    within = 0  # f-strings that are open
    for token in tokenize(source, version_info=_VERSION):
        line, column = token.start_pos
        kind: PythonTokenTypes = token.type
        if kind is PythonTokenTypes.FSTRING_START:
            within += 1
        elif kind is PythonTokenTypes.FSTRING_END:
            within = max(0, within - 1)
            continue
        elif kind not in _OF_FSTRINGS and not source[starts[line - 1] : starts[line - 1] + column].strip():
            within = 0  # where one is not closed, the next line is code all the same
        if kind in _PASSED_OVER or (within and kind is not PythonTokenTypes.FSTRING_START):
            continue
        yield _Token(kind, token.string, starts[line - 1] + column, column)


def _statements(tokens: Iterator[_Token]) -> Iterator[list[_Token]]:
    """Simple statements, and the first lines of others; without imports, decorators and texts that stand alone."""
    statement: list[_Token] = []
    for token in tokens:
        ends = token.kind is PythonTokenTypes.NEWLINE or token.text == ";"
        if not ends:
            statement.append(token)
        elif statement:
            if not _says_nothing(statement):
                yield statement
            statement = []
    if statement and not _says_nothing(statement):
        yield statement


def _says_nothing(statement: Sequence[_Token]) -> bool:
    return statement[0].text in {"import", "from", "@"} or all(token.kind in _STRINGS for token in statement)


def _given(statements: Sequence[Sequence[_Token]]) -> Iterator[str]:
    """Names that the source itself gives to functions, classes and attributes."""
    for statement in statements:
        for before, token in pairwise(statement):
            if before.text in _DEFINES:
                yield token.text
        for dot, token, after in zip(statement, statement[1:], statement[2:], strict=False):
            if dot.text == "." and after.text in _ASSIGNS:
                yield token.text


def _without_header(statement: list[_Token]) -> tuple[list[_Token], bool]:
    """What follows a definition's first line on it, and whether it is one; any other statement as it is."""
    if statement[0].text not in _DEFINES and [token.text for token in statement[:2]] != ["async", "def"]:
        return statement, False
    depth = 0
    for position, token in enumerate(statement):
        depth += (token.text in _OPENS) - (token.text in _CLOSES)
        if token.text == ":" and depth <= 0:
            return statement[position + 1 :], True
    return [], True


def _worded(statement: Sequence[_Token], own: frozenset[str]) -> Iterator[tuple[str, int, int]]:
    """Word, begin and end. Commas before a closing bracket are formatting, and texts side by side are one."""
    before: _Token | None = None
    for position, token in enumerate(statement):
        after = statement[position + 1].text if position + 1 < len(statement) else ""
        is_text = token.kind in _STRINGS
        if not (token.text == "," and after in _CLOSES) and not (is_text and before and before.kind in _STRINGS):
            yield _word(token, before, own), token.begin, token.end
        before = token


def _word(token: _Token, before: _Token | None, own: frozenset[str]) -> str:
    if token.kind in _STRINGS:
        return TEXT
    if token.kind is PythonTokenTypes.NUMBER:
        return NUMBER
    if token.kind is not PythonTokenTypes.NAME or token.text in _KEPT:
        return token.text
    behind_a_dot = before is not None and before.text == "."
    return token.text if behind_a_dot and token.text not in own else NAME
