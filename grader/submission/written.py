"""How many of an assignment's functions are written in a source, and no longer as the template has them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

LARGEST = 1 << 18  # bytes that are parsed for this; a parser takes a thousand times as much memory


def written(source: bytes, functions: Sequence[str]) -> int:
    """Of the functions and classes named, how many are defined with something else than the template's stubs."""
    return len({name for name in _written(source.decode("utf-8", "replace")) if name in functions})


def _written(text: str) -> Iterator[str]:
    for piece in re.split(r"^# %%.*$", text, flags=re.MULTILINE):  # a cell that cannot be read costs itself
        try:
            body = ast.parse(piece).body if len(piece) <= LARGEST else None
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            body = None
        if body is None:
            yield from re.findall(r"^(?:async[ \t]+def|def|class)[ \t]+(\w+)", piece, re.MULTILINE)
            continue
        for node in body:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and _has_content(node):
                yield node.name


def _has_content(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    """A class has if one of its methods has, or if it has no methods."""
    if isinstance(node, ast.ClassDef):
        methods = [one for one in node.body if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))]
        return not methods or any(map(_has_content, methods))
    return not any(_is_stub(statement) for statement in node.body)


def _is_stub(statement: ast.stmt) -> bool:
    raised = statement.exc if isinstance(statement, ast.Raise) else None
    called = raised.func if isinstance(raised, ast.Call) else raised
    return isinstance(called, ast.Name) and called.id == "NotImplementedError"
