"""An assignment of three functions, as four graders want it: ours, nbgrader, otter-grader, and pytest as it is.

Three functions of NumPy (relu, softmax, the backward pass of a linear layer), six hidden tests of a point each, ten
submissions, some of them wrong. Each grader gets the same source of functions and tests.
"""

from __future__ import annotations

import ast
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

SLUG = "layers"
RELU = {
    "right": "def relu(x):\n    return np.maximum(x, 0)\n",
    "abs": "def relu(x):\n    return np.abs(x)\n",
}
SOFTMAX = {
    "right": (
        "def softmax(logits):\n"
        "    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))\n"
        "    return shifted / shifted.sum(axis=1, keepdims=True)\n"
    ),
    "overflows": (
        "def softmax(logits):\n"
        "    with np.errstate(all='ignore'):\n"
        "        return np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)\n"
    ),
    "wrong axis": (
        "def softmax(logits):\n"
        "    shifted = np.exp(logits - logits.max(axis=0))\n"
        "    return shifted / shifted.sum(axis=0)\n"
    ),
}
BACKWARD = {
    "right": "def linear_backward(x, w, grad):\n    return grad @ w.T, x.T @ grad, grad.sum(axis=0)\n",
    "mean": "def linear_backward(x, w, grad):\n    return grad @ w.T, x.T @ grad, grad.mean(axis=0)\n",
}
CHOSEN = (  # of each function, for each of the ten
    ("right", "right", "right"),
    ("right", "right", "mean"),
    ("abs", "right", "right"),
    ("right", "overflows", "right"),
    ("right", "wrong axis", "right"),
    ("abs", "overflows", "mean"),
    ("right", "right", "right"),
    ("abs", "wrong axis", "mean"),
    ("right", "overflows", "mean"),
    ("right", "right", "right"),
)
PARTS = {"relu": "ReLU", "softmax": "Softmax", "linear_backward": "Linear layer"}
TESTS = {  # of a function: what a test does, by its name
    "relu": {
        "relu_keeps_positive": """
            x = np.array([[0.5, 2.0], [3.0, 0.0]])
            np.testing.assert_allclose(submission.relu(x), x)""",
        "relu_stops_negative": """
            x = np.random.default_rng(1).normal(size=(5, 3))
            np.testing.assert_allclose(submission.relu(x), np.where(x > 0, x, 0))""",
    },
    "softmax": {
        "softmax_values": """
            x = np.random.default_rng(2).normal(size=(4, 3))
            e = np.exp(x)
            np.testing.assert_allclose(submission.softmax(x), e / e.sum(axis=1, keepdims=True))""",
        "softmax_large": """
            x = np.array([[1000.0, 1000.0, 0.0], [2.0, 0.0, 1.0]])
            p = submission.softmax(x)
            assert np.isfinite(p).all()
            np.testing.assert_allclose(p[0], [0.5, 0.5, 0.0])""",
    },
    "linear_backward": {
        "backward_weights": """
            rng = np.random.default_rng(3)
            x, w, g = rng.normal(size=(5, 4)), rng.normal(size=(4, 3)), rng.normal(size=(5, 3))
            dx, dw, _ = submission.linear_backward(x, w, g)
            np.testing.assert_allclose(dx, g @ w.T)
            np.testing.assert_allclose(dw, x.T @ g)""",
        "backward_bias": """
            rng = np.random.default_rng(4)
            x, w, g = rng.normal(size=(5, 4)), rng.normal(size=(4, 3)), rng.normal(size=(5, 3))
            np.testing.assert_allclose(submission.linear_backward(x, w, g)[2], g.sum(axis=0))""",
    },
}

Cell = dict[str, Any]


def source(number: int) -> str:
    """What a student has written: one of the ten, told from the others like it by a comment."""
    relu, softmax, backward = CHOSEN[number % len(CHOSEN)]
    return "\n\n".join(("import numpy as np\n", RELU[relu], SOFTMAX[softmax], BACKWARD[backward], f"# {number}\n"))


def expected(number: int) -> float:
    """Its points."""
    lost = {"abs": 1, "overflows": 1, "wrong axis": 2, "mean": 1}
    return 6.0 - sum(lost.get(one, 0) for one in CHOSEN[number % len(CHOSEN)])


def student(number: int) -> str:
    return f"student{number:03}"


def test_bodies() -> dict[str, str]:
    """By name; each calls `submission.relu` and the like."""
    return {name: _body(test) for tests in TESTS.values() for name, test in tests.items()}


def for_us(course: Path, count: int) -> None:
    """A course, and in `handed in N` what N students have handed in."""
    reference, tests = course / "reference" / SLUG, course / "tests" / "assignments" / SLUG
    for made in (reference, tests):
        made.mkdir(parents=True, exist_ok=True)
    (reference / "layers.py").write_text(source(0), encoding="utf-8")
    parts = "".join(f'\n[[parts]]\nname = "{part}"\npoints = 2\n' for part in PARTS.values())
    settings = f'title = "Layers"\nfile = "layers.py"\nfunctions = {json.dumps(list(PARTS))}\n{parts}'
    settings += '\n[packages]\nallowed = ["numpy"]\n\n[limits]\ntest = 2\n'
    (reference / "assignment.toml").write_text(settings, encoding="utf-8")
    text = "import numpy as np\n\nfrom grader.judge import points\n"
    for of, several in TESTS.items():
        head = f'\n\n@points(1, part="{PARTS[of]}", of="{of}")\n'
        text += "".join(head + _test(name, _body(test), "submission") for name, test in several.items())
    (tests / "test_hidden.py").write_text(text, encoding="utf-8")
    public = "def test_relu(submission):\n    assert submission.relu(-1.0) == 0\n"
    (tests / "test_public.py").write_text(public, encoding="utf-8")
    for number in range(count):
        _write(course / f"handed in {count}" / student(number) / "layers.py", source(number))


def for_nbgrader(course: Path, generate: Callable[[], None]) -> None:
    """A course with the assignment released, and ten submissions; `generate` is nbgrader's generate_assignment."""
    cells = [_cell("import numpy as np")]
    for of, several in TESTS.items():
        solution = f"### BEGIN SOLUTION\n{_right(of)}### END SOLUTION"
        cells.append(_nbgrader(_cell(solution), of, solution=True))
        for name, test in several.items():
            hidden = f"### BEGIN HIDDEN TESTS\n{_body(test).replace('submission.', '')}\n### END HIDDEN TESTS"
            cells.append(_nbgrader(_cell(hidden), name, points=1))
    _write(course / "source" / "ps1" / "layers.ipynb", _notebook(cells))
    _write(course / "nbgrader_config.py", 'c = get_config()\nc.CourseDirectory.course_id = "layers"\n')
    generate()
    released = json.loads((course / "release" / "ps1" / "layers.ipynb").read_text(encoding="utf-8"))
    for number in range(len(CHOSEN)):
        for cell in released["cells"]:
            of = cell["metadata"].get("nbgrader", {}).get("grade_id")
            if of in PARTS:
                cell["source"] = _chosen(number)[of]
        _write(course / "submitted" / student(number) / "ps1" / "layers.ipynb", json.dumps(released))


def for_otter(folder: Path) -> None:
    """autograder.zip, and ten notebooks."""
    folder.mkdir()
    with zipfile.ZipFile(folder / "autograder.zip", "w") as archive:
        archive.writestr("otter_config.json", json.dumps({"lang": "python", "show_hidden": True}))
        archive.writestr("requirements.txt", "numpy\n")
        for of, several in TESTS.items():
            text = f'import numpy as np\nfrom otter.test_files import test_case\n\nOK_FORMAT = False\nname = "{of}"\n'
            for name, test in several.items():
                body = re.sub(r"submission\.(\w+)", r'env["\1"]', _body(test))
                text += "\n\n@test_case(points=1, hidden=True)\n" + _test(name, body, "env")
            archive.writestr(f"tests/{of}.py", text)
    for number in range(len(CHOSEN)):
        cells = [_cell("import numpy as np"), *map(_cell, _chosen(number).values())]
        _write(folder / f"{student(number)}.ipynb", _notebook(cells))


def for_pytest(folder: Path) -> None:
    """For each of ten a folder with submission.py and the tests."""
    text = "import numpy as np\n\nimport submission\n"
    text += "".join("\n\n" + _test(name, body, "") for name, body in test_bodies().items())
    for number in range(len(CHOSEN)):
        _write(folder / student(number) / "submission.py", source(number))
        _write(folder / student(number) / "test_hidden.py", text)


def _chosen(number: int) -> dict[str, str]:
    relu, softmax, backward = CHOSEN[number]
    return {"relu": RELU[relu], "softmax": SOFTMAX[softmax], "linear_backward": BACKWARD[backward]}


def _right(of: str) -> str:
    return _chosen(0)[of]


def _body(test: str) -> str:
    return "\n".join(ast.unparse(statement) for statement in ast.parse("if True:" + test).body[0].body)  # type: ignore[attr-defined]  # of an `if`


def _test(name: str, body: str, argument: str) -> str:
    lines = (f'"""{name.replace("_", " ")}."""', *body.split("\n"))
    return f"def test_{name}({argument}):\n" + "".join(f"    {line}\n" for line in lines)


def _cell(text: str) -> Cell:
    return {"cell_type": "code", "source": text, "metadata": {}, "outputs": [], "execution_count": None}


def _nbgrader(cell: Cell, name: str, *, points: int = 0, solution: bool = False) -> Cell:
    told = {"grade_id": name, "grade": points > 0, "solution": solution, "task": False, "locked": not solution}
    told |= {"schema_version": 3, **({"points": points} if points else {})}
    return {**cell, "metadata": {"nbgrader": told}}


def _notebook(cells: list[Cell]) -> str:
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": kernel, "cells": cells})


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
