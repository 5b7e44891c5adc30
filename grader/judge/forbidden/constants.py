"""What an expression of constants comes to: the names that a student's source puts together from pieces.

Only what is harmless is computed, and only as long as it stays small: the source is anybody's.
"""

from __future__ import annotations

import ast
import base64
import codecs
import re
from collections.abc import Callable, Mapping
from typing import Any

_LONGEST = 1000
_LARGEST = 10**6
_WIDE = re.compile(r"\d{3}")  # "{:>999999999}" has no end
_BEYOND = re.compile(rf"{{[^}}]*(?:[.\[{{]|{_WIDE.pattern})")  # a field with attributes, items, fields in it, or wide
_PERCENT = re.compile(r"%[-+ #0]*\d{0,2}(?:\.\d{0,2})?[a-zA-Z%]")
_TEXT_METHODS = frozenset(
    "capitalize casefold decode encode format join lower lstrip removeprefix removesuffix replace rstrip split strip "
    "swapcase title upper".split()
)
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "chr": chr,
    "str": str,
    "ord": ord,
    "bytes": lambda values: bytes(values) if isinstance(values, (list, tuple)) else b"",
    "list": list,
    "tuple": tuple,
    "reversed": lambda values: list(reversed(values)),
    "format": lambda value, spec="": _formatted(value, spec),
    "map": lambda function, values: [function(value) for value in values],
    "base64.b64decode": base64.b64decode,
    "codecs.decode": lambda text, encoding: codecs.decode(text, encoding) if encoding in ("rot13", "rot_13") else text,
}
_CONVERSIONS: dict[int, Callable[[Any], Any]] = {
    -1: lambda value: value,
    ord("s"): str,
    ord("r"): repr,
    ord("a"): ascii,
}


class NotConstant(Exception):
    """An expression whose value is not plain from the source."""


def constant(node: ast.expr, lookup: Callable[[ast.expr], Any], local: Mapping[str, Any] = {}) -> Any:
    """The value of an expression of constants; NotConstant for any other.

    `lookup` gives what a name or attribute stands for: a constant, or the dotted name of one of the functions here.
    """

    def value(node: ast.expr) -> Any:
        return constant(node, lookup, local)

    try:
        return _small(_computed(node, value, lookup, local))
    except (TypeError, ValueError, IndexError, KeyError, AttributeError, ArithmeticError) as error:
        raise NotConstant from error


def _computed(
    node: ast.expr, value: Callable[[ast.expr], Any], lookup: Callable[[ast.expr], Any], local: Mapping[str, Any]
) -> Any:
    match node:
        case ast.Constant():
            return node.value
        case ast.Name(id=name) if name in local:
            return local[name]
        case ast.Name() | ast.Attribute():
            return lookup(node)
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return [value(item) for item in items]
        case ast.JoinedStr(values=parts):
            return "".join(str(value(part)) for part in parts)
        case ast.FormattedValue(value=inner, conversion=conversion, format_spec=spec):
            return _formatted(_CONVERSIONS[conversion](value(inner)), "" if spec is None else value(spec))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -value(operand)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return value(left) + value(right)
        case ast.BinOp(left=left, op=ast.Mod(), right=right):
            return _percent(value(left), value(right))
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return _times(value(left), value(right))
        case ast.Subscript(value=inner, slice=ast.Slice(lower=lower, upper=upper, step=step)):
            return value(inner)[slice(*(None if end is None else value(end) for end in (lower, upper, step)))]
        case ast.Subscript(value=inner, slice=index):
            return value(inner)[value(index)]
        case ast.ListComp() | ast.GeneratorExp() if len(node.generators) == 1:
            return _comprehension(node, node.generators[0], lookup, local)
        case ast.Call(func=ast.Attribute(value=inner, attr=method), args=arguments, keywords=keywords) if (
            method in _TEXT_METHODS and not _is_function(node.func, lookup)
        ):
            named = {str(keyword.arg): value(keyword.value) for keyword in keywords}  # **x: "None", which no method has
            return _method(value(inner), method, [value(argument) for argument in arguments], named)
        case ast.Call(func=function, args=arguments):
            return _function(lookup(function))(*(_argument(argument, value, lookup) for argument in arguments))
    raise NotConstant


def _argument(node: ast.expr, value: Callable[[ast.expr], Any], lookup: Callable[[ast.expr], Any]) -> Any:
    """The value of an argument, or the function that it names."""
    try:
        return value(node)
    except NotConstant:
        return _function(lookup(node))


def _is_function(node: ast.expr, lookup: Callable[[ast.expr], Any]) -> bool:
    try:
        _function(lookup(node))
    except (NotConstant, KeyError):
        return False
    return True


def _function(name: Any) -> Callable[..., Any]:
    if isinstance(name, Named):
        return _FUNCTIONS[name.dotted]
    raise NotConstant


def _comprehension(
    node: ast.ListComp | ast.GeneratorExp,
    loop: ast.comprehension,
    lookup: Callable[[ast.expr], Any],
    local: Mapping[str, Any],
) -> list[Any]:
    if not isinstance(loop.target, ast.Name) or loop.ifs:
        raise NotConstant
    name, items = loop.target.id, constant(loop.iter, lookup, local)
    return [constant(node.elt, lookup, {**local, name: item}) for item in items]


def _method(text: Any, method: str, arguments: list[Any], named: Mapping[str, Any]) -> Any:
    if not isinstance(text, (str, bytes)):
        raise NotConstant
    if method == "format" and _BEYOND.search(str(text)):
        raise NotConstant
    return getattr(text, method)(*arguments, **named)


def _percent(text: Any, values: Any) -> Any:
    if not isinstance(text, str) or "%" in _PERCENT.sub("", text):
        raise NotConstant
    return text % (tuple(values) if isinstance(values, list) else values)


def _formatted(value: Any, spec: str) -> str:
    if _WIDE.search(spec):
        raise NotConstant
    return format(value, spec)


def _times(left: Any, right: Any) -> Any:
    count = left if isinstance(left, int) else right
    if not isinstance(count, int) or abs(count) > _LONGEST:
        raise NotConstant
    return left * right


def _small(value: Any) -> Any:
    if isinstance(value, Named):
        raise NotConstant
    if isinstance(value, (str, bytes, list, tuple)) and len(value) > _LONGEST:
        raise NotConstant
    if isinstance(value, int) and abs(value) > _LARGEST:
        raise NotConstant
    return value


class Named:
    """A dotted name where a value was asked for: of a function, it may be."""

    def __init__(self, dotted: str) -> None:
        self.dotted = dotted.removeprefix("builtins.")
