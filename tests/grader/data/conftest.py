"""A small dataset in MNIST's format, and a web server that misbehaves as told."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from real_parts import missing

from grader import data
from grader.data.entry import Entry
from grader.data.mirror import Mirror
from grader.data.source import RawFile
from grader.errors import DataError

NAMES = {
    "train-images": "train-images-idx3-ubyte",
    "train-labels": "train-labels-idx1-ubyte",
    "test-images": "t10k-images-idx3-ubyte",
    "test-labels": "t10k-labels-idx1-ubyte",
}


def idx(array: np.ndarray) -> bytes:
    return struct.pack(f">4B{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()


@dataclass(frozen=True)
class Tiny:
    """A dataset of 60 + 10 images, 28×28; `raw` maps file names to their bytes."""

    entry: Entry
    raw: dict[str, bytes]

    def packed(self) -> dict[str, bytes]:
        return {f"/{name}.gz": gzip.compress(content, mtime=0) for name, content in self.raw.items()}


@pytest.fixture(scope="session")
def tiny() -> Tiny:
    rng = np.random.default_rng(7)
    arrays = {
        "train-images": rng.integers(0, 256, (60, 28, 28), dtype=np.uint8),
        "train-labels": np.arange(60, dtype=np.uint8) % 10,
        "test-images": rng.integers(0, 256, (10, 28, 28), dtype=np.uint8),
        "test-labels": np.arange(10, dtype=np.uint8)[::-1],
    }
    raw = {NAMES[role]: idx(array) for role, array in arrays.items()}
    files = {role: RawFile(name, hashlib.sha256(raw[name]).hexdigest(), len(raw[name])) for role, name in NAMES.items()}
    return Tiny(Entry("tiny", "for tests", files, (), ("mnist", "MNIST/raw", "")), raw)


@dataclass
class Server:
    """Serves `files` by path. `script` holds what the next requests meet; when it is used up, all goes well.

    "half": announces everything, sends half · "whole": ignores Range · "silent": no answer until `go` ·
    "half, wait": sends half, and the rest after `go` · a number: that HTTP status.
    """

    files: dict[str, bytes]
    script: list[str | int] = field(default_factory=list)
    requests: list[tuple[str, str | None]] = field(default_factory=list)
    go: threading.Event = field(default_factory=threading.Event)
    half_sent: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def mirror(self, **seconds: float) -> Mirror:
        return Mirror(self.url, **seconds)

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.requests.append((request.path, request.headers.get("Range")))
        action = self.script.pop(0) if self.script else ""
        if action == "silent":
            self.go.wait(30)
            return
        content = self.files.get(request.path)
        if isinstance(action, int) or content is None:
            request.send_error(action if isinstance(action, int) else 404)
            return
        begin = 0
        asked = request.headers.get("Range")
        if asked and action != "whole":
            begin = int(asked.removeprefix("bytes=").removesuffix("-"))
            if begin >= len(content):
                request.send_response(416)
                request.send_header("Content-Range", f"bytes */{len(content)}")
                request.send_header("Content-Length", "0")
                request.end_headers()
                return
            request.send_response(206)
            request.send_header("Content-Range", f"bytes {begin}-{len(content) - 1}/{len(content)}")
        else:
            request.send_response(200)
        body = content[begin:]
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        middle = len(body) // 2
        request.wfile.write(body[:middle])
        request.wfile.flush()
        self.half_sent.set()
        if action == "half, wait":
            self.go.wait(30)
        if action != "half":
            request.wfile.write(body[middle:])


@pytest.fixture
def serve() -> Iterator[Callable[[dict[str, bytes]], Server]]:
    """Start a server for the given files; all are stopped after the test."""
    started: list[tuple[Server, ThreadingHTTPServer, threading.Thread]] = []

    def start(files: dict[str, bytes]) -> Server:
        server = Server(files)

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                with contextlib.suppress(OSError):  # the client was killed, which is what some tests are about
                    server.answer(self)
                self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.port = listener.server_port
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        started.append((server, listener, thread))
        return server

    yield start
    for server, listener, thread in started:
        server.go.set()
        listener.shutdown()
        thread.join()
        listener.server_close()


@pytest.fixture
def no_own_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRADER_DATA", raising=False)


def ignore(_label: str, _done: int, _total: int | None) -> None:
    """Progress that nobody looks at."""


@pytest.fixture(scope="session")
def mnist() -> Path:
    """The real dataset in the real cache, fetched in the real way when it is not there yet."""
    try:
        return data.fetch("mnist", progress=ignore)
    except DataError as error:
        missing(f"real MNIST is needed here: {error}")
