"""`grader mutate` on the command line: the list, and one wrong use of each option."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from small_course import write_course
from terminal import assert_one_line, grader

from grader.cli import mutate
from grader.course import Assignment
from grader.errors import GraderError


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    return write_course(tmp_path_factory.mktemp("course"))


def test_the_list_shows_mutants_as_diffs_and_runs_nothing(course: Assignment) -> None:
    done = grader("mutate", "small", "--list", "--function", "total", "--operator", "sum-mean", cwd=course.course)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "small.py:18 sum-mean in total",
        "- return float(double(x).sum())",
        "+ return float(double(x).mean())",
        "",
        "1 mutants",
    ]
    assert not (course.course / ".grader").exists()


def test_a_sample_is_the_same_for_the_same_seed(course: Assignment) -> None:
    def listed(seed: str) -> str:
        return grader("mutate", "small", "--list", "--sample", "5", "--seed", seed, cwd=course.course).stdout

    assert listed("3") == listed("3") != listed("4")
    assert listed("3").endswith("5 mutants\n")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--function", "dubble"), ["no function is called 'dubble'; did you mean double?"]),
        (("--operator", "axes"), ["no operator is called 'axes'; did you mean axis?"]),
        (("--sample", "0"), ["--sample", "0 is not in the range x>=1"]),
        (("--seed", "-1"), ["--seed", "-1 is not in the range x>=0"]),
        (("--seed", "today"), ["--seed", "'today' is not a valid integer range"]),
        (("--minutes", "0"), ["--minutes", "0.0 is not in the range x>0"]),
        (("--json", "."), ["--json", "'.' is a directory"]),
        (("--list", "--json", "r.json"), ["--list runs nothing"]),
        (("--slots", "0"), ["--slots", "0 is not in the range x>=1"]),
        (("--course", "nowhere"), ["--course", "'nowhere' does not exist"]),
        (("--quick",), ["no such option", "--quick"]),
    ],
)
def test_wrong_use_is_one_line(course: Assignment, options: tuple[str, ...], words: list[str]) -> None:
    assert_one_line(grader("mutate", "small", *options, cwd=course.course), *words, "see grader mutate --help")


@pytest.mark.parametrize("flag", ["--list", "--cheap", "--fresh"])
def test_a_flag_takes_no_value(course: Assignment, flag: str) -> None:
    assert_one_line(grader("mutate", "small", f"{flag}=yes", cwd=course.course), f"'{flag}' does not take a value")


def test_a_report_that_cannot_be_written_is_said_before_anything_runs(course: Assignment, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = grader("mutate", "small", "--json", tmp_path / "file" / "r.json", cwd=course.course)
    assert_one_line(done, "cannot be written")
    assert not (course.course / ".grader").exists()


def test_survivors_that_cannot_be_read_are_one_line(tmp_path: Path) -> None:
    write_course(tmp_path, files={"survivors.toml": "[[equivalent]]\noperator = 1\n"})
    assert_one_line(grader("mutate", "small", cwd=tmp_path), "survivors.toml: ", "`str`, got `int`")


def test_a_reference_that_does_not_parse_is_one_line(tmp_path: Path) -> None:
    write_course(tmp_path, reference="def double(x:\n    return x\n")
    assert_one_line(grader("mutate", "small", "--list", cwd=tmp_path), "the reference does not parse: line 2")


def test_without_libcst_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutate, "find_spec", lambda _name: None)
    found = CliRunner().invoke(mutate.command, ["small"])
    assert isinstance(found.exception, GraderError)
    assert str(found.exception) == "grader mutate needs libcst: pip install 'dlgrader[mutate]'"
