"""`grader ci` as a pipeline runs it: what it writes, how it ends, and what neither runs nor is seen."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest
from made_grades import grade, outcome
from repositories import git
from small_course import HIDDEN, REFERENCE, WRONG, write_course
from terminal import in_environment

from grader.export.gradescope import grade_to_gradescope
from grader.judge.seeds import KEY_VARIABLE

PLANTED = "hunter2-not-for-students"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A course, and beside it what is handed in for "small": one mistake."""
    write_course(tmp_path / "course")
    (tmp_path / "submission" / "small").mkdir(parents=True)
    hand_in(tmp_path, WRONG)
    return tmp_path


def hand_in(workspace: Path, source: str) -> None:
    (workspace / "submission" / "small" / "small.py").write_text(source)


def ci(workspace: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "GITLAB_", "CI"))}
    order = ["ci", "--course", "course", "--path", "submission", *arguments]
    done = in_environment(order, {**kept, **environment}, cwd=workspace)
    assert "Traceback" not in done.stderr
    return done


def on_github(workspace: Path, **more: str) -> Mapping[str, str]:
    for name in ("output", "step_summary"):
        (workspace / name).touch()
    files = {"GITHUB_OUTPUT": str(workspace / "output"), "GITHUB_STEP_SUMMARY": str(workspace / "step_summary")}
    return {"GITHUB_ACTIONS": "true", **files, **more}


def commands(printed: str) -> list[str]:
    """The commands that GitHub's runner would obey: each line that begins with `::`, unless they are stopped."""
    found, word = [], ""
    for line in printed.splitlines():
        text = line.strip()
        if word:
            word = "" if text == f"::{word}::" else word
        elif match := re.fullmatch(r"::stop-commands::(\w+)", text):
            word = match[1]
        elif text.startswith("::") or "##[" in text:
            found.append(text)
    assert word == "", "commands stay stopped"
    return found


def test_github_is_told_on_the_line_in_the_summary_and_as_outputs(workspace: Path) -> None:
    done = ci(workspace, "--pass-mark", "60", **on_github(workspace))
    assert done.returncode == 1, done.stderr
    (command,) = commands(done.stdout)
    line = WRONG.splitlines().index("    return float(double(x).sum()) / 0") + 1
    assert command.startswith("::error file=small/small.py,title=The sum of the doubles (0 of 3 points)")
    assert f",line={line}::" in command
    output = (workspace / "output").read_text()
    assert re.findall(r"^(\w+)<<\w+\n(.*)\n", output, re.MULTILINE) == [
        ("score", "3"),
        ("max_score", "10"),
        ("status", "failed"),
    ]
    summary = (workspace / "step_summary").read_text()
    assert "| Doubling | 3 of 3 | 2 of 2 |" in summary
    assert "| Adding up | 0 of 7 | 0 of 2 |" in summary
    results = json.loads((workspace / "grader-results" / "results.json").read_text())
    assert (results["score"], results["audience"]) == (3, "student")
    assert (workspace / "grader-results" / "report" / "index.html").is_file()


@pytest.mark.parametrize(("mark", "status"), [("30", 0), ("30.1", 1)])
def test_the_exit_status_is_that_of_the_pass_mark(workspace: Path, mark: str, status: int) -> None:
    assert ci(workspace, "--pass-mark", mark).returncode == status


def test_gitlab_has_junit_code_quality_and_variables(workspace: Path) -> None:
    ci(workspace, GITLAB_CI="true")
    out = workspace / "grader-results"
    suites = ElementTree.parse(out / "junit.xml").getroot()
    assert [suite.attrib["tests"] for suite in suites] == ["4"]
    (entry,) = json.loads((out / "code-quality.json").read_text())
    assert entry["location"]["path"] == "small/small.py"
    assert (out / "grader.env").read_text() == "GRADER_SCORE=3\nGRADER_MAX_SCORE=10\nGRADER_STATUS=failed\n"


def test_nothing_that_a_student_prints_or_raises_is_a_command(workspace: Path) -> None:
    evil = "'\\n::stop-commands::x\\n::add-mask::1\\n::error::owned\\n##[add-path]/evil\\n::set-output name=score::100'"
    source = REFERENCE.replace("SCALE = 2", f"SCALE = 2\nprint({evil})")
    source = source.replace(
        "    return float(", f"    print({evil}, flush=True)\n    raise ValueError({evil})\n    return float("
    )
    hand_in(workspace, source)
    done = ci(workspace, **on_github(workspace))
    told = commands(done.stdout) + commands(done.stderr)
    assert len(told) == 1
    assert told[0].startswith("::error file=small/small.py,")
    assert "##[" not in told[0]
    output = (workspace / "output").read_text()
    assert re.findall(r"^(\w+)<<", output, re.MULTILINE) == ["score", "max_score", "status"]
    assert "100" not in output
    for line in (workspace / "step_summary").read_text().splitlines():
        assert not line.lstrip().startswith("::")


def test_a_hidden_test_of_which_nothing_is_told_is_in_no_output(workspace: Path) -> None:
    told = HIDDEN.replace('needs=["double"])', 'needs=["double"], feedback="none")')
    told = told.replace('"""The sum of the doubles"""', '"""What nobody knows"""')
    write_course(workspace / "course", hidden=told)
    done = ci(workspace, **on_github(workspace))
    assert commands(done.stdout) == []
    texts = [done.stdout, (workspace / "step_summary").read_text()]
    texts += [path.read_text() for path in (workspace / "grader-results").rglob("*.*") if path.is_file()]
    for secret in ("test_total", "What nobody knows"):
        assert [text for text in texts if secret in text] == []


def test_only_what_a_pull_request_changes_is_graded(workspace: Path) -> None:
    shutil.copytree(workspace / "course" / "reference" / "small", workspace / "course" / "reference" / "other")
    tests = workspace / "course" / "tests" / "assignments"
    shutil.copytree(tests / "small", tests / "other")
    origin = workspace / "origin"
    shutil.copytree(workspace / "submission", origin)
    shutil.copytree(origin / "small", origin / "other")
    git(origin, "init", "--quiet")
    git(origin, "add", ".")
    git(origin, "commit", "--quiet", "-m", "one")
    shutil.rmtree(workspace / "submission")
    git(workspace, "clone", "--quiet", str(origin), "submission")
    git(workspace / "submission", "checkout", "--quiet", "-b", "change")
    event = workspace / "event.json"
    event.write_text(json.dumps({"pull_request": {"base": {"sha": git(origin, "rev-parse", "HEAD")}}}))
    environment = on_github(workspace, GITHUB_EVENT_PATH=str(event))

    nothing = ci(workspace, **environment)
    assert nothing.returncode == 0
    assert "nothing to grade" in nothing.stdout
    assert "status<<" in (workspace / "output").read_text()
    assert "skipped" in (workspace / "output").read_text()

    hand_in(workspace, REFERENCE)
    git(workspace / "submission", "commit", "--quiet", "-am", "two")
    done = ci(workspace, **environment)
    assert done.returncode == 0, done.stdout + done.stderr
    results = json.loads((workspace / "grader-results" / "results.json").read_text())
    assert (results["assignment"], results["score"]) == ("small", 10)


def test_all_that_are_there_are_graded_and_each_has_to_reach_the_mark(workspace: Path) -> None:
    shutil.copytree(workspace / "course" / "reference" / "small", workspace / "course" / "reference" / "other")
    tests = workspace / "course" / "tests" / "assignments"
    shutil.copytree(tests / "small", tests / "other")
    (workspace / "submission" / "other").mkdir()
    (workspace / "submission" / "other" / "small.py").write_text(REFERENCE)
    done = ci(workspace, **on_github(workspace))
    assert done.returncode == 1
    assert "13" in (workspace / "output").read_text()
    results = json.loads((workspace / "grader-results" / "results.json").read_text())
    assert [one["assignment"] for one in results["submissions"]] == ["other", "small"]
    assert (workspace / "grader-results" / "report" / "other" / "index.html").is_file()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--path", "nowhere"], "nowhere does not exist"),
        (["--assignment", "smal"], "smal"),
        (["--path", "course"], "lies in what was handed in"),
        (["--path", "."], "lies in what was handed in"),
        (["--path", "submission/small/small.py"], "name one with --assignment"),
        (["--path", "course/reference/small", "--assignment", "small"], "is the course's own"),
        (["--out", "link"], "link is a link"),
        (["--base", "nowhere"], "fetch-depth: 0"),
    ],
)
def test_wrong_use_is_one_line(workspace: Path, arguments: list[str], words: str) -> None:
    (workspace / "link").symlink_to(workspace / "elsewhere")
    done = ci(workspace, *arguments)
    assert done.returncode == 2, done.stdout
    (line,) = done.stderr.strip().splitlines()
    assert words in line


TELLING = """
from grader.checks import CheckFailure
from grader.judge import points


@points(10, part="All", of="double")
def test_number(submission, rng):
    \"\"\"A number of this test's own\"\"\"
    raise CheckFailure(f"drawn: {rng.integers(1 << 60)}")
"""


def test_the_key_of_the_environment_is_the_courses(workspace: Path) -> None:
    parts = '[[parts]]\nname = "All"\npoints = 10\n'
    settings = f'title = "T"\nfile = "small.py"\nfunctions = ["double"]\n{parts}'
    write_course(workspace / "course", hidden=TELLING, settings=settings)

    def drawn(key: str) -> str:
        assert ci(workspace, **{KEY_VARIABLE: key}).returncode == 1
        results = json.loads((workspace / "grader-results" / "results.json").read_text())
        return str(results["tests"][0]["message"])

    first = drawn("ab" * 32)
    assert first.startswith("drawn: ")
    assert drawn("ab" * 32) == first
    assert drawn("cd" * 32) != first
    assert not (workspace / "course" / ".grader" / "key").exists()
    done = ci(workspace, **{KEY_VARIABLE: "c0ffee"})
    assert done.returncode == 2
    assert "hexadecimal" in done.stderr
    assert "c0ffee" not in done.stderr


def test_nothing_that_lay_there_is_taken_for_a_result(workspace: Path) -> None:
    """A student who can write to the folder of the results, of which nothing comes because something is wrong."""
    out = workspace / "grader-results"
    victim = workspace / "victim"
    victim.write_text("kept")
    (out / "report").mkdir(parents=True)
    (out / "report" / "index.html").write_text("100 of 100")
    for name in ("results.json", "grader.env", "code-quality.json"):
        (out / name).write_text("forged")
    (out / "junit.xml").symlink_to(victim)
    assert ci(workspace, "--assignment", "nothing", GITLAB_CI="true").returncode == 2
    assert sorted(path.name for path in out.iterdir()) == ["grader.env"]
    assert "GRADER_STATUS=error" in (out / "grader.env").read_text()
    (out / "junit.xml").symlink_to(victim)
    assert ci(workspace).returncode == 1
    assert victim.read_text() == "kept"


def test_gradescope_takes_one_assignment(workspace: Path) -> None:
    for folder in (workspace / "course" / "reference", workspace / "course" / "tests" / "assignments"):
        shutil.copytree(folder / "small", folder / "other")
    shutil.copytree(workspace / "submission" / "small", workspace / "submission" / "other")
    done = ci(workspace, "--platform", "gradescope")
    assert done.returncode == 2
    assert "name it with --assignment" in done.stderr


def test_a_grade_without_protection_says_so() -> None:
    told = grade_to_gradescope(grade(outcome(), isolation="E"))
    assert "isolation E protects from accidents" in json.loads(told)["output"]


def test_nothing_in_a_checkout_is_run_or_read_as_configuration(workspace: Path) -> None:
    """Every file that a tool of the field would obey; each leaves a mark when it is."""
    mark = workspace / "sprung"
    spring = f"import pathlib; pathlib.Path({str(mark)!r}).touch()\n"
    submission = workspace / "submission"
    hand_in(workspace, REFERENCE)
    for folder in (submission, submission / "small"):
        for name in ("conftest", "sitecustomize", "usercustomize", "setup", "numpy", "pytest", "grader"):
            (folder / f"{name}.py").write_text(spring)
        (folder / "pyproject.toml").write_text("[tool.pytest.ini_options]\naddopts = '--co'\npython_files = 'x'\n")
        (folder / "pytest.ini").write_text("[pytest]\naddopts = -p evil\n")
        (folder / "tox.ini").write_text("[pytest]\naddopts = -p evil\n")
        (folder / "requirements.txt").write_text("evil\n")
        (folder / "assignment.toml").write_text('title = "worth more"\n')
        (folder / "test_public.py").write_text(spring)
        (folder / "test_hidden.py").write_text(spring)
        (folder / ".env").write_text("GRADER_KEY=00\n")
    hooks = submission / ".githooks"
    hooks.mkdir()
    (hooks / "post-checkout").write_text("#!/bin/sh\ntouch ../sprung\n")
    (submission / ".gitattributes").write_text("* filter=evil\n")
    done = ci(workspace)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not mark.exists()
    assert json.loads((workspace / "grader-results" / "results.json").read_text())["score"] == 10


LOOKING = """

import os, pathlib, subprocess, sys

def double(x):
    found, looked = [], 0

    def look(text):
        nonlocal looked
        looked += 1
        if SECRET in text or KEY in text:
            found.append(text[:200])

    def look_at(path):
        look(path)
        try:
            look(pathlib.Path(path).read_bytes()[:65536].decode("utf-8", "replace"))
        except OSError:
            pass

    for name, value in os.environ.items():
        look(f"{name}={value}")
    for pid in ["self", "1", *filter(str.isdigit, os.listdir("/proc"))]:
        look_at(f"/proc/{pid}/environ")
        look_at(f"/proc/{pid}/cmdline")
    for root in PLACES:
        for folder, _, names in os.walk(root):
            for name in names:
                look_at(os.path.join(folder, name))
    try:
        look(subprocess.run(["git", "config", "--list"], capture_output=True, text=True).stdout)
    except OSError:
        pass
    raise ValueError(found[:3] or f"nothing found in {looked}")
"""


def test_nothing_of_the_runner_is_visible_to_a_submission(workspace: Path) -> None:
    """Tokens in the environment, the home folder and git's configuration; hidden tests and reference beside it."""
    home = workspace / "home"
    (home / ".config" / "gh").mkdir(parents=True)
    (home / ".git-credentials").write_text(f"https://x:{PLANTED}@example.org\n")
    (home / ".netrc").write_text(f"machine example.org password {PLANTED}\n")
    (home / ".gitconfig").write_text(f'[http]\n  extraheader = "AUTHORIZATION: basic {PLANTED}"\n')
    (home / ".config" / "gh" / "hosts.yml").write_text(f"oauth_token: {PLANTED}\n")
    git(workspace / "submission", "init", "--quiet")
    git(workspace / "submission", "config", "http.extraheader", PLANTED)
    (workspace / "course" / "secret.txt").write_text(PLANTED)
    reference = workspace / "course" / "reference" / "small" / "small.py"
    reference.write_text(f"{reference.read_text()}\n# {PLANTED}\n")
    hidden = workspace / "course" / "tests" / "assignments" / "small" / "test_hidden.py"
    hidden.write_text(f"{hidden.read_text()}\n# {PLANTED}\n")
    places = [str(workspace), str(home), "/home", "/root", "/tmp", "."]
    # the secret is put together there, so that the submission's own text is no find
    key = "c0ffee00" * 8
    names = f"\nPLACES = {places!r}\nSECRET = {PLANTED[:7]!r} + {PLANTED[7:]!r}\nKEY = 'c0ff' + 'ee00c0'\n"
    hand_in(workspace, REFERENCE.replace("def double", "def first_double") + names + LOOKING)
    tokens = dict.fromkeys(("GITHUB_TOKEN", "ACTIONS_RUNTIME_TOKEN", "CI_JOB_TOKEN", "AWS_SECRET_ACCESS_KEY"), PLANTED)
    tokens[KEY_VARIABLE] = key
    done = ci(workspace, "--min-isolation", "C", HOME=str(home), **on_github(workspace, **tokens))
    assert done.returncode == 1, done.stderr
    results = json.loads((workspace / "grader-results" / "results.json").read_text())
    (test,) = (test for test in results["tests"] if test["id"] == "test_double")
    assert "nothing found" in test["message"], test["message"]
    texts = [done.stdout, done.stderr, (workspace / "step_summary").read_text()]
    assert [text for text in texts if PLANTED in text] == []
