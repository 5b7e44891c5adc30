"""The places of a source where something can be changed, and what surrounds them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import libcst as cst

MODULE = "module"  # how a place outside every function and class is named

_NOT_CODE = (cst.Import, cst.ImportFrom, cst.Annotation, cst.Global, cst.Nonlocal)


@dataclass(frozen=True)
class Place:
    """A node of the syntax tree, the nodes that it is in (the module first), and its function's qualified name."""

    node: cst.CSTNode
    ancestors: tuple[cst.CSTNode, ...]
    function: str

    @property
    def parent(self) -> cst.CSTNode:
        return self.ancestors[-1]

    @cached_property
    def definition(self) -> cst.FunctionDef | None:
        """The innermost function that it is in."""
        found = [node for node in self.ancestors if isinstance(node, cst.FunctionDef)]
        return found[-1] if found else None

    def within(self, *kinds: type[cst.CSTNode]) -> bool:
        """Whether it is in a node of one of these kinds that belongs to the same statement."""
        for node in reversed(self.ancestors):
            if isinstance(node, kinds):
                return True
            if isinstance(node, cst.BaseSmallStatement | cst.BaseCompoundStatement):
                return False
        return False


def places(module: cst.Module) -> Iterator[Place]:
    """Every place in the order of the source, the outer one first.

    Left out are imports, annotations, docstrings and what only runs when the file is a script.
    """
    yield from _below(module, (), ())


def _below(node: cst.CSTNode, ancestors: tuple[cst.CSTNode, ...], names: tuple[str, ...]) -> Iterator[Place]:
    if isinstance(node, _NOT_CODE) or _is_text(node) or _is_script(node):
        return
    if ancestors:
        yield Place(node, ancestors, ".".join(names) or MODULE)
    inner = (*names, node.name.value) if isinstance(node, cst.FunctionDef | cst.ClassDef) else names
    for child in node.children:
        yield from _below(child, (*ancestors, node), inner)


def _is_text(node: cst.CSTNode) -> bool:
    """A docstring, or another string that stands alone."""
    return isinstance(node, cst.SimpleStatementLine) and all(
        isinstance(statement, cst.Expr) and isinstance(statement.value, cst.SimpleString | cst.ConcatenatedString)
        for statement in node.body
    )


def _is_script(node: cst.CSTNode) -> bool:
    """`if __name__ == "__main__":`"""
    return (
        isinstance(node, cst.If)
        and isinstance(node.test, cst.Comparison)
        and isinstance(node.test.left, cst.Name)
        and node.test.left.value == "__name__"
    )
