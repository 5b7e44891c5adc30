"""The filter program, by what a process under it can do."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import mmap
import os
import platform
import resource
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.sandbox import seccomp, syscalls

pytestmark = pytest.mark.skipif(not seccomp.supported(), reason=f"no table for {platform.machine()}")
X86 = platform.machine() == "x86_64"


def error_under_filter(
    action: Callable[[], object],
    *,
    named_sockets: bool = False,
    shared_memory: bool = False,
    path_modes: bool = True,
) -> int:
    """The errno that `action` raises in a forked child under the filter, 0 for none, -signal if it is killed."""
    pid = os.fork()
    if pid == 0:
        status = 255
        try:
            syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
            program = seccomp.program(named_sockets=named_sockets, shared_memory=shared_memory, path_modes=path_modes)
            seccomp.install(program)
            action()
            status = 0
        except OSError as error:
            status = error.errno or 254
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def call(number: int, *arguments: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(ctypes.c_long(number), *[ctypes.c_ulong(value) for value in arguments]) < 0:
        raise OSError(ctypes.get_errno(), "call")


def test_ordinary_work_goes_on() -> None:
    def work() -> None:
        with open(os.devnull, "w", encoding="ascii") as file:  # noqa: PTH123  a device, not a path of ours
            file.write("x")
        os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0)
        if os.fork() == 0:
            os._exit(0)
        os.wait()

    assert error_under_filter(work) == 0


def test_mounting_is_denied() -> None:
    assert error_under_filter(lambda: syscalls.mount("none", "/tmp", "tmpfs", 0)) == errno.EPERM


def test_new_namespaces_are_denied() -> None:
    assert error_under_filter(lambda: syscalls.unshare(syscalls.CLONE_NEWUSER)) == errno.EPERM


@pytest.mark.parametrize("flag", [syscalls.CLONE_NEWUSER, syscalls.CLONE_NEWNS, syscalls.CLONE_NEWPID])
def test_clone_with_namespaces_is_denied(flag: int) -> None:
    number = 56 if X86 else 220
    assert error_under_filter(lambda: call(number, flag | 17, 0, 0, 0, 0)) == errno.EPERM


def test_clone3_is_unknown() -> None:
    assert error_under_filter(lambda: call(435, 0, 0)) == errno.ENOSYS


def test_calls_of_newer_kernels_are_unknown() -> None:
    assert error_under_filter(lambda: call(463, 0)) == errno.ENOSYS


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK, 40])
def test_sockets_to_the_world_are_denied(family: int) -> None:
    assert error_under_filter(lambda: socket.socket(family, socket.SOCK_STREAM)) == errno.EACCES


def test_socket_pairs_are_allowed() -> None:
    assert error_under_filter(socket.socketpair) == 0


def test_named_sockets_only_where_they_are_harmless() -> None:
    def listen() -> None:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind("")
            listener.listen()

    assert error_under_filter(listen, named_sockets=True) == 0
    assert error_under_filter(listen, named_sockets=False) == errno.EPERM


@pytest.mark.parametrize("make", [socket.socket, socket.socketpair])
@pytest.mark.parametrize("kind", [socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK])
def test_datagrams_only_where_names_are_harmless(make: Callable[..., object], kind: int) -> None:
    assert error_under_filter(lambda: make(socket.AF_UNIX, kind)) == errno.EACCES
    assert error_under_filter(lambda: make(socket.AF_UNIX, kind), named_sockets=True) == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.chmod(0o644),
        lambda path: os.chown(path, -1, -1),
        lambda path: os.lchown(path, -1, -1),
        lambda path: os.utime(path, (0, 0)),
        lambda path: os.setxattr(path, "user.x", b"x"),
    ],
)
def test_what_an_owner_may_is_denied_where_the_owner_is_the_grader(
    tmp_path: Path, change: Callable[[Path], object]
) -> None:
    path = tmp_path / "file"
    path.touch()
    assert error_under_filter(lambda: change(path), path_modes=False) == errno.EPERM
    assert error_under_filter(lambda: change(path)) in (0, errno.ENOTSUP)


def test_typing_into_a_terminal_is_denied() -> None:
    import termios

    parent, child = os.openpty()
    try:
        assert error_under_filter(lambda: fcntl.ioctl(child, termios.TIOCSTI, b"x")) == errno.EPERM
        assert error_under_filter(lambda: fcntl.ioctl(child, termios.TIOCGWINSZ, bytes(8))) == 0
    finally:
        os.close(parent)
        os.close(child)


@pytest.mark.skipif(not X86, reason="x32 is a second set of numbers on x86_64 only")
def test_x32_calls_kill() -> None:
    assert error_under_filter(lambda: call(0x40000000 + 39)) == -31


def test_memory_that_no_limit_counts_is_denied() -> None:
    assert error_under_filter(lambda: os.memfd_create("x")) == errno.EPERM
    assert error_under_filter(lambda: mmap.mmap(-1, 4096)) == errno.EPERM  # shared by default
    assert error_under_filter(lambda: mmap.mmap(-1, 4096), shared_memory=True) == 0
    grows_down = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x100
    assert error_under_filter(lambda: mmap.mmap(-1, 4096, flags=grows_down)) == errno.EPERM


def test_memory_that_a_limit_counts_is_allowed() -> None:
    def use() -> None:
        mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS).write(b"x")
        with tempfile.TemporaryFile() as file:
            file.truncate(4096)
            mmap.mmap(file.fileno(), 4096, flags=mmap.MAP_SHARED).write(b"x")

    assert error_under_filter(use) == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda pid: resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0)),
        lambda pid: os.sched_setaffinity(pid, os.sched_getaffinity(0)),
        lambda pid: os.sched_setscheduler(pid, os.SCHED_OTHER, os.sched_param(0)),
        lambda pid: os.setpriority(os.PRIO_PROCESS, pid, 19),
        lambda pid: pid and os.setpriority(os.PRIO_PGRP, 0, 19),
        lambda pid: pid and os.setpriority(os.PRIO_USER, 0, 19),
    ],
)
def test_limits_and_scheduling_of_others_are_denied(change: Callable[[int], object]) -> None:
    assert error_under_filter(lambda: change(os.getppid())) == errno.EPERM
    assert error_under_filter(lambda: change(0)) == 0


def lock_a_file(lock: Callable[[int], object]) -> None:
    with tempfile.TemporaryFile() as file:
        lock(file.fileno())


@pytest.mark.parametrize(
    "lock",
    [
        lambda descriptor: fcntl.flock(descriptor, fcntl.LOCK_SH),
        lambda descriptor: fcntl.lockf(descriptor, fcntl.LOCK_EX),
        lambda descriptor: fcntl.fcntl(descriptor, fcntl.F_GETLK, bytes(32)),
        lambda descriptor: fcntl.fcntl(descriptor, 37, bytes(32)),  # F_OFD_SETLK
    ],
)
def test_locks_are_not_to_be_had(lock: Callable[[int], object]) -> None:
    assert error_under_filter(lambda: lock_a_file(lock)) == errno.ENOLCK


@pytest.mark.parametrize("command", [fcntl.F_SETLEASE, fcntl.F_NOTIFY, fcntl.F_SETPIPE_SZ])
def test_leases_notices_and_large_pipes_are_denied(command: int) -> None:
    assert error_under_filter(lambda: fcntl.fcntl(os.pipe()[0], command, 1 << 16)) == errno.EPERM


def test_other_work_on_descriptors_goes_on() -> None:
    def work() -> None:
        descriptor = os.open(os.devnull, os.O_RDONLY)
        fcntl.fcntl(descriptor, fcntl.F_SETFD, fcntl.FD_CLOEXEC)
        fcntl.fcntl(descriptor, fcntl.F_SETFL, os.O_NONBLOCK)
        os.dup(descriptor)

    assert error_under_filter(work) == 0


def test_a_process_stays_visible_to_its_supervisor() -> None:
    assert error_under_filter(lambda: syscalls.prctl(syscalls.PR_SET_DUMPABLE, 0)) == errno.EPERM
    assert error_under_filter(lambda: syscalls.prctl(15, 0)) in (0, errno.EFAULT)  # PR_SET_NAME


@pytest.mark.skipif(not X86, reason="the numbers in this test are those of x86_64")
@pytest.mark.parametrize(
    "number",
    # inotify_init, inotify_init1, inotify_add_watch, io_setup; shmat, shmctl, msgsnd, msgrcv, msgctl, semop, semctl
    [253, 294, 254, 206, 30, 31, 69, 70, 71, 65, 66],
)
def test_what_a_user_has_few_of_is_denied(number: int) -> None:
    assert error_under_filter(lambda: call(number, 0, 0, 0)) == errno.EPERM


def test_limits_can_be_read() -> None:
    assert error_under_filter(lambda: resource.prlimit(os.getpid(), resource.RLIMIT_CORE)) == 0
