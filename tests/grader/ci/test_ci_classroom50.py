"""The autograder for Classroom 50 of examples/ci, run as its runner runs it: in a student's checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PUBLIC = '''def test_one(submission):
    """One is one"""
    assert submission.f(1) == 1


def test_two(submission):
    """Two is four"""
    assert submission.f(2) == 4
'''
SETTINGS = 'title = "T"\nfile = "f.py"\nfunctions = ["f"]\nparts = [{ name = "P", points = 1 }]\n'


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "bundle"
    (folder / "template").mkdir(parents=True)
    shutil.copyfile(ROOT / "examples" / "ci" / "classroom50" / "autograder.py", folder / "autograder.py")
    (folder / "template" / "assignment.toml").write_text(SETTINGS)
    (folder / "template" / "test_public.py").write_text(PUBLIC)
    (folder / "template" / "f.py").write_text("def f(x):\n    raise NotImplementedError\n")
    (tmp_path / "checkout").mkdir()
    return folder


def run(bundle: Path) -> dict[str, object]:
    checkout = bundle.parent / "checkout"
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "CLASSROOM50_BUNDLE_DIR": str(bundle),
        "CLASSROOM": "dl",
        "ASSIGNMENT": "f",
        "USERNAME": "alice",
        "SUBMISSION_TAG": "submit/2026-01-01T00-00-00Z-abc",
        "COMMIT_URL": "https://example.org/c",
        "RELEASE_URL": "https://example.org/r",
    }
    order = [sys.executable, "-P", str(bundle / "autograder.py")]
    done = subprocess.run(order, cwd=checkout, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads((checkout / "result.json").read_text())
    return found


def test_each_public_test_is_a_point(bundle: Path) -> None:
    (bundle.parent / "checkout" / "f.py").write_text("def f(x):\n    print('::error::x')\n    return x\n")
    found = run(bundle)
    assert (found["score"], found["max-score"], found["owner"]) == (1, 2, "alice")
    assert [test["passed"] for test in found["tests"]] == [True, False]  # type: ignore[attr-defined]
    assert found["schema"] == "classroom50/result/v1"


def test_tests_and_settings_of_the_checkout_are_not_used(bundle: Path) -> None:
    checkout = bundle.parent / "checkout"
    (checkout / "f.py").write_text("def f(x):\n    return 0\n")
    (checkout / "test_public.py").write_text("def test_one(submission): pass\n")
    (checkout / "assignment.toml").write_text(SETTINGS.replace("f.py", "g.py"))
    (checkout / "conftest.py").write_text("raise SystemExit(0)\n")
    (checkout / "grader.py").write_text("raise SystemExit(0)\n")
    found = run(bundle)
    assert (found["score"], found["max-score"]) == (0, 2)


def test_nothing_handed_in_is_no_points(bundle: Path) -> None:
    found = run(bundle)
    assert (found["score"], found["max-score"]) == (0, 2)
