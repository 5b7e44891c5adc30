"""Real archives, honest and hostile: what is read of them, and that nothing of them reaches a disk."""

from __future__ import annotations

import io
import os
import random
import stat
import struct
import time
import tracemalloc
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from grader import submission
from grader.course import Assignment
from grader.submission import Submission

SOURCE = b"def f(x):\n    return x\n"
LIMIT = 20 << 10


def packed(members: Mapping[str, bytes] | Iterable[tuple[str | zipfile.ZipInfo, bytes]], **options: int) -> bytes:
    """A .zip of these members, by name or by a header of one's own."""
    pairs = members.items() if isinstance(members, Mapping) else members
    stream = io.BytesIO()
    with (
        warnings.catch_warnings(),
        zipfile.ZipFile(stream, "w", **{"compression": zipfile.ZIP_DEFLATED, **options}) as made,
    ):
        warnings.simplefilter("ignore")  # a name twice
        for name, content in pairs:
            made.writestr(name, content)
    return stream.getvalue()


def of_mode(name: str, mode: int) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.create_system = 3
    member.external_attr = mode << 16
    return member


@pytest.fixture
def read(assignment: Assignment, tmp_path: Path) -> object:
    """Read an archive of these bytes as alice.zip; afterwards it is the only file there."""

    def read_bytes(content: bytes, name: str = "alice.zip") -> Submission:
        path = tmp_path / "in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        before = sorted(tmp_path.rglob("*"))
        found = submission.read(path, assignment)
        assert sorted(tmp_path.rglob("*")) == before
        assert all(problem.isprintable() for problem in found.problems)
        return found

    return read_bytes


def test_an_archive_is_a_folder(read, assignment: Assignment, tmp_path: Path) -> None:
    files = {"mlp.py": SOURCE, "layers/dense.py": b"x = 1\n", "notes.txt": b""}
    for name, content in files.items():
        (tmp_path / "alice" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "alice" / name).write_bytes(content)
    found = read(packed(files))
    assert found == submission.read(tmp_path / "alice", assignment)
    assert (found.name, found.files, found.problems) == ("alice", files, ())


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_both_usual_methods(read, method: int) -> None:
    assert read(packed({"mlp.py": SOURCE}, compression=method)).files == {"mlp.py": SOURCE}


def test_a_folder_around_everything_is_passed_over(read) -> None:
    members = [("mlp-main/", b""), ("mlp-main/mlp.py", SOURCE), ("mlp-main/sub/x.py", b"x = 1\n")]
    beside = [
        ("__MACOSX/mlp-main/._mlp.py", b"\0\5\x16\7"),
        ("mlp-main/.DS_Store", b"\0"),
        ("mlp-main/.git/config", b"[core]"),
        ("mlp-main/__pycache__/mlp.cpython-311.pyc", b"\0"),
        (".hidden", b""),
    ]
    found = read(packed([*members, *beside]))
    assert (found.files, found.problems) == ({"mlp.py": SOURCE, "sub/x.py": b"x = 1\n"}, ())


def test_no_folder_is_passed_over_where_something_lies_beside_it(read) -> None:
    found = read(packed({"a/mlp.py": SOURCE, "notes.txt": b""}))
    assert found.problems == ("mlp.py is not in the archive; there is: notes.txt, a/mlp.py; is a/mlp.py meant?",)
    found = read(packed({"a/b/mlp.py": SOURCE}))
    assert found.problems == ("mlp.py is not in the archive; there is: b/mlp.py; is b/mlp.py meant?",)


def test_an_archive_of_nothing(read) -> None:
    for content in (packed({}), packed({"__MACOSX/._mlp.py": b"", ".git/x": b""}), packed([("a/", b"")])):
        found = read(content)
        assert (found.files, found.problems) == ({}, ("mlp.py is not in the archive, which has no files",))


def test_the_file_is_brought_into_utf8(read) -> None:
    found = read(packed({"mlp.py": "# coding: latin-1\nx = 'é'\n".encode("latin-1")}))
    assert found.files["mlp.py"].decode() == "# coding: utf-8\nx = 'é'\n"
    assert read(packed({"mlp.py": b"\0"})).problems[0].startswith("mlp.py is not Python source")


HOSTILE_NAMES = {
    "/etc/passwd": "its name is an absolute path",
    "//host/share": "its name is an absolute path",
    "../up.py": "its name leads out of the archive",
    "a/../../up.py": "its name leads out of the archive",
    "a/..": "its name leads out of the archive",
    "__MACOSX/../../up.py": "its name leads out of the archive",
    "C:/windows/x.py": "its name is an absolute path",
    "c:x.py": "its name is an absolute path",
    "a\\b.py": "its name holds a backslash",
    "..\\up.py": "its name holds a backslash",
    "a\x1b[2Jb.py": "its name has characters that cannot be printed",
    "a\u202egnp.py": "its name has characters that cannot be printed",
    "a\nb.py": "its name has characters that cannot be printed",
    "x" * 256: "its name is too long",
    "é" * 128: "its name is too long",
    "/".join(["d" * 200] * 6): "its name is too long",
}


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_hostile_name_is_left_out(read, name: str) -> None:
    found = read(packed({"mlp.py": SOURCE, name: b"evil"}))
    assert found.files == {"mlp.py": SOURCE}
    (problem,) = found.problems
    assert problem.endswith(f" is left out: {HOSTILE_NAMES[name]}")


def test_a_null_in_a_name(read) -> None:
    """What is behind the null is not seen by those who cut the name there."""
    content = packed({"mlp.pyX.txt": SOURCE}).replace(b"mlp.pyX.txt", b"mlp.py\0.txt")
    found = read(content)
    assert found.files == {}
    assert found.problems == (
        "mlp.py is not in the archive, which has no files",
        "mlp.py\N{REPLACEMENT CHARACTER}.txt is left out: its name holds a null character",
    )


@pytest.mark.parametrize(
    ("mode", "what"),
    [
        (stat.S_IFLNK | 0o777, "a symbolic link, which is not followed"),
        (stat.S_IFIFO | 0o644, "a named pipe"),
        (stat.S_IFSOCK | 0o644, "a socket"),
        (stat.S_IFCHR | 0o644, "a device"),
        (stat.S_IFBLK | 0o644, "a device"),
        (stat.S_IFDIR | 0o755, "a folder"),
        (0o170000, "not a regular file"),
    ],
)
def test_links_and_special_files_are_left_out(read, mode: int, what: str) -> None:
    found = read(packed([("mlp.py", SOURCE), (of_mode("x.py", mode), b"/etc/passwd")]))
    assert (found.files, found.problems) == ({"mlp.py": SOURCE}, (f"x.py is left out: it is {what}",))
    found = read(packed([(of_mode("mlp.py", mode), b"/etc/passwd")]))
    assert (found.files, found.problems) == ({}, (f"mlp.py is left out: it is {what}",))


def test_other_bits_of_the_mode_are_no_matter(read) -> None:
    found = read(packed([(of_mode("mlp.py", stat.S_IFREG | 0o6777), SOURCE), (of_mode("x.py", 0), b"")]))
    assert (found.files, found.problems) == ({"mlp.py": SOURCE, "x.py": b""}, ())


def changed(content: bytes, offset: int, value: bytes) -> bytes:
    """The same archive with these bytes at `offset` of every record of its central directory."""
    parts = content.split(b"PK\x01\x02")
    return b"PK\x01\x02".join(
        [parts[0], *(part[: offset - 4] + value + part[offset - 4 + len(value) :] for part in parts[1:])]
    )


def test_an_encrypted_archive(read) -> None:
    found = read(changed(packed({"mlp.py": SOURCE}), 8, b"\x01\x00"))
    assert (found.files, found.problems) == ({}, ("mlp.py is left out: it is encrypted",))


@pytest.mark.parametrize(
    ("method", "name"), [(zipfile.ZIP_BZIP2, "bzip2"), (zipfile.ZIP_LZMA, "lzma"), (9, "deflate64"), (4711, "4711")]
)
def test_other_methods_of_compression(read, method: int, name: str) -> None:
    """Of bzip2 and lzma, 4 KiB can become gigabytes before anyone can say stop."""
    if method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        content = packed({"mlp.py": bytes(10**7)}, compression=method)
    else:
        content = changed(packed({"mlp.py": SOURCE}), 10, struct.pack("<H", method))
    found = read(content)
    assert found.problems == (f"mlp.py is left out: it is compressed by the method {name}, and only deflate is read",)


def test_a_name_twice(read) -> None:
    """Whoever looks at the archive may see another of the two than the one that is graded."""
    twice = [("mlp.py", b"x = 1\n"), ("x.py", b""), ("mlp.py", SOURCE), ("./mlp.py", SOURCE)]
    found = read(packed([*twice[:3]]))
    assert (list(found.files), found.problems) == (["x.py"], ("mlp.py is left out: it is in the archive 2 times",))
    assert read(packed([("a//x.py", b""), ("a/x.py", b""), ("mlp.py", SOURCE)])).problems == (
        "a/x.py is left out: it is in the archive 2 times",
    )


def test_a_file_that_is_also_a_folder(read) -> None:
    found = read(packed([("mlp.py", SOURCE), ("a", b""), ("a/b", b""), ("a/b/c", b"")]))
    assert list(found.files) == ["a/b/c", "mlp.py"]
    assert found.problems == ("a is left out: it is also a folder", "a/b is left out: it is also a folder")


def test_what_is_too_large_is_left_out(read) -> None:
    found = read(packed({"mlp.py": SOURCE, "aaa.bin": bytes(10**7), "b.txt": bytes(15_000), "c.txt": bytes(15_000)}))
    assert list(found.files) == ["b.txt", "mlp.py"]
    assert found.problems == (
        "aaa.bin has 9.5 MB and is left out; a submission may have 20.0 kB in all",
        "c.txt has 14.6 kB and is left out; a submission may have 20.0 kB in all",
    )
    assert read(packed({"mlp.py": bytes(LIMIT + 1)})).problems == (
        "mlp.py has 20.0 kB; a submission may have 20.0 kB in all",
    )


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("claim", [0, 10, 30_000])
def test_a_size_that_is_a_lie_is_found_out(read, claim: int, method: int) -> None:
    """10 MB that claim to be 10 bytes, with the checksum of the first 10, or 20 that claim to be more."""
    whole = bytes(10**7) if claim < LIMIT else bytes(20)
    for checksum in (None, zlib.crc32(whole[:claim])):
        content = changed(packed({"a.py": b"", "mlp.py": whole}, compression=method), 24, struct.pack("<I", claim))
        if checksum is not None:
            content = changed(content, 16, struct.pack("<I", checksum))
        tracemalloc.start()
        found = read(content)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert found.files.get("mlp.py", b"") == b""
        assert any(
            problem.startswith("mlp.py ") and ("cannot be read" in problem or "29.3 kB" in problem)
            for problem in found.problems
        )
        assert peak < 3 * len(content) + (4 << 20)


def test_a_claim_without_end(read) -> None:
    content = packed({"mlp.py": SOURCE})
    found = read(changed(content, 24, b"\xfe\xff\xff\xff"))
    assert found.problems == ("mlp.py has 4096.0 MB; a submission may have 20.0 kB in all",)
    found = read(changed(content, 20, b"\xfe\xff\xff\xff"))
    assert found.files == {} or found.problems == ()


def test_a_thousand_damaged_members_cost_no_time(read) -> None:
    """Each fits the limit, none counts towards it: together they would be unpacked without end."""
    content = packed({"mlp.py": SOURCE, **{f"{number}.bin": bytes(LIMIT - 1000) for number in range(900)}})
    found = read(changed(content, 16, b"\0\0\0\0"))
    assert found.files == {}
    assert any("too much of the archive is damaged" in problem for problem in found.problems[:10])


def overlapping(count: int, size: int) -> bytes:
    """An archive whose members share their bytes: each is its own header's worth, the next header quoted, and the rest.

    Fifield's construction of 2019. Sizes and checksums are true.
    """
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = bytes(size)
    body, records = deflate.compress(content) + deflate.flush(), []
    for number in range(count):
        name = f"{number:04}".encode()
        facts = (20, 0, 8, 0, 0, zlib.crc32(content), len(body), len(content), len(name), 0)
        header = struct.pack("<4s5H3I2H", b"PK\x03\x04", *facts) + name
        records.append((name, facts, len(body) + len(header)))
        content = header + content
        body = struct.pack("<BHH", 0, len(header), len(header) ^ 0xFFFF) + header + body  # a stored block of Deflate
    body = body[5:]
    directory = b""
    for name, facts, length in reversed(records):
        places = (0, 0, 0, 0, len(body) - length)
        directory += struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, *facts, *places) + name
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(body), 0)
    return body + directory + end


def test_files_that_overlap(read) -> None:
    content = overlapping(1000, 100_000)
    assert sum(member.file_size for member in zipfile.ZipFile(io.BytesIO(content)).infolist()) > 1000 * len(content)
    says = "alice.zip is not read: its files overlap, as they do in an archive made to burst"
    found = read(content)
    assert (found.files, found.problems) == ({}, (says,))
    assert read(overlapping(1, 1000)).files == {"0000": bytes(1000)}


def test_one_file_under_two_names(read) -> None:
    """Two records that point to the same bytes."""
    content = packed({"mlp.py": SOURCE, "abc.py": SOURCE})
    found = read(changed(content, 42, b"\0\0\0\0"))
    assert (found.files, len(found.problems)) == ({}, 1)
    assert "overlap" in found.problems[0]


def test_an_archive_within_is_a_file(read) -> None:
    """What unpacks to itself, or to more archives, is not unpacked."""
    inner = packed({"mlp.py": SOURCE})
    found = read(packed({"mlp.py": SOURCE, "more.zip": inner}))
    assert found.files == {"mlp.py": SOURCE, "more.zip": inner}


def test_files_without_end(read) -> None:
    many = {f"f{number:04}": b"" for number in range(1200)}
    found = read(packed({**many, "mlp.py": SOURCE}))
    assert len(found.files) == 1000
    assert found.files["mlp.py"] == SOURCE
    assert found.problems == ("there are more than 1000 files and folders; the others are left out",)
    found = read(packed({f"f{number}": b"" for number in range(10_001)}))
    assert (found.files, found.problems) == ({}, ("alice.zip holds more than 10000 files",))


def test_folders_count_as_files_do(read) -> None:
    """Each takes an inode of the sandbox's disk."""
    found = read(packed({"mlp.py": SOURCE, **{f"{number}/a/b/c/x.py": b"" for number in range(900)}}))
    assert 195 <= len(found.files) <= 201
    assert found.problems == ("there are more than 1000 files and folders; the others are left out",)


def test_folders_without_end(read) -> None:
    found = read(packed({"mlp.py": SOURCE, "/".join("abcdefghijkl"): b"12", "/".join("zbcdefghijklm"): b"13"}))
    assert list(found.files) == ["a/b/c/d/e/f/g/h/i/j/k/l", "mlp.py"]
    assert found.problems == ("folders more than 12 deep are left out",)


@pytest.mark.parametrize("name", ["alice.zip", "Alice.ZIP", "mlp.py.zip"])
@pytest.mark.parametrize(
    "content", [b"", SOURCE, b"PK\x03\x04", b"PK\x05\x06" + bytes(17), b"Rar!\x1a\x07\0", os.urandom(5000)]
)
def test_what_is_no_archive(read, name: str, content: bytes) -> None:
    found = read(content, name)
    assert (found.files, found.problems) == ({}, (f"{name} is not a .zip file, or is damaged",))


def test_an_archive_that_is_too_large_is_refused_unread(assignment: Assignment, tmp_path: Path) -> None:
    (tmp_path / "a.zip").touch()
    os.truncate(tmp_path / "a.zip", 10**5 << 20)
    found = submission.read(tmp_path / "a.zip", assignment)
    assert found.problems == ("a.zip has 100000.0 MB; an archive may have 64.0 MB",)


def test_a_link_to_an_archive(assignment: Assignment, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(packed({"mlp.py": SOURCE}))
    (tmp_path / "a.zip").symlink_to(tmp_path / "b.zip")
    with pytest.raises(submission.reading.SubmissionError, match="is a symbolic link"):
        submission.read(tmp_path / "a.zip", assignment)


def test_damaged_archives_never_break_the_reader(read) -> None:
    """Every truncation, and 3,000 archives with random bytes in them: a submission each time, soon."""
    source = random.Random(12)
    whole = packed({"mlp.py": SOURCE, "a/b.txt": bytes(500), "c.py": b"x = 1\n" * 50})
    started = time.process_time()
    for end in range(0, len(whole), 7):
        read(whole[:end])
    for _ in range(3000):
        content = bytearray(whole)
        for _ in range(source.choice((1, 1, 2, 8))):
            content[source.randrange(len(content))] = source.choice((0, 1, 0x7F, 0x80, 0xFF, source.randrange(256)))
        found = read(bytes(content))
        assert sum(map(len, found.files.values())) <= LIMIT
        assert found.files.get("mlp.py") in (SOURCE, None)
    assert time.process_time() - started < 60
