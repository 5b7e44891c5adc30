"""Mutants and variants as overlays: only the definitions that differ from the reference."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from grader.errors import CourseError

Header = TypeVar("Header", bound=msgspec.Struct)

_HEADER = re.compile(r"^# /// (?P<kind>mutant|variant)\n(?P<body>(?:#(?: .*)?\n)*?)# ///$", re.MULTILINE)


class MutantHeader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`kills`: tests that must fail by themselves; `may_also_fail`: others that may; `cause`: what was done wrong."""

    kills: Annotated[tuple[str, ...], Meta(min_length=1)]
    cause: Annotated[str, Meta(min_length=1)]
    may_also_fail: tuple[str, ...] = ()


class VariantHeader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`why`: what is unusual about it, and that it is right all the same."""

    why: str


@dataclass(frozen=True)
class Mutant:
    """A solution with one mistake."""

    name: str
    header: MutantHeader
    source: str


@dataclass(frozen=True)
class Variant:
    """A right solution of an unusual kind."""

    name: str
    header: VariantHeader
    source: str


def read_mutants(folder: Path, reference: str) -> tuple[Mutant, ...]:
    return tuple(
        Mutant(path.stem, _header(path, "mutant", MutantHeader), overlaid(reference, path))
        for path in sorted(folder.glob("*.py"))
    )


def read_variants(folder: Path, reference: str) -> tuple[Variant, ...]:
    return tuple(
        Variant(path.stem, _header(path, "variant", VariantHeader), overlaid(reference, path))
        for path in sorted(folder.glob("*.py"))
    )


def _header(path: Path, kind: str, form: type[Header]) -> Header:
    source = _read(path)
    found = _HEADER.search(source)
    if found is None or found["kind"] != kind:
        raise CourseError(f"{path}: no header: it begins with '# /// {kind}' and ends with '# ///'")
    text = "".join(line.removeprefix("#").removeprefix(" ") for line in found["body"].splitlines(keepends=True))
    try:
        return msgspec.convert(tomllib.loads(text), form)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise CourseError(f"{path}: header: {error}") from error


def overlaid(reference: str, path: Path) -> str:
    """The reference's source with the top-level definitions of the overlay at `path` in place of its own.

    A definition of the same name is replaced where it stands; imports and new names come before the first
    definition of the reference. An assignment to an attribute of what the reference defines (`Node.max = …`, one
    method of a class) comes at the end.
    """
    overlay = _read(path)
    try:
        tree = ast.parse(overlay, str(path))
    except SyntaxError as error:
        raise CourseError(f"{path}: line {error.lineno}: {error.msg}") from error
    own = ast.parse(reference)
    places = {name: node for node in own.body for name in _defines(node)}
    first = next((node for node in own.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))), None)
    if first is None:
        raise CourseError(f"{path}: the reference has no function, so that nothing of it can be replaced")
    defined = Counter(name for node in tree.body for name in _defines(node))
    twice = next((name for name, count in defined.items() if count > 1), None)
    if twice is not None:
        raise CourseError(f"{path}: it defines {twice} twice")
    replaced: list[tuple[int, int, str]] = []
    added: list[str] = []
    last: list[str] = []
    for node in tree.body:
        text = "\n".join(overlay.split("\n")[_first_line(node) - 1 : node.end_lineno])
        known = next((places[name] for name in _defines(node) if name in places), None)
        if known is not None:
            replaced.append((_first_line(known), known.end_lineno or known.lineno, text))
        elif _changes_attribute(node, places):
            last.append(text)
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)) and not _is_future(node):
            added.append(text)
    lines = reference.rstrip("\n").split("\n")  # as ast counts them
    for begin, end, text in sorted(replaced, reverse=True):
        lines[begin - 1 : end] = text.split("\n")
        if begin < _first_line(first):
            raise CourseError(f"{path}: a name that the reference defines before its first function")
    lines[_first_line(first) - 1 : _first_line(first) - 1] = "\n\n".join(added).split("\n")
    return "\n".join([*lines, *last]) + "\n"


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path}: cannot be read: {error}") from error


def _first_line(node: ast.stmt) -> int:
    decorators: Sequence[ast.expr] = getattr(node, "decorator_list", ())
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _defines(node: ast.stmt) -> tuple[str, ...]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return (node.name,)
    if isinstance(node, ast.Assign):
        return tuple(target.id for target in node.targets if isinstance(target, ast.Name))
    return (node.target.id,) if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) else ()


def _changes_attribute(node: ast.stmt, places: Mapping[str, ast.stmt]) -> bool:
    """Whether the statement assigns to an attribute of one of these names."""
    return isinstance(node, ast.Assign) and all(
        isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id in places
        for target in node.targets
    )


def _is_future(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"
