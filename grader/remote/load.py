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


class BrokenDefinition(SyntaxError):
    """Raised on a call of a function whose source could not be read."""


def load(
    source: str,
    filename: str,
    name: str,
    forbidden: Sequence[str] = (),
    *,
    interruptible: bool = False,
    patience: Patience | None = None,
    left_out: Mapping[int, str] | None = None,
) -> Loaded:
    """Run `source` as the module `name`; whatever it raises is noted, never passed on (os._exit apart).

    `interruptible`: a KeyboardInterrupt is the user's, at the keyboard, and not the file's. `patience`: with
    statements that take long; all there is without. `left_out`: the statements not to be
    run, by their numbers from 1, with the reason.
    """
    module = types.ModuleType(name)
    module.__file__ = filename
    module.__spec__ = ModuleSpec(name, None, origin=filename)
    sys.modules[name] = module
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    loaded = Loaded(module, filename)
    flags = 0
    for number, (statement, line) in enumerate(statements(source, filename, loaded), 1):
        if left_out and number in left_out:
            loaded.broken.append(Broken("timeout", line, left_out[number], tuple(_bound_names(statement))))
            continue
        try:
            code = compile(
                ast.Module([statement], []), filename, "exec", flags=flags | _future(statement), dont_inherit=True
            )
            flags |= _future(statement)
            with patience.with_(statement, number) if patience is not None else contextlib.nullcontext():
                exec(code, module.__dict__)  # noqa: S102 - running the student's file is the purpose
        except BaseException as error:  # SystemExit at import costs its statement only
            if interruptible and isinstance(error, KeyboardInterrupt):
                raise
            kind = _kind(error, forbidden)
            text = shortened(f"{type_name(error)}: {text_of(error)}")
            loaded.broken.append(Broken(kind, line, text, tuple(_bound_names(statement))))
    return loaded


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


def _kind(error: BaseException, forbidden: Sequence[str]) -> BrokenKind:
    if isinstance(error, ImportError) and (error.name or "").partition(".")[0] in forbidden:
        return "forbidden"
    return "syntax" if isinstance(error, SyntaxError) else "exception"


def _bound_names(statement: ast.stmt) -> Iterator[str]:
    """The module-level names that a statement would have bound."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield statement.name
        return
    for node in ast.walk(statement):
        if isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0]
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
