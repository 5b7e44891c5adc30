"""`grader doctor` and `grader data list`: what this machine has."""

from __future__ import annotations

import platform
import re
from pathlib import Path

import pytest
from small_course import SETTINGS, write_course
from terminal import assert_one_line, grader

from grader import data
from grader.course import load_assignment
from grader.judge.limits import calibration_file, read_timing
from grader.sandbox.tiers import detect


def test_doctor_says_what_this_machine_gives() -> None:
    done = grader("doctor")
    assert (done.returncode, done.stderr) == (0, "")
    found = detect()
    assert done.stdout.startswith(f"isolation   {found.summary()}\n")
    for probe in found.probes:
        assert f"            could not {probe.name}: " in done.stdout
    assert [line for line in done.stdout.splitlines() if line.startswith("not higher  ")] == [
        f"not higher  {obstacle.reason}" for obstacle in found.missing
    ]
    assert f"python      {platform.python_version()} on Linux" in done.stdout
    assert re.search(r"^versions    dlgrader \S+, numpy \S+, ", done.stdout, re.MULTILINE)
    assert re.search(r"^cpu         \d+ cores, benchmark \d+ ms$", done.stdout, re.MULTILINE)
    assert re.search(r"^data        mnist: (cached|own folder|incomplete|absent)$", done.stdout, re.MULTILINE)


def test_doctor_shows_what_the_weakest_isolation_does_not_stop() -> None:
    done = grader("doctor", GRADER_ISOLATION="E")
    assert (done.returncode, done.stderr) == (0, "")
    for harm in ("read a file of the grader's", "open a socket", "signal a process of the grader's"):
        assert f"            COULD {harm}: " in done.stdout
    assert "            could not outlive the kill: " in done.stdout
    assert "not higher  not above E, as asked\n" in done.stdout


def test_doctor_calibrates_a_course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    course = write_course(tmp_path / "course", settings=SETTINGS.replace("test = 5", 'test = "10x"'))
    done = grader("doctor", "--calibrate", "small", "--course", course.course)
    assert (done.returncode, done.stderr) == (0, "")
    written = calibration_file(course, detect().tier)
    assert f"calibrated  small: written to {written}\n" in done.stdout
    assert re.search(r"small: this machine takes \d+\.\d\d times as long as its record$", done.stdout.rstrip())
    timing = read_timing(load_assignment(course.course, "small"), detect().tier)
    assert timing is not None
    assert set(timing.cpu_seconds) == {"test_double", "test_double_of_nothing", "test_total", "test_history"}


def test_a_reference_that_fails_calibrates_nothing(tmp_path: Path) -> None:
    course = write_course(tmp_path)
    course.reference_file.write_text(course.reference_file.read_text().replace("(epoch + 1)", "epoch"))
    done = grader("doctor", "--calibrate", "small", "--course", tmp_path, XDG_CACHE_HOME=str(tmp_path / "cache"))
    assert_one_line(done, "small: the reference does not pass test_history")


@pytest.mark.parametrize("there", [True, False])
def test_the_list_says_which_datasets_are_there(tmp_path: Path, there: bool) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "own").mkdir()
    nowhere = {} if there else {"XDG_CACHE_HOME": str(tmp_path / "cache"), "GRADER_DATA": str(tmp_path / "own")}
    done = grader("data", "list", **nowhere)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines] == [listing.name for listing in data.available()]
    state = next(listing.state for listing in data.available() if listing.name == "mnist") if there else "absent"
    assert re.match(rf"mnist +{state} +\d+ MB  70,000 handwritten digits", lines[0])
