"""Operators on arithmetic: signs, factors, numbers, updates in place."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from grader.mutate.place import Place
from grader.mutate.syntax import called, in_parentheses, integer, names_in, nothing, parsed

_SIGNS: dict[type[cst.CSTNode], type[cst.CSTNode]] = {
    cst.Add: cst.Subtract,
    cst.Subtract: cst.Add,
    cst.AddAssign: cst.SubtractAssign,
    cst.SubtractAssign: cst.AddAssign,
}
_INVERSES: dict[type[cst.CSTNode], type[cst.CSTNode]] = {
    cst.Multiply: cst.Divide,
    cst.Divide: cst.Multiply,
    cst.MultiplyAssign: cst.DivideAssign,
    cst.DivideAssign: cst.MultiplyAssign,
    cst.FloorDivide: cst.Divide,
    cst.Power: cst.Multiply,
}
_AUGMENTED: dict[type[cst.CSTNode], type[cst.BaseBinaryOp]] = {
    cst.AddAssign: cst.Add,
    cst.SubtractAssign: cst.Subtract,
    cst.MultiplyAssign: cst.Multiply,
    cst.DivideAssign: cst.Divide,
}


def sign(place: Place) -> Iterator[cst.CSTNode]:
    """+ ↔ −, += ↔ −=, a sign dropped, a difference the other way round"""
    node = place.node
    if isinstance(node, cst.BinaryOperation | cst.AugAssign):
        yield from _with_operator(node, _SIGNS)
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Subtract):
        yield node.with_changes(left=in_parentheses(node.right), right=in_parentheses(node.left))
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Minus):
        yield in_parentheses(node.expression)


def inverse(place: Place) -> Iterator[cst.CSTNode]:
    """× ↔ ÷, // → /, ** → ×"""
    if isinstance(place.node, cst.BinaryOperation | cst.AugAssign):
        yield from _with_operator(place.node, _INVERSES)


def _with_operator(
    node: cst.BinaryOperation | cst.AugAssign, other: dict[type[cst.CSTNode], type[cst.CSTNode]]
) -> Iterator[cst.CSTNode]:
    kind = other.get(type(node.operator))
    if kind is not None:
        yield node.with_changes(operator=kind())


def division_dropped(place: Place) -> Iterator[cst.CSTNode]:
    """a / n → a, a /= n → nothing: the 1/N of a mean"""
    node = place.node
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Divide):
        yield node.left
    if isinstance(node, cst.SimpleStatementLine) and len(node.body) == 1:
        small = node.body[0]
        if isinstance(small, cst.AugAssign) and isinstance(small.operator, cst.DivideAssign):
            yield nothing(node)


def operand_dropped(place: Place) -> Iterator[cst.CSTNode]:
    """a + b → a, b; a * b → a, b; a - b → a; a ** b → a; a @ b → a"""
    node = place.node
    if not isinstance(node, cst.BinaryOperation):
        return
    yield in_parentheses(node.left)
    if isinstance(node.operator, cst.Add | cst.Multiply):
        yield in_parentheses(node.right)


def accumulate(place: Place) -> Iterator[cst.CSTNode]:
    """+= → =, and = → += for what was there before"""
    node = place.node
    if isinstance(node, cst.AugAssign) and type(node.operator) in _AUGMENTED:
        value = node.value
        if isinstance(node.operator, cst.SubtractAssign):
            value = cst.UnaryOperation(cst.Minus(), in_parentheses(value))
        yield cst.Assign([cst.AssignTarget(node.target)], value, semicolon=node.semicolon)
    if isinstance(node, cst.Assign) and len(node.targets) == 1:
        target = node.targets[0].target
        if isinstance(target, cst.Subscript | cst.Attribute) or _is_renewed(place, target):
            assert isinstance(target, cst.BaseAssignTargetExpression)
            yield cst.AugAssign(target, cst.AddAssign(), node.value, semicolon=node.semicolon)


def _is_renewed(place: Place, target: cst.CSTNode) -> bool:
    """A name that is assigned anew in a loop, outside which it has a value already."""
    loops = [node for node in place.ancestors if isinstance(node, cst.For | cst.While)]
    if not isinstance(target, cst.Name) or not loops or place.definition is None:
        return False
    before = _assigned_before(place.definition.body, loops[0])
    return target.value in before or target.value in {param.name.value for param in place.definition.params.params}


def _assigned_before(body: cst.CSTNode, loop: cst.CSTNode) -> set[str]:
    """The names that the statements of the body assign before the loop comes."""
    found: set[str] = set()
    for statement in body.children:
        if statement is loop:
            return found
        for small in statement.children if isinstance(statement, cst.SimpleStatementLine) else ():
            if isinstance(small, cst.Assign):
                found |= {name for target in small.targets for name in names_in(target.target)}
            if isinstance(small, cst.AnnAssign):
                found |= names_in(small.target)
    return found


def number(place: Place) -> Iterator[cst.CSTNode]:
    """A number with a point: doubled, halved, negated; 0.0 → 1.0"""
    node = place.node
    if isinstance(node, cst.Float):
        value = float(node.evaluated_value)
        for other in (2 * value, value / 2, -value) if value else (1.0,):
            yield parsed(repr(other))


def flag(place: Place) -> Iterator[cst.CSTNode]:
    """True ↔ False"""
    node = place.node
    if isinstance(node, cst.Name) and node.value in ("True", "False"):
        yield cst.Name("False" if node.value == "True" else "True")


def exponent(place: Place) -> Iterator[cst.CSTNode]:
    """A power or a root dropped: x ** 2 → x, np.sqrt(x) → x, np.exp(x) → x"""
    node = place.node
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Power):
        yield in_parentheses(node.left)
        if (value := integer(node.right)) is not None:
            yield node.with_changes(right=parsed(str(value + 1)))


def epsilon(place: Place) -> Iterator[cst.CSTNode]:
    """np.log(x) → np.log(x + 1e-6), a / b → a / (b + 1e-6): a small number added against infinities"""
    node = place.node
    if called(node) in ("log", "log2", "sqrt") and isinstance(node, cst.Call) and len(node.args) == 1:
        yield node.with_changes(args=[cst.Arg(_padded(node.args[0].value))])
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Divide) and integer(node.right) is None:
        yield node.with_changes(right=in_parentheses(_padded(node.right)))


def _padded(value: cst.BaseExpression) -> cst.BaseExpression:
    return cst.BinaryOperation(in_parentheses(value), cst.Add(), cst.Float("1e-6"))
