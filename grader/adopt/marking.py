"""Solution markers of other graders, turned into ours; a cell that is a solution as a whole gets some."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from grader.release.markers import BEGIN, END, LINE

BEGIN_LIKE = re.compile(r"^[ \t]*#+[ \t]*BEGIN SOLUTION\b", re.MULTILINE | re.IGNORECASE)
_BEGIN = re.compile(r"^([ \t]*)#+[ \t]*BEGIN SOLUTION\b.*$", re.IGNORECASE)
_END = re.compile(r"^[ \t]*#+[ \t]*END SOLUTION\b.*$", re.IGNORECASE)
_LINE = re.compile(r"^(?P<code>.*\S)[ \t]*#[ \t]?SOLUTION(?P<bare>[ \t]+NO PROMPT)?[ \t]*$")


def marked(source: str) -> str:
    """The source of a solution cell with our markers.

    Where it has none, the bodies of its functions are marked, what its variables are given, and other statements.
    """
    lines = list(_ours(source.split("\n")))
    text = "\n".join(lines)
    if any(line.strip() == BEGIN or line.endswith(LINE) for line in lines):
        return text
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError):
        return text
    for first, last, indent in reversed(list(_to_write(body, text.split("\n")))):
        lines = [*lines[: first - 1], f"{indent}{BEGIN}", *lines[first - 1 : last], f"{indent}{END}", *lines[last:]]
    return "\n".join(lines)


def _ours(lines: Sequence[str]) -> Iterator[str]:
    indent = ""
    for number, line in enumerate(lines):
        if begin := _BEGIN.match(line):
            inside = next((one for one in lines[number + 1 :] if one.strip() and not one.lstrip().startswith("#")), "")
            indent = inside[: len(inside) - len(inside.lstrip())] if inside.strip() else begin[1]
            yield indent + BEGIN
        elif _END.match(line):
            yield indent + END
        elif found := _LINE.match(line):
            before = line[: len(line) - len(line.lstrip())]
            if found["bare"]:
                yield from (before + BEGIN, found["code"], before + END)
            else:
                yield f"{found['code']}  {LINE}"
        else:
            yield line


def _to_write(body: Sequence[ast.stmt], lines: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """First and last line, and indentation, of each piece that a student is to write."""
    for statement in body:
        match statement:
            case ast.Import() | ast.ImportFrom():
                continue
            case ast.Expr(value=ast.Constant()):
                continue
            case ast.ClassDef():
                yield from _to_write([one for one in statement.body if not isinstance(one, ast.Assign)], lines)
                continue
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                inside = statement.body[1 if ast.get_docstring(statement) else 0 :]
                first, last = (inside or statement.body)[0], statement.body[-1]
                if inside and first.lineno > statement.lineno:
                    yield _first_line(first), last.end_lineno or last.lineno, _indent(lines[first.lineno - 1])
                    continue
        yield _first_line(statement), statement.end_lineno or statement.lineno, _indent(lines[statement.lineno - 1])


def _first_line(statement: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(one.lineno for one in decorators)])


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
