"""What the sandbox costs: medians of spawn to ready, open to serving, end, and kill to gone.

    python bench/sandbox.py [--rounds N] [--tier B] [--torch]

Every number is wall time on the trusted side, for a submission of one small file.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from grader.course import Limits
from grader.sandbox.box import Process
from grader.sandbox.forkserver import ForkServer
from grader.sandbox.isolation import TIERS
from grader.sandbox.tiers import detect

Result = TypeVar("Result")

PAYLOAD = """
import select

def warm(config):
    import {package}

def load(setup, running):
    exec(compile(open("student.py").read(), "student.py", "exec"), {{}})

def serve(sock, stem):
    while True:
        poll = select.poll()
        poll.register(sock, select.POLLIN)
        poll.register(stem, select.POLLIN)
        ready = [descriptor for descriptor, _ in poll.poll()]
        if stem.fileno() in ready:
            sock = stem.fork() or sock
        elif (data := sock.recv(4096)):
            sock.send(data)
        else:
            return
"""


class Stopwatch:
    """Times of named steps, in seconds."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = {}

    def time(self, name: str, step: Callable[[], Result]) -> Result:
        begin = time.perf_counter()
        result = step()
        self.times.setdefault(name, []).append(time.perf_counter() - begin)
        return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--tier", choices=TIERS, default="A", help="not above this one")
    parser.add_argument("--torch", action="store_true", help="warm with torch instead of numpy")
    arguments = parser.parse_args()
    package = "torch" if arguments.torch else "numpy"
    isolation = detect(at_most=arguments.tier)
    print(isolation.summary())
    watch = Stopwatch()
    limits = Limits()
    with tempfile.TemporaryDirectory() as folder:
        payload = Path(folder, "echo_payload.py")
        payload.write_text(PAYLOAD.format(package=package), encoding="utf-8")

        def start() -> ForkServer:
            return ForkServer(payload=payload.stem, distributions=(package,), modules=(payload,), isolation=isolation)

        server = watch.time(f"fork server, cold, with {package}", start)
        with server:
            for _ in range(arguments.rounds):
                one_round(server, limits, watch)
    width = max(map(len, watch.times))
    for name, seconds in watch.times.items():
        print(f"{name:{width}}  {1000 * statistics.median(seconds):8.2f} ms")


def one_round(server: ForkServer, limits: Limits, watch: Stopwatch) -> None:
    sandbox = watch.time("sandbox: spawn to ready", lambda: server.sandbox({"student.py": b"x = 1\n"}, limits))
    process = watch.time("first open: load and fork", sandbox.open)
    sandbox.end(process)
    for _ in range(3):
        process = watch.time("open: a fork of the base", sandbox.open)
        watch.time("one small message, there and back", partial(echo, process))
        watch.time("end: kill and reset the disk", partial(sandbox.end, process))
    kept = sandbox.open()
    sandbox.keep(kept)
    process = watch.time("open: a fork of a snapshot", lambda: sandbox.open(parent=kept.id))
    sandbox.end(process)
    watch.time("close: kill to gone", sandbox.close)


def echo(process: Process) -> bytes:
    process.socket.send(b"x")
    return process.socket.recv(1)


if __name__ == "__main__":
    main()
