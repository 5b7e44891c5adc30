"""The action and the example workflows: valid by the schemas of check-jsonschema, and safe as docs/ci.md says.

The steps of action.yml that run something are run here, with the variables and files that GitHub documents. Those that
use another action (Python, the upload) are not: what they leave is put in their place, this very environment.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from small_course import REFERENCE, WRONG, write_course

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "examples" / "ci"
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
WORKFLOWS = ("pull-request.yml", "pull.yml", "public-tests.yml", "course.yml")
COMMENT = re.compile(r"^\s*#.*$", re.MULTILINE)


def loaded(name: str) -> dict[Any, Any]:
    found: dict[Any, Any] = yaml.safe_load((EXAMPLES / name).read_text(encoding="utf-8"))
    return found


def steps_of(name: str) -> list[dict[str, Any]]:
    return [step for job in loaded(name)["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize(
    ("schema", "path", "more"),
    [
        ("vendor.github-actions", ROOT / "action.yml", []),
        *(("vendor.github-workflows", EXAMPLES / name, []) for name in WORKFLOWS),
        ("vendor.gitlab-ci", EXAMPLES / "gitlab-ci.yml", ["--data-transform", "gitlab-ci"]),
    ],
    ids=lambda value: value.name if isinstance(value, Path) else "",
)
def test_a_file_is_valid_by_its_schema(schema: str, path: Path, more: list[str]) -> None:
    order = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *more, str(path)]
    done = subprocess.run(order, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_example_is_among_those_that_are_checked() -> None:
    assert {path.name for path in EXAMPLES.glob("*.yml")} == {*WORKFLOWS, "gitlab-ci.yml"}


@pytest.mark.parametrize("name", ["action.yml", *WORKFLOWS])
def test_no_expression_becomes_part_of_a_script(name: str) -> None:
    """`${{ … }}` in a script is filled in before the shell reads it: a branch's name would be commands."""
    steps = ACTION["runs"]["steps"] if name == "action.yml" else steps_of(name)
    assert [step["run"] for step in steps if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("name", WORKFLOWS)
def test_no_checkout_leaves_its_token_and_no_job_may_write(name: str) -> None:
    for step in steps_of(name):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False
    assert loaded(name)["permissions"] == {"contents": "read"}
    assert [job for job in loaded(name)["jobs"].values() if "permissions" in job] == []


def test_with_secrets_nothing_of_the_head_is_run() -> None:
    """pull_request_target: the head is in a folder of its own, and no step of the workflow runs anything at all."""
    workflow = loaded("pull-request.yml")
    assert list(workflow[True]) == ["pull_request_target"]  # YAML 1.1 takes `on` for true
    assert workflow[True]["pull_request_target"]["branches"] == ["main"]
    course, head, grade = steps_of("pull-request.yml")
    assert "repository" in course["with"], "who opens a pull request can read the repository that it goes to"
    assert "head.sha" in head["with"]["ref"]
    assert head["with"]["path"] not in (".", "", course["with"]["path"])
    assert grade["with"]["course"] == course["with"]["path"]
    assert grade["with"]["path"].split("/")[0] == head["with"]["path"]
    assert [step for step in (course, head, grade) if "run" in step] == []


@pytest.mark.parametrize("name", ["public-tests.yml", "course.yml"])
def test_where_a_student_or_a_fork_decides_what_runs_there_is_no_secret(name: str) -> None:
    text = COMMENT.sub("", (EXAMPLES / name).read_text(encoding="utf-8"))
    assert "secrets." not in text
    assert "pull_request_target" not in text


def test_python_takes_no_module_from_a_merge_request_at_gitlab() -> None:
    job = loaded("gitlab-ci.yml")["grade"]
    assert job["variables"]["PYTHONSAFEPATH"] == "1"
    (grading,) = (line for line in job["script"] if "grader ci" in line)
    assert "--course /tmp/course" in grading
    # what a merge request brings is no result
    (folder,) = re.findall(r"--out (\S+)", grading)
    assert job["script"][0] == f"rm -rf {folder}"


# the steps of the action


def run_steps(workspace: Path, inputs: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run what action.yml runs, each step in a bash of its own as GitHub's runner does; returns the last step."""
    values = {name: one.get("default", "") for name, one in ACTION["inputs"].items()} | inputs
    assert set(inputs) <= set(ACTION["inputs"])
    temp = workspace / "temp"
    (temp / "grader" / "bin").mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "CI"))}
    runner = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_WORKSPACE": str(workspace),
        "GITHUB_OUTPUT": str(workspace / "output"),
        "GITHUB_STEP_SUMMARY": str(workspace / "summary"),
        "RUNNER_TEMP": str(temp),
        "PYTHONPATH": str(ROOT),
    }
    done: subprocess.CompletedProcess[str] | None = None
    for step in ACTION["runs"]["steps"]:
        if "run" not in step or step["name"].startswith("Install"):
            continue
        told = {name: _filled(str(value), values) for name, value in step.get("env", {}).items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=workspace,
            env={**kept, **runner, **told},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if step.get("id") == "grade":
            return done
        assert done.returncode == 0, done.stderr
    raise AssertionError("no step grades")


def _filled(text: str, inputs: dict[str, str]) -> str:
    return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: inputs[found[1]], text)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    write_course(tmp_path / "course")
    (tmp_path / "submission" / "small").mkdir(parents=True)
    (tmp_path / "temp" / "grader" / "bin").mkdir(parents=True)
    # what the step that installs leaves; it is run by itself below
    program = tmp_path / "temp" / "grader" / "bin" / "grader"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -P -m grader "$@"\n')
    program.chmod(0o755)
    return tmp_path


@pytest.mark.parametrize(("source", "status"), [(REFERENCE, "passed"), (WRONG, "failed")])
def test_the_actions_steps_grade(workspace: Path, source: str, status: str) -> None:
    (workspace / "submission" / "small" / "small.py").write_text(source)
    done = run_steps(workspace, {"course": "course", "pass-mark": "60", "min-isolation": "D"})
    assert done.returncode == (0 if status == "passed" else 1), done.stderr
    assert f"\n{status}\n" in (workspace / "output").read_text()
    assert "A small assignment" in (workspace / "summary").read_text()
    assert (workspace / "temp" / "grader-results" / "report" / "index.html").is_file()


@pytest.mark.parametrize("name", ["assignment", "path", "course", "base"])
def test_an_input_is_no_command(workspace: Path, name: str) -> None:
    (workspace / "submission" / "small" / "small.py").write_text(REFERENCE)
    evil = f'"; touch {workspace}/sprung; $(touch {workspace}/sprung) `touch {workspace}/sprung`'
    run_steps(workspace, {"course": "course", "min-isolation": "D", name: evil})
    assert not (workspace / "sprung").exists()


def test_the_action_installs_itself(tmp_path: Path) -> None:
    """The step is run as it is, from a copy of what a runner would have, into an environment of its own."""
    source = tmp_path / "action"
    source.mkdir()
    for name in ("grader", "pyproject.toml", "constraints.txt", "README.md", "LICENSE"):
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(path, source / name)
    (step,) = (one for one in ACTION["runs"]["steps"] if one.get("name", "").startswith("Install"))
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "python").symlink_to(sys.executable)
    environment = {
        **os.environ,
        "PATH": f"{programs}:{os.environ['PATH']}",
        "RUNNER_TEMP": str(tmp_path / "temp"),
        "GRADER_EXTRAS": "",
        "GRADER_SOURCE": str(source),
    }
    (tmp_path / "temp").mkdir()
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    program = tmp_path / "temp" / "grader" / "bin" / "grader"
    shown = subprocess.run([program, "ci", "--help"], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert "--pass-mark" in shown.stdout
