"""How lines are named: those of a script, and those of a notebook's cells."""

from __future__ import annotations

import json

import pytest

from grader.judge.forbidden.reading import Finding
from grader.remote.lines import Lines, lines_of_notebook

NOTEBOOK = Lines("Untitled.ipynb", ((2, 1), (7, 4)))


@pytest.mark.parametrize(
    ("line", "place"),
    [(1, "line 1"), (2, "cell 1, line 1"), (5, "cell 1, line 4"), (7, "cell 4, line 1"), (90, "cell 4, line 84")],
)
def test_a_line_of_a_notebook_is_one_of_a_cell(line: int, place: str) -> None:
    assert NOTEBOOK.place(line) == place


def test_a_line_of_a_script_is_itself() -> None:
    assert Lines("mlp.py").place(40) == "line 40"


def test_cells_are_counted_with_the_texts_among_them() -> None:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ""},
        {"cell_type": "code", "metadata": {"line": 2}, "source": ""},
        {"cell_type": "code", "metadata": {"line": 7}, "source": ""},
    ]
    found = lines_of_notebook("mlp.ipynb", json.dumps({"cells": cells}).encode())
    assert found == Lines("mlp.ipynb", ((2, 2), (7, 3)))


def test_a_forbidden_call_is_named_as_the_student_calls_the_file() -> None:
    assert "(Untitled.ipynb, cell 4, line 2)" in Finding("f", "numpy.sum", "mlp.py", 8).said("mlp.py", NOTEBOOK)
    assert "(helper.py, line 8)" in Finding("f", "numpy.sum", "helper.py", 8).said("mlp.py", NOTEBOOK)
