"""What training rests on: right solutions are trained again where that has changed, and only there."""

from __future__ import annotations

import json
import shutil
import signal
from pathlib import Path

import pytest
from small_course import HIDDEN, write_course
from small_proof import GOOD, stopped_after_the_reference, validate

from grader.course import Assignment, load_assignment
from grader.validate.kept import KEPT_FILE, read_kept

IMPORTS, DOUBLED, HISTORY = HIDDEN.partition("\n\n\n@points(2")[0], *HIDDEN.partition("@points(4")[::2]

TRAINS = HISTORY.replace('needs=["total", "double"]', 'needs=["total", "double"], training=True')

NEVER_AGAIN = '    assert not Path("{flag}").exists()\n'


@pytest.fixture(scope="module")
def first_proof(tmp_path_factory: pytest.TempPathFactory) -> tuple[Assignment, Path]:
    """A course with its proof, whose test that trains stands in a file of its own; and what makes that test fail."""
    folder = tmp_path_factory.mktemp("proven")
    flag = folder / "flag"
    training = f"from pathlib import Path\n{IMPORTS}\n\n\n@points(4{TRAINS}{NEVER_AGAIN.format(flag=flag)}"
    course = write_course(folder / "course", hidden=DOUBLED, files={**GOOD, "test_hidden_training.py": training})
    done = validate(course.course)
    assert done.returncode == 0, done.stdout + done.stderr
    return course, flag


@pytest.fixture
def proven(first_proof: tuple[Assignment, Path], tmp_path: Path) -> tuple[Assignment, Path]:
    """The course in a folder of its own, and its flag, which is there."""
    course, flag = first_proof
    flag.touch()
    return load_assignment(shutil.copytree(course.course, tmp_path / "course"), course.slug), flag


def changed(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_change_of_cheap_tests_trains_no_right_solution_again(proven: tuple[Assignment, Path]) -> None:
    course, _ = proven
    assert read_kept(course)["mutant first_total_again"].training == "", "a mutant meets all its tests each time"
    changed(course.tests_folder / "test_hidden.py", "(3, 2)", "(4, 2)")
    assert validate(course.course, "--check").returncode == 1
    done = validate(course.course)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 right solutions still pass the tests that train: they meet the others alone" in done.stdout
    assert {"✓ reference: 10 points", "✓ variant lists: 10 points"} <= set(done.stdout.splitlines())
    assert validate(course.course, "--check").returncode == 0


def test_a_run_that_is_stopped_forgets_nothing_of_those_that_it_has_not_come_to(
    proven: tuple[Assignment, Path],
) -> None:
    course, _ = proven
    changed(course.tests_folder / "test_hidden.py", "(3, 2)", "(4, 2)")
    before = read_kept(course)
    stopped_after_the_reference(course, signal.SIGKILL)
    now = read_kept(course)
    assert now["reference"] != before["reference"]
    assert now["variant lists"] == before["variant lists"]
    done = validate(course.course)
    assert done.returncode == 0, done.stdout + done.stderr


def test_they_still_meet_the_cheap_tests(proven: tuple[Assignment, Path]) -> None:
    course, _ = proven
    changed(course.tests_folder / "test_hidden.py", "2 * x.sum(), name", "3 * x.sum(), name")
    done = validate(course.course)
    assert done.returncode == 1
    assert "✗ reference: test_total failed" in done.stdout
    assert validate(course.course, "--check").returncode == 1
    changed(course.tests_folder / "test_hidden.py", "3 * x.sum(), name", "1 * 2 * x.sum(), name")
    done = validate(course.course)
    assert done.returncode == 0, "what was complained of is not trained again for that"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("test_hidden_training.py", "epoch", "pass"),
        ("probes.py", "1", "2"),
        ("variants/lists.py", "one by one", "each"),
        ("../../../reference/small/small.py", "A reference", "The reference"),
        ("../../../reference/small/assignment.toml", "training = 5", "training = 6"),
    ],
)
def test_what_training_rests_on_asks_for_it_again(
    proven: tuple[Assignment, Path], file: str, old: str, new: str
) -> None:
    course, flag = proven
    if file == "probes.py":
        (course.tests_folder / file).write_text("ONE = 1\n", encoding="utf-8")
        flag.unlink()
        assert validate(course.course).returncode == 0
        flag.touch()
    changed(course.tests_folder / file, old, new)
    if file.startswith("variants"):
        changed(course.tests_folder / file, "2 * float", "float(2) * float")
    done = validate(course.course)
    assert done.returncode == 1
    assert "✗ variant lists: test_history failed" in done.stdout


def test_what_another_version_of_the_grader_has_trained_stands_where_only_the_course_is_asked_about(
    proven: tuple[Assignment, Path],
) -> None:
    course, _ = proven
    file = course.tests_folder / KEPT_FILE
    for kept_case in (content := json.loads(file.read_text())).values():
        kept_case |= {name: "another version" for name in ("digest", "training") if name in kept_case}
    file.write_text(json.dumps(content))
    changed(course.tests_folder / "test_hidden.py", "(3, 2)", "(4, 2)")
    assert "✗ variant lists: test_history failed" in validate(course.course).stdout
    file.write_text(json.dumps(content))
    done = validate(course.course, "--stale")
    assert done.returncode == 0, done.stdout + done.stderr
