"""One assignment in Canvas, as its API gives it.

https://canvas.instructure.com/doc/api/submissions.html has the calls, and canvasapi makes them.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from canvasapi.assignment import Assignment  # type: ignore[import-untyped]  # it has no types
from canvasapi.course import Course  # type: ignore[import-untyped]  # it has no types
from canvasapi.requester import Requester  # type: ignore[import-untyped]  # it has no types
from canvasapi.submission import Submission  # type: ignore[import-untyped]  # it has no types

from grader.errors import PushError
from grader.push.matching import Account
from grader.push.plan import Shown, number
from grader.push.session import Lost, PatientSession, Refused, Unsure

_COMMENTS = ["submission_comments", "submission_html_comments"]  # older ones know the first only


class CanvasAssignment:
    """Methods raise PushError: Refused for what Canvas does not allow, Lost when there is no answer."""

    def __init__(
        self, url: str, token: str, *, course: int, assignment: int, pause: Callable[[float], object] = time.sleep
    ) -> None:
        self.where = f"{url}/courses/{course}/assignments/{assignment}"
        self._requester = Requester(url, token)
        self._requester._session.close()
        self._requester._session = PatientSession(secret=token, pause=pause)  # its own neither waits nor has limits
        self._course = Course(self._requester, {"id": course})
        self._assignment = Assignment(self._requester, {"id": assignment, "course_id": course})

    def points_possible(self) -> float:
        """PushError where grades of single students cannot be posted."""
        with self._reading("the assignment (is there one, and may the token's owner see it?)"):
            found = self._course.get_assignment(self._assignment.id)
            hindrance, possible = _hindrance(found), float(getattr(found, "points_possible", None) or 0)
        if hindrance:
            raise PushError(f"{self.where}: {hindrance}")
        return possible

    def accounts(self) -> list[Account]:
        """Of the students in the course."""
        with self._reading("the list of students"):
            return [_account(user) for user in self._course.get_users(enrollment_type=["student"], include=["email"])]

    def shown(self) -> dict[int, Shown]:
        """What Canvas has of each student, by account."""
        with self._reading("the list of grades"):
            submissions = self._assignment.get_submissions(include=_COMMENTS)
            return {int(one.user_id): _shown(one) for one in submissions}

    @contextmanager
    def _reading(self, what: str) -> Iterator[None]:
        try:
            with _as_documented():
                yield
        except Refused as error:
            raise PushError(f"{self.where}: {what}: {error}") from error

    def look(self, account: int) -> Shown:
        """What Canvas has of one student now."""
        with _as_documented():
            return _shown(self._assignment.get_submission(account, include=_COMMENTS))

    def post(self, account: int, *, points: float | None, excused: bool, comment: str) -> Shown:
        """A grade, a comment or both in one request. Unsure when nobody knows whether Canvas has taken it."""
        told: dict[str, Any] = {}
        if excused:
            told["submission"] = {"excuse": True}
        elif points is not None:
            told["submission"] = {"posted_grade": number(points)}
            told["prefer_points_over_scheme"] = True
        if comment:
            told["comment"] = {"text_comment": comment}
        attributes = {"course_id": self._course.id, "assignment_id": self._assignment.id, "user_id": account}
        submission = Submission(self._requester, attributes)
        with _as_documented(Unsure):
            submission.edit(**told)
            return _shown(submission)


def _hindrance(assignment: Any) -> str:
    """Why grades of single students cannot be posted; "" where they can."""

    def has(name: str) -> bool:
        return bool(getattr(assignment, name, False))

    if getattr(assignment, "grading_type", "") == "not_graded":
        return "Canvas gives no grades for this assignment: it is “Not Graded”"
    if has("anonymize_students"):
        return "grading is anonymous, and Canvas does not say who is who before its grades are posted there"
    if has("moderated_grading") and not has("grades_published"):
        return "a moderator has to publish the grades of this assignment first"
    if has("group_category_id") and not has("grade_group_students_individually"):
        how = "“Assign Grades to Each Student Individually”, in the assignment's settings"
        return f"Canvas gives all members of a group one grade here; it need not: {how}"
    return ""


@contextmanager
def _as_documented(kind: type[Lost] = Lost) -> Iterator[None]:
    """What canvasapi makes of an answer in another form than Canvas documents."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise kind(f"Canvas answers in a form that its API does not have ({type(error).__name__}: {error})") from error


def _account(user: Any) -> Account:
    names = ("login_id", "sis_login_id", "sis_user_id", "email")
    identifiers = tuple(str(text) for name in names if (text := getattr(user, name, None)))
    return Account(int(user.id), " ".join(str(getattr(user, "name", "")).split()), identifiers)


def _shown(submission: Any) -> Shown:
    """The score before Canvas's own rules for what is late or missing: that is what was entered."""
    score = getattr(submission, "entered_score", None)
    score = submission.score if score is None else score
    told = [*getattr(submission, "submission_comments", ()), *getattr(submission, "submission_html_comments", ())]
    comments = [str(one.get("comment") or "") for one in told if one.get("author_id") != submission.user_id]
    return Shown(
        score=None if score is None else float(score),
        excused=bool(getattr(submission, "excused", False)),
        comments=tuple(comments),
        taken_off=float(getattr(submission, "points_deducted", None) or 0),
    )


def checked_url(url: str) -> str:
    """The address of a Canvas without what people copy along with it. PushError where the token would be unsafe."""
    if not url:
        raise PushError("where is Canvas? --url https://canvas.example.org, or CANVAS_API_URL")
    try:
        parts = urlsplit(url.strip())
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise PushError(f"--url: {error}; an address is https://canvas.example.org") from error
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        raise PushError("--url: an address of Canvas is https://canvas.example.org")
    if parts.scheme == "http" and not _is_loopback(host):
        raise PushError(
            "--url: by http:// the token could be read on the way; an address is https://canvas.example.org"
        )
    path = parts.path.rstrip("/").removesuffix("/api/v1")
    if path or parts.query or parts.fragment:
        raise PushError(f"--url: only the address itself, {parts.scheme}://{parts.netloc}")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def checked_token(token: str) -> str:
    """PushError for what is no token; it is never shown."""
    token = token.strip()
    if not token:
        raise PushError(
            "CANVAS_API_TOKEN is not set: Canvas gives a token under Account, Settings, New Access Token;"
            " put it into the environment"
        )
    if not token.isascii() or not token.isprintable() or " " in token:
        raise PushError("CANVAS_API_TOKEN has spaces or characters in it that no token has")
    return token
