"""Written questions: read from the course, put into the template, found again in what is handed in, never scored."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from small_course import ONE_PART, Grader, one_test, write_course

from grader import submission
from grader.course import Assignment, load_assignment
from grader.errors import CourseError
from grader.judge.audience import for_audience
from grader.judge.grade import awaiting, to_json
from grader.judge.job import Judgement
from grader.questions import (
    LONGEST_ANSWER,
    PLACEHOLDER,
    Criterion,
    Question,
    answers_file,
    answers_in,
    answers_in_notebook,
    read_questions,
)
from grader.release.folder import drift, write

QUESTIONS = """
[[question]]
title = "A derivation"
points = 5
text = '''
Derive it.

> As the book says.
And explain.
'''
rubric = [{ points = 3, what = "the secret first step" }, { points = 2, what = "the secret second step" }]
model_answer = "a secret answer"

[[question]]
title = "An explanation"
points = 1
text = "Why?"
rubric = [{ points = 1, what = "a secret reason" }]
"""


def with_questions(folder: Path, text: str = QUESTIONS, **course: str) -> Assignment:
    made = write_course(folder, **course)
    (made.reference_folder / "questions.toml").write_text(text, encoding="utf-8")
    return load_assignment(folder, made.slug)


@pytest.fixture
def course(tmp_path: Path) -> Assignment:
    return with_questions(tmp_path, hidden=one_test("pass"), settings=ONE_PART)


def filled(course: Assignment, first: str, second: str) -> bytes:
    text = answers_file(course.settings.title, course.questions)
    for answer in (first, second):
        text = text.replace(PLACEHOLDER, answer, 1)
    return text.encode()


def test_a_course_without_questions_has_none(tmp_path: Path) -> None:
    assert write_course(tmp_path).questions == ()


def test_the_template_has_the_questions_and_not_the_rubric(course: Assignment) -> None:
    folder = write(course)
    text = (folder / "answers.md").read_text(encoding="utf-8")
    assert text.startswith("# One part: written questions\n")
    assert "## Question 1: A derivation (5 points)\n\n> Derive it.\n>\n> > As the book says.\n> And explain.\n" in text
    assert "## Question 2: An explanation (1 point)\n" in text
    assert all("secret" not in path.read_text(encoding="utf-8") for path in folder.iterdir())
    statement = (folder / "README.md").read_text(encoding="utf-8")
    assert "there are 2 questions to answer in words, for 6 points" in statement
    assert "Hand in the folder with `small.py` or\n`small.ipynb` and with `answers.md`." in statement
    (folder / "answers.md").unlink()
    assert drift(course) == ["student_template/small/answers.md: missing"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[question", "not valid TOML"),
        ("x = 1", "unknown field `x`"),
        (QUESTIONS.replace("points = 5", "points = 4"), "question 1: its rubric adds up to 5 points, not to 4"),
        (QUESTIONS.replace("points = 5", "points = 0"), "question[0].points"),
        (QUESTIONS.replace('"A derivation"', '"""A\nB"""'), "question[0].title"),
        ("question = []", "question"),
    ],
)
def test_a_wrong_file_is_said_with_its_place(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(CourseError) as found:
        with_questions(tmp_path, text)
    assert str(found.value).startswith(f"{tmp_path}/reference/small/questions.toml: ")
    assert words in str(found.value)


def test_a_file_that_is_no_text_is_said(tmp_path: Path) -> None:
    path = tmp_path / "questions.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(CourseError, match="cannot be read"):
        read_questions(path)


def test_answers_are_found_below_their_headings(course: Assignment) -> None:
    content = filled(course, "So:\n\n> a quote of mine\n\nThus.", "Because.")
    assert answers_in(content, course.questions) == (["So:\n\n> a quote of mine\n\nThus.", "Because."], [])
    windows = b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n")
    assert answers_in(windows, course.questions) == answers_in(content, course.questions)


def test_the_template_as_it_is_answers_nothing(course: Assignment) -> None:
    assert answers_in(filled(course, PLACEHOLDER, PLACEHOLDER), course.questions) == (["", ""], [])


@pytest.mark.parametrize(
    ("content", "answers", "problem"),
    [
        (b"no headings at all", ["", ""], "answers.md: the heading '## Question 1' is missing"),
        (b"## Question 2\nB", ["", "B"], "answers.md: the heading '## Question 1' is missing"),
        (
            b"##question 1\nA\n## QUESTION 2: mine\nB\n## Question 7\nC",
            ["A", "B"],
            "there is no question 7",
        ),
        (b"## Question 1\nA\n## Question 2\nB\n## Question 1\nC", ["A\n\nC", "B"], ""),
        (b"\xff\xfe\x00", ["", ""], "answers.md is not UTF-8 text: save it as that"),
    ],
)
def test_answers_in_another_form(course: Assignment, content: bytes, answers: list[str], problem: str) -> None:
    found, problems = answers_in(content, course.questions)
    assert found == answers
    assert problem in "; ".join(problems)
    assert bool(problems) == bool(problem)


def test_headings_of_no_question_do_not_flood_the_problems(course: Assignment) -> None:
    content = "".join(f"## Question {number}\n" for number in range(3, 900)).encode()
    _, problems = answers_in(content + filled(course, "a", "b"), course.questions)
    assert problems == ["answers.md: there is no question 3"]


def test_a_long_answer_is_cut_and_says_so(course: Assignment) -> None:
    (first, _), _ = answers_in(filled(course, "x" * (LONGEST_ANSWER + 5), "y"), course.questions)
    assert first == "x" * LONGEST_ANSWER + "\n[5 more characters were handed in]"


SUBMISSION = "def f(x):\n    return x\n"


def test_answers_are_shown_and_not_scored(course: Assignment, graded: Grader, tmp_path: Path) -> None:
    folder = tmp_path / "alice"
    folder.mkdir()
    (folder / "small.py").write_text(SUBMISSION, encoding="utf-8")
    (folder / "answers.md").write_bytes(filled(course, "My derivation.", PLACEHOLDER))
    grade = graded(course, submission.read(folder, course))
    assert (grade.score, grade.max_score, grade.problems) == (10, 10, ())
    first, second = grade.answers
    assert (first.status, first.text, first.max_points) == ("awaiting grading", "My derivation.", 5)
    assert (second.status, second.text) == ("not answered", "")
    assert first.rubric == course.questions[0].rubric
    assert awaiting(grade) == "5 points await grading"


def test_without_the_file_nothing_awaits_grading(course: Assignment, graded: Grader) -> None:
    grade = graded(course, SUBMISSION)
    assert [answer.status for answer in grade.answers] == ["not answered", "not answered"]
    assert awaiting(grade) == ""


def test_a_student_does_not_get_the_rubric(course: Assignment, graded: Grader) -> None:
    judgement = graded.judge(course, SUBMISSION)
    assert isinstance(judgement, Judgement)
    grade = judgement.grade
    assert b"secret" in to_json(grade)
    shown = for_audience(grade, "student", course.settings.feedback, judgement.specs)
    assert b"secret" not in to_json(shown)
    assert "rubric" not in json.loads(to_json(shown))["answers"][0]
    assert b"secret" not in msgspec.json.encode(shown)


def notebook_of(*cells: tuple[str, str]) -> bytes:
    found = [{"cell_type": kind, "metadata": {}, "source": source} for kind, source in cells]
    return json.dumps({"cells": found}).encode()


def asking(*texts: str) -> tuple[Question, ...]:
    return tuple(Question(text, 1, text, (Criterion(1, "right"),)) for text in texts)


def test_the_cell_after_the_question_is_the_answer() -> None:
    cells = [("markdown", "<!-- BEGIN -->\n\nWhy  so?"), ("markdown", " Because. "), ("markdown", "more")]
    cells += [("markdown", "How?"), ("code", "print(1)")]
    questions = asking("How?", "Why so?", "Where?")
    assert answers_in_notebook(notebook_of(*cells), questions) == ["```python\nprint(1)\n```", "Because.", ""]


@pytest.mark.parametrize(
    "left",
    [
        ("markdown", "YOUR ANSWER HERE"),
        ("markdown", "_Type your answer here, replacing this text._"),
        ("code", "def g(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"),
        ("markdown", "Why?"),
        ("markdown", "  "),
    ],
)
def test_what_was_left_as_it_was_is_no_answer(left: tuple[str, str]) -> None:
    assert answers_in_notebook(notebook_of(("markdown", "How?"), left), asking("How?", "Why?"))[0] == ""


def test_a_question_at_the_end_has_no_answer() -> None:
    assert answers_in_notebook(notebook_of(("markdown", "How?")), asking("How?")) == [""]


def test_two_questions_of_one_text_have_their_own_answers() -> None:
    cells = [("markdown", "Why?"), ("markdown", "one"), ("markdown", "Why?"), ("markdown", "two")]
    assert answers_in_notebook(notebook_of(*cells), asking("Why?", "Why?")) == ["one", "two"]
