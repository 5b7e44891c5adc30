"""What the names of a source stand for: dotted names of packages, own definitions, constants.

A value is a Path ("torch.nn.functional", or "?.unfold" for an attribute of nobody knows what), an Own definition of the
submission, or KNOWN, something of the submission's own that leads nowhere. No value at all: unknown.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

UNKNOWN = "?"
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True)
class Path:
    """A dotted name of something outside the submission."""

    name: str


@dataclass(frozen=True)
class Own:
    """A file of the submission (name ""), or what a name in it is bound to at its top level."""

    file: str
    name: str = ""


@dataclass(frozen=True)
class Instance:
    """A class of the submission, or an object of it, by the names of what belongs to it."""

    members: frozenset[str]


@dataclass(frozen=True)
class Known:
    """Something of the submission's own."""


KNOWN = Known()
Value = Path | Own | Instance | Known


@dataclass
class Scope:
    """Names → what they are bound to: values, or expressions still to be looked at."""

    file: str
    parent: Scope | None
    bindings: dict[str, list[Value | ast.expr]] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    """modules of which everything is imported"""

    def bind(self, name: str, *values: Value | ast.expr) -> None:
        self.bindings.setdefault(name, []).extend(values)

    def find(self, name: str) -> tuple[Scope, list[Value | ast.expr]] | None:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.bindings:
                return scope, scope.bindings[name]
            scope = scope.parent
        return None

    def modules_of_stars(self) -> Iterator[str]:
        scope: Scope | None = self
        while scope is not None:
            yield from scope.stars
            scope = scope.parent


def function_scope(
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, scope: Scope, own_class: Instance | None, files: set[str]
) -> Scope:
    """The scope inside a function; `own_class` where it is a method: its first parameter is an object of that."""
    inner = Scope(scope.file, scope)
    arguments = node.args
    parameters = [*arguments.posonlyargs, *arguments.args]
    for parameter in [*parameters, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]:
        if parameter is not None:
            inner.bind(parameter.arg)
    for parameter, default in zip(parameters[::-1], arguments.defaults[::-1], strict=False):
        inner.bind(parameter.arg, default)
    for parameter, default_or_none in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if default_or_none is not None:
            inner.bind(parameter.arg, default_or_none)
    decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
    static = any(isinstance(one, ast.Name) and one.id == "staticmethod" for one in decorators)
    if own_class is not None and parameters and not static:
        inner.bind(parameters[0].arg, own_class)
    if not isinstance(node, ast.Lambda):
        bind_statements(node.body, inner, files)
    return inner


def members_of(node: ast.ClassDef) -> Instance:
    """The names of a class's methods, of its class attributes and of what its methods put onto their object."""
    names = set()
    for inner in ast.walk(node):
        if isinstance(inner, _DEFINITIONS):
            names.add(inner.name)
        elif isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store):
            names.add(inner.attr)
        elif isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            names.add(inner.id)
    return Instance(frozenset(names))


def bind_statements(statements: Sequence[ast.stmt], scope: Scope, files: set[str]) -> None:
    """Bind what these statements bind in their own scope: what is inside functions and classes is not theirs."""
    for statement in statements:
        for node in shallow(statement):
            _bind(node, scope, files)


def bound_by(statement: ast.stmt) -> set[str]:
    """The names that a top-level statement binds, or whose attributes it sets."""
    names = set()
    for node in shallow(statement):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.Name(id=name, ctx=ast.Store()):
                names.add(name)
            case ast.Attribute(value=ast.Name(id=name), ctx=ast.Store()):
                names.add(name)
            case ast.Subscript(value=ast.Call(), slice=ast.Constant(value=str(name)), ctx=ast.Store()):
                names.add(name)  # globals()["name"] = …
            case ast.Call(func=ast.Name(id="setattr"), args=[ast.Name(id=name), *_]):
                names.add(name)
            case ast.Call(func=ast.Attribute(attr="update", value=ast.Call()), keywords=keywords):
                names |= {keyword.arg for keyword in keywords if keyword.arg}  # globals().update(name=…)
    return names


def shallow(node: ast.AST) -> Iterator[ast.AST]:
    """The node and what is in it, without the bodies of definitions."""
    yield node
    if isinstance(node, (*_DEFINITIONS, ast.Lambda)):
        return
    for child in ast.iter_child_nodes(node):
        yield from shallow(child)


def _bind(node: ast.AST, scope: Scope, files: set[str]) -> None:
    match node:
        case ast.Import(names=names):
            for alias in names:
                top = alias.name.partition(".")[0]
                bound = alias.name if alias.asname else top
                scope.bind(alias.asname or top, Own(_file(top)) if _file(top) in files else Path(bound))
        case ast.ImportFrom(module=module, names=names, level=level):
            origin = _file(module or "") if module and _file(module) in files else ""
            for alias in names:
                if alias.name == "*":
                    scope.stars.append(origin or module or "")
                elif origin:
                    scope.bind(alias.asname or alias.name, Own(origin, alias.name))
                elif level and not module and _file(alias.name) in files:
                    scope.bind(alias.asname or alias.name, Own(_file(alias.name)))
                else:
                    scope.bind(alias.asname or alias.name, Path(f"{module}.{alias.name}"))
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            scope.bind(name, KNOWN if scope.parent else Own(scope.file, name))
        case ast.ClassDef(name=name):
            scope.bind(name, members_of(node) if scope.parent else Own(scope.file, name))
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                _bind_target(target, value, scope)
        case ast.AnnAssign(target=ast.Name(id=name), value=value) if value is not None:
            scope.bind(name, value)
        case ast.AugAssign(target=ast.Name(id=name), op=op, value=value):
            match scope.bindings.get(name):
                case [ast.expr() as before]:
                    scope.bindings[name] = [ast.BinOp(before, op, value)]
        case ast.NamedExpr(target=ast.Name(id=name), value=value):
            scope.bind(name, value)
        case ast.Name(id=name, ctx=ast.Store()) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            scope.bind(name)
        case ast.MatchMapping(rest=str(name)) | ast.ExceptHandler(name=str(name)):
            scope.bind(name)


def _bind_target(target: ast.expr, value: ast.expr, scope: Scope) -> None:
    if isinstance(target, ast.Name):
        scope.bind(target.id, value)
    elif isinstance(target, (ast.Tuple, ast.List)):
        same = isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts)
        for index, part in enumerate(target.elts):
            if isinstance(part, ast.Name) and same and isinstance(value, (ast.Tuple, ast.List)):
                scope.bind(part.id, value.elts[index])


def _file(module: str) -> str:
    return f"{module}.py"
