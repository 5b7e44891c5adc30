"""Real .tar files, honest and hostile: what is read of them, and that nothing of them reaches a disk."""

from __future__ import annotations

import gzip
import io
import lzma
import os
import random
import subprocess
import tarfile
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest
from test_archives import HOSTILE_NAMES, LIMIT, SOURCE

from grader import submission
from grader.course import Assignment
from grader.submission import Submission, tarred

Member = tuple[str | tarfile.TarInfo, bytes]
Reader = Callable[..., Submission]
UNPACKED = (164 << 20) + LIMIT  # bytes that a .tar may have


def packed(members: Mapping[str, bytes] | Iterable[Member], form: int = tarfile.PAX_FORMAT) -> bytes:
    """A .tar of these members, by name or by a header of one's own."""
    pairs = members.items() if isinstance(members, Mapping) else members
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=form) as made:
        for name, content in pairs:
            header = tarfile.TarInfo(name) if isinstance(name, str) else name
            header.size = header.size or len(content)
            made.addfile(header, io.BytesIO(content))
    return stream.getvalue()


def of_type(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.type, header.linkname = kind, target
    return header


def header_of(name: str, size: int, kind: bytes = tarfile.REGTYPE) -> bytes:
    header = of_type(name, kind)
    header.size = size
    return header.tobuf(tarfile.GNU_FORMAT)


@pytest.fixture
def read(assignment: Assignment, tmp_path: Path) -> Reader:
    """Read an archive of these bytes as alice.tar; afterwards it is the only file there."""

    def read_bytes(content: bytes, name: str = "alice.tar") -> Submission:
        path = tmp_path / "in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        before = sorted(tmp_path.rglob("*"))
        found = submission.read(path, assignment)
        assert sorted(tmp_path.rglob("*")) == before
        assert all(problem.isprintable() for problem in found.problems)
        return found

    return read_bytes


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize(
    ("name", "compress"),
    [("alice.tar", bytes), ("alice.tar.gz", gzip.compress), ("a.b.TGZ", gzip.compress), ("x.tar.xz", lzma.compress)],
)
def test_a_tar_is_a_folder(read: Reader, name: str, compress: Callable[[bytes], bytes], form: int) -> None:
    files = {"layers/dense.py": b"x = 1\n", "mlp.py": SOURCE, "notes.txt": b"", "z" * 90 + "/" + "y" * 90: b"long"}
    found = read(compress(packed(files, form)), name)
    assert (found.files, found.problems) == (files, ())
    assert found.name == name.lower().partition(".t")[0]


def test_what_the_tool_itself_makes(assignment: Assignment, tmp_path: Path) -> None:
    """tar czf of a folder, and of its content: the folder's name is passed over, ./ as well."""
    folder = tmp_path / "alice"
    (folder / "sub").mkdir(parents=True)
    (folder / "mlp.py").write_bytes(SOURCE)
    (folder / "sub" / ("long" * 50)).write_bytes(b"x" * 1000)
    (folder / ".hidden").write_bytes(b"")
    expected = submission.read(folder, assignment)
    for number, (form, what) in enumerate([("gnu", "alice"), ("pax", "alice"), ("gnu", "."), ("pax", ".")]):
        path = tmp_path / "made" / str(number) / "alice.tgz"
        path.parent.mkdir(parents=True)
        where = folder if what == "." else tmp_path
        subprocess.run(["tar", f"--format={form}", "-czf", path, "-C", where, what], check=True)
        assert submission.read(path, assignment) == expected


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz", "a.tgz", "a.tar.xz"])
def test_what_is_in_it_decides_and_not_the_name(read: Reader, name: str) -> None:
    """Safari unpacks the .gz of what it fetches, and leaves the name as it is."""
    whole = packed({"mlp.py": SOURCE})
    for content in (whole, gzip.compress(whole), lzma.compress(whole)):
        assert read(content, name).files == {"mlp.py": SOURCE}


def test_several_streams_after_one_another(read: Reader) -> None:
    """As pigz and pixz write them."""
    whole = packed({"mlp.py": SOURCE})
    for compress in (gzip.compress, lzma.compress):
        assert read(compress(whole[:700]) + compress(whole[700:])).files == {"mlp.py": SOURCE}
    first, second = lzma.compress(whole[:700]), lzma.compress(whole[700:])
    for length in (len(first) + 8, 1 << 16, 3 << 16):
        assert read(first.ljust(length, b"\0") + second + bytes(8)).files == {"mlp.py": SOURCE}


def test_a_folder_around_everything_is_passed_over(read: Reader) -> None:
    members = [(of_type("mlp-main/", tarfile.DIRTYPE), b""), ("mlp-main/mlp.py", SOURCE), ("mlp-main/sub/x.py", b"1\n")]
    beside = [("mlp-main/.git/config", b"[core]"), ("mlp-main/._mlp.py", b"\0"), ("mlp-main/__pycache__/a.pyc", b"\0")]
    found = read(packed([*members, *beside]))
    assert (found.files, found.problems) == ({"mlp.py": SOURCE, "sub/x.py": b"1\n"}, ())


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("name", [name for name in HOSTILE_NAMES if not name.startswith("__MACOSX")])
def test_a_hostile_name_is_left_out(read: Reader, name: str, form: int) -> None:
    found = read(packed([("mlp.py", SOURCE), (name, b"evil")], form))
    assert found.files == {"mlp.py": SOURCE}
    (problem,) = found.problems
    assert problem.endswith(f" is left out: {HOSTILE_NAMES[name]}")


def test_a_name_that_is_not_utf8(read: Reader) -> None:
    for form in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        found = read(packed([("mlp.py", SOURCE), (os.fsdecode(b"caf\xe9.py"), b"")], form))
        assert found.files == {"mlp.py": SOURCE}
        assert found.problems == (
            "caf\N{REPLACEMENT CHARACTER}.py is left out: its name has characters that cannot be printed",
        )


def test_a_null_in_a_name_of_a_pax_header(read: Reader) -> None:
    record = b"22 path=mlp.py\0.txt...\n"
    record = b"%d" % len(record) + record[2:]
    content = header_of("h", len(record), tarfile.XHDTYPE) + record.ljust(512, b"\0") + packed({"mlp.py": SOURCE})
    found = read(content)
    assert found.files == {}
    assert found.problems[1].endswith("its name holds a null character")


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        (tarfile.SYMTYPE, "a symbolic link, which is not followed"),
        (tarfile.LNKTYPE, "a hard link, which is not followed"),
        (tarfile.CHRTYPE, "a device"),
        (tarfile.BLKTYPE, "a device"),
        (tarfile.FIFOTYPE, "a named pipe"),
        (b"Q", "not a regular file"),
    ],
)
def test_links_and_special_files_are_left_out(read: Reader, kind: bytes, what: str) -> None:
    found = read(packed([("mlp.py", SOURCE), (of_type("x.py", kind, "/etc/passwd"), b"")]))
    assert (found.files, found.problems) == ({"mlp.py": SOURCE}, (f"x.py is left out: it is {what}",))
    found = read(packed([(of_type("mlp.py", kind, "../../reference/mlp.py"), b"")]))
    assert (found.files, found.problems) == ({}, (f"mlp.py is left out: it is {what}",))


def test_a_file_behind_a_link_of_the_same_name(read: Reader) -> None:
    """Who unpacks it writes through the link."""
    found = read(packed([(of_type("out", tarfile.SYMTYPE, "/etc"), b""), ("out/mlp.py", SOURCE), ("mlp.py", SOURCE)]))
    assert found.problems == ("out is left out: it is also a folder",)
    assert set(found.files) == {"mlp.py", "out/mlp.py"}


def test_a_sparse_file_is_left_out(assignment: Assignment, tmp_path: Path) -> None:
    """Some bytes of it stand for as many nulls as it likes."""
    (tmp_path / "mlp.py").write_bytes(SOURCE)
    (tmp_path / "hole.bin").touch()
    os.truncate(tmp_path / "hole.bin", 1 << 30)
    with (tmp_path / "hole.bin").open("r+b") as stream:
        for place in range(60):
            stream.seek(place << 20)
            stream.write(b"x")
    for form in ("gnu", "pax"):
        path = tmp_path / form / "alice.tar"
        path.parent.mkdir()
        command = ["tar", f"--format={form}", "-Scf", path, "-C", tmp_path, "hole.bin", "mlp.py"]
        subprocess.run(command, check=True)
        assert path.stat().st_size < 1 << 20
        found = submission.read(path, assignment)
        assert found.files == {"mlp.py": SOURCE}
        assert len(found.problems) == 1
        assert found.problems[0].endswith("is left out: it is a sparse file")


def test_a_name_twice(read: Reader) -> None:
    found = read(packed([("mlp.py", b"x = 1\n"), ("x.py", b""), ("./mlp.py", SOURCE)]))
    assert (list(found.files), found.problems) == (["x.py"], ("mlp.py is left out: it is in the archive 2 times",))


def test_what_is_too_large_is_left_out(read: Reader) -> None:
    large = {"aaa.bin": bytes(10**7), "b.txt": b"b" * 15_000, "c.txt": bytes(15_000), "d.txt": b"d" * 5000}
    found = read(packed({**large, "mlp.py": SOURCE}))
    assert found.files == {"b.txt": b"b" * 15_000, "d.txt": b"d" * 5000, "mlp.py": SOURCE}
    assert found.problems == (
        "aaa.bin has 9.5 MB and is left out; a submission may have 20.0 kB in all",
        "c.txt has 14.6 kB and is left out; a submission may have 20.0 kB in all",
    )


def test_many_files_are_few_ways_through_the_archive(read: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    ways = []
    real = tarred.walk
    monkeypatch.setattr(tarred, "walk", lambda *given: ways.append(given) or real(*given))
    source = random.Random(3)
    files = {f"{number:03}.bin": source.randbytes(source.choice((10, 100, 6000))) for number in range(500)}
    found = read(gzip.compress(packed({**files, "mlp.py": SOURCE, "mlp.ipynb": b"{}"})))
    assert all(files[name] == content for name, content in found.files.items() if name in files)
    assert len(found.files) > 40
    assert len(ways) <= 4


def seconds_and_memory(call: Callable[[], object]) -> tuple[float, int]:
    tracemalloc.start()
    began = time.process_time()
    call()
    seconds = time.process_time() - began
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return seconds, peak


def bomb(compress: str, head: bytes, size: int) -> bytes:
    """`size` nulls behind the head, compressed piece by piece."""
    stream = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=stream, mode="w") if compress == "gz" else lzma.LZMAFile(stream, "w", preset=0) as target
    ):
        target.write(head)
        for _ in range(size >> 20):
            target.write(bytes(1 << 20))
    return stream.getvalue()


@pytest.mark.parametrize("compress", ["gz", "xz"])
def test_an_archive_made_to_burst(read: Reader, compress: str) -> None:
    """Kilobytes that become a quarter of a gigabyte: in a file that says so, in one that says less, behind the end."""
    size = 256 << 20
    says = "alice.tar is not read: unpacked, it has more than 164.0 MB"
    for head in (header_of("mlp.py", size), header_of("big.bin", 100 << 20), packed({"mlp.py": SOURCE})):
        content = bomb(compress, head, size)
        assert len(content) < 1 << 20
        found: list[Submission] = []
        seconds, peak = seconds_and_memory(lambda content=content, found=found: found.append(read(content)))
        assert (found[0].files, found[0].problems) == ({}, (says,))
        assert peak < 2 * len(content) + (4 << 20)
        assert seconds < 10


def test_a_header_that_claims_to_be_large(read: Reader) -> None:
    """A long name or an attribute is kept in memory, as a whole."""
    for kind in (tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE, tarfile.XGLTYPE):
        for size in (100 << 20, 10 << 30):
            content = bomb("gz", header_of("x", size, kind), 110 << 20)
            _, peak = seconds_and_memory(lambda content=content: read(content))
            assert read(content).problems == ("alice.tar is not read: it says more of one file than there is to say",)
            assert peak < 4 << 20


def test_headers_without_end(read: Reader) -> None:
    one = header_of("x", 100, tarfile.GNUTYPE_LONGNAME) + b"y" * 99 + bytes(413)
    assert "more of one file" in read(one * 20 + packed({"mlp.py": SOURCE})).problems[0]


def test_a_size_that_cannot_be(read: Reader) -> None:
    says = "alice.tar is not read: unpacked, it has more than 164.0 MB"
    assert read(header_of("mlp.py", 10 << 30) + SOURCE).problems == (says,)


def test_xz_that_asks_for_gigabytes_of_memory(read: Reader) -> None:
    """A dictionary of 1 GiB: the decoder would allocate it for the first byte."""
    content = bytearray(lzma.compress(packed({"mlp.py": SOURCE}), preset=0))
    for size, files in ((0, {"mlp.py": SOURCE}), (36, {})):
        # the block's header: its length, flags, LZMA2 with one byte of properties, and its checksum
        assert content[12:16] == b"\x02\x00\x21\x01"
        content[16] = max(content[16], size)
        content[20:24] = zlib.crc32(content[12:20]).to_bytes(4, "little")
        found = read(bytes(content))
        assert found.files == files
    assert found.problems == ("alice.tar is not a .tar file, or is damaged",)
    with tarfile.open(fileobj=io.BytesIO(content)) as taken:  # with as much memory as it asks for
        assert taken.getnames() == ["mlp.py"]


def test_files_without_end(read: Reader) -> None:
    many = {f"f{number:04}": b"" for number in range(1200)}
    found = read(packed({**many, "mlp.py": SOURCE}))
    assert len(found.files) == 1000
    assert found.files["mlp.py"] == SOURCE
    assert found.problems == ("there are more than 1000 files and folders; the others are left out",)
    whole = gzip.compress(b"".join(header_of(f"f{number}", 0) for number in range(100_000)))
    seconds, _ = seconds_and_memory(lambda: read(whole))
    assert read(whole).problems == ("alice.tar holds more than 10000 files",)
    assert seconds < 10


def test_an_archive_within_is_a_file(read: Reader) -> None:
    inner = gzip.compress(packed({"mlp.py": SOURCE}))
    found = read(packed({"mlp.py": SOURCE, "more.tar.gz": inner}))
    assert found.files == {"mlp.py": SOURCE, "more.tar.gz": inner}


@pytest.mark.parametrize(
    "content",
    [b"", SOURCE, b"\x1f\x8b", b"\xfd7zXZ\0", gzip.compress(b""), gzip.compress(SOURCE), b"PK\x05\x06" + bytes(17)],
)
def test_what_is_no_archive(read: Reader, content: bytes) -> None:
    found = read(content)
    assert (found.files, found.problems) == ({}, ("alice.tar is not a .tar file, or is damaged",))


def test_bzip2_is_named(read: Reader) -> None:
    says = "alice.tar is compressed by bzip2, and only gzip and xz are read"
    assert read(b"BZh91AY&SY" + bytes(50)).problems == (says,)


def test_a_damaged_file_is_found_out_by_its_checksum(read: Reader) -> None:
    content = bytearray(gzip.compress(packed({"mlp.py": SOURCE})))
    content[-8] ^= 1
    assert read(bytes(content)).problems == ("alice.tar is not a .tar file, or is damaged",)


def test_an_archive_that_is_too_large_is_refused_unread(assignment: Assignment, tmp_path: Path) -> None:
    (tmp_path / "a.tar").touch()
    os.truncate(tmp_path / "a.tar", 10**5 << 20)
    found = submission.read(tmp_path / "a.tar", assignment)
    assert found.problems == ("a.tar has 100000.0 MB; an archive may have 64.0 MB",)


def test_damaged_archives_never_break_the_reader(read: Reader) -> None:
    """Every truncation, and 2,000 archives with random bytes in them: a submission each time, soon."""
    source = random.Random(12)
    whole = packed({"mlp.py": SOURCE, "a" * 150: bytes(500), "c.py": b"x = 1\n" * 50})[: 15 * 512]
    started = time.process_time()
    for end in range(0, len(whole), 37):
        read(whole[:end])
        read(gzip.compress(whole[:end]))
    for _ in range(1500):
        content = bytearray(whole)
        for _ in range(source.choice((1, 1, 2, 8))):
            content[source.randrange(len(content))] = source.choice((0, 1, 0x7F, 0x80, 0xFF, source.randrange(256)))
        found = read(bytes(content))
        assert sum(map(len, found.files.values())) <= LIMIT
    for _ in range(500):
        compressed = bytearray(source.choice((gzip.compress, lzma.compress))(whole))
        compressed[source.randrange(len(compressed))] ^= 1 << source.randrange(8)
        read(bytes(compressed))
    assert time.process_time() - started < 60
