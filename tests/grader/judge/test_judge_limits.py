"""Time limits: multiples of the reference's time on the machine at hand, shortened after a hang."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from small_course import ONE_PART, REFERENCE, Grader, by_id, statuses, write_course

from grader.course import Limits
from grader.errors import CourseError
from grader.judge.limits import (
    TIMING_FILE,
    Timing,
    after_a_hang,
    calibration_file,
    limit_seconds,
    machine_benchmark,
    machine_scale,
    read_timing,
    reference_seconds,
    write_timing,
)
from grader.judge.spec import TestSpec
from grader.remote.limit_words import stopped_at_seconds

LIMITS = Limits(test="10x", training="3x", floor_seconds=2, cap_seconds=60)
TIMING = Timing(0.04, {"test_cheap": 0.01, "test_dear": 1.5, "test_dearest": 100.0})


def spec(name: str, *, training: bool = False) -> TestSpec:
    return TestSpec(id=name, title=name, part="All", points=1, of="f", training=training)


@pytest.mark.parametrize(
    ("name", "scale", "seconds"),
    [
        ("test_cheap", 1.0, 2.0),  # the floor
        ("test_dear", 1.0, 15.0),
        ("test_dear", 2.0, 30.0),  # a machine half as fast
        ("test_dear", 0.5, 7.5),
        ("test_dearest", 1.0, 60.0),  # the cap
        ("test_unmeasured", 1.0, 60.0),
    ],
)
def test_a_multiple_is_of_the_references_time_on_this_machine(name: str, scale: float, seconds: float) -> None:
    assert limit_seconds(spec(name), LIMITS, TIMING, scale) == pytest.approx(seconds)


def test_training_tests_have_their_own_multiple() -> None:
    assert limit_seconds(spec("test_dear", training=True), LIMITS, TIMING, 1.0) == pytest.approx(4.5)


def test_seconds_are_taken_as_they_are() -> None:
    limits = Limits(test=0.5, training=400.0, floor_seconds=2, cap_seconds=60)
    assert limit_seconds(spec("test_dear"), limits, TIMING, 3.0) == 0.5
    assert limit_seconds(spec("test_dear", training=True), limits, TIMING, 3.0) == 400.0


def test_without_times_of_the_reference_a_multiple_is_the_cap() -> None:
    assert limit_seconds(spec("test_cheap"), LIMITS, None, 1.0) == 60.0


@pytest.mark.parametrize(
    ("name", "full", "seconds"),
    [
        ("test_cheap", 2.0, 1.0),  # half the floor
        ("test_dear", 15.0, 2.2),  # one and a half times what the reference needs
        ("test_dearest", 60.0, 60.0),  # never more than the full limit
        ("test_unmeasured", 60.0, 2.0),
        ("test_unmeasured", 0.5, 0.5),
    ],
)
def test_after_a_hang_there_is_time_for_right_code_only(name: str, full: float, seconds: float) -> None:
    assert after_a_hang(name, full, LIMITS, TIMING, 1.0) == pytest.approx(seconds)


def test_a_timing_is_read_back_and_this_machines_own_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    course = write_course(tmp_path / "course")
    assert read_timing(course, "B") is None
    write_timing(course.reference_folder / TIMING_FILE, TIMING)
    assert read_timing(course, "B") == TIMING
    own = Timing(0.08, {"test_dear": 3.0})
    write_timing(calibration_file(course, "B"), own)
    assert read_timing(course, "B") == own
    assert read_timing(course, "C") == TIMING, "what was measured under another isolation does not hold here"


def test_a_calibration_is_of_one_state_of_the_assignment(tmp_path: Path) -> None:
    course = write_course(tmp_path)
    before = calibration_file(course, "B")
    course.public_tests.write_text("# another\n")
    assert calibration_file(course, "B") != before


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        '{"benchmark_seconds": 1}',
        '{"benchmark_seconds": "a", "cpu_seconds": {}}',
        '{"benchmark_seconds": 0, "cpu_seconds": {}}',
        '{"benchmark_seconds": 1, "cpu_seconds": {"test_f": -1}}',
        "[]",
    ],
)
def test_a_damaged_timing_is_named(tmp_path: Path, content: str) -> None:
    course = write_course(tmp_path)
    path = course.reference_folder / TIMING_FILE
    path.write_text(content)
    with pytest.raises(CourseError, match=r"timing\.json: .*remove it, or measure again"):
        read_timing(course, "B")


def test_the_benchmark_is_measured_once_and_again_when_its_file_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first = machine_benchmark()
    assert first == machine_benchmark()
    (path,) = (tmp_path / "dlgrader").iterdir()
    path.write_text('{"seconds": 0}')
    assert machine_benchmark() > 0
    assert path.read_text() != '{"seconds": 0}'


def test_a_home_that_cannot_be_written_only_costs_measuring_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dlgrader").write_text("a file where the folder would be")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert machine_benchmark() > 0


def test_the_scale_is_how_much_slower_this_machine_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    measured = machine_benchmark()
    assert machine_scale(Timing(measured / 3, {})) == pytest.approx(3)
    assert machine_scale(None) == 1.0


THREE_FUNCTIONS = re.sub(r"functions = .*", 'functions = ["f", "g", "h"]', ONE_PART)
PATIENT = """
from grader.judge import points


@points(2, part="All", of="f")
def test_one(submission):
    \"\"\"One\"\"\"
    submission.f(1)


@points(3, part="All", of="g", needs=["f"])
def test_two(submission):
    \"\"\"Two\"\"\"
    submission.f(2)


@points(5, part="All", of="h")
def test_three(submission):
    \"\"\"Three\"\"\"
    submission.h(3)
"""


def test_what_builds_on_a_hang_is_given_less_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, graded: Grader
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    settings = THREE_FUNCTIONS.replace("test = 5", 'test = "10x"').replace("floor_seconds = 1", "floor_seconds = 2")
    course = write_course(tmp_path, hidden=PATIENT, settings=settings)
    timing = Timing(machine_benchmark(), {"test_one": 0.01, "test_two": 0.01, "test_three": 0.01})
    grade = graded(course, "def f(x):\n    while True: pass\n\ndef h(x): pass\n", timing=timing)
    assert statuses(grade) == {"test_one": "timeout", "test_two": "< f", "test_three": "passed"}
    assert {test.id: test.limit_seconds for test in grade.tests} == {"test_one": 2, "test_two": 1, "test_three": 2}
    takes = "where the model answer takes less than 0.1 s"
    assert by_id(grade)["test_one"].message == f"stopped at the time limit of 2 s, {takes}"
    assert by_id(grade)["test_two"].message == f"stopped at the time limit of 1 s, {takes}"


@pytest.mark.parametrize(
    ("seconds", "takes"),
    [(0.099, "less than 0.1 s"), (0.1, "0.1 s"), (1.234, "1.2 s"), (9.96, "10 s"), (84.3, "84 s"), (1234.5, "1234 s")],
)
def test_at_a_limit_it_is_said_what_the_model_answer_takes(seconds: float, takes: str) -> None:
    said = stopped_at_seconds(60, seconds)
    assert said == f"stopped at the time limit of 60 s, where the model answer takes {takes}"


def test_what_was_not_measured_is_not_said() -> None:
    unmeasured = reference_seconds("test_unmeasured", TIMING, 1.0)
    assert stopped_at_seconds(60, unmeasured) == "stopped at the time limit of 60 s"
    assert reference_seconds("test_dear", None, 1.0) is None
    assert reference_seconds("test_dear", TIMING, 2.0) == pytest.approx(3.0)


def test_what_does_not_hang_runs_under_the_full_limit(tmp_path: Path, graded: Grader) -> None:
    course = write_course(tmp_path, settings=THREE_FUNCTIONS.replace("test = 5", "test = 7"), hidden=PATIENT)
    grade = graded(course, REFERENCE + "\n\ndef f(x): raise ValueError\n\ndef h(x): return 1\n")
    assert {test.limit_seconds for test in grade.tests} == {7.0}
