from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import (
    Assignment,
    Limits,
    Packages,
    assignment_slugs,
    find_course,
    load_assignment,
    read_settings,
)
from grader.errors import CourseError

SETTINGS = """
title = "A title"
file = "mlp.py"
functions = ["f", "g"]

[[parts]]
name = "First"
points = 60

[[parts]]
name = "Second"
points = 40.5
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course with one assignment, "some"."""
    root = tmp_path / "course"
    for name, content in {
        "reference/some/assignment.toml": SETTINGS,
        "reference/some/mlp.py": "def f(): pass\n",
        "tests/assignments/some/test_public.py": "",
        "tests/assignments/some/test_hidden_b.py": "",
        "tests/assignments/some/test_hidden_a.py": "",
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return root


def written(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "assignment.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_what_is_left_out_has_a_default(tmp_path: Path) -> None:
    settings = read_settings(written(tmp_path, SETTINGS))
    assert [(part.name, part.points) for part in settings.parts] == [("First", 60), ("Second", 40.5)]
    assert (settings.limits, settings.packages) == (Limits(), Packages())
    assert (settings.functions, settings.datasets, settings.minimum_isolation) == (("f", "g"), (), "E")


def test_every_table_is_read(tmp_path: Path) -> None:
    text = f"""
minimum_isolation = "C"
opaque = ["f.1", "g"]
{SETTINGS}
[packages]
allowed = ["numpy", "torch"]
[limits]
test = "2.5x"
training = 30
submission_mb = 0.5
[feedback]
hidden = "name"
follow_on_keeps = 0.5
"""
    settings = read_settings(written(tmp_path, text))
    assert (settings.limits.test, settings.limits.training, settings.limits.submission_mb) == ("2.5x", 30, 0.5)
    assert (settings.opaque, settings.minimum_isolation) == (("f.1", "g"), "C")
    assert settings.packages.allowed == ("numpy", "torch")
    assert (settings.feedback.hidden, settings.feedback.public, settings.feedback.follow_on_keeps) == (
        "name",
        "full",
        0.5,
    )


WRONG = {
    "unknown key": ("titel = 1\n" + SETTINGS, ["titel"]),
    "unknown key in a table": (SETTINGS + "[limits]\nmemory = 5\n", ["memory", "$.limits"]),
    "missing key": (SETTINGS.replace("title", "# title"), ["title"]),
    "missing key in a part": (SETTINGS.replace("points = 60", ""), ["points", "$.parts[0]"]),
    "wrong type": (SETTINGS + "[limits]\nmemory_mb = 'lots'\n", ["int", "$.limits.memory_mb"]),
    "wrong type of the title": (SETTINGS.replace('"A title"', "5"), ["str", "$.title"]),
    "not positive": (SETTINGS.replace("40.5", "0"), ["> 0", "$.parts[1].points"]),
    "no multiple": (SETTINGS + "[limits]\ntest = '10 x'\n", ["$.limits.test"]),
    "share above one": (SETTINGS + "[feedback]\nfollow_on_keeps = 2\n", ["<= 1", "$.feedback.follow_on_keeps"]),
    "unknown word": (SETTINGS + "[feedback]\nhidden = 'all'\n", ["all", "$.feedback.hidden"]),
    "unknown tier": ("minimum_isolation = 'F'\n" + SETTINGS, ["$.minimum_isolation"]),
    "path as file": (SETTINGS.replace("mlp.py", "../mlp.py"), ["$.file"]),
    "no parts": (SETTINGS.split("[[parts]]")[0] + "parts = []\n", ["$.parts"]),
    "a part twice": (SETTINGS.replace("Second", "First"), ["parts: two parts have the same name"]),
    "no name of a function": (SETTINGS.replace('"g"', '"g-h"'), ["functions: 'g-h' is no name"]),
    "a keyword as function": (SETTINGS.replace('"g"', '"def"'), ["functions: 'def' is no name"]),
    "a function twice": (SETTINGS.replace('"g"', '"f"'), ["functions: one of them is named twice"]),
    "opaque without function": ('opaque = ["f.1", "h.0"]\n' + SETTINGS, ["opaque: 'h.0' is none of the functions"]),
    "infinite points": (SETTINGS.replace("40.5", "inf"), ["$.parts[1].points"]),
    "points that are no number": (SETTINGS.replace("40.5", "nan"), ["$.parts[1].points"]),
    "infinite seconds": (SETTINGS + "[limits]\ncap_seconds = inf\n", ["$.limits.cap_seconds"]),
    "infinite limit": (SETTINGS + "[limits]\ntraining = inf\n", ["$.limits.training"]),
    "floor above cap": (SETTINGS + "[limits]\nfloor_seconds = 9\ncap_seconds = 8\n", ["floor_seconds is 9", "8"]),
    "not TOML": (SETTINGS.replace("]\n", "\n", 1), ["not valid TOML", "line 6"]),
    "key twice": (SETTINGS.replace("title", "title = 'x'\ntitle"), ["not valid TOML", "line 3"]),
    "not text": (b"\xff\xfe", ["cannot be read", "utf-8"]),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_one_line_with_file_and_key(tmp_path: Path, case: str) -> None:
    text, says = WRONG[case]
    path = written(tmp_path, text)
    with pytest.raises(CourseError) as caught:
        read_settings(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    for words in says:
        assert words in message


def test_a_course_is_found_from_anywhere_in_it(course: Path) -> None:
    for start in (course, course / "reference" / "some", course / "tests" / "assignments"):
        assert find_course(start) == course.resolve()


def test_no_course_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"no course found at or above .*--course DIR"):
        find_course(tmp_path)


def test_an_assignment_knows_its_files(course: Path) -> None:
    assignment = load_assignment(course, "some")
    assert assignment_slugs(course) == ("some",)
    assert assignment.max_score == 100.5
    assert [path.name for path in assignment.hidden_tests] == ["test_hidden_a.py", "test_hidden_b.py"]
    assert assignment.reference_file == course / "reference" / "some" / "mlp.py"
    assert assignment.probes_file is None
    (course / "tests" / "assignments" / "some" / "probes.py").touch()
    assert assignment.probes_file == course / "tests" / "assignments" / "some" / "probes.py"


def test_an_unknown_assignment_is_answered_with_the_known_ones(course: Path) -> None:
    with pytest.raises(CourseError, match=r"no assignment 'other' in .*; there is: some"):
        load_assignment(course, "other")


@pytest.mark.parametrize(
    ("missing", "says"),
    [
        ("reference/some/mlp.py", "some: reference/some/mlp.py is missing"),
        ("tests/assignments/some/test_public.py", "some: tests/assignments/some/test_public.py is missing"),
    ],
)
def test_a_missing_file_is_named(course: Path, missing: str, says: str) -> None:
    (course / missing).unlink()
    with pytest.raises(CourseError, match=says):
        load_assignment(course, "some")


def test_an_assignment_without_hidden_tests(course: Path) -> None:
    for path in (course / "tests" / "assignments" / "some").glob("test_hidden*"):
        path.unlink()
    with pytest.raises(CourseError, match=r"tests/assignments/some has no test_hidden\*\.py"):
        load_assignment(course, "some")


def test_a_folder_with_a_name_that_is_no_slug(course: Path) -> None:
    (course / "reference" / "some").rename(course / "reference" / "Some-1")
    with pytest.raises(CourseError, match=r"reference/Some-1: .* lower-case letters, digits and underscores"):
        load_assignment(course, "Some-1")


@pytest.mark.parametrize(
    "name",
    [
        "reference/some/mlp.py",
        "reference/some/assignment.toml",
        "tests/assignments/some/test_hidden_a.py",
        "tests/assignments/some/probes.py",
    ],
)
def test_the_digest_is_of_all_that_decides_a_grade(course: Path, name: str) -> None:
    assignment = load_assignment(course, "some")
    before = assignment.digest()
    assert before == Assignment("some", course, assignment.settings).digest()
    with (course / name).open("a") as stream:
        stream.write("\n")
    assert assignment.digest() != before


def test_the_digest_does_not_depend_on_tables_that_do_not_count(course: Path) -> None:
    file = course / "reference" / "some" / "assignment.toml"
    text, digests = file.read_text(), []
    for table in ("", "[limits]\ntest = 3\n", "[limits] # of time\ntest = 4\n[ policy ]\nlate_days = 2\n"):
        file.write_text(f"{text.rstrip()}\n{table}")
        assignment = Assignment("some", course, load_assignment(course, "some").settings)
        digests.append((assignment.digest(without=("limits", "policy")), assignment.digest()))
    counted, every = zip(*digests, strict=True)
    assert len(set(counted)) == 1
    assert len(set(every)) == 3


@pytest.mark.parametrize(
    "name",
    [
        "reference/some/README.md",
        "tests/assignments/some/mutants/m.py",
        "tests/assignments/some/variants/v.py",
        *(
            f"tests/assignments/some/{name}"
            for name in ("validation.json", "survivors.toml", "margins.json", "curves.json")
        ),
    ],
)
def test_the_digest_does_not_depend_on_the_statement_or_on_what_is_about_tests(course: Path, name: str) -> None:
    assignment = load_assignment(course, "some")
    before = assignment.digest()
    (course / name).parent.mkdir(exist_ok=True)
    (course / name).write_text("new")
    assert assignment.digest() == before
