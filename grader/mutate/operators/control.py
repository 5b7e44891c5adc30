"""Operators on the course of a function: conditions, loops, statements, what is returned."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from grader.mutate.place import Place
from grader.mutate.syntax import called, in_parentheses, is_number, nothing, operand

_COMPARISONS: dict[type[cst.CSTNode], tuple[type[cst.CSTNode], ...]] = {
    cst.LessThan: (cst.LessThanEqual, cst.GreaterThan),
    cst.LessThanEqual: (cst.LessThan, cst.GreaterThanEqual),
    cst.GreaterThan: (cst.GreaterThanEqual, cst.LessThan),
    cst.GreaterThanEqual: (cst.GreaterThan, cst.LessThanEqual),
    cst.Equal: (cst.NotEqual,),
    cst.NotEqual: (cst.Equal,),
    cst.Is: (cst.IsNot,),
    cst.IsNot: (cst.Is,),
    cst.In: (cst.NotIn,),
    cst.NotIn: (cst.In,),
}
_KEPT = (cst.Return, cst.Pass, cst.Import, cst.ImportFrom, cst.Global, cst.Nonlocal)
# what a call of these is skipped to is no value of the kind that it gives
_NOT_SKIPPED = frozenset(
    "range len enumerate zip pairwise print isinstance super list tuple dict set sorted items keys values append "
    "permutation randperm shape getattr setattr hasattr zeros ones empty standard_normal normal randn arange".split()
)


def comparison(place: Place) -> Iterator[cst.CSTNode]:
    """< → <=, >; == → !=; in → not in"""
    node = place.node
    if isinstance(node, cst.ComparisonTarget):
        for kind in _COMPARISONS[type(node.operator)]:
            yield node.with_changes(operator=kind())


def condition(place: Place) -> Iterator[cst.CSTNode]:
    """A condition that always or never holds; and ↔ or; not dropped"""
    node = place.node
    if isinstance(node, cst.If | cst.IfExp | cst.Assert):
        yield node.with_changes(test=cst.Name("True"))
    if isinstance(node, cst.If | cst.IfExp | cst.While):
        yield node.with_changes(test=cst.Name("False"))
    if isinstance(node, cst.BooleanOperation):
        yield node.with_changes(operator=cst.Or() if isinstance(node.operator, cst.And) else cst.And())
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not):
        yield in_parentheses(node.expression)


def loop(place: Place) -> Iterator[cst.CSTNode]:
    """A loop that ends after its first round, and one that is not entered"""
    node = place.node
    if isinstance(node, cst.For) and isinstance(node.body, cst.IndentedBlock):
        end = cst.SimpleStatementLine(body=[cst.Break()])
        yield node.with_changes(body=node.body.with_changes(body=[*node.body.body, end]))
        yield nothing(node)


def statement(place: Place) -> Iterator[cst.CSTNode]:
    """A statement is dropped"""
    node = place.node
    if not isinstance(node, cst.SimpleStatementLine) or place.definition is None:
        return
    if not any(isinstance(small, _KEPT) for small in node.body):
        yield nothing(node)


def call_skipped(place: Place) -> Iterator[cst.CSTNode]:
    """f(x) → x: the activation, the conversion, the regularisation is not applied"""
    node = place.node
    if not isinstance(node, cst.Call) or called(node) in _NOT_SKIPPED or isinstance(place.parent, cst.Expr):
        return
    inner = operand(node)
    if inner is not None and not isinstance(inner, cst.Integer | cst.Float | cst.Tuple):
        yield in_parentheses(inner)


def returned_argument(place: Place) -> Iterator[cst.CSTNode]:
    """return … → return of the first argument as it came"""
    node = place.node
    if isinstance(node, cst.Return) and node.value is not None and place.definition is not None:
        parameters = [one for one in place.definition.params.params if one.name.value not in ("self", "cls", "ctx")]
        if parameters and not is_number(parameters[0]):
            yield node.with_changes(value=parameters[0].name)


def returned_part(place: Place) -> Iterator[cst.CSTNode]:
    """return a, b → return b, a; return a; return b"""
    node = place.node
    if isinstance(node, cst.Return) and isinstance(node.value, cst.Tuple):
        elements = node.value.elements
        turned = [element.with_changes(comma=cst.MaybeSentinel.DEFAULT) for element in elements[::-1]]
        yield node.with_changes(value=node.value.with_changes(elements=turned))
        for element in elements:
            yield node.with_changes(value=element.value)
