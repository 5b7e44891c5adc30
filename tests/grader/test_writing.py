"""Files are written whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from grader.writing import OwnFiles, write_whole


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600)])
def test_what_stood_there_is_replaced_and_who_may_read_it_is_the_umasks(tmp_path: Path, umask: int, mode: int) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(b"a longer one that was there before")
    before = os.umask(umask)
    try:
        write_whole(path, b"new")
    finally:
        os.umask(before)
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert [one.name for one in tmp_path.iterdir()] == ["page.html"]


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").write_bytes(b"kept")
    (tmp_path / "link").symlink_to("precious")
    write_whole(tmp_path / "link", b"new")
    assert (tmp_path / "precious").read_bytes() == b"kept"
    assert not (tmp_path / "link").is_symlink()


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        write_whole(tmp_path / "folder", b"new")
    assert [one.name for one in tmp_path.iterdir()] == ["folder"]


def test_what_is_not_written_again_is_deleted_and_nothing_else(tmp_path: Path) -> None:
    first = OwnFiles(tmp_path / "out", "pages")
    for name in ("index.html", "students/alice.html", "students/bob.html", "gone/x.html"):
        first.write(name, b"1")
    first.finish()
    (tmp_path / "out" / "students" / "mine.txt").write_text("kept")
    other = OwnFiles(tmp_path / "out", "grades")
    other.write("grades.csv", b"2")
    other.finish()
    second = OwnFiles(tmp_path / "out", "pages")
    second.write("index.html", b"3")
    second.write("students/bob.html", b"3")
    second.finish()
    found = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert found - {".grader-pages.json", ".grader-grades.json"} == {
        "index.html",
        "students/bob.html",
        "students/mine.txt",
        "grades.csv",
    }
    assert not (tmp_path / "out" / "gone").exists()


@pytest.mark.parametrize("told", [b"[", b"{}", b'["../precious", 3]', b'["/precious"]'])
def test_a_list_that_is_not_ours_deletes_nothing(tmp_path: Path, told: bytes) -> None:
    (tmp_path / "precious").write_text("kept")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / ".grader-pages.json").write_bytes(told)
    OwnFiles(tmp_path / "out", "pages").finish()
    assert (tmp_path / "precious").exists()
