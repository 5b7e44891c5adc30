"""Archives of a whole class, honest and hostile: what of them reaches the disk, where, and what is said of the rest."""

from __future__ import annotations

import io
import os
import stat
import tarfile
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from classes import ALICE, BOB, Collect, by_owner, tarred, write, zipped

from grader import submission
from grader.collect import keeping, unpacking
from grader.errors import SubmissionError

TWO = {"alice/mlp.py": ALICE, "bob/mlp.py": BOB}
LARGEST = 100 << 20  # bytes that a member may have


def tree(folder: Path) -> dict[str, bytes]:
    found = {}
    for path in sorted(folder.rglob("*")):
        assert not path.is_symlink()
        if path.is_file():
            found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found


def unpacked(collect: Collect) -> dict[str, bytes]:
    """What has been unpacked, and that there is nothing else."""
    folders = [path for path in collect.into.iterdir() if path.is_dir()]
    assert len(folders) == 1
    assert sorted(collect.into.iterdir()) == sorted([folders[0], folders[0].with_suffix(".json")])
    return tree(folders[0])


@pytest.mark.parametrize("name", ["class.zip", "class.tgz"])
def test_a_second_run_finds_it(collected: Collect, tmp_path: Path, name: str) -> None:
    pack = zipped if name == "class.zip" else tarred
    (tmp_path / name).write_bytes(pack({**TWO, "a\tb/mlp.py": b""}))
    first = collected(tmp_path / name)
    assert {owner: collected.source(one) for owner, one in by_owner(first).items()} == {"alice": ALICE, "bob": BOB}
    assert len(first.problems) == 1
    stamps = {path: path.stat().st_mtime_ns for path in collected.into.rglob("*")}
    assert collected(tmp_path / name) == first
    assert {path: path.stat().st_mtime_ns for path in collected.into.rglob("*")} == stamps


def test_what_was_half_unpacked_is_unpacked_again(collected: Collect, tmp_path: Path) -> None:
    path = tmp_path / "class.zip"
    path.write_bytes(zipped(TWO))
    whole = collected(path)
    (complete,) = collected.into.glob("*.json")
    for content in (None, b"", b"[", b"3"):
        (complete.with_suffix("") / "bob" / "mlp.py").unlink()
        write(complete.with_suffix(""), {"alice/mlp.py": b"half"})
        complete.unlink() if content is None else complete.write_bytes(content)
        assert collected(path) == whole
        assert unpacked(collected) == TWO


def test_another_archive_of_the_same_name_is_another(collected: Collect, tmp_path: Path) -> None:
    for source in (ALICE, BOB):
        (tmp_path / "class.zip").write_bytes(zipped({"alice/mlp.py": source, "bob/mlp.py": b""}))
        assert collected.source(by_owner(collected(tmp_path / "class.zip"))["alice"]) == source


NAMES = {
    "/etc/passwd": "its name is an absolute path",
    "../up.py": "its name leads out of the archive",
    "alice/../../up.py": "its name leads out of the archive",
    "C:/windows/x.py": "its name is an absolute path",
    "..\\up.py": "its name holds a backslash",
    "a\x1b[2Jb.py": "its name has characters that cannot be printed",
    "x" * 256: "its name is too long",
    "/".join(["d" * 200] * 6): "its name is too long",
}


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize("name", NAMES)
def test_hostile_names(collected: Collect, tmp_path: Path, name: str, pack: Callable[..., bytes]) -> None:
    path = tmp_path / ("class.zip" if pack is zipped else "class.tgz")
    path.write_bytes(pack({**TWO, name: b"evil"}))
    found = collected(path)
    assert list(by_owner(found)) == ["alice", "bob"]
    (problem,) = found.problems
    assert problem.startswith(f"{path.name}: ")
    assert problem.endswith(f" is left out: {NAMES[name]}")
    assert unpacked(collected) == TWO
    assert {one.name for one in tmp_path.iterdir()} == {"into", path.name}


def test_names_that_are_not_utf8(collected: Collect, tmp_path: Path) -> None:
    """In a .zip they are read as code page 437, as the format has it: some letters, that print."""
    (tmp_path / "class.tgz").write_bytes(tarred({**TWO, os.fsdecode(b"caf\xe9/mlp.py"): b""}))
    (tmp_path / "class.zip").write_bytes(zipped({**TWO, "cafX/mlp.py": b""}).replace(b"cafX", b"caf\x82"))
    assert "cannot be printed" in collected(tmp_path / "class.tgz").problems[0]
    assert list(by_owner(collected(tmp_path / "class.zip"))) == ["alice", "bob", "café"]


def test_names_that_windows_does_not_have(collected: Collect, tmp_path: Path) -> None:
    names = {"a<b>/mlp.py": ALICE, 'q"|?*/mlp.py': BOB, "CON/mlp.py": b"", "dot./mlp.py": b""}
    (tmp_path / "class.zip").write_bytes(zipped(names))
    found = collected(tmp_path / "class.zip")
    assert set(by_owner(found)) == {"a<b>", 'q"|?*', "CON", "dot."}
    assert found.problems == ()


def of_mode(name: str, mode: int) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.create_system = 3
    member.external_attr = mode << 16
    return member


def of_type(name: str, kind: bytes, target: str) -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.type, header.linkname = kind, target
    return header


def test_links_and_devices(collected: Collect, tmp_path: Path) -> None:
    secret = write(tmp_path / "secret", {"mlp.py": b"the answer"})
    zip_links = [
        (of_mode("carol", stat.S_IFLNK | 0o777), str(secret).encode()),
        (of_mode("dave/mlp.py", stat.S_IFLNK | 0o777), b"../../../secret/mlp.py"),
        (of_mode("erin/mlp.py", stat.S_IFCHR | 0o666), b""),
    ]
    tar_links = [
        (of_type("carol", tarfile.SYMTYPE, str(secret)), b""),
        (of_type("dave/mlp.py", tarfile.LNKTYPE, "../../../secret/mlp.py"), b""),
        (of_type("erin/mlp.py", tarfile.CHRTYPE, ""), b""),
    ]
    for name, content in (
        ("class.zip", zipped([*TWO.items(), *zip_links, ("carol/mlp.py", b"written through it")])),
        ("class.tgz", tarred([*TWO.items(), *tar_links, ("carol/mlp.py", b"written through it")])),
    ):
        (tmp_path / name).write_bytes(content)
        found = collected(tmp_path / name)
        assert set(by_owner(found)) == {"alice", "bob", "carol"}
        assert len(found.problems) == 3
        assert f"{name}: carol is left out: it is also a folder" in found.problems
    assert tree(secret) == {"mlp.py": b"the answer"}


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_a_name_twice(collected: Collect, tmp_path: Path, pack: Callable[..., bytes]) -> None:
    path = tmp_path / ("class.zip" if pack is zipped else "class.tgz")
    path.write_bytes(pack([*TWO.items(), ("carol/mlp.py", ALICE), ("carol//mlp.py", BOB), ("carol/x", b"")]))
    found = collected(path)
    assert found.problems == (f"{path.name}: carol/mlp.py is left out: it is in the archive 2 times",)
    assert unpacked(collected) == {**TWO, "carol/x": b""}


def test_what_tools_keep_for_themselves(collected: Collect, tmp_path: Path) -> None:
    beside = {"__MACOSX/alice/._mlp.py": b"", "alice/.git/config": b"", ".DS_Store": b"", "bob/__pycache__/x.pyc": b""}
    (tmp_path / "class.zip").write_bytes(zipped({**TWO, **beside}))
    assert collected(tmp_path / "class.zip").problems == ()
    assert unpacked(collected) == TWO


def test_archives_within_stay_files(collected: Collect, tmp_path: Path) -> None:
    inner = {"alice.zip": zipped({"mlp.py": ALICE}), "bob.tar.gz": tarred({"mlp.py": BOB})}
    (tmp_path / "class.zip").write_bytes(zipped(inner))
    found = collected(tmp_path / "class.zip")
    assert [collected.source(one) for one in found.handed_in] == [ALICE, BOB]
    assert unpacked(collected) == inner


def test_a_hundred_thousand_files(collected: Collect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as there may be are listed, one more is too many; of what is unpacked fewer will do here."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for number in range(unpacking.MOST_MEMBERS + 1):
            made.writestr(f"{number}/mlp.py", b"")
    (tmp_path / "class.zip").write_bytes(stream.getvalue())
    with pytest.raises(unpacking.Refused, match="holds more than 100000 files"):
        unpacking.names_in(tmp_path / "class.zip")
    found = collected(tmp_path / "class.zip")  # it is small enough to be a student's, and is told so when it is read
    assert [one.owner for one in found.handed_in] == ["class"]
    said = submission.read(found.handed_in[0].path, collected.assignment).problems
    assert said == ("class.zip holds more than 10000 files",)
    monkeypatch.setattr(unpacking, "MOST_MEMBERS", 500)
    for name, pack in (("class.zip", zipped), ("class.tgz", tarred)):
        (tmp_path / name).write_bytes(pack({f"{number}/mlp.py": b"" for number in range(500)}))
        assert len(collected(tmp_path / name).handed_in) == 500
        (tmp_path / name).write_bytes(pack({f"{number}/mlp.py": b"" for number in range(501)}))
        with pytest.raises(unpacking.Refused, match="holds more than"):
            unpacking.names_in(tmp_path / name)


def test_more_than_a_class_may_have(collected: Collect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MOST_BYTES", 1 << 20)
    files = {f"{name}/mlp.py": bytes(300_000) for name in ("alice", "bob", "carol", "dave")}
    for name, pack in (("class.zip", zipped), ("class.tgz", tarred)):
        (tmp_path / name).write_bytes(pack(files))
        with pytest.raises(unpacking.Refused, match=r"is not read: unpacked, it has .*1\.\d MB"):
            unpacking.unpack(tmp_path / name, collected.into, LARGEST)
        assert [one.owner for one in collected(tmp_path / name).handed_in] == ["class"]
        with (tmp_path / name).open("ab") as stream:  # now it is too large for a student's
            stream.truncate(70 << 20)
        found = collected(tmp_path / name)
        assert found.handed_in == ()
        assert len(found.problems) == 1
    assert [path for path in collected.into.rglob("*") if path.is_file()] == []


def sparse_tar(path: Path, sizes: dict[str, int]) -> None:
    """A plain .tar with members of nulls, that takes no room on the disk."""
    with path.open("wb") as stream:
        for name, size in sizes.items():
            header = tarfile.TarInfo(name)
            header.size = size
            stream.write(header.tobuf(tarfile.GNU_FORMAT))
            stream.seek(size + -size % 512, os.SEEK_CUR)
        stream.truncate(stream.tell() + 1024)


def test_large_archives_take_no_memory(collected: Collect, tmp_path: Path) -> None:
    large = bytes(40 << 20)
    content = {"alice/mlp.py": ALICE, "bob/data.bin": large, "bob/mlp.py": BOB, "carol/data.bin": bytes(LARGEST + 1)}
    sizes = {"alice/mlp.py": 10, "bob/data.bin": len(large), "bob/mlp.py": 10, "carol/data.bin": LARGEST + 1}
    (tmp_path / "class.zip").write_bytes(zipped(content))
    del content
    sparse_tar(tmp_path / "class.tar", sizes)
    says = "carol/data.bin is left out: it has 100.0 MB, and a file may have 100.0 MB"
    for name in ("class.zip", "class.tar"):
        tracemalloc.start()
        folder, problems = unpacking.unpack(tmp_path / name, collected.into, LARGEST)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert problems == (says,)
        assert (folder / "bob" / "data.bin").read_bytes() == large
        assert not (folder / "carol").exists()
        assert peak < 2 << 20


def changed(content: bytes, offset: int, value: bytes) -> bytes:
    """The same .zip with these bytes at `offset` of every record of its central directory."""
    parts = content.split(b"PK\x01\x02")
    return b"PK\x01\x02".join(
        [parts[0], *(part[: offset - 4] + value + part[offset - 4 + len(value) :] for part in parts[1:])]
    )


def test_damaged_members_cost_themselves(collected: Collect, tmp_path: Path) -> None:
    whole = zipped(TWO)
    for number, (content, says) in enumerate(
        [
            (changed(whole, 16, b"\0\0\0\0"), "is left out: it is damaged"),
            (changed(whole, 24, b"\5\0\0\0"), "is left out: it is damaged"),
            (changed(whole, 24, b"\xff\0\0\0"), "is left out: it has not the size that was said"),
            (changed(whole, 24, b"\xfe\xff\xff\x7f"), "and a file may have 100.0 MB"),
            (changed(whole, 8, b"\1\0"), "is left out: it is encrypted"),
            (changed(whole, 10, b"\x0c\0"), "and only deflate is read"),
        ]
    ):
        path = tmp_path / f"{number}.zip"
        path.write_bytes(content)
        folder, problems = unpacking.unpack(path, collected.into, LARGEST)
        assert len(problems) == 2
        assert all(problem.endswith(says) for problem in problems)
        assert tree(folder) == {}


def test_a_lie_about_the_size_of_a_bomb(collected: Collect, tmp_path: Path) -> None:
    (tmp_path / "class.zip").write_bytes(changed(zipped({**TWO, "carol/x": bytes(50 << 20)}), 24, b"\x1a\0\0\0"))
    folder, problems = unpacking.unpack(tmp_path / "class.zip", collected.into, LARGEST)
    assert len(problems) >= 1
    assert sum(map(len, tree(folder).values())) < 100


class Endless:
    def read(self, size: int) -> bytes:
        return bytes(size)


def test_content_that_does_not_end(tmp_path: Path) -> None:
    with pytest.raises(unpacking.Refused, match="has not the size"):
        keeping.copy(Endless(), tmp_path / "a" / "x", 100_000)
    assert list((tmp_path / "a").iterdir()) == []


def test_files_that_overlap(collected: Collect, tmp_path: Path) -> None:
    (tmp_path / "class.zip").write_bytes(changed(zipped(TWO), 42, b"\0\0\0\0"))
    with pytest.raises(unpacking.Refused, match="overlap"):
        unpacking.unpack(tmp_path / "class.zip", collected.into, LARGEST)


def test_a_directory_that_asks_for_all_memory(tmp_path: Path) -> None:
    """The last record of a .zip says how long the list of its members is; it is read as a whole."""
    path = tmp_path / "class.zip"
    size = (1 << 32) - 2
    with path.open("wb") as stream:
        stream.truncate(size)
        stream.seek(size)
        end = b"PK\x05\x06" + b"\0" * 4 + b"\1\0\1\0" + (size).to_bytes(4, "little") + b"\0" * 4 + b"\0\0"
        stream.write(end)
    tracemalloc.start()
    with pytest.raises(unpacking.Refused):
        unpacking.names_in(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1 << 20


def test_a_bomb_is_seen_soon(collected: Collect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MOST_BYTES", 64 << 20)
    (tmp_path / "class.tgz").write_bytes(tarred({**TWO, "carol/x": bytes(128 << 20)}))
    began = time.process_time()
    with pytest.raises(unpacking.Refused, match="unpacked, it has more than"):
        unpacking.names_in(tmp_path / "class.tgz")
    assert time.process_time() - began < 5
    assert [one.owner for one in collected(tmp_path / "class.tgz").handed_in] == ["class"]


def test_a_place_that_cannot_be_written_to(collected: Collect, tmp_path: Path) -> None:
    write(tmp_path, {"into": b"a file", "class.zip": zipped(TWO)})
    with pytest.raises(SubmissionError, match="cannot be written to") as caught:
        collected(tmp_path / "class.zip")
    assert str(caught.value).isprintable()
