"""An assignment of otter-grader: its source notebook, or what `otter assign` has made of that.

https://otter-grader.readthedocs.io/en/latest/otter_assign/notebook_format.html
https://otter-grader.readthedocs.io/en/latest/test_files/index.html
"""

from __future__ import annotations

import ast
import contextlib
import math
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from grader.adopt.cells import first_line, heading_of, plain_python, read_cells, title_of, without_comments
from grader.adopt.cells import told as told_in
from grader.adopt.found import Form, Found, FoundQuestion, FoundTest, Text
from grader.adopt.marking import BEGIN_LIKE
from grader.errors import AdoptError

_BLOCK = re.compile(r"^#[ \t]*(?P<edge>BEGIN|END)[ \t]+(?P<kind>QUESTION|PROMPT|SOLUTION|TESTS)\b", re.IGNORECASE)
_CONFIG = re.compile(r"^#[ \t]*ASSIGNMENT CONFIG\b", re.IGNORECASE)
_TEST_CONFIG = re.compile(
    r"^(?:.\s*=\s*)?\"\"\"?[ \t]*#[ \t]*BEGIN[ \t]*TEST[ \t]*CONFIG[^\n]*\n(?P<told>.*?)"
    r"^\"\"\"?[ \t]*#[ \t]*END[ \t]*TEST[ \t]*CONFIG[^\n]*\n?",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
_HIDDEN_LINE = re.compile(r"^#[^\n]*\bhidden\b[^\n]*\n?", re.IGNORECASE)
_PROMPT = re.compile(
    r"^[ \t]*\"\"\"[ \t]*#[ \t]*BEGIN PROMPT.*?\"\"\"[ \t]*;?[ \t]*#[ \t]*END PROMPT[^\n]*\n?", re.DOTALL | re.MULTILINE
)
_IGNORED_BLOCK = re.compile(
    r"^[ \t]*#[ \t]*BEGIN[ \t]*IGNORE.*?#[ \t]*END[ \t]*IGNORE[^\n]*\n?", re.DOTALL | re.MULTILINE | re.IGNORECASE
)
_IGNORED_LINE = re.compile(r"^[^\n]*#[ \t]*IGNORE[ \t]*$\n?", re.MULTILINE)
_IGNORED_CELL = re.compile(r"^(?:##[ \t]*ignore[ \t]*##|#[ \t]*ignore)[ \t]*$", re.IGNORECASE | re.MULTILINE)
_SEED = re.compile(r"[ \t]*#[ \t]*SEED[ \t]*$", re.MULTILINE)
_OWN = re.compile(r"^\s*import otter\b|\botter\.Notebook\(|\bgrader\.(?:check|check_all|export|to_pdf)\(", re.MULTILINE)
_SOLUTION_TAG = "otter_assign_solution_cell"
_PLACEHOLDER = "_Type your answer here, replacing this text._"


@dataclass
class _Case:
    """One test case; `points` are None where the question's are shared."""

    source: str
    form: Form
    hidden: bool = False
    points: float | None = None
    hint: str = ""
    before: str = ""


@dataclass
class _Question:
    """What is between BEGIN QUESTION and END QUESTION."""

    name: str
    points: Any = None
    manual: bool = False
    all_or_nothing: bool = False
    text: str = ""
    answer: list[str] = field(default_factory=list)
    cases: list[_Case] = field(default_factory=list)


def read(path: Path) -> Found:
    """What the notebook at `path` consists of; AdoptError when it is none of otter-grader's."""
    notebook = read_cells(path)
    cells = notebook.cells
    found = Found("otter-grader", title_of(cells, path.stem))
    if any(cell.cell_type == "raw" and _CONFIG.match(cell.source) for cell in cells):
        _Source(found, path).take_all(cells)
    elif tests := _assigned_tests(notebook, path):
        _take_assigned(found, cells, tests)
    else:
        said = "has neither '# ASSIGNMENT CONFIG' nor tests in its metadata or in tests/ beside it"
        raise AdoptError(f"{path}: {said}: otter-grader's source notebook is wanted, or the one under autograder/")
    return found


class _Source:
    """Reads the notebook that an instructor writes."""

    def __init__(self, found: Found, path: Path) -> None:
        self._found, self._path = found, path
        self._ok_format = True
        self._question: _Question | None = None
        self._block = ""

    def take_all(self, cells: Sequence[Any]) -> None:
        for number, cell in enumerate(cells, 1):
            if _is_ignored(cell.source):
                continue
            if cell.cell_type == "raw":
                self._take_raw(number, cell.source)
            elif self._block == "TESTS":
                self._take_test(number, cell)
            elif cell.cell_type == "code":
                self._take_code(number, cell.source)
            elif cell.cell_type == "markdown":
                self._take_text(cell.source)
        if self._question is not None:
            raise AdoptError(f"{self._path}: {self._question.name}: BEGIN QUESTION without END QUESTION")

    def _take_raw(self, number: int, source: str) -> None:
        if _CONFIG.match(source):
            told = self._yaml(number, source)
            self._ok_format = bool(told_in(told, "tests").get("ok_format", True))
            self._found.title = str(told.get("name") or self._found.title)
            for key in ("seed", "variables", "plugins", "files"):
                if told.get(key):
                    self._found.left_out.append(f"the assignment's {key}: {told[key]}")
            return
        mark = _BLOCK.match(source)
        if mark is None:
            return
        edge, kind = mark["edge"].upper(), mark["kind"].upper()
        if kind != "QUESTION":
            self._block = kind if edge == "BEGIN" else ""
        elif edge == "BEGIN":
            told = self._yaml(number, source)
            self._question = _Question(
                str(told.get("name") or f"question {number}"),
                told.get("points"),
                bool(told.get("manual")),
                bool(told.get("all_or_nothing")),
            )
        elif self._question is not None:
            _ask_or_test(self._found, self._question)
            self._question = None

    def _yaml(self, number: int, source: str) -> dict[str, Any]:
        return _yaml(source.partition("\n")[2], f"{self._path}: cell {number}")

    def _take_test(self, number: int, cell: Any) -> None:
        if self._question is None or cell.cell_type != "code":
            raise AdoptError(f"{self._path}: cell {number}: a test belongs to a question, and is code")
        source, told = cell.source, {}
        if config := _TEST_CONFIG.match(source):
            told = _yaml(config["told"], f"{self._path}: cell {number}")
            source = source[config.end() :]
        hidden = _HIDDEN_LINE.match(source)
        if hidden:
            source = source[hidden.end() :]
        case = _Case(source.strip("\n"), "function")
        if self._ok_format and plain_python(source) is not None:
            case = _Case(_as_session(source, cell.outputs), "examples")
        case.hidden = bool(told.get("hidden", hidden is not None))
        case.points, case.hint = told.get("points"), str(told.get("failure_message") or "")
        self._question.cases.append(case)

    def _take_code(self, number: int, source: str) -> None:
        solution = self._block == "SOLUTION" or BEGIN_LIKE.search(source) is not None
        source = _IGNORED_BLOCK.sub("", _IGNORED_LINE.sub("", _PROMPT.sub("", source)))
        source = _SEED.sub("", source).strip("\n")
        if not source or self._block == "PROMPT":
            return
        self._found.add_code(f"cell {number}", source, solution=solution)
        if solution and self._question is not None:
            self._question.answer.append(source)

    def _take_text(self, source: str) -> None:
        if self._block == "SOLUTION" and self._question is not None:
            self._question.answer.append(source)
        elif self._block != "PROMPT":
            self._found.cells.append(Text(source))
            if self._question is not None:
                self._question.text = f"{self._question.text}\n\n{source}".strip()


def _is_ignored(source: str) -> bool:
    """Whether a cell is for the instructor alone, by its first line."""
    return _IGNORED_CELL.match(source.partition("\n")[0]) is not None


def _as_session(source: str, outputs: Sequence[Any]) -> str:
    """A cell of a test and what it showed, as otter-grader writes that into a test file."""
    shown = ""
    for output in outputs:
        result = output.get("data", {}).get("text/plain", "")
        shown += "".join(output.get("text", "")) + "".join(result)
    lines = []
    tree = plain_python(source)
    for statement in tree.body if tree is not None else ():
        first, *rest = ast.unparse(statement).split("\n")
        lines += [f">>> {first}", *(f"... {line}" for line in rest)]
    return "\n".join([*lines, *shown.rstrip("\n").split("\n")]).rstrip("\n") + "\n"


def _assigned_tests(notebook: Any, path: Path) -> dict[str, Any]:
    """The tests of a notebook that `otter assign` has made, by question: in its metadata, or in files beside it."""
    tests = dict(told_in(told_in(notebook.metadata, "otter"), "tests"))
    for file in sorted((path.parent / "tests").glob("*.py")):
        tests.setdefault(file.stem, file.read_text(encoding="utf-8", errors="replace"))
    return tests


def _take_assigned(found: Found, cells: Sequence[Any], tests: dict[str, Any]) -> None:
    text, manual = "", False
    for number, cell in enumerate(cells, 1):
        if _is_ignored(cell.source):
            continue
        solution = _SOLUTION_TAG in (cell.metadata.get("tags") or [])
        source = _IGNORED_LINE.sub("", _PROMPT.sub("", cell.source)).strip("\n")
        if cell.cell_type == "code" and not _OWN.search(source) and source:
            found.add_code(f"cell {number}", _SEED.sub("", source), solution=solution)
        if cell.cell_type != "markdown" or _PLACEHOLDER in source:
            continue
        if solution and manual:
            # the notebook does not say how much it is worth
            found.questions.append(FoundQuestion(heading_of(text) or first_line(text), 1.0, text, source.strip()))
            found.left_out.append(f"{first_line(text)}: what this written question is worth: 1 point is assumed")
            continue
        manual = "<!-- BEGIN QUESTION -->" in source
        text = without_comments(source)
        if text and "## Submission" not in text:
            found.cells.append(Text(text))
    for name, test in tests.items():
        question = _of_file(name, test) if isinstance(test, str) else _of_spec(name, test)
        _ask_or_test(found, question)


def _of_spec(name: str, spec: Any) -> _Question:
    """A test in OK format."""
    try:
        suites = spec["suites"]
        question = _Question(str(spec.get("name", name)), spec.get("points"), False, bool(spec.get("all_or_nothing")))
        for suite in suites:
            if suite.get("type", "doctest") != "doctest":
                raise AdoptError(f"{name}: a suite of type {suite['type']!r}, and only doctest is known")
            setup = str(suite.get("setup") or "")
            for case in suite["cases"]:
                body = textwrap.dedent(setup) + textwrap.dedent(case["code"])
                told = (bool(case.get("hidden", True)), case.get("points"), str(case.get("failure_message") or ""))
                question.cases.append(_Case(body, "examples", *told))
    except (KeyError, TypeError, AttributeError) as error:
        raise AdoptError(f"{name}: is no test in OK format: {type(error).__name__}: {error}") from error
    return question


def _of_file(name: str, text: str) -> _Question:
    """A test file: OK format, or functions with @test_case. Nothing of it is run."""
    try:
        body = ast.parse(text).body
    except SyntaxError as error:
        raise AdoptError(f"{name}: is not Python: {error}") from error
    told = {}
    for statement in body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            with contextlib.suppress(ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
                told[statement.targets[0].id] = ast.literal_eval(statement.value)
    if "test" in told:
        return _of_spec(name, told["test"])
    question = _Question(str(told.get("name", name)), told.get("points"), False, bool(told.get("all_or_nothing")))
    before: list[str] = []
    for statement in body:
        if isinstance(statement, ast.FunctionDef) and (keys := _test_case(statement)) is not None:
            source = ast.get_source_segment(text, statement) or ""  # without its decorators
            before_it = "\n".join(before)
            question.cases.append(
                _Case(
                    source,
                    "function",
                    bool(keys.get("hidden", False)),
                    keys.get("points"),
                    str(keys.get("failure_message") or ""),
                    before_it,
                )
            )
        elif not _is_otters(statement):
            before.append(ast.get_source_segment(text, statement) or "")
    return question


def _test_case(function: ast.FunctionDef) -> dict[str, Any] | None:
    """The arguments of @test_case(…), None for a function without."""
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith("test_case"):
            named = [keyword for keyword in decorator.keywords if keyword.arg]
            plain = {str(one.arg): one.value.value for one in named if isinstance(one.value, ast.Constant)}
            # what cannot be read here may well be secret
            return {"hidden": True, **plain} if any(one.arg == "hidden" for one in named) else plain
    return None


def _is_otters(statement: ast.stmt) -> bool:
    """Whether a line of a test file is there for otter-grader."""
    if isinstance(statement, ast.ImportFrom):
        return (statement.module or "").startswith("otter")
    names = [target.id for target in getattr(statement, "targets", []) if isinstance(target, ast.Name)]
    return bool({"OK_FORMAT", "name", "points", "all_or_nothing"} & set(names))


def _ask_or_test(found: Found, question: _Question) -> None:
    """A question as tests, or as one that a person grades."""
    if question.manual:
        if question.cases:
            found.left_out.append(f"{question.name}: its tests, since a person grades it")
        worth = question.points if isinstance(question.points, (int, float)) else 0
        if worth > 0:
            title = heading_of(question.text) or first_line(question.text) or question.name
            answer = "\n\n".join(question.answer)
            text = question.text or question.name
            found.questions.append(FoundQuestion(title, float(worth), text, answer))
        else:
            found.left_out.append(f"{question.name}: is graded by a person, for no points")
        return
    cases = question.cases
    worths = _shared(question)
    if question.all_or_nothing and len(cases) > 1 and all(case.form == "examples" for case in cases):
        whole = _Case("\n".join(case.source for case in cases), "examples", any(case.hidden for case in cases))
        shown = [case for case in cases if not case.hidden] if whole.hidden else []
        cases, worths = [whole, *shown], [sum(worths), *[0.0] * len(shown)]
    elif question.all_or_nothing and len(cases) > 1:
        found.left_out.append(f"{question.name}: all_or_nothing: each of its tests gives its own points")
    for number, (case, worth) in enumerate(zip(cases, worths, strict=True), 1):
        name = question.name if len(cases) == 1 else f"{question.name} {number}"
        found.tests.append(
            FoundTest(
                name,
                question.name,
                worth,
                case.source,
                case.form,
                not case.hidden,
                case.hint,
                case.before,
                place=len(found.tests),
            )
        )


def _shared(question: _Question) -> list[float]:
    """What each case is worth, by otter-grader's rules.

    https://otter-grader.readthedocs.io/en/latest/test_files/python_format.html#resolving-point-values
    """
    cases, total = question.cases, question.points
    own = [case.points for case in cases]
    try:
        if isinstance(total, dict):
            total = float(total.get("each", 1)) * len(cases)
        if isinstance(total, list):
            if len(total) != len(cases):
                raise AdoptError(f"{question.name}: {len(total)} points are given for {len(cases)} tests")
            own, total = total, None
        given = sum(float(one) for one in own if one is not None)
        left = own.count(None)
        rest = 0.0
        if total is not None and left:
            rest = max(0.0, (float(total) - given) / left)
        elif total is None and given == 0 and left:
            rest = 1 / left
        worths = [rest if one is None else float(one) for one in own]
        if not all(0 <= worth < math.inf for worth in worths):
            raise ValueError(worths)
        return worths
    except (TypeError, ValueError) as error:
        raise AdoptError(f"{question.name}: its points are no numbers from 0 on: {error}") from error


def _yaml(text: str, where: str) -> dict[str, Any]:
    try:
        told = msgspec.yaml.decode(text.encode() or b"{}")
    except ImportError as error:
        raise AdoptError("PyYAML is not installed: pip install 'dlgrader[notebook]'") from error
    except msgspec.DecodeError as error:
        raise AdoptError(f"{where}: is not valid YAML: {error}") from error
    if told is None:
        return {}
    if not isinstance(told, dict):
        raise AdoptError(f"{where}: expected 'key: value' lines")
    return told
