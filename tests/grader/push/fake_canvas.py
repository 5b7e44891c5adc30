"""A Canvas on this machine, of the few calls that are used: what it has, and what is to go wrong."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

COURSE, ASSIGNMENT = 7, 70
TEACHER = 900
TOKEN = "1016~a-token-of-these-tests"  # noqa: S105 # that opens nothing
PREFIX = f"/api/v1/courses/{COURSE}"


@dataclass
class Fault:
    """What happens instead of the answer; `acted`: it does what it is asked all the same."""

    kind: str  # status, half, reset, html, silent
    status: int = 500
    headers: dict[str, str] = field(default_factory=dict)
    body: str = '{"errors": [{"message": "something is wrong"}]}'
    acted: bool = False


@dataclass
class Request:
    method: str
    path: str
    told: dict[str, list[str]]
    authorization: str


@dataclass
class FakeCanvas:
    users: list[dict[str, Any]] = field(default_factory=list)
    submissions: dict[int, dict[str, Any]] = field(default_factory=dict)
    assignment: dict[str, Any] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    faults: dict[str, deque[Fault | None]] = field(default_factory=dict)
    """by method: what happens to its next requests"""
    refuses: dict[int, Fault] = field(default_factory=dict)
    """by student: what happens whenever something is posted for them"""
    per_page: int = 2
    sanitises: bool = False
    """comments come back with their HTML escaped"""
    url: str = ""
    reached: threading.Event = field(default_factory=threading.Event)
    """somebody waits for an answer that does not come"""

    def add(self, user: int, name: str, score: float | None = None, **known: object) -> None:
        self.users.append({"id": user, "name": name, **known})
        self.submissions[user] = {
            "id": 1000 + user,
            "user_id": user,
            "assignment_id": ASSIGNMENT,
            "score": score,
            "entered_score": score,
            "excused": False,
            "points_deducted": None,
            "submission_comments": [],
        }

    def fail(self, method: str, *faults: Fault | None) -> None:
        self.faults.setdefault(method, deque()).extend(faults)

    def comment(self, user: int, text: str, author: int = TEACHER) -> None:
        self.submissions[user]["submission_comments"].append({"author_id": author, "comment": text})

    def comments(self, user: int) -> list[str]:
        return [one["comment"] for one in self.submissions[user]["submission_comments"]]

    def score(self, user: int) -> float | None:
        found: float | None = self.submissions[user]["score"]
        return found

    def puts(self) -> list[Request]:
        return [one for one in self.requests if one.method == "PUT"]

    def put(self, user: int, told: dict[str, list[str]]) -> None:
        own = self.submissions[user]
        if "submission[posted_grade]" in told:
            score = float(told["submission[posted_grade]"][0])
            own |= {"score": score, "entered_score": score, "excused": False}
        if told.get("submission[excuse]") == ["true"]:
            own |= {"score": None, "entered_score": None, "excused": True}
        for text in told.get("comment[text_comment]", ()):
            if self.sanitises:
                text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            self.comment(user, text)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    canvas: FakeCanvas

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    def _answer(self) -> None:
        canvas = self.canvas
        parts = urlsplit(self.path)
        told = parse_qs(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode(), keep_blank_values=True)
        authorization = self.headers.get("Authorization", "")
        canvas.requests.append(Request(self.command, parts.path, told or parse_qs(parts.query), authorization))
        if authorization != f"Bearer {TOKEN}":
            said = {"errors": [{"message": "Invalid access token."}]}
            return self._send(401, said, {"WWW-Authenticate": 'Bearer realm="canvas-lms"'})
        queue = canvas.faults.get(self.command)
        fault = queue.popleft() if queue else None
        place = parts.path.removeprefix(PREFIX)
        user = int(place.rpartition("/")[2]) if f"/{ASSIGNMENT}/submissions/" in place else 0
        fault = canvas.refuses.get(user, fault) if self.command == "PUT" else fault
        if fault is not None:
            if fault.acted and self.command == "PUT":
                canvas.put(user, told)
            return self._fail(fault)
        page = parse_qs(parts.query)
        if self.command == "PUT" and user in canvas.submissions:
            canvas.put(user, told)
            return self._send(200, canvas.submissions[user])
        if user in canvas.submissions:
            return self._send(200, canvas.submissions[user])
        if place == f"/assignments/{ASSIGNMENT}":
            return self._send(
                200, {"id": ASSIGNMENT, "points_possible": 10, "grading_type": "points", **canvas.assignment}
            )
        if place == "/search_users":
            return self._send_page(canvas.users, place, page)
        if place == f"/assignments/{ASSIGNMENT}/submissions":
            return self._send_page(list(canvas.submissions.values()), place, page)
        return self._send(404, {"errors": [{"message": "The specified resource does not exist."}]})

    def _send_page(self, everything: list[dict[str, Any]], place: str, page: dict[str, list[str]]) -> None:
        number, size = int(page.get("page", ["1"])[0]), self.canvas.per_page
        own = everything[(number - 1) * size : number * size]
        links = [f'<{self.canvas.url}{PREFIX}{place}?page=1&per_page={size}>; rel="first"']
        if number * size < len(everything):
            links.append(f'<{self.canvas.url}{PREFIX}{place}?page={number + 1}&per_page={size}>; rel="next"')
        self._send(200, own, {"Link": ",".join(links)})

    def _send(self, status: int, content: object, headers: dict[str, str] | None = None) -> None:
        self._send_text(status, json.dumps(content), {"Content-Type": "application/json", **(headers or {})})

    def _send_text(self, status: int, text: str, headers: dict[str, str], cut: int = 0) -> None:
        body = text.encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) - cut])

    def _fail(self, fault: Fault) -> None:
        if fault.kind == "status":
            return self._send_text(fault.status, fault.body, fault.headers)
        if fault.kind == "html":
            return self._send_text(200, "<html>Log in first</html>", {"Content-Type": "text/html"})
        self.close_connection = True
        if fault.kind == "half":
            return self._send_text(200, json.dumps({"id": 1, "score": 1.0}), {}, cut=8)
        if fault.kind == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            return None
        self.canvas.reached.set()
        self.rfile.read(1)  # until the other side is gone
        return None


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A connection that was broken on purpose."""


@contextmanager
def running() -> Iterator[FakeCanvas]:
    canvas = FakeCanvas()
    handler = type("Handler", (_Handler,), {"canvas": canvas})
    server = _Server(("127.0.0.1", 0), handler)
    canvas.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield canvas
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
