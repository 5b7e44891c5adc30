"""Each login has a folder of its own, on every system, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.errors import ExportError
from grader.export.folders import write_each
from grader.report.file_names import folder_of

LOGINS = [
    "../../etc/passwd",
    "..",
    ".hidden",
    "",
    "a/b",
    "a\\b",
    "C:",
    "con",
    "nul.txt",
    "Alice",
    "ä",
    "x" * 300,
    "a.",
    "\0",
]


@pytest.mark.parametrize("login", ["alice", "alice.alpha", "a-b_c", "alice@example.org", "u123+x"])
def test_a_plain_login_is_its_folder(login: str) -> None:
    assert folder_of(login) == login


@pytest.mark.parametrize("login", LOGINS)
def test_any_other_has_one_that_is_safe(login: str) -> None:
    found = folder_of(login)
    assert found != login
    assert found.strip(".") == found
    assert not set(found) & set('/\\:*?"<>|\0')
    assert len(found) < 100


def test_each_its_own(tmp_path: Path) -> None:
    everyone = [*LOGINS, "alice", "a-b"]
    assert write_each(tmp_path / "new", "r.json", [(login, login.encode()) for login in everyone]) == len(everyone)
    found = {path.read_bytes().decode() for path in (tmp_path / "new").glob("*/r.json")}
    assert found == set(everyone)


def test_two_of_one_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.export.folders.folder_of", lambda _: "same")
    with pytest.raises(ExportError, match="'a' and 'b' would have the same folder 'same'"):
        write_each(tmp_path, "r.json", [("a", b""), ("b", b"")])


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "alice").write_text("in the way", encoding="utf-8")
    with pytest.raises(ExportError, match="cannot be written"):
        write_each(tmp_path, "r.json", [("alice", b"")])
