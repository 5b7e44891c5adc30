"""`grader validate` on a small course: silent where its tests are good, each complaint where they are not."""

from __future__ import annotations

import json
import os
import platform
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from textwrap import dedent

import pytest
from small_course import HIDDEN, KEY, write_course

from grader.course import Assignment, load_assignment
from grader.judge import conditions
from grader.judge.limits import TIMING_FILE, Timing, write_timing
from grader.judge.run import hidden_tests
from grader.validate.kept import KEPT_FILE, Basis, base_digest, case_digest, read_kept, stale, unchanged
from grader.validate.matrix import FURTHER_DRAWS, Case, Result, cases, idle_tests, run_matrix

TRIPLED = """
# /// mutant
# kills = ["test_double"]
# cause = "factor"
# ///
import numpy as np


def double(x):
    return 3 * np.asarray(x, float)
"""
FIRST_TOTAL_AGAIN = """
# /// mutant
# kills = ["test_history"]
# cause = "epoch"
# ///
def history(x, epochs):
    return [total(x)] * epochs
"""
LISTS = """
# /// variant
# why = "adds what was doubled one by one"
# ///
def total(x):
    return float(sum(2 * float(number) for number in x))
"""
QUESTION = """
[[question]]
title = "Why"
points = 1
text = "Why?"
rubric = [{ points = 1, what = "a reason" }]
"""
GOOD = {
    "mutants/tripled.py": TRIPLED,
    "mutants/first_total_again.py": FIRST_TOTAL_AGAIN,
    "variants/lists.py": LISTS,
}

# of a double that is tripled, "double is wrong at every entry, …": whether its message names such a cause
CAUSES = {"every entry": True, "every number": False, "ever": True, "very": False, "at": True, "n": False, "AT": False}

ONLY_SHAPES = HIDDEN.replace('    check_close(found, reference.double(x), name="double")\n', "")
NOT_WRITTEN_IS_FINE = ONLY_SHAPES.replace(
    '    check_close(submission.total(x), 2 * x.sum(), name="total")',
    "    try:\n        found = submission.total(x)\n    except NotImplementedError:\n        return\n"
    '    check_close(found, 2 * x.sum(), name="total")',
)
BAD = {
    "mutants/survives.py": TRIPLED.replace("3 * np", "2 * np"),
    "mutants/names_nothing.py": FIRST_TOTAL_AGAIN.replace("test_history", "test_nowhere"),
    "mutants/breaks_more.py": FIRST_TOTAL_AGAIN + "\n\ndef total(x):\n    return 0.0\n",
    "mutants/follows.py": (
        FIRST_TOTAL_AGAIN.replace('["test_history"]', '["test_history", "test_total"]')
        + "\n\ndef total(x):\n    return 0.0\n"
    ),
    "variants/loses.py": LISTS.replace("2 * float", "3 * float"),
    "variants/by_chance.py": "# /// variant\n# why = 'random'\n# ///\nimport os\n\n\ndef total(x):\n"
    "    return float(int.from_bytes(os.urandom(6), 'big'))\n",
}


def validate(course: Path, *options: str, slugs: Sequence[str] = ("small",)) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "200"}
    command = [sys.executable, "-m", "grader", "validate", *slugs, "--course", str(course), *options]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> tuple[Assignment, subprocess.CompletedProcess[str]]:
    course = write_course(tmp_path_factory.mktemp("good"), files=GOOD)
    return course, validate(course.course)


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    return validate(write_course(tmp_path_factory.mktemp("bad"), hidden=NOT_WRITTEN_IS_FINE, files=BAD).course)


def test_good_tests_hold(good: tuple[Assignment, subprocess.CompletedProcess[str]]) -> None:
    _, done = good
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert "✓ reference: 10 points" in lines
    assert any(line.startswith("✓ template: 0 points") for line in lines)
    assert "✓ variant lists: 10 points" in lines
    assert "✓ mutant tripled: 1 points; fails test_double" in lines
    assert lines[-1] == "the hidden tests hold"
    assert "no mutant fails: test_double_of_nothing, test_total" in lines


@pytest.mark.parametrize(
    "words",
    [
        "✗ template: earns 3 points for nothing",
        "✗ degenerate zeros: earns 3 of 10 points, more than 10%",
        "✗ mutant survives: survives test_double (passed)",
        "✗ mutant names_nothing: its header names test_nowhere, which is no test",
        "✗ mutant breaks_more: survives test_history (follows from total); test_total fails too (failed)",
        "✗ mutant follows: survives test_history (follows from total)",
        "✗ variant loses: test_total failed: total",
        "; repetition 2 differs: test_total: ",
    ],
)
def test_each_complaint_is_made_and_named(bad: subprocess.CompletedProcess[str], words: str) -> None:
    assert bad.returncode == 1
    assert words in bad.stdout, bad.stdout


def test_a_bad_matrix_counts_its_complaints_and_has_no_traceback(bad: subprocess.CompletedProcess[str]) -> None:
    assert bad.stdout.splitlines()[-1].endswith(" complaints")
    assert bad.stderr == ""


def all_cases(assignment: Assignment) -> list[Case]:
    """What `grader validate` runs."""
    return cases(assignment, further_draws=FURTHER_DRAWS)


def to_be_run(assignment: Assignment, every: list[Case]) -> set[str]:
    """The labels of the cases that nothing kept holds for."""
    basis = Basis.of(assignment, hidden_tests(assignment))
    return {case.label for case in every} - set(unchanged(read_kept(assignment), basis, every))


def test_what_has_not_changed_is_not_run_again(
    good: tuple[Assignment, subprocess.CompletedProcess[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assignment, _ = good
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
    course = write_course(tmp_path, files={"mutants/survives.py": BAD["mutants/survives.py"]})
    assert validate(course.course).returncode == 1
    assert "mutant survives" not in read_kept(course)
    assert "reference" in read_kept(course)
    again = validate(course.course)
    assert again.returncode == 1
    assert "✗ mutant survives" in again.stdout
    assert "✓ reference" not in again.stdout


def test_cheap_and_partial_runs_keep_nothing(tmp_path: Path) -> None:
    course = write_course(tmp_path, files=GOOD)
    done = validate(course.course, "--cheap", "--only", "tripled")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 reference, 1 mutant" in done.stdout
    assert not (course.tests_folder / KEPT_FILE).exists()


def test_a_word_that_no_mutant_has_is_said(tmp_path: Path) -> None:
    course = write_course(tmp_path, files=GOOD)
    for word in ("tripeld", "template"):
        done = validate(course.course, "--only", word)
        assert (done.returncode, done.stdout) == (2, "")
        assert f"no mutant or variant has '{word}' in its name" in done.stderr


def stopped_after_the_reference(course: Assignment, number: signal.Signals) -> tuple[int, str]:
    """The exit status of a run that gets that signal, and what it says on stderr."""
    command = [sys.executable, "-m", "grader", "validate", "small", "--course", str(course.course), "--slots", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert any(line == "✓ reference: 10 points\n" for line in running.stdout)
        running.send_signal(number)
        _, said = running.communicate(timeout=60)
    return running.returncode, said.strip()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_stopped_keeps_what_is_done(tmp_path: Path, number: signal.Signals) -> None:
    course = write_course(tmp_path, files=GOOD)
    status, said = stopped_after_the_reference(course, number)
    assert (status, said) == ((130, "grader: stopped") if number == signal.SIGINT else (-signal.SIGKILL, ""))
    assert "reference" in read_kept(course)
    assert to_be_run(course, cases(course)) > {"variant lists"}
    assert [path.name for path in course.tests_folder.glob(".*")] == []


COSTLY = HIDDEN.replace('of="total"', 'of="total", training=True').replace(
    'of="history"', 'of="history", training=True'
)


def test_a_cheap_run_weighs_the_points_of_the_cheap_tests(tmp_path: Path) -> None:
    done = validate(write_course(tmp_path, hidden=COSTLY, files=GOOD).course, "--cheap")
    assert "✗ degenerate zeros: earns 1 of 3 points, more than 10%" in done.stdout
    assert "left to a run with the tests that train: mutant first_total_again" in done.stdout
    assert "no mutant fails: test_double_of_nothing\n" in done.stdout


@pytest.mark.parametrize("key", ["kills", "may_also_fail"])
def test_a_test_that_is_none_is_said_of_a_mutant_that_is_left_out(tmp_path: Path, key: str) -> None:
    header = '# kills = ["test_history"]\n'
    named = header.replace("]", ', "test_hist"]') if key == "kills" else header + '# may_also_fail = ["test_hist"]\n'
    files = {"mutants/some.py": FIRST_TOTAL_AGAIN.replace(header, named)}
    course = write_course(tmp_path, hidden=COSTLY, files=files)
    wanted = [case for case in cases(course) if case.kind == "mutant"]
    results, left_out = run_matrix(course, wanted, hidden_tests(course), cheap=True, key=KEY)
    assert results["mutant some"].complaints == ("its header names test_hist, which is no test",)
    assert left_out == []


def test_evidence_must_be_the_same_each_time(tmp_path: Path) -> None:
    recording = "    import os\n    from grader.judge.verdict import record\n    record('x', n=os.urandom(9).hex())\n"
    line = "    x = rng.standard_normal(5)\n"
    course = write_course(tmp_path, hidden=HIDDEN.replace(line, line + recording))
    wanted = [case for case in cases(course, repetitions=2) if case.kind == "reference"]
    results, _ = run_matrix(course, wanted, hidden_tests(course), key=KEY)
    (complaint,) = results["reference"].complaints
    assert complaint.startswith("repetition 2 differs: test_total: evidence is {'x': ")


def test_what_follows_kills_nothing(tmp_path: Path) -> None:
    course = write_course(tmp_path, files=GOOD)
    failing = {"test_double": "failed", "test_total": "follows from double", "test_history": "partial"}
    results = {"mutant tripled": Result(0.0, failing), "variant lists": Result(0.0, {"test_total": "failed"})}
    assert idle_tests(results, hidden_tests(course), cases(course)) == ["test_double_of_nothing", "test_total"]


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


def test_a_cause_is_named_when_all_its_words_begin_one_or_it_stands_there_where_it_is_short(tmp_path: Path) -> None:
    mutants = {
        f"mutants/m{number}.py": TRIPLED.replace('"factor"', f'"{cause}"') for number, cause in enumerate(CAUSES)
    }
    course = write_course(tmp_path, files=mutants)
    wanted = [case for case in cases(course) if case.kind == "mutant"]
    results, _ = run_matrix(course, wanted, hidden_tests(course), aimed=True, key=KEY)
    found = {case.header.cause: results[case.label].names_cause for case in wanted if case.header is not None}
    assert found == CAUSES


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


def test_all_assignments_are_validated_and_one_that_fails_is_enough(tmp_path: Path) -> None:
    course = write_course(tmp_path, files=GOOD)
    for folder in ("reference", "tests/assignments"):
        shutil.copytree(tmp_path / folder / "small", tmp_path / folder / "other")
    wrong = tmp_path / "tests" / "assignments" / "other" / "mutants" / "tripled.py"
    wrong.write_text(wrong.read_text(encoding="utf-8").replace("3 *", "2 *"), encoding="utf-8")
    done = validate(course.course, "--all", "--cheap", slugs=())
    assert done.returncode == 1, done.stdout
    other, small = done.stdout.split("── small\n")
    assert other.startswith("── other\n")
    assert "✗ mutant tripled: survives test_double" in other
    assert small.endswith("the hidden tests hold\n")


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
