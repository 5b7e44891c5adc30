"""Hostile and unlucky processes in the sandbox, and what each call of theirs comes to."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from places import Sandboxed, channel_of

from grader import remote
from grader.remote.frames import MAX_HEADER, MAX_PAYLOAD
from grader.remote.outcomes import (
    Crash,
    HarnessOutcome,
    LimitReached,
    MemoryLimit,
    ProtocolViolation,
    Timeout,
)

# Finds the wire among its own descriptors, as any student can.
FORGER = """
import os, socket, struct, threading, time
import msgspec
def sockets():
    found = {}
    for number in range(3, 300):
        try:
            found[os.readlink(f"/proc/self/fd/{number}")] = number
        except OSError:
            pass
    return [socket.socket(fileno=os.dup(number)) for name, number in found.items() if name.startswith("socket:")]
kept = []
def wire():
    if not kept:
        kept.extend(sockets())
    return kept
def send(content):
    for end in wire():
        end.send(content)
def frame(reply, payload=b""):
    header = reply if isinstance(reply, bytes) else msgspec.msgpack.encode(reply)
    return struct.pack("<IQ", len(header), len(payload)) + header + payload
def value(number, result):
    return [number, "value", result, None, None, [], []]
def answer(content, sleep=0):
    send(content)
    time.sleep(sleep)
    return 1
def ping():
    return "pong"
"""

FORGERIES = {
    "garbage": "b'\\xff' * 4096",
    "text": "b'HTTP/1.1 200 OK'",
    "not msgpack": "frame(b'\\xc1' * 50)",
    "another form": "frame([1, 2, 3])",
    "another question": "frame(value(77, 1.0))",
    "an unknown status": "frame([2, 'passed', 1.0, None, None, [], []])",
    "an error without one": "frame([2, 'error', 1.0, None, None, [], []])",
    "effects unasked": "frame([2, 'value', 1.0, None, [[], {}, [], [], [True, True]], [], []])",
    "a generator's state unasked": "frame([2, 'value', 1.0, None, None, [[1, ['d', []]]], []])",
    "an unknown tag": "frame(value(2, ['x', 1]))",
    "a tensor without torch": "frame(value(2, ['T', 'float32', [1], False, False, 0]))",
    "a generator": "frame(value(2, ['G', 1, 'PCG64', None]))",
    "objects of msgpack's own": "frame(value(2, msgspec.msgpack.Ext(5, b'x')))",
    "sizes that do not add up": "frame([2, 'value', 1.0, None, None, [], [100]])",
    "sizes without end": "frame([2, 'value', 1.0, None, None, [], [0] * 500_000])",
    "a payload nobody named": "frame(value(2, 1.0), b'x' * 64)",
    "more than one answer": "frame(value(2, 1.0)) + frame(value(3, 1.0))",
    "a huge header": f"struct.pack('<IQ', {MAX_HEADER + 1}, 0)",
    "a huge payload": f"struct.pack('<IQ', 10, {MAX_PAYLOAD + 1})",
    "a header of nils": f"frame(b'\\xdd' + struct.pack('>I', {MAX_HEADER - 5}) + b'\\xc0' * {MAX_HEADER - 5})",
    "deep nesting": f"frame(b'\\x91' * {MAX_HEADER})",
}


def repeated(call: Callable[[], Any], times: int) -> None:
    for _ in range(times):
        call()


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_forged_answer_is_a_violation(sandboxed: Sandboxed, forgery: str) -> None:
    session = sandboxed.load(f"{FORGER}\ndef forge():\n    return answer({forgery})\n")
    _ = session.report  # request 1
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ProtocolViolation):
        session.module.forge()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 128 << 10  # KiB
    with pytest.raises(ProtocolViolation):
        session.module.ping()


def test_an_answer_sent_ahead_is_found_out(sandboxed: Sandboxed) -> None:
    """It says what it likes to one question, as it always can; the true answer then betrays it."""
    session = sandboxed.load(f"{FORGER}\ndef forge():\n    return answer(frame(value(2, 'forged')), 0.2)\n")
    _ = session.report
    assert session.module.forge() == "forged"
    with pytest.raises(ProtocolViolation):
        session.module.ping()


@pytest.mark.parametrize("forgery", ["frame(value(2, 1.0))[:9]", "frame(value(2, 1.0))[:-1]", "b''"])
def test_an_answer_that_never_ends_is_a_timeout(sandboxed: Sandboxed, forgery: str) -> None:
    session = sandboxed.load(f"{FORGER}\ndef forge():\n    answer({forgery}, 60)\n", wall_seconds=1.0)
    started = time.monotonic()
    with pytest.raises(Timeout):
        session.module.forge()
    assert time.monotonic() - started < 10


def test_an_answer_that_drips_is_a_timeout(sandboxed: Sandboxed) -> None:
    body = "def forge():\n    send(struct.pack('<IQ', 1000, 0))\n    while True:\n"
    body += "        send(b'x')\n        time.sleep(0.05)\n"
    session = sandboxed.load(f"{FORGER}\n{body}", wall_seconds=1.0)
    with pytest.raises(Timeout):
        session.module.forge()


def test_who_answers_and_never_reads_cannot_stop_the_clock(sandboxed: Sandboxed) -> None:
    """The judge sends on, until nothing more fits; then the deadline counts, however large what is sent."""
    body = """
def forge():
    for number in range(3, 2000):
        send(frame(value(number - 1, None)))
        time.sleep(0.001 if number > 3 else 0.5)  # until the first is read: two at once are one too many
    time.sleep(60)
"""
    session = sandboxed.load(f"{FORGER}\n{body}", wall_seconds=3.0)
    _ = session.report
    session.module.forge()
    small, large = np.zeros(60_000), np.zeros(1 << 18)
    with pytest.raises(HarnessOutcome) as caught:
        repeated(lambda: (session.module.ping(small), session.module.ping(large)), 500)
    assert type(caught.value) in (Timeout, ProtocolViolation)


ENDINGS = {
    "os._exit(0)": (Crash, "exit status 0"),
    "os.kill(os.getpid(), 9)": (Crash, "SIGKILL"),
    "os.abort()": (Crash, "SIGABRT"),
    "os.closerange(3, 300)": (Crash, "exit status|closed by the submission"),
    "[end.shutdown(2) for end in wire()]": (Crash, "exit status|closed by the submission"),
    "[0] * 10**12": (MemoryLimit, "memory limit"),
    "[bytearray(1 << 20) for _ in range(10**6)]": (MemoryLimit, "memory limit"),
    "b'x' * (2 << 20)": (None, ""),
    "'x' * (2 << 20)": (LimitReached, "1 MiB"),
}


@pytest.mark.parametrize("expression", ENDINGS)
def test_how_a_process_can_end(sandboxed: Sandboxed, expression: str) -> None:
    outcome, said = ENDINGS[expression]
    session = sandboxed.load(f"{FORGER}\ndef act():\n    return {expression}\n")
    if outcome is None:
        assert session.module.act() == eval(expression)
        return
    with pytest.raises(outcome, match=said):
        session.module.act()


@pytest.mark.parametrize(
    "change",
    [
        "sys.stdout = None",
        "sys.stdout = sys.stderr = object()",
        "sys.stdout.close()",
        "os.close(1), os.close(2)",
        "sys.modules.clear()",
        "warnings.simplefilter('error')",
        "sys.setrecursionlimit(60)",
        "gc.disable()",
    ],
)
def test_who_spoils_its_own_process_spoils_no_answer(sandboxed: Sandboxed, change: str) -> None:
    source = f"import gc, os, sys, warnings\ndef act():\n    {change}\n    return 5\ndef ping():\n    return 'pong'\n"
    session = sandboxed.load(source)
    assert session.module.act() == 5
    assert session.module.ping() == "pong"


def test_a_flood_of_output_is_drained_and_cut(sandboxed: Sandboxed) -> None:
    source = (
        "def flood():\n    print('begin')\n    for _ in range(50):\n        print('x' * (1 << 20))\n    print('end')\n"
    )
    session = sandboxed.load(source)
    session.module.flood()
    channel_of(session).end()
    text = channel_of(session).output.text()
    assert text.startswith("begin\n")
    assert text.endswith("end\n")
    assert len(text) < 70_000


def test_who_prints_for_ever_is_stopped_in_time(sandboxed: Sandboxed) -> None:
    source = "import os\ndef flood():\n    os.fork(), os.fork()\n    while True:\n        os.write(1, b'x' * 65536)\n"
    session = sandboxed.load(source, wall_seconds=10.0)
    started = time.monotonic()
    with pytest.raises(LimitReached, match="stopped at the output limit of 256 MiB"):
        session.module.flood()
    assert time.monotonic() - started < 10


def test_a_loop_that_ends_by_nothing_is_stopped(sandboxed: Sandboxed) -> None:
    source = (
        "def loop():\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass\n"
    )
    session = sandboxed.load(source, wall_seconds=1.0)
    with pytest.raises(Timeout, match="stopped at the time limit"):
        session.module.loop()
    with pytest.raises(Timeout):
        session.module.loop()


def test_one_deadline_holds_for_all_calls_together(sandboxed: Sandboxed) -> None:
    session = sandboxed.load("import time\ndef nap():\n    time.sleep(0.3)\n", wall_seconds=1.0)
    with pytest.raises(Timeout):
        repeated(session.module.nap, 20)


def test_a_process_that_the_student_forks_does_not_answer_for_it(sandboxed: Sandboxed) -> None:
    session = sandboxed.load("import os\ndef split():\n    os.fork()\n    return os.getpid()\n")
    with pytest.raises(HarnessOutcome):
        repeated(session.module.split, 50)


def test_a_state_that_would_read_the_judges_memory_is_refused(sandboxed: Sandboxed) -> None:
    source = """
import grader.remote.generators as generators
def draw(rng):
    state = rng.bit_generator.state
    state["state"]["pos"] = 100_000
    generators.state_of = lambda own: state
    return 1
"""
    session = sandboxed.load(source)
    rng = np.random.Generator(np.random.MT19937(0))
    before = rng.bit_generator.state["state"]["pos"]
    with pytest.raises(ProtocolViolation):
        session.module.draw(rng)
    assert rng.bit_generator.state["state"]["pos"] == before


def test_no_descriptor_is_taken_from_a_submission(sandboxed: Sandboxed) -> None:
    source = f"{FORGER}\ndef give():\n    for end in wire():\n"
    source += "        socket.send_fds(end, [frame(value(2, 'given'))], [0, 1, 2])\n    time.sleep(60)\n"
    session = sandboxed.load(source)
    _ = session.report
    before = len(list(Path("/proc/self/fd").iterdir()))
    assert session.module.give() == "given"
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_snapshot_is_gone_on_from_and_old_handles_do_not_touch_it(sandboxed: Sandboxed) -> None:
    source = "class Box:\n    def __init__(self, x):\n        self.x = x\ndef make(x):\n    return Box(x)\n"
    sandbox = sandboxed.sandbox(source)
    session = sandboxed.session(sandbox)
    shared = session.module.make(1)
    kept = channel_of(session).process
    sandbox.keep(kept)
    stale = []
    for number in range(3):
        session.resume(sandboxed.session(sandbox, parent=kept).transport)
        own = session.module.make(number)
        if stale:
            stale.pop()  # dropped only now: it must not take this process's object with it
        assert (shared.x, own.x) == (1, number)
        stale.append(own)
        channel_of(session).end()


def test_observed_evidence_that_is_missing_is_a_violation(sandboxed: Sandboxed) -> None:
    body = "def forge():\n    return answer(frame(value(2, 1.0)), 0.2)\n"
    session = sandboxed.load(f"{FORGER}\n{body}")
    _ = session.report
    with pytest.raises(ProtocolViolation):
        remote.observe(session.module.forge)


def test_a_forged_report_is_a_violation(sandboxed: Sandboxed) -> None:
    source = "import grader.remote.answering as answering\nanswering.Worker._report = lambda self: [1, 2]\n"
    with pytest.raises(ProtocolViolation):
        _ = sandboxed.load(source).report


NO_ROOM = """
import resource
import subprocess
import sys
from grader.remote.frames import LARGE, room
resource.setrlimit(resource.RLIMIT_DATA, (1 << 30, 1 << 30))
for size in (LARGE - 1, LARGE, 2 * LARGE):
    assert len(room(size)) == size
    room(size)[:] = bytes(size)
try:
    room(1 << 31)
except MemoryError as error:
    print(error)
"""


def test_room_that_there_is_none_for_is_an_error_of_memory() -> None:
    done = subprocess.run([sys.executable, "-c", NO_ROOM], capture_output=True, text=True, check=True)
    assert done.stdout == "no room for 2147483648 bytes\n"
