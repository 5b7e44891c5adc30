"""What a judge does with a sandbox, in every tier that this machine can do."""

from __future__ import annotations

import os
import re
import select
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from sandbox_talk import PATIENCE, Failed, evaluate, evaluate_once, running, start, wait_for_exit

from grader.course import Limits
from grader.errors import SandboxError
from grader.sandbox import box
from grader.sandbox.box import Process, Sandbox
from grader.sandbox.ends import LoadFailed, ParentLost
from grader.sandbox.forkserver import ForkServer

STUDENT = b"""
import ctypes, os, random, subprocess, sys, threading, time, signal
import numpy as np
with open("loads.txt", "a") as log:
    log.write("x")
state = []
def remember(value):
    state.append(value)
    return list(state)
def write(path, text, mode="w"):
    with open(path, mode) as file:
        file.write(text)
def read(path):
    with open(path) as file:
        return file.read()
def daemon():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(600)
        os._exit(0)
def sleeper():
    pid = os.fork()
    if pid == 0:
        time.sleep(600)
    return pid
def leaderless():
    # a process that goes on without its first thread, and so looks dead
    pid = os.fork()
    if pid == 0:
        threading.Thread(target=time.sleep, args=(600,)).start()
        ctypes.CDLL(None).syscall(60 if os.uname().machine == "x86_64" else 93, 0)
    while open(f"/proc/{pid}/stat").read().rpartition(") ")[2][0] != "Z":
        time.sleep(0.01)
    return pid
def close_the_folder():
    try:
        os.chmod(".", 0)
    except PermissionError:
        pass  # of the grader's own user: not allowed
def crash(number):
    os.kill(os.getpid(), number)
def spin():
    while True:
        pass
"""


@pytest.fixture
def sandbox(server: ForkServer, limits: Limits) -> Iterator[Sandbox]:
    with server.sandbox({"student.py": STUDENT}, limits, b"the setup") as made:
        yield made


def test_the_file_is_loaded_with_the_setup(sandbox: Sandbox) -> None:
    assert evaluate_once(sandbox, "setup") == repr(b"the setup")


def test_each_process_starts_from_the_state_after_loading(sandbox: Sandbox) -> None:
    assert evaluate_once(sandbox, "remember(1)") == [1]
    assert evaluate_once(sandbox, "remember(2)") == [2]


def test_the_file_is_loaded_once(sandbox: Sandbox) -> None:
    evaluate_once(sandbox, "1")
    assert evaluate_once(sandbox, "read('loads.txt')") == "x"


def test_an_exit_is_reported_with_its_status(sandbox: Sandbox) -> None:
    process = sandbox.open()
    start(process, "os._exit(3)")
    ended = wait_for_exit(sandbox, process)
    assert (ended.exited, ended.status, ended.signal) == (True, 3, None)
    assert sandbox.end(process) == ended


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGKILL, signal.SIGABRT])
def test_a_deadly_signal_is_reported(sandbox: Sandbox, number: int) -> None:
    process = sandbox.open()
    start(process, f"crash({int(number)})")
    ended = wait_for_exit(sandbox, process)
    assert (ended.exited, ended.status, ended.signal) == (True, None, number)
    sandbox.end(process)


def test_a_process_that_was_ended_did_not_exit(sandbox: Sandbox) -> None:
    process = sandbox.open()
    assert evaluate(process, "1") == 1
    assert sandbox.exit_of(process) is None
    assert sandbox.end(process).exited is False


def test_use_of_cpu_and_memory_is_reported(sandbox: Sandbox) -> None:
    process = sandbox.open()
    evaluate(process, "remember(np.ones(100 << 17)) and sum(range(5_000_000)) and 0")
    ended = sandbox.end(process)
    assert ended.peak_memory_mb > 100
    assert 0.02 < ended.cpu_seconds < 20


def test_use_is_reported_of_a_process_with_threads(sandbox: Sandbox) -> None:
    process = sandbox.open()
    evaluate(process, "[threading.Thread(target=spin, daemon=True).start() for _ in range(3)] and time.sleep(0.2)")
    assert sandbox.end(process).cpu_seconds > 0.02


def test_the_cpu_limit_ends_a_process(sandbox: Sandbox) -> None:
    process = sandbox.open(cpu_seconds=1)
    start(process, "spin()")
    ended = wait_for_exit(sandbox, process)
    assert ended.over == "cpu"
    assert ended.signal in (signal.SIGXCPU, signal.SIGKILL), (
        "by the kernel, or by the supervisor who looks now and then"
    )
    sandbox.end(process)


def test_the_cpu_limit_holds_for_who_ignores_it(strong_server: ForkServer, limits: Limits) -> None:
    with strong_server.sandbox({"student.py": STUDENT}, limits) as sandbox:
        process = sandbox.open(cpu_seconds=1)
        start(process, "signal.signal(signal.SIGXCPU, signal.SIG_IGN) or spin()")
        ended = wait_for_exit(sandbox, process)
        assert ended.over == "cpu"
        assert ended.signal == signal.SIGKILL


def test_time_taken_by_loading_is_not_the_tests(strong_server: ForkServer, limits: Limits) -> None:
    slow = STUDENT + b"\nimport time\nend = time.process_time() + 1.2\nwhile time.process_time() < end: pass\n"
    with strong_server.sandbox({"student.py": slow}, limits) as sandbox:
        process = sandbox.open(cpu_seconds=1)
        assert evaluate(process, "sum(range(1_000_000))") == 499999500000
        assert sandbox.end(process).exited is False


def test_output_arrives(sandbox: Sandbox) -> None:
    process = sandbox.open()
    evaluate(process, "print('to out') or print('to err', file=sys.stderr) or os.write(1, b'raw')")
    assert os.read(process.output, 1000) == b"to out\nto err\nraw"
    sandbox.end(process)


def test_output_of_loading_is_kept_apart_and_cut(server: ForkServer, limits: Limits) -> None:
    student = b"print('first words'); print('x' * 3_000_000); print('last words')"
    with server.sandbox({"student.py": student}, limits) as sandbox:
        process = sandbox.open()
        with pytest.raises(BlockingIOError):
            os.read(process.output, 1)
        sandbox.end(process)
        assert sandbox.load_output.startswith(b"first words")
        assert sandbox.load_output.endswith(b"last words\n")
        assert b"bytes left out" in sandbox.load_output
        assert len(sandbox.load_output) < 70_000


def test_what_a_process_leaves_running_is_gone(sandbox: Sandbox) -> None:
    process = sandbox.open()
    evaluate(process, "daemon()")
    evaluate(process, "sleeper()")
    sandbox.end(process)
    process = sandbox.open()
    assert len(beside(sandbox, process)) == 1, "the base"
    sandbox.end(process)


def test_a_process_without_its_first_thread_is_gone_too(strong_server: ForkServer, limits: Limits) -> None:
    with strong_server.sandbox({"student.py": STUDENT}, limits) as sandbox:
        process = sandbox.open()
        handle = handle_of(sandbox, evaluate(process, "leaderless()"))
        sandbox.end(process)
        assert_gone(handle)
        assert evaluate_once(sandbox, "remember(1)") == [1]


def beside(sandbox: Sandbox, process: Process) -> list[int]:
    """The pids, as seen in the sandbox, of what runs in it beside the supervisor and this process."""
    own: int = evaluate(process, "os.getpid()")
    if sandbox.server.isolation.namespaces:
        return [pid for pid in running(process) if pid not in (1, own)]
    folder = evaluate(process, "os.getcwd()")
    found = [int(path.name) for path in Path("/proc").glob("[0-9]*") if working_folder(path) == folder]
    return [pid for pid in found if pid != own]


def working_folder(process: Path) -> str:
    try:
        return str((process / "cwd").readlink())
    except OSError:
        return ""


def test_a_kept_process_is_forked_again_and_again(sandbox: Sandbox) -> None:
    trained = sandbox.open()
    evaluate(trained, "remember('trained')")
    sandbox.keep(trained)
    for value in (1, 2):
        process = sandbox.open(parent=trained.id)
        assert evaluate(process, f"remember({value})") == ["trained", value]
        sandbox.end(process)
    assert evaluate_once(sandbox, "remember(3)") == [3]


def test_a_fork_of_a_fork_of_a_kept_process(sandbox: Sandbox) -> None:
    first = sandbox.open()
    evaluate(first, "remember(1)")
    sandbox.keep(first)
    second = sandbox.open(parent=first.id)
    evaluate(second, "remember(2)")
    sandbox.keep(second)
    third = sandbox.open(parent=second.id)
    assert evaluate(third, "remember(3)") == [1, 2, 3]
    sandbox.end(third)


def test_a_kept_process_that_died_is_lost(sandbox: Sandbox) -> None:
    kept = sandbox.open()
    pid = evaluate(kept, "os.getpid()")
    sandbox.keep(kept)
    process = sandbox.open()
    evaluate(process, f"os.kill({pid}, 9)")
    sandbox.end(process)
    with pytest.raises(ParentLost):
        sandbox.open(parent=kept.id)
    assert evaluate_once(sandbox, "1") == 1


def test_a_kept_process_with_threads_is_lost(sandbox: Sandbox) -> None:
    kept = sandbox.open()
    evaluate(kept, "threading.Thread(target=time.sleep, args=(600,), daemon=True).start()")
    sandbox.keep(kept)
    with pytest.raises(ParentLost):
        sandbox.open(parent=kept.id)


def test_the_base_stands_still_while_a_test_runs(sandbox: Sandbox) -> None:
    process = sandbox.open()
    (base,) = beside(sandbox, process)
    stat = f"/proc/{base}/stat"
    inside = sandbox.server.isolation.namespaces
    status = evaluate(process, f"read({stat!r})") if inside else Path(stat).read_text(encoding="ascii")
    assert status.rpartition(") ")[2][0] == "T"


def test_a_file_that_lets_the_system_reap_its_children(server: ForkServer, limits: Limits) -> None:
    student = STUDENT + b"\nsignal.signal(signal.SIGCHLD, signal.SIG_IGN)\n"
    with server.sandbox({"student.py": student}, limits) as sandbox:
        assert [evaluate_once(sandbox, "remember(1)") for _ in range(2)] == [[1], [1]]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_a_base_that_was_killed_or_stopped_serves_no_worse(sandbox: Sandbox, number: int) -> None:
    process = sandbox.open()
    (base,) = beside(sandbox, process)
    evaluate(process, f"os.kill({base}, {int(number)})")
    sandbox.end(process)
    assert evaluate_once(sandbox, "remember(1)") == [1]


@pytest.mark.parametrize(
    "opened",
    [
        "end, other = os.pipe()",
        "kept = open('kept.txt', 'w+')",
        "import socket; ends = socket.socketpair()",
        "import mmap; f = open('kept.txt', 'w+b'); f.truncate(10); kept = mmap.mmap(f.fileno(), 10); f.close()",
        "end, other = os.pipe(); os.dup2(end, 0); os.close(end)",
    ],
)
def test_what_a_fork_would_share_with_the_next_is_made_anew_for_each(
    server: ForkServer, limits: Limits, opened: str
) -> None:
    """A pipe, the position in a file, a mapping: what one test leaves there the next would find."""
    with server.sandbox({"student.py": STUDENT + b"\nloader = os.getpid()\n" + opened.encode()}, limits) as sandbox:
        by_itself = [evaluate_once(sandbox, "loader == os.getpid()") for _ in range(3)]
        assert by_itself == [False, True, True], "the first one shares it with nobody that comes later"


def test_a_signal_to_the_base_is_not_there_in_the_next_test(server: ForkServer, limits: Limits) -> None:
    student = STUDENT + b"\nsignal.signal(signal.SIGUSR1, lambda *_: state.append('signal'))\n"
    with server.sandbox({"student.py": student}, limits) as sandbox:
        process = sandbox.open()
        (base,) = beside(sandbox, process)
        evaluate(process, f"os.kill({base}, signal.SIGUSR1)")
        sandbox.end(process)
        assert evaluate_once(sandbox, "remember(1)") == [1]


def test_threads_started_by_loading(server: ForkServer, limits: Limits) -> None:
    student = STUDENT + b"\nthreading.Thread(target=time.sleep, args=(600,), daemon=True).start()\nprint('loading')\n"
    with server.sandbox({"student.py": student}, limits) as sandbox:
        for value in (1, 2):
            process = sandbox.open()
            assert evaluate(process, f"remember({value})") == [value]
            assert evaluate(process, "threading.active_count()") == 2
            assert evaluate(process, "read('loads.txt')") == "x"
            sandbox.end(process)
        assert sandbox.load_output == b"loading\n"


@pytest.mark.parametrize(
    ("student", "reason"),
    [
        (b"while True: pass", "timeout"),
        (b"import time; time.sleep(600)", "timeout"),
        (b"import os; os._exit(0)", "crashed"),
        (b"import os; os.kill(os.getpid(), 11)", "crashed"),
        (b"raise ValueError('at import')", "crashed"),
        (b"x = bytearray(1 << 30)", "memory"),
    ],
)
def test_a_file_that_cannot_be_loaded(server: ForkServer, student: bytes, reason: str) -> None:
    files = {"student.py": b"print('begun')\n" + student}
    with server.sandbox(files, Limits(import_seconds=0.3, memory_mb=512)) as sandbox:
        with pytest.raises(LoadFailed) as failure:
            sandbox.open()
        assert failure.value.reason == reason
        assert failure.value.output.startswith(b"begun\n")


def test_random_states_are_the_same_in_every_sandbox(server: ForkServer, limits: Limits) -> None:
    drawn = []
    for _ in range(2):
        with server.sandbox({"student.py": STUDENT}, limits) as sandbox:
            drawn.append(evaluate_once(sandbox, "[random.random(), np.random.rand(), hash('text')]"))
    assert drawn[0] == drawn[1]


def test_a_seed_set_by_the_file_holds_in_every_fork(server: ForkServer, limits: Limits) -> None:
    seeded = STUDENT + b"\nrandom.seed(1); np.random.seed(1)\nexpected = [random.random(), np.random.rand()]"
    seeded += b"\nrandom.seed(1); np.random.seed(1)\n"
    with server.sandbox({"student.py": seeded}, limits) as sandbox:
        for _ in range(2):
            assert evaluate_once(sandbox, "[random.random(), np.random.rand()] == expected")


def test_the_disk_is_as_after_loading_for_each_process(sandbox: Sandbox) -> None:
    process = sandbox.open()
    evaluate(process, "write('student.py', 'gone') or write('loads.txt', 'yyy') or write('new.txt', '')")
    evaluate(process, "os.mkdir('folder') or os.symlink('/etc', 'folder/link') or os.mkfifo('folder/fifo')")
    evaluate(process, "write(os.environ['TMPDIR'] + '/left.txt', 'left') or close_the_folder()")
    sandbox.end(process)
    process = sandbox.open()
    assert sorted(evaluate(process, "os.listdir('.')")) == ["loads.txt", "student.py"]
    assert evaluate(process, "os.listdir(os.environ['TMPDIR'])") == []
    assert evaluate(process, "read('student.py')") == STUDENT.decode()
    assert evaluate(process, "read('loads.txt')") == "x"
    sandbox.end(process)


def not_protected(sandbox: Sandbox) -> bool:
    """Whether this is the tier that protects from accidents only; then it has to say so."""
    isolation = sandbox.server.isolation
    assert ("no protection" in isolation.summary()) == (isolation.tier == "E")
    return isolation.tier == "E"


def test_files_of_the_grader_cannot_be_read(sandbox: Sandbox, secret: Path) -> None:
    if not_protected(sandbox):
        return
    for path in (secret, Path(__file__), Path("/etc/passwd")):
        with pytest.raises(Failed, match=r"FileNotFound|PermissionError"):
            evaluate_once(sandbox, f"read({str(path)!r})")


def test_the_grader_cannot_be_signalled(sandbox: Sandbox) -> None:
    if not_protected(sandbox):
        return
    with pytest.raises(Failed, match=r"ProcessLookupError|PermissionError"):
        evaluate_once(sandbox, f"os.kill({os.getpid()}, 0)")


def test_files_in_folders_arrive(server: ForkServer, limits: Limits) -> None:
    files = {"student.py": STUDENT, "data/deep/words.txt": b"words", "empty.txt": b"", "large.bin": b"z" * 3_000_000}
    with server.sandbox(files, limits) as sandbox:
        assert evaluate_once(sandbox, "read('data/deep/words.txt') + read('empty.txt')") == "words"
        assert evaluate_once(sandbox, "os.path.getsize('large.bin')") == 3_000_000


@pytest.mark.parametrize("name", ["../out.py", "/etc/out.py", "a/../../b.py", ""])
def test_a_file_outside_the_folder_is_refused(server: ForkServer, limits: Limits, name: str) -> None:
    with pytest.raises(SandboxError, match="own folder"):
        server.sandbox({name: b""}, limits)


def test_too_large_a_submission_is_refused(server: ForkServer) -> None:
    with pytest.raises(SandboxError, match="limit is 1"):
        server.sandbox({"student.py": b" " * (1 << 21)}, Limits(submission_mb=1))


def test_a_supervisor_killed_from_outside_is_replaced(sandbox: Sandbox) -> None:
    process = sandbox.open()
    handle = handle_of(sandbox, evaluate(process, "sleeper()"))
    signal.pidfd_send_signal(sandbox._handle, signal.SIGKILL)
    ended = wait_for_exit(sandbox, process)
    assert ended.signal == signal.SIGKILL
    assert sandbox.end(process) == ended
    assert evaluate_once(sandbox, "remember(1)") == [1]
    assert_gone(handle)


def test_a_supervisor_that_does_not_answer_is_replaced(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(box, "_ANSWER_SECONDS", 0.3)
    process = sandbox.open()
    handle = handle_of(sandbox, evaluate(process, "sleeper()"))
    signal.pidfd_send_signal(sandbox._handle, signal.SIGSTOP)
    assert sandbox.end(process).exited is False
    assert_gone(handle)
    assert evaluate_once(sandbox, "remember(1)") == [1]


def handle_of(sandbox: Sandbox, inside: int) -> int:
    """A pidfd of the process that has the pid `inside` in the sandbox."""
    if not sandbox.server.isolation.namespaces:
        return os.pidfd_open(inside)
    supervisor = re.search(r"^Pid:\s+(\d+)", Path(f"/proc/self/fdinfo/{sandbox._handle}").read_text("ascii"), re.M)
    assert supervisor is not None
    namespace = Path(f"/proc/{supervisor[1]}/ns/pid").readlink()
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            pids = re.search(r"^NSpid:\s+(.*)", status.read_text("utf-8"), re.M)
            if pids and pids[1].split()[-1] == str(inside) and (status.parent / "ns/pid").readlink() == namespace:
                return os.pidfd_open(int(status.parent.name))
        except OSError:
            continue
    raise AssertionError("the process is not to be found")


def assert_gone(handle: int) -> None:
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    assert poll.poll(1000 * PATIENCE), "still there"
    os.close(handle)
