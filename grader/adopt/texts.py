"""The files of an adopted assignment, as texts."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import packages_distributions

from grader.adopt.cells import heading_of, plain_python
from grader.adopt.found import Code, Found, FoundQuestion, FoundTest, Text
from grader.adopt.names import bound, modules
from grader.adopt.tests import Notebook, Written, number_text, quoted
from grader.release.markers import BEGIN, LINE

_SECONDS = 30  # for a test: what nbgrader allows a cell


def known_names(found: Found) -> Notebook:
    """What the cells of the notebook bind."""
    imports: dict[str, str] = {}
    own: dict[str, None] = {}
    asked: dict[str, None] = {}
    functions: dict[str, None] = {}
    has_star = False
    for cell in found.code():
        tree = _parsed(cell)
        for statement in tree.body:
            names = dict.fromkeys(bound(ast.Module([statement], [])))
            if isinstance(statement, (ast.Import, ast.ImportFrom)):
                has_star |= any(alias.name == "*" for alias in statement.names)
                for name in names.keys() - asked.keys():  # what counts is what is bound last
                    imports[name] = ast.unparse(statement)
                    own.pop(name, None)
                continue
            own |= names
            for name in names:
                imports.pop(name, None)
            marked = ast.get_source_segment(cell.source, statement) or ""
            if cell.solution and (BEGIN in cell.source or LINE in marked):
                asked |= names
                if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                    functions |= names
    return Notebook(imports, tuple(own), tuple(asked), tuple(functions), has_star)


def functions_asked(written: Sequence[Written], known: Notebook) -> tuple[str, ...]:
    """The names that assignment.toml lists: what students write, and what the tests use."""
    used = [name for one in written for name in (one.of, *one.uses)]
    return tuple(name for name in dict.fromkeys((*known.functions, *used)) if not name.startswith("_"))


def statement_and_script(found: Found) -> tuple[str, str]:
    """README.md, of the texts before any code, and the reference as py:percent."""
    import jupytext  # type: ignore[import-untyped]  # it has no types
    from nbformat import v4

    first = next((at for at, cell in enumerate(found.cells) if isinstance(cell, Code)), len(found.cells))
    texts = [cell.source.strip() for cell in found.cells[:first] if isinstance(cell, Text)]
    title = f"# {found.title}"
    statement = "\n\n".join(texts)
    if not heading_of(statement):
        statement = f"{title}\n\n{statement}".strip()
    make = {Text: v4.new_markdown_cell, Code: v4.new_code_cell}
    cells = [v4.new_markdown_cell(title), *(make[type(cell)](cell.source) for cell in found.cells[first:])]  # type: ignore[no-untyped-call]
    notebook = v4.new_notebook(cells=cells)  # type: ignore[no-untyped-call]
    written: str = jupytext.writes(notebook, fmt="py:percent")
    script = re.sub(r"\A# ---\n.*?^# ---\n+", "", written, flags=re.DOTALL | re.MULTILINE)
    return statement + "\n", script


def settings(found: Found, file: str, functions: Sequence[str], tests: Sequence[Written]) -> str:
    """assignment.toml; the points of a part are those of its tests."""
    parts: dict[str, float] = {}
    for one in tests:
        parts[one.test.part] = parts.get(one.test.part, 0.0) + one.test.points
    packages, _ = packages_of(found)
    lines = [
        f"title = {quoted(found.title)}",
        f"file = {quoted(file)}",
        f"functions = [{', '.join(map(quoted, functions))}]",
        "",
        "[packages]",
        f"allowed = [{', '.join(map(quoted, packages))}]",
        "",
        "[limits]",
        f"test = {_SECONDS}",
    ]
    for name, points in parts.items():
        lines += ["", "[[parts]]", f"name = {quoted(name)}", f"points = {number_text(round(points, 9))}"]
    return "\n".join(lines) + "\n"


def file_of_tests(found: Found, tests: Sequence[Written], functions: Sequence[str], *, points: bool) -> str:
    """test_hidden.py, or test_public.py; the latter has a test of its own where there is none to show."""
    what = "The tests that give points" if points else "The tests that students see"
    head = f'"""{what}, taken over from {found.grader}."""\n\n'
    imports = dict.fromkeys(line for one in tests for line in one.imports)
    own = {"grader.checks": "check_examples", "grader.judge": "points"}
    uses = {
        "grader.checks": any(one.test.form == "examples" for one in tests),
        "grader.judge": points,
    }
    ours = [f"from {module} import {name}" for module, name in own.items() if uses[module]]
    bodies = [one.text(points=points) for one in tests]
    if not tests:
        names = "\n".join(f"    submission.{name}" for name in functions)
        bodies = [f'def test_all_is_defined(submission):\n    """All that is asked for is defined"""\n{names}']
    groups = ["\n".join(group) for group in (imports, ours) if group]
    return head + "\n\n".join(groups) + ("\n\n\n" if groups else "\n") + "\n\n\n".join(bodies) + "\n"


def questions(found: Found) -> str:
    """questions.toml."""
    return "\n".join(map(_question, found.questions))


def account(
    found: Found,
    notebook: str,
    left_out: Sequence[str],
    notes: Sequence[str],
    lost: Sequence[tuple[FoundTest, str]],
) -> str:
    """What was taken over, what not, what to look at, and the sources of the tests that were left out."""
    lines = [f"# {found.title}", "", f"Taken over from {found.grader}: `{notebook}`."]
    for title, told in (("Left out", left_out), ("To look at", notes)):
        lines += ["", f"## {title}", "", *(f"- {' '.join(line.split())}" for line in told)] if told else []
    for test, why in lost:
        fence = "````"
        lines += ["", f"## {test.name}", "", f"{worth(test)} in {test.part!r}: {why}", ""]
        lines += [f"{fence}python", test.source.strip("\n"), fence]
    return "\n".join(lines) + "\n"


def worth(test: FoundTest) -> str:
    """A test's points, as they are said."""
    return f"{test.points:g} point{'' if test.points == 1 else 's'}"


def packages_of(found: Found) -> tuple[list[str], list[str]]:
    """The distributions behind the imports of the notebook, and the modules of which none is installed here."""
    imported = (name for cell in found.code() for name in modules(_parsed(cell)))
    others = [name for name in dict.fromkeys(imported) if name not in sys.stdlib_module_names]
    known = _distributions()
    there = ["numpy", *(known[module][0] for module in others if module in known)]
    return list(dict.fromkeys(there)), [module for module in others if module not in known]


@cache
def _distributions() -> Mapping[str, list[str]]:
    """Which distributions bring a module; looked up once, as all files of all packages are gone through for it."""
    return packages_distributions()


def _parsed(cell: Code) -> ast.Module:
    tree = plain_python(cell.source)
    assert tree is not None  # such cells have been left out
    return tree


def _question(question: FoundQuestion) -> str:
    answer = f"model_answer = {quoted(question.model_answer)}\n" if question.model_answer else ""
    title = re.sub(r"\s+", " ", question.title).strip()
    return f"""[[question]]
title = {quoted(title)}
points = {number_text(question.points)}
text = {quoted(question.text)}
{answer}
[[question.rubric]]
points = {number_text(question.points)}
what = "right and complete"
"""
