"""Who is served: whoever has the whole address, by a browser whose page is ours."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable

import pytest
import requests
from served import Served, serving

from grader.course import Assignment
from grader.gradebook import Entry
from grader.serve import Address

POINTS = {"kind": "points", "test": "test_a", "points": "5", "digest": "d1", "why": "looked at it"}


def test_without_the_token_nothing_is_there(served: Served) -> None:
    token = served.url.split("/")[3]
    wrong = token[:-1] + ("A" if token[-1] != "A" else "B")
    for path in ("/", "/small/index.html", f"/{token[:-1]}/", f"/{wrong}/", f"/{token}x/", "/%00", f"/x/{token}/"):
        answer = requests.get(served.origin + path, timeout=60)
        assert (answer.status_code, "small" in answer.text) == (404, False), path


def test_each_server_has_a_token_of_its_own(course: Assignment, served: Served) -> None:
    with serving(course.course) as other:
        assert other.url.split("/")[3] != served.url.split("/")[3]
        assert len(other.url.split("/")[3]) >= 40


def test_another_host_name_is_not_served(served: Served) -> None:
    """A name of somebody else's that points here."""
    port = served.origin.rpartition(":")[2]
    for host, status in (
        ("evil.example", 421),
        (f"evil.example:{port}", 421),
        ("127.0.0.1.evil.example:1", 421),
        (f"LOCALHOST:{port}", 200),
    ):
        assert served.get(headers={"Host": host}).status_code == status


def test_a_port_that_was_forwarded_is_another_one(served: Served, entry: Callable[[str], Entry]) -> None:
    """As by `ssh -L 8321:127.0.0.1:PORT`."""
    for host in ("localhost:8321", "127.0.0.1:8321"):
        assert served.get(headers={"Host": host}).status_code == 200
        bonus = {"kind": "bonus", "points": "1", "why": host}
        assert served.post("small/students/alice", bonus, Host=host, Origin=f"http://{host}").status_code == 303
        assert served.post("small/students/alice", bonus, Host=host).status_code == 403
    assert entry("alice").decisions[-1].why == "127.0.0.1:8321"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": None},
        {"Origin": "null"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
def test_a_form_of_another_site_is_not_taken(
    served: Served, entry: Callable[[str], Entry], headers: dict[str, str | None]
) -> None:
    assert served.post("small/students/alice", POINTS, **headers).status_code == 403
    assert entry("alice").decisions == ()


@pytest.mark.parametrize("form", ["", "guessed", "é" * 43])
def test_a_form_without_our_word_is_not_taken(served: Served, entry: Callable[[str], Entry], form: str) -> None:
    answer = served.post("small/students/alice", POINTS, form=form)
    assert answer.status_code == 422
    assert "open the page again" in answer.text
    assert entry("alice").decisions == ()


def test_to_look_changes_nothing(served: Served, entry: Callable[[str], Entry]) -> None:
    fields = {**POINTS, "form": served.form()}
    assert served.get("small/students/alice", params=fields).status_code in (404, 405)
    assert served.get("small/release", params={**fields, "kind": "release"}).status_code in (404, 405)
    assert entry("alice").decisions == ()


def test_what_every_answer_says_to_the_browser(served: Served) -> None:
    answers = [served.get("small/index.html"), served.get("nothing"), served.post("small/students/alice", POINTS)]
    answers.append(requests.get(f"{served.origin}/", timeout=60))
    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "server" not in answer.headers
    assert "form-action &#39;self&#39;" in answers[0].text
    assert "form-action &#39;none&#39;" not in answers[0].text


def test_a_form_that_is_none(served: Served) -> None:
    headers = {"Origin": served.origin}
    for body in (b"x" * 200_000, b"\xff\xfe", b"form", b"&".join([b"a=1"] * 500)):
        answer = requests.post(f"{served.url}small/students/alice", data=body, headers=headers, timeout=60)
        assert answer.status_code == 422
        assert "This could not be done" in answer.text


def test_a_form_that_is_broken_off_is_no_fault_of_the_servers(course: Assignment) -> None:
    with serving(course.course) as served:
        host, port = served.origin.removeprefix("http://").split(":")
        path = served.url.removeprefix(served.origin)
        head = f"POST {path}small/release HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: {served.origin}\r\n"
        with socket.create_connection((host, int(port)), 60) as client:
            client.sendall(f"{head}Expect: 100-continue\r\nContent-Length: 100\r\n\r\n".encode())
            assert b" 100 " in client.recv(1_000)  # the form is being read
            client.sendall(b"form=")
        assert served.get("small/index.html").status_code == 200
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(30) == 0
        assert served.errors.read_text(encoding="utf-8") == ""


def test_an_interrupt_ends_it_and_says_nothing(course: Assignment) -> None:
    with serving(course.course) as served:
        watching = requests.get(f"{served.url}small/events", stream=True, timeout=60)
        assert next(watching.iter_lines(chunk_size=1))
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(30) == 0
        assert served.errors.read_text(encoding="utf-8") == ""


def test_it_listens_at_loopback_alone(served: Served) -> None:
    assert served.origin.startswith("http://127.0.0.1:")
    with pytest.raises(requests.ConnectionError):
        requests.get(served.url.replace("127.0.0.1", "127.0.0.2"), timeout=60)


def test_an_address_of_ipv6_is_written_in_brackets() -> None:
    address = Address("::1", 80, "t", "f")
    assert address.url == "http://[::1]:80/t/"
    assert address.serves("[::1]:80")
    assert not address.serves("[::2]:80")


def test_bound_to_every_address_it_goes_by_any_name() -> None:
    address = Address("0.0.0.0", 80, "t", "f")  # noqa: S104 - nothing is bound here
    assert address.serves("the.machine.example")
    assert not address.is_loopback


def test_many_tabs_do_not_take_all_the_connections_of_a_browser(served: Served) -> None:
    """It has six to a server: with a stream in each of six tabs, a seventh would never be shown."""
    first, *others = [requests.get(f"{served.url}small/events", stream=True, timeout=60) for _ in range(5)]
    assert b"event: progress" in list(first.iter_lines())  # and then it ends
    for one in others:
        assert next(one.iter_lines(chunk_size=1)) == b"event: progress"
        one.close()
