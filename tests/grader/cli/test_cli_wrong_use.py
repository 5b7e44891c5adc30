"""Wrong use of every command: one line, exit status 2, no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from small_course import FILE, REFERENCE, SETTINGS, one_test, write_course
from terminal import assert_one_line, grader

from grader import __version__
from grader.cli.room import make_room
from grader.course import Assignment


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    return write_course(tmp_path_factory.mktemp("course"))


@pytest.mark.parametrize(
    ("word", "advice"),
    [("grad", "did you mean grade?"), ("chekc", "did you mean check?"), ("xyzzy", "there is: grade")],
)
def test_an_unknown_command(word: str, advice: str) -> None:
    assert_one_line(grader(word), f"grader: no command '{word}'; ", advice)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("grade",), ["missing argument 'SLUG'", "see grader grade --help"]),
        (("grade", "small"), ["missing argument 'PATH'"]),
        (("grade", "small", "x", "--audience", "all"), ["'all'", "'student'", "'instructor'"]),
        (("grade", "small", "x", "--jsn", "r"), ["--jsn", "--json"]),
        (("validate",), ["name the assignments to validate, or say --all", "see grader validate --help"]),
        (("validate", "small", "--all"), ["name the assignments to validate, or say --all"]),
        (("mutate",), ["missing argument", "see grader mutate --help"]),
        (("data", "fetc"), ["no command 'fetc'; did you mean fetch?", "see grader data --help"]),
        (("data", "build", "mnist"), ["'mnist'", "'resnet18'"]),
        (("data", "build", "resnet18", "--epochs", "0"), ["--epochs", "0"]),
        (("data", "fetch", "emnist"), ["no dataset is called 'emnist'; did you mean mnist?"]),
        (("data", "fetch", "x"), ["no dataset is called 'x'; there is: cats_dogs, cifar10, mnist, resnet18"]),
        (("export", "small", "--to", "canvs"), ["'canvs'", "did you mean canvas?"]),
        (("--nope",), ["no such option", "--nope", "see grader --help"]),
    ],
)
def test_missing_and_unknown_arguments(arguments: tuple[str, ...], words: list[str]) -> None:
    assert_one_line(grader(*arguments), "grader: ", *words)


@pytest.mark.parametrize("arguments", [(), ("data",)])
def test_without_a_command_the_help_is_shown(arguments: tuple[str, ...]) -> None:
    done = grader(*arguments)
    assert done.returncode == 2
    assert " ".join(("Usage: grader", *arguments)) in done.stderr


@pytest.mark.parametrize(("words", "completed"), [("grader marg", "margins"), ("grader grade --js", "--json")])
def test_the_shell_completes_commands_and_their_options(words: str, completed: str) -> None:
    last = str(len(words.split()) - 1)
    done = grader(_GRADER_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=last)
    assert done.stdout.split() == [f"plain,{completed}"]


def test_no_course(tmp_path: Path) -> None:
    assert_one_line(grader("grade", "small", "x", cwd=tmp_path), "no course found at or above", str(tmp_path))
    assert_one_line(grader("release", cwd=tmp_path), "no course found")


@pytest.mark.parametrize("command", ["grade", "validate", "mutate", "release"])
def test_an_unknown_slug_names_those_that_are(course: Assignment, command: str) -> None:
    rest = ("x",) if command == "grade" else ()
    assert_one_line(grader(command, "smal", *rest, cwd=course.course), "no assignment 'smal'", "did you mean small?")


def test_a_path_that_is_not_there(course: Assignment) -> None:
    assert_one_line(grader("grade", "small", "nowhere/x.py", cwd=course.course), "no file or folder nowhere/x.py")


def test_a_symlink_a_pipe_and_a_device_are_no_submission(course: Assignment, tmp_path: Path) -> None:
    (tmp_path / "link.py").symlink_to(course.reference_file)
    os.mkfifo(tmp_path / "pipe.py")
    assert_one_line(grader("grade", "small", tmp_path / "link.py", cwd=course.course), "is a symbolic link")
    assert_one_line(grader("grade", "small", tmp_path / "pipe.py", cwd=course.course), "is a named pipe")
    assert_one_line(grader("grade", "small", "/dev/zero", cwd=course.course), "is a device")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("title =", "titel =", ["`titel`"]),
        ("points = 3", 'points = "three"', ["parts", "points"]),
        ("[limits]", "[limits]\nseconds = 4", ["limits", "seconds"]),
        ("title =", "title ", ["not valid TOML", "line 2"]),
        ('file = "small.py"', 'file = "../small.py"', ["`$.file`"]),
    ],
)
def test_a_wrong_key_is_named_with_its_file(tmp_path: Path, old: str, new: str, words: list[str]) -> None:
    write_course(tmp_path)
    (tmp_path / "reference" / "small" / "assignment.toml").write_text(SETTINGS.replace(old, new, 1))
    assert_one_line(grader("grade", "small", "x", cwd=tmp_path), "reference/small/assignment.toml", *words)


def test_tests_that_cannot_be_run_are_no_grade(tmp_path: Path) -> None:
    course = write_course(tmp_path, hidden=one_test("pass"))
    done = grader("grade", "small", course.reference_file, "--json", tmp_path / "results.json", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("grader: test_f: assignment.toml has no part 'All'")
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "results.json").exists()


def test_debug_shows_where_it_comes_from(course: Assignment, tmp_path: Path) -> None:
    plain = grader("grade", "small", "nowhere", cwd=course.course)
    debug = grader("--debug", "grade", "small", "nowhere", cwd=course.course)
    assert "Traceback" not in plain.stderr
    assert "Traceback" in debug.stderr
    assert "SubmissionError" in debug.stderr
    wrong = write_course(tmp_path, hidden=one_test("pass"))
    debug = grader("--debug", "grade", "small", wrong.reference_file, cwd=tmp_path)
    assert "in declared" in debug.stderr  # the trace of the judge, which is another process


@pytest.mark.parametrize("option", ["--report", "--json"])
def test_what_cannot_be_written_is_said_before_grading(course: Assignment, tmp_path: Path, option: str) -> None:
    (tmp_path / "file").write_text("in the way")
    target = tmp_path / "file" / "deeper"
    started = time.monotonic()
    done = grader("grade", "small", course.reference_file, option, target / "x", cwd=course.course)
    assert_one_line(done, "cannot be written", "file")
    assert time.monotonic() - started < 60


def test_a_file_that_cannot_be_written_is_said_before_grading(course: Assignment, tmp_path: Path) -> None:
    target = tmp_path / "results.json"
    target.symlink_to(tmp_path / "nowhere" / "results.json")  # its folder can be written, and it cannot
    done = grader("grade", "small", course.reference_file, "--json", target, cwd=course.course)
    assert_one_line(done, "results.json: cannot be written")


def test_the_demo_says_what_it_cannot_write_before_it_grades(tmp_path: Path) -> None:
    (tmp_path / "results.json").mkdir()
    done = grader("demo", "--out", tmp_path, "--course", Path(__file__).parents[3])
    assert_one_line(done, "results.json: cannot be written: Is a directory")
    assert done.stdout == ""


def test_trying_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text("as it was")
    make_room(files=[tmp_path / "results.json", tmp_path / "deep" / "new.json"], folders=[tmp_path / "report"])
    assert (tmp_path / "results.json").read_text() == "as it was"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["deep", "report", "results.json"]
    os.mkfifo(tmp_path / "pipe")
    make_room(files=[tmp_path / "pipe"])  # to open one without a reader would wait for ever


@pytest.mark.parametrize("names", [("nist",), ("mnist", "mnits")])
def test_an_unknown_dataset_names_those_that_are(tmp_path: Path, names: tuple[str, ...]) -> None:
    (tmp_path / "nothing").mkdir()
    done = grader("data", "fetch", names[-1], XDG_CACHE_HOME=str(tmp_path))
    assert_one_line(done, names[-1], "mnist")


def test_isolation_that_this_machine_does_not_give(course: Assignment) -> None:
    options = ("--min-isolation", "A")
    done = grader("grade", "small", course.reference_file, *options, cwd=course.course, GRADER_ISOLATION="E")
    assert_one_line(done, "isolation A is asked for, but this machine gives E")


def test_a_control_group_that_is_none_is_not_passed_over() -> None:
    done = grader("doctor", GRADER_CGROUP="/nowhere")
    assert_one_line(done, "GRADER_CGROUP is '/nowhere', where no control group can be made: /nowhere")


def test_help_is_there_for_every_command_without_loading_it() -> None:
    whole = grader("--help")
    assert whole.returncode == 0
    for name in ("grade", "check", "release", "validate", "mutate", "data", "doctor", "demo"):
        assert f"  {name} " in whole.stdout
        one = grader(name, "--help")
        assert one.returncode == 0
        assert f"Usage: grader {name}" in one.stdout


def test_help_and_wrong_use_load_nothing_heavy() -> None:
    code = (
        "import sys, runpy\nsys.argv = ['grader', '--help']\n"
        "try: runpy.run_module('grader', run_name='__main__')\nexcept SystemExit: pass\n"
        "print([name for name in ('numpy', 'pytest', 'rich', 'jinja2', 'torch') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_version_is_said() -> None:
    assert grader("--version").stdout.strip() == f"grader, version {__version__}"


def test_release_check_says_what_differs_and_exits_1(tmp_path: Path) -> None:
    course = write_course(tmp_path)
    assert grader("release", cwd=tmp_path).returncode == 0
    assert grader("release", "--check", cwd=tmp_path).returncode == 0
    (course.reference_folder / FILE).write_text(REFERENCE.replace("Twice x.", "Two times x."))
    done = grader("release", "--check", cwd=tmp_path)
    assert done.returncode == 1
    assert "small: " in done.stdout
    assert "Traceback" not in done.stderr
