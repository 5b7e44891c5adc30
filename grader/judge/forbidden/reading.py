"""Follow a function through a submission's source to the forbidden calls that it names.

From the function's definition on, over whatever own definitions it mentions, every name is looked at: under an alias,
by getattr, put together from pieces, out of a module's __dict__, in a text for eval. A mention counts, called or not.
Where a module is handed around (grader.judge.forbidden.handed), what is asked of something unknown is asked of it, too.

What only comes about when the program runs is left to the watch at run time (grader.remote.forbidden): a name that is a
parameter, an entry of a copied __dict__, and an attribute that objects of the submission's own have, too.
"""

from __future__ import annotations

import ast
import builtins
import importlib.util
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType

from grader.course import Settings
from grader.judge.forbidden.constants import Named, NotConstant, constant
from grader.judge.forbidden.handed import is_module, modules_handed_around, own_attributes
from grader.judge.forbidden.scopes import (
    KNOWN,
    UNKNOWN,
    Instance,
    Known,
    Own,
    Path,
    Scope,
    Value,
    bind_statements,
    bound_by,
    function_scope,
    members_of,
)
from grader.remote.forbidden import forbidden_name
from grader.remote.lines import Lines
from grader.remote.load import Loaded, statements

MOST_STEPS = 200_000  # a source of any shape has to be read in the end
_METHODS = "torch.Tensor."  # of an object of which nothing is known, the attributes that could be these
_DEEPEST = 4  # attributes from a module that is handed around to a call
_IMPORTS = ("importlib.import_module", "builtins.__import__", "pkgutil.resolve_name", "pydoc.locate")
_READERS = (  # of an attribute or item of their first argument
    "builtins.getattr",
    "inspect.getattr_static",
    "operator.getitem",
    "builtins.dict.get",
    "builtins.dict.__getitem__",
)
_ITEMS = ("getitem", "get", "__getitem__")
_ATTRIBUTES = ("__getattribute__", "__getattr__")


@dataclass(frozen=True)
class Finding:
    """That `function` names `call`, and where it does."""

    function: str
    call: str
    file: str
    line: int

    def said(self, own: str, lines: Lines) -> str:
        """For people; `lines` are those of the assignment's file, `own`."""
        where = f"{lines.file}, {lines.place(self.line)}" if self.file == own else f"{self.file}, line {self.line}"
        return f"{self.function} calls {self.call} ({where}), and is to be written without it"


class _TooMuch(Exception):
    """A source that is not read to its end."""


def find_forbidden(files: Mapping[str, bytes], settings: Settings) -> dict[str, Finding]:
    """Function → the first forbidden call that it names, for the functions to which calls are forbidden."""
    found = {}
    for rule in settings.forbidden_calls:
        source = _Source(files, rule.calls)
        for function in rule.of:
            if function not in found and (finding := source.finding(settings.file, function)):
                found[function] = finding
    return found


class _Source:
    """All files of a submission, with patterns of what may not be called."""

    def __init__(self, files: Mapping[str, bytes], patterns: Sequence[str]) -> None:
        self._patterns = patterns
        self._methods = [pattern for pattern in patterns if pattern.startswith(_METHODS)]
        self._statements = {name: _parsed(name, files[name]) for name in files if name.endswith(".py")}
        self._binding: dict[Own, list[ast.stmt]] = {}  # the top-level statements that bind a name, or change it
        self._members: dict[ast.ClassDef, Instance] = {}
        self._scopes: dict[str, Scope] = {}
        for name, parsed in self._statements.items():
            self._scopes[name] = Scope(name, None)
            bind_statements(parsed, self._scopes[name], set(files))
            for statement in parsed:
                if not isinstance(statement, (ast.Import, ast.ImportFrom)):
                    for bound in bound_by(statement):
                        self._binding.setdefault(Own(name, bound), []).append(statement)
        self._steps = 0

    def finding(self, file: str, function: str) -> Finding | None:
        """The first forbidden call on the way from `function`."""
        self._steps = 0
        seen: set[Own] = set()
        waiting = [Own(file, function)]
        while waiting:
            own = waiting.pop()
            if own in seen:
                continue
            seen.add(own)
            for statement in self._binding.get(own, ()):
                try:
                    for node, values in self._mentions(statement, self._scopes[own.file]):
                        for value in sorted(values, key=repr):  # two gradings say the same
                            if isinstance(value, Own):
                                waiting.append(value)
                            elif isinstance(value, Path) and (call := self._forbidden(value.name)):
                                return Finding(function, call, own.file, getattr(node, "lineno", statement.lineno))
                except (RecursionError, _TooMuch):
                    return Finding(function, "what is too deep or too much to be read", own.file, statement.lineno)
        return None

    def _forbidden(self, name: str) -> str:
        """The name of the forbidden call that this is; "" if it is none."""
        unknown, *attributes = name.split(".")
        if unknown != UNKNOWN:
            return name if forbidden_name(name, self._patterns) else ""
        if attributes[-1] in self._own_attributes:
            return ""
        method = _METHODS + attributes[-1]
        if forbidden_name(method, self._methods):
            return method
        for module in self._handed_around:
            self._spend()
            for start in range(max(0, len(attributes) - _DEEPEST), len(attributes)):
                owner = ".".join([module, *attributes[start:-1]])
                call = f"{owner}.{attributes[-1]}"
                if forbidden_name(call, self._patterns) and is_module(owner):
                    return call
        return ""

    @cached_property
    def _handed_around(self) -> list[str]:
        """The modules of which an attribute of something unknown may be."""
        return sorted(set().union(*map(modules_handed_around, self._statements.values())))

    @cached_property
    def _own_attributes(self) -> set[str]:
        return set().union(*map(own_attributes, self._statements.values()))

    def _classes(self, own: Own) -> list[Instance]:
        return [self._members_of(one) for one in self._binding.get(own, ()) if isinstance(one, ast.ClassDef)]

    def _members_of(self, node: ast.ClassDef) -> Instance:
        if node not in self._members:
            self._members[node] = members_of(node)
        return self._members[node]

    def _mentions(
        self, node: ast.AST, scope: Scope, own_class: Instance | None = None
    ) -> Iterator[tuple[ast.AST, set[Value]]]:
        """Each expression in the node, with what it stands for."""
        self._spend()
        children: list[ast.AST]
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                inner = function_scope(node, scope, own_class, set(self._statements))
                outside = [*node.args.defaults, *(one for one in node.args.kw_defaults if one)]
                outside += [] if isinstance(node, ast.Lambda) else node.decorator_list
                for outer in outside:
                    yield from self._mentions(outer, scope)
                body: Sequence[ast.AST] = [node.body] if isinstance(node, ast.Lambda) else node.body
                for part in body:
                    yield from self._mentions(part, inner)
                return
            case ast.ClassDef():
                inner = Scope(scope.file, scope)
                for outer in [*node.decorator_list, *node.bases, *(keyword.value for keyword in node.keywords)]:
                    yield from self._mentions(outer, scope)
                bind_statements(
                    [one for one in node.body if not isinstance(one, ast.FunctionDef)], inner, set(self._statements)
                )
                for statement in node.body:
                    # a method does not see the names of its class
                    method = isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef))
                    yield from self._mentions(
                        statement, scope if method else inner, self._members_of(node) if method else None
                    )
                return
            case ast.AnnAssign():
                children = [node.target, *([node.value] if node.value else [])]
            case ast.Name() | ast.Attribute() | ast.Call() | ast.Subscript():
                yield node, self._values(node, scope)
                children = [] if isinstance(node, ast.Name) else list(ast.iter_child_nodes(node))
                if isinstance(node, ast.Call):
                    children += self._evaluated(node, scope)
            case _:
                children = list(ast.iter_child_nodes(node))
        for child in children:
            yield from self._mentions(child, scope)

    def _evaluated(self, node: ast.Call, scope: Scope) -> list[ast.AST]:
        """The statements in a text that is handed to eval, exec or compile."""
        called = {value.name for value in self._values(node.func, scope) if isinstance(value, Path)}
        if not called & {"builtins.eval", "builtins.exec", "builtins.compile"} or not node.args:
            return []
        try:
            tree = ast.parse(str(self._constant(node.args[0], scope)))
        except (NotConstant, SyntaxError, ValueError, MemoryError):
            return []
        for inner in ast.walk(tree):
            if hasattr(inner, "lineno"):
                inner.lineno = node.lineno
        bind_statements(tree.body, scope, set(self._statements))
        return list(tree.body)

    def _values(self, node: ast.expr, scope: Scope, within: tuple[Own, ...] = ()) -> set[Value]:
        """What an expression may stand for; nothing where that cannot be told."""
        self._spend()
        match node:
            case ast.Name(id=name):
                return self._named(name, scope, within)
            case ast.Attribute(value=inner, attr=attribute):
                return self._attribute(self._values(inner, scope, within), attribute, within)
            case ast.Subscript(value=inner, slice=key):
                return self._item(self._values(inner, scope, within), key, scope, within)
            case ast.Call():
                return self._called(node, scope, within)
            case ast.IfExp(body=one, orelse=other):
                return self._values(one, scope, within) | self._values(other, scope, within)
            case ast.BoolOp(values=several):
                return {value for one in several for value in self._values(one, scope, within)}
            case ast.NamedExpr(value=inner):
                return self._values(inner, scope, within)
        return set()

    def _named(self, name: str, scope: Scope, within: tuple[Own, ...]) -> set[Value]:
        here, values = Own(scope.file, name), set[Value]()
        found = scope.find(name)
        if found is None:
            for module in scope.modules_of_stars():
                own = module in self._statements
                values |= self._beside(Own(module, name), (*within, here)) if own else {Path(f"{module}.{name}")}
            return values or ({Path(f"builtins.{name}")} if hasattr(builtins, name) else set())
        where, bound = found
        if where.parent is None and any(isinstance(one, ast.expr) for one in bound):
            values.add(here)  # what its statement mentions is then looked at, too
        for one in bound:
            if isinstance(one, Own) and one.name and one != here:
                values |= self._beside(one, (*within, here))
            elif not isinstance(one, ast.expr):
                values.add(one)
            elif here not in within and len(within) < 20:
                values |= self._values(one, where, (*within, here))
        return values

    def _beside(self, own: Own, within: tuple[Own, ...]) -> set[Value]:
        """A name that another file binds, with what it stands for there."""
        self._spend()
        return {own} | (set() if own in within else self._named(own.name, self._scopes[own.file], within))

    def _attribute(self, values: set[Value], attribute: str, within: tuple[Own, ...]) -> set[Value]:
        found: set[Value] = set()
        for value in values:
            match value:
                case Path(name=name):
                    found.add(Path(f"{name}.{attribute}"))
                case Own(file=file, name=""):
                    found |= self._beside(Own(file, attribute), within)
                case Own():
                    classes: set[Value] = set(self._classes(value))
                    found |= self._attribute(classes, attribute, within) if classes else set()
                case Instance(members=names):
                    found.add(KNOWN if attribute in names else Path(f"?.{attribute}"))
                case Known():
                    found.add(Path(f"?.{attribute}"))
        return found or {Path(f"?.{attribute}")}

    def _item(self, values: set[Value], key: ast.expr, scope: Scope, within: tuple[Own, ...]) -> set[Value]:
        """What `x.__dict__["name"]`, `sys.modules["name"]` and `globals()["name"]` stand for."""
        found: set[Value] = set()
        for value in values:
            if not isinstance(value, Path):
                continue
            try:
                name = str(self._constant(key, scope))
            except NotConstant:
                continue
            if value.name == "sys.modules":
                found.add(Path(name))
            elif value.name.endswith(".__dict__"):
                found |= self._attribute({Path(value.name.removesuffix(".__dict__"))}, name, within)
            elif value.name == "globals.__call__":
                found |= self._named(name, self._scopes[scope.file], within)
        return found

    def _called(self, node: ast.Call, scope: Scope, within: tuple[Own, ...]) -> set[Value]:
        """What a call gives, where that is known."""
        functions = self._values(node.func, scope, within)
        found: set[Value] = set()
        for function in functions:
            if isinstance(function, Own) and function.name:
                found |= set(self._classes(function))
            elif isinstance(function, Instance):
                found.add(function)
            elif isinstance(function, Path):
                found |= self._given_by(function.name, node, scope, within)
        return found

    def _given_by(self, name: str, node: ast.Call, scope: Scope, within: tuple[Own, ...]) -> set[Value]:
        arguments = node.args
        try:
            if name in _IMPORTS and arguments:
                module = str(self._constant(arguments[0], scope)).replace(":", ".")
                return {Path(module.partition(".")[0] if name == "builtins.__import__" else module)}
            if name in ("operator.attrgetter", "operator.methodcaller") and arguments:
                names = arguments if name.endswith("attrgetter") else arguments[:1]
                return {Path(f"{UNKNOWN}.{self._constant(one, scope)}") for one in names}
            if name == "functools.reduce" and len(arguments) == 3:
                given, path = self._values(arguments[2], scope, within), self._constant(arguments[1], scope)
                for attribute in path if isinstance(path, list) else ():
                    given = self._attribute(given, str(attribute), within)
                return given
            if arguments and (name in _READERS or name.rpartition(".")[2] in (*_ATTRIBUTES, *_ITEMS)):
                return self._read_by(name, arguments, scope, within)
        except NotConstant:
            return set()
        if name == "builtins.vars" and arguments:
            return self._attribute(self._values(arguments[0], scope, within), "__dict__", within)
        if name in ("builtins.globals", "builtins.vars", "builtins.locals"):
            return {Path("globals.__call__")}
        return set()

    def _read_by(self, name: str, arguments: Sequence[ast.expr], scope: Scope, within: tuple[Own, ...]) -> set[Value]:
        """What a function, or a method of what is read, gives that reads an attribute or an item."""
        owner, _, last = name.rpartition(".")
        owners: set[Value] = {Path(owner)}
        if len(arguments) > 1 and (name in _READERS or last in _ATTRIBUTES):  # object.__getattribute__(x, "name")
            owners, arguments = self._values(arguments[0], scope, within), arguments[1:]
        if last in _ITEMS:
            return self._item(owners, arguments[0], scope, within)
        return self._attribute(owners, str(self._constant(arguments[0], scope)), within)

    def _constant(self, node: ast.expr, scope: Scope, within: tuple[ast.expr, ...] = ()) -> object:
        def lookup(name: ast.expr) -> object:
            found = scope.find(name.id) if isinstance(name, ast.Name) else None
            if found is not None:
                expressions = [one for one in found[1] if isinstance(one, ast.expr)]
                if len(expressions) == 1 and expressions[0] not in within:  # name = name.lower()
                    self._spend()
                    return self._constant(expressions[0], found[0], (*within, expressions[0]))
            for value in self._values(name, scope):
                if isinstance(value, Path):
                    return Named(value.name)
            raise NotConstant

        return constant(node, lookup)

    def _spend(self, steps: int = 1) -> None:
        self._steps += steps
        if self._steps > MOST_STEPS:
            raise _TooMuch


def _parsed(file: str, content: bytes) -> list[ast.stmt]:
    """The statements of a file that can be read."""
    try:
        return [
            statement
            for statement, _ in statements(importlib.util.decode_source(content), file, Loaded(ModuleType(file), file))
        ]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
