"""Operators on sizes, places and orders: off by one, slices, strides, swapped names and arguments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import libcst as cst

from grader.mutate.place import Place
from grader.mutate.syntax import called, changed_by, in_parentheses, integer, last_name, names_in

_COUNTS = re.compile(
    r"(epochs?|steps?|layer|depth|count|index|total|size|batch_size|num_\w+|n_\w+|start|stop|[nijkNDHK])$"
)
_SIZE_CALLS = frozenset({"len", "size", "numel", "ndim"})
_AXIS_WORDS = frozenset({"axis", "dim"})
# names of which one is easily written for the other; a longer name ends in one of them: out_h, out_w
_PAIRS = (
    ("stride", "padding"),
    ("height", "width"),
    ("h", "w"),
    ("kh", "kw"),
    ("sh", "sw"),
    ("ph", "pw"),
    ("rows", "columns"),
    ("in_channels", "out_channels"),
    ("fan_in", "fan_out"),
)
_SYMMETRIC = frozenset("maximum minimum add multiply zip gcd equal isclose allclose print max min".split())


def off_by_one(place: Place) -> Iterator[cst.CSTNode]:
    """An integer, a size, a bound of a slice or of a range: one more, one less"""
    node = place.node
    if not isinstance(node, cst.BaseExpression) or _is_axis(place):
        return
    if integer(node) is not None:
        if isinstance(place.parent, cst.UnaryOperation):
            return  # the negative number around it is changed
    elif not (_is_size(node) or _is_bound(place) or _is_counting_argument(place)):
        return
    yield changed_by(node, 1)
    yield changed_by(node, -1)


def _is_axis(place: Place) -> bool:
    """Of an axis there is an operator of its own."""
    arguments = [node for node in place.ancestors[-4:] if isinstance(node, cst.Arg)]
    return any(argument.keyword is not None and argument.keyword.value in _AXIS_WORDS for argument in arguments)


def _is_size(node: cst.CSTNode) -> bool:
    """len(x), x.shape[i], x.size(0)"""
    if isinstance(node, cst.Subscript):
        return last_name(node.value) == "shape" and not isinstance(node.slice[0].slice, cst.Slice)
    return called(node) in _SIZE_CALLS


def _is_bound(place: Place) -> bool:
    """An end of a slice or an argument of range that is no number."""
    if isinstance(place.parent, cst.Slice):
        return True
    call = place.ancestors[-2] if len(place.ancestors) > 1 else None
    return isinstance(place.parent, cst.Arg) and call is not None and called(call) == "range"


def _is_counting_argument(place: Place) -> bool:
    """A count or a number of something, as an argument, a factor, a key or a place."""
    node = place.node
    if not isinstance(node, cst.Name) or not _COUNTS.match(node.value):
        return False
    parent = place.parent
    if isinstance(parent, cst.Arg):
        return parent.keyword is not node
    return isinstance(parent, cst.BinaryOperation | cst.Index | cst.FormattedStringExpression)


def slice_bound(place: Place) -> Iterator[cst.CSTNode]:
    """x[a:b] → x[a:], x[:b]; a step is dropped"""
    node = place.node
    if isinstance(node, cst.Slice):
        for end in ("lower", "upper"):
            if getattr(node, end) is not None:
                yield node.with_changes(**{end: None})
        if node.step is not None:
            yield node.with_changes(step=None, second_colon=cst.MaybeSentinel.DEFAULT)


def swapped_name(place: Place) -> Iterator[cst.CSTNode]:
    """stride ↔ padding, height ↔ width, kh ↔ kw, training ↔ validation data: a name for the one that goes with it"""
    node = place.node
    if not isinstance(node, cst.Name) or place.definition is None or not _is_read(place):
        return
    known = names_in(place.definition)
    for other in _partners(node.value):
        if other in known:
            yield cst.Name(other)


def _is_read(place: Place) -> bool:
    """The name stands for a value: it is not assigned, not a keyword, not what follows a dot."""
    node, parent = place.node, place.parent
    if isinstance(parent, cst.AssignTarget | cst.Param | cst.FunctionDef | cst.For | cst.CompFor | cst.AugAssign):
        return node is not getattr(parent, "target", getattr(parent, "name", None))
    if isinstance(parent, cst.Arg):
        return node is not parent.keyword
    if isinstance(parent, cst.Attribute):
        return node is not parent.attr
    if isinstance(parent, cst.Element):  # of a tuple that is assigned
        return not place.within(cst.AssignTarget, cst.For, cst.CompFor)
    return True


def _partners(name: str) -> Iterator[str]:
    for pair in _PAIRS:
        for one, other in (pair, pair[::-1]):
            if name == one or name.endswith(f"_{one}"):
                yield name.removesuffix(one) + other
    for suffix in ("_val", "_test"):
        yield name.removesuffix(suffix) if name.endswith(suffix) else name + suffix
    yield name.replace("train", "val") if "train" in name else name.replace("val", "train")


def argument_order(place: Place) -> Iterator[cst.CSTNode]:
    """f(a, b) → f(b, a); x[a, b] → x[b, a]"""
    node = place.node
    if isinstance(node, cst.Call) and called(node) not in _SYMMETRIC:
        plain = [index for index, argument in enumerate(node.args) if argument.keyword is None and not argument.star]
        for index, following in pairwise(plain):
            arguments = list(node.args)
            values = arguments[index].value, arguments[following].value
            arguments[index] = arguments[index].with_changes(value=values[1])
            arguments[following] = arguments[following].with_changes(value=values[0])
            yield node.with_changes(args=arguments)
    if isinstance(node, cst.Subscript) and len(node.slice) == 2 and place.definition is not None:
        first, second = node.slice
        yield node.with_changes(slice=[first.with_changes(slice=second.slice), second.with_changes(slice=first.slice)])


def axis_added(place: Place) -> Iterator[cst.CSTNode]:
    """x[:, None] → x, x[None] → x: a new axis is dropped"""
    node = place.node
    if isinstance(node, cst.Subscript) and any(_is_new_axis(element) for element in node.slice):
        yield in_parentheses(node.value)


def _is_new_axis(element: cst.SubscriptElement) -> bool:
    index = element.slice
    return isinstance(index, cst.Index) and last_name(index.value) in ("None", "newaxis")
