"""What student code cannot see or do where there are namespaces."""

from __future__ import annotations

import os
import select
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from sandbox_talk import MODULES, PATIENCE, Failed, evaluate, evaluate_once, running, start, wait_for_exit

from grader.course import Limits
from grader.sandbox.box import Sandbox
from grader.sandbox.ends import LoadFailed
from grader.sandbox.forkserver import ForkServer

REPOSITORY = Path(__file__).parents[3]
STUDENT = b"""
import ctypes, os, resource, signal, socket, struct, subprocess, sys, threading, time
import importlib.util
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *arguments):
    ctypes.set_errno(0)
    result = getattr(libc, name)(*arguments)
    return result if result >= 0 else os.strerror(ctypes.get_errno())
def everything(root="/"):
    return [os.path.join(folder, name) for folder, _, names in os.walk(root) if not folder.startswith("/proc")
            for name in names]
def bomb():
    while True:
        try:
            os.fork()
        except OSError:
            pass
def try_to(action):
    try:
        action()
    except BaseException as error:
        return type(error).__name__
    return "done"
def fill(folder):
    for number in range(1000):
        with open(f"{folder}/{number}", "wb") as file:
            file.write(bytes(1 << 20))
def make_files(folder):
    for number in range(1000000):
        open(f"{folder}/{number}", "wb").close()
def nest(depth):
    for _ in range(depth):
        os.mkdir("d")
        os.chdir("d")
def flood():
    while True:
        os.write(1, b"x" * 65536)
"""


@pytest.fixture
def sandbox(strong_server: ForkServer, limits: Limits) -> Iterator[Sandbox]:
    with strong_server.sandbox({"student.py": STUDENT}, limits) as made:
        yield made


# seeing


def test_files_of_the_grader_are_not_there(sandbox: Sandbox, secret: Path) -> None:
    process = sandbox.open()
    for path in (secret, REPOSITORY / "tests", REPOSITORY / "reference", REPOSITORY / "pyproject.toml", Path.home()):
        if path == Path.home():
            keys = str(path / ".ssh")
            assert evaluate(process, f"try_to(lambda: os.listdir({keys!r}))") == "FileNotFoundError"
        else:
            assert evaluate(process, f"os.path.exists({str(path)!r})") is False, path
    sandbox.end(process)


def test_of_this_package_only_what_was_named_is_there(sandbox: Sandbox) -> None:
    process = sandbox.open()
    assert sorted(evaluate(process, "os.listdir('/sandbox/site/grader')")) == ["__init__.py", "sandbox"]
    found = evaluate(process, "[path for path in everything() if 'hidden' in path.lower() and '/site/' not in path]")
    assert [path for path in found if str(REPOSITORY) in path] == []
    sandbox.end(process)


@pytest.mark.parametrize("package", ["msgspec", "pytest", "click", "grader.judge", "grader.checks", "grader.course"])
def test_other_packages_are_not_installed(sandbox: Sandbox, package: str) -> None:
    expression = f"try_to(lambda: __import__({package!r}))"
    assert evaluate_once(sandbox, expression) == "ModuleNotFoundError"


def test_the_environment_is_empty(strong_server: ForkServer, limits: Limits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADER_SECRET", "key")
    with strong_server.sandbox({"student.py": STUDENT}, limits) as sandbox:
        names = evaluate_once(sandbox, "sorted(os.environ)")
    threads = ["MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"]
    assert names == sorted(["HOME", "LANG", "LOGNAME", "PATH", "PYTHONHASHSEED", "TMPDIR", "USER", *threads])


def test_other_processes_are_not_there(sandbox: Sandbox) -> None:
    process = sandbox.open()
    assert len(running(process)) == 3
    sandbox.end(process)


def test_only_its_own_descriptors_are_open(sandbox: Sandbox) -> None:
    # standard three, the wire, the stem, and the folder being listed
    assert evaluate_once(sandbox, "len(os.listdir('/proc/self/fd'))") == 6


def test_the_user_is_nobody(sandbox: Sandbox) -> None:
    process = sandbox.open()
    assert evaluate(process, "min(os.getresuid() + os.getresgid())") > 0
    status = evaluate(process, "open('/proc/self/status').read()")
    lines = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert {lines[name] for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {"0" * 16}
    assert lines["NoNewPrivs"] == "1"
    assert lines["Seccomp"] == "2"
    assert lines["Groups"].split() in ([], ["65534"], [lines["Gid"].split()[0]])
    sandbox.end(process)


@pytest.mark.skipif(os.geteuid() != 0, reason="one user only: each sandbox counts in a user namespace of its own")
def test_two_fork_servers_do_not_share_a_user(strong_server: ForkServer, limits: Limits) -> None:
    with ForkServer(payload="payload", modules=MODULES, isolation=strong_server.isolation) as another:
        users = set()
        for one in (strong_server, another):
            with one.sandbox({}, limits) as made:
                users.add(evaluate_once(made, "__import__('os').getuid()"))
    assert len(users) == 2


# doing


@pytest.mark.parametrize(
    "path", ["/usr/lib/x", "/x", "/proc/sys/kernel/x", "/sandbox/site/x.py", "/dev/x", "/etc/x", os.__file__]
)
def test_nothing_else_can_be_written(sandbox: Sandbox, path: str) -> None:
    outcome = evaluate_once(sandbox, f"try_to(lambda: open({path!r}, 'w'))")
    assert outcome in ("OSError", "PermissionError", "FileNotFoundError")


def test_there_is_no_network(sandbox: Sandbox) -> None:
    process = sandbox.open()
    for family in ("socket.AF_INET", "socket.AF_INET6", "socket.AF_NETLINK", "40"):
        assert evaluate(process, f"try_to(lambda: socket.socket({family}, 1))") == "PermissionError"
    sandbox.end(process)


def test_there_is_no_network_interface_but_the_loopback(sandbox: Sandbox) -> None:
    table = evaluate_once(sandbox, "open('/proc/self/net/dev').read()")
    assert [line.split(":")[0].strip() for line in table.splitlines()[2:]] == ["lo"]


def test_only_the_sandboxs_own_folders_are_mounted_writable(sandbox: Sandbox) -> None:
    table = evaluate_once(sandbox, "open('/proc/self/mountinfo').read()")
    mounts = [line.split()[4:6] for line in table.splitlines()]
    writable = {place for place, options in mounts if "rw" in options.split(",")}
    devices = {f"/dev/{name}" for name in ("null", "zero", "full", "random", "urandom")}
    # what was mounted over the zygote's /tmp is listed too
    assert writable - devices == {"/box", "/tmp", "/dev/shm", "/proc"}


def test_the_base_has_all_the_time_it_wants_to_be_forked(sandbox: Sandbox) -> None:
    process = sandbox.open()
    unlimited = evaluate(process, "resource.RLIM_INFINITY")
    (base,) = set(running(process)) - {1, evaluate(process, "os.getpid()")}
    assert evaluate(process, f"resource.prlimit({base}, resource.RLIMIT_CPU)") == [unlimited, unlimited]
    sandbox.end(process)


def test_an_abstract_socket_outside_cannot_be_reached(sandbox: Sandbox) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        name = f"\0grader-test-{os.getpid()}"
        listener.bind(name)
        listener.listen()
        outcome = evaluate_once(sandbox, f"try_to(lambda: socket.socket(socket.AF_UNIX).connect({name!r}))")
    assert outcome in ("ConnectionRefusedError", "PermissionError")


def test_the_supervisor_cannot_be_harmed(sandbox: Sandbox) -> None:
    process = sandbox.open()
    for number in (9, 15, 19, 11, 2):
        try:
            evaluate(process, f"os.kill(1, {number})")
        except Failed as error:
            assert "PermissionError" in str(error)  # noqa: PT017  either it raises or nothing happens
    assert evaluate(process, "try_to(lambda: open('/proc/1/mem', 'r+b'))") == "PermissionError"
    assert evaluate(process, "try_to(lambda: os.readlink('/proc/1/fd/0'))") == "PermissionError"
    assert evaluate(process, "try_to(lambda: open('/proc/1/environ').read())") == "PermissionError"
    assert evaluate(process, "call('ptrace', 16, 1, 0, 0)") == "Operation not permitted"
    sandbox.end(process)
    assert evaluate_once(sandbox, "1") == 1


@pytest.mark.parametrize(
    "expression",
    [
        "call('unshare', 0x10000000)",
        "call('mount', b'none', b'/tmp', b'tmpfs', 0, None)",
        "call('memfd_create', b'x', 0)",
        "call('syscall', 250, 0, -3, 1)",  # keyctl
        "call('syscall', 425, 8, 0)",  # io_uring_setup
        "call('chroot', b'/tmp')",
        "call('shmget', 0, 4096, 0o1600)",
        "call('setresuid', 0, 0, 0)",
    ],
)
def test_a_forbidden_call_is_refused(sandbox: Sandbox, expression: str) -> None:
    if os.uname().machine != "x86_64" and "syscall" in expression:
        pytest.skip("the numbers in this test are those of x86_64")
    assert evaluate_once(sandbox, expression) in ("Operation not permitted", "Invalid argument")


# exceeding


def test_a_fork_bomb_costs_its_own_process_only(sandbox: Sandbox) -> None:
    process = sandbox.open()
    start(process, "bomb()")
    wait_until_crowded(sandbox)
    sandbox.end(process)
    process = sandbox.open()
    assert len(running(process)) == 3
    sandbox.end(process)


def wait_until_crowded(sandbox: Sandbox) -> None:
    """Wait until the sandbox has as many processes as it may."""
    handle = Path(f"/proc/self/fdinfo/{sandbox._handle}").read_text(encoding="ascii")
    supervisor = next(line.split()[1] for line in handle.splitlines() if line.startswith("Pid:"))
    namespace = (Path("/proc") / supervisor / "ns/pid").readlink()
    while True:
        inside = 0
        for path in Path("/proc").glob("[0-9]*/ns/pid"):
            try:
                inside += path.readlink() == namespace
            except OSError:
                continue
        if inside >= 16:
            return


def test_memory_beyond_the_limit_is_refused(sandbox: Sandbox) -> None:
    process = sandbox.open()
    assert evaluate(process, "try_to(lambda: bytearray(1 << 30))") == "MemoryError"
    assert evaluate(process, "try_to(lambda: bytearray(1 << 26))") == "done"
    sandbox.end(process)


def test_the_disk_is_bounded_and_comes_back(sandbox: Sandbox) -> None:
    process = sandbox.open()
    for folder in (".", "/tmp", "/dev/shm"):
        assert evaluate(process, f"try_to(lambda: fill({folder!r}))") == "OSError"
    assert evaluate(process, "try_to(lambda: make_files('/tmp'))") == "OSError"
    sandbox.end(process)
    free = evaluate_once(sandbox, "os.statvfs('/box').f_bavail * os.statvfs('/box').f_frsize")
    assert free > 15 << 20


def test_a_deep_tree_is_removed(sandbox: Sandbox) -> None:
    process = sandbox.open()
    evaluate(process, "nest(800)")
    sandbox.end(process)
    assert evaluate_once(sandbox, "os.listdir('/box')") == ["student.py"]


def test_a_flood_of_output_blocks_its_own_process_only(sandbox: Sandbox) -> None:
    process = sandbox.open()
    start(process, "flood()")
    poll = select.poll()
    poll.register(process.output, select.POLLIN)
    assert poll.poll(1000 * PATIENCE)
    assert sandbox.end(process).exited is False


def test_a_process_that_closes_all_it_has(sandbox: Sandbox) -> None:
    process = sandbox.open()
    start(process, "os.closerange(0, 500) or time.sleep(600)")
    assert process.socket.recv(1) == b""
    sandbox.end(process)
    assert evaluate_once(sandbox, "1") == 1


def test_a_forged_hello_is_not_believed(strong_server: ForkServer, limits: Limits) -> None:
    forging = STUDENT + b"\nfor fd in range(3, 500):\n    try: os.write(fd, b'H')\n    except OSError: pass\n"
    with (
        strong_server.sandbox({"student.py": forging}, limits) as sandbox,
        pytest.raises(LoadFailed, match="crashed"),
    ):
        sandbox.open()


def test_a_base_that_forges_being_ready_is_given_up(strong_server: ForkServer, limits: Limits) -> None:
    forging = STUDENT + b"\nos.write(100, b'R')\ntime.sleep(600)\n"
    with (
        strong_server.sandbox({"student.py": forging}, limits) as sandbox,
        pytest.raises(LoadFailed, match="crashed"),
    ):
        sandbox.open()


def test_an_exit_while_waiting(sandbox: Sandbox) -> None:
    process = sandbox.open()
    start(process, "threading.Thread(target=lambda: time.sleep(0.05) or os._exit(7)).start()")
    assert wait_for_exit(sandbox, process).status == 7
    sandbox.end(process)
