"""The tests of an assignment, written as test functions of ours.

The text of a test stays what it was. What it takes from the notebook is bound above it to what the submission has:
functions are then called in the sandbox, and values come from there.
"""

from __future__ import annotations

import ast
import importlib.util
import io
import json
import keyword
import re
import textwrap
import tokenize
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.adopt.found import FoundTest
from grader.adopt.names import bound, modules, needed

_EXAMPLE = re.compile(r"^[ \t]*>>>", re.MULTILINE)
_STRINGS = (tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", None))
# What looks at the process that it runs in: it holds here whatever the submission does.
_LOOKS_AROUND = {
    re.compile(r"\b(?:seed|set_state|manual_seed)\("): "it seeds generators here, and not those of the submission",
    re.compile(
        r"\.copy\(|\bdeepcopy\("
    ): "a comparison of an argument with its copy: what is sent is a copy, and stays",
    re.compile(r"redirect_std|capsys|sys\.stdout|catch_warnings|simplefilter"): "it looks at what is printed or warned "
    "of here: the submission prints and warns elsewhere",
}
_BARE_EXCEPT = re.compile(r"^([ \t]*)except[ \t]*(?:BaseException(?:[ \t]+as[ \t]+\w+)?)?[ \t]*:", re.MULTILINE)


class Untranslatable(Exception):
    """The text says why, to follow the test's name."""


@dataclass(frozen=True)
class Notebook:
    """What the cells of the notebook bind: names by the import that binds them, and those of its own."""

    imports: Mapping[str, str]
    own: tuple[str, ...]
    asked: tuple[str, ...]
    """of its own, those that a student writes"""
    functions: tuple[str, ...]
    """of those, functions and classes"""
    has_star: bool = False


@dataclass(frozen=True)
class Written:
    """One test function. `of`: which of the submission's names it is of, and `uses`, all of them."""

    test: FoundTest
    name: str
    imports: tuple[str, ...]
    of: str
    uses: tuple[str, ...]
    body: str
    title: str
    notes: tuple[str, ...] = ()

    def text(self, *, points: bool) -> str:
        """The function's source, with its points or, as a public test, without."""
        simple = not set(self.title) & set('\\"')
        document = f'"""{self.title}"""' if simple else quoted(self.title)
        bindings = [f"    {name} = submission.{name}" for name in self.uses]
        lines = [f"def {self.name}(submission):", f"    {document}", *bindings, self.body]
        if points:
            others = [name for name in self.uses if name != self.of]
            told = [number_text(self.test.points), f"part={quoted(self.test.part)}", f"of={quoted(self.of)}"]
            told += [f"needs=[{', '.join(map(quoted, others))}]"] if others else []
            told += [f"advice={quoted(self.test.hint)}"] if self.test.hint else []
            told += ['feedback="full"'] if self.test.shown else []
            lines.insert(0, f"@points({', '.join(told)})")
        return "\n".join(lines)


def translate(tests: Sequence[FoundTest], notebook: Notebook) -> tuple[list[Written], list[tuple[FoundTest, str]]]:
    """The tests as functions, and those that cannot be, each with the reason."""
    written: list[Written] = []
    refused: list[tuple[FoundTest, str]] = []
    earlier: dict[str, str] = {}  # what tests before this one bind, and the statements that do
    taken: set[str] = set()
    for test in tests:
        try:
            written.append(_translated(test, notebook, earlier, taken))
        except Untranslatable as reason:
            refused.append((test, str(reason)))
    return written, refused


def _translated(test: FoundTest, notebook: Notebook, earlier: dict[str, str], taken: set[str]) -> Written:
    code = _code_of(test)
    before = test.before
    tree = _parsed(code)
    own = {*notebook.own, *notebook.imports}
    needs = needed(_parsed(f"{before}\n{code}"), own)
    carried = _carried(needs, notebook, earlier)
    if carried:
        before = f"{carried}\n{before}".strip("\n")
        needs = needed(_parsed(f"{before}\n{code}"), own)
    if test.form != "function":
        _remember(tree, earlier)
    parameters, environment = _parameters(tree) if test.form == "function" else ([], [])
    imports = [notebook.imports[name] for name in needs if name in notebook.imports]
    uses = [name for name in needs if name in notebook.own and name not in notebook.imports]
    uses += [name for name in (*parameters, *environment) if name not in uses]
    for name in (*needs, *parameters, *environment):
        if name not in notebook.imports and name not in notebook.own and not notebook.has_star:
            raise Untranslatable(f"nothing that students are given or write defines {name}")
    if private := next((name for name in uses if name.startswith("_")), None):
        raise Untranslatable(f"it uses {private}, and names with _ cannot be asked for")
    if not uses:
        raise Untranslatable("it uses nothing of the submission")
    for module in (name for text in (*imports, before, code) for name in modules(_parsed(text))):
        if importlib.util.find_spec(module) is None:
            raise Untranslatable(f"it needs {module}, which is not installed here")
    of = next((name for name in uses if name in notebook.asked), uses[0])
    known = [*uses, *(name for text in (*imports, before) for name in bound(ast.parse(text)))]
    title, body = _body(test, code, tree, parameters, environment, known)
    text = "\n".join(part for part in (_indented(before), body) if part)
    notes = tuple(note for pattern, note in _LOOKS_AROUND.items() if pattern.search(code))
    written = Written(test, _name(test, taken), tuple(dict.fromkeys(imports)), of, tuple(uses), text, title, notes)
    try:
        compile(written.text(points=False), "a test", "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        raise Untranslatable(f"it cannot stand in a function: {getattr(error, 'msg', error)}") from error
    return written


def _code_of(test: FoundTest) -> str:
    """What the test runs; of examples, what is typed."""
    if test.form != "examples":
        # a hang of the submission is no exception that a test may take for an answer
        return _BARE_EXCEPT.sub(r"\1except Exception:", test.source.strip("\n"))
    import doctest

    try:
        return "".join(example.source for example in doctest.DocTestParser().get_examples(test.source))
    except ValueError as error:
        raise Untranslatable(f"its examples cannot be read: {error}") from error


def _parsed(code: str) -> ast.Module:
    try:
        return ast.parse(code)
    except (SyntaxError, ValueError) as error:
        line = (getattr(error, "text", "") or "").strip()
        raise Untranslatable(f"it is not plain Python: {line or error}") from error


def _remember(tree: ast.Module, earlier: dict[str, str]) -> None:
    """What a test binds is there for those after it."""
    names = bound(tree)
    statements = [one for one in tree.body if not isinstance(one, (ast.Assert, ast.Expr)) or _changes(one, names)]
    text = "\n".join(ast.unparse(one) for one in statements)
    earlier |= dict.fromkeys(names, text)


def _changes(statement: ast.stmt, names: Sequence[str]) -> bool:
    """Whether it calls a method of something that the test has made: rows.append(…)."""
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))):
            return name in names
    return False


def _carried(needs: Sequence[str], notebook: Notebook, earlier: Mapping[str, str]) -> str:
    """The statements of earlier tests that bind what this one needs."""
    found: dict[str, None] = {}
    waiting = [name for name in needs if name not in notebook.own and name not in notebook.imports]
    for name in waiting:
        text = earlier.get(name, "")
        if text and text not in found:
            found[text] = None
            waiting += [one for one in needed(ast.parse(text)) if one not in waiting and one in earlier]
    return "\n".join(reversed(found))


def _parameters(tree: ast.Module) -> tuple[list[str], list[str]]:
    """The names that a test function is called with, and those that it takes from `env`."""
    if len(tree.body) > 2 or not isinstance(tree.body[0], ast.FunctionDef):
        raise Untranslatable("it is not one function")
    function = tree.body[0]
    names = [argument.arg for argument in function.args.args]
    if "env" not in names:
        return names, []
    uses = [node for node in ast.walk(function) if isinstance(node, ast.Name) and node.id == "env"]
    inside = sorted(
        (node for node in ast.walk(function) if isinstance(node, ast.Subscript)),
        key=lambda node: (node.lineno, node.col_offset),
    )
    found = [
        node.slice.value
        for node in inside
        if isinstance(node.value, ast.Name) and node.value.id == "env" and isinstance(node.slice, ast.Constant)
    ]
    if len(found) != len(uses):
        raise Untranslatable("it uses env otherwise than as env['name']")
    return [name for name in names if name != "env"], [str(name) for name in dict.fromkeys(found)]


def _body(
    test: FoundTest,
    code: str,
    tree: ast.Module,
    parameters: Sequence[str],
    environment: Sequence[str],
    names: Sequence[str],
) -> tuple[str, str]:
    """Title and indented text of the function's body."""
    title = test.name if test.name.startswith(test.part) else f"{test.part}: {test.name}"
    match test.form:
        case "examples":
            session = textwrap.indent(test.source.strip("\n"), "        ")
            quotes = "'''" if '"""' in session else '"""'
            prefix = "r" if "\\" in session else ""
            given = ", ".join(f"{name}={name}" for name in dict.fromkeys(names))
            call = (
                f"    check_examples(\n        {prefix}{quotes}\n{session}\n        {quotes},\n        {given},\n    )"
            )
            return title, call
        case "function":
            function = tree.body[0]
            assert isinstance(function, ast.FunctionDef)
            inside = {name: name for name in parameters}
            if environment or any(one.arg == "env" for one in function.args.args):
                inside["env"] = "{" + ", ".join(f"{name!r}: {name}" for name in environment) + "}"
            given = ", ".join(f"{name}={value}" for name, value in inside.items())
            own = ast.get_source_segment(code, function) or ""
            return title, f"{_indented(own)}\n\n    {function.name}({given})"
        case "statements":
            if document := ast.get_docstring(tree):
                first = tree.body[0]
                title = document.strip().splitlines()[0].rstrip("\\").strip()
                lines = code.split("\n")
                code = "\n".join([*lines[: first.lineno - 1], *lines[first.end_lineno or first.lineno :]])
            return title, _indented(code.strip("\n"))


def _name(test: FoundTest, taken: set[str]) -> str:
    """A function's name for the test, which no other has."""
    plain = re.sub(r"\W+", "_", test.name.lower(), flags=re.ASCII).strip("_")
    plain = plain if plain.startswith("test_") else f"test_{plain or 'cell'}"
    name, number = plain, 1
    while name in taken or keyword.iskeyword(name):
        number += 1
        name = f"{plain}_{number}"
    taken.add(name)
    return name


def quoted(text: str) -> str:
    """A string in double quotes, as Python and TOML read it. JSON's are that, but for one character in TOML."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def number_text(points: float) -> str:
    """Points so that they add up: whole numbers as such, others with all their digits."""
    return repr(int(points)) if points.is_integer() else repr(points)


def _indented(code: str) -> str:
    """Code four spaces further in, its long strings as they were."""
    inside = set[int]()
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type in _STRINGS:
            inside.update(range(token.start[0] + 1, token.end[0] + 1))
    lines = code.split("\n")
    return "\n".join(
        f"    {line}" if line.strip() and number not in inside else line for number, line in enumerate(lines, 1)
    ).rstrip()
