"""What operators ask of the syntax tree, and how they build what they put into it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import libcst as cst


def parsed(text: str) -> cst.BaseExpression:
    return cst.parse_expression(text)


def in_parentheses(expression: cst.BaseExpression) -> cst.BaseExpression:
    """The expression as one operand, whatever it is put beside."""
    simple = cst.Name | cst.Attribute | cst.Call | cst.Subscript | cst.Integer | cst.Float
    if isinstance(expression, simple) or expression.lpar:
        return expression
    return expression.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def changed_by(expression: cst.BaseExpression, amount: int) -> cst.BaseExpression:
    """`expression + 1`, or `expression - 1` for a negative amount; a number is computed."""
    if (number := integer(expression)) is not None:
        return parsed(str(number + amount))
    operator = cst.Add() if amount > 0 else cst.Subtract()
    sum_ = cst.BinaryOperation(in_parentheses(expression), operator, cst.Integer(str(abs(amount))))
    return in_parentheses(sum_)


def integer(node: cst.CSTNode | None) -> int | None:
    """The value of an integer, a negative one too; None for anything else."""
    if isinstance(node, cst.Integer):
        return int(node.evaluated_value)
    negative = isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Minus)
    if negative and isinstance(node.expression, cst.Integer):  # type: ignore[union-attr]  # it is a UnaryOperation
        return -int(node.expression.evaluated_value)  # type: ignore[union-attr]
    return None


def called(node: cst.CSTNode) -> str:
    """The last name of what is called: "sum" for x.sum(…), np.sum(…) and sum(…); "" when nothing is."""
    return last_name(node.func) if isinstance(node, cst.Call) else ""


def last_name(node: cst.CSTNode) -> str:
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else ""


def renamed(node: cst.Call, name: str) -> cst.Call:
    """The same call of something else: x.mean(…) for x.sum(…)."""
    if isinstance(node.func, cst.Attribute):
        return node.with_changes(func=node.func.with_changes(attr=cst.Name(name)))
    return node.with_changes(func=cst.Name(name))


_MODULES = frozenset("np numpy torch F nn math optim functional random linalg special init".split())


def receiver(node: cst.Call) -> cst.BaseExpression | None:
    """What a method is called on; None for a function, be it one of a module."""
    if not isinstance(node.func, cst.Attribute):
        return None
    base = node.func.value
    return None if last_name(base) in _MODULES else base


def operand(node: cst.Call) -> cst.BaseExpression | None:
    """What a call works on: what the method is called on, else the first positional argument."""
    own = receiver(node)
    if own is not None:
        return own
    first = next((argument for argument in node.args if argument.keyword is None and not argument.star), None)
    return None if first is None else first.value


def keywords(node: cst.Call, *names: str) -> Iterator[tuple[int, cst.Arg]]:
    """The arguments with one of these keywords, and where they stand."""
    for place, argument in enumerate(node.args):
        if argument.keyword is not None and argument.keyword.value in names:
            yield place, argument


def with_argument(node: cst.Call, place: int, value: cst.BaseExpression) -> cst.Call:
    arguments = list(node.args)
    arguments[place] = arguments[place].with_changes(value=value)
    return node.with_changes(args=arguments)


def without_argument(node: cst.Call, place: int) -> cst.Call:
    arguments = [argument for index, argument in enumerate(node.args) if index != place]
    if arguments and place == len(arguments):  # the last one, and what stood before it is the last now
        arguments[-1] = arguments[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return node.with_changes(args=arguments)


@lru_cache(maxsize=1 << 16)  # operators ask about the whole module at each of its places
def names_in(node: cst.CSTNode) -> frozenset[str]:
    """Every name in the node, attributes' own ones apart."""
    if isinstance(node, cst.Name):
        return frozenset({node.value})
    children: Sequence[cst.CSTNode] = node.children
    if isinstance(node, cst.Attribute):
        children = [node.value]
    return frozenset(name for child in children for name in names_in(child))


def is_number(parameter: cst.Param) -> bool:
    """Whether its annotation says that it is a number, a text or a flag: nothing that can be written to."""
    annotation = parameter.annotation
    return annotation is not None and last_name(annotation.annotation) in ("int", "float", "bool", "str")


def nothing(statement: cst.CSTNode) -> cst.CSTNode:
    """What stands where a statement was dropped, with the comments before it."""
    if isinstance(statement, cst.SimpleStatementLine):
        return statement.with_changes(body=[cst.Pass()])
    leading = getattr(statement, "leading_lines", ())
    return cst.SimpleStatementLine(body=[cst.Pass()], leading_lines=leading)
