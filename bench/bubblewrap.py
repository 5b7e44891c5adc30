"""What a submission's sandbox costs with bubblewrap and with our own fork server: medians, and multiples of ours.

    python bench/bubblewrap.py [--rounds N] [--torch]

From nothing to an answer of one byte from a process that has imported numpy (or torch), and until it is gone. Both
give namespaces, a read-only view of the system and a tmpfs; ours adds Landlock, seccomp, limits and a user of its own.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sandbox import PAYLOAD, echo

from grader.course import Limits
from grader.sandbox.forkserver import ForkServer
from grader.sandbox.tiers import detect

BUBBLEWRAP = (
    "bwrap --unshare-all --die-with-parent --new-session --ro-bind / / --tmpfs /tmp --proc /proc --dev /dev"
).split()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--torch", action="store_true", help="import torch instead of numpy")
    arguments = parser.parse_args()
    if shutil.which("bwrap") is None:
        sys.exit("bwrap is not here: apt-get install bubblewrap")
    package = "torch" if arguments.torch else "numpy"
    command = [sys.executable, "-c", f"import {package}; print('x')"]
    isolation = detect()
    print(isolation.summary())
    with tempfile.TemporaryDirectory() as folder:
        payload = Path(folder, "echo_payload.py")
        payload.write_text(PAYLOAD.format(package=package), encoding="utf-8")
        with ForkServer(
            payload=payload.stem, distributions=(package,), modules=(payload,), isolation=isolation
        ) as server:
            ways: dict[str, Callable[[], object]] = {
                "ours": partial(in_sandbox, server),
                "bubblewrap": partial(answer_of, [*BUBBLEWRAP, *command]),
                "no isolation, a new interpreter": partial(answer_of, command),
                "bubblewrap around /bin/true": partial(answer_of, [*BUBBLEWRAP, "/bin/true"]),
            }
            taken: dict[str, list[float]] = {name: [] for name in ways}
            for _ in range(arguments.rounds):
                for name, way in ways.items():
                    begin = time.perf_counter()
                    way()
                    taken[name].append(time.perf_counter() - begin)
    ours = statistics.median(taken["ours"])
    for name, seconds in taken.items():
        median = statistics.median(seconds)
        print(f"{name:32} {1000 * median:8.1f} ms {median / ours:8.1f} ×")


def in_sandbox(server: ForkServer) -> None:
    with server.sandbox({"student.py": b"x = 1\n"}, Limits()) as sandbox:
        echo(sandbox.open())


def answer_of(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.PIPE)


if __name__ == "__main__":
    main()
