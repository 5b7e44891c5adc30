"""The template as a notebook: valid, complete, without a solution, and it runs from top to bottom in a real kernel."""

from __future__ import annotations

import builtins
import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from grader import release
from grader.course import Assignment, assignment_slugs, load_assignment
from grader.errors import ReleaseError
from grader.release.notebook import as_notebook

REPOSITORY = Path(__file__).parents[3]
STUB = '''# %% [markdown]
# # The title of the script

# %%
import numpy as np

SIZE = 3

# %% [markdown]
# ## A section

# %%
def first(x):
    """One."""
    raise NotImplementedError("first: one")


# of the second
@np.vectorize
def second(x):
    raise NotImplementedError("second: write this function")


THIRD = second


class Last:
    def method(self):
        raise NotImplementedError("Last.method: write this function")
'''


def cells(content: bytes) -> list[tuple[str, str]]:
    notebook: Any = nbformat.reads(content.decode(), as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    return [(cell.cell_type, cell.source) for cell in notebook.cells]


def test_statement_sections_and_a_cell_for_each_definition() -> None:
    assert [
        (kind, text.split("\n")[0]) for kind, text in cells(as_notebook(STUB, "# The task\n\nWrite it.\n", "x.py"))
    ] == [
        ("markdown", "# The task"),
        ("code", "import numpy as np"),
        ("markdown", "## A section"),
        ("code", "def first(x):"),
        ("code", "# of the second"),
        ("code", "THIRD = second"),
        ("code", "class Last:"),
        ("markdown", "## Check your work"),
        ("code", "import grader"),
    ]


def test_it_is_the_same_each_time() -> None:
    assert as_notebook(STUB, "# The task", "x.py") == as_notebook(STUB, "# The task", "x.py")


def test_a_script_without_cells_is_one_notebook_too() -> None:
    found = cells(as_notebook("def f(x):\n    return x\n\n\ndef g(x):\n    return x\n", "# The task", "x.py"))
    assert [text for kind, text in found if kind == "code"][:2] == [
        "def f(x):\n    return x",
        "def g(x):\n    return x",
    ]


@pytest.mark.parametrize("slug", assignment_slugs(REPOSITORY))
def test_the_cells_are_the_script(slug: str) -> None:
    """Nothing is lost on the way, and nothing else gets in: the code cells joined are the stub's code."""
    assignment = load_assignment(REPOSITORY, slug)
    files = release.template(assignment)
    name = assignment.settings.file.replace(".py", ".ipynb")
    code = [text for kind, text in cells(files[name]) if kind == "code"][:-1]
    script = re.sub(r"^# %%.*\n(?:#.*\n)*", "", files[assignment.settings.file].decode(), flags=re.MULTILINE)

    def lines(text: str) -> list[str]:
        return [line for line in text.split("\n") if line.strip()]

    assert lines("\n".join(code)) == lines(script)


def test_without_what_makes_notebooks_one_line_says_so(assignment: Assignment, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *rest: Any, **more: Any) -> Any:
        if name == "jupytext":
            raise ModuleNotFoundError("No module named 'jupytext'", name="jupytext")
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(ReleaseError, match=r"jupytext is not installed.*pip install 'dlgrader\[notebook\]'"):
        release.template(assignment)


def test_it_runs_in_a_kernel_and_its_last_cell_shows_the_public_tests(assignment: Assignment) -> None:
    folder = release.write(assignment)
    notebook: Any = nbformat.read(folder / "mlp.ipynb", as_version=4)  # type: ignore[no-untyped-call]
    run: Any = NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(folder)}})
    run.execute()
    assert "not written yet: f: write f" in shown(notebook)
    assert "0 of 1 public tests pass" in shown(notebook)
    (cell,) = (cell for cell in notebook.cells if "def f(x)" in cell.source)
    cell.source = "def f(x):\n    return x + 41"
    notebook.cells.append(notebook.cells[-1])  # twice in one kernel
    run.execute()
    assert "1 of 1 public tests pass" in shown(notebook)


def shown(notebook: Any) -> str:
    return "".join(output.get("text", json.dumps(output)) for output in notebook.cells[-1].outputs)
