"""Written answers go out blind, and come back with points; a file that is wrong changes nothing."""

from __future__ import annotations

import tomllib
from collections.abc import Callable

import pytest
import tomli_w
from stored import add, begun, hand_in, judgement

from grader.course import Assignment, load_assignment
from grader.errors import GradebookError
from grader.gradebook import Gradebook
from grader.gradebook.rubric import pseudonym, take_back, to_grade
from grader.judge.grade import Answer
from grader.judge.seeds import course_key, pseudonym_key
from grader.store import Store

WithPolicy = Callable[..., Assignment]
HOSTILE = "quotes \" ' \\ \"\"\" and ''' , \x07 \x7f é 💥\n[[answer]]\npoints = [1, 3]\n# a comment"


def written(text: str, number: int = 1, points: float = 4) -> Answer:
    status = "awaiting grading" if text else "not answered"
    return Answer(number=number, title="Why?", max_points=points, status=status, text=text)  # type: ignore[arg-type]  # one of two


@pytest.fixture
def book(with_policy: WithPolicy, store: Store) -> Gradebook:
    course = with_policy(questions=True)
    run = begun(store)
    for digest, texts, logins in (
        ("d1", ("Because.", "So."), ["alice"]),
        ("d2", (HOSTILE, ""), ["bob", "carol"]),
        ("d3", ("", ""), ["dave"]),
    ):
        answers = [written(texts[0]), written(texts[1], 2, 6)]
        add(store, run, judgement(digest, 6, answers=answers))
        hand_in(store, run, "+".join(logins), digest, logins=logins)
    return Gradebook(course, store)


def points(book: Gradebook) -> dict[str, tuple[float | None, float]]:
    return {one.student.login: (one.points, one.awaiting) for one in book.entries()}


def filled(text: str, given: dict[int, list[float]]) -> str:
    found = tomllib.loads(text)
    for one in found["answer"]:
        one["points"] = given.get(one["question"], [])
    return tomli_w.dumps(found)


def test_nobody_is_named_and_texts_are_as_they_were(book: Gradebook) -> None:
    text, count = to_grade(book)
    answers = tomllib.loads(text)["answer"]
    assert count == len(answers) == 3
    assert not any(login in text for login in ("alice", "bob", "carol", "dave"))
    assert sorted(one["answer"] for one in answers) == sorted(["Because.", "So.", HOSTILE])
    assert answers[0]["who"] != answers[1]["who"]
    assert "#   3  says why" in text
    assert "# Slowly." in text
    assert to_grade(book)[0] == text
    named, _ = to_grade(book, named=True)
    assert {one["who"] for one in tomllib.loads(named)["answer"]} == {"alice", "bob, carol"}


def test_points_come_back_for_all_who_have_handed_it_in(book: Gradebook) -> None:
    before = points(book)
    assert before == {"alice": (10, 10), "bob": (10, 4), "carol": (10, 4), "dave": (10, 0)}
    text, _ = to_grade(book)
    assert take_back(book, filled(text, {1: [1, 2.5]}), shown="f.toml") == 2
    assert points(book) == {"alice": (13.5, 6), "bob": (13.5, 0), "carol": (13.5, 0), "dave": (10, 0)}
    assert to_grade(book)[1] == 1
    again, count = to_grade(book, every=True)
    assert count == 3
    assert take_back(book, again, shown="f.toml") == 0  # nothing in it is new
    assert len(book.decisions()) == 3


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({1: [1, 2.5, 3]}, "question 1 of [A-Z2-7]{10}: 3 points for the 2 lines of its rubric"),
        ({1: [1, 3], 2: [7]}, "question 2 of [A-Z2-7]{10}: line 1 of its rubric gives 6 at most, not 7"),
        ({1: [1, -1]}, r"f.toml: Expected `float` >= 0"),
    ],
)
def test_points_that_cannot_be_change_nothing(book: Gradebook, given: dict[int, list[float]], says: str) -> None:
    text, _ = to_grade(book)
    with pytest.raises(GradebookError, match=says):
        take_back(book, filled(text, given), shown="f.toml")
    assert book.decisions() == []


def test_who_joins_a_group_later_gets_the_same_points(book: Gradebook) -> None:
    text, _ = to_grade(book)
    take_back(book, filled(text, {1: [1, 3]}), shown="f.toml")
    hand_in(book.store, begun(book.store), "bob+carol", "d2", logins=["bob", "carol", "eve"])
    again, count = to_grade(book)
    assert count == 2  # alice's second, and that of eve
    assert take_back(book, filled(again, {1: [1, 3]}), shown="f.toml") == 1
    assert points(book)["eve"] == points(book)["bob"]


def test_a_question_that_is_asked_no_longer_waits_for_nobody(book: Gradebook) -> None:
    file = book.assignment.reference_folder / "questions.toml"
    text, _ = to_grade(book)
    file.write_text(file.read_text(encoding="utf-8").split('\n[[question]]\ntitle = "How?"')[0], encoding="utf-8")
    fewer = Gradebook(load_assignment(book.assignment.course, "small"), book.store)
    assert to_grade(fewer)[1] == 2
    assert points(fewer)["alice"] == (10, 4)
    with pytest.raises(GradebookError, match="there is no such answer any more"):
        take_back(fewer, filled(text, {2: [6]}), shown="f.toml")


def test_a_file_for_other_answers_is_refused(book: Gradebook) -> None:
    text, _ = to_grade(book)
    for wrong in (text.replace("question = 2", "question = 3"), text.replace('text_digest = "', 'text_digest = "0')):
        with pytest.raises(GradebookError, match="there is no such answer any more: write the file anew"):
            take_back(book, filled(wrong, {1: [1, 3], 2: [6], 3: [1]}), shown="f.toml")
    with pytest.raises(GradebookError, match=r"f\.toml: not valid TOML"):
        take_back(book, "[", shown="f.toml")
    with pytest.raises(GradebookError, match=r"f\.toml: .*unknown field `points_`"):
        take_back(book, text.replace("points =", "points_ ="), shown="f.toml")


def test_without_questions_there_is_nothing_to_grade(with_policy: WithPolicy, store: Store) -> None:
    with pytest.raises(GradebookError, match="small has no written questions"):
        to_grade(Gradebook(with_policy(), store))


def test_a_pseudonym_is_the_same_in_a_course_and_another_elsewhere(book: Gradebook) -> None:
    key = pseudonym_key(book.assignment.course)
    course_key(book.assignment.course, new=True)
    assert pseudonym_key(book.assignment.course) == key
    assert pseudonym(key, "alice") == pseudonym(key, "alice") != pseudonym(key, "bob")
    assert pseudonym(key, "alice") != pseudonym(b"x" * 32, "alice")
