"""`grader push canvas`, as an instructor uses it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from fake_canvas import ASSIGNMENT, COURSE, TEACHER, TOKEN, FakeCanvas, Fault
from graded import decide, grade_class

from grader.cli import push
from grader.course import Assignment
from grader.errors import PushError
from grader.gradebook.decisions import Bonus, Comment, Excuse, Release
from grader.push import session

NUMBERS = ("--course-id", str(COURSE), "--assignment-id", str(ASSIGNMENT))


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "FIRST_WAIT", 0.001)


@pytest.fixture
def three(course: Assignment, canvas: FakeCanvas) -> Assignment:
    """alice has 8.5, bob 6 and carol 10; Canvas knows them by login, and has nothing yet."""
    grade_class(course, {"alice": 8.5, "bob": 6.0, "carol": 10.0})
    for number, login in enumerate(("alice", "bob", "carol"), 1):
        canvas.add(number, login.title(), login_id=login)
    return course


def run(course: Assignment, *arguments: str) -> Result:
    command = ["canvas", "small", *NUMBERS, "--course", str(course.course), *arguments]
    return CliRunner().invoke(push.command, command, catch_exceptions=False)


def line_of(found: Result, login: str) -> str:
    return next(line for line in found.stdout.splitlines() if line.startswith(f"{login}:"))


def test_grades_and_comments_are_posted_once(three: Assignment, canvas: FakeCanvas) -> None:
    decide(three, Comment("Well done."), "alice")
    first = run(three)
    assert first.exit_code == 0, first.output
    assert "3 posted, 0 as they are, 0 left out, 0 cannot be posted" in first.stdout
    assert [canvas.score(user) for user in (1, 2, 3)] == [8.5, 6.0, 10.0]
    assert canvas.comments(1) == ["Well done."]
    again = run(three)
    assert again.exit_code == 0
    assert "0 posted, 3 as they are" in again.stdout
    assert len(canvas.puts()) == 3


def test_a_dry_run_says_who_from_what_to_what_and_posts_nothing(three: Assignment, canvas: FakeCanvas) -> None:
    canvas.submissions[2] |= {"score": 7.0, "entered_score": 7.0}
    canvas.submissions[3] |= {"score": 10.0, "entered_score": 10.0}
    decide(three, Comment("One."), "carol")
    decide(three, Comment("Two."), "carol")
    found = run(three, "--dry-run")
    assert found.exit_code == 0
    assert line_of(found, "alice") == "alice: nothing → 8.5"
    assert line_of(found, "bob") == "bob: 7 → 6"
    assert line_of(found, "carol") == "carol: as it is (10), 2 comments"
    assert canvas.puts() == []
    assert not (three.course / ".grader" / "push" / "small.json").exists()
    without = run(three, "--dry-run", "--no-comments")
    assert line_of(without, "carol") == "carol: as it is (10)"


def test_only_what_is_released_is_posted(course: Assignment, canvas: FakeCanvas) -> None:
    grade_class(course, {"alice": 8.0, "bob": 6.0}, released=False)
    canvas.add(1, "Alice", login_id="alice")
    canvas.add(2, "Bob", login_id="bob")
    decide(course, Release(True), "alice")
    found = run(course, "--dry-run")
    assert line_of(found, "bob") == "bob: not posted: not released"
    assert run(course).exit_code == 0
    assert (canvas.score(1), canvas.score(2)) == (8.0, None)
    assert run(course, "--all").exit_code == 0
    assert canvas.score(2) == 6.0


def test_excused_missing_and_not_graded(course: Assignment, canvas: FakeCanvas) -> None:
    grade_class(course, {"alice": 8.0, "bob": None, "carol": 3.0}, ungraded=("carol",))
    decide(course, Excuse(), "alice")
    decide(course, Comment("Where is it?"), "bob")
    for number, login in enumerate(("alice", "bob", "carol"), 1):
        canvas.add(number, login.title(), login_id=login)
    found = run(course, "--dry-run")
    assert line_of(found, "alice") == "alice: nothing → excused"
    assert line_of(found, "bob") == "bob: not posted: missing"
    assert line_of(found, "carol") == "carol: not posted: not graded"
    assert run(course).exit_code == 0
    assert canvas.submissions[1]["excused"]
    assert (canvas.score(2), canvas.comments(2), canvas.score(3)) == (None, [], None)
    assert run(course, "--missing-as-zero").exit_code == 0
    assert (canvas.score(2), canvas.comments(2), canvas.score(3)) == (0.0, ["Where is it?"], None)
    puts = len(canvas.puts())
    run(course, "--missing-as-zero")
    assert len(canvas.puts()) == puts
    decide(course, Excuse(False), "alice")
    assert line_of(run(course, "--dry-run"), "alice") == "alice: excused → 8"
    run(course)
    assert (canvas.score(1), canvas.submissions[1]["excused"]) == (8.0, False)


def test_who_is_nobody_or_could_be_two_is_listed_and_not_posted(three: Assignment, canvas: FakeCanvas) -> None:
    canvas.users[0]["login_id"] = "somebody-else"
    canvas.add(4, "Bob the Second", sis_user_id="BOB")
    found = run(three)
    assert found.exit_code == 1
    assert canvas.score(3) == 10.0
    assert [request.path.rpartition("/")[2] for request in canvas.puts()] == ["3"]
    dry = run(three, "--dry-run")
    assert dry.exit_code == 1
    assert line_of(dry, "alice").startswith("alice: not posted: nobody in the course there is called so")
    assert line_of(dry, "bob") == "bob: not posted: could be Bob (2) and Bob the Second (4)"


def test_the_number_of_an_account_is_nobodys_login(course: Assignment, canvas: FakeCanvas) -> None:
    """A student number that happens to be the id of somebody else's account there says nothing."""
    grade_class(course, {"20417": 8.5})
    canvas.add(20417, "Eve", login_id="eve")
    found = run(course)
    assert found.exit_code == 1
    assert canvas.score(20417) is None


def test_what_is_held_back_again_and_still_shown_is_said(three: Assignment) -> None:
    run(three)
    decide(three, Release(False), "alice")
    assert line_of(run(three, "--dry-run"), "alice") == "alice: not posted: not released; Canvas shows 8.5"


def test_a_roster_says_what_else_students_are_called(three: Assignment, canvas: FakeCanvas, tmp_path: Path) -> None:
    for user, known in zip(
        canvas.users, ({"sis_user_id": "s-1"}, {"email": "Bob@example.org"}, {"sis_login_id": "c-3"}), strict=True
    ):
        del user["login_id"]
        user |= known
    roster = tmp_path / "roster.csv"
    roster.write_text("login,id,email\nalice,s-1,\nbob,,bob@example.org\ncarol,c-3,\n", encoding="utf-8")
    assert run(three).exit_code == 1
    assert run(three, "--roster", str(roster)).exit_code == 0
    assert [canvas.score(user) for user in (1, 2, 3)] == [8.5, 6.0, 10.0]


def test_the_failure_of_one_does_not_stop_the_others(three: Assignment, canvas: FakeCanvas) -> None:
    canvas.refuses[2] = Fault("status", 400, body='{"errors": [{"message": "no grade of this kind"}]}')
    found = run(three)
    assert found.exit_code == 1
    assert line_of(found, "bob") == "bob: not posted: no grade of this kind (400)"
    assert "2 posted, 0 as they are, 0 left out, 1 cannot be posted" in found.stdout
    canvas.refuses.clear()
    assert run(three).exit_code == 0
    assert canvas.score(2) == 6.0


def test_a_grade_that_canvas_takes_for_another_is_no_success(three: Assignment, canvas: FakeCanvas) -> None:
    body = json.dumps({**canvas.submissions[2], "score": 0.0, "entered_score": 0.0})
    canvas.refuses[2] = Fault("status", 200, body=body)
    found = run(three)
    assert found.exit_code == 1
    assert line_of(found, "bob") == "bob: not posted: 6 was posted, and Canvas shows 0"


def test_what_was_changed_there_is_said(three: Assignment, canvas: FakeCanvas) -> None:
    run(three)
    canvas.submissions[1] |= {"score": 9.0, "entered_score": 9.0}
    said = line_of(run(three, "--dry-run"), "alice")
    assert said == "alice: 9 → 8.5; it was posted as 8.5, and changed there since"
    decide(three, Bonus(1.0), "bob")
    assert line_of(run(three, "--dry-run"), "bob") == "bob: 6 → 7"


def test_what_canvas_takes_off_for_lateness_is_no_difference(three: Assignment, canvas: FakeCanvas) -> None:
    canvas.submissions[1] |= {"score": 6.5, "entered_score": 8.5, "points_deducted": 2.0}
    found = run(three, "--dry-run")
    assert line_of(found, "alice") == "alice: as it is (8.5); Canvas takes 2 off by a rule of its own"


def test_other_points_there_are_said(three: Assignment, canvas: FakeCanvas) -> None:
    canvas.assignment["points_possible"] = 100
    assert "Canvas has 100 points for this assignment, and we 10" in run(three, "--dry-run").stdout


HTML = "Use <b>np.sum</b> & x < y:\n<script>alert(1)</script>"


@pytest.mark.parametrize("sanitises", [False, True])
def test_html_in_a_comment_arrives_as_it_is_and_is_known_again(
    three: Assignment, canvas: FakeCanvas, sanitises: bool
) -> None:
    canvas.sanitises = sanitises
    decide(three, Comment(HTML), "alice")
    run(three)
    assert canvas.puts()[0].told["comment[text_comment]"] == [HTML]
    (three.course / ".grader" / "push" / "small.json").unlink()
    found = run(three)
    assert "0 posted, 3 as they are" in found.stdout
    assert len(canvas.comments(1)) == 1


def test_a_comment_that_was_edited_or_deleted_there_is_not_posted_again(three: Assignment, canvas: FakeCanvas) -> None:
    decide(three, Comment("Well done."), "alice")
    canvas.comment(1, "Well done.")
    run(three)
    canvas.submissions[1]["submission_comments"] = [{"author_id": TEACHER, "comment": "Very well done."}]
    run(three)
    assert canvas.comments(1) == ["Very well done."]


def test_what_a_student_writes_is_no_comment_of_ours(three: Assignment, canvas: FakeCanvas) -> None:
    decide(three, Comment("Well done."), "alice")
    canvas.comment(1, "Well done.", author=1)
    run(three)
    assert canvas.comments(1) == ["Well done."] * 2


@pytest.mark.parametrize("answered", [False, True])
def test_killed_in_the_middle_it_goes_on_and_posts_nothing_twice(
    three: Assignment, canvas: FakeCanvas, answered: bool
) -> None:
    for login in ("alice", "bob", "carol"):
        decide(three, Comment(f"For {login}: first."), login)
        decide(three, Comment(f"For {login}: second."), login)
    canvas.fail("PUT", None, None, Fault("silent", acted=answered))
    process = subprocess.Popen(
        [sys.executable, "-m", "grader", "push", "canvas", "small", *NUMBERS, "--course", str(three.course)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(push.__file__).parents[2])},
    )
    assert canvas.reached.wait(60), process.communicate()
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    found = run(three)
    assert found.exit_code == 0, found.output
    assert [canvas.score(user) for user in (1, 2, 3)] == [8.5, 6.0, 10.0]
    for user, login in enumerate(("alice", "bob", "carol"), 1):
        assert canvas.comments(user) == [f"For {login}: first.", f"For {login}: second."]


def test_when_there_is_no_answer_any_more_it_ends(course: Assignment, canvas: FakeCanvas) -> None:
    logins = [f"student{number}" for number in range(6)]
    grade_class(course, dict.fromkeys(logins, 5.0))
    for number, login in enumerate(logins, 1):
        canvas.add(number, login, login_id=login)
    canvas.refuses = {number: Fault("status", 503) for number in range(1, 7)}
    found = run(course)
    assert found.exit_code == 1
    assert found.stdout.count("it answers with status 503") == 3
    assert line_of(found, "student5") == "student5: not posted: not tried, there is no answer any more"
    assert "6 cannot be posted" in found.stdout


def test_the_token_is_nowhere_but_in_the_requests(three: Assignment, canvas: FakeCanvas) -> None:
    canvas.refuses[2] = Fault("status", 400, body=f'{{"error": "Bearer {TOKEN} is odd"}}')
    found = run(three)
    assert TOKEN not in found.output
    assert "Bearer … is odd" in found.stdout
    assert all(request.authorization == f"Bearer {TOKEN}" for request in canvas.requests)
    kept = [path for path in three.course.rglob("*") if path.is_file() and TOKEN.encode() in path.read_bytes()]
    assert kept == []


def test_a_netrc_does_not_replace_the_token(
    three: Assignment, canvas: FakeCanvas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password else\n", encoding="ascii")
    (tmp_path / "netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    assert run(three).exit_code == 0
    assert canvas.requests[0].authorization == f"Bearer {TOKEN}"


def test_a_token_that_is_not_taken_is_one_line(three: Assignment, canvas: FakeCanvas) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "grader", "push", "canvas", "small", *NUMBERS, "--course", str(three.course)],
        capture_output=True,
        text=True,
        env={**os.environ, "CANVAS_API_TOKEN": "another", "PYTHONPATH": str(Path(push.__file__).parents[2])},
        timeout=120,
    )
    said = f"grader: {canvas.url.removeprefix('http://')} does not accept the token in CANVAS_API_TOKEN (401)\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"grading_type": "not_graded"}, "Not Graded"),
        ({"anonymize_students": True}, "does not say who is who"),
        ({"moderated_grading": True}, "a moderator has to publish"),
        ({"group_category_id": 5}, "Assign Grades to Each Student Individually"),
    ],
)
def test_assignments_that_grades_cannot_be_posted_for(
    three: Assignment, canvas: FakeCanvas, told: dict[str, object], said: str
) -> None:
    canvas.assignment |= told
    with pytest.raises(PushError, match=said):
        run(three)
    assert canvas.puts() == []


@pytest.mark.parametrize(
    "told",
    [
        {"moderated_grading": True, "grades_published": True},
        {"group_category_id": 5, "grade_group_students_individually": True},
    ],
)
def test_and_those_that_look_like_them(three: Assignment, canvas: FakeCanvas, told: dict[str, object]) -> None:
    canvas.assignment |= told
    assert run(three, "--dry-run").exit_code == 0


def test_what_was_posted_is_said_when_it_is_interrupted(
    three: Assignment, canvas: FakeCanvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    canvas.fail("PUT", None, Fault("status", 503))
    monkeypatch.setattr("time.sleep", interrupt)
    found = run(three)
    assert found.exit_code != 0
    assert "1 posted: the same command goes on where this one was stopped" in found.stderr
