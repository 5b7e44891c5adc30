"""Operators that let two names share one array: copies dropped, arguments written to, results that are arguments."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from grader.mutate.place import Place
from grader.mutate.syntax import called, in_parentheses, is_number, names_in, operand

_COPIES = frozenset({"copy", "clone", "detach", "deepcopy", "contiguous"})
_CONTAINERS = frozenset({"list", "dict"})
_IN_PLACE: dict[type[cst.CSTNode], str] = {
    cst.Add: "__iadd__",
    cst.Subtract: "__isub__",
    cst.Multiply: "__imul__",
    cst.Divide: "__itruediv__",
}


def copy_dropped(place: Place) -> Iterator[cst.CSTNode]:
    """x.copy() → x, x.clone() → x, x.detach() → x, list(x) → x, np.array(x) → np.asarray(x)"""
    node = place.node
    if not isinstance(node, cst.Call):
        return
    if called(node) in _COPIES:
        inner = operand(node)
        if inner is not None:
            yield in_parentheses(inner)
    if isinstance(node.func, cst.Name) and node.func.value in _CONTAINERS and len(node.args) == 1:
        yield in_parentheses(node.args[0].value)
    if called(node) == "array" and isinstance(node.func, cst.Attribute):
        yield node.with_changes(func=node.func.with_changes(attr=cst.Name("asarray")))


def in_place(place: Place) -> Iterator[cst.CSTNode]:
    """x - y → x.__isub__(y) where x is an argument or a part of one: the argument is written to"""
    node = place.node
    if not isinstance(node, cst.BinaryOperation) or type(node.operator) not in _IN_PLACE:
        return
    left = node.left
    root = left.value if isinstance(left, cst.Subscript) else left
    if isinstance(root, cst.Name) and root.value in _shared_names(place):
        method = cst.Attribute(left, cst.Name(_IN_PLACE[type(node.operator)]))
        yield cst.Call(method, [cst.Arg(node.right)])


def _shared_names(place: Place) -> set[str]:
    """The names of the function's arguments that may be arrays, and of what is iterated over in them."""
    if place.definition is None:
        return set()
    parameters = place.definition.params.params
    shared = {parameter.name.value for parameter in parameters if not is_number(parameter)}
    for node in (*place.ancestors, *_comprehensions(place)):
        if isinstance(node, cst.For | cst.CompFor) and names_in(node.iter) & shared:
            shared |= names_in(node.target)
    return shared


def _comprehensions(place: Place) -> Iterator[cst.CSTNode]:
    for node in place.ancestors:
        if isinstance(node, cst.ListComp | cst.DictComp | cst.GeneratorExp | cst.SetComp):
            yield node.for_in
