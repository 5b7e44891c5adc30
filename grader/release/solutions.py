"""Taking the solution out of a reference: regions become `raise NotImplementedError`, everything else stays."""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Iterator

from grader.errors import ReleaseError
from grader.release.markers import Region, find_regions

LINE_LENGTH = 120
NO_DOCSTRING = "write this function"


def strip_solutions(source: str, path: str) -> str:
    """The source without its solution regions; `path` names it in errors.

    A region in a function becomes one `raise NotImplementedError` at the region's depth, with the function's
    qualified name and the first line of its docstring. A region elsewhere (a helper, a constant) vanishes; of a line
    that is marked by itself, `name = 3  # SOLUTION`, stays `name = ...`.
    ReleaseError when a marker is wrong, or when the source or the result is not Python.
    """
    source = re.sub(r"\r\n?", "\n", source)
    try:
        tree = ast.parse(source)
        regions = find_regions(source, tree, path)
    except (SyntaxError, ValueError, tokenize.TokenError) as error:
        where = getattr(error, "lineno", None)
        raise ReleaseError(f"{path}{f':{where}' if where else ''}: not valid Python: {error}") from error
    # a block of which nothing would be left, other than a function's, needs a `pass`
    for filler in ("", "pass"):
        stripped = _without(source, tree, regions, filler)
        try:
            ast.parse(stripped)
        except SyntaxError as error:
            problem = error
        else:
            return stripped
    lines = ", ".join(f"{region.first}-{region.last}" for region in regions)
    raise ReleaseError(f"{path}: without the solutions in lines {lines} it is not valid Python: {problem}") from problem


def _without(source: str, tree: ast.Module, regions: list[Region], filler: str) -> str:
    lines = source.split("\n")
    kept: list[str] = []
    position = 0
    for region in regions:
        kept += lines[position : region.first - 1]
        position = region.last
        placeholders = _placeholders(tree, region)
        if placeholders:
            kept += [region.indent + placeholder for placeholder in placeholders]
        elif region.indent and filler:
            kept.append(region.indent + filler)
        elif not region.indent:
            position = _past_blank_lines(lines, position, kept)
    return "\n".join(kept + lines[position:])


def _past_blank_lines(lines: list[str], position: int, kept: list[str]) -> int:
    """Where to go on after a region that vanished, so that its blank lines do not add up with those before it."""
    if kept and not kept[-1].strip():
        while position < len(lines) - 1 and not lines[position].strip():
            position += 1
    return position


def _placeholders(tree: ast.Module, region: Region) -> list[str]:
    """The statements that stand for a region: none when the region is not in a function, but for names to be given."""
    scope = _scope(tree, region)
    if not scope or isinstance(scope[-1], ast.ClassDef):
        return list(_names_to_give(tree, region)) if region.by_line else []
    function = scope[-1]
    name = ".".join(node.name for node in scope)
    room = LINE_LENGTH - len(region.indent) - len('raise NotImplementedError("")')
    return [f"raise NotImplementedError({_quoted(f'{name}: {_task(function, region)}', room)})"]


def _names_to_give(tree: ast.Module, region: Region) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and region.holds(node.lineno):
            match node:
                case ast.Assign(targets=[ast.Tuple(elts=names)]):
                    yield f"{', '.join(map(ast.unparse, names))} = {', '.join(['...'] * len(names))}"
                case ast.Assign(targets=targets):
                    yield " = ".join([*map(ast.unparse, targets), "..."])
                case ast.AnnAssign(target=target, annotation=annotation):
                    yield f"{ast.unparse(target)}: {ast.unparse(annotation)} = ..."


Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def _scope(tree: ast.Module, region: Region) -> list[Scope]:
    """The functions and classes that a region lies in, outermost first."""
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        and node.lineno < region.first
        and region.first <= (node.end_lineno or node.lineno)
    ]
    return sorted(found, key=lambda node: node.lineno)


def _task(function: Scope, region: Region) -> str:
    """What to write: the docstring's first line, unless that is itself part of the solution, or is a formula, which
    nobody can read in a traceback."""
    docstring = ast.get_docstring(function)
    if not docstring or region.holds(function.body[0].lineno):
        return NO_DOCSTRING
    task = docstring.strip().split("\n")[0].strip().rstrip(".")
    if "$" in task:
        return NO_DOCSTRING
    first = task.split(" ")[0]
    # an ordinary capitalised word; acronyms and names such as ReLU stay
    return task[0].lower() + task[1:] if first == "A" or first[1:].islower() else task


def _quoted(text: str, room: int) -> str:
    """A string literal in double quotes whose content takes at most `room` characters."""
    shown = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    if len(shown) > room:
        shown = f"{shown[: max(room - 1, 1)].rsplit(' ', 1)[0]}…"
    return '"' + shown.replace("\\", "\\\\").replace('"', '\\"') + '"'
