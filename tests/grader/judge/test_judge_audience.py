"""What is the instructor's never reaches a student: neither results.json nor the report."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import jsonschema
import msgspec
import pytest
from small_course import KEY, ONE_PART, Grader, by_id, handed_in, write_course

from grader import report
from grader.cli.show import happened
from grader.course import Feedback, FeedbackPolicy
from grader.judge.audience import for_audience
from grader.judge.grade import Grade, to_json
from grader.judge.job import Job, Judgement
from grader.judge.pool import judge_all

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "results.schema.json").read_text())
HIDDEN_VALUE = "13.5775"  # the expected value that every test below knows

HIDDEN = f'''
import numpy as np
from grader.checks import CheckFailure, check_close
from grader.judge import points
from grader.judge.verdict import record

EXPECTED = {HIDDEN_VALUE}


@points(1, part="All", of="f")
def test_close(submission):
    """Title of close"""
    record("note", seen="evidence of close")
    check_close(submission.f(1.0), EXPECTED, name="f")


@points(1, part="All", of="f")
def test_own_words(submission):
    """Title of own words"""
    raise CheckFailure("message of own words", hint="hint of own words", detail=f"expected {{EXPECTED}}")


@points(1, part="All", of="f")
def test_bare_assert(submission):
    """Title of bare assert"""
    assert submission.f(1.0) == EXPECTED


@points(1, part="All", of="f")
def test_numpy_assert(submission):
    """Title of numpy assert"""
    np.testing.assert_allclose(submission.f(1.0), EXPECTED)


@points(6, part="All", of="f", feedback="full")
def test_told_in_full(submission):
    """Title of told in full"""
    raise CheckFailure("message in full", hint="hint in full", detail="detail in full")
'''
SUBMISSION = "def f(x):\n    print('printed by the student')\n    return x + 1\n"


@pytest.fixture(scope="module")
def judgement(tmp_path_factory: pytest.TempPathFactory, graded: Grader) -> Judgement:
    course = write_course(tmp_path_factory.mktemp("course"), hidden=HIDDEN, settings=ONE_PART)
    rewriting = [finder for finder in sys.meta_path if type(finder).__name__ == "AssertionRewritingHook"]
    for finder in rewriting:  # that of the pytest around us; in grading there is none
        sys.meta_path.remove(finder)
    (result,) = judge_all(course, [Job(handed_in(SUBMISSION))], graded.server, key=KEY, timing=None, slots=1)
    sys.meta_path[:0] = rewriting
    assert isinstance(result, Judgement)
    return result


def told(judgement: Judgement, policy: Feedback) -> Grade:
    return for_audience(judgement.grade, "student", FeedbackPolicy(hidden=policy), judgement.specs)


def written(grade: Grade, tmp_path: Path) -> str:
    """Everything that a student is given: results.json and the page of the report."""
    return to_json(grade).decode() + report.write_submission(grade, tmp_path / "report").read_text(encoding="utf-8")


def test_the_instructor_is_told_everything(judgement: Judgement, tmp_path: Path) -> None:
    grade = for_audience(judgement.grade, "instructor", FeedbackPolicy(hidden="none"), judgement.specs)
    assert grade == judgement.grade
    tests = by_id(grade)
    assert HIDDEN_VALUE in tests["test_close"].detail
    assert HIDDEN_VALUE in tests["test_numpy_assert"].detail
    assert "printed by the student" in tests["test_close"].output
    assert "detail in full" in written(grade, tmp_path)


@pytest.mark.parametrize("policy", ["hint", "name", "none"])
def test_no_student_sees_what_is_expected_nor_the_seeds(judgement: Judgement, tmp_path: Path, policy: Feedback) -> None:
    text = written(told(judgement, policy), tmp_path)
    assert HIDDEN_VALUE not in text
    assert "printed by the student" not in text
    assert not [test.id for test in judgement.grade.tests if test.seed in text]


def test_even_in_full_no_student_sees_seeds_and_output(judgement: Judgement, tmp_path: Path) -> None:
    text = written(told(judgement, "full"), tmp_path)
    assert HIDDEN_VALUE in text
    assert "printed by the student" not in text
    assert not [test.id for test in judgement.grade.tests if test.seed in text]


@pytest.mark.parametrize(
    ("policy", "shown", "kept_back"),
    [
        ("hint", ["test_own_words", "Title of", "message of own", "hint of own", "evidence of"], []),
        ("name", ["test_own_words", "Title of own"], ["message of own", "hint of own", "evidence of"]),
        ("none", ["hidden_2"], ["own_words", "Title of own", "message of own", "hint of own", "evidence of"]),
    ],
)
def test_a_policy_says_how_much_is_told(
    judgement: Judgement, policy: Feedback, shown: list[str], kept_back: list[str]
) -> None:
    text = to_json(told(judgement, policy)).decode()
    assert [word for word in shown if word not in text] == []
    assert [word for word in kept_back if word in text] == []


@pytest.mark.parametrize("policy", ["full", "hint", "name", "none"])
def test_a_suspicion_is_for_the_instructor_alone(judgement: Judgement, policy: Feedback) -> None:
    why = "no straight line is right on so many points"
    first, *others = judgement.grade.tests
    suspected = msgspec.structs.replace(first, evidence={**first.evidence, "suspicion": {"why": why}})
    grade = msgspec.structs.replace(judgement.grade, tests=(suspected, *others))
    told_student = for_audience(grade, "student", FeedbackPolicy(hidden=policy), judgement.specs)
    assert why in to_json(grade).decode()
    assert why not in to_json(told_student).decode()
    assert (why in happened(grade), why in happened(told_student)) == (True, False)


def test_a_test_may_have_a_policy_of_its_own(judgement: Judgement) -> None:
    test = by_id(told(judgement, "none"))["test_told_in_full"]
    assert (test.message, test.hint) == ("message in full\ndetail in full", "hint in full")


@pytest.mark.parametrize("policy", ["full", "hint", "name", "none"])
def test_a_students_file_is_valid_and_keeps_points_and_status(judgement: Judgement, policy: Feedback) -> None:
    grade = told(judgement, policy)
    jsonschema.validate(json.loads(to_json(grade)), SCHEMA)
    assert grade.audience == "student"
    assert {(test.output, test.seed) for test in grade.tests} == {("", "")}
    assert grade.score == judgement.grade.score
    assert [(test.points, test.status) for test in grade.tests] == [
        (test.points, test.status) for test in judgement.grade.tests
    ]
    assert len({test.id for test in grade.tests}) == len(grade.tests)
