"""What the tests that train rest on: on less than the others, so that fewer changes ask for hours of training."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping

from grader.course import Assignment
from grader.judge.spec import TestSpec

_WORD = re.compile(r"\w+")
_Named = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def of_training(assignment: Assignment, specs: Mapping[str, TestSpec]) -> dict[str, bytes | None]:
    """Name of a file in the tests' folder → the share of it that tests that train rest on; None where it has none.

    Of the files of tests it is those in which a test trains, since none can import another. Of the probes it is those
    that these files name, and what they need. Files that are not named count as they are.
    """
    training = {spec.file for spec in specs.values() if spec.training}
    shares: dict[str, bytes | None] = {spec.file: None for spec in specs.values() if spec.file not in training}
    probes = assignment.probes_file
    if probes is not None:
        others = [path for path in assignment.tests_folder.glob("*.py") if path != probes and path.name not in shares]
        texts = [path.read_text(encoding="utf-8", errors="replace") for path in others]
        shares[probes.name] = needed(probes.read_bytes(), texts)
    return shares


def needed(source: bytes, texts: Iterable[str]) -> bytes:
    """The module without those of its functions and classes that neither the texts nor what is left of it name.

    A name counts wherever its word stands, in a text or a comment, too. What does not parse is needed as it is.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return source
    lines = source.decode("utf-8", "replace").split("\n")
    pieces = {node: "\n".join(lines[_first_line(node) - 1 : node.end_lineno]) for node in tree.body}
    named = {word for text in texts for word in _WORD.findall(text)}
    kept: set[ast.stmt] = set()
    while more := {node for node in tree.body if not (isinstance(node, _Named) and node.name not in named)} - kept:
        kept |= more
        named |= {word for node in more for word in _WORD.findall(pieces[node])}
    return "\n".join(piece for node, piece in pieces.items() if node in kept).encode()


def _first_line(node: ast.stmt) -> int:
    decorators = node.decorator_list if isinstance(node, _Named) else []
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])
