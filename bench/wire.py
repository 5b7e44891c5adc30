"""What a call into a submission costs: medians in microseconds, and as multiples of a bare round trip of one byte.

python bench/wire.py [calls]
"""

from __future__ import annotations

import os
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import msgspec
import numpy as np

from grader.course import Limits
from grader.judge.grading import WORKER, WORKER_NEEDS, WORKER_ROOMS
from grader.remote.channel import Channel
from grader.remote.handles import RemoteModule
from grader.remote.lines import Lines
from grader.remote.loopback import bind
from grader.remote.messages import Setup
from grader.remote.session import Session
from grader.sandbox.forkserver import ForkServer
from grader.sandbox.tiers import detect

SOURCE = "def same(x):\n    return x\n"
ARGUMENTS = {
    "a float": 1.5,
    "784×10 float32, there and back": np.ones((784, 10), np.float32),
    "1 MiB, there and back": np.ones(1 << 17),
    "a list of 1,000 floats": [0.5] * 1000,
}


def median_microseconds(call: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        call()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken) * 1e6


def bare_round_trip(times: int) -> float:
    """One byte to another process and back: what no wire can do without."""
    ours, theirs = socket.socketpair()
    child = os.fork()
    if child == 0:
        ours.close()
        while byte := theirs.recv(1):
            theirs.send(byte)
        os._exit(0)
    theirs.close()

    def there_and_back() -> None:
        ours.send(b"x")
        ours.recv(1)

    taken = median_microseconds(there_and_back, times)
    ours.close()
    os.waitpid(child, 0)
    return taken


@contextmanager
def in_sandbox(source: str) -> Iterator[RemoteModule]:
    """The proxy of a submission in a sandbox."""
    setup = msgspec.msgpack.encode(Setup("student.py", (), 5.0, 5.0))
    config = msgspec.msgpack.encode(["numpy"])
    with (
        ForkServer(
            payload=WORKER, rooms=WORKER_ROOMS, distributions=WORKER_NEEDS, config=config, isolation=detect()
        ) as server,
        server.sandbox({"student.py": source.encode()}, Limits(), setup) as sandbox,
    ):
        channel = Channel(sandbox, sandbox.open(), Limits(), seconds=600)
        yield Session(channel, lines=Lines("student.py")).module


def main(times: int) -> None:
    bare = bare_round_trip(times)
    print(f"{'bare round trip of one byte':36}{bare:10.1f} µs")
    with tempfile.TemporaryDirectory() as folder, in_sandbox(SOURCE) as sandboxed:
        path = Path(folder) / "student.py"
        path.write_text(SOURCE, encoding="utf-8")
        places = {"sandbox": sandboxed, "in-process": bind(path).module}
        for label, argument in ARGUMENTS.items():
            for place, module in places.items():
                taken = median_microseconds(partial(module.same, argument), times)
                print(f"{label:36}{taken:10.1f} µs{taken / bare:8.1f} ×  {place}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
