"""What the tests that train rest on: on less than the others, so that fewer changes ask for hours of training."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from grader.course import Assignment
from grader.judge.spec import TestSpec


def of_training(assignment: Assignment, specs: Mapping[str, TestSpec]) -> dict[str, bytes | None]:
    """Name of a file in the tests' folder → the share of it that tests that train rest on; None where it has none.

    Of the files of tests it is those in which a test trains, since none can import another. Of the probes it is those
    that these files name, and what they need. Files that are not named count as they are.
    """
    training = {spec.file for spec in specs.values() if spec.training}
    left_out = {assignment.public_tests.name, *(spec.file for spec in specs.values())} - training
    shares: dict[str, bytes | None] = dict.fromkeys(left_out)
    probes = assignment.probes_file
    if probes is not None:
        others = [path for path in assignment.tests_folder.glob("*.py") if path != probes and path.name not in shares]
        shares[probes.name] = needed(probes.read_bytes(), [path.read_bytes() for path in others])
    return shares


def needed(source: bytes, users: Iterable[bytes]) -> bytes:
    """The module without what it defines and imports that neither its users nor what is left of it name.

    A text that is nothing but a name names it, too: getattr(probes, "path"). Whole where something does not parse.
    """
    try:
        tree, *others = map(ast.parse, (source, *users))
    except (SyntaxError, ValueError):
        return source
    named = {name for other in others for name in _names(other)}
    kept: set[ast.stmt] = set()
    while more := {node for node in tree.body if (bound := _bound(node)) is None or bound & named} - kept:
        kept |= more
        named |= {name for node in more for name in _names(node)}
    lines = source.decode("utf-8", "replace").split("\n")
    return "\n".join(line for node in tree.body if node in kept for line in _lines(node, lines)).encode()


def _bound(node: ast.stmt) -> set[str] | None:
    """The names that nothing but a use of them needs; None for what does more than to bind names."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.ImportFrom(module="__future__") | ast.ImportFrom(names=[ast.alias(name="*")]):
            return None
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            return {alias.asname or alias.name.partition(".")[0] for alias in aliases}
    return None


def _names(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Constant(value=str(name)):
                found.add(name)
    return found


def _lines(node: ast.stmt, lines: list[str]) -> list[str]:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
    return lines[first - 1 : node.end_lineno]
