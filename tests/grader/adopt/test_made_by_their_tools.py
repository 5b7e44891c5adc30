"""Assignments that nbgrader and otter-grader release, taken over: what their students hand in is graded."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from made_notebooks import code, filled, graded, raw, text, write

from grader import release, submission
from grader.adopt import adopt
from grader.course import load_assignment
from grader.errors import GraderError
from grader.judge.grade import Grade
from grader.judge.grading import grade_jobs
from grader.judge.job import Job

Tool = Callable[..., None]
SECRET = 77  # stands in hidden tests only

SPREAD = "def spread(x):\n    return max(x) - min(x)"
OF_NBGRADER = [
    text("# Means\n\nOf numbers."),
    code("import numpy as np\nSCALE = 2.0"),
    text("## Means"),
    graded(
        code(
            'def mean(x):\n    """The mean of x."""\n    ### BEGIN SOLUTION\n'
            "    return float(np.sum(x)) / len(x)\n    ### END SOLUTION"
        ),
        "mean",
        solution=True,
    ),
    graded(code("# the first comes to 2\nx = np.array([1.0, 2, 3])\nassert mean(x) == 2"), "mean_first", points=2),
    graded(
        code(
            "assert np.isclose(mean(2 * x), 4)\n### BEGIN HIDDEN TESTS\n"
            f"assert mean([{SECRET}.0]) == {SECRET}, 'one number'\n### END HIDDEN TESTS"
        ),
        "mean_second",
        points=3,
    ),
    text("## Spread"),
    graded(
        code("def spread(x):\n    return max(x) - min(x)\n\nwidth = SCALE * spread([1, 4])"), "spread", solution=True
    ),
    graded(code("%time spread([1, 2])\nassert spread([1, 2]) == 1"), "spread_timed", points=1),
    graded(code("assert spread([3, 1, 9]) == 8\nassert width == 6"), "spread_all", points=4),
    text("Why is the mean of nothing not defined?"),
    graded(text("There is nothing to divide by."), "why", points=2, solution=True),
]
MEAN = 'def mean(x):\n    """The mean of x."""\n    return sum(x) / len(x)'
MEAN_OF_MANY = 'def mean(x):\n    """The mean of x."""\n    return sum(x) / len(x) if len(x) > 1 else 0.0'


def grades(course: Path, slug: str, *paths: Path) -> list[Grade]:
    assignment = load_assignment(course, slug)
    found = []
    for result in grade_jobs(assignment, [Job(submission.read(path, assignment)) for path in paths]):
        assert not isinstance(result, GraderError), result
        found.append(result.grade)
    return found


def lost(found: Grade) -> set[str]:
    return {test.id for test in found.tests if test.status != "passed"}


@pytest.fixture(scope="module")
def of_nbgrader(tool: Tool, example_of_nbgrader: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of nbgrader's, with its own example and a notebook of ours, released."""
    course = tmp_path_factory.mktemp("nbgrader") / "course"
    shutil.copytree(example_of_nbgrader, course / "source")
    header = 'c.IncludeHeaderFooter.header = "source/header.ipynb"\n'
    (course / "nbgrader_config.py").write_text(header, encoding="utf-8")
    write(course / "source" / "ps2" / "means.ipynb", OF_NBGRADER)
    for assignment in ("ps1", "ps2"):
        tool(course, "nbgrader", "generate_assignment", assignment)
    return course


def test_the_example_of_nbgrader(of_nbgrader: Path, tmp_path: Path) -> None:
    source = of_nbgrader / "source" / "ps1"
    adoption = adopt("nbgrader", source, tmp_path, "ps1")
    (made,) = adoption.made
    assert (made.slug, made.tests, made.points) == ("ps1_problem1", 3, 2.5)
    (refused,) = adoption.refused
    assert "problem2.ipynb: there is nothing to grade it by" in refused
    assert any(line.startswith("sum_of_squares_uses_squares, 0.5 points: its own solution") for line in made.left_out)
    released = of_nbgrader / "release" / "ps1" / "problem1.ipynb"
    whole, empty = grades(tmp_path, made.slug, source / "problem1.ipynb", released)
    assert whole.score == 2.5
    assert [answer.status for answer in whole.answers] == ["awaiting grading", "awaiting grading", "not answered"]
    assert whole.answers[0].text == r"$\sum_{i=1}^n i^2$"
    assert empty.score == 0
    assert {answer.status for answer in empty.answers} == {"not answered"}


def test_what_students_of_nbgrader_hand_in(of_nbgrader: Path, tmp_path: Path) -> None:
    (made,) = adopt("nbgrader", of_nbgrader / "source" / "ps2", tmp_path).made
    assert (made.slug, made.tests, made.points) == ("means", 3, 9)
    (line,) = made.left_out
    assert line == "spread_timed, 1 point: it is not plain Python: %time spread([1, 2])"
    released = of_nbgrader / "release" / "ps2" / "means.ipynb"
    answers = {"YOUR ANSWER HERE": "One cannot divide by zero."}
    handed_in = filled(
        released,
        tmp_path / "alice.ipynb",
        **{"def mean": MEAN, "# YOUR CODE": f"{SPREAD}\n\nwidth = 6"},
        **answers,
    )
    wrong_alone = filled(released, tmp_path / "bob.ipynb", **{"def mean": MEAN_OF_MANY})
    right, wrong, empty = grades(tmp_path, "means", handed_in, wrong_alone, released)
    assert (right.score, right.max_score) == (9, 9)
    (answer,) = right.answers
    assert (answer.status, answer.text) == ("awaiting grading", "One cannot divide by zero.")
    assert lost(wrong) == {"test_mean_second", "test_spread_all"}
    assert wrong.score == 2
    assert empty.score == 0


def test_hidden_tests_of_nbgrader_stay_hidden(of_nbgrader: Path, tmp_path: Path) -> None:
    adopt("nbgrader", of_nbgrader / "source" / "ps2", tmp_path)
    hidden = (tmp_path / "tests" / "assignments" / "means" / "test_hidden.py").read_text(encoding="utf-8")
    assert str(SECRET) in hidden
    template = release.write(load_assignment(tmp_path, "means"))
    given = {path.name: path.read_text(encoding="utf-8") for path in template.iterdir()}
    assert "test_public.py" in given
    assert not [name for name, content in given.items() if str(SECRET) in content or "float(np.sum" in content]
    assert "np.isclose(mean(2 * x), 4)" in given["test_public.py"]


def of_otter(*, ok_format: bool) -> list[dict[str, object]]:
    """A source notebook of otter-grader's; its tests in OK format, or as functions."""
    config = f"# ASSIGNMENT CONFIG\ninit_cell: true\nexport_cell: true\ntests:\n  ok_format: {str(ok_format).lower()}\n"
    config += "seed: {variable: rng_seed, autograder_value: 713, student_value: 42}"
    told = (
        '""" # BEGIN TEST CONFIG\nhidden: true\npoints: 2\nfailure_message: try larger numbers\n""" # END TEST CONFIG\n'
    )
    if ok_format:
        of_square = [
            code("square(3)", shows="9"),
            code("bool(np.isclose(square(2.5), 6.25))", shows="True"),
            code(f"{told}for i in range(3):\n    print(square({SECRET} + i) - {SECRET}**2)", prints="0\n155\n312\n"),
            code("# HIDDEN\nassert nine == 9"),
        ]
        of_counter = [code("c = Counter()\nc.up() + c.up()", shows="3")]
    else:
        of_square = [
            code("def test_square(square):\n    assert square(3) == 9  # by hand"),
            code(
                f"{told}def test_env(env):\n    assert env['square']({SECRET}) == {SECRET**2}\n"
                "    assert env['nine'] == 9"
            ),
        ]
        of_counter = [code("def test_counter(Counter):\n    c = Counter()\n    assert [c.up(), c.up()] == [1, 2]")]
    return [
        raw(config),
        text("# Squares"),
        code("import numpy as np\nrng_seed = 42\nrng = np.random.default_rng(rng_seed)"),
        raw("# BEGIN QUESTION\nname: q1\npoints: 4"),
        text("**Question 1.** Write `square`."),
        raw("# BEGIN SOLUTION"),
        code("def square(x):\n    y = x ** 2 # SOLUTION\n    return y\n\nnine = square(3) # SOLUTION"),
        raw("# END SOLUTION"),
        raw("# BEGIN TESTS"),
        *of_square,
        raw("# END TESTS"),
        raw("# END QUESTION"),
        raw("# BEGIN QUESTION\nname: q2\npoints: 2\nmanual: true"),
        text("**Question 2.** Explain."),
        raw("# BEGIN SOLUTION"),
        text("Because."),
        raw("# END SOLUTION"),
        raw("# END QUESTION"),
        raw("# BEGIN QUESTION\nname: q3\npoints: 3"),
        text("**Question 3.** Count."),
        raw("# BEGIN SOLUTION"),
        code(
            'class Counter:\n    """Counts."""\n    # BEGIN SOLUTION\n    def __init__(self):\n        self.n = 0\n\n'
            "    def up(self):\n        self.n += 1\n        return self.n\n    # END SOLUTION\n\n"
            '# BEGIN SOLUTION NO PROMPT\nhelper = 5\n# END SOLUTION\n""" # BEGIN PROMPT\nmine = ...\n""" # END PROMPT'
        ),
        raw("# END SOLUTION"),
        raw("# BEGIN TESTS"),
        *of_counter,
        raw("# END TESTS"),
        raw("# END QUESTION"),
    ]


COUNTER = "class Counter:\n    n = 0\n    def up(self):\n        self.n += 1\n        return self.n"
SQUARE = "def square(x):\n    return x * x\n\nnine = square(3)"
SQUARE_OF_SMALL = "def square(x):\n    return x * x if x < 10 else 0\n\nnine = 9"


@pytest.fixture(scope="module", params=["OK format", "functions"])
def assigned(request: pytest.FixtureRequest, tool: Tool, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a source notebook of otter-grader's, and what its command makes of that."""
    folder = tmp_path_factory.mktemp("otter")
    write(folder / "hw1.ipynb", of_otter(ok_format=request.param == "OK format"))
    tool(folder, "otter", "assign", "hw1.ipynb", "dist", "--no-run-tests")
    return folder


@pytest.mark.parametrize("notebook", ["hw1.ipynb", "dist/autograder/hw1.ipynb"])
def test_what_students_of_otter_hand_in(assigned: Path, notebook: str, tmp_path: Path) -> None:
    (made,) = adopt("otter", assigned / notebook, tmp_path).made
    assert (made.slug, made.points) == ("hw1", 7)
    assert not [line for line in made.left_out if "points:" in line]
    student = assigned / "dist" / "student" / "hw1.ipynb"
    answers = {"_Type your answer here": "It is so."}
    all_of_it = filled(student, tmp_path / "alice.ipynb", **{"def square": SQUARE, "class Counter": COUNTER}, **answers)
    small = filled(student, tmp_path / "bob.ipynb", **{"def square": SQUARE_OF_SMALL, "class Counter": COUNTER})
    right, wrong, empty = grades(tmp_path, "hw1", all_of_it, small, student)
    assert (right.score, right.max_score) == (7, 7)
    assert [answer.text for answer in right.answers] == ["It is so."]
    assert wrong.score == 5  # the hidden test of large numbers gives 2
    (test,) = [test for test in wrong.tests if test.status != "passed"]
    assert str(SECRET) not in test.message
    assert test.hint == "try larger numbers"
    assert empty.score == 0
    assert not empty.problems  # otter-grader's own cells cost nothing


def test_hidden_tests_of_otter_stay_hidden(assigned: Path, tmp_path: Path) -> None:
    adopt("otter", assigned / "hw1.ipynb", tmp_path)
    hidden = (tmp_path / "tests" / "assignments" / "hw1" / "test_hidden.py").read_text(encoding="utf-8")
    assert str(SECRET) in hidden
    template = release.write(load_assignment(tmp_path, "hw1"))
    given = {path.name: path.read_text(encoding="utf-8") for path in template.iterdir()}
    assert not [name for name, content in given.items() if str(SECRET) in content or "x ** 2" in content]
    assert "nine = ..." in given["hw1.py"]
    assert "helper" not in given["hw1.py"]
