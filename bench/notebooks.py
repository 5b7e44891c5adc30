"""What a notebook costs beside the same code as a script: marginal seconds of grading, medians over rounds in one run.

    python bench/notebooks.py [--rounds N] [--course DIR] [SLUG]

The cheap hidden tests grade the reference as a script and as a notebook, one fork server each, in turn; each includes
what is paid once a submission (reading it, the sandbox, running the file, the tests). Beside them nbclient runs the
notebook in a kernel, which is what nbgrader does before it looks at any answer.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from grader import submission
from grader.course import load_assignment
from grader.judge.grading import fork_server
from grader.judge.limits import read_timing
from grader.judge.pool import Job, judge_all
from grader.judge.run import Judgement, Order
from grader.release.notebook import as_notebook

KEY = b"the key of this benchmark"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("slug", nargs="?", default="mlp_numpy")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--course", type=Path, default=Path())
    options = parser.parse_args()
    assignment = load_assignment(options.course.resolve(), options.slug)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        notebook = Path(folder) / assignment.settings.file.replace(".py", ".ipynb")
        notebook.write_bytes(as_notebook(assignment.reference_file.read_text(encoding="utf-8"), "# It", "it"))

        def grading(path: Path) -> Callable[[], None]:
            server = stack.enter_context(fork_server(assignment, notebooks=path == notebook))
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

        ways = {"script": grading(assignment.reference_file), "notebook": grading(notebook), "nbclient": in_a_kernel}
        times: dict[str, list[float]] = {name: [] for name in ways}
        for number in range(options.rounds + 1):
            for name, way in ways.items():
                begin = time.perf_counter()
                way()
                if number:  # the first round warms up
                    times[name].append(time.perf_counter() - begin)
    for name, found in times.items():
        low, _, high = statistics.quantiles(found, n=4)
        print(f"{name:10} {statistics.median(found):6.3f} s  (quartiles {low:.3f} and {high:.3f})")
    extra = [one - other for one, other in zip(times["notebook"], times["script"], strict=True)]
    print(f"a notebook costs {statistics.median(extra):+.3f} s beside its script, median of {options.rounds} rounds")


if __name__ == "__main__":
    main()
