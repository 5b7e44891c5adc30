"""Which modules a submission hands around as values: to a helper, from one, in a list, as an attribute of its objects.

Where such a module comes out again only a run shows. So an attribute of something of which nothing is known may be one
of that module's, unless the submission gives an attribute of that name to objects of its own.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from importlib.machinery import PathFinder

from grader.judge.forbidden.scopes import bound_by

_SETTERS = ("setattr", "add_module", "register_buffer", "register_module", "register_parameter")


def modules_handed_around(statements: Sequence[ast.stmt]) -> set[str]:
    """The installed modules that a file names for something else than to take an attribute of theirs.

    An alias counts, too: it would take more to see where it leads.
    """
    nodes = [node for statement in statements for node in ast.walk(statement)]
    imported = dict(imported_as for node in nodes for imported_as in _imported(node))
    owners = {node.value for node in nodes if isinstance(node, ast.Attribute)}
    named = {_dotted(node, imported) for node in nodes if isinstance(node, ast.expr) and node not in owners}
    in_bodies = [one for node in nodes if isinstance(node, ast.ClassDef) for one in node.body]  # K.f, of an import in K
    named |= {name for statement in in_bodies for _, name in _imported(statement)}
    return {name for name in named if is_module(name)}


def own_attributes(statements: Sequence[ast.stmt]) -> set[str]:
    """The names of the attributes that a file gives to its classes and objects."""
    names: set[str] = set()
    for node in (node for statement in statements for node in ast.walk(statement)):
        match node:
            case ast.ClassDef(body=body):
                names |= {name for statement in body for name in bound_by(statement)}
            case ast.Attribute(attr=name, ctx=ast.Store()) | ast.keyword(arg=str(name)):
                names.add(name)
            case ast.Call(func=ast.Name(id=setter) | ast.Attribute(attr=setter), args=given) if setter in _SETTERS:
                names |= {str(one.value) for one in given if isinstance(one, ast.Constant)}
    return names


def is_module(name: str) -> bool:
    """Whether a file of an installed package is the module of that dotted name; nothing is imported to see it."""
    folders = None
    for part in name.split("."):
        spec = PathFinder.find_spec(part, folders) if part.isidentifier() else None
        if spec is None or spec.origin is None:
            return False
        folders = spec.submodule_search_locations or []
    return True


def _imported(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Name in the file → dotted name."""
    match node:
        case ast.Import(names=names):
            for alias in names:
                yield (alias.asname, alias.name) if alias.asname else (alias.name.partition(".")[0],) * 2
        case ast.ImportFrom(module=str(module), names=names, level=0):
            for alias in names:
                yield alias.asname or alias.name, f"{module}.{alias.name}"


def _dotted(node: ast.expr, imported: dict[str, str]) -> str:
    """The dotted name that an expression is, or that it is a text of; "" for anything else."""
    attributes: list[str] = []
    while isinstance(node, ast.Attribute):
        attributes.append(node.attr)
        node = node.value
    match node:
        case ast.Name(id=name, ctx=ast.Load()) if name in imported:
            return ".".join([imported[name], *attributes[::-1]])
        case ast.Constant(value=str(text)) if "." in text and not attributes:  # for importlib and sys.modules
            return text
    return ""
