"""Folders of students, of loose files, of clones, and single submissions."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from classes import ALICE, BOB, CAROL, Collect, by_owner, tarred, write, zipped

from grader.collect import collect
from grader.collect.collecting import FORGED
from grader.course import Assignment
from grader.errors import SubmissionError

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_folder_of_folders(collected: Collect, tmp_path: Path) -> None:
    folder = write(tmp_path / "class", {"alice/mlp.py": ALICE, "bob/mlp.ipynb": b"{}", "carol/other.txt": b""})
    found = collected(folder)
    assert [(one.owner, one.path, one.origin) for one in found.handed_in] == [
        ("alice", folder / "alice", "class/alice"),
        ("bob", folder / "bob", "class/bob"),
        ("carol", folder / "carol", "class/carol"),
    ]
    assert found.problems == ()


def test_a_folder_of_loose_files(collected: Collect, tmp_path: Path) -> None:
    loose = {
        "alice.py": ALICE,
        "bob.ipynb": b"{}",
        "carol.zip": zipped({"x/mlp.py": CAROL}),
        "dave.tar.gz": tarred({"mlp.py": BOB}),
        "marks.csv": b"",
        ".DS_Store": b"",
        "Thumbs.db": b"",
    }
    found = collected(write(tmp_path / "class", loose))
    owners = by_owner(found)
    assert list(owners) == ["alice", "bob", "carol", "dave"]
    assert [collected.source(owners[name]) for name in ("alice", "carol", "dave")] == [ALICE, CAROL, BOB]
    assert found.problems == ("class/marks.csv is passed over: it is no submission",)
    assert not collected.into.exists()


@pytest.mark.parametrize(
    ("name", "content", "owner"),
    [
        ("alice.py", ALICE, "alice"),
        ("alice/mlp.py", ALICE, "alice"),
        ("alice.ipynb", b"{}", "alice"),
        ("alice.zip", zipped({"mlp.py": ALICE}), "alice"),
        ("alice.zip", zipped({"mlp-main/mlp.py": ALICE, "mlp-main/old/mlp.py": BOB}), "alice"),
        ("alice.zip", zipped({"mlp.py": ALICE, "old/mlp.py": BOB, "older/mlp.py": BOB}), "alice"),
        ("alice.zip", b"damaged", "alice"),
        ("alice.tgz", tarred({"mlp.py": ALICE}), "alice"),
        ("alice.zip", zipped({"model.py": ALICE, "train.py": BOB}), "alice"),
        ("alice.pdf", b"%PDF", "alice.pdf"),
    ],
)
def test_a_single_file(collected: Collect, tmp_path: Path, name: str, content: bytes, owner: str) -> None:
    path = write(tmp_path / "in", {name: content}) / name
    found = collected(path)
    assert [(one.owner, one.path) for one in found.handed_in] == [(owner, path)]
    assert found.problems == ()


def test_a_single_folder(collected: Collect, tmp_path: Path) -> None:
    folder = write(tmp_path / "alice", {"mlp.py": ALICE, "helper.py": b"", "data/mlp.py": b""})
    assert [(one.owner, one.path) for one in collected(folder).handed_in] == [("alice", folder)]


def test_several_paths(collected: Collect, tmp_path: Path) -> None:
    one = write(tmp_path / "one", {"alice/mlp.py": ALICE})
    other = write(tmp_path / "other", {"alice.py": BOB, "bob.py": BOB})
    found = collected(one, other, other / "bob.py")
    assert [found.owner for found in found.handed_in] == ["alice", "alice", "bob", "bob"]


def test_two_of_one_owner_stay_two(collected: Collect, tmp_path: Path) -> None:
    folder = write(tmp_path / "class", {"alice/mlp.py": ALICE, "alice.py": BOB, "alice.zip": b""})
    assert [one.owner for one in collected(folder).handed_in] == ["alice", "alice", "alice"]


@pytest.mark.parametrize(
    ("files", "path"),
    [
        ({"mlp-main/mlp.py": ALICE}, "mlp-main"),
        ({"a/b/mlp.py": ALICE, "a/b/c/mlp.py": BOB}, "a/b"),
        ({"work.zip": zipped({"mlp.py": ALICE})}, "work.zip"),
        ({"my_mlp.py": ALICE}, "my_mlp.py"),
        ({"ps1/mlp.py": ALICE, "ps2/mlp.py": BOB}, "ps1"),
    ],
)
def test_what_lies_in_a_students_folder(collected: Collect, tmp_path: Path, files: dict[str, bytes], path: str) -> None:
    folder = write(tmp_path / "class", {f"alice/{name}": content for name, content in files.items()})
    write(folder, {"bob/mlp.py": BOB})
    found = collected(folder)
    assert by_owner(found)["alice"].path == folder / "alice" / path
    assert collected.source(by_owner(found)["alice"]) == ALICE
    assert found.problems == ()


def test_an_archive_beside_a_report(collected: Collect, tmp_path: Path) -> None:
    files = {"alice/work.tar.gz": tarred({"mlp.py": ALICE}), "alice/report.pdf": b"", "bob/mlp.py": BOB}
    found = collected(write(tmp_path / "class", files))
    assert collected.source(by_owner(found)["alice"]) == ALICE
    assert found.problems == ("class/alice: work.tar.gz is taken, and report.pdf beside it is not",)


def test_a_folder_around_a_class(collected: Collect, tmp_path: Path) -> None:
    write(tmp_path / "downloads", {"ps1/alice/mlp.py": ALICE, "ps1/bob/mlp.py": BOB})
    assert list(by_owner(collected(tmp_path / "downloads"))) == ["alice", "bob"]


def clone(folder: Path, files: dict[str, bytes]) -> None:
    write(folder, files)
    for command in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", "-C", folder, *command], check=True)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not there")
def test_clones(collected: Collect, tmp_path: Path) -> None:
    for name, source in (("mlp-alice", ALICE), ("mlp-bob", BOB)):
        clone(tmp_path / "clones" / name, {"mlp.py": source, "sub/x.txt": b""})
    found = collected(tmp_path / "clones")
    assert [(one.owner, one.aliases, one.received) for one in found.handed_in] == [
        ("mlp-alice", ("alice",), None),
        ("mlp-bob", ("bob",), None),
    ]
    assert found.problems == (FORGED,)
    assert [collected.source(one) for one in found.handed_in] == [ALICE, BOB]
    found = collected(tmp_path / "clones", received={"Mlp-Alice": NOON, "nobody": NOON})
    assert by_owner(found)["mlp-alice"].received == NOON
    assert found.problems == (
        "when it was received is not said of mlp-bob",
        "a time is given for those of whom there is nothing here: nobody",
    )
    assert collected(tmp_path / "clones", received={"alice": NOON, "bob": NOON}).problems == ()
    single = collected(tmp_path / "clones" / "mlp-bob")
    assert [one.owner for one in single.handed_in] == ["mlp-bob"]
    assert single.problems == (FORGED,)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not there")
def test_a_class_that_is_kept_in_a_repository(collected: Collect, tmp_path: Path) -> None:
    clone(tmp_path / "class", {"alice/mlp.py": ALICE, "bob/mlp.py": BOB})
    found = collected(tmp_path / "class")
    assert list(by_owner(found)) == ["alice", "bob"]
    assert found.problems == ()


def test_links_are_not_followed(collected: Collect, tmp_path: Path) -> None:
    secret = write(tmp_path / "secret", {"mlp.py": b"the answer"})
    folder = write(tmp_path / "class", {"alice/x.txt": b"", "empty/.keep": b""})
    (folder / "bob").symlink_to(secret, target_is_directory=True)
    (folder / "carol.py").symlink_to(secret / "mlp.py")
    (folder / "dave").mkdir()
    (folder / "dave" / "mlp.py").symlink_to(secret / "mlp.py")
    (folder / "erin").mkdir()
    (folder / "erin" / ".git").symlink_to(secret)
    write(folder, {"frank/mlp.py": BOB})
    (folder / "frank" / ".git").symlink_to(secret)
    os.mkfifo(folder / "pipe.py")
    found = collected(folder)
    assert list(by_owner(found)) == ["alice", "frank"]
    assert found.problems == (
        "class: bob is left out: it is a symbolic link, which is not followed",
        "class: carol.py is left out: it is a symbolic link, which is not followed",
        "class: pipe.py is left out: it is a named pipe",
        "class/dave: mlp.py is left out: it is a symbolic link, which is not followed",
        "class/empty is passed over: nothing is in it",
        "class/erin is passed over: nothing is in it",
    )


def test_names_that_do_not_print(collected: Collect, tmp_path: Path) -> None:
    folder = write(tmp_path / "class", {"alice.py": ALICE, "x\x1b[2J.py": BOB, "a:b?.py": BOB, "con.py": BOB})
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.py")).write_bytes(BOB)
    found = collected(folder)
    assert list(by_owner(found)) == ["a:b?", "alice", "con"]
    assert len(found.problems) == 2
    assert all("cannot be printed" in problem for problem in found.problems)


def test_a_path_that_is_nothing(collected: Collect, tmp_path: Path) -> None:
    write(tmp_path, {"empty/.DS_Store": b"", "a file": b""})
    (tmp_path / "quite empty").mkdir()
    for name, says in {
        "missing": "no file or folder",
        "empty": "is empty",
        "quite empty": "is empty",
        "nu\0ll": "no file or folder",
        "a file/mlp.py": "no file or folder",
    }.items():
        with pytest.raises(SubmissionError, match=says) as caught:
            collected(tmp_path / name)
        assert str(caught.value).isprintable()
    with pytest.raises(SubmissionError, match="no path"):
        collected()


def test_paths_that_are_not_followed_stop_nothing(collected: Collect, tmp_path: Path) -> None:
    write(tmp_path, {"secret/alice/mlp.py": b"the answer", "bob.py": BOB})
    (tmp_path / "link").symlink_to(tmp_path / "secret")
    os.mkfifo(tmp_path / "pipe")
    found = collected(tmp_path / "link", tmp_path / "pipe", tmp_path / "bob.py")
    assert list(by_owner(found)) == ["bob"]
    assert found.problems == (
        f"{tmp_path}/link is left out: it is a symbolic link, which is not followed",
        f"{tmp_path}/pipe is left out: it is a named pipe",
    )


def test_what_may_not_be_read(assignment: Assignment) -> None:
    was = os.geteuid()
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        folder = write(Path(place) / "class", {"alice/mlp.py": ALICE, "bob/mlp.py": BOB})
        (folder / "bob").chmod(0)
        if was == 0:  # permissions do not apply to root
            os.seteuid(65534)
        try:
            found = collect([folder], assignment, into=Path(place) / "into")
        finally:
            os.seteuid(was)
        (folder / "bob").chmod(0o700)
    assert [one.owner for one in found.handed_in] == ["alice"]
    assert found.problems == ("class/bob: bob cannot be read: Permission denied",)
