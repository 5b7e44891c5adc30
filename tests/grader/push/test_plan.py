"""Who is who there, which comment is ours, and what would change."""

from __future__ import annotations

import pytest

from grader.gradebook import Entry
from grader.people import Student
from grader.push.comments import is_among
from grader.push.matching import Account, Match, match
from grader.push.plan import Choice, Shown, Step, Wanted, plan

ALICE = Account(1, "Alice", ("alice", "s-1", "alice@example.org"))
BOB = Account(2, "Bob", ("bob", "s-2", "2"))


@pytest.mark.parametrize(
    "student",
    [
        Student("alice"),
        Student(" ALICE "),
        Student("s-1"),
        Student("a", email="Alice@Example.org"),
        Student("a", ids=("x", "S-1")),
    ],
)
def test_by_login_id_or_address_in_whatever_case(student: Student) -> None:
    assert match([student], [ALICE, BOB])[student.login].account == ALICE


def test_who_is_called_as_two_accounts_are_is_neither() -> None:
    found = match([Student("alice", ids=("2",))], [ALICE, BOB])["alice"]
    assert found == Match(None, "could be Alice (1) and Bob (2)")


def test_two_who_are_called_as_one_account_is_are_both_nobody() -> None:
    found = match([Student("alice"), Student("s-1"), Student("bob")], [ALICE, BOB])
    assert found["alice"] == Match(None, "Alice (1) could also be s-1")
    assert found["s-1"] == Match(None, "Alice (1) could also be alice")
    assert found["bob"].account == BOB


def test_nothing_is_no_identifier() -> None:
    assert match([Student("carol", email="")], [Account(3, "Nobody", ("", " "))])["carol"].account is None


def test_half_an_address_or_a_name_is_not_enough() -> None:
    account = Account(3, "Carol Gamma", ("carol@example.org",))
    assert match([Student("carol", "Carol Gamma")], [account])["carol"].account is None


@pytest.mark.parametrize(
    ("ours", "there"),
    [
        ("Well done.", " Well  done.\r\n"),
        ("x < y & z", "x &lt; y &amp; z"),
        ("Use <b>sum</b>.", "Use sum."),
        ("x<y", "<p>x&lt;y</p>"),
        ("<i>a</i><!-- b -->", "a"),
    ],
)
def test_comments_are_known_again(ours: str, there: str) -> None:
    assert is_among(ours, ["another", there])


@pytest.mark.parametrize(
    ("ours", "there"),
    [("x < y", "x > y"), ("5", "-5"), ("Good.", "Good. But …"), ("<img src=a>", "<br>"), ("<img>", "")],
)
def test_others_are_not(ours: str, there: str) -> None:
    assert not is_among(ours, [there])


@pytest.mark.parametrize(
    ("points", "shown", "same"),
    [
        (8.5, Shown(8.5), True),
        (0.1 + 0.2, Shown(0.3), True),
        (7.125, Shown(7.13), True),
        (8.5, Shown(8.51), False),
        (0.0, Shown(), False),
        (0.0, Shown(excused=True), False),
        (8.5, Shown(8.5, excused=True), False),
        (None, Shown(excused=True), True),
        (None, Shown(8.5), False),
    ],
)
def test_what_is_the_same_grade(points: float | None, shown: Shown, same: bool) -> None:
    assert Wanted(points).is_shown(shown) == same


class Nothing:
    """No journal."""

    def has_comment(self, *_: object) -> bool:
        return False

    def last_grade(self, *_: object) -> str:
        return ""


def steps(entry: Entry, shown: Shown) -> Step:
    (step,) = plan([entry], {"alice": Match(ALICE)}, {1: shown}, Nothing(), Choice())
    return step


def an_entry(*comments: str, awaiting: float = 0.0) -> Entry:
    return Entry(Student("alice"), "graded", 8.5, 10.0, 8.5, comments=comments, awaiting=awaiting, released=True)


def test_the_same_comment_twice_is_one_and_an_empty_one_is_none() -> None:
    assert steps(an_entry("Good.", "Good.", " "), Shown()).comments == ("Good.",)


def test_a_comment_that_is_there_is_not_posted() -> None:
    step = steps(an_entry("Good.", "More."), Shown(8.5, comments=("Good.",)))
    assert (step.comments, step.found) == (("More.",), ("Good.",))
    assert step.line() == "alice: as it is (8.5), 1 comment"


def test_points_that_a_person_has_still_to_give_are_said() -> None:
    assert steps(an_entry(awaiting=4.0), Shown()).line() == "alice: nothing → 8.5; answers worth 4 wait for a person"
