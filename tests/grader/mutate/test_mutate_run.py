"""`grader mutate` on a small course, in a real sandbox: fates, score, exit status, going on after a stop."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from small_course import HIDDEN, REFERENCE, SETTINGS, write_course
from terminal import grader

from grader.course import Assignment, load_assignment
from grader.errors import CourseError
from grader.judge.run import hidden_tests
from grader.mutate.kept import Kept, Verdict
from grader.mutate.making import chosen, mutants
from grader.mutate.operators import OPERATORS
from grader.mutate.record import read_record, record_file, write_record
from grader.mutate.running import Run
from grader.mutate.score import scored, summary
from grader.mutate.survivors import read_equivalents, survivors_file

ONLY_SHAPES = HIDDEN.replace('    check_close(found, reference.double(x), name="double")\n', "").replace(
    "2 * x.sum()", "submission.double(x).sum()"
)
TRAINED = HIDDEN.replace(
    '@points(4, part="Adding up", of="history", needs=["total", "double"])',
    '@points(4, part="Adding up", of="history", needs=["total", "double"], training=True)',
)
SLOW = TRAINED.replace(
    "    x = rng.random(5) + 1\n", "    import time\n\n    time.sleep(3)\n    x = rng.random(5) + 1\n"
)
SOME = tuple(f"--operator={name}" for name in ("call", "sum-mean", "operand", "off-by-one"))
NO_ARRAY = """
[[equivalent]]
operator = "call"
function = "double"
before = "return SCALE * np.asarray(x, float)"
after = "return SCALE * x"
reason = "the tests hand in arrays of floats"
"""
ARRAYS = """
[[equivalent]]
operator = "call"
function = "history"
before = "return [total(np.asarray(x) * (epoch + 1)) for epoch in range(epochs)]"
after = "return [total(x * (epoch + 1)) for epoch in range(epochs)]"
reason = "the tests hand in arrays"
"""
WRONG = NO_ARRAY.replace("SCALE * x", "np.asarray(x, float)").replace('"call"', '"operand"')
OLD = NO_ARRAY.replace("before = ", 'before = "return 1" # ')


def mutate(course: Path, *options: str | Path) -> subprocess.CompletedProcess[str]:
    return grader("mutate", "small", "--course", course, *options, NO_COLOR="1", COLUMNS="200")


def report(course: Path, *options: str | Path) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
    done = mutate(course, "--json", course / "report.json", *options)
    assert done.stderr == "", done.stderr
    return done, json.loads((course / "report.json").read_text())


def kept_verdicts(course: Path) -> list[dict[str, Any]]:
    """In the order in which they came, that of the reference by the cheap tests first."""
    lines = (course / ".grader" / "mutants-small.jsonl").read_bytes().splitlines()
    return [json.loads(line)["verdict"] for line in lines]


def fates(found: dict[str, Any]) -> dict[str, str]:
    return {row["after"]: row["fate"] for row in found["rows"]}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    return write_course(tmp_path_factory.mktemp("course"), files={"survivors.toml": NO_ARRAY})


@pytest.fixture(scope="module")
def whole(course: Assignment) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
    return report(course.course, *SOME)


def test_mutants_are_killed_by_the_test_that_notices(
    whole: tuple[subprocess.CompletedProcess[str], dict[str, Any]],
) -> None:
    _, found = whole
    by_change = {row["after"]: row for row in found["rows"]}
    tripled = by_change["SCALE = 3"]
    assert (tripled["fate"], tripled["function"], tripled["line"]) == ("killed", "module", 5)
    assert (tripled["killed_by"], tripled["status"]) == ("test_double", "failed")
    averaged = by_change["return float(double(x).mean())"]
    assert (averaged["operator"], averaged["killed_by"]) == ("sum-mean", "test_total")  # its own function's test
    assert by_change["return SCALE * x"]["fate"] == "equivalent"
    assert by_change["return SCALE * x"]["reason"] == "the tests hand in arrays of floats"


def test_the_report_adds_up_and_the_lines_say_the_same(
    whole: tuple[subprocess.CompletedProcess[str], dict[str, Any]],
) -> None:
    done, found = whole
    assert found["finished"] is True
    assert sum(found["counts"].values()) == len(found["rows"]) > 15
    assert sum(sum(own.values()) for own in found["by_operator"].values()) == len(found["rows"])
    killed, unexplained = found["counts"]["killed"], found["counts"].get("unexplained", 0)
    assert found["score"] == pytest.approx(killed / (killed + unexplained))
    assert f"{len(found['rows'])} mutants of small, seed 0" in done.stdout
    assert f"{found['score']:.1%} of those" in done.stdout


def test_a_survivor_that_is_not_explained_is_shown_as_a_diff_and_exits_1(
    whole: tuple[subprocess.CompletedProcess[str], dict[str, Any]],
) -> None:
    done, found = whole
    open_ones = [row for row in found["rows"] if row["fate"] == "unexplained"]
    assert {row["after"] for row in open_ones} == {
        "return double(x).sum()",  # a NumPy scalar
        "return [total(x * (epoch + 1)) for epoch in range(epochs)]",
    }
    assert done.returncode == 1
    shown = [
        "small.py:18 call in total",
        "- return float(double(x).sum())",
        "+ return double(x).sum()",
    ]
    assert "\n".join(shown) in done.stdout


def test_when_all_are_explained_or_killed_the_exit_status_is_0_and_nothing_runs_again(course: Assignment) -> None:
    more = """
[[equivalent]]
operator = "call"
function = "total"
before = "return float(double(x).sum())"
after = "return double(x).sum()"
reason = "a NumPy scalar is a number"
"""
    path = course.tests_folder / "survivors.toml"
    path.write_text(NO_ARRAY + ARRAYS + more)
    started = time.monotonic()
    try:
        done, found = report(course.course, *SOME)
    finally:
        path.write_text(NO_ARRAY)
    assert done.returncode == 0, done.stdout
    assert found["score"] == 1
    assert time.monotonic() - started < 20  # what was found is kept, and the file of survivors is no part of it


def test_what_a_run_over_all_mutants_came_to_is_kept_beside_the_tests(course: Assignment, tmp_path: Path) -> None:
    shutil.copytree(course.course, tmp_path, dirs_exist_ok=True)
    copy = load_assignment(tmp_path, course.slug)
    digest = copy.digest()
    for options in (SOME, ("--cheap",), ("--sample", "3")):
        report(tmp_path, *options)
        assert read_record(copy) is None, "these are not all mutants, or not all tests"
    _, found = report(tmp_path)
    record = read_record(copy)
    assert record is not None
    assert record.made == len(found["rows"])
    counts = {"killed": record.killed, "equivalent": record.equivalent, "unexplained": record.unexplained}
    assert counts == {fate: found["counts"].get(fate, 0) for fate in counts}
    assert record.score == found["score"] < 1
    assert (record.course, copy.digest()) == (digest, digest), "what is known of the tests is no part of them"
    record_file(copy).write_text("{}")
    with pytest.raises(CourseError, match=r"mutation\.json: .*remove it, and run `grader mutate small` again"):
        read_record(copy)


def test_another_seed_and_another_test_are_judged_anew(course: Assignment, tmp_path: Path) -> None:
    path = course.course / ".grader" / "mutants-small.jsonl"
    before = len(path.read_bytes().splitlines())
    report(course.course, "--seed", "1", "--function", "total")
    assert len(path.read_bytes().splitlines()) > before
    weaker = write_course(tmp_path, hidden=ONLY_SHAPES)
    (tmp_path / ".grader").mkdir()
    (tmp_path / ".grader" / "mutants-small.jsonl").write_bytes(path.read_bytes())
    done, found = report(weaker.course, "--function", "module")
    assert done.returncode == 1
    assert set(fates(found).values()) == {"unexplained"}  # tests that see only shapes do not see another factor


def test_stale_and_wrong_explanations_are_told(tmp_path: Path) -> None:
    write_course(tmp_path, files={"survivors.toml": WRONG + OLD})
    done, found = report(tmp_path, "--function", "double", "--operator", "operand")
    assert done.returncode == 1
    assert "stale, about no mutant: call in double: return 1 → return SCALE * x" in done.stdout
    assert "called equivalent, but it is killed: operand in double" in done.stdout
    assert (len(found["stale"]), len(found["refuted"])) == (1, 1)


def test_what_only_training_tests_kill_is_left_by_a_cheap_run_and_killed_by_a_full_one(tmp_path: Path) -> None:
    write_course(tmp_path, hidden=TRAINED)
    only = ("--function", "history", "--operator", "off-by-one")
    done, found = report(tmp_path, "--cheap", *only)
    assert (done.returncode, set(fates(found).values()), found["score"]) == (0, {"left"}, None)
    done, found = report(tmp_path, *only)
    assert (done.returncode, set(fates(found).values()), found["score"]) == (0, {"killed"}, 1)
    assert {row["killed_by"] for row in found["rows"]} == {"test_history"}


def test_what_is_explained_is_trained_when_all_else_is_decided_and_need_not_be(tmp_path: Path) -> None:
    assignment = write_course(tmp_path, hidden=TRAINED, files={"survivors.toml": ARRAYS})
    equivalents = read_equivalents(survivors_file(assignment))
    made = mutants(assignment.reference_file.read_text(), OPERATORS)
    wanted = chosen(made, ["history"], ["call", "off-by-one"])
    run = Run(
        assignment,
        hidden_tests(assignment),
        seed=0,
        cheap=False,
        slots=1,
        deadline=time.monotonic() + 300,
        explained=equivalents.reasons,
    )
    others = [mutant for mutant in wanted if mutant.change not in equivalents.reasons]

    def time_is_over_once_all_others_are_decided(*_: object) -> None:
        if all(map(run.decided, others)):
            run.deadline = time.monotonic()

    run.on_verdict = time_is_over_once_all_others_are_decided
    run.judge(wanted)
    score = scored(run, wanted, made, equivalents, 0)
    assert (score.finished, score.counts, score.untried) == (True, {"killed": len(others), "equivalent": 1}, 1)
    assert "1 of the equivalent not tried by the tests that train: the same command goes on with them" in summary(score)
    write_record(assignment, score)
    record = read_record(assignment)
    assert record is not None
    assert record.untried == 1

    done, found = report(tmp_path, "--function", "history", "--operator", "call", "--operator", "off-by-one")
    assert (done.returncode, found["counts"], found["untried"]) == (0, score.counts, 0)
    assert "not tried" not in done.stdout


def test_a_mutant_that_never_ends_is_killed_by_the_time_limit(tmp_path: Path) -> None:
    endless = REFERENCE.replace(
        "    return float(double(x).sum())",
        "    left, found = len(x), 0.0\n    while left > 0:\n        left -= 1\n"
        "        found += 2 * float(x[left % len(x)])\n    return found",
    )
    write_course(tmp_path, reference=endless, settings=SETTINGS.replace("test = 5", "test = 1"))
    done, found = report(tmp_path, "--function", "total", "--operator", "sign")
    by_change = {row["after"]: (row["fate"], row["status"]) for row in found["rows"]}
    assert by_change["left += 1"] == ("killed", "timeout")
    assert by_change["found -= 2 * float(x[left % len(x)])"] == ("killed", "failed")
    assert "by a time limit: 1" in done.stdout


def test_a_mutant_that_cannot_be_graded_is_no_mutant_that_is_killed(tmp_path: Path) -> None:
    faulty = HIDDEN.replace(
        '    check_close(submission.total(x), 2 * x.sum(), name="total")',
        "    if abs(submission.total(x) - 2 * x.sum()) > 1e-6:\n        import os\n\n        os._exit(0)",
    )
    write_course(tmp_path, hidden=faulty)
    done, found = report(tmp_path, "--function", "total", "--operator", "sum-mean")
    assert (done.returncode, set(fates(found).values()), found["score"]) == (1, {"fault"}, None)
    assert "its judge ended without a grade" in done.stdout
    assert "1 could not be graded" in done.stdout


def test_the_time_that_is_given_is_kept_and_the_next_run_goes_on(tmp_path: Path) -> None:
    write_course(tmp_path)
    done, found = report(tmp_path, "--minutes", "0.0001", "--operator", "sign")
    assert done.returncode == 3
    assert found["finished"] is False
    assert set(fates(found).values()) == {"not judged"}
    assert "the same command goes on from here" in done.stdout
    done, found = report(tmp_path, "--operator", "sign")
    assert (done.returncode, set(fates(found).values())) == (0, {"killed"})


def test_an_interrupted_run_goes_on_where_it_was(tmp_path: Path) -> None:
    write_course(tmp_path)
    command = [sys.executable, "-m", "grader", "mutate", "small", "--course", str(tmp_path), "--slots", "1", *SOME]
    path = tmp_path / ".grader" / "mutants-small.jsonl"
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and (not path.exists() or len(path.read_bytes().splitlines()) < 4):
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said.strip()) == (130, "grader: stopped")
    kept = path.read_bytes()
    path.write_bytes(kept + b'{"base": "cut off in the mid')
    done, found = report(tmp_path, *SOME)
    assert done.returncode == 1
    assert found["finished"] is True
    assert path.read_bytes().startswith(kept)


def test_a_reference_that_fails_its_own_tests_is_said_at_once(tmp_path: Path) -> None:
    write_course(tmp_path, hidden=HIDDEN.replace("2 * x.sum(), ", "3 * x.sum(), "))
    done = mutate(tmp_path)
    assert done.returncode == 2
    assert done.stderr == "grader: small: the reference itself does not pass test_total (failed)\n"


def test_a_reference_that_fails_where_it_is_trained_is_said_while_mutants_are_judged(tmp_path: Path) -> None:
    write_course(tmp_path, hidden=SLOW.replace("2 * x.sum() * np", "3 * x.sum() * np"))
    done = mutate(tmp_path, "--slots", "2", *SOME)
    assert done.returncode == 2
    assert done.stderr == "grader: small: the reference itself does not pass test_history (failed)\n"
    reference, *mutants = kept_verdicts(tmp_path)
    assert reference["killed_by"] == ""
    assert any(verdict["killed_by"] for verdict in mutants)


def test_the_training_of_the_reference_is_awaited_when_the_time_is_over(tmp_path: Path) -> None:
    write_course(tmp_path, hidden=SLOW)
    for reached in ([], ["double", "history", "total"]):  # in time that is over with the start, a step in each run
        done, found = report(tmp_path, "--minutes", "0.0001", "--slots", "2", *SOME)
        assert (done.returncode, found["finished"]) == (3, False)
        assert kept_verdicts(tmp_path)[-1]["reached"] == reached


def busy_at_first(course: Path, times: int) -> str:
    """Hidden tests of which the one that trains goes over a time limit, as often as this in this course."""
    busy = f"""
    from pathlib import Path
    from grader.remote.outcomes import Timeout

    before = len(list(Path({str(course)!r}).glob("trained*")))
    Path({str(course)!r}, f"trained{{before}}").touch()
    if before < {times}:
        raise Timeout("took too long")
    x = rng.random(5) + 1
"""
    return TRAINED.replace("    x = rng.random(5) + 1\n", busy)


def test_a_reference_that_goes_over_a_limit_beside_mutants_is_asked_once_more(tmp_path: Path) -> None:
    write_course(tmp_path, hidden=busy_at_first(tmp_path, 1))
    done, found = report(tmp_path, "--function", "history", "--operator", "off-by-one")
    assert (done.returncode, set(fates(found).values())) == (0, {"killed"})


def test_a_reference_that_goes_over_a_limit_twice_does_not_pass(tmp_path: Path) -> None:
    write_course(tmp_path, hidden=busy_at_first(tmp_path, 2))
    done = mutate(tmp_path, "--function", "history", "--operator", "off-by-one")
    assert done.returncode == 2
    assert done.stderr == "grader: small: the reference itself does not pass test_history (timeout)\n"


def test_a_reference_that_went_over_a_limit_is_asked_once_more_when_the_time_is_over(tmp_path: Path) -> None:
    write_course(tmp_path, hidden=busy_at_first(tmp_path, 1))
    for reached in ([], ["double", "history", "total"]):
        done, _ = report(tmp_path, "--minutes", "0.0001", *SOME)
        assert (done.returncode, kept_verdicts(tmp_path)[-1]["reached"]) == (3, reached)


def test_mutants_are_judged_where_all_tests_train(tmp_path: Path) -> None:
    write_course(
        tmp_path,
        hidden=TRAINED.replace('of="double")', 'of="double", training=True)').replace(
            'needs=["double"])', 'needs=["double"], training=True)'
        ),
    )
    done, found = report(tmp_path, "--function", "double", "--operator", "operand")
    assert (done.returncode, set(fates(found).values())) == (0, {"killed"})


def test_verdicts_are_kept_for_one_base_and_the_last_one_counts(course: Assignment, tmp_path: Path) -> None:
    del course
    assignment = write_course(tmp_path)
    kept = Kept(assignment, "base")
    kept.add("a", Verdict())
    kept.add("a", Verdict(trained=True))
    kept.add("b", Verdict("test_total", "failed"))
    again = Kept(assignment, "base")
    assert [again.get(name) for name in "abc"] == [Verdict(trained=True), Verdict("test_total", "failed"), None]
    assert Kept(assignment, "another base").get("b") is None
    assert Kept(assignment, "base").get("b") is None  # thrown away: it holds no more
