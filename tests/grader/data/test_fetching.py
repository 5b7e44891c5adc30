from __future__ import annotations

import gzip
import hashlib
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from grader.data.fetching import fetch_entry
from grader.errors import DataError

if TYPE_CHECKING:
    from conftest import Server, Tiny

    Serve = Callable[[dict[str, bytes]], Server]

pytestmark = pytest.mark.usefixtures("no_own_folder")


def ignore(_label: str, _done: int, _total: int | None) -> None:
    pass


def held(tiny: Tiny, home: Path) -> dict[str, bytes]:
    """The raw files that lie in a cache folder."""
    return {name: (home / name).read_bytes() for name in tiny.raw if (home / name).exists()}


def test_every_file_arrives_whole_and_is_not_fetched_again(tiny: Tiny, serve: Serve, tmp_path: Path) -> None:
    server = serve(tiny.packed())
    home = fetch_entry(tiny.entry, progress=ignore, cache=tmp_path, sources=[server.mirror()])
    assert held(tiny, home) == tiny.raw
    assert {path.name for path in home.iterdir()} == {*tiny.raw, ".lock"}
    fetch_entry(tiny.entry, progress=ignore, cache=tmp_path, sources=[server.mirror()])
    assert len(server.requests) == 4


def test_progress_counts_up_to_the_announced_total(tiny: Tiny, serve: Serve, tmp_path: Path) -> None:
    server = serve(tiny.packed())
    seen: list[tuple[str, int, int | None]] = []
    fetch_entry(tiny.entry, progress=lambda *step: seen.append(step), cache=tmp_path, sources=[server.mirror()])
    assert {label for label, _, _ in seen} == {f"127.0.0.1:{server.port}"}
    ends = {total for _, done, total in seen if done == total}
    assert ends == {len(content) for content in tiny.packed().values()}


def test_a_broken_connection_is_continued_where_it_broke(tiny: Tiny, serve: Serve, tmp_path: Path) -> None:
    server = serve(tiny.packed())
    server.script = ["half", "half"]
    home = fetch_entry(tiny.entry, progress=ignore, cache=tmp_path, sources=[server.mirror()])
    whole = len(server.files["/train-images-idx3-ubyte.gz"])
    assert [asked for _, asked in server.requests[:3]] == [
        None,
        f"bytes={whole // 2}-",
        f"bytes={whole // 2 + (whole - whole // 2) // 2}-",
    ]
    assert held(tiny, home) == tiny.raw


def test_a_later_fetch_continues_an_earlier_one(tiny: Tiny, serve: Serve, tmp_path: Path) -> None:
    server = serve(tiny.packed())
    server.script = ["half"] * 4
    with pytest.raises(DataError, match=r"train-images-idx3-ubyte\.gz: the connection ended after \d+ of \d+ bytes"):
        fetch_entry(tiny.entry, progress=ignore, cache=tmp_path, sources=[server.mirror()])
    assert held(tiny, tmp_path / "tiny") == {}
    before = len(server.requests)
    home = fetch_entry(tiny.entry, progress=ignore, cache=tmp_path, sources=[server.mirror()])
    begun = server.requests[before][1]
    assert begun is not None
    assert int(begun.removeprefix("bytes=").removesuffix("-")) > len(tiny.packed()["/train-images-idx3-ubyte.gz"]) / 2
    assert held(tiny, home) == tiny.raw


def test_a_server_without_ranges_starts_again(tiny: Tiny, serve: Serve, tmp_path: Path) -> None:
    server = serve(tiny.packed())
    server.script = ["half", "whole"]
    home = fetch_entry(tiny.entry, progress=ignore, cache=tmp_path, sources=[server.mirror()])
    assert server.requests[1][1] is not None
    assert held(tiny, home) == tiny.raw


def begin(server: Server, home: Path, name: str, content: bytes) -> None:
    """Leave the beginning of a download as an earlier, interrupted fetch would have."""
    staging = home / ".unfinished"
    staging.mkdir(parents=True)
    mark = hashlib.sha256(server.url.encode()).hexdigest()[:8]
    (staging / f"{name}.{mark}.gz.part").write_bytes(content)


@pytest.mark.parametrize("length", ["shorter", "equal", "longer"])
def test_a_beginning_of_another_version_is_thrown_away(tiny: Tiny, serve: Serve, tmp_path: Path, length: str) -> None:
    server = serve(tiny.packed())
    size = len(server.files["/train-images-idx3-ubyte.gz"]) + {"shorter": -100, "equal": 0, "longer": 100}[length]
    begin(server, tmp_path / "tiny", "train-images-idx3-ubyte", bytes(size))
    home = fetch_entry(tiny.entry, progress=ignore, cache=tmp_path, sources=[server.mirror()])
    assert held(tiny, home) == tiny.raw


def test_a_download_that_was_complete_is_only_unpacked(tiny: Tiny, serve: Serve, tmp_path: Path) -> None:
    server = serve(tiny.packed())
    name = "train-images-idx3-ubyte"
    begin(server, tmp_path / "tiny", name, server.files[f"/{name}.gz"])
    home = fetch_entry(tiny.entry, progress=ignore, cache=tmp_path, sources=[server.mirror()])
    assert held(tiny, home) == tiny.raw
    assert [path for path, _ in server.requests].count(f"/{name}.gz") == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (gzip.compress(bytes(47_056)), "does not have the expected sha256"),
        (gzip.compress(bytes(10**7)), "unpacks to more than the expected size"),
        (bytes(47_056), "is not a sound gzip file"),
        (gzip.compress(b"abc")[:-3], "is not a sound gzip file"),
        (bytes(10**6), "is longer than the file should be"),
    ],
)
def test_a_wrong_file_is_refused_and_the_next_source_asked(
    tiny: Tiny, serve: Serve, tmp_path: Path, content: bytes, says: str
) -> None:
    wrong = serve({**tiny.packed(), "/train-images-idx3-ubyte.gz": content})
    with pytest.raises(DataError, match=f"127.0.0.1:{wrong.port}: train-images-idx3-ubyte.gz {says}"):
        fetch_entry(tiny.entry, progress=ignore, cache=tmp_path, sources=[wrong.mirror()])
    assert held(tiny, tmp_path / "tiny") == {}
    right = serve(tiny.packed())
    home = fetch_entry(tiny.entry, progress=ignore, cache=tmp_path, sources=[wrong.mirror(), right.mirror()])
    assert held(tiny, home) == tiny.raw


def test_what_one_source_has_is_completed_by_the_next(tiny: Tiny, serve: Serve, tmp_path: Path) -> None:
    packed = tiny.packed()
    first = serve({path: content for path, content in packed.items() if "labels" not in path})
    second = serve(packed)
    home = fetch_entry(tiny.entry, progress=ignore, cache=tmp_path, sources=[first.mirror(), second.mirror()])
    assert held(tiny, home) == tiny.raw
    assert "/train-images-idx3-ubyte.gz" not in [path for path, _ in second.requests]


def test_no_source_is_asked_for_nothing(tiny: Tiny, serve: Serve, tmp_path: Path) -> None:
    class Unwanted:
        label = "unwanted"

        def deliver(self, wanted: object, _folder: object, _progress: object) -> None:
            raise AssertionError(f"asked for {wanted}")

    server = serve(tiny.packed())
    for sources in ([server.mirror(), Unwanted()], [Unwanted()]):
        fetch_entry(tiny.entry, progress=ignore, cache=tmp_path, sources=sources)
    with pytest.raises(AssertionError, match="asked for"):
        fetch_entry(tiny.entry, progress=ignore, cache=tmp_path / "another", sources=[Unwanted()])


def test_a_damaged_file_in_the_cache_is_fetched_anew(tiny: Tiny, serve: Serve, tmp_path: Path) -> None:
    server = serve(tiny.packed())
    home = fetch_entry(tiny.entry, progress=ignore, cache=tmp_path, sources=[server.mirror()])
    damaged = home / "t10k-images-idx3-ubyte"
    content = bytearray(damaged.read_bytes())
    content[-1] ^= 1
    damaged.write_bytes(content)
    fetch_entry(tiny.entry, progress=ignore, cache=tmp_path, sources=[server.mirror()])
    assert held(tiny, home) == tiny.raw
    assert len(server.requests) == 5


def test_one_line_says_what_failed_where_and_what_to_do(tiny: Tiny, serve: Serve, tmp_path: Path) -> None:
    silent, refusing = serve({}), serve({})
    silent.script, refusing.script = ["silent"] * 4, [503] * 4
    sources = [silent.mirror(connect_seconds=0.2), refusing.mirror()]
    with pytest.raises(DataError) as caught:
        fetch_entry(tiny.entry, progress=ignore, cache=tmp_path, sources=sources)
    message = str(caught.value)
    assert f"127.0.0.1:{silent.port}: no answer within" in message
    assert f"127.0.0.1:{refusing.port}: train-images-idx3-ubyte.gz: HTTP status 503" in message
    assert "GRADER_DATA" in message
    assert "\n" not in message
    assert (len(silent.requests), len(refusing.requests)) == (1, 1)


def test_a_port_where_nobody_listens(tiny: Tiny, serve: Serve, tmp_path: Path) -> None:
    server = serve({})
    mirror = type(server.mirror())("http://127.0.0.1:1/")
    with pytest.raises(DataError, match=r"127\.0\.0\.1:1: cannot be reached: .*refused"):
        fetch_entry(tiny.entry, progress=ignore, cache=tmp_path, sources=[mirror])


def test_a_cache_that_is_no_folder(tiny: Tiny, tmp_path: Path) -> None:
    (tmp_path / "tiny").write_text("in the way")
    with pytest.raises(DataError, match=r"the cache folder .*tiny cannot be used"):
        fetch_entry(tiny.entry, progress=ignore, cache=tmp_path, sources=[])


FETCH = """
import json, sys
from pathlib import Path
from grader.data.entry import Entry
from grader.data.fetching import fetch_entry
from grader.data.mirror import Mirror
from grader.data.source import RawFile

def progress(label, done, total):
    if "another process" in label:
        print("waiting", flush=True)

files = {role: RawFile(*fields) for role, fields in json.loads(sys.argv[2]).items()}
fetch_entry(Entry("tiny", "", files, (), ()), progress=progress, cache=Path(sys.argv[3]), sources=[Mirror(sys.argv[1])])
"""


def fetching_process(tiny: Tiny, server: Server, cache: Path) -> subprocess.Popen[str]:
    import json

    files = {role: (raw.name, raw.sha256, raw.size) for role, raw in tiny.entry.files.items()}
    command = [sys.executable, "-c", FETCH, server.url, json.dumps(files), str(cache)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_of_two_processes_one_fetches_and_both_end_with_the_data(tiny: Tiny, serve: Serve, tmp_path: Path) -> None:
    server = serve(tiny.packed())
    server.script = ["half, wait"]
    with fetching_process(tiny, server, tmp_path) as first:
        assert server.half_sent.wait(30)
        with fetching_process(tiny, server, tmp_path) as second:
            assert second.stdout is not None
            assert second.stdout.readline() == "waiting\n"
            server.go.set()
    assert (first.returncode, second.returncode) == (0, 0)
    assert held(tiny, tmp_path / "tiny") == tiny.raw
    assert len(server.requests) == 4


def test_a_process_killed_in_mid_download_leaves_no_lock_and_no_half_file(
    tiny: Tiny, serve: Serve, tmp_path: Path
) -> None:
    server = serve(tiny.packed())
    server.script = ["half, wait"]
    with fetching_process(tiny, server, tmp_path) as killed:
        assert server.half_sent.wait(30)
        killed.send_signal(signal.SIGKILL)
    assert held(tiny, tmp_path / "tiny") == {}
    home = fetch_entry(tiny.entry, progress=ignore, cache=tmp_path, sources=[server.mirror()])
    assert held(tiny, home) == tiny.raw
