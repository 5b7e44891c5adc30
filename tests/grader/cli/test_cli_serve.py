"""`grader serve`, used in a wrong way: one line."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from small_course import write_course
from terminal import assert_one_line, grader

from grader.cli import serve
from grader.errors import ServeError
from grader.serve import Address


def test_a_browser_is_not_given_the_address_where_others_see_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The arguments of a process are seen by everyone on the machine."""
    course = write_course(tmp_path).course
    given: list[tuple[str, str, int]] = []

    def launch(what: str) -> None:
        given.append((what, Path(what).read_text(encoding="ascii"), Path(what).stat().st_mode & 0o777))

    def listening(*_: object, ready: Callable[[Address], None], **__: object) -> None:
        ready(Address("127.0.0.1", 80, "the-token"))

    monkeypatch.setattr("grader.serve.serve", listening)
    monkeypatch.setattr("click.launch", launch)
    CliRunner().invoke(serve.command, ["--course", str(course), "--open"], catch_exceptions=False)
    ((path, page, mode),) = given
    assert "the-token" not in path
    assert 'content="0; url=http://127.0.0.1:80/the-token/"' in page
    assert mode == 0o600
    assert not Path(path).exists()


def test_where_nobody_can_listen(tmp_path: Path) -> None:
    course = write_course(tmp_path).course
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert_one_line(grader("serve", "--course", course, "--port", port), "127.0.0.1", port, "cannot be listened at")
    assert_one_line(grader("serve", "--course", course, "--host", "nowhere.invalid"), "nowhere.invalid", "listened at")


def test_what_has_to_be_installed_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "_NEEDS", ("json", "no_such_server"))
    course = write_course(tmp_path).course
    with pytest.raises(ServeError, match=r"no_such_server not installed: pip install 'dlgrader\[serve,batch\]'"):
        CliRunner().invoke(serve.command, ["--course", str(course)], catch_exceptions=False)


@pytest.mark.parametrize(("host", "warned"), [("192.0.2.1", True), ("127.0.0.1", False)])
def test_an_address_that_others_can_reach_is_warned_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, warned: bool
) -> None:
    """Without one: the machine of a test may have none that it should listen at."""

    def listening(*_: object, ready: Callable[[Address], None], **__: object) -> None:
        ready(Address(host, 80))

    monkeypatch.setattr("grader.serve.serve", listening)
    course = write_course(tmp_path).course
    found = CliRunner().invoke(serve.command, ["--course", str(course)], catch_exceptions=False)
    assert ("whoever can reach this machine" in found.stderr) == warned
    assert found.stdout.startswith(f"http://{host}:80/")
