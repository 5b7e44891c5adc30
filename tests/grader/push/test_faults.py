"""What a network and a busy server do to requests: who waits, who tries again, and what is never done twice."""

from __future__ import annotations

import email.utils
import multiprocessing
import re
import socket
import time
from collections import Counter
from multiprocessing.connection import Connection

import pytest
from fake_canvas import ASSIGNMENT, COURSE, TOKEN, FakeCanvas, Fault

from grader.course import Assignment
from grader.errors import PushError
from grader.push.canvas import CanvasAssignment, checked_token, checked_url
from grader.push.journal import journal
from grader.push.plan import Shown, Step, Wanted
from grader.push.posting import Done, Posting
from grader.push.session import LONGEST_WAIT, TRIES, Lost, Refused, Unsure

RATE_LIMITS = [
    Fault("status", 429, {"Retry-After": "3"}),
    Fault("status", 403, {"Retry-After": "3"}, body="403 Forbidden (Rate Limit Exceeded)\n"),
]
PASSING = [
    Fault("status", 500),
    Fault("status", 503, body="<html>down</html>"),
    Fault("half"),
    Fault("reset"),
    Fault("html"),
]


class Clock:
    """Nobody waits; how long they would have is written down."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.waits.append(seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def place(canvas: FakeCanvas, clock: Clock) -> CanvasAssignment:
    canvas.add(1, "Alice", login_id="alice")
    return CanvasAssignment(canvas.url, TOKEN, course=COURSE, assignment=ASSIGNMENT, pause=clock)


def a_step(*comments: str, points: float | None = 8.5) -> Step:
    return Step("alice", Wanted(points, comments), account=1, grade=True, comments=comments)


def post(assignment: Assignment, place: CanvasAssignment, clock: Clock, *steps: Step) -> list[Done]:
    with journal(assignment, place.where) as posted:
        return Posting(place, posted, clock).all(steps, lambda _: None)


def test_all_pages_are_read(place: CanvasAssignment, canvas: FakeCanvas) -> None:
    for number in range(2, 8):
        canvas.add(number, f"Student {number}")
    assert [one.id for one in place.accounts()] == [1, 2, 3, 4, 5, 6, 7]
    assert set(place.shown()) == {1, 2, 3, 4, 5, 6, 7}
    first = canvas.requests[0]
    assert first.told["enrollment_type[]"] == ["student"]
    assert first.told["include[]"] == ["email"]
    assert first.told["per_page"] == ["100"]


@pytest.mark.parametrize("fault", RATE_LIMITS)
def test_a_rate_limit_is_waited_for_as_long_as_it_says(
    place: CanvasAssignment, canvas: FakeCanvas, clock: Clock, fault: Fault
) -> None:
    canvas.fail("GET", fault)
    assert place.shown()[1] == Shown()
    canvas.fail("PUT", fault)
    assert place.post(1, points=8.5, excused=False, comment="").score == 8.5
    assert clock.waits == [3.0, 3.0]


def test_without_a_word_on_how_long_each_wait_is_longer(
    place: CanvasAssignment, canvas: FakeCanvas, clock: Clock
) -> None:
    canvas.fail("GET", *[Fault("status", 429)] * TRIES)
    with pytest.raises(Lost, match=f"too many requests, {TRIES} times"):
        place.shown()
    assert clock.waits == [1.0, 2.0, 4.0, 8.0, 16.0]


def test_a_time_to_wait_until(place: CanvasAssignment, canvas: FakeCanvas, clock: Clock) -> None:
    then = email.utils.formatdate(time.time() + 60, usegmt=True)
    canvas.fail("GET", Fault("status", 429, {"Retry-After": then}), Fault("status", 429, {"Retry-After": "soon"}))
    place.shown()
    assert 50 < clock.waits[0] <= 60
    assert clock.waits[1] == 2.0


def test_nobody_waits_for_an_hour(place: CanvasAssignment, canvas: FakeCanvas, clock: Clock) -> None:
    canvas.fail("GET", Fault("status", 429, {"Retry-After": str(LONGEST_WAIT + 1)}))
    with pytest.raises(Lost, match="asks to wait for 301 seconds"):
        place.shown()
    assert clock.waits == []


@pytest.mark.parametrize("fault", PASSING, ids=lambda fault: f"{fault.kind}-{fault.status}")
def test_what_passes_is_asked_for_again(
    place: CanvasAssignment, canvas: FakeCanvas, clock: Clock, fault: Fault
) -> None:
    canvas.fail("GET", fault, fault)
    assert len(place.accounts()) == 1
    assert clock.waits == [1.0, 2.0]


@pytest.mark.parametrize("fault", PASSING, ids=lambda fault: f"{fault.kind}-{fault.status}")
def test_what_stays_ends_in_one_line(place: CanvasAssignment, canvas: FakeCanvas, fault: Fault) -> None:
    canvas.fail("GET", *[fault] * TRIES)
    with pytest.raises(Lost, match=r"^127\.0\.0\.1:\d+: .*, 6 times$"):
        place.accounts()


@pytest.mark.parametrize("acted", [False, True])
@pytest.mark.parametrize("kind", ["status", "half", "reset", "html"])
def test_a_comment_whose_answer_was_lost_is_there_once(
    course: Assignment, place: CanvasAssignment, canvas: FakeCanvas, clock: Clock, kind: str, acted: bool
) -> None:
    canvas.fail("PUT", Fault(kind, acted=acted))
    (done,) = post(course, place, clock, a_step("Well done.", "And more."))
    assert done.failed == ""
    assert canvas.score(1) == 8.5
    assert canvas.comments(1) == ["Well done.", "And more."]


def test_what_is_half_there_is_completed(
    course: Assignment, place: CanvasAssignment, canvas: FakeCanvas, clock: Clock
) -> None:
    canvas.fail("PUT", Fault("reset"))
    canvas.submissions[1] |= {"score": 8.5, "entered_score": 8.5}
    post(course, place, clock, a_step("Well done."))
    assert "submission[posted_grade]" not in canvas.puts()[1].told
    assert canvas.comments(1) == ["Well done."]


def test_a_grade_that_never_arrives_is_given_up(
    course: Assignment, place: CanvasAssignment, canvas: FakeCanvas, clock: Clock
) -> None:
    canvas.fail("PUT", *[Fault("reset")] * TRIES)
    (done,) = post(course, place, clock, a_step())
    assert re.fullmatch(r"127\.0\.0\.1:\d+: the connection broke, 6 times", done.failed)
    assert len(canvas.puts()) == TRIES


def test_a_wrong_token_ends_everything(canvas: FakeCanvas, clock: Clock) -> None:
    place = CanvasAssignment(canvas.url, "wrong", course=COURSE, assignment=ASSIGNMENT, pause=clock)
    with pytest.raises(PushError, match=r"does not accept the token in CANVAS_API_TOKEN \(401\)$") as found:
        place.points_possible()
    assert not isinstance(found.value, Refused | Lost)
    assert clock.waits == []


@pytest.mark.parametrize(
    ("status", "body"),
    [(401, '{"errors": [{"message": "user not authorized"}]}'), (403, "Forbidden"), (404, '{"message": "not here"}')],
)
def test_no_such_assignment_or_no_right_to_see_it(
    place: CanvasAssignment, canvas: FakeCanvas, status: int, body: str
) -> None:
    canvas.fail("GET", Fault("status", status, body=body))
    with pytest.raises(PushError, match=rf"/courses/7/assignments/70: the assignment .*is there one.*\({status}\)$"):
        place.points_possible()


def test_a_redirect_is_not_followed(place: CanvasAssignment, canvas: FakeCanvas) -> None:
    canvas.fail("PUT", Fault("status", 302, {"Location": "https://elsewhere.example.org/"}))
    with pytest.raises(PushError, match=r"points to https://elsewhere\.example\.org/: give the address itself"):
        place.post(1, points=1.0, excused=False, comment="")


@pytest.mark.parametrize("body", ["[]", "17", '{"id": 1}', '{"id": 1, "score": "many"}', "null"])
def test_json_of_another_form_is_no_success(place: CanvasAssignment, canvas: FakeCanvas, body: str) -> None:
    canvas.fail("PUT", Fault("status", 200, body=body))
    with pytest.raises(Unsure, match="a form that its API does not have"):
        place.post(1, points=1.0, excused=False, comment="")


@pytest.mark.parametrize("body", ['["a"]', "17", '[{"id": "one"}]', "null"])
def test_a_list_of_another_form_is_no_traceback(place: CanvasAssignment, canvas: FakeCanvas, body: str) -> None:
    canvas.fail("GET", Fault("status", 200, body=body))
    with pytest.raises(Lost, match="a form that its API does not have"):
        place.accounts()


def test_nobody_listens(clock: Clock) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        place = CanvasAssignment(url, TOKEN, course=COURSE, assignment=ASSIGNMENT, pause=clock)
        with pytest.raises(Lost, match="no connection, 6 times"):
            place.post(1, points=1.0, excused=False, comment="Once.")
    assert len(clock.waits) == TRIES - 1


def test_a_machine_that_is_none(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_such_name(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_such_name)
    monkeypatch.setenv("NO_PROXY", "*")
    place = CanvasAssignment("https://canvas.invalid", TOKEN, course=COURSE, assignment=ASSIGNMENT, pause=clock)
    with pytest.raises(Lost, match=r"no machine is called canvas\.invalid"):
        place.accounts()
    assert clock.waits == []


def test_points_are_posted_as_they_are_written(place: CanvasAssignment, canvas: FakeCanvas) -> None:
    for points in (8.5, 10.0, 0.1 + 0.2, 1234567.25, 0.0):
        place.post(1, points=points, excused=False, comment="")
    posted = [request.told["submission[posted_grade]"] for request in canvas.puts()]
    assert posted == [["8.5"], ["10"], ["0.3"], ["1234567.25"], ["0"]]


@pytest.mark.parametrize(
    ("url", "known_as"),
    [
        ("https://canvas.example.org", "https://canvas.example.org"),
        (" https://Canvas.example.org/api/v1/ ", "https://canvas.example.org"),
        ("http://127.0.0.1:3000/", "http://127.0.0.1:3000"),
        ("http://[::1]:3000", "http://[::1]:3000"),
        ("http://localhost", "http://localhost"),
    ],
)
def test_addresses(url: str, known_as: str) -> None:
    assert checked_url(url) == known_as


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "where is Canvas"),
        ("canvas.example.org", "is https://canvas"),
        ("ftp://canvas.example.org", "is https://canvas"),
        ("https://", "is https://canvas"),
        ("http://canvas.example.org", "could be read on the way"),
        ("https://me:secret@canvas.example.org", "is https://canvas"),
        ("https://canvas.example.org/courses/7", "only the address itself, https://canvas.example.org"),
        ("https://[canvas", "--url: "),
        ("https://canvas.example.org:port", "--url: "),
    ],
)
def test_what_is_no_address(url: str, said: str) -> None:
    with pytest.raises(PushError, match=re.escape(said)) as found:
        checked_url(url)
    assert "secret" not in str(found.value)


@pytest.mark.parametrize("token", ["", "  ", "two words", "new\nline", "schlüssel"])
def test_what_is_no_token_is_not_shown(token: str) -> None:
    with pytest.raises(PushError, match="CANVAS_API_TOKEN") as found:
        checked_token(token)
    assert not token.strip() or token not in str(found.value)


def test_a_second_command_is_refused_while_the_first_runs(course: Assignment) -> None:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=hold, args=(course, theirs))
    process.start()
    try:
        assert ours.poll(60)
        with pytest.raises(PushError, match="grades of small are being posted already"), journal(course, "there"):
            pass
    finally:
        process.kill()
        process.join()
    with journal(course, "there") as one:
        one.note_grade("alice", 1, "8.5")


def hold(course: Assignment, told: Connection) -> None:
    with journal(course, "there"):
        told.send(1)
        time.sleep(60)


def test_the_journal_tells_places_accounts_and_comments_apart(course: Assignment) -> None:
    with journal(course, "there") as one:
        one.note_comment("alice", 1, "Good.")
        for grade in ("8", "9", "8"):
            one.note_grade("alice", 1, grade)
    with journal(course, "there") as one:
        known = Counter(
            one.has_comment(*asked)
            for asked in (("alice", 1, "Good."), ("alice", 2, "Good."), ("bob", 1, "Good."), ("alice", 1, "8"))
        )
        assert known == {True: 1, False: 3}
        assert (one.last_grade("alice", 1), one.last_grade("alice", 2)) == ("8", "")
    with journal(course, "elsewhere") as one:
        assert not one.has_comment("alice", 1, "Good.")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"posted": 3}', '{"version": 2}'])
def test_what_is_no_journal_is_said(course: Assignment, content: str) -> None:
    folder = course.course / ".grader" / "push"
    folder.mkdir(parents=True)
    (folder / "small.json").write_text(content, encoding="ascii")
    with (
        pytest.raises(PushError, match=r"small\.json (is no|was written by a newer)"),
        journal(course, "there"),
    ):
        pass
    assert (folder / "small.json").read_text(encoding="ascii") == content


def test_a_right_that_is_missing_is_said_with_what_it_is_about(place: CanvasAssignment, canvas: FakeCanvas) -> None:
    canvas.fail("GET", *[Fault("status", 403, body='{"errors": [{"message": "user not authorized"}]}')] * 2)
    with pytest.raises(PushError, match=r"/assignments/70: the list of students: user not authorized \(403\)$"):
        place.accounts()
    with pytest.raises(PushError, match=r"/assignments/70: the list of grades: user not authorized \(403\)$"):
        place.shown()
