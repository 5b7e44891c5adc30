"""An assignment of one file, written from the source of its functions and the bodies of its tests, and graded."""

from __future__ import annotations

import ast
import contextlib
import json
import re
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from command_cost import GRADER, Cost, Watch, cost_of

from grader.store import open_store
from grader.store.rows import Found

FIXTURES = ("submission", "dataset", "rng")


@dataclass(frozen=True)
class Made:
    """`source` is what student number N has written; `tests`, by function and by name, what the hidden tests do.

    `head` is for both. A test takes the fixtures that it names, and has a point.
    """

    slug: str
    source: Callable[[int], str]
    tests: Mapping[str, Mapping[str, str]]
    head: str = "import numpy as np\n"
    packages: tuple[str, ...] = ("numpy",)
    datasets: tuple[str, ...] = ()
    seconds: float = 2.0
    """the limit of a test"""

    @property
    def bodies(self) -> dict[str, str]:
        """Of the tests, by name."""
        return {name: body(test) for several in self.tests.values() for name, test in several.items()}

    def handed_in(self, count: int) -> str:
        """The folder of the course with what so many students have handed in."""
        return f"handed in {count}"


def write(made: Made, course: Path, *counts: int) -> None:
    """A course with the assignment, and what students have handed in: as many as each of `counts` says."""
    reference, tests = course / "reference" / made.slug, course / "tests" / "assignments" / made.slug
    file = f"{made.slug}.py"
    parts = "".join(f'\n[[parts]]\nname = "{of}"\npoints = {len(several)}\n' for of, several in made.tests.items())
    settings = f'title = "{made.slug.capitalize()}"\nfile = "{file}"\nfunctions = {json.dumps(list(made.tests))}\n'
    settings += f"datasets = {json.dumps(made.datasets)}\n{parts}\n[packages]\nallowed = {json.dumps(made.packages)}\n"
    settings += f"\n[limits]\ntest = {made.seconds:g}\n"
    text = f"{made.head}\nfrom grader.data import secret_split\nfrom grader.judge import points\n"
    for of, several in made.tests.items():
        for name, test in several.items():
            taken = ", ".join(one for one in FIXTURES if re.search(rf"\b{one}\b", test))
            text += f'\n\n@points(1, part="{of}", of="{of}")\n{function(name, body(test), taken)}'
    put(reference / file, made.source(0))
    put(reference / "assignment.toml", settings)
    put(reference / "README.md", f"# {made.slug.capitalize()}\n")
    put(tests / "test_hidden.py", text)
    first = next(iter(made.tests))
    put(tests / "test_public.py", f"def test_there(submission):\n    assert callable(submission.{first})\n")
    for count in counts:
        for number in range(count):
            put(course / made.handed_in(count) / student(number) / file, made.source(number))


def student(number: int) -> str:
    return f"student{number:04}"


def body(test: str) -> str:
    return "\n".join(ast.unparse(statement) for statement in ast.parse("if True:" + test).body[0].body)  # type: ignore[attr-defined]  # of an `if`


def function(name: str, body: str, arguments: str) -> str:
    lines = (f'"""{name.replace("_", " ")}."""', *body.split("\n"))
    return f"def test_{name}({arguments}):\n" + "".join(f"    {line}\n" for line in lines)


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def grade_all(
    made: Made, course: Path, count: int, *options: str, cores: int | None = None, watch: Watch | None = None
) -> Cost:
    """`grader batch` on what so many students have handed in, where nothing was graded before."""
    shutil.rmtree(course / ".grader", ignore_errors=True)
    return cost_of([[*GRADER, "batch", made.slug, made.handed_in(count), *options]], course, cores=cores, watch=watch)


def attempts(made: Made, course: Path) -> dict[str, Found]:
    """By student, in the order in which they were graded."""
    with contextlib.closing(open_store(course)) as store:
        found = [(one.student.login, one.attempt) for one in store.current(made.slug) if one.attempt is not None]
    return dict(sorted(found, key=lambda one: one[1].started))


def own_cost(made: Made, submissions: int, rounds: int = 1) -> Cost:
    """Seconds of a submission's code and of its tests' bodies, in a warm process: the mean of the first so many."""
    programs = [compile(made.source(number), "submission", "exec") for number in range(submissions)]
    tests = [compile(made.head + one.replace("submission.", ""), "test", "exec") for one in made.bodies.values()]

    def run(times: int) -> None:
        for program in programs * times:
            space: dict[str, Any] = {}
            exec(program, space)  # noqa: S102  ours
            for test in tests:
                with contextlib.suppress(AssertionError):
                    exec(test, space)  # noqa: S102  ours

    run(1)
    wall, cpu, count = time.monotonic(), time.process_time(), rounds * len(programs)
    run(rounds)
    return Cost((time.monotonic() - wall) / count, (time.process_time() - cpu) / count)
