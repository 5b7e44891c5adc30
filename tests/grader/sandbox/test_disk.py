"""Taking and restoring a folder that something hostile has had its way with."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from grader.sandbox import disk

MAX_BYTES = 1 << 20


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "box"
    (root / "data").mkdir(parents=True)
    (root / "student.py").write_text("x = 1\n", encoding="utf-8")
    (root / "data" / "table.csv").write_text("1,2\n", encoding="utf-8")
    (root / "link").symlink_to("data/table.csv")
    return root


def restored(folder: Path, before: disk.Snapshot) -> bool:
    disk.restore([str(folder)], before)
    return disk.snapshot([str(folder)], MAX_BYTES) == before


def test_nothing_changed(folder: Path) -> None:
    before = disk.snapshot([str(folder)], MAX_BYTES)
    inode = (folder / "student.py").stat().st_ino
    assert restored(folder, before)
    assert (folder / "student.py").stat().st_ino == inode


def test_everything_changed(folder: Path) -> None:
    before = disk.snapshot([str(folder)], MAX_BYTES)
    (folder / "student.py").unlink()
    (folder / "student.py").mkdir()
    (folder / "student.py" / "inside").touch()
    (folder / "data" / "table.csv").write_text("changed", encoding="utf-8")
    (folder / "data" / "table.csv").chmod(0)
    (folder / "data").chmod(0)
    (folder / "link").unlink()
    (folder / "link").symlink_to("/etc/passwd")
    (folder / "new").write_bytes(b"new")
    folder.chmod(0)
    assert restored(folder, before)
    assert stat.S_IMODE(folder.stat().st_mode) == before[str(folder)].mode


def test_a_changed_file_is_written_in_place(folder: Path) -> None:
    """A base process may have it open, or mapped."""
    before = disk.snapshot([str(folder)], MAX_BYTES)
    with (folder / "student.py").open(encoding="utf-8") as opened:
        (folder / "student.py").write_text("changed", encoding="utf-8")
        disk.restore([str(folder)], before)
        assert opened.read() == "x = 1\n"


def test_a_folder_gone(folder: Path) -> None:
    before = disk.snapshot([str(folder)], MAX_BYTES)
    (folder / "data" / "table.csv").unlink()
    (folder / "data").rmdir()
    assert restored(folder, before)


def test_links_lead_nowhere(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious").write_text("here", encoding="utf-8")
    before = disk.snapshot([str(folder)], MAX_BYTES)
    (folder / "data" / "table.csv").unlink()
    (folder / "data").rmdir()
    (folder / "data").symlink_to(outside)
    (folder / "student.py").unlink()
    (folder / "student.py").symlink_to(outside / "precious")
    (folder / "other").symlink_to(outside)
    assert restored(folder, before)
    assert (outside / "precious").read_text(encoding="utf-8") == "here"
    assert [path.name for path in outside.iterdir()] == ["precious"]


def test_a_fifo_is_not_opened(folder: Path) -> None:
    before = disk.snapshot([str(folder)], MAX_BYTES)
    (folder / "student.py").unlink()
    os.mkfifo(folder / "student.py")
    assert restored(folder, before)


def test_a_fifo_that_was_there_comes_back(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    before = disk.snapshot([str(folder)], MAX_BYTES)
    (folder / "pipe").unlink()
    assert restored(folder, before)


def test_a_tree_deeper_than_any_path_is_removed(folder: Path) -> None:
    before = disk.snapshot([str(folder)], MAX_BYTES)
    descriptor = os.open(folder, os.O_RDONLY)
    name = "d" * 250
    for _ in range(40):
        os.mkdir(name, dir_fd=descriptor)
        deeper = os.open(name, os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = deeper
    os.close(descriptor)
    assert restored(folder, before)


def test_sparse_files_do_not_fill_the_memory(folder: Path) -> None:
    before = disk.snapshot([str(folder)], MAX_BYTES)
    with (folder / "sparse").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(OSError, match="bytes of files"):
        disk.snapshot([str(folder)], MAX_BYTES)
    assert restored(folder, before)


def test_no_more_is_read_than_is_due(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test may leave files of many megabytes behind: they go, and need not be read for it."""
    before = disk.snapshot([str(folder)], MAX_BYTES)
    (folder / "weights").write_bytes(bytes(MAX_BYTES // 2))
    read, content = [], disk._content
    monkeypatch.setattr(disk, "_content", lambda *a: read.append(len(found := content(*a))) or found)
    disk.restore([str(folder)], before)
    assert sum(read) <= sum(len(entry.content) for entry in before.values())
    monkeypatch.undo()
    assert disk.snapshot([str(folder)], MAX_BYTES) == before


def test_names_that_are_no_text(folder: Path) -> None:
    (folder / os.fsdecode(b"\xff\xfe\n")).touch()
    before = disk.snapshot([str(folder)], MAX_BYTES)
    (folder / os.fsdecode(b"\xff\xfe\n")).unlink()
    (folder / os.fsdecode(b"\xfd")).touch()
    assert restored(folder, before)


def test_remove_takes_everything(folder: Path) -> None:
    disk.remove(str(folder))
    assert not folder.exists()
    disk.remove(str(folder))


def test_use_is_of_all_files_and_stops_at_too_many(folder: Path) -> None:
    few = disk.usage([str(folder)], 10)
    assert few is not None
    (folder / "data" / "more.bin").write_bytes(bytes(40_000))
    more = disk.usage([str(folder)], 10)
    assert more is not None
    assert 40_000 <= more - few < 50_000
    assert disk.usage([str(folder)], 4) is None, "five are too many"


def test_a_sparse_file_takes_what_is_in_it(folder: Path) -> None:
    with (folder / "sparse").open("wb") as file:
        file.truncate(1 << 40)
    found = disk.usage([str(folder)], 10)
    assert found is not None
    assert found < 100_000


def test_a_link_is_not_followed_and_a_folder_that_goes_meanwhile_is_passed_over(folder: Path) -> None:
    (folder / "up").symlink_to("/usr")
    assert disk.usage([str(folder), str(folder / "gone")], 10) is not None


def test_a_folder_that_is_closed_cannot_be_counted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root, as whom tests may run, opens every folder: so the refusal is played."""
    usual = os.open

    def refusing(path: str, *arguments: int, **keywords: int) -> int:
        if path == "data":
            raise PermissionError(path)
        return usual(path, *arguments, **keywords)

    monkeypatch.setattr(os, "open", refusing)
    assert disk.usage([str(folder)], 10) is None


def test_folders_that_nest_too_deeply_cannot_be_counted(folder: Path) -> None:
    (folder / "/".join("d" * 80)).mkdir(parents=True)
    assert disk.usage([str(folder)], 1000) is None
    with pytest.raises(OSError, match="64 deep"):
        disk.snapshot([str(folder)], MAX_BYTES)


# a process that exchanges folders for links while we look


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder that no sandbox has anything to do with."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "table.csv").write_text("expected=42", encoding="utf-8")
    outside.chmod(0o755)
    return outside


class Exchange:
    """Puts a link in the place of box/data as soon as a call of `os` by this name has been made."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, call: str, folder: Path, target: Path) -> None:
        self._usual = getattr(os, call)
        self._data, self._target = folder / "data", target
        self._done = False
        monkeypatch.setattr(os, call, self)

    def __call__(self, *arguments: object, **keywords: object) -> object:
        result = self._usual(*arguments, **keywords)
        if not self._done:
            self._done = True
            self._data.rename(self._data.with_name("moved"))
            self._data.symlink_to(self._target)
        return result


@pytest.mark.parametrize("call", ["listdir", "stat", "open"])
def test_a_link_that_appears_meanwhile_is_not_read_through(
    folder: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    with monkeypatch.context() as patch:
        Exchange(patch, call, folder, elsewhere)
        try:
            found = disk.snapshot([str(folder)], MAX_BYTES)
        except OSError:
            found = {}
    assert [path for path, entry in found.items() if b"expected" in entry.content] == []


def test_what_goes_meanwhile_is_passed_over_when_counting(
    folder: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (elsewhere / "large").write_bytes(bytes(1 << 20))
    with monkeypatch.context() as patch:
        Exchange(patch, "listdir", folder, elsewhere)
        found = disk.usage([str(folder)], 10)
    assert found is not None
    assert found < 1 << 20


@pytest.mark.parametrize("call", ["listdir", "chmod", "open", "fchmod"])
def test_nothing_outside_is_written_removed_or_changed(
    folder: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    before = disk.snapshot([str(folder)], MAX_BYTES)
    (folder / "data" / "table.csv").write_text("changed", encoding="utf-8")
    (folder / "data" / "new").touch()
    with monkeypatch.context() as patch:
        Exchange(patch, call, folder, elsewhere)
        try:
            disk.restore([str(folder)], before)
            disk.clear(str(folder))
        except OSError:
            disk.clear(str(folder))
    assert sorted(path.name for path in elsewhere.iterdir()) == ["table.csv"]
    assert (elsewhere / "table.csv").read_text(encoding="utf-8") == "expected=42"
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o755
    assert list(folder.iterdir()) == []


def test_files_that_are_deleted_and_open_are_counted(folder: Path) -> None:
    roots = [str(folder)]
    before = disk.deleted_bytes(os.getpid(), roots)
    assert before is not None
    with (folder / "gone").open("wb") as file:
        file.write(bytes(80_000))
        file.flush()
        assert disk.deleted_bytes(os.getpid(), roots) == before
        (folder / "gone").unlink()
        after = disk.deleted_bytes(os.getpid(), roots)
        assert after is not None
        assert after - before >= 80_000
    assert disk.deleted_bytes(2**22 + 1, roots) == 0, "of a process that is not there"


def test_memory_handed_over_as_a_file_is_not_on_the_disk(folder: Path) -> None:
    descriptor = os.memfd_create("arrays")
    try:
        before = disk.deleted_bytes(os.getpid(), [str(folder)])
        os.write(descriptor, bytes(200_000))
        assert disk.deleted_bytes(os.getpid(), [str(folder)]) == before
    finally:
        os.close(descriptor)
