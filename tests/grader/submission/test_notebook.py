"""Notebooks in place of scripts: which of their cells count, in every form that they come in."""

from __future__ import annotations

import ast
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from grader import submission
from grader.course import Assignment
from grader.submission.notebook import NotANotebook, read_notebook

WRITTEN = "def f(x):\n    return x\n"
STUB = 'def f(x):\n    raise NotImplementedError("f: return its argument")\n'


def code(source: str | list[str], **more: Any) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None, **more}


def notebook(*cells: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells), **more}).encode()


MARKDOWN = {"cell_type": "markdown", "metadata": {}, "source": "# Title\n"}


def test_code_cells_become_a_script_with_the_numbers_they_have() -> None:
    found = read_notebook(notebook(code("x = 1"), MARKDOWN, code(["y = 2\n", "z = 3"])))
    assert found.script.decode() == "# %% [cell 1]\nx = 1\n\n# %% [cell 3]\ny = 2\nz = 3\n"
    cells = json.loads(found.cells)["cells"]
    assert [(cell["cell_type"], cell["metadata"]) for cell in cells] == [
        ("code", {"line": 2}),
        ("markdown", {}),
        ("code", {"line": 5}),
    ]


def test_outputs_are_dropped() -> None:
    shown = {"output_type": "stream", "name": "stdout", "text": "a secret of the student's " * 1000}
    found = read_notebook(notebook(code("x = 1", outputs=[shown])))
    assert b"a secret" not in found.script + found.cells


@pytest.mark.parametrize(
    ("cell", "script"),
    [
        ("%matplotlib inline\nx = 1", "pass  # %matplotlib inline\nx = 1"),
        ("if x:\n    !ls", "if x:\n    pass  # !ls"),
        ("%time x = f(1)", "x = f(1)"),
        ("%timeit -n 3 f(1)", "f(1)"),
        ("%%time\nx = 1", "# %%time\nx = 1"),
        ("%%bash\nls", "# %%bash\n# ls"),
        ("files = !ls", "files = None  # files = !ls"),
        ("print?", "# print?"),
        ("x = 5 \\\n    % 3", "x = 5 \\\n    % 3"),  # Python already
        ("x = '''\n%time y\n'''", "x = '''\n%time y\n'''"),
        ("await f()", "await f()"),
    ],
)
def test_magics_do_not_keep_the_script_from_being_python(cell: str, script: str) -> None:
    found = read_notebook(notebook(code(cell))).script.decode()
    assert found == f"# %% [cell 1]\n{script}\n"
    ast.parse(found)
    assert found.count("\n") == cell.count("\n") + 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"{", "is no JSON"),
        (notebook(code("x = 1"))[:-9], "is no JSON"),
        (b"[]", "is not a notebook"),
        (b"{}", "is not a notebook: it has no cells"),
        (b'{"cells": 3}', "is not a notebook: Expected `array | null`, got `int` - at `$.cells`"),
        (b'{"cells": [{"cell_type": "code", "source": 3}]}', "is not a notebook"),
        (notebook(), "is a notebook without cells"),
        (notebook(MARKDOWN), "is a notebook without code"),
        (notebook(code(" \n")), "is a notebook without code"),
        (b"[" * 100_000, "is no"),
        (b"\xff\xfe\x00", "is no JSON"),
        (b"[NaN]", "is not a notebook"),
        (json.dumps({"cells": [{}] * 6000}).encode(), "has 6,000 cells, and a notebook may have 5,000"),
        (b"[" + b"{}," * 1_000_001 + b"{}]", "has more than 1,000,000 objects of JSON"),
        (notebook(code("x <- 1"), metadata={"kernelspec": {"name": "ir", "language": "R"}}), "is a notebook in R"),
    ],
)
def test_what_is_no_notebook_is_named(content: bytes, says: str) -> None:
    with pytest.raises(NotANotebook) as raised:
        read_notebook(content)
    assert says in str(raised.value)
    assert len(str(raised.value)) < 200


@pytest.mark.parametrize(
    "more",
    [
        {"metadata": None},
        {"metadata": {"kernelspec": None, "language_info": 3}},
        {"metadata": {"language_info": {"name": "python"}, "kernelspec": {"language": "R"}}},
        {"nbformat": 99},
        {"nbformat": "4"},
        {"nbformat": 4.0},
        {"worksheets": None},
        {"metadata": {"scores": [float("nan")]}},
        {"metadata": {"half a character": "\ud800"}},
        {"cells": [code("x = 1", input=None), code("y = 2", outputs=[float("inf")])]},
        {"cells": [code("x = 1", id="a", metadata="tampered"), code("y = 2", id="a", metadata=None)]},
        {"cells": [code("x = 1", id=3, outputs="none"), code("y = 2", attachments=[])]},
    ],
)
def test_what_is_wrong_beside_the_code_costs_nothing(more: dict[str, Any]) -> None:
    found = read_notebook(notebook(**{"cells": [code("x = 1"), code("y = 2")], **more}))
    assert found.script.decode() == "# %% [cell 1]\nx = 1\n\n# %% [cell 2]\ny = 2\n"


def test_version_3_has_worksheets() -> None:
    cells = [{"cell_type": "code", "input": ["x = 1\n", "y = 2"], "language": "python"}, MARKDOWN]
    content = json.dumps({"nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": cells}]}).encode()
    assert read_notebook(content).script == b"# %% [cell 1]\nx = 1\ny = 2\n"


def test_half_a_character_in_a_cell_costs_nothing() -> None:
    found = read_notebook(b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "x = \'\\ud800\'"}]}')
    ast.parse(found.script)


def test_bytes_that_are_no_text_in_the_metadata_cost_nothing() -> None:
    content = b'{"nbformat": 4, "metadata": {"a": "\xff"}, "cells": [{"cell_type": "code", "source": "x = 1"}]}'
    assert read_notebook(content).script == b"# %% [cell 1]\nx = 1\n"


def test_a_cell_of_a_hundred_thousand_lines() -> None:
    found = read_notebook(notebook(code("x = 1\n" * 100_000)))
    assert found.script.count(b"x = 1\n") == 100_000


@pytest.mark.parametrize("text", [" " * 50_000, "x = " + "'" * 50_001, "%time " + " -a 1" * 10_000, "(" * 50_000 + "!"])
def test_no_line_takes_long_to_read(text: str) -> None:
    """Backtracking would take hours."""
    found = read_notebook(notebook(code(f"{text}\n!ls")))
    assert found.script.decode().endswith("\npass  # !ls\n")


def test_a_notebook_counts_under_any_name(assignment: Assignment, tmp_path: Path) -> None:
    path = tmp_path / "Untitled3.ipynb"
    path.write_bytes(notebook(code("x = 1")))
    read = submission.read(path, assignment)
    assert (read.name, set(read.files), read.notebook) == ("Untitled3", {"mlp.py", "mlp.ipynb"}, "mlp.ipynb")
    assert read.problems == ()


@pytest.mark.parametrize(
    ("script", "cells", "counts"),
    [
        (STUB, WRITTEN, "mlp.ipynb"),
        (WRITTEN, STUB, "mlp.py"),
        (WRITTEN, WRITTEN, "mlp.py"),
        (STUB, STUB, "mlp.py"),
        ("", WRITTEN, "mlp.ipynb"),
        ("def f(:\n", "x = 1\n", "mlp.py"),
        (
            STUB,
            WRITTEN.replace("    return", '    # raise NotImplementedError("f: return its argument")\n    return'),
            "mlp.ipynb",
        ),
        (STUB, f"def broken(:\n\n# %%\n{WRITTEN}", "mlp.ipynb"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_of_two_the_one_with_more_written_counts(
    assignment: Assignment, tmp_path: Path, script: str, cells: str, counts: str, packed: bool
) -> None:
    files = {"mlp.py": script.encode(), "mlp.ipynb": notebook(code(cells))}
    if packed:
        path = tmp_path / "alice.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
    else:
        path = tmp_path / "alice"
        path.mkdir()
        for name, content in files.items():
            (path / name).write_bytes(content)
    read = submission.read(path, assignment)
    assert read.notebook == ("mlp.ipynb" if counts == "mlp.ipynb" else "")
    assert (b"# %% [cell 1]" in read.files["mlp.py"]) == (counts == "mlp.ipynb")
    said = "mlp.py counts, and mlp.ipynb beside it does not: as many of the functions are written in either"
    told = [problem for problem in read.problems if " counts, and " in problem]
    assert told == ([said] if script == cells else [])


def test_a_notebook_beside_helpers(assignment: Assignment, tmp_path: Path) -> None:
    (tmp_path / "mlp.ipynb").write_bytes(notebook(code("import helper")))
    (tmp_path / "helper.py").write_text("x = 1\n", encoding="utf-8")
    read = submission.read(tmp_path, assignment)
    assert set(read.files) == {"mlp.py", "mlp.ipynb", "helper.py"}
    assert read.problems == ()


def test_outputs_do_not_count_as_size_and_code_does(assignment: Assignment, tmp_path: Path) -> None:
    large = "x" * (20 << 10)
    path = tmp_path / "mlp.ipynb"
    path.write_bytes(notebook(code("x = 1", outputs=[{"output_type": "stream", "name": "stdout", "text": large}])))
    assert submission.read(tmp_path, assignment).notebook == "mlp.ipynb"
    path.write_bytes(notebook(code(f"x = '{large}'")))
    read = submission.read(tmp_path, assignment)
    assert (read.notebook, read.files) == ("", {})
    assert "has more text in its cells than the 20.0 kB of a submission allow" in read.problems[-1]
    path.write_bytes(notebook(code(f"x = '{large[: 12 << 10]}'")))  # once as cells and once as a script
    assert submission.read(tmp_path, assignment).files == {}


def test_what_is_too_large_beside_a_notebook_is_left_out(assignment: Assignment, tmp_path: Path) -> None:
    (tmp_path / "mlp.ipynb").write_bytes(notebook(code("x = 1")))
    (tmp_path / "weights.bin").write_bytes(bytes(20 << 10))
    read = submission.read(tmp_path, assignment)
    assert (set(read.files), read.notebook) == ({"mlp.py", "mlp.ipynb"}, "mlp.ipynb")
    assert read.problems == ("weights.bin has 20.0 kB and is left out; a submission may have 20.0 kB in all",)


@pytest.mark.parametrize("inside", [False, True])
def test_a_notebook_of_200_mb_says_what_to_do(assignment: Assignment, tmp_path: Path, inside: bool) -> None:
    path = tmp_path / "mlp.ipynb"
    with path.open("wb") as stream:
        stream.truncate(200 << 20)
    read = submission.read(tmp_path if inside else path, assignment)
    assert read.files == {}
    assert read.problems == (
        "mlp.ipynb has 200.0 MB, and a notebook may have 100.0 MB: clear its outputs, save it, and hand it in again",
    )
