"""Run a notebook cell by cell, in this process, as IPython would; what is broken costs its statement only.

The cells are run by IPython's own shell (magics, display hook, formatters, matplotlib's inline backend), without a
kernel: nothing listens, and nothing has to be started.
"""

from __future__ import annotations

import ast
import asyncio
import importlib.util
import inspect
import re
import sys
import traceback
import types
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from grader.remote.failures import text_of, type_name
from grader.remote.lines import Lines, lines_of_notebook
from grader.remote.load import AS_IT_IS, Loaded, Manner, Runner, new_module, statements
from grader.remote.shell import MOST_SHOWN, MostShown, Shell

# Magics of a whole cell that run it, and tell how it went: what it defines is wanted, and what they tell is not.
_AROUND_A_CELL = re.compile(r"(\s*)%%(?:time|timeit|capture|prun|debug|python3?|pypy)\b[^\n]*")
_QUIET = re.compile(r";[ \t]*(?:#[^\n]*)?$")


class _Metadata(msgspec.Struct):
    line: int = 0


class Cell(msgspec.Struct):
    """A cell as the judge has written it down: of one with code, the line of the script that it begins at."""

    cell_type: str
    source: str
    metadata: _Metadata


class _Notebook(msgspec.Struct):
    cells: list[Cell]


def cells_of(content: bytes) -> Iterator[Cell]:
    """The cells with code, in order."""
    found = msgspec.json.decode(content, type=_Notebook).cells
    return (cell for cell in found if cell.cell_type == "code")


def load_notebook(
    content: bytes, source: str, filename: str, name: str, manner: Manner = AS_IT_IS, most: MostShown = MOST_SHOWN
) -> Loaded:
    """Run the code cells of a notebook (without outputs, each with its line) in the module `name`.

    `source` and `filename`: the script that tracebacks and lines refer to. `most`: of what the cells show.
    """
    loaded = new_module(source, filename, name)
    loaded.module.__dict__["__name__"] = "__main__"  # as in a kernel: what stands behind that condition is run
    lines = lines_of_notebook(filename, content)
    stand_in_for_otter()
    runner = Runner(loaded, manner)
    with Shell(loaded.module, most) as shell:
        for cell in cells_of(content):
            with shell.cell() as outputs:
                loaded.shown.append((cell.metadata.line, outputs))
                _run(cell, loaded, runner, shell, lines)
                runner.finish(shell.draw, shell.drop)
    _close_loop()
    return loaded


class _Quiet:
    """In place of otter-grader's object in a notebook: whatever is asked of it is not done, and said to be."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("_"):
            raise AttributeError(name)  # IPython asks for methods of such names

        def said(*_: object, **__: object) -> None:
            print(f"(otter's {name} does nothing while the notebook is graded)")

        return said


def stand_in_for_otter() -> None:
    """A notebook that was made for otter-grader begins with an import of it, and each question ends with a check."""
    if importlib.util.find_spec("otter") is None:
        stand_in: Any = types.ModuleType("otter")
        stand_in.Notebook = _Quiet
        sys.modules["otter"] = stand_in


def _run(cell: Cell, loaded: Loaded, runner: Runner, shell: Shell, lines: Lines) -> None:
    text = cell.source
    if magic := _AROUND_A_CELL.match(text):
        text = f"{magic[1]}pass{text[magic.end() :]}"
    quiet = _QUIET.search(text.rstrip()) is not None
    blank = len(text) - len(text.lstrip("\n"))  # which IPython takes away
    padded = "\n" * (cell.metadata.line - 1 + blank) + shell.as_python(text.lstrip("\n"))
    before = len(loaded.broken)
    found = list(statements(padded, loaded.filename, loaded))
    for broken in loaded.broken[before:]:
        shell.show_error("SyntaxError", broken.message, [lines.place(broken.line)])
    for statement, line in found:
        last = statement is found[-1][0] and isinstance(statement, ast.Expr)
        error = runner.run(statement, line, _executor(loaded, shell, show=last and not quiet))
        if error is not None:
            shell.show_error(type_name(error), text_of(error), trace_of(error, lines))


def trace_of(error: BaseException, lines: Lines) -> list[str]:
    """The lines of the notebook that an exception came through."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == lines.file]
    return [f"{lines.place(frame.lineno or 0)}, in {frame.name}\n    {frame.line}" for frame in frames]


def _executor(loaded: Loaded, shell: Shell, *, show: bool) -> Callable[[ast.stmt, int], None]:
    """Compiles and executes a statement in the cells' module; the value of an expression can be shown."""

    def evaluated(tree: ast.Module | ast.Expression, mode: str, flags: int) -> Any:
        code = compile(tree, loaded.filename, mode, flags=flags, dont_inherit=True)
        return _waited_for(eval(code, loaded.module.__dict__))

    def execute(statement: ast.stmt, flags: int) -> None:
        flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        if not isinstance(statement, ast.Expr):
            evaluated(ast.Module([statement], []), "exec", flags)
            return
        value = evaluated(ast.Expression(statement.value), "eval", flags)
        if show and value is not None:
            shell.show_result(value)

    return execute


def _waited_for(value: Any) -> Any:
    """Of code that awaits at the top level, what it comes to."""
    if inspect.iscoroutine(value) and value.cr_code.co_name == "<module>":
        return _loop().run_until_complete(value)
    return value


def _loop() -> asyncio.AbstractEventLoop:
    """One for all cells: a task of one cell may be awaited in the next."""
    global _own_loop
    if _own_loop is None:
        _own_loop = asyncio.new_event_loop()
        asyncio.set_event_loop(_own_loop)
    return _own_loop


def _close_loop() -> None:
    """A fork would share what it waits with; and functions are not to get it, but a new one."""
    global _own_loop
    if _own_loop is not None:
        _own_loop.close()
        _own_loop = None
        asyncio.set_event_loop_policy(None)


_own_loop: asyncio.AbstractEventLoop | None = None
