"""Which names a piece of code needs from outside, and which it binds."""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Container, Iterator, Sequence


def needed(tree: ast.Module, known: Container[str] = ()) -> list[str]:
    """The names that the statements use before they bind them, in the order of their use.

    Python's own are left out, but for those that are `known` to mean something else. What functions and comprehensions
    use may be bound later, too.
    """
    found = _read(tree)
    inside = [name for name in found.used_inside if name not in found.bound]
    return [name for name in dict.fromkeys((*found.used, *inside)) if name in known or not hasattr(builtins, name)]


def bound(tree: ast.Module) -> list[str]:
    """The names that are bound at the top level, in order."""
    return list(_read(tree).bound)


def modules(tree: ast.Module) -> Iterator[str]:
    """The top-level modules that are imported anywhere in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


class _Found:
    def __init__(self) -> None:
        self.used: dict[str, None] = {}
        self.used_inside: dict[str, None] = {}
        self.bound: dict[str, None] = {}

    def add(self, piece: ast.stmt) -> None:
        """What one simple statement does: it uses first, and binds then."""
        if isinstance(piece, ast.ImportFrom) and any(alias.name == "*" for alias in piece.names):
            return
        table = symtable.symtable(ast.unparse(ast.fix_missing_locations(piece)), "", "exec")
        for symbol in table.get_symbols():
            name = symbol.get_name()
            if symbol.is_referenced() and name not in self.bound:
                self.used[name] = None
        self.used_inside |= dict.fromkeys(_globals_of(table.get_children()))
        for symbol in table.get_symbols():
            if symbol.is_assigned() or symbol.is_imported():
                self.bound[symbol.get_name()] = None


def _globals_of(tables: Sequence[symtable.SymbolTable]) -> Iterator[str]:
    for table in tables:
        yield from (one.get_name() for one in table.get_symbols() if one.is_global() and one.is_referenced())
        yield from _globals_of(table.get_children())


def _read(tree: ast.Module) -> _Found:
    found = _Found()
    for piece in _simple(tree.body):
        found.add(piece)
    return found


def _simple(statements: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements one after another; those with blocks by what stands at their head, and then in their blocks."""
    for statement in statements:
        match statement:
            case ast.If(test=test) | ast.While(test=test):
                yield ast.Expr(test)
            case ast.For() | ast.AsyncFor():
                yield ast.Expr(statement.iter)
                yield _assigned(statement.target)
            case ast.With() | ast.AsyncWith():
                for item in statement.items:
                    yield ast.Expr(item.context_expr)
                    if item.optional_vars is not None:
                        yield _assigned(item.optional_vars)
            case ast.Try():
                pass
            case ast.AugAssign(target=ast.Name(id=name), value=value):
                both = ast.BinOp(ast.Name(name, ast.Load()), statement.op, value)
                yield ast.Assign([ast.Name(name, ast.Store())], both)
                continue
            case ast.Delete(targets=targets):
                yield from (ast.Expr(ast.Name(one.id, ast.Load())) for one in targets if isinstance(one, ast.Name))
                continue
            case ast.AnnAssign(value=None, annotation=annotation):
                yield ast.Expr(annotation)
                continue
            case _:
                yield statement
                continue
        yield from _simple(statement.body)
        for handler in getattr(statement, "handlers", []):
            if handler.type is not None:
                yield ast.Expr(handler.type)
            if handler.name:
                yield _assigned(ast.Name(handler.name, ast.Store()))
            yield from _simple(handler.body)
        yield from _simple(getattr(statement, "orelse", []))
        yield from _simple(getattr(statement, "finalbody", []))


def _assigned(target: ast.expr) -> ast.stmt:
    return ast.Assign([target], ast.Constant(None))
