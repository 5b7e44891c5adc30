"""What a notebook costs beside the same code as a script: marginal seconds of grading, medians over rounds in one run.

    python bench/notebooks.py [--rounds N] [--course DIR] [SLUG]

The cheap hidden tests grade the reference as a script and as a notebook, by either engine, one fork server each, in
turn; each includes what is paid once a submission (reading it, the sandbox, running the file, the tests). Beside them
nbclient runs the notebook in a kernel of its own, and nbgrader autogrades it, where it is installed (`make
.venv/peers.done`): what another submission costs it, from runs with one and with three.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Literal

import msgspec
import nbformat
from nbclient import NotebookClient

from grader import submission
from grader.course import NotebookSettings, load_assignment
from grader.judge.grading import fork_server, kind_of
from grader.judge.job import Job, Judgement, Order
from grader.judge.limits import read_timing
from grader.judge.pool import judge_all
from grader.release.notebook import as_notebook

KEY = b"the key of this benchmark"
NBGRADER = Path(sys.prefix) / "peers" / "bin" / "nbgrader"
Engine = Literal["ipython", "nbclient"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("slug", nargs="?", default="mlp_numpy")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--course", type=Path, default=Path())
    options = parser.parse_args()
    own = load_assignment(options.course.resolve(), options.slug)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        notebook = Path(folder) / own.settings.file.replace(".py", ".ipynb")
        notebook.write_bytes(as_notebook(own.reference_file.read_text(encoding="utf-8"), "# It", "it"))

        def grading(path: Path, engine: Engine = "ipython") -> Callable[[], None]:
            how = NotebookSettings(engine=engine)
            settings = msgspec.structs.replace(own.settings, notebook=how)
            assignment = msgspec.structs.replace(own, settings=settings)
            server = stack.enter_context(fork_server(assignment, kind=kind_of(submission.read(path, assignment))))
            timing = read_timing(assignment, server.isolation.tier)

            def grade() -> None:
                job = Job(submission.read(path, assignment), Order(cheap=True))
                (result,) = judge_all(assignment, [job], server, key=KEY, timing=timing, slots=1)
                assert isinstance(result, Judgement), result

            return grade

        def in_a_kernel() -> None:
            read: Any = nbformat.read
            cells = read(notebook, as_version=4)
            del cells["cells"][-1]  # the public tests
            run: Any = NotebookClient(cells, kernel_name="python3")
            run.execute()

        ways = {
            "script": grading(own.reference_file),
            "notebook": grading(notebook),
            "notebook, by nbclient": grading(notebook, "nbclient"),
            "nbclient alone": in_a_kernel,
        }
        for students in (1, 3):
            if NBGRADER.exists():
                ways[f"nbgrader, {students}"] = autograding(Path(folder) / f"nbgrader{students}", notebook, students)
        times: dict[str, list[float]] = {name: [] for name in ways}
        for number in range(options.rounds + 1):
            for name, way in ways.items():
                begin = time.perf_counter()
                way()
                if number:  # the first round warms up
                    times[name].append(time.perf_counter() - begin)
    for name, found in times.items():
        low, _, high = statistics.quantiles(found, n=4)
        print(f"{name:22} {statistics.median(found):6.3f} s  (quartiles {low:.3f} and {high:.3f})")

    def extra(one: str, other: str) -> float:
        return statistics.median(a - b for a, b in zip(times[one], times[other], strict=True))

    rounds = f"medians of {options.rounds} rounds"
    print(f"beside its script a notebook costs {extra('notebook', 'script'):+.3f} s, {rounds}")
    print(f"and by nbclient, in the sandbox, {extra('notebook, by nbclient', 'script'):+.3f} s")
    if NBGRADER.exists():
        print(f"another submission costs nbgrader {extra('nbgrader, 3', 'nbgrader, 1') / 2:.3f} s")


def autograding(folder: Path, notebook: Path, students: int) -> Callable[[], None]:
    """A course of nbgrader's with this notebook: its functions are the answer, and one cell is a test."""
    read, make, write = nbformat.read, nbformat.v4.new_code_cell, nbformat.write
    cells = read(notebook, as_version=4)
    del cells["cells"][-1]
    for number, cell in enumerate(cells["cells"]):
        answer = {"grade": False, "solution": cell["cell_type"] == "code", "locked": False, "schema_version": 3}
        cell["metadata"]["nbgrader"] = {"grade_id": f"cell{number}", **answer}
    test = {"grade": True, "solution": False, "locked": True, "points": 1, "schema_version": 3, "grade_id": "test"}
    cells["cells"].append(make("assert softmax", metadata={"nbgrader": test}))
    places = [folder / "source" / "hw", *(folder / "submitted" / f"student{n}" / "hw" for n in range(students))]
    for place in places:
        place.mkdir(parents=True)
        write(cells, place / "hw.ipynb")
    own = {**os.environ, "PATH": f"{NBGRADER.parent}:{os.environ['PATH']}"}

    def run(*command: str) -> None:
        subprocess.run([str(NBGRADER), *command, "hw", "--force"], cwd=folder, env=own, capture_output=True, check=True)

    run("generate_assignment")
    return lambda: run("autograde")


if __name__ == "__main__":
    main()
