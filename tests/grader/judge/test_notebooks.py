"""Notebooks through the sandbox: run cell by cell, with their outputs, and no fault costs more than itself."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from msgspec.structs import replace
from small_course import KEY, REFERENCE, SETTINGS, LastingJudges, with_limits, write_course

from grader import submission
from grader.course import Assignment
from grader.errors import GraderError
from grader.judge import grading
from grader.judge.executed import executed
from grader.judge.grade import Grade
from grader.judge.grading import fork_server, grade_jobs, kind_of
from grader.judge.job import Job, Judgement
from grader.judge.pool import judge_all
from grader.remote.outcomes import ProtocolViolation
from grader.sandbox.forkserver import ForkServer

PARTS = [part.strip("\n") for part in REFERENCE.split("\n\n\n")]
assert len(PARTS) == 4  # imports, double, total, history


@pytest.fixture(scope="module", params=["ipython", "nbclient"])
def course(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    settings = f'{SETTINGS}\n[notebook]\nengine = "{request.param}"\n'
    return write_course(tmp_path_factory.mktemp("course"), settings=settings)


@dataclass(frozen=True)
class Room:
    """A fork server, and the warm judges that meet one notebook after the other, where they are kept."""

    server: ForkServer
    judges: LastingJudges | None = None


@pytest.fixture(scope="module")
def room(course: Assignment) -> Iterator[Room]:
    judges = LastingJudges(course, KEY)
    with fork_server(course, kind="plots") as server, contextlib.closing(judges):
        yield Room(server, judges)


def written(folder: Path, *cells: str, name: str = "small.ipynb") -> Path:
    found = [
        {"cell_type": "code", "metadata": {}, "source": cell, "outputs": [], "execution_count": None} for cell in cells
    ]
    path = folder / name
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": found}), encoding="utf-8")
    return path


def of_ipython(course: Assignment) -> bool:
    return course.settings.notebook.engine == "ipython"


def judged(course: Assignment, room: Room, path: Path) -> Judgement:
    job = Job(submission.read(path, course))
    (result,) = judge_all(course, [job], room.server, key=KEY, timing=None, slots=1, judges=room.judges)
    assert not isinstance(result, GraderError), result
    return result


def outputs(result: Judgement) -> list[list[dict[str, Any]]]:
    """Of each code cell; the whole is what nbformat says that a notebook is."""
    notebook = json.loads(result.notebook)
    nbformat.validate(notebook)
    return [cell["outputs"] for cell in notebook["cells"] if cell["cell_type"] == "code"]


def test_a_right_notebook_has_all_points(course: Assignment, room: Room, tmp_path: Path) -> None:
    result = judged(course, room, written(tmp_path, *PARTS))
    assert (result.grade.score, result.grade.problems) == (10, ())
    assert outputs(result) == [[], [], [], []]


def test_the_shell_leaves_no_folder_behind(course: Assignment, room: Room, tmp_path: Path) -> None:
    """What lies on the student's disk is looked at after each test."""
    look = "import os\nprint(sorted({*os.listdir('.'), *os.listdir(os.path.expanduser('~'))}))"
    said, *_ = outputs(judged(course, room, written(tmp_path, look, *PARTS)))
    assert said[0]["text"] == "['small.ipynb', 'small.py']\n"


def test_cells_show_what_they_would_in_a_kernel(course: Assignment, room: Room, tmp_path: Path) -> None:
    shows = [
        "import sys\nprint('out')\nprint('err', file=sys.stderr)\nprint('more')",
        "double([1, 2])",
        "double([1, 2]);",
        "from IPython.display import HTML, display\ndisplay(HTML('<b>bold</b>'))",
        "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
        "import matplotlib.pyplot as plt\nfigure, axes = plt.subplots()",
        "1 / 0",
    ]
    result = judged(course, room, written(tmp_path, *PARTS, *shows))
    prints, value, quiet, html, plot, figure, error = outputs(result)[4:]
    printed = [(one["name"], one["text"]) for one in prints]
    if of_ipython(course):
        assert printed == [("stdout", "out\n"), ("stderr", "err\n"), ("stdout", "more\n")]
    else:  # a kernel sends either when it has some time, or the cell is at its end
        assert printed == [("stdout", "out\nmore\n"), ("stderr", "err\n")]
    assert [one["output_type"] for one in value] == ["execute_result"]
    assert value[0]["data"] == {"text/plain": "array([2., 4.])"}
    assert quiet == []
    assert html[0]["data"]["text/html"] == "<b>bold</b>"
    for pictures in (plot, figure):
        (picture,) = (one for one in pictures if "image/png" in one.get("data", {}))
        assert picture["data"]["image/png"].startswith("iVBOR")
    assert (error[0]["ename"], error[0]["traceback"][0]) == (
        "ZeroDivisionError",
        "cell 11, line 1, in <module>\n    1 / 0",
    )
    assert result.grade.score == 10
    assert result.grade.problems == (
        "small.ipynb, cell 11, line 1, failed when the file was run: ZeroDivisionError: division by zero. "
        "Only that is lost.",
    )


@pytest.mark.parametrize(
    ("kind", "name", "imported"), [("plots", "matplotlib.pyplot", "True\n"), ("notebook", "pylab", "False\n")]
)
def test_figures_are_shown_whether_they_were_expected_or_not(
    course: Assignment, tmp_path: Path, kind: str, name: str, imported: str
) -> None:
    first = "import sys\nprint(any(name.endswith('.pyplot') for name in sys.modules))"
    path = written(tmp_path, first, f"import {name} as plt\nplt.plot([1, 2]);", *PARTS)
    read = submission.read(path, course)
    assert kind_of(read) == kind
    limits = replace(course.settings.limits, import_seconds=20)  # on a busy machine pylab takes more than a moment
    (result,) = grade_jobs(with_limits(course, limits), [Job(read)])
    assert isinstance(result, Judgement)
    assert result.grade.problems == (), result.grade.sandbox_log
    (said,), (picture,), *_ = outputs(result)
    assert said["text"] == imported
    assert picture["data"]["image/png"].startswith("iVBOR")
    assert result.grade.score == 10


@pytest.mark.parametrize(
    "cell", ["!pip install torch", "%pip install torch", "files = !ls", "%%bash\nls", "%%script x\ny"]
)
def test_commands_are_not_run_and_say_so(course: Assignment, room: Room, tmp_path: Path, cell: str) -> None:
    result = judged(course, room, written(tmp_path, cell, *PARTS))
    assert (result.grade.score, result.grade.problems) == (10, ())
    assert outputs(result)[0][0]["text"].startswith("(commands of the system are not run when a notebook is graded: ")


@pytest.mark.parametrize(
    "cell",
    [
        "%load_ext autoreload\n%autoreload 2",
        "%config InlineBackend.figure_format = 'retina'",
        "double?",
        "import asyncio\nawait asyncio.sleep(0)",
        "from tqdm.auto import tqdm\nfor _ in tqdm(range(3)): pass",
        "from tqdm.notebook import tqdm\nfor _ in tqdm(range(3)): pass",
        "import ipywidgets\nipywidgets.IntSlider()",
        "import grader\ngrader.check()",
        "from IPython.display import clear_output\nprint('gone')\nclear_output(wait=True)",
        "shown = display('x', display_id=True)\nshown.update('y')",
        "print('half a character: \\ud800')",
        "import tempfile\nopen(tempfile.mktemp(), 'w').close()",
        "def slow(x=sum(range(10)), *, y: int = 3) -> int:\n    return x",
        "exit",
        "In, Out, _",
        "",
        "# nothing",
    ],
)
def test_what_notebooks_are_full_of_costs_nothing(course: Assignment, room: Room, tmp_path: Path, cell: str) -> None:
    result = judged(course, room, written(tmp_path, *PARTS[:2], cell, *PARTS[2:]))
    assert result.grade.score == 10, [test.message for test in result.grade.tests]
    assert result.grade.problems == ()


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("%no_such_magic", "UsageError"),
        ("name = input('who? ')", "EOFError: input() has nobody to ask"),
        ("while True: pass", "was left out: took longer than 3 s and was stopped"),
        ("def broken(:\n    pass", "could not be read: SyntaxError"),
        ("raise SystemExit", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("from nowhere import anything", "ModuleNotFoundError"),
    ],
)
def test_a_cell_that_fails_costs_itself(course: Assignment, room: Room, tmp_path: Path, cell: str, says: str) -> None:
    result = judged(course, room, written(tmp_path, *PARTS[:2], cell, *PARTS[2:]))
    assert result.grade.score == 10
    (problem,) = result.grade.problems
    assert problem.startswith("small.ipynb, cell 3, line 1, ")
    assert says in problem
    assert [one["output_type"] for one in outputs(result)[2]][-1:] == ["error"]


def test_what_follows_in_a_cell_that_fails_is_run(course: Assignment, room: Room, tmp_path: Path) -> None:
    """By a kernel it is not: IPython leaves a cell at the first exception."""
    imports, double, total, history = PARTS
    result = judged(course, room, written(tmp_path, imports, f"1 / 0\n{double}", f"{total}\n2 / 0\n{history}"))
    if of_ipython(course):
        assert result.grade.score == 10
        assert len(result.grade.problems) == 2
    else:
        lost = [problem.partition("it would have defined ")[2] for problem in result.grade.problems]
        assert lost == ["double. Only that is lost.", "history. Only that is lost."]


def test_each_test_has_a_fork_of_the_process_that_ran_the_cells(course: Assignment, room: Room, tmp_path: Path) -> None:
    hidden = """
    from grader.judge import points
    from grader.judge.verdict import record

    @points(3, part="Doubling", of="double")
    def test_one(submission):
        "When its cells ran"
        record("ran", at=submission.RAN)

    @points(7, part="Adding up", of="total")
    def test_two(submission):
        "When its cells ran"
        record("ran", at=submission.RAN)
    """
    engine = course.settings.notebook.engine
    settings = f'{SETTINGS}\n[notebook]\nengine = "{engine}"\n'
    own = write_course(tmp_path / "own", hidden=hidden, settings=settings)
    result = judged(own, Room(room.server), written(tmp_path, "import time\nRAN = time.monotonic_ns()"))
    first, second = (test.evidence["ran"]["at"] for test in result.grade.tests)
    assert first == second


@pytest.mark.parametrize(
    "cell",
    [
        "import asyncio\nasyncio.get_event_loop().stop()",
        "import asyncio, sys\nasyncio.get_event_loop().call_soon(sys.exit, 3)\nawait asyncio.sleep(0.1)",
        "import asyncio, sys\nasync def leave(): sys.exit(1)\ntask = asyncio.create_task(leave())\n"
        "await asyncio.sleep(0.1)",
        "import asyncio\nasync def stay():\n    while True:\n        try:\n            await asyncio.sleep(0.01)\n"
        "        except BaseException:\n            pass\ntask = asyncio.ensure_future(stay())\n"
        "await asyncio.sleep(0.02)",
        "display({'application/json': {'a': float('nan')}, 'text/plain': 'x'}, raw=True)",
    ],
)
def test_what_a_cell_does_to_the_loop_costs_no_other(course: Assignment, room: Room, tmp_path: Path, cell: str) -> None:
    result = judged(course, room, written(tmp_path, *PARTS[:2], cell, *PARTS[2:]))
    assert result.grade.score == 10, [test.message for test in result.grade.tests]


def test_what_is_timed_is_defined(course: Assignment, room: Room, tmp_path: Path) -> None:
    imports, double, total, history = PARTS
    cells = (imports, f"%%time\n{double}", f"%%capture\n{total}", history, "%time x = double([1])", "x")
    result = judged(course, room, written(tmp_path, *cells))
    assert (result.grade.score, result.grade.problems) == (10, ())
    assert outputs(result)[5][0]["data"]["text/plain"] == "array([2.])"


def test_a_later_cell_replaces_an_earlier_one(course: Assignment, room: Room, tmp_path: Path) -> None:
    wrong = "def double(x):\n    return x"
    assert judged(course, room, written(tmp_path, PARTS[0], wrong, *PARTS[1:])).grade.score == 10
    assert judged(course, room, written(tmp_path, *PARTS, wrong)).grade.score < 10


def test_what_stands_behind_the_main_condition_is_run(course: Assignment, room: Room, tmp_path: Path) -> None:
    result = judged(course, room, written(tmp_path, *PARTS, "if __name__ == '__main__':\n    print('here')"))
    assert outputs(result)[4][0]["text"] == "here\n"


def test_lines_are_right_behind_magics_and_blank_lines(course: Assignment, room: Room, tmp_path: Path) -> None:
    result = judged(course, room, written(tmp_path, *PARTS, "%%time\n1 / 0", "\n\n%%time\n\n1 / 0", "\n\n\n1 / 0"))
    lines = (2, 5, 4) if of_ipython(course) else (1, 3, 4)  # a magic of a kernel's runs its cell out of our sight
    assert [problem.partition(" failed")[0] for problem in result.grade.problems] == [
        f"small.ipynb, cell {cell}, line {line}," for cell, line in zip((5, 6, 7), lines, strict=True)
    ]


def test_a_function_may_write_to_what_a_cell_had_as_its_output(course: Assignment, room: Room, tmp_path: Path) -> None:
    imports, double, *rest = PARTS
    talking = double.replace("def double(x):", "import sys\n\ndef double(x, out=sys.stdout):").replace(
        "    ### BEGIN", "    print('here', file=out)\n    ### BEGIN"
    )
    result = judged(course, room, written(tmp_path, imports, talking, *rest, "print('x')"))
    assert result.grade.score == 10


def test_annotations_are_what_they_are(course: Assignment, room: Room, tmp_path: Path) -> None:
    cells = ("def g(x: int): pass", "g.__annotations__")
    assert outputs(judged(course, room, written(tmp_path, *PARTS, *cells)))[5][0]["data"]["text/plain"] == "{'x': int}"


def test_a_function_gets_an_event_loop_of_its_own(course: Assignment, room: Room, tmp_path: Path) -> None:
    waiting = "import asyncio\nawait asyncio.sleep(0)"
    double = "def double(x):\n    asyncio.get_event_loop_policy().new_event_loop().run_until_complete(asyncio.sleep(0))"
    double += "\n    asyncio.get_event_loop()\n    return 2 * np.asarray(x, float)"
    assert judged(course, room, written(tmp_path, *PARTS, waiting, double)).grade.score == 10


def test_figures_that_take_too_long_to_draw_cost_their_cell(course: Assignment, room: Room, tmp_path: Path) -> None:
    """And not the next cell, nor the whole notebook."""
    slow = "import matplotlib.pyplot as plt\nfrom matplotlib.artist import Artist\n"
    slow += "class Endless(Artist):\n    def draw(self, renderer):\n        while True: pass\n"
    slow += "figure, axes = plt.subplots()\naxes.add_artist(Endless())\nlast = 1"
    result = judged(course, room, written(tmp_path, *PARTS, slow, "print('after')"))
    assert result.grade.score == 10
    (problem,) = result.grade.problems
    line = 8 if of_ipython(course) else 1
    assert problem.startswith(f"small.ipynb, cell 5, line {line}, was left out: took longer than 3 s")
    assert outputs(result)[5][0]["text"] == "after\n"


def test_what_is_cleared_makes_room(course: Assignment, room: Room, tmp_path: Path) -> None:
    cell = "from IPython.display import clear_output\n"
    cell += "for n in range(40):\n    clear_output(wait=True)\n    print(n, 'x' * 100_000)"
    (last,) = outputs(judged(course, room, written(tmp_path, *PARTS, cell)))[4]
    assert last["text"].startswith("39 xxx")


def test_a_semicolon_before_a_comment_is_quiet(course: Assignment, room: Room, tmp_path: Path) -> None:
    assert outputs(judged(course, room, written(tmp_path, *PARTS, "3;  # quiet", "3  # shown")))[4:] == [
        [],
        [{"output_type": "execute_result", "execution_count": 6, "data": {"text/plain": "3"}, "metadata": {}}],
    ]


def test_scripts_do_not_get_what_notebooks_need(course: Assignment, tmp_path: Path) -> None:
    """In one batch: each kind has a server of its own."""
    script = tmp_path / "small.py"
    script.write_text(f"import tqdm\n{REFERENCE}", encoding="utf-8")
    notebook = written(tmp_path, "import tqdm", *PARTS, name="bob.ipynb")
    jobs = [Job(submission.read(path, course)) for path in (notebook, script, notebook)]
    told: list[int] = []
    results = grade_jobs(course, jobs, key=KEY, slots=2, on_done=lambda index, _: told.append(index))
    assert sorted(told) == [0, 1, 2]
    grades = [result.grade for result in results if isinstance(result, Judgement)]
    assert [(grade.score, len(grade.problems)) for grade in grades] == [(10, 0), (10, 1), (10, 0)]


def test_an_error_in_a_function_names_its_cell(course: Assignment, room: Room, tmp_path: Path) -> None:
    result = judged(course, room, written(tmp_path, PARTS[0], "def double(x):\n    return x + nothing", *PARTS[2:]))
    (test,) = (test for test in result.grade.tests if test.id == "test_double")
    assert "(cell 2, line 2, in double)" in test.message


def test_more_output_than_a_report_can_hold_is_cut(course: Assignment, room: Room, tmp_path: Path) -> None:
    """50 MB of it: the first megabyte of a cell is kept, and the rest is said to be missing."""
    cell = "for _ in range(50):\n    print('x' * 1_000_000)"
    result = judged(course, room, written(tmp_path, *PARTS, cell, "print('after')"))
    assert result.grade.score == 10
    *_, large, after = outputs(result)
    assert large[-1]["text"].startswith("… the rest of what this cell shows is left out")
    assert len(result.notebook) < 4 << 20
    assert after[0]["text"] == "after\n"


def test_a_forbidden_call_in_a_cell_is_found(tmp_path: Path) -> None:
    settings = SETTINGS + '\n[[forbidden_calls]]\nof = ["total"]\ncalls = ["numpy.sum"]\n'
    course = write_course(tmp_path / "course", settings=settings)
    path = written(tmp_path, PARTS[0], PARTS[1], "%time x = 1\ndef total(x):\n    return np.sum(double(x))", PARTS[3])
    with fork_server(course, kind="notebook") as server:
        grade: Grade = judged(course, Room(server), path).grade
    (test,) = (test for test in grade.tests if test.id == "test_total")
    assert (test.status, test.message) == (
        "forbidden",
        "total calls numpy.sum (small.ipynb, cell 3, line 3), and is to be written without it",
    )


CELLS = json.dumps({"cells": [{"cell_type": "code", "metadata": {"line": 2}, "source": "", "outputs": []}]}).encode()


@pytest.mark.parametrize(
    "shown",
    [
        b"",
        b"[",
        b"[[2]]",
        b'[[2, [{"output_type": "stream", "name": "stdout"}]]]',
        b'[[2, [{"output_type": "other"}]]]',
        b'[[2, [{"output_type": "display_data", "data": {"text/html": 3}, "metadata": {}}]]]',
        b"[" * 100_000,
        b" " * (9 << 20),
    ],
)
def test_outputs_that_are_none_are_a_violation(shown: bytes) -> None:
    with pytest.raises(ProtocolViolation):
        executed(CELLS, shown, 4)


def test_without_what_notebooks_need_nothing_is_begun(
    course: Assignment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grading, "NOTEBOOK_NEEDS", ("ipython", "no-such-package"))
    jobs = [Job(submission.read(written(tmp_path, *PARTS), course))]
    with pytest.raises(GraderError, match=r"no-such-package is not installed here: pip install 'dlgrader\[notebook\]'"):
        grade_jobs(course, jobs, key=KEY)
