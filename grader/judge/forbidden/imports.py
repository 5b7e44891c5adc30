"""Which forbidden packages a submission's source imports, read from its syntax tree; nothing of it is run.

What the loader notes of such an import when a file is run (grader.remote.load) can be told before it is handed in.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from types import ModuleType

from grader.course import Settings
from grader.remote.lines import Lines
from grader.remote.load import Loaded, kind_of, statements


def forbidden_imports(files: Mapping[str, bytes], settings: Settings, lines: Lines) -> list[str]:
    """A line for each import of a forbidden package, wherever in a file it stands; `lines` are those of the
    assignment's file."""
    said = []
    for name in sorted(name for name in files if name.endswith(".py")):
        for line, package in _imports(files[name].decode("utf-8", "replace"), name):
            # asked as the loader asks, of the error that the sandbox gives
            if kind_of(ImportError(name=package), settings.packages.forbidden) == "forbidden":
                where = f"{lines.file}, {lines.place(line)}" if name == settings.file else f"{name}, line {line}"
                said.append(f"{where}: the assignment forbids {package.partition('.')[0]}")
    return said


def _imports(source: str, name: str) -> Iterator[tuple[int, str]]:
    for statement, _ in statements(source, name, Loaded(ModuleType(name), name)):
        for node in ast.walk(statement):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.lineno, node.module
