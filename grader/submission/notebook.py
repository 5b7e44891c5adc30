"""A notebook in place of a script: its code cells, and a script of them that reads as Python.

A notebook comes from anywhere: nothing in it but the text of its cells is looked at, its outputs are dropped, and
whatever is wrong with the rest (metadata, ids, kernel) costs nothing. The form is nbformat's, versions 2 to 4:
https://nbformat.readthedocs.io/en/latest/format_description.html
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from grader.submission.disk import MEBIBYTE, in_words

SUFFIX = ".ipynb"
LARGEST = 100 * MEBIBYTE  # with its outputs, which are dropped
MOST_OBJECTS = 1_000_000  # of JSON: each takes a hundred bytes of memory
MOST_CELLS = 5000
LARGEST_PARSED = 1 << 18  # bytes of a cell for which a parser decides whether it is Python
LARGEST_LENIENT = 16 * MEBIBYTE

# What IPython adds to Python. The script shows it as comments, or without: it is read, by people and for calls that
# the assignment forbids, and the cells are what is run. Each pattern takes time in proportion to the line's length.
_OF_CELLS = re.compile(r"\s*%%\s*(\w+)")
_RUNS_ITS_CELL = frozenset("time timeit capture prun debug python python3 pypy".split())
_OF_LINES = re.compile(r"^(?P<indent>\s*)[%!?]")
_TIMED = re.compile(
    r"^(?P<indent>\s*)%(?:time|timeit|prun|memit|mprun|lprun)\b(?:\s+-\w+(?:\s+\d+)?)*\s+(?P<code>\S.*)$"
)
_ASSIGNED = re.compile(r"^(?P<before>[\w.,\s\[\]\"'()]+=\s*)[%!](?!=)")
_HELP = re.compile(r"^\s*[\w.*]+\?{1,2}\s*$")


class NotANotebook(Exception):
    """The text says what is wrong with it, to follow the file's name."""


@dataclass(frozen=True)
class Notebook:
    """`script`: the code cells as py:percent. `cells`: the notebook without outputs; the metadata of a code cell is the
    line of the script that it begins at, and nothing else."""

    script: bytes
    cells: bytes


_Text = str | list[str] | None


class _Cell(msgspec.Struct, gc=False):
    cell_type: str = ""
    source: _Text = ""
    input: _Text = ""  # of a code cell before version 4

    @property
    def text(self) -> str:
        source = self.source or self.input or ""
        return source if isinstance(source, str) else "".join(source)


class _Worksheet(msgspec.Struct):
    cells: list[_Cell] = []


class _Whole(msgspec.Struct):
    nbformat: int | float | str | None = None
    metadata: msgspec.Raw = msgspec.Raw(b"{}")
    cells: list[_Cell] | None = None
    worksheets: list[_Worksheet] | None = None


def read_notebook(content: bytes, limit: int = LARGEST) -> Notebook:
    """The code of a notebook; NotANotebook with the reason where there is none, or where it takes more than `limit`
    bytes, as cells and as a script together."""
    if not content.strip():
        raise NotANotebook("is empty")
    if content.count(b"{") > MOST_OBJECTS:
        raise NotANotebook(f"has more than {MOST_OBJECTS:,} objects of JSON: clear its outputs, and save it")
    try:
        whole = _decoded(content.removeprefix(b"\xef\xbb\xbf"))
    except msgspec.ValidationError as error:
        raise NotANotebook(f"is not a notebook: {error}") from error
    except (ValueError, RecursionError) as error:  # msgspec's own, and of bytes that are no UTF-8
        raise NotANotebook(f"is not a notebook: it is no JSON ({error}); was it saved completely?") from error
    cells = whole.cells or [cell for sheet in whole.worksheets or [] for cell in sheet.cells]
    if not cells:
        raise NotANotebook("is a notebook without cells" if whole.nbformat else "is not a notebook: it has no cells")
    if len(cells) > MOST_CELLS:
        raise NotANotebook(f"has {len(cells):,} cells, and a notebook may have {MOST_CELLS:,}")
    if language := _other_language(whole.metadata):
        raise NotANotebook(f"is a notebook in {language}, and this assignment is in Python")
    if not any(cell.cell_type == "code" and cell.text.strip() for cell in cells):
        raise NotANotebook("is a notebook without code")
    too_long = f"has more text in its cells than the {in_words(limit)} of a submission allow"
    if sum(len(cell.text) for cell in cells) > limit:  # before any more is made of it
        raise NotANotebook(too_long)
    found = _brought_together(cells)
    if len(found.script) + len(found.cells) > limit:
        raise NotANotebook(too_long)
    return found


def _decoded(content: bytes) -> _Whole:
    """What JSON says, and what Python's json writes beyond it: NaN, and half a character."""
    try:
        return msgspec.json.decode(content, type=_Whole)
    except msgspec.ValidationError:
        raise
    except (ValueError, RecursionError):
        if len(content) > LARGEST_LENIENT:
            raise
        told = json.loads(content)
        wanted = ("nbformat", "cells", "worksheets")
        return msgspec.convert({name: told[name] for name in wanted if name in told}, _Whole)


def _brought_together(found: Sequence[_Cell]) -> Notebook:
    lines: list[str] = []
    cells: list[dict[str, Any]] = []
    for number, cell in enumerate(found, 1):
        text = re.sub(r"\r\n?", "\n", cell.text).encode("utf-8", "backslashreplace").decode("utf-8")
        if cell.cell_type != "code":
            cells.append({"cell_type": "markdown", "metadata": {}, "source": text})
            continue
        lines += [f"# %% [cell {number}]"]
        place = {"line": len(lines) + 1}
        cells.append({"cell_type": "code", "metadata": place, "source": text, "outputs": [], "execution_count": None})
        lines += [*(text.split("\n") if _is_python(text) else _plain(text.split("\n"))), ""]
    notebook = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}
    return Notebook("\n".join(lines).encode(), json.dumps(notebook).encode())


def _is_python(text: str) -> bool:
    """Whether no line has to be looked at: none could be a magic, or it is one of Python's, as `% 3` may be."""
    if not any(mark in text for mark in "%!?"):
        return True
    if len(text) > LARGEST_PARSED:
        return False
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _plain(lines: Sequence[str]) -> Iterator[str]:
    """The lines of a cell as Python, as many as they were."""
    magic = _OF_CELLS.match(lines[0]) if lines else None
    if magic is not None and magic[1] not in _RUNS_ITS_CELL:
        yield from (f"# {line}" for line in lines)
        return
    for position, line in enumerate(lines):
        if position == 0 and magic is not None:
            yield f"# {line}"
        elif timed := _TIMED.match(line):
            yield timed["indent"] + timed["code"]
        elif assigned := _ASSIGNED.match(line):
            yield f"{assigned['before']}None  # {line.strip()}"
        elif other := _OF_LINES.match(line):
            yield f"{other['indent']}pass  # {line.strip()}"
        elif _HELP.match(line):
            yield f"# {line}"
        else:
            yield line


def _other_language(metadata: msgspec.Raw) -> str:
    """The language of the kernel, where it is named and is not Python."""
    try:
        told: Any = msgspec.json.decode(metadata)
        named = (told.get("kernelspec", {}).get("language"), told.get("language_info", {}).get("name"))
    except (ValueError, RecursionError, AttributeError):
        return ""
    languages = [name for name in named if isinstance(name, str) and name]
    return "" if any("python" in name.lower() for name in languages) else "".join(languages[:1])[:40]


def too_large(size: int) -> str:
    """What is said of a notebook with so many bytes, to follow its name."""
    allowed = in_words(LARGEST)
    return f"has {in_words(size)}, and a notebook may have {allowed}: clear its outputs, save it, and hand it in again"
