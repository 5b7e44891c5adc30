"""A process that has imported what `grader` imports, and found out how this machine isolates; forked for each command.

It is what an interpreter started for `python -P -m grader` is when a command begins its work, for half of the time.
Run with the descriptor of the socket at which it is asked.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import io
import json
import os
import runpy
import signal
import socket
import sys
import traceback
from typing import Any, NoReturn

# what commands import when they need it; of the packages, those that take longest
_LATER = (
    "grader.ci.results",
    "grader.export",
    "grader.judge.office",
    "grader.judge.public",
    "grader.mutate.running",
    "grader.report.pages",
    "grader.store",
    "grader.validate.matrix",
    "numpy.random",
    "numpy.testing",
    "rich.console",
)


def serve(control: socket.socket) -> None:
    """Run one command after the other, until nobody asks for any."""
    while True:
        order, descriptors, _, _ = socket.recv_fds(control, 16, 4)
        if not order:
            return
        asked, out, err = descriptors
        with open(asked, "rb") as file:  # noqa: PTH123  a descriptor, not a path
            file.seek(0)
            command = json.load(file)
        pid = os.fork()
        if pid == 0:
            control.close()
            _be(command, out, err)
        os.close(out)
        os.close(err)
        control.send(str(pid).encode())
        control.send(str(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])).encode())


def _be(command: dict[str, Any], out: int, err: int) -> NoReturn:
    """Become the command; descriptors, streams, folder and environment are those of a process that was just started."""
    status: Any = 1
    try:
        null = os.open(os.devnull, os.O_RDONLY)
        for number, descriptor in enumerate((null, out, err)):
            os.dup2(descriptor, number)
        os.closerange(3, 256)
        os.chdir(command["folder"])
        os.environ.clear()
        os.environ.update(command["environment"])
        streams = [io.TextIOWrapper(io.FileIO(number, "w"), encoding="utf-8") for number in (1, 2)]
        sys.stdin, (sys.stdout, sys.stderr) = open(0, encoding="utf-8"), streams  # noqa: SIM115  as above
        sys.argv = ["grader", *command["arguments"]]
        runpy.run_module("grader", run_name="__main__", alter_sys=True)
        status = 0
    except SystemExit as ended:
        status = ended.code
    except BaseException:  # noqa: BLE001  a fork must not go on as a second server
        traceback.print_exc()
    with contextlib.suppress(BaseException):
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status if isinstance(status, int) else 0 if status is None else 1)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    app = importlib.import_module("grader.cli.app")
    for name in app.COMMANDS:
        app.cli.get_command(None, name)
    for name in _LATER:
        importlib.import_module(name)
    importlib.import_module("grader.sandbox.tiers").detect()
    gc.freeze()
    serve(socket.socket(fileno=int(sys.argv[1])))
