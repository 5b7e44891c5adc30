"""Reading a notebook of an instructor's: its cells as they are, and pieces of their texts."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

from grader.errors import AdoptError

_HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
_TITLE = re.compile(r"^#[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
_MAGIC = re.compile(r"[ \t]*[%!]|[\w.]+[ \t]*=[ \t]*[%!]|[\w.*]+\?{1,2}[ \t]*$")
_CELL_MAGIC = re.compile(r"\s*%%(\w+)[^\n]*\n?")
_RUNS_ITS_CELL = frozenset("time timeit capture prun debug python python3".split())
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def read_cells(path: Path) -> Any:
    """The notebook at `path` in today's version of the format; AdoptError when it is none."""
    try:
        import nbformat
    except ModuleNotFoundError:
        raise AdoptError("nbformat is not installed: pip install 'dlgrader[notebook]'") from None
    read: Any = nbformat.read  # it has no types
    try:
        notebook = read(path, as_version=4)
    except (OSError, UnicodeDecodeError) as error:
        raise AdoptError(f"{path}: cannot be read: {error}") from error
    except Exception as error:  # what nbformat raises for a wrong file is of many kinds
        raise AdoptError(f"{path}: is not a notebook: {str(error).splitlines()[0]}") from error
    language = told(notebook.metadata, "kernelspec").get("language") or "python"
    if "python" not in str(language).lower():
        raise AdoptError(f"{path}: is a notebook in {language}, and assignments here are in Python")
    return notebook


def told(metadata: Any, key: str) -> dict[str, Any]:
    """A table of somebody's metadata; empty where there is none, or something else."""
    found = metadata.get(key)
    return found if isinstance(found, dict) else {}


def split(source: str, name: str) -> tuple[str, str]:
    """What stands outside and inside of the regions of a name: lines with "BEGIN name" and "END name" around them.

    AdoptError where one of the two is missing. Other graders look for these words anywhere in a line, and so do we.
    """
    outside: list[str] = []
    inside: list[str] = []
    within = False
    for line in source.split("\n"):
        begins, ends = f"BEGIN {name}" in line, f"END {name}" in line
        if (begins and within) or (ends and not within):
            raise AdoptError(f"BEGIN {name} without its END {name}, or the other way round: {line.strip()!r}")
        if begins or ends:
            within = begins
        else:
            (inside if within else outside).append(line)
    if within:
        raise AdoptError(f"BEGIN {name} without its END {name}")
    return "\n".join(outside), "\n".join(inside)


def plain_python(source: str) -> ast.Module | None:
    """The code of a cell, its magics passed over; None where that is no Python."""
    lines = ["" if _MAGIC.match(line) else line for line in source.split("\n")]
    try:
        return ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError):
        return None


def without_cell_magic(source: str) -> str | None:
    """A cell without the magic that it begins with, where that runs the cell; None where it is in another language."""
    magic = _CELL_MAGIC.match(source)
    if magic is None:
        return source
    return source[magic.end() :] if magic[1] in _RUNS_ITS_CELL else None


def notebooks_at(path: Path) -> list[Path]:
    """The notebook at `path`, or those in the folder; AdoptError when there is none."""
    if path.is_file():
        return [path]
    found = sorted(one for one in path.glob("*.ipynb") if one.is_file()) if path.is_dir() else []
    if not found:
        why = "has no .ipynb file in it" if path.is_dir() else "is neither a notebook nor a folder of notebooks"
        raise AdoptError(f"{path}: {why}")
    return found


def heading_of(text: str) -> str:
    """The last heading of a text, "" without any."""
    found: list[str] = _HEADING.findall(_without_code(text))
    return found[-1].strip() if found else ""


def title_of(cells: list[Any], name: str) -> str:
    """The first heading of a notebook that is one of the first level, or its name."""
    for cell in cells:
        if cell.cell_type == "markdown" and (found := _TITLE.search(_without_code(cell.source))):
            return found[1].strip()
    return name


def without_comments(text: str) -> str:
    """Markdown without comments of HTML."""
    return _COMMENT.sub("", text).strip()


def first_line(text: str) -> str:
    """The first line of a text with something in it, as a title."""
    lines = (re.sub(r"\*\*|__|`", "", line).strip(" #>-=") for line in without_comments(text).splitlines())
    return next((line for line in lines if line), "")


def _without_code(text: str) -> str:
    """Markdown without its fenced blocks: a comment of Python's looks like a heading."""
    return re.sub(r"^(```|~~~).*?^\1", "", text, flags=re.DOTALL | re.MULTILINE)
