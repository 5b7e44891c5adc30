"""Speaking with the payload of these tests."""

from __future__ import annotations

import json
import select
import time
from pathlib import Path
from typing import Any

from grader.sandbox.box import Process, Sandbox
from grader.sandbox.ends import Exit

MODULES = (Path(__file__).with_name("payload.py"),)
PATIENCE = 20.0  # seconds after which a test gives up on a process; no test takes as long


class Failed(Exception):
    """The expression raised in the sandbox."""


def evaluate(process: Process, expression: str) -> Any:
    """The value of an expression over the names of the student's file, evaluated in the sandbox."""
    process.socket.settimeout(PATIENCE)
    process.socket.send(expression.encode())
    answer = json.loads(process.socket.recv(1 << 20) or b'{"error": "it died"}')
    if "error" in answer:
        raise Failed(answer["error"])
    return answer["value"]


def running(process: Process) -> list[int]:
    """The pids that it sees of what is not dead: in namespaces the supervisor, the base and itself."""
    states = "[open(f'/proc/{name}/stat').read() for name in __import__('os').listdir('/proc') if name.isdecimal()]"
    return [int(state.split()[0]) for state in evaluate(process, states) if state.rpartition(") ")[2][0] != "Z"]


def start(process: Process, expression: str) -> None:
    """Evaluate without waiting for an answer."""
    process.socket.send(expression.encode())


def wait_for_exit(sandbox: Sandbox, process: Process) -> Exit:
    """Wait until the process has ended by itself."""
    poll = select.poll()
    poll.register(process.control, select.POLLIN)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        poll.poll(1000 * (deadline - time.monotonic()))
        if (ended := sandbox.exit_of(process)) is not None:
            return ended
    raise AssertionError("the process did not end")


def evaluate_once(sandbox: Sandbox, expression: str) -> Any:
    """In a process of its own."""
    process = sandbox.open()
    try:
        return evaluate(process, expression)
    finally:
        sandbox.end(process)
