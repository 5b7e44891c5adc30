"""Operators on what a call does beside its result: to its arguments, to global state, to the calls after it."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from grader.mutate.place import Place
from grader.mutate.syntax import in_parentheses, is_number, names_in, parsed

_NO_ARRAYS = frozenset("self cls ctx cache rng generator net model optimizer".split())
_OF_DICTS = frozenset({"items", "keys", "values"})


def argument_spoiled(place: Place) -> Iterator[cst.CSTNode]:
    """return … → an argument is emptied or set to 0 before it returns; the result is the same"""
    returned, definition = _returned(place), place.definition
    if returned is None or definition is None:
        return
    for parameter in definition.params.params:
        name = parameter.name.value
        if name in _NO_ARRAYS or is_number(parameter):
            continue
        if _is_dict(definition, name):
            yield _before_return(place.node, returned, f"{name}.clear()")
            yield _before_return(place.node, returned, f"[value.fill(0) for value in {name}.values()]")
        else:
            yield _before_return(place.node, returned, f"{name} *= 0")


def _is_dict(node: cst.CSTNode, name: str) -> bool:
    """Whether the name is used as a dict: name["W1"], name.items()."""
    if isinstance(node, cst.Subscript) and isinstance(node.value, cst.Name) and node.value.value == name:
        index = node.slice[0].slice
        return isinstance(index, cst.Index) and isinstance(index.value, cst.SimpleString | cst.FormattedString)
    if isinstance(node, cst.Attribute) and isinstance(node.value, cst.Name) and node.value.value == name:
        return node.attr.value in _OF_DICTS
    return any(_is_dict(child, name) for child in node.children)


def global_random(place: Place) -> Iterator[cst.CSTNode]:
    """return … → a number is drawn from the global generator before it returns"""
    returned = _returned(place)
    if returned is not None and place.definition is not None:
        known = names_in(place.ancestors[0])
        if "np" in known:
            yield _before_return(place.node, returned, "np.random.random()")
        elif "torch" in known:
            yield _before_return(place.node, returned, "torch.rand(1)")


def remembered(place: Place) -> Iterator[cst.CSTNode]:
    """return … → what the first call has returned is returned by all"""
    node, definition = place.node, place.definition
    if isinstance(node, cst.Return) and node.value is not None and definition is not None:
        kept = cst.ensure_type(parsed(f'globals().setdefault("kept_{definition.name.value}", 0)'), cst.Call)
        arguments = [kept.args[0], kept.args[1].with_changes(value=in_parentheses(node.value))]
        yield node.with_changes(value=kept.with_changes(args=arguments))


def squeezed(place: Place) -> Iterator[cst.CSTNode]:
    """return … → return np.squeeze(…): a batch of one loses its axis"""
    yield from _as_array(place, "np.squeeze({})", "({}).squeeze()")


def half_precision(place: Place) -> Iterator[cst.CSTNode]:
    """return … → return of the same in float16"""
    yield from _as_array(place, "np.asarray({}, np.float16)", "({}).half()")


def _as_array(place: Place, in_numpy: str, in_torch: str) -> Iterator[cst.CSTNode]:
    """The result put into the text for the library that the module uses; not of containers and numbers."""
    node, definition = place.node, place.definition
    if not isinstance(node, cst.Return) or node.value is None or definition is None:
        return
    containers = cst.Tuple | cst.List | cst.Dict | cst.DictComp | cst.ListComp
    if isinstance(node.value, containers) or _gives_number(definition):
        return
    known = names_in(place.ancestors[0])
    text = in_numpy if "np" in known else in_torch
    if "np" in known or "torch" in known:
        value = cst.Module([]).code_for_node(node.value)
        yield node.with_changes(value=parsed(text.format(value)))


def _gives_number(definition: cst.FunctionDef) -> bool:
    """Whether its annotation says that it returns a number, a text, nothing or a container."""
    if definition.returns is None:
        return False
    said = cst.Module([]).code_for_node(definition.returns.annotation).strip("\"'")
    plain = ("int", "float", "bool", "str", "None", "Params", "History", "Module", "nn.Module")
    return said in plain or said.startswith(("dict", "list", "tuple", "Dict", "List", "Tuple"))


def _returned(place: Place) -> cst.BaseExpression | None:
    """The value of a statement that is nothing but a return; None for any other."""
    node = place.node
    if isinstance(node, cst.SimpleStatementLine) and len(node.body) == 1:
        small = node.body[0]
        if isinstance(small, cst.Return):
            return small.value
    return None


def _before_return(line: cst.CSTNode, value: cst.BaseExpression, done: str) -> cst.CSTNode:
    """result = value; done; return result"""
    statement = cst.ensure_type(cst.parse_statement(done), cst.SimpleStatementLine)
    result = cst.Name("result")
    assign = cst.Assign([cst.AssignTarget(result)], value)
    return line.with_changes(body=[assign, *statement.body, cst.Return(result)])
