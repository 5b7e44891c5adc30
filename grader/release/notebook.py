"""The template as a notebook: the task, a cell a function, and a cell that runs the public tests."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from grader.errors import ReleaseError

CHECK_TEXT = """## Check your work

The cell below runs the public tests on what the cells above have defined. Run it as often as you like."""
CHECK_CODE = """import grader

grader.check()"""


def as_notebook(stub: str, statement: str, path: str) -> bytes:
    """A notebook of the py:percent source `stub`; `path` names that in errors.

    In place of the first text, which says what the script is about, comes the statement. ReleaseError when what is
    needed to write notebooks is not installed.
    """
    try:
        import jupytext  # type: ignore[import-untyped]  # it has no types
        import nbformat
        from nbformat import v4
    except ModuleNotFoundError as error:
        said = f"{path}: {error.name} is not installed, and the template's notebook is made with it"
        raise ReleaseError(f"{said}: pip install 'dlgrader[notebook]'") from error
    make: Any = v4
    read = jupytext.reads(stub, fmt="py:percent")
    texts = [make.new_markdown_cell(statement.strip())]
    cells: list[Any] = [
        *texts,
        *_cells(read.cells, make),
        make.new_markdown_cell(CHECK_TEXT),
        make.new_code_cell(CHECK_CODE),
    ]
    for number, cell in enumerate(cells, 1):
        cell["id"] = f"cell-{number}"  # else a new one each time
        cell["metadata"] = {}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made = make.new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})
    nbformat.validate(made)
    text: str = make.writes(made)
    return text.encode() + b"\n"


def _cells(found: list[Any], make: Any) -> Iterator[Any]:
    """The cells of the script, but for the first when it is a text; each function and class in one of its own."""
    for position, cell in enumerate(found):
        if cell.cell_type == "code":
            for source in _one_by_one(cell.source):
                yield make.new_code_cell(source)
        elif position:
            yield make.new_markdown_cell(cell.source)


def _one_by_one(source: str) -> Iterator[str]:
    """The pieces of a cell: definitions one by one, and what stands between them."""
    try:
        body = ast.parse(source).body
    except SyntaxError:  # a magic, which the script has in a comment
        yield source
        return
    lines = source.split("\n")
    starts = [0]
    before_defines = False
    for statement in body:
        defines = isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        if defines or before_defines:
            first = min([statement.lineno, *(one.lineno for one in getattr(statement, "decorator_list", []))]) - 1
            while first and lines[first - 1].startswith("#"):  # a comment belongs to what follows it
                first -= 1
            starts.append(first)
        before_defines = defines
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        piece = "\n".join(lines[start:end]).strip("\n")
        if piece:
            yield piece
