"""What all processes of a test use together is limited, in every tier, and the limit is named."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import msgspec
import pytest
from sandbox_talk import Failed, evaluate, evaluate_once, start, wait_for_exit

from grader.course import Limits
from grader.sandbox import processes
from grader.sandbox.box import Sandbox
from grader.sandbox.ends import Exit, LoadFailed
from grader.sandbox.forkserver import ForkServer

STUDENT = b"""
import mmap, os, signal, sys, threading, time
def hold(megabytes, seconds=600):
    held = bytearray(megabytes << 20)
    time.sleep(seconds)
    return len(held)
def several(number, action):
    read_end, write_end = os.pipe()
    for _ in range(number):
        if os.fork() == 0:
            action()
            os._exit(0)
    time.sleep(600)
def spin():
    while True:
        pass
def threads(number):
    for _ in range(number):
        threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
    return "done"
def files(number):
    return len([open(os.devnull) for _ in range(number)])
def fill(megabytes, forget=False):
    kept = []
    for number in range(megabytes):
        file = open(f"{number}", "wb")
        file.write(bytes(1 << 20))
        file.flush()
        if forget:
            os.unlink(f"{number}")
        kept.append(file)
    time.sleep(600)
def exits_of_children(hold_mb):
    # orphans that die faster than anyone looks, beside processes that hold memory
    for _ in range(5):
        if os.fork() == 0:
            hold(hold_mb)
    while True:
        if os.fork() == 0:
            if os.fork() == 0:
                os._exit(0)
            os._exit(0)
        os.wait()
def mapped(megabytes):
    with open("mapped", "w+b") as file:
        file.truncate(megabytes << 20)
        memory = mmap.mmap(file.fileno(), megabytes << 20)
        for _ in range(megabytes):
            memory.write(b"x" * (1 << 20))
        time.sleep(0.7)
        return memory[0]
def make_files(number):
    for one in range(number):
        open(f"f{one}", "wb").close()
    time.sleep(600)
"""


@pytest.fixture
def limits() -> Limits:
    return Limits(import_seconds=3.0, memory_mb=128, processes=12, disk_mb=4, disk_files=100, open_files=64)


@pytest.fixture
def sandbox(server: ForkServer, limits: Limits) -> Iterator[Sandbox]:
    with server.sandbox({"student.py": STUDENT}, limits) as made:
        yield made


def stopped(sandbox: Sandbox, expression: str, cpu_seconds: float | None = None) -> Exit:
    process = sandbox.open(cpu_seconds=cpu_seconds)
    start(process, expression)
    ended = wait_for_exit(sandbox, process)
    sandbox.end(process)
    assert evaluate_once(sandbox, "1 + 1") == 2, "the next test is as if nothing had been"
    return ended


def test_memory_is_that_of_all_processes_together(sandbox: Sandbox) -> None:
    ended = stopped(sandbox, "several(5, lambda: hold(60))")
    assert (ended.over, ended.exited) == ("memory", True)
    assert ended.peak_memory_mb > 100


def test_memory_that_forks_share_counts_once(sandbox: Sandbox) -> None:
    """Six processes hold the same 60 MB: that is below the limit, and six times as much is not."""
    process = sandbox.open()
    start(process, "globals().update(big=bytearray(60 << 20)) or several(5, lambda: time.sleep(600))")
    time.sleep(0.7)
    assert sandbox.exit_of(process) is None
    assert sandbox.end(process).peak_memory_mb < 128


def test_memory_in_files_counts(strong_server: ForkServer, limits: Limits) -> None:
    """Where the disk lies in memory; 60 + 50 + 40 MB are each below a limit, and not together."""
    roomy = msgspec.structs.replace(limits, disk_mb=64)
    with strong_server.sandbox({"student.py": STUDENT}, roomy) as sandbox:
        code = "several(1, lambda: hold(50)) if os.fork() else (fill(40) if os.fork() else hold(60))"
        assert stopped(sandbox, code).over == "memory"


def test_memory_that_is_a_mapped_file_counts_once(strong_server: ForkServer, limits: Limits) -> None:
    roomy = msgspec.structs.replace(limits, disk_mb=90)
    with strong_server.sandbox({"student.py": STUDENT}, roomy) as sandbox:
        assert evaluate_once(sandbox, "mapped(80)") == ord("x")


def test_deaths_do_not_keep_the_supervisor_from_looking(sandbox: Sandbox) -> None:
    assert stopped(sandbox, "exits_of_children(50)").over == "memory"


def test_one_process_is_refused_more_than_the_limit(sandbox: Sandbox) -> None:
    with pytest.raises(Failed, match="MemoryError"):
        evaluate_once(sandbox, "hold(200, 0)")
    assert evaluate_once(sandbox, "hold(60, 0)") == 60 << 20


def test_cpu_time_is_that_of_all_processes_together(sandbox: Sandbox) -> None:
    """Three spin for a third of the time each."""
    begun = time.monotonic()
    ended = stopped(sandbox, "several(3, spin)", cpu_seconds=1.5)
    assert ended.over == "cpu"
    assert ended.cpu_seconds >= 0
    assert time.monotonic() - begun < 15


def test_cpu_time_of_processes_that_are_gone_counts(sandbox: Sandbox) -> None:
    """A relay: each spins for a moment, passes the baton to its child and leaves."""
    code = (
        "[(os.fork() and os._exit(0)) or [None for end in [time.process_time() + 0.2] "
        "for _ in iter(lambda: time.process_time() < end, False)] for _ in range(10**6)] if os.fork() == 0 "
        "else time.sleep(600)"
    )
    assert stopped(sandbox, code, cpu_seconds=1).over == "cpu"


def test_threads_and_processes_are_bounded(sandbox: Sandbox) -> None:
    process = sandbox.open()
    if sandbox.server.isolation.namespaces or sandbox.server.isolation.own_user or sandbox.server.isolation.groups:
        with pytest.raises(Failed, match="can't start new thread"):
            evaluate(process, "threads(100)")
    else:  # the kernel counts a user's processes: with ours among them, the supervisor has to look
        start(process, "several(40, lambda: time.sleep(600))")
        assert wait_for_exit(sandbox, process).over == "processes"
    sandbox.end(process)
    assert evaluate_once(sandbox, "threads(5)") == "done"


def test_open_files_are_bounded(sandbox: Sandbox) -> None:
    with pytest.raises(Failed, match="Errno 24"):
        evaluate_once(sandbox, "files(100)")
    assert evaluate_once(sandbox, "files(40)") == 40


@pytest.mark.parametrize("code", ["fill(20)", "fill(20, forget=True)", "make_files(1000)"])
def test_bytes_and_files_on_the_disk_are_bounded(sandbox: Sandbox, code: str) -> None:
    if sandbox.server.isolation.namespaces:  # a file system of its own
        with pytest.raises(Failed, match="Errno 28"):
            evaluate_once(sandbox, code)
    else:
        assert stopped(sandbox, code).over == "disk"
    assert evaluate_once(sandbox, "os.listdir('.')") == ["student.py"]


def test_what_is_handed_in_does_not_count_as_written(server: ForkServer, limits: Limits) -> None:
    many = {f"{number}/{number}.txt": bytes(40_000) for number in range(90)}
    with server.sandbox({"student.py": STUDENT, **many}, limits) as sandbox:
        process = sandbox.open()
        start(process, "fill(3)")
        time.sleep(0.5)
        assert sandbox.exit_of(process) is None
        sandbox.end(process)


@pytest.mark.parametrize(
    ("student", "over", "reason"),
    [
        (b"\nseveral(5, lambda: hold(60))", "memory", "memory"),
        (b"\nseveral(3, spin)", "cpu", "timeout"),
        (b"\nwhile True: os.write(1, bytes(1 << 16))", "output", "limit"),
    ],
)
def test_a_file_that_goes_over_a_limit_when_it_is_loaded(
    server: ForkServer, limits: Limits, student: bytes, over: str, reason: str
) -> None:
    bounded = msgspec.structs.replace(limits, output_mb=2, import_seconds=0.5)
    with server.sandbox({"student.py": STUDENT + student}, bounded) as sandbox:
        with pytest.raises(LoadFailed) as failure:
            sandbox.open()
        assert (failure.value.exit.over, failure.value.reason) == (over, reason)


def test_the_clock_of_a_process_is_read_from_outside(sandbox: Sandbox) -> None:
    process = sandbox.open()
    before = process.cpu_seconds()
    evaluate(process, "sum(range(3_000_000))")
    assert 0 < before < process.cpu_seconds() < 20
    sandbox.end(process)
    assert process.cpu_seconds() == 0.0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may put a process before others")
def test_a_supervisor_comes_before_what_it_has_to_kill(server: ForkServer) -> None:
    """Hundreds of processes that all want to run would keep it from that, and the submission beside it from its own."""
    before = {one.pid for one in processes.alive_below(os.getpid())}
    with server.sandbox({"student.py": STUDENT}, Limits()) as sandbox:
        process = sandbox.open()
        started = {one.pid for one in processes.alive_below(os.getpid())} - before
        own = os.getpriority(os.PRIO_PROCESS, 0)
        assert sorted(os.getpriority(os.PRIO_PROCESS, pid) for pid in started) == [-20, own, own]
        assert evaluate(process, "os.getpriority(os.PRIO_PROCESS, 0)") == own
        with pytest.raises(Failed, match="Permission"):
            evaluate(process, f"os.setpriority(os.PRIO_PROCESS, 0, {own - 1})")


def test_loading_the_file_is_no_time_of_the_test_that_it_is_loaded_for(server: ForkServer, limits: Limits) -> None:
    """It leaves a thread, so that its process cannot be forked; loading it takes longer than the test may."""
    slow = b"""
import threading
threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
while time.process_time() < 1.1:
    pass
"""
    with server.sandbox({"student.py": STUDENT + slow}, limits) as sandbox:
        process = sandbox.open(cpu_seconds=1)
        time.sleep(0.2)  # it is looked at now and then
        assert evaluate(process, "sum(range(1000))") == 499500
        start(process, "spin()")
        assert wait_for_exit(sandbox, process).over == "cpu"
        sandbox.end(process)
