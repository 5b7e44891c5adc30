"""Wrong use of `grader push`: one line, exit status 2, no traceback, and the token nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_course import write_course
from terminal import assert_one_line, grader

from grader.course import Assignment

NUMBERS = ("--course-id", "7", "--assignment-id", "70")
URL = {"CANVAS_API_URL": "https://canvas.invalid"}
TOKEN_AND_URL = {"CANVAS_API_TOKEN": "token", **URL}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    return write_course(tmp_path_factory.mktemp("course"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("canvas",), ["missing argument 'SLUG'", "see grader push canvas --help"]),
        (("canvas", "small"), ["--course-id"]),
        (("canvas", "small", "--course-id", "seven"), ["'seven'"]),
        (("canvas", "small", *NUMBERS, "--token", "x"), ["no such option", "--token"]),
        (("moodle", "small"), ["no command 'moodle'; there is: canvas", "see grader push --help"]),
    ],
)
def test_missing_and_unknown_arguments(arguments: tuple[str, ...], words: list[str]) -> None:
    assert_one_line(grader("push", *arguments), "grader: ", *words)


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"CANVAS_API_TOKEN": "", **URL}, ["CANVAS_API_TOKEN is not set"]),
        ({"CANVAS_API_TOKEN": "a b", **URL}, ["CANVAS_API_TOKEN has spaces"]),
        ({"CANVAS_API_TOKEN": "token", "CANVAS_API_URL": ""}, ["where is Canvas? --url"]),
        ({"CANVAS_API_TOKEN": "token", "CANVAS_API_URL": "http://canvas.invalid"}, ["could be read on the way"]),
    ],
)
def test_a_wrong_environment(course: Assignment, environment: dict[str, str], words: list[str]) -> None:
    assert_one_line(grader("push", "canvas", "small", *NUMBERS, cwd=course.course, **environment), *words)


def test_an_unknown_slug(course: Assignment) -> None:
    assert_one_line(grader("push", "canvas", "smal", *NUMBERS, cwd=course.course), "no assignment 'smal'")


def test_without_a_system_the_help_is_shown() -> None:
    done = grader("push")
    assert done.returncode == 2
    assert "Usage: grader push" in done.stderr


def test_where_canvasapi_is_not_installed(course: Assignment, tmp_path: Path) -> None:
    (tmp_path / "canvasapi").mkdir()
    (tmp_path / "canvasapi" / "__init__.py").write_text(
        "raise ModuleNotFoundError('no canvasapi', name='canvasapi')\n", encoding="ascii"
    )
    path = f"{tmp_path}:{Path(__file__).parents[3]}"
    done = grader("push", "canvas", "small", *NUMBERS, cwd=course.course, PYTHONPATH=path, **TOKEN_AND_URL)
    assert_one_line(done, "canvasapi is not installed: pip install 'dlgrader[canvas]'")
