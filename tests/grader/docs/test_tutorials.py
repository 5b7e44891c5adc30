"""What the tutorials say is done, in their order, by the real commands; what they say is printed is printed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from walkthrough import AT_THE_END, Command, File, Walk, fits, steps_of

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The course that the tutorial for instructors makes, in the course's own folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))  # the grader of this checkout, wherever it is installed from
        walk = Walk(tmp_path_factory.mktemp("tutorial"))
        walk_through(walk, "course-tutorial.md", files=10)
        yield walk.folder


def walk_through(walk: Walk, page: str, *, files: int) -> None:
    todo = list(steps_of((DOCS / page).read_text(encoding="utf-8")))
    assert sum(isinstance(step, File) for step in todo) >= files
    for step in todo:
        walk.do(step)


def test_a_student_works_on_what_a_course_has_released(course: Path, tmp_path: Path) -> None:
    shutil.copytree(course / "student_template" / "logistic", tmp_path / "logistic")
    walk_through(Walk(tmp_path), "student-tutorial.md", files=5)


def test_a_course_of_next_year_does_not_take_last_years_solution(course: Path, tmp_path: Path) -> None:
    shutil.copytree(course, tmp_path / "next-year")
    walk_through(Walk(tmp_path / "next-year"), "own-course.md", files=7)


@pytest.mark.parametrize(
    ("said", "printed", "right"),
    [
        (["a"], ["a"], True),
        (["a"], ["  a "], True),
        (["a"], ["b"], False),
        (["a"], ["a", "b"], False),
        (["a…c"], ["abc"], True),
        (["a…c"], ["abd"], False),
        (["…", "z"], ["x", "y", "z"], True),
        (["…", "z"], ["z"], True),
        (["…", "z"], ["x", "y"], False),
        (["a.c"], ["abc"], False),
        ([], [], True),
        ([], ["a"], False),
    ],
)
def test_what_is_printed_is_compared(said: list[str], printed: list[str], right: bool) -> None:
    assert fits(said, printed) is right


def test_a_block_is_a_file_an_addition_a_function_or_commands(tmp_path: Path) -> None:
    page = (
        '```python title="a.py"\ndef f():\n    return 1\n\n\ndef g(): ...\n```\n'
        '```python title="a.py (f)"\ndef f():\n    return 2\n```\n'
        f'```python title="a.py ({AT_THE_END})"\nh = 3\n```\n'
        "```python\nnot = a step\n```\n"
        "```console\n$ mkdir sub\n$ cd sub\n$ ls ..\na.py\nsub\n```\n"
    )
    walk = Walk(tmp_path)
    for step in steps_of(page):
        walk.do(step)
    assert (tmp_path / "a.py").read_text() == "def f():\n    return 2\n\n\ndef g(): ...\n\n\nh = 3\n"
    assert walk.folder == tmp_path / "sub"
    with pytest.raises(AssertionError, match=r"ls \.\."):
        walk.do(Command("ls ..", ("b.py",)))
