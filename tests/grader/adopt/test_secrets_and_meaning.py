"""What is hidden there stays hidden here, and a test goes on to ask what it asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_notebooks import Cell, code, graded, raw, text, write

from grader import release
from grader.adopt import Adopted, adopt
from grader.course import load_assignment

UNTOLD = "what nobody is to read"
F = graded(code("def f(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"), "f", solution=True)
TEST = graded(code("assert f(1) == 2"), "t", points=1)


def taken_over(cells: list[Cell], folder: Path, kind: str = "nbgrader") -> Adopted:
    (made,) = adopt(kind, write(folder / "given" / "hw.ipynb", cells), folder / "course").made
    return made


def given_to_students(folder: Path) -> str:
    template = release.write(load_assignment(folder / "course", "hw"))
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(template.iterdir()))


HIDDEN = {
    "other marks around the words": [
        F,
        graded(
            code(f"# --- BEGIN HIDDEN TESTS ---\nassert f(1) == 2, '{UNTOLD}'\n# - END HIDDEN TESTS"), "t", points=1
        ),
    ],
    "in a cell that a person grades": [
        F,
        TEST,
        graded(
            code(f"def g(x):\n    return x\n### BEGIN HIDDEN TESTS\n'{UNTOLD}'\n### END HIDDEN TESTS"),
            "g",
            points=1,
            solution=True,
        ),
    ],
    "a mark scheme": [
        F,
        TEST,
        graded(text(f"Say why.\n### BEGIN MARK SCHEME\n{UNTOLD}\n### END MARK SCHEME"), "w", points=1, task=True),
    ],
    "comments around a solution without markers": [
        graded(
            code(f"# {UNTOLD}\ndef f(x):\n    # {UNTOLD}\n    return 2 * x\n    # {UNTOLD}\n\n# {UNTOLD}"),
            "f",
            solution=True,
        ),
        TEST,
    ],
    "what a hidden part has made for a later test": [
        F,
        graded(
            code(f"### BEGIN HIDDEN TESTS\ncase = '{UNTOLD}'\n### END HIDDEN TESTS\nassert f(1) == 2"), "t", points=1
        ),
        graded(code("assert f(case) == 2 * case"), "u", points=1),
    ],
}


@pytest.mark.parametrize("case", HIDDEN)
def test_what_is_hidden_stays_hidden(case: str, tmp_path: Path) -> None:
    taken_over(HIDDEN[case], tmp_path)
    assert UNTOLD not in given_to_students(tmp_path)


def test_what_otter_grader_ignores_is_not_handed_out(tmp_path: Path) -> None:
    cells = [
        raw("# ASSIGNMENT CONFIG"),
        code(f"## Ignore ##\n'{UNTOLD}'"),
        code(f"# ignore\n'{UNTOLD}'"),
        code(f"x = 1\n# begin ignore\n'{UNTOLD}'\n# end ignore\ny = 2\n'{UNTOLD}'  # IGNORE"),
        raw("# BEGIN QUESTION\nname: q1"),
        raw("# BEGIN SOLUTION"),
        code("def f(x):\n    return 2 * x  # SOLUTION"),
        raw("# END SOLUTION"),
        raw("# BEGIN TESTS"),
        code("f(1)", shows="2"),
        raw("# END TESTS"),
        raw("# END QUESTION"),
    ]
    taken_over(cells, tmp_path, "otter")
    given = given_to_students(tmp_path)
    assert UNTOLD not in given
    assert "y = 2" in given


def test_a_test_that_hides_itself_in_a_way_of_its_own_is_hidden(tmp_path: Path) -> None:
    (tmp_path / "given" / "tests").mkdir(parents=True)
    (tmp_path / "given" / "tests" / "q1.py").write_text(
        f"from otter.test_files import test_case\nHID = True\n@test_case(hidden=HID)\n"
        f"def t(f):\n    assert f(1) == 2, '{UNTOLD}'\n"
    )
    taken_over([code("def f(x):\n    return 2 * x  # SOLUTION")], tmp_path, "otter")
    assert UNTOLD not in given_to_students(tmp_path)


ASKS = {
    "a function called like Python's own": ("def sum(x):\n    return 6", "assert sum([1, 2, 3]) == 6", "sum"),
    "a function called like an import": (
        "from math import sqrt\ndef sqrt(x):\n    return 2",
        "assert sqrt(4) == 2",
        "sqrt",
    ),
}


@pytest.mark.parametrize("case", ASKS)
def test_the_submission_is_asked(case: str, tmp_path: Path) -> None:
    solution, test, name = ASKS[case]
    taken_over([graded(code(solution), "f", solution=True), graded(code(test), "t", points=1)], tmp_path)
    hidden = (tmp_path / "course" / "tests" / "assignments" / "hw" / "test_hidden.py").read_text(encoding="utf-8")
    assert f"    {name} = submission.{name}\n" in hidden


def test_a_hang_is_no_exception_that_a_test_may_want(tmp_path: Path) -> None:
    source = "try:\n    f(None)\n    raised = False\nexcept:\n    raised = True\nassert raised"
    taken_over([F, graded(code(source), "t", points=1)], tmp_path)
    hidden = (tmp_path / "course" / "tests" / "assignments" / "hw" / "test_hidden.py").read_text(encoding="utf-8")
    assert "    except Exception:\n" in hidden


def test_what_a_test_does_to_what_it_has_made_is_there_for_the_next(tmp_path: Path) -> None:
    first = "rows = [3, 1]\nrows.sort()\nassert f(1) == 2"
    made = taken_over(
        [F, graded(code(first), "t", points=1), graded(code("assert f(rows) == [1, 3, 1, 3]"), "u", points=1)], tmp_path
    )
    assert made.tests == 2


@pytest.mark.parametrize(
    ("source", "note"),
    [
        ("import numpy as np\nnp.random.seed(0)\nassert f(1) == 2", "it seeds generators here"),
        ("x = [1]\ny = x.copy()\nf(x)\nassert x == y", "a comparison of an argument with its copy"),
        (
            "import warnings\nwarnings.simplefilter('error')\nassert f(1) == 2",
            "it looks at what is printed or warned of",
        ),
    ],
)
def test_tests_that_cannot_fail_here_are_told(source: str, note: str, tmp_path: Path) -> None:
    made = taken_over([F, graded(code(source), "t", points=1)], tmp_path)
    assert any(line.startswith(f"t: {note}") for line in made.notes)


LOSES_ITSELF = {
    "a star import in a test": graded(code("from math import *\nassert f(1) == 2"), "u", points=1),
    "a future import in a test": graded(code("from __future__ import annotations\nassert f(1)"), "u", points=1),
    "a package that is not there": graded(code("import nowhere_at_all\nassert f(1) == 2"), "u", points=1),
    "points below zero": graded(code("assert f(1) == 2"), "u", points=-1),
    "a cell in another language": code("%%bash\nls"),
    "a cell that is not Python": code("def g(:\n    pass"),
    "an import that is not there": code("import nowhere_at_all"),
    "metadata that is none": {**code("x = 1"), "metadata": {"nbgrader": None}},
}


@pytest.mark.parametrize("case", LOSES_ITSELF)
def test_what_cannot_be_taken_over_costs_itself(case: str, tmp_path: Path) -> None:
    made = taken_over([F, LOSES_ITSELF[case], TEST], tmp_path)
    assert made.points == 1
    assert "def f" in given_to_students(tmp_path)


@pytest.mark.parametrize("cell", ["%%time\nx = 1", "%matplotlib inline\nx = 1", "files = !ls\nx = 1", "print?\nx = 1"])
def test_magics_of_given_cells_do_not_stop_a_release(cell: str, tmp_path: Path) -> None:
    taken_over([code(cell), F, TEST], tmp_path)
    assert "x = 1" in given_to_students(tmp_path)


def test_two_tests_of_one_name_are_two(tmp_path: Path) -> None:
    wrong = graded(code("assert f(1) == 3"), "t", points=1)
    made = taken_over([F, wrong, TEST], tmp_path)
    assert made.tests == 1
    public = (tmp_path / "course" / "tests" / "assignments" / "hw" / "test_public.py").read_text(encoding="utf-8")
    assert "assert f(1) == 2" in public
    assert "assert f(1) == 3" not in public


def test_of_a_folder_the_good_ones_are_taken(tmp_path: Path) -> None:
    write(tmp_path / "given" / "good.ipynb", [F, TEST])
    write(tmp_path / "given" / "bad.ipynb", [code("x = 1")])
    adoption = adopt("nbgrader", tmp_path / "given", tmp_path / "course")
    assert [one.slug for one in adoption.made] == ["good"]
    (reason,) = adoption.refused
    assert reason.startswith(str(tmp_path / "given" / "bad.ipynb"))
