"""`grader check`: the public tests on a student's own file, in the student's own process."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from small_course import SETTINGS
from terminal import assert_one_line, grader

PUBLIC = '''
import numpy as np
from grader.checks import check_close


def test_double(submission):
    """Twice each number"""
    check_close(submission.double(np.array([1.0, 2.0])), [2, 4], name="double")


def test_total(submission, rng):
    """The sum of the doubles"""
    assert submission.total([1, 2]) == 6, "not the sum"
'''
RIGHT = """\
import numpy as np


def double(x):
    return 2 * np.asarray(x)


def total(x):
    return double(x).sum()
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "assignment.toml").write_text(SETTINGS)
    (folder / "test_public.py").write_text(PUBLIC)
    (folder / "small.py").write_text(RIGHT)
    return folder


def check(folder: Path, *arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    done = grader("check", *arguments, cwd=folder, **environment)
    assert "Traceback" not in done.stderr
    return done


def test_all_is_well(template: Path) -> None:
    done = check(template)
    assert done.returncode == 0, done.stderr
    assert "✓ Twice each number" in done.stdout
    assert "2 of 2 public tests pass" in done.stdout
    assert done.stderr == ""


def test_a_wrong_function_is_told_with_what_was_expected(template: Path) -> None:
    (template / "small.py").write_text(RIGHT.replace("2 * np", "3 * np"))
    done = check(template)
    assert done.returncode == 1
    assert "✗ Twice each number  (test_double)" in done.stdout
    assert "expected 2, got 3" in done.stdout  # public tests hide nothing
    assert "0 of 2 public tests pass" in done.stdout


def test_tests_go_on_where_nobody_reads_on(template: Path) -> None:
    (template / "small.py").write_text(RIGHT.replace("2 * np", "3 * np"))
    sure = "for _ in range(2000):\n        print('so that more is written than a pipe holds')\n    assert submission"
    (template / "test_public.py").write_text(PUBLIC.replace("assert submission", sure))
    command = f'"{sys.executable}" -m grader check | head -n 1; exit "${{PIPESTATUS[0]}}"'
    done = subprocess.run(
        ["bash", "-c", command], cwd=template, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.splitlines() == ["✗ Twice each number  (test_double)"]
    assert done.stderr == ""
    assert done.returncode == 1


def test_a_part_of_the_points_is_not_all_of_them(template: Path) -> None:
    partly = "from grader.checks import CheckFailure\n\n\ndef test_half(submission):\n    "
    partly += "raise CheckFailure('half of it is there', earned=0.5)\n"
    (template / "test_public.py").write_text(partly)
    done = check(template)
    assert done.returncode == 1
    assert "half of it is there" in done.stdout
    assert "0 of 1 public tests pass" in done.stdout


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (
            RIGHT.replace("return 2 * np.asarray(x)", "raise NotImplementedError('Doubling: write it')"),
            "not written yet",
        ),
        (RIGHT.replace("def double", "def dubble").replace("double(x).sum", "dubble(x).sum"), "double"),
        (RIGHT.replace("return 2 * np.asarray(x)", "return 1 / 0"), "ZeroDivisionError: division by zero (line 5"),
        (RIGHT.replace("return 2 * np.asarray(x)", "return 2 * np.asarray(x"), "double cannot be read"),
        (RIGHT.replace("import numpy as np", "import numpie as np"), "No module named 'numpie'"),
        ("", "double"),
    ],
)
def test_what_is_wrong_with_the_file_is_said(template: Path, source: str, words: str) -> None:
    (template / "small.py").write_text(source)
    done = check(template)
    assert done.returncode == 1
    assert words in done.stdout


def test_a_forbidden_call_is_said(template: Path) -> None:
    rule = '\n[[forbidden_calls]]\nof = ["total"]\ncalls = ["numpy.sum"]\n\n[limits]'
    (template / "assignment.toml").write_text(SETTINGS.replace("\n[limits]", rule))
    (template / "small.py").write_text(RIGHT.replace("double(x).sum()", "np.sum(double(x))"))
    said = " ".join(check(template).stdout.split())
    assert "total calls numpy.sum (small.py, line 9), and is to be written without it" in said


def test_a_forbidden_import_is_said(template: Path) -> None:
    """Here it works, and where it is graded it does not."""
    (template / "test_public.py").write_text("import json\n" + PUBLIC)
    (template / "small.py").write_text(RIGHT.replace("import numpy as np", "import numpy as np, json.decoder"))
    (template / "assignment.toml").write_text(
        SETTINGS.replace("\n[limits]", '\n[packages]\nforbidden = ["json"]\n\n[limits]')
    )
    said = " ".join(check(template).stdout.split())
    assert "small.py, line 1: the assignment forbids json" in said
    assert said.count("forbids") == 1  # the course's own tests may import what they like
    assert "2 of 2 public tests pass" in said


def test_only_some_tests(template: Path) -> None:
    done = check(template, "-k", "total")
    assert "1 of 1 public tests pass" in done.stdout
    assert_one_line(check(template, "-k", "nothing"), "no public test has 'nothing' in its name")


@pytest.mark.parametrize("where", ["folder", "file", "from elsewhere"])
def test_the_folder_or_the_file_in_it(template: Path, tmp_path: Path, where: str) -> None:
    if where == "folder":
        done = check(tmp_path, "small")
    elif where == "file":
        done = check(template, "small.py")
    else:
        (template / "try_two.py").write_text(RIGHT.replace("2 * np", "3 * np"))
        done = check(tmp_path, template / "try_two.py")
        assert done.returncode == 1
        return
    assert done.returncode == 0, done.stderr


def test_what_is_not_there(template: Path, tmp_path: Path) -> None:
    assert_one_line(check(tmp_path, "nowhere"), "nowhere does not exist")
    assert_one_line(check(tmp_path), "is no assignment's folder")
    (template / "small.py").unlink()
    assert_one_line(check(template), "small.py does not exist: the assignment's file is called small.py")
    (template / "test_public.py").unlink()
    assert_one_line(check(template), "it has no test_public.py")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"x = '\x80'", b"# coding: nowhere\n"])
def test_a_file_that_is_no_text(template: Path, content: bytes) -> None:
    (template / "small.py").write_bytes(content)
    assert_one_line(check(template), "small.py is not a text file in UTF-8")


def test_a_student_who_stops_it_is_obeyed(template: Path) -> None:
    source = RIGHT.replace(
        "    return 2", "    import os, signal\n    os.kill(os.getpid(), signal.SIGINT)\n    return 2"
    )
    (template / "small.py").write_text(source)
    done = check(template)
    assert done.returncode == 130
    assert done.stderr.splitlines()[-1] == "grader: stopped"


def test_tests_that_cannot_be_run(template: Path) -> None:
    (template / "test_public.py").write_text("def test_f(:\n")
    assert_one_line(check(template), "test_public.py cannot be run; `pytest test_public.py` says why")
    (template / "test_public.py").write_text("def test_f(nothing): pass\n")
    assert check(template).returncode != 0


def test_prints_are_seen(template: Path) -> None:
    (template / "small.py").write_text(RIGHT.replace("    return 2", "    print('so far, so good')\n    return 2"))
    assert "so far, so good" in check(template).stdout


def test_a_message_does_not_act_in_the_terminal(template: Path) -> None:
    (template / "small.py").write_text(RIGHT.replace("return 2 *", "raise ValueError('\\x1b[2J[red]\\u202e'); 2 *"))
    done = check(template)
    assert "\x1b[2J" not in done.stdout
    assert "\u202e" not in done.stdout
    assert "[ESC][2J[red][U+202E]" in done.stdout


def test_settings_for_pytest_change_nothing(template: Path) -> None:
    (template / "pytest.ini").write_text("[pytest]\naddopts = --collect-only\n")
    done = check(template, PYTEST_ADDOPTS="--collect-only -p nonexistent_plugin", PYTEST_PLUGINS="nonexistent")
    assert "2 of 2 public tests pass" in done.stdout


def test_no_colours_where_none_are_wanted(template: Path) -> None:
    (template / "small.py").write_text(RIGHT.replace("2 * np", "3 * np"))
    assert "\x1b[1;31m" in check(template, FORCE_COLOR="1").stdout
    assert "\x1b[1;31m" not in check(template, FORCE_COLOR="1", NO_COLOR="1").stdout


def test_it_loads_only_what_it_needs(template: Path) -> None:
    code = (
        "import sys, runpy\nsys.argv = ['grader', 'check']\n"
        "try: runpy.run_module('grader', run_name='__main__')\nexcept SystemExit: pass\n"
        "heavy = ('torch', 'jinja2', 'parso', 'hypothesis', 'tarfile', 'grader.sandbox.forkserver')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, cwd=template, timeout=60)
    assert done.stdout.splitlines()[-1] == "[]"


def as_notebook(*cells: str) -> str:
    found = [{"cell_type": "code", "metadata": {}, "source": cell, "outputs": []} for cell in cells]
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": found})


def test_a_notebook_is_checked_like_a_script(template: Path) -> None:
    (template / "small.py").unlink()
    (template / "small.ipynb").write_text(as_notebook("%matplotlib inline\n!ls", RIGHT, "1 / 0"), encoding="utf-8")
    for where in (".", "small.ipynb"):
        done = check(template, where)
        assert done.returncode == 0, done.stderr
        assert "2 of 2 public tests pass" in done.stdout
        assert "small.ipynb, cell 3, line 1, failed when the file was run: ZeroDivisionError" in done.stdout


def test_the_last_cell_of_the_template_does_not_run_the_tests_twice(template: Path) -> None:
    (template / "small.py").unlink()
    (template / "small.ipynb").write_text(as_notebook(RIGHT, "import grader\n\ngrader.check()"), encoding="utf-8")
    done = check(template)
    assert done.stdout.count("public tests pass") == 1
    assert "(the public tests are run when all cells have been)" in done.stdout


def test_of_a_script_and_a_notebook_the_one_with_more_written_is_checked(template: Path) -> None:
    (template / "small.ipynb").write_text(as_notebook("def total(x):\n    return 6"), encoding="utf-8")
    done = check(template)
    assert "small.py counts, and small.ipynb beside it does not: 2 of the 3 functions" in " ".join(done.stdout.split())
    assert "2 of 2 public tests pass" in done.stdout


def test_a_notebook_that_is_none_is_one_line(template: Path) -> None:
    (template / "small.ipynb").write_text("{", encoding="utf-8")
    assert_one_line(check(template, "small.ipynb"), "small.ipynb is not a notebook: it is no JSON")


GRADIENTS = '''
import numpy as np
from grader.checks import check_gradients


def test_gradients(submission):
    """Gradients"""
    x = np.arange(1.0, 41.0)
    check_gradients({"w": submission.double(x).reshape(2, 20)}, {"w": 2 * x.reshape(2, 20)})
'''
HALF_WRONG = RIGHT.replace("return 2 * np.asarray(x)", "return np.where(np.asarray(x) > 20, 2.2, 2) * x")


def test_a_wrong_gradient_is_drawn_in_characters(template: Path) -> None:
    (template / "test_public.py").write_text(GRADIENTS)
    (template / "small.py").write_text(HALF_WRONG)
    lines = check(template).stdout.splitlines()
    at = lines.index("    w, 2 x 20: relative error of each entry")
    assert lines[at + 1] == 8 * " " + 20 * "··"
    assert lines[at + 2] == 8 * " " + 20 * "▓▓"
    assert lines[at + 3].split("  ")[-5:] == ["· up to 1e-5", "░ 1e-3", "▒ 0.01", "▓ 0.1", "█ above"]


def test_the_drawing_fits_a_narrow_terminal_and_a_poor_one(template: Path) -> None:
    (template / "test_public.py").write_text(GRADIENTS)
    (template / "small.py").write_text(HALF_WRONG)
    lines = check(template, COLUMNS="20", PYTHONIOENCODING="ascii").stdout.splitlines()
    assert 8 * " " + ".........." in lines  # two columns of the parameter share a character
    assert 8 * " " + "##########" in lines
    assert max(map(len, lines)) <= 20
    assert any(line.startswith("x Gradients") for line in lines)


def test_it_is_found_from_a_folder_below(template: Path) -> None:
    (template / "plots" / "old").mkdir(parents=True)
    done = check(template / "plots" / "old")
    assert done.returncode == 0, done.stderr
    assert "2 of 2 public tests pass" in done.stdout


def test_above_the_templates_they_are_named(template: Path) -> None:
    assert_one_line(check(template.parent), "is no assignment's folder", "change into one of small")


def test_json_is_one_object_whatever_the_code_prints(template: Path) -> None:
    printing = "    import os\n    print('by print')\n    os.write(1, b'by the descriptor')\n    return 3"
    (template / "small.py").write_text("print('when loaded')\n" + RIGHT.replace("    return 2", printing, 1))
    done = check(template, "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 1
    assert "by print" in done.stderr
    assert "by the descriptor" in done.stderr
    assert "when loaded" in done.stderr
    assert (found["passed"], found["of"], found["isolation"]) == (0, 2, None)
    assert [test["status"] for test in found["tests"]] == ["failed", "failed"]
    assert "expected 2, got 3" in found["tests"][0]["message"]


def test_quiet_is_the_count_and_the_exit_status(template: Path) -> None:
    (template / "small.py").write_text(RIGHT.replace("double(x).sum()", "0"))
    done = check(template, "-q")
    assert done.returncode == 1
    assert [line.partition("  (")[0] for line in done.stdout.splitlines()] == ["1 of 2 public tests pass"]


def test_in_the_sandbox_the_limits_are_those_of_the_server(template: Path) -> None:
    bomb = RIGHT.replace("    return 2", "    print('so far')\n    hog = bytearray(700 << 20)\n    return 2")
    (template / "small.py").write_text(bomb)
    done = check(template, "--sandbox", "-k", "double")
    assert done.returncode == 1, done.stderr
    assert "stopped at the memory limit of 512 MiB" in done.stdout
    assert "so far" in done.stdout
    assert "in a sandbox of tier" in done.stdout
    assert check(template, "-k", "double").returncode == 0  # in this process there is room


def test_the_sandbox_says_which_tier_it_has(template: Path) -> None:
    found = json.loads(check(template, "--sandbox", "--json").stdout)
    assert found["passed"] == 2
    assert found["isolation"] in ("A", "B", "C", "D", "E")


@pytest.mark.parametrize("where", [[], ["--sandbox"]])
def test_a_notebook_that_is_none_is_one_line_where_calls_are_forbidden_too(template: Path, where: list[str]) -> None:
    rule = '\n[[forbidden_calls]]\nof = ["total"]\ncalls = ["numpy.sum"]\n\n[limits]'
    (template / "assignment.toml").write_text(SETTINGS.replace("\n[limits]", rule))
    (template / "small.py").unlink()
    (template / "small.ipynb").write_text("{broken")
    done = check(template, *where)
    said = " ".join((done.stdout + done.stderr).split())
    assert "fault of the grader" not in said
    assert "small.ipynb is not a notebook" in said


def test_without_isolation_the_sandbox_says_so_in_a_line(template: Path) -> None:
    done = check(template, "--sandbox", GRADER_ISOLATION="E")
    assert done.returncode == 0
    assert len(done.stderr.splitlines()) == 1
    assert "no isolation" in done.stderr


def test_plain_pytest_works_in_the_folder(template: Path) -> None:
    (template / "small.py").write_text(RIGHT.replace("double(x).sum()", "0"))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=template, capture_output=True, text=True, timeout=60)
    assert "1 failed, 1 passed" in done.stdout
    assert "not the sum" in done.stdout


def test_watching_runs_again_when_a_file_is_saved_and_leaves_quietly(template: Path) -> None:
    (template / "small.py").write_text(RIGHT.replace("double(x).sum()", "0"))
    command = [sys.executable, "-m", "grader", "check", "--watch", "-q"]
    with subprocess.Popen(command, cwd=template, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as watching:
        assert watching.stdout is not None
        assert watching.stderr is not None
        assert watching.stdout.readline().startswith("1 of 2 public tests pass")
        assert "waiting for a change" in watching.stdout.readline()
        (template / "small.py").write_text(RIGHT)
        assert watching.stdout.readline().startswith("2 of 2 public tests pass")
        assert "waiting for a change" in watching.stdout.readline()
        watching.send_signal(signal.SIGINT)
        assert watching.wait(timeout=30) == 0
        assert watching.stderr.read() == ""
