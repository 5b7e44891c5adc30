"""`grader validate` on a small course: silent where its tests are good, each complaint where they are not."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from small_course import HIDDEN, KEY, write_course
from small_proof import FIRST_TOTAL_AGAIN, GOOD, LISTS, TRIPLED, validate

from grader.course import Assignment
from grader.judge.run import hidden_tests
from grader.validate.kept import KEPT_FILE
from grader.validate.matrix import Result, cases, idle_tests, run_matrix

# of a double that is tripled, "double is wrong at every entry, …": whether its message names such a cause
CAUSES = {"every entry": True, "every number": False, "ever": True, "very": False, "at": True, "n": False, "AT": False}
# that something is wrong, and where, says every message
CAUSES |= dict.fromkeys(("wrong", "double", "Double is wrong"), False)

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


def test_a_variant_trains_once_and_the_reference_every_time(tmp_path: Path) -> None:
    recording = "    import os\n    from grader.judge.verdict import record\n    record('x', n=os.urandom(9).hex())\n"
    (line,) = (line for line in COSTLY.splitlines(keepends=True) if "submission.history(" in line)
    course = write_course(tmp_path, hidden=COSTLY.replace(line, recording + line), files=GOOD)
    wanted = [case for case in cases(course, repetitions=2) if case.is_right]
    results, _ = run_matrix(course, wanted, hidden_tests(course), key=KEY)
    (complaint,) = results["reference"].complaints
    assert complaint.startswith("repetition 2 differs: test_history: evidence is {'x': ")
    variant = results["variant lists"]
    assert (variant.complaints, variant.score, variant.failing) == ((), 10, {})


def test_what_follows_kills_nothing(tmp_path: Path) -> None:
    course = write_course(tmp_path, files=GOOD)
    failing = {"test_double": "failed", "test_total": "follows from double", "test_history": "partial"}
    results = {"mutant tripled": Result(0.0, failing), "variant lists": Result(0.0, {"test_total": "failed"})}
    assert idle_tests(results, hidden_tests(course), cases(course)) == ["test_double_of_nothing", "test_total"]


def test_a_cause_is_named_when_all_its_words_begin_one_or_it_stands_there_where_it_is_short(tmp_path: Path) -> None:
    mutants = {
        f"mutants/m{number}.py": TRIPLED.replace('"factor"', f'"{cause}"') for number, cause in enumerate(CAUSES)
    }
    course = write_course(tmp_path, files=mutants)
    wanted = [case for case in cases(course) if case.kind == "mutant"]
    results, _ = run_matrix(course, wanted, hidden_tests(course), aimed=True, key=KEY)
    found = {case.header.cause: results[case.label].names_cause for case in wanted if case.header is not None}
    assert found == CAUSES


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
