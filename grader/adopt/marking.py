"""Solution markers of other graders, turned into ours; a cell that is a solution as a whole gets some."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from grader.release.markers import BEGIN, END, LINE

BEGIN_LIKE = re.compile(r"^[ \t]*#.*\bBEGIN SOLUTION\b", re.MULTILINE | re.IGNORECASE)
_BEGIN = re.compile(r"^([ \t]*)#.*\bBEGIN SOLUTION\b.*$", re.IGNORECASE)
_END = re.compile(r"^[ \t]*#.*\bEND SOLUTION\b.*$", re.IGNORECASE)
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
    regions = list(_to_write(body, lines))
    kept: list[str] = []
    for number, line in enumerate(lines, 1):
        kept += [f"{indent}{BEGIN}" for first, _, indent in regions if first == number]
        if any(first <= number <= last for first, last, _ in regions) or not line.lstrip().startswith("#"):
            kept.append(line)  # and not what a comment beside it tells
        kept += [f"{indent}{END}" for _, last, indent in regions if last == number]
    return "\n".join(kept)


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
                    indent = _indent(lines[first.lineno - 1])
                    yield *_with_comments(_first_line(first), last.end_lineno or last.lineno, lines, indent), indent
                    continue
        yield _first_line(statement), statement.end_lineno or statement.lineno, _indent(lines[statement.lineno - 1])


def _with_comments(first: int, last: int, lines: Sequence[str], indent: str) -> tuple[int, int]:
    """The lines, and the comments before and behind them that belong to the same block."""
    while lines[first - 2].lstrip().startswith("#"):
        first -= 1
    following = last
    while following < len(lines) and (not lines[following].strip() or lines[following].startswith(f"{indent}#")):
        following += 1
        last = following if lines[following - 1].strip() else last
    return first, last


def _first_line(statement: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(one.lineno for one in decorators)])


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
