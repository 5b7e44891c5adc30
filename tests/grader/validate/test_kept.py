"""What `grader validate` keeps: what has not changed is not run again, and what has is said."""

from __future__ import annotations

import json
import platform
import shutil
import signal
import subprocess
from pathlib import Path
from textwrap import dedent

import pytest
from small_course import write_course
from small_proof import GOOD, LISTS, TRIPLED, all_cases, stopped_after_the_reference, to_be_run, validate

from grader.course import Assignment, load_assignment
from grader.judge import conditions
from grader.judge.limits import TIMING_FILE, Timing, write_timing
from grader.judge.run import hidden_tests
from grader.validate.kept import KEPT_FILE, base_digest, case_digest, read_kept, stale
from grader.validate.matrix import cases

QUESTION = """
[[question]]
title = "Why"
points = 1
text = "Why?"
rubric = [{ points = 1, what = "a reason" }]
"""


def test_what_has_not_changed_is_not_run_again(
    good: tuple[Assignment, subprocess.CompletedProcess[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proven, _ = good
    assignment = load_assignment(shutil.copytree(proven.course, tmp_path / "course"), proven.slug)
    every = all_cases(assignment)
    assert to_be_run(assignment, every) == set()
    again = validate(assignment.course)
    assert again.returncode == 0
    assert again.stdout.splitlines()[0] == f"{len(every)} of {len(every)} unchanged since they were last run"
    assert "✓" not in again.stdout

    mutant = assignment.tests_folder / "mutants" / "tripled.py"
    mutant.write_text(TRIPLED.replace("3 * np", "4 * np"))
    changed = all_cases(assignment)
    assert to_be_run(assignment, changed) == {"mutant tripled"}
    mutant.write_text(TRIPLED.replace('"factor"', '"another word"'))
    changed = all_cases(assignment)
    assert to_be_run(assignment, changed) == {"mutant tripled"}
    mutant.write_text(TRIPLED)

    monkeypatch.setattr(conditions, "_JUDGING", ("checks",))  # as if a file of another room were another one
    assert to_be_run(assignment, every) == {case.label for case in every}
    monkeypatch.undo()

    tests = assignment.hidden_tests[0]
    tests.write_text(tests.read_text() + "\n# changed\n")
    assert to_be_run(assignment, every) == {case.label for case in every}


def test_what_was_complained_of_is_not_kept(tmp_path: Path) -> None:
    course = write_course(tmp_path, files={"mutants/survives.py": TRIPLED.replace("3 * np", "2 * np")})
    assert validate(course.course).returncode == 1
    assert "mutant survives" not in read_kept(course)
    assert "reference" in read_kept(course)
    again = validate(course.course)
    assert again.returncode == 1
    assert "✗ mutant survives" in again.stdout
    assert "✓ reference" not in again.stdout


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_stopped_keeps_what_is_done(tmp_path: Path, number: signal.Signals) -> None:
    course = write_course(tmp_path, files=GOOD)
    status, said = stopped_after_the_reference(course, number)
    assert (status, said) == ((130, "grader: stopped") if number == signal.SIGINT else (-signal.SIGKILL, ""))
    assert "reference" in read_kept(course)
    assert to_be_run(course, cases(course)) > {"variant lists"}
    assert [path.name for path in course.tests_folder.glob(".*")] == []


def test_a_damaged_file_of_kept_results_is_one_line(tmp_path: Path) -> None:
    course = write_course(tmp_path, files={KEPT_FILE: "{"})
    done = validate(course.course)
    assert done.returncode == 2
    assert KEPT_FILE in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_digest_is_of_source_header_and_all_that_judges(tmp_path: Path) -> None:
    course = write_course(tmp_path, files=GOOD)
    base = base_digest(course)
    digests = [case_digest(base, case) for case in cases(course)]
    assert len(set(digests)) == len(digests)
    assert base_digest(course) == base
    course.public_tests.write_text("# changed\n")
    assert base_digest(course) != base


def test_a_digest_is_of_times_and_versions_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course = write_course(tmp_path)
    digests = [base_digest(course)]
    write_timing(course.reference_folder / TIMING_FILE, Timing(0.1, {"test_double": 0.1}))
    digests.append(base_digest(course))
    monkeypatch.setattr(platform, "python_version", lambda: "3.99.0")
    digests.append(base_digest(course))
    for changed in ("numpy", "msgspec", "parso", "pytest"):
        monkeypatch.setattr(conditions, "version", lambda name, changed=changed: "99" if name == changed else "1")
        digests.append(base_digest(course))
    monkeypatch.setattr(conditions, "_JUDGING", tuple(name for name in conditions._JUDGING if name != "course.py"))
    digests.append(base_digest(course))
    assert len(set(digests)) == len(digests)


def test_kept_results_hold_no_machine_dependent_figures(
    good: tuple[Assignment, subprocess.CompletedProcess[str]],
) -> None:
    assignment, _ = good
    content = json.loads((assignment.tests_folder / KEPT_FILE).read_text())
    assert set(content["reference"]["result"]) == {"score", "failing", "complaints", "names_cause"}


def test_a_check_says_which_results_are_of_an_earlier_course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course = write_course(tmp_path, files=GOOD)
    done = validate(course.course, "--check")
    file = f"tests/assignments/small/{KEPT_FILE}"
    said = f"{file}: not there: nothing proves yet that the hidden tests are good"
    assert done.stdout == f"{said}; run `grader validate small` and commit the result\n"
    assert done.returncode == 1, "a proof that was never made is no better than one that is out of date"
    assert validate(course.course).returncode == 0
    done = validate(course.course, "--check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    monkeypatch.setattr(platform, "python_version", lambda: "3.99.0")
    assert stale(course, all_cases(course)) == [], "another Python is not another course"
    (course.reference_folder / "questions.toml").write_text(QUESTION, encoding="utf-8")
    assert stale(course, all_cases(course)) == [], "no test rests on written questions"

    mutant = course.tests_folder / "mutants" / "tripled.py"
    mutant.write_text(mutant.read_text(encoding="utf-8").replace("3 *", "4 *"), encoding="utf-8")
    (course.tests_folder / "variants" / "new.py").write_text(dedent(LISTS), encoding="utf-8")
    assert sorted(stale(course, all_cases(course))) == [
        "mutant tripled",
        "variant new",
        "variant new, draw 2",
    ]

    course.public_tests.write_text("# changed\n", encoding="utf-8")
    done = validate(course.course, "--all", "--check", slugs=())
    assert done.returncode == 1
    every = len(all_cases(course))
    said = f"{file}: {every} of {every} results are missing or of an earlier course: "
    assert done.stdout.startswith(f"{said}reference, template, ")
    assert done.stdout.endswith(f" and {every - 3} more; run `grader validate small` and commit the result\n")


def test_a_check_says_which_tests_have_no_time(tmp_path: Path) -> None:
    course = write_course(tmp_path, files=GOOD)
    assert validate(course.course).returncode == 0
    path = course.reference_folder / TIMING_FILE
    names = list(hidden_tests(course))
    write_timing(path, Timing(0.1, dict.fromkeys(names[1:], 0.1)))
    done = validate(course.course, "--check")
    said = f"reference/small/{TIMING_FILE}: no time of {names[0]}"
    assert done.stdout == f"{said}; run `grader validate small --timing` and commit the result\n"
    assert done.returncode == 1
    write_timing(path, Timing(0.1, dict.fromkeys(names, 0.1)))
    assert validate(course.course, "--check").returncode == 0


def test_stale_runs_only_what_the_course_has_changed(tmp_path: Path) -> None:
    course = write_course(tmp_path, files=GOOD)
    assert validate(course.course).returncode == 0
    file = course.tests_folder / KEPT_FILE
    content = json.loads(file.read_text())
    for kept_case in content.values():
        kept_case["digest"] = "of another version of the grader"
    file.write_text(json.dumps(content))
    (course.tests_folder / "mutants" / "tripled.py").write_text(TRIPLED.replace("3 *", "4 *"))
    done = validate(course.course, "--stale")
    assert done.returncode == 0, done.stdout + done.stderr
    (line,) = [line for line in done.stdout.splitlines() if line[0] in "✓✗"]
    assert line.startswith("✓ mutant tripled: ")
    now = json.loads(file.read_text())
    renewed = {label for label, kept_case in now.items() if kept_case["digest"] != "of another version of the grader"}
    assert renewed == {"mutant tripled"}
    assert now.keys() == content.keys()
    assert validate(course.course, "--check").returncode == 0
    assert "--stale is not for --fresh" in validate(course.course, "--stale", "--fresh").stderr
