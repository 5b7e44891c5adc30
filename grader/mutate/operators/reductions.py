"""Operators on what works along an axis: sums, maxima, transposes, products of matrices."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from grader.mutate.place import Place
from grader.mutate.syntax import (
    called,
    in_parentheses,
    integer,
    keywords,
    names_in,
    operand,
    parsed,
    receiver,
    renamed,
    with_argument,
    without_argument,
)

ALONG_AN_AXIS = frozenset(
    "sum mean max min amax amin argmax argmin prod std var any all cumsum argsort sort softmax log_softmax logsumexp "
    "norm median unsqueeze squeeze expand_dims flatten".split()
)
_OTHER_REDUCTION = {"sum": "mean", "mean": "sum", "nansum": "nanmean", "prod": "sum", "std": "var", "var": "std"}
_OTHER_EXTREME = {
    "max": "min",
    "min": "max",
    "amax": "amin",
    "amin": "amax",
    "argmax": "argmin",
    "argmin": "argmax",
    "maximum": "minimum",
    "minimum": "maximum",
}
_TRANSPOSES = frozenset({"t", "transpose", "permute", "swapaxes", "moveaxis", "movedim"})
_PRODUCTS = frozenset({"dot", "matmul", "mm", "bmm"})


def axis(place: Place) -> Iterator[cst.CSTNode]:
    """Another axis, or none: axis=1 → axis=0, and the sum over everything; (2, 3) → 2, 3."""
    node = place.node
    if not isinstance(node, cst.Call):
        return
    for index, argument in _axes(node):
        for other in _other_axes(argument.value):
            yield with_argument(node, index, other)
        if called(node) in ALONG_AN_AXIS:
            yield without_argument(node, index)


def _axes(node: cst.Call) -> Iterator[tuple[int, cst.Arg]]:
    yield from keywords(node, "axis", "dim")
    if called(node) in ALONG_AN_AXIS and receiver(node) is not None and node.args:
        first = node.args[0]
        if first.keyword is None and integer(first.value) is not None:
            yield 0, first


def _other_axes(value: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    if isinstance(value, cst.Tuple):
        yield from (element.value for element in value.elements)
    number = integer(value)
    if number is not None:
        yield parsed({0: "1", 1: "0", -1: "0"}.get(number, str(number - 1)))


def keepdims(place: Place) -> Iterator[cst.CSTNode]:
    """keepdims=True is dropped, or is there where it was not."""
    node = place.node
    if not isinstance(node, cst.Call):
        return
    found = list(keywords(node, "keepdims", "keepdim"))
    for index, _ in found:
        yield without_argument(node, index)
    axes = [argument.keyword for _, argument in keywords(node, "axis", "dim") if argument.keyword is not None]
    if not found and axes and called(node) in {*_OTHER_REDUCTION, *_OTHER_EXTREME}:
        name = "keepdims" if axes[0].value == "axis" else "keepdim"
        yield _call_of(node, f"{name}=True")


def _call_of(node: cst.Call, added: str) -> cst.Call:
    return node.with_changes(args=[*node.args, *cst.ensure_type(parsed(f"f({added})"), cst.Call).args])


def transpose(place: Place) -> Iterator[cst.CSTNode]:
    """x.T → x, x.transpose(…) → x; a pair of factors loses its transposes in turn."""
    node = place.node
    if isinstance(node, cst.Attribute) and node.attr.value in ("T", "mT"):
        yield node.value
    if called(node) in _TRANSPOSES:
        assert isinstance(node, cst.Call)
        inner = operand(node)
        if inner is not None:
            yield in_parentheses(inner)


def transpose_added(place: Place) -> Iterator[cst.CSTNode]:
    """a @ b → a.T @ b, a @ b.T"""
    node = place.node
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.MatrixMultiply):
        for side in ("left", "right"):
            factor = in_parentheses(getattr(node, side))
            if not (isinstance(factor, cst.Attribute) and factor.attr.value in ("T", "mT")):
                yield node.with_changes(**{side: cst.Attribute(factor, cst.Name("T"))})


def sum_or_mean(place: Place) -> Iterator[cst.CSTNode]:
    """sum ↔ mean, std ↔ var"""
    yield from _other_call(place, _OTHER_REDUCTION)


def extreme(place: Place) -> Iterator[cst.CSTNode]:
    """max ↔ min, argmax ↔ argmin, maximum ↔ minimum"""
    yield from _other_call(place, _OTHER_EXTREME)


def _other_call(place: Place, other: dict[str, str]) -> Iterator[cst.CSTNode]:
    node, name = place.node, called(place.node)
    if isinstance(node, cst.Call) and name in other:
        if isinstance(node.func, cst.Name) and other[name] in ("mean", "var", "std"):
            return  # Python has no function of that name
        yield renamed(node, other[name])


def matmul_order(place: Place) -> Iterator[cst.CSTNode]:
    """a @ b → b @ a"""
    node = place.node
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.MatrixMultiply):
        yield node.with_changes(left=in_parentheses(node.right), right=in_parentheses(node.left))
    if isinstance(node, cst.Call) and called(node) in _PRODUCTS and len(node.args) > 1:
        first, second, *rest = node.args
        swapped = [first.with_changes(value=second.value), second.with_changes(value=first.value), *rest]
        yield node.with_changes(args=swapped)


def max_subtraction(place: Place) -> Iterator[cst.CSTNode]:
    """x - x.max(…) → x: the exponential overflows."""
    node = place.node
    if (
        isinstance(node, cst.BinaryOperation)
        and isinstance(node.operator, cst.Subtract)
        and called(node.right) in ("max", "amax", "maximum")
        and names_in(node.left) & names_in(node.right)
    ):
        yield node.left
