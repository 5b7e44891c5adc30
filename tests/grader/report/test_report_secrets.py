"""What is hidden stays hidden: secrets planted in hidden tests, looked for in every file that a student is given."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from small_course import KEY, ONE_PART, Grader, handed_in, write_course
from stored import begun, hand_in

from grader.course import Assignment, Feedback, FeedbackPolicy
from grader.gradebook import Gradebook
from grader.gradebook.decisions import Comment, Override, Release
from grader.judge.job import Judgement
from grader.report.of_class import write_class
from grader.store import open_store

HIDDEN = """
import base64

import numpy as np
from grader.checks.pictures import png
from grader.checks import CheckFailure, check_close, check_shape
from grader.judge import points
from grader.judge.verdict import record


@points(2, part="All", of="f")
def test_SECRETid(submission):
    '''SECRETtitle of the first'''
    record("suspicion", why="SECRETsuspicion")
    picture = base64.b64encode(png(np.eye(2))).decode()
    record("images", items=[{"png": picture, "label": "SECRETlabel", "got": "SECRETimagegot"}])
    points = [[0.5, 0.5, 0]]
    record("boundary", x=[0, 1], y=[0, 1], grid=[[0, 1], [1, 1]], labels=["SHOWNclass", "b"], points=points)
    raise CheckFailure(
        "SECRETmessage (line 2, in f)", hint="SECREThint", detail="SECRETdetail; line 3, in f: SECRETframe"
    )


@points(2, part="All", of="f")
def test_value(submission):
    '''A value'''
    check_close(submission.f(np.array([1.0, 2.0])), np.array([1234.5625, 8765.4375]), name="f")


@points(2, part="All", of="f")
def test_shape(submission):
    '''A shape'''
    check_close(submission.f(np.ones((2, 3))), np.full((3,), 4321.125), name="f")


@points(2, part="All", of="f")
def test_plain(submission):
    '''A plain assert'''
    assert float(submission.f(2.0)) == 5678.0625, np.allclose(1, 2) or ""


@points(2, part="All", of="g")
def test_raises(submission):
    '''It raises'''
    submission.g("SECRETargument")
"""
SUBMISSION = """
def f(x):
    print("SECRETprinted")
    return x + 1

def g(x):
    raise ValueError("SHOWNown words")
"""
NEVER = {"SECRETsuspicion", "SECRETprinted", "SECRETrubric", "SECRETwho", "test_value", "test_shape", "test_plain"}
EXPECTED = {"1234.5", "1234.56", "8765.4", "8765.44", "4321.12", "4321.1", "5678.06"}
IN_FULL = {"SECRETlabel", "SECRETimagegot", "SECRETdetail", "SECRETframe", *EXPECTED}
IN_HINTS = {"SECRETmessage", "SECREThint", "SHOWNclass", "SHOWNown words"}
ALLOWED: dict[Feedback, set[str]] = {
    "full": {*IN_FULL, *IN_HINTS, "SECRETtitle"},
    "hint": {*IN_HINTS, "SECRETtitle"},
    "name": {"SECRETtitle"},
    "none": set(),
}
ALL = {*NEVER, *IN_FULL, *IN_HINTS, "SECRETtitle", "SECRETid", "SECRETargument"}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    return write_course(tmp_path_factory.mktemp("course"), hidden=HIDDEN, settings=ONE_PART)


@pytest.fixture(scope="module")
def found(course: Assignment, graded: Grader) -> Judgement:
    result = graded.judge(course, handed_in(SUBMISSION), key=KEY)
    assert isinstance(result, Judgement)
    return result


@pytest.fixture
def book(course: Assignment, found: Judgement, tmp_path: Path) -> Iterator[Gradebook]:
    store = open_store(tmp_path)
    run = begun(store)
    digest = found.grade.submission_digest
    store.add(run, found, conditions="c" * 64, calibration="k")
    other = msgspec.structs.replace(found.grade, submission_digest="d2")
    store.add(run, Judgement(other, found.specs, {}, b"", b"SECRETother = 1\n"), conditions="c" * 64, calibration="k")
    hand_in(store, run, "alice", digest)
    hand_in(store, run, "SECRETbob", "d2")
    gradebook = Gradebook(course, store)
    gradebook.decide(Release(True), why="done")
    gradebook.decide(Override("test_value", 1), why="an appeal", login="alice", who="SECRETwho")
    gradebook.decide(Comment("SECRETtobob"), why="a comment", login="SECRETbob")
    yield gradebook
    store.close()


def given(book: Gradebook, policy: Feedback, out: Path) -> dict[str, str]:
    """Each file that is written, by its path, under a policy."""
    settings = msgspec.structs.replace(book.assignment.settings, feedback=FeedbackPolicy(hidden=policy))
    write_class(Gradebook(msgspec.structs.replace(book.assignment, settings=settings), book.store), out)
    files = (path for path in out.rglob("*") if path.is_file())
    return {path.relative_to(out).as_posix(): path.read_bytes().decode("utf-8") for path in files}


@pytest.mark.parametrize("policy", ["full", "hint", "name", "none"])
def test_a_student_is_given_what_the_policy_allows_and_no_more(
    book: Gradebook, found: Judgement, tmp_path: Path, policy: Feedback
) -> None:
    files = given(book, policy, tmp_path / "out")
    own = "".join(text for name, text in files.items() if name.startswith("students/alice"))
    code = own.index("The code that was graded")  # their own file: it says "SECRETprinted" and "SHOWNown words"
    told = own[:code] + own[own.index("<footer", code) :]
    assert [secret for secret in ALL if secret in told and secret not in ALLOWED[policy]] == []
    assert [secret for secret in ALLOWED[policy] & {*IN_HINTS, "SECRETtitle"} if secret not in told] == []
    assert [test.seed for test in found.grade.tests if test.seed in own] == []
    assert "SECRETother" not in own
    assert "SECRETbob" not in own
    assert "SECRETtobob" not in own
    assert "c" * 64 not in own
    assert 'class="point"' not in own or policy == "full"


@pytest.mark.parametrize(
    ("policy", "named"), [("full", {"2", "3", "7"}), ("hint", {"2", "7"}), ("name", set()), ("none", set())]
)
def test_lines_are_marked_by_what_the_student_is_told(
    book: Gradebook, tmp_path: Path, policy: Feedback, named: set[str]
) -> None:
    own = given(book, policy, tmp_path / "out")["students/alice.html"]
    marked = {line for line in "1234567" if f'<li id="line-{line}" class="named">' in own}
    assert marked == named


def test_the_instructor_is_told_all_of_it(book: Gradebook, found: Judgement, tmp_path: Path) -> None:
    own = given(book, "none", tmp_path / "out")["instructor/alice.html"]
    # what is rounded is there in one way only; and the argument has never left the judge
    absent = ALL - {"SECRETid", "SECRETrubric", "SECRETargument", *EXPECTED, "test_value", "test_shape", "test_plain"}
    assert [secret for secret in absent if secret not in own] == []
    assert {"1234.56", "8765.44", "4321.12"} <= {value for value in EXPECTED if value in own}
    assert [test.seed for test in found.grade.tests if test.seed not in own] == []
    assert "c" * 64 in own


@pytest.mark.parametrize("policy", ["full", "hint", "name", "none"])
def test_no_file_of_a_student_runs_anything(book: Gradebook, tmp_path: Path, policy: Feedback) -> None:
    for name, text in given(book, policy, tmp_path / "out").items():
        if name.startswith("students/"):
            assert "<script" not in text
            assert "javascript:" not in text
            assert 'href="../' not in text  # mailed as one file, it leads nowhere
