"""Solutions that are marked, tests that become functions, and what is refused with its reason."""

from __future__ import annotations

import ast
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from made_notebooks import code, graded, raw, text, write

from grader.adopt import adopt, nbgrader, otter
from grader.adopt.found import FoundTest
from grader.adopt.marking import marked
from grader.adopt.tests import Notebook, translate
from grader.errors import AdoptError
from grader.release.solutions import strip_solutions

KNOWN = Notebook({"np": "import numpy as np"}, ("f", "Counter", "data", "_inner"), ("f", "Counter"), ("f", "Counter"))


def found(source: str, form: str = "statements", name: str = "first", **more: Any) -> FoundTest:
    return FoundTest(name, "Part", 2.0, dedent(source).strip("\n"), form, shown=False, **more)  # type: ignore[arg-type]


def as_function(test: FoundTest, *others: FoundTest) -> str:
    """The text of the last one."""
    written, refused = translate([*others, test], KNOWN)
    assert not refused
    source = written[-1].text(points=False)
    ast.parse(source)
    return source


MARKED = {
    "a function": (
        'def f(x):\n    """Twice x."""\n    # so\n    y = 2 * x\n    return y',
        'def f(x):\n    """Twice x."""\n    raise NotImplementedError("f: twice x")',
    ),
    "a class": (
        "class C:\n    size = 3\n\n    def f(self):\n        return 1\n\n    def g(self):\n        return 2",
        'class C:\n    size = 3\n\n    def f(self):\n        raise NotImplementedError("C.f: write this function")\n\n'
        '    def g(self):\n        raise NotImplementedError("C.g: write this function")',
    ),
    "other statements": ("import os\nx = 1\nprint(x)", "import os"),
    "one line": ("def f(x): return x", ""),
    "nbgrader's, not as far indented": (
        "def f(x):\n### BEGIN SOLUTION\n    return x\n### END SOLUTION",
        'def f(x):\n    raise NotImplementedError("f: write this function")',
    ),
    "otter's": ("# BEGIN SOLUTION\nhelper = 1\n# END SOLUTION\nx = 3 #SOLUTION", "x = ..."),
    "otter's, without a prompt": ("x = 3 # SOLUTION NO PROMPT\ny = 4 # SOLUTION", "y = ..."),
}


@pytest.mark.parametrize("case", MARKED)
def test_what_students_are_given(case: str) -> None:
    source, given = MARKED[case]
    assert strip_solutions(marked(source), "x.py").strip("\n") == given


def test_names_are_bound_to_what_the_submission_has() -> None:
    source = as_function(found("assert np.all(f(data) == 1)"))
    assert "    f = submission.f\n" in source
    assert "    data = submission.data\n" in source
    assert "np = " not in source


def test_long_strings_stay_as_they_were() -> None:
    source = as_function(found('expected = """a\n  b"""\nassert f(1) == expected'))
    assert '    expected = """a\n  b"""\n    assert' in source


def test_a_docstring_is_the_title() -> None:
    source = as_function(found('"""Twice "two" is four"""\nassert f(2) == 4'))
    assert source.count("is four") == 1
    assert ast.get_docstring(ast.parse(source).body[0]) == 'Twice "two" is four'  # type: ignore[arg-type]


def test_what_an_earlier_test_has_bound_is_there() -> None:
    earlier = found("low = 3\nrows = [low, 4]\nassert f(1) == low")
    source = as_function(found("assert f(rows) == low", name="second"), earlier)
    assert "    low = 3\n    rows = [low, 4]\n" in source
    assert "f(1)" not in source


def test_examples_share_what_earlier_ones_have_bound() -> None:
    earlier = found(">>> c = Counter()\n>>> c.up()\n1\n", "examples")
    source = as_function(found(">>> c.up()\n1\n", "examples", "second"), earlier)
    assert "    c = Counter()\n" in source
    assert "c=c" in source


def test_two_tests_of_one_name_are_two_functions() -> None:
    written, _ = translate([found("assert f(1)"), found("assert f(2)"), found("assert f(3)", name="First!")], KNOWN)
    assert [one.name for one in written] == ["test_first", "test_first_2", "test_first_3"]


REFUSED = {
    "a magic": ("%timeit f(1)", "statements", "it is not plain Python: %timeit f(1)"),
    "an unknown name": ("assert g(1)", "statements", "nothing that students are given or write defines g"),
    "a private name": ("assert _inner(1)", "statements", "it uses _inner, and names with _ cannot be asked for"),
    "nothing of theirs": ("assert np.pi > 3", "statements", "it uses nothing of the submission"),
    "env as a whole": ("def t(env):\n    assert 'f' in env", "function", "it uses env otherwise than as env['name']"),
    "no function": ("assert f(1)", "function", "it is not one function"),
    "examples without an indentation": (">>>f(1)\n", "examples", "its examples cannot be read: "),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_translated_has_a_reason(case: str) -> None:
    source, form, reason = REFUSED[case]
    written, refused = translate([found(source, form)], KNOWN)
    assert not written
    ((_, why),) = refused
    assert why.startswith(reason)


WRONG = {
    "no notebook": ("nbgrader", "not json", "is not a notebook: "),
    "none of nbgrader's": ("nbgrader", [code("x = 1")], "no cell has metadata of nbgrader"),
    "none of otter-grader's": ("otter", [code("x = 1")], "has neither '# ASSIGNMENT CONFIG' nor tests"),
    "no tests": (
        "nbgrader",
        [graded(code("def f(): return 1"), "f", solution=True)],
        "there is nothing to grade it by",
    ),
    "half a hidden region": (
        "nbgrader",
        [graded(code("### BEGIN HIDDEN TESTS\nassert True"), "t", points=1)],
        "t: BEGIN HIDDEN TESTS without its END HIDDEN TESTS",
    ),
    "no Python": (
        "nbgrader",
        [code("this is no Python"), graded(code("assert f()"), "t", points=1)],
        "cell 1: is not Python, and so is not in the reference: this is no Python",
    ),
    "its own solution is wrong": (
        "nbgrader",
        [
            graded(code("def f():\n    return 1"), "f", solution=True),
            graded(code("assert f() == 2, 'two is due'"), "t", points=1),
        ],
        "its own solution passes none of its tests: test_t: its own solution does not pass it: two is due",
    ),
    "an open question": (
        "otter",
        [raw("# ASSIGNMENT CONFIG"), raw("# BEGIN QUESTION\nname: q1"), code("x = 1")],
        "q1: BEGIN QUESTION without END QUESTION",
    ),
    "no YAML": (
        "otter",
        [raw("# ASSIGNMENT CONFIG"), raw("# BEGIN QUESTION\nname: [q1"), code("x = 1")],
        "cell 2: is not valid YAML",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_taken_over_leaves_nothing_behind(case: str, tmp_path: Path) -> None:
    kind, cells, says = WRONG[case]
    notebook = tmp_path / "given" / "hw.ipynb"
    if isinstance(cells, str):
        notebook.parent.mkdir()
        notebook.write_text(cells, encoding="utf-8")
    else:
        write(notebook, cells)
    with pytest.raises(AdoptError) as caught:
        adopt(kind, notebook, tmp_path / "course")
    assert says in str(caught.value)
    assert not (tmp_path / "course").exists()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "course" / "reference" / "hw").mkdir(parents=True)
    notebook = write(tmp_path / "hw.ipynb", [graded(code("assert f()"), "t", points=1)])
    with pytest.raises(AdoptError, match="is there already: give the assignment another name with --slug"):
        adopt("nbgrader", notebook, tmp_path / "course")


def test_a_notebook_of_another_language_is_refused(tmp_path: Path) -> None:
    kernel = {"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}}
    notebook = write(tmp_path / "hw.ipynb", [code("x <- 1")], kernel)
    with pytest.raises(AdoptError, match="is a notebook in R"):
        nbgrader.read(notebook)


POINTS = {
    "shared": ("points: 3", [None, 1, None], [1, 1, 1]),
    "one for the question": ("", [None, None], [0.5, 0.5]),
    "some are given": ("", [2, None], [2, 0]),
    "each": ("points:\n  each: 2", [None, None], [2, 2]),
    "a list": ("points: [1, 3]", [None, None], [1, 3]),
}


@pytest.mark.parametrize("case", POINTS)
def test_points_of_otter_grader(case: str, tmp_path: Path) -> None:
    told, of_cases, worth = POINTS[case]
    tests = [
        code(
            ('""" # BEGIN TEST CONFIG\npoints: 0\n""" # END TEST CONFIG\n'.replace("0", str(one)) if one else "")
            + "f(1)"
        )
        for one in of_cases
    ]
    cells = [
        raw("# ASSIGNMENT CONFIG"),
        raw(f"# BEGIN QUESTION\nname: q1\n{told}"),
        text("Write f."),
        raw("# BEGIN TESTS"),
        *tests,
        raw("# END TESTS"),
        raw("# END QUESTION"),
    ]
    read = otter.read(write(tmp_path / "hw.ipynb", cells))
    assert [test.points for test in read.tests] == worth


def test_all_or_nothing_is_one_test(tmp_path: Path) -> None:
    cells = [
        raw("# ASSIGNMENT CONFIG"),
        raw("# BEGIN QUESTION\nname: q1\npoints: 4\nall_or_nothing: true"),
        raw("# BEGIN TESTS"),
        code("f(1)", shows="1"),
        code("# HIDDEN\nf(2)", shows="4"),
        raw("# END TESTS"),
        raw("# END QUESTION"),
    ]
    read = otter.read(write(tmp_path / "hw.ipynb", cells))
    whole, shown = read.tests
    assert (whole.points, whole.shown) == (4, False)
    assert whole.source == ">>> f(1)\n1\n\n>>> f(2)\n4\n"
    assert (shown.points, shown.source) == (0, ">>> f(1)\n1\n")


def test_test_files_of_otter_grader(tmp_path: Path) -> None:
    """As versions before 5 wrote them, beside the notebook."""
    suite = [{"cases": [{"code": ">>> f(1)\n2", "hidden": False}], "type": "doctest"}]
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "q1.py").write_text(f"test = {{'name': 'q1', 'points': 2, 'suites': {suite!r}}}\n")
    (tmp_path / "tests" / "q2.py").write_text(
        "from otter.test_files import test_case\nimport math\nOK_FORMAT = False\nname = 'q2'\npoints = 1\n"
        "@test_case(points=1, hidden=True, failure_message='larger')\ndef test_f(f):\n    # twice\n"
        "    assert f(math.pi) > 6\n"
    )
    read = otter.read(write(tmp_path / "hw.ipynb", [code("def f(x):\n    return 2 * x")]))
    first, second = read.tests
    assert (first.name, first.points, first.shown, first.form) == ("q1", 2, True, "examples")
    assert (second.points, second.shown, second.hint, second.before) == (1, False, "larger", "import math")
    assert second.source == "def test_f(f):\n    # twice\n    assert f(math.pi) > 6"
