"""Run a student's file, statement by statement, so that what is broken costs only itself.

A top-level statement that raises is noted and the rest goes on. A file that does not parse is read by parso, which
recovers from errors: the statements that are whole run, the broken ones become functions that say what is wrong.
"""

from __future__ import annotations

import ast
import contextlib
import linecache
import re
import sys
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec
from typing import Any

from grader.remote.failures import text_of, type_name
from grader.remote.messages import Broken, BrokenKind, shortened
from grader.remote.patience import Patience

_DEFINITION = re.compile(r"^(?:async\s+def|def|class)\s+([A-Za-z_]\w*)", re.MULTILINE)


@dataclass
class Loaded:
    """The student's module, and what of its file could not be read or run."""

    module: types.ModuleType
    filename: str
    broken: list[Broken] = field(default_factory=list)
    shown: list[tuple[int, list[dict[str, Any]]]] = field(default_factory=list)
    """of a notebook: the outputs of its cells, each with the line that the cell begins at"""


@dataclass(frozen=True)
class Manner:
    """How a file is run.

    `forbidden`: packages, for the message alone. `interruptible`: a KeyboardInterrupt is the user's, at the keyboard,
    and not the file's. `patience`: with statements that take long; without it they take what they take. `left_out`:
    those not to be run, by their numbers from 1, with the reason.
    """

    forbidden: Sequence[str] = ()
    interruptible: bool = False
    patience: Patience | None = None
    left_out: Mapping[int, str] = field(default_factory=dict)


AS_IT_IS = Manner()


class BrokenDefinition(SyntaxError):
    """Raised on a call of a function whose source could not be read."""


def load(source: str, filename: str, name: str, manner: Manner = AS_IT_IS) -> Loaded:
    """Run `source` as the module `name`; whatever it raises is noted, never passed on (os._exit apart)."""
    loaded = new_module(source, filename, name)
    runner = Runner(loaded, manner)
    for statement, line in statements(source, filename, loaded):
        runner.run(statement, line)
    return loaded


def new_module(source: str, filename: str, name: str) -> Loaded:
    """An empty module, whose tracebacks show the lines of `source`."""
    module = types.ModuleType(name)
    module.__file__ = filename
    module.__spec__ = ModuleSpec(name, None, origin=filename)
    sys.modules[name] = module
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    return Loaded(module, filename)


class Runner:
    """Runs statements of one file in order, in its module."""

    def __init__(self, loaded: Loaded, manner: Manner) -> None:
        self._loaded = loaded
        self._manner = manner
        self._flags = 0  # of the `from __future__` statements so far
        self._number = 0

    def run(
        self, statement: ast.stmt, line: int, carry_out: Callable[[ast.stmt, int], None] | None = None
    ) -> BaseException | None:
        """What the statement raised, which is noted. `carry_out`: what compiles and executes it, given the flags."""
        self._number += 1
        manner = self._manner
        if self._number in manner.left_out:
            self._note("timeout", line, manner.left_out[self._number], statement)
            return TimeoutError(manner.left_out[self._number])
        try:
            flags = self._flags | _future(statement)
            within = manner.patience.with_(statement, self._number) if manner.patience else contextlib.nullcontext()
            with within:
                (carry_out or self._execute)(statement, flags)
            self._flags = flags
        except BaseException as error:
            if manner.interruptible and isinstance(error, KeyboardInterrupt):
                raise
            text = shortened(f"{type_name(error)}: {text_of(error)}")
            self._note(kind_of(error, manner.forbidden), line, text, statement)
            return error
        return None

    def finish(self, action: Callable[[], None], instead: Callable[[], None]) -> None:
        """Something that belongs to the last statement: part of its time, and left out with it, for `instead`."""
        patience = self._manner.patience
        if self._number in self._manner.left_out:
            instead()
            return
        with patience.with_number(self._number) if patience and self._number else contextlib.nullcontext():
            action()

    def _execute(self, statement: ast.stmt, flags: int) -> None:
        code = compile(ast.Module([statement], []), self._loaded.filename, "exec", flags=flags, dont_inherit=True)
        exec(code, self._loaded.module.__dict__)  # noqa: S102 - running the student's file is the purpose

    def _note(self, kind: BrokenKind, line: int, text: str, statement: ast.stmt) -> None:
        self._loaded.broken.append(Broken(kind, line, text, tuple(bound_names(statement))))


def statements(source: str, filename: str, loaded: Loaded) -> Iterator[tuple[ast.stmt, int]]:
    """The top-level statements that can be read, with their lines; the others are noted in `loaded`, and stubbed."""
    try:
        tree = ast.parse(source, filename)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        yield from _salvaged(source, filename, loaded, error)
        return
    for statement in tree.body:
        yield statement, statement.lineno


def _salvaged(source: str, filename: str, loaded: Loaded, error: Exception) -> Iterator[tuple[ast.stmt, int]]:
    """The statements that are whole, in order; the broken ones are noted and stubbed as they come."""
    import parso  # needed for a broken file only

    try:
        children = list(parso.parse(source).children)  # type: ignore[no-untyped-call]  # parso's
    except (RecursionError, ValueError) as failure:
        loaded.broken.append(Broken("syntax", getattr(error, "lineno", 0) or 0, f"{failure}", ()))
        return
    whole: list[ast.stmt]
    pending: list[tuple[int, str]] = []
    for child in children:
        line, column = child.start_pos
        text = child.get_code(include_prefix=False)
        if not text.strip():
            continue
        if column:  # the body of a definition whose head is broken
            pending.append((line, text))
            continue
        try:
            # the blank lines keep the student's line numbers
            padded = "\n" * (line - 1) + text
            whole = ast.parse(padded, filename).body
            compile(padded, filename, "exec", dont_inherit=True)  # a return outside a function parses
        except (SyntaxError, ValueError, RecursionError):
            pending.append((line, text))
            continue
        _note_broken(pending, loaded, filename)
        pending = []
        for statement in whole:
            yield statement, statement.lineno
    _note_broken(pending, loaded, filename)


def _note_broken(pending: list[tuple[int, str]], loaded: Loaded, filename: str) -> None:
    """One note for a run of broken pieces, and a stub for every function that they would have defined."""
    if not pending:
        return
    first = pending[0][0]
    text = "\n" * (first - 1)
    for line, piece in pending:
        text += "\n" * (line - 1 - text.count("\n")) + piece
    try:
        ast.parse(text, filename)
        line, message = first, "invalid syntax"
    except (SyntaxError, ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None) or first
        message = getattr(error, "msg", None) or str(error)
    names = tuple(dict.fromkeys(_DEFINITION.findall(text)))
    said = f"line {line}: {message}"
    loaded.broken.append(Broken("syntax", line, f"SyntaxError: {message}", names))
    for name in names:
        loaded.module.__dict__[name] = _stub(name, said)


def refuse_input(*_: object) -> str:
    """In place of `input`."""
    raise EOFError("input() has nobody to ask: a submission is graded without a keyboard")


def _stub(name: str, said: str) -> Callable[..., None]:
    def stub(*_: object, **__: object) -> None:
        raise BrokenDefinition(f"{name} cannot be read: {said}")

    stub.__name__ = stub.__qualname__ = name
    return stub


def _future(statement: ast.stmt) -> int:
    import __future__

    if not isinstance(statement, ast.ImportFrom) or statement.module != "__future__":
        return 0
    flags = 0
    for alias in statement.names:
        feature = getattr(__future__, alias.name, None)
        flags |= getattr(feature, "compiler_flag", 0)
    return flags


def kind_of(error: BaseException, forbidden: Sequence[str]) -> BrokenKind:
    if isinstance(error, ImportError) and (error.name or "").partition(".")[0] in forbidden:
        return "forbidden"
    return "syntax" if isinstance(error, SyntaxError) else "exception"


def bound_names(statement: ast.stmt) -> Iterator[str]:
    """The module-level names that a statement would have bound."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield statement.name
        return
    for node in ast.walk(statement):
        if isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0]
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
