"""An assignment of three functions, as four graders want it: ours, nbgrader, otter-grader, and pytest as it is.

Three functions of NumPy (relu, softmax, the backward pass of a linear layer), six hidden tests of a point each, ten
submissions, some of them wrong. Each grader gets the same source of functions and tests.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assignment import Made, body, function, put, student

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


LAYERS = Made("layers", source, TESTS)


def for_nbgrader(course: Path, generate: Callable[[], None]) -> None:
    """A course with the assignment released, and ten submissions; `generate` is nbgrader's generate_assignment."""
    cells = [_cell("import numpy as np")]
    for of, several in TESTS.items():
        solution = f"### BEGIN SOLUTION\n{_right(of)}### END SOLUTION"
        cells.append(_nbgrader(_cell(solution), of, solution=True))
        for name, test in several.items():
            hidden = f"### BEGIN HIDDEN TESTS\n{body(test).replace('submission.', '')}\n### END HIDDEN TESTS"
            cells.append(_nbgrader(_cell(hidden), name, points=1))
    put(course / "source" / "ps1" / "layers.ipynb", _notebook(cells))
    put(course / "nbgrader_config.py", 'c = get_config()\nc.CourseDirectory.course_id = "layers"\n')
    generate()
    released = json.loads((course / "release" / "ps1" / "layers.ipynb").read_text(encoding="utf-8"))
    for number in range(len(CHOSEN)):
        for cell in released["cells"]:
            of = cell["metadata"].get("nbgrader", {}).get("grade_id")
            if of in TESTS:
                cell["source"] = _chosen(number)[of]
        put(course / "submitted" / student(number) / "ps1" / "layers.ipynb", json.dumps(released))


def for_otter(folder: Path) -> None:
    """autograder.zip, and ten notebooks."""
    folder.mkdir()
    with zipfile.ZipFile(folder / "autograder.zip", "w") as archive:
        archive.writestr("otter_config.json", json.dumps({"lang": "python", "show_hidden": True}))
        archive.writestr("requirements.txt", "numpy\n")
        for of, several in TESTS.items():
            text = f'import numpy as np\nfrom otter.test_files import test_case\n\nOK_FORMAT = False\nname = "{of}"\n'
            for name, test in several.items():
                code = re.sub(r"submission\.(\w+)", r'env["\1"]', body(test))
                text += "\n\n@test_case(points=1, hidden=True)\n" + function(name, code, "env")
            archive.writestr(f"tests/{of}.py", text)
    for number in range(len(CHOSEN)):
        cells = [_cell("import numpy as np"), *map(_cell, _chosen(number).values())]
        put(folder / f"{student(number)}.ipynb", _notebook(cells))


def for_pytest(folder: Path) -> None:
    """For each of ten a folder with submission.py and the tests."""
    text = "import numpy as np\n\nimport submission\n"
    text += "".join("\n\n" + function(name, code, "") for name, code in LAYERS.bodies.items())
    for number in range(len(CHOSEN)):
        put(folder / student(number) / "submission.py", source(number))
        put(folder / student(number) / "test_hidden.py", text)


def _chosen(number: int) -> dict[str, str]:
    relu, softmax, backward = CHOSEN[number]
    return {"relu": RELU[relu], "softmax": SOFTMAX[softmax], "linear_backward": BACKWARD[backward]}


def _right(of: str) -> str:
    return _chosen(0)[of]


def _cell(text: str) -> Cell:
    return {"cell_type": "code", "source": text, "metadata": {}, "outputs": [], "execution_count": None}


def _nbgrader(cell: Cell, name: str, *, points: int = 0, solution: bool = False) -> Cell:
    told = {"grade_id": name, "grade": points > 0, "solution": solution, "task": False, "locked": not solution}
    told |= {"schema_version": 3, **({"points": points} if points else {})}
    return {**cell, "metadata": {"nbgrader": told}}


def _notebook(cells: list[Cell]) -> str:
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": kernel, "cells": cells})
