"""The fork server: a warm interpreter that is forked once per submission and never runs student code.

Started twice in the same process: first from the grader's own files, to make the root that the sandbox sees; then,
by exec, inside that root. So nothing of the grader's memory, environment or paths is left.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any, NoReturn

from grader.sandbox import (
    confine,
    mounts,
    processes,
    protocol,
    rlimits,
    seccomp,
    student,
    supervisor,
    syscalls,
    watch,
)

NAMESPACES = (
    syscalls.CLONE_NEWNS
    | syscalls.CLONE_NEWPID
    | syscalls.CLONE_NEWNET
    | syscalls.CLONE_NEWIPC
    | syscalls.CLONE_NEWUTS
    | syscalls.CLONE_NEWCGROUP
)
UIDS = 100  # of one fork server, one for each of its sandboxes: that many at once
STUDENT_UID = 64_100  # inside a user namespace: any number will do, there is one user only
_SHARED_USER_SLACK = 500
_WARM = "import sys; sys.path.append({site!r}); from grader.sandbox.zygote import serve; serve()"


def read_settings(descriptor: int) -> tuple[dict[str, Any], bytes]:
    """The settings (a line of JSON) and the payload's configuration (the rest), from the start of a file."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    with open(os.dup(descriptor), "rb") as file:  # noqa: PTH123  a descriptor, not a path
        line, _, config = file.read().partition(b"\n")
    settings: dict[str, Any] = json.loads(line)
    return settings, config


def prepare() -> NoReturn:
    """First start: argv holds the descriptors of the settings and of the control socket."""
    settings_file, control = int(sys.argv[1]), int(sys.argv[2])
    settings, _ = read_settings(settings_file)
    view = settings["view"]
    site = settings["folder"]
    if settings["namespaces"]:
        site = mounts.SITE
        if not settings["own_user"]:
            enter_user_namespace(inside=0, outside=os.getuid(), group=os.getgid())
        syscalls.unshare(NAMESPACES)
        pid = os.fork()
        if pid:
            os.close(control)
            _, status = os.waitpid(pid, 0)
            os._exit(0 if status == 0 else 1)
        # pid 1 of a namespace: when it ends, for whatever reason, the kernel kills all below it
        syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
        mounts.build_root(view["system"], view["hidden"], view["site"], view["devices"])
    environment = {**settings["environment"], "PYTHONHASHSEED": "0"}
    arguments = [view["executable"], "-s", "-S", "-P", "-B", "-u", "-c", _WARM.format(site=site)]
    os.set_inheritable(settings_file, True)
    os.set_inheritable(control, True)
    os.execve(view["executable"], [*arguments, str(settings_file), str(control)], environment)


def enter_user_namespace(*, inside: int, outside: int, group: int) -> None:
    """A user namespace whose one user and group are these (Linux 3.8); needs /proc."""
    syscalls.unshare(syscalls.CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{inside} {outside} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{inside} {group} 1", encoding="ascii")


def serve() -> NoReturn:
    """Second start: warm up, then fork a supervisor for every request."""
    settings, config = read_settings(int(sys.argv[1]))
    os.close(int(sys.argv[1]))
    control = socket.socket(fileno=int(sys.argv[2]))
    control.set_inheritable(False)
    if not settings["namespaces"]:
        syscalls.prctl(syscalls.PR_SET_CHILD_SUBREAPER, 1)
    payload: Any = importlib.import_module(settings["payload"])
    payload.warm(config)
    confine.seed_generators()
    gc.collect()
    gc.freeze()
    protocol.send(control, {"ready": True})
    quiet = os.open(os.devnull, os.O_RDWR)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    os.close(quiet)
    Zygote(settings, payload, control).run()


class Zygote:
    """Forks supervisors; knows which of its slots (each a uid of its own) are taken."""

    def __init__(self, settings: dict[str, Any], payload: student.Payload, control: socket.socket) -> None:
        self._settings = settings
        self._payload = payload
        self._control = control
        self._slots: dict[int, int] = {}  # pid of a supervisor → slot
        self._wake, self._wake_end = socket.socketpair()

    def run(self) -> NoReturn:
        for end in (self._wake, self._wake_end):
            end.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake_end.fileno(), warn_on_full_buffer=False)
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        poll.register(self._wake, select.POLLIN)
        while True:
            ready = {descriptor for descriptor, _ in poll.poll()}
            self._reap()
            if self._control.fileno() not in ready:
                continue
            try:
                request, descriptors = protocol.receive(self._control)
            except EOFError:
                break
            if "quit" in request:
                break
            self._try_to_spawn(request, socket.socket(fileno=descriptors[0]))
        self._end_all()
        os._exit(0)

    def _try_to_spawn(self, request: protocol.Message, channel: socket.socket) -> None:
        with channel:
            try:
                self._spawn(request, channel)
            except (OSError, ValueError) as error:  # no process, no descriptor or no slot left
                with contextlib.suppress(OSError):
                    protocol.send(channel, {"error": str(error)})

    def _spawn(self, request: protocol.Message, channel: socket.socket) -> None:
        slot = min(set(range(UIDS)) - set(self._slots.values()))
        read_end, write_end = os.pipe()
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            status = 1
            try:
                os.close(read_end)
                self._control.close()
                if self._settings["namespaces"]:
                    self._enter_namespaces(channel, write_end)
                supervise(self._settings, self._payload, request, channel, slot)
                status = 0
            except BaseException:  # noqa: BLE001  a fork must not go on as a second zygote
                with contextlib.suppress(OSError):
                    protocol.send(channel, {"error": traceback.format_exc(limit=-3)[-2000:]})
            os._exit(status)
        os.close(write_end)
        with contextlib.suppress(OSError):
            if self._settings["namespaces"]:
                pid = int(os.read(read_end, 16) or b"0")
            else:
                announce(channel, pid)
        os.close(read_end)
        if pid:
            self._slots[pid] = slot

    def _enter_namespaces(self, channel: socket.socket, write_end: int) -> None:
        """Returns in the supervisor, which is pid 1 of new namespaces."""
        if not self._settings["own_user"]:
            enter_user_namespace(inside=STUDENT_UID, outside=0, group=0)
        syscalls.unshare(NAMESPACES)
        pid = os.fork()
        if pid:
            os.write(write_end, b"%d" % pid)
            announce(channel, pid)
            os._exit(0)
        os.close(write_end)

    def _reap(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while self._wake.recv(256):
                pass
        while True:
            try:
                pid, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if self._slots.pop(pid, None) is not None and not self._settings["namespaces"]:
                self._kill_strays()

    def _kill_strays(self) -> None:
        """What a supervisor that was killed left behind is ours now: its parent was a supervisor, and we come next."""
        while True:
            strays = {one.pid for one in processes.all_states() if one.parent == os.getpid()} - set(self._slots)
            if not strays:
                return
            for pid in strays:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            for pid in strays:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, 0)

    def _end_all(self) -> None:
        """Where we are pid 1, our own end does it."""
        if self._settings["namespaces"]:
            return
        for pid in self._slots:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for pid in list(self._slots):
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)
        self._slots.clear()
        self._kill_strays()


def announce(channel: socket.socket, pid: int) -> None:
    """Give the trusted side a handle of the supervisor, before any student code runs (pidfd, Linux 5.3)."""
    handle = os.pidfd_open(pid)
    protocol.send(channel, {"pid": pid}, [handle])
    os.close(handle)


def supervise(
    settings: dict[str, Any], payload: student.Payload, request: protocol.Message, channel: socket.socket, slot: int
) -> None:
    """Set up one sandbox, receive the submission, and obey until the end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    own_user: bool = settings["own_user"]
    uid, gid = os.getuid(), os.getgid()
    if own_user:
        uid = gid = settings["first_uid"] + slot
    folders = request["folders"]
    if settings["namespaces"]:
        folders = mounts.FOLDERS
        mounts.mount_disk(request["disk_bytes"], request["disk_files"], uid, gid)
        mounts.mount_proc()
    else:
        for folder in folders:
            Path(folder).mkdir(0o700)
            os.chown(folder, uid, gid)
    syscalls.empty_bounding_set()
    if own_user:
        os.setgroups([])
        os.setresgid(gid, gid, gid)
        os.setresuid(uid, uid, uid)
    syscalls.drop_capabilities()
    if not settings["namespaces"]:
        syscalls.prctl(syscalls.PR_SET_CHILD_SUBREAPER, 1)
        syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
    syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
    syscalls.prctl(syscalls.PR_SET_DUMPABLE, 0)
    os.environ.update({"HOME": folders[0], "TMPDIR": folders[1]})
    tempfile.tempdir = None  # what warming up may have found is not the sandbox's
    os.umask(0o077)
    setup = _receive_submission(channel, folders[0])
    writable = (*folders, *(f"/dev/{name}" for name in mounts.DEVICES), *settings["view"]["devices"])
    cold: bool = request["cold"]
    tasks = request["processes"] + rlimits.HARNESS_PROCESSES
    confinement = confine.Confinement(
        memory_mb=request["memory_mb"],
        processes=tasks + (0 if own_user or settings["namespaces"] else _slack_of_shared_user()),
        disk_mb=request["disk_mb"],
        open_files=request["open_files"],
        readable=tuple(settings["readable"]),
        writable=writable,
        filter_program=seccomp.program(named_sockets=settings["namespaces"], shared_memory=cold)
        if settings["seccomp"]
        else b"",
        many_addresses=cold,
    )
    bounds = watch.Bounds(
        request["memory_mb"], tasks, request["disk_bytes"], request["disk_files"], own_disk=settings["namespaces"]
    )
    assignment = student.Assignment(
        payload, setup, folders[0], confinement, bounds, request["import_seconds"], cold=cold
    )
    one = supervisor.Supervisor(
        channel, assignment, folders, is_init=settings["namespaces"], owns_user=own_user and not settings["namespaces"]
    )
    one.run()
    one.clear()


def _slack_of_shared_user() -> int:
    """RLIMIT_NPROC counts all of a user's tasks on the machine: those of today, and what may come by the end."""
    return _SHARED_USER_SLACK + sum(processes.threads(one.pid) for one in processes.all_states())


def _receive_submission(channel: socket.socket, folder: str) -> bytes:
    """Write the submission's files; returns the payload's setup. Names were checked by the trusted side."""
    header, _ = protocol.receive(channel)
    content = protocol.receive_bulk(channel, header["size"])
    names: list[tuple[str, int]] = json.loads(content[: header["names"]])
    start = header["names"]
    for name, size in names:
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content[start : start + size])
        start += size
    return content[start:]
