"""From a fork of the zygote to the supervisor of one sandbox: its file systems, its user, the submission's files."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import tempfile
from pathlib import Path
from typing import Any

from grader.sandbox import (
    confine,
    landlock,
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

_FIRST = -20  # niceness of a supervisor, which has to find and to kill hundreds of processes that all want to run
_SHARED_USER_SLACK = 500


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
    niceness = os.getpriority(os.PRIO_PROCESS, 0)
    with contextlib.suppress(OSError):  # only root may, whose processes RLIMIT_NPROC does not bind in D
        os.setpriority(os.PRIO_PROCESS, 0, _FIRST)
    if request["core"] is not None:
        os.sched_setaffinity(0, {request["core"]})  # and seccomp refuses another choice
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
        filter_program=seccomp.program(
            named_sockets=settings["namespaces"], shared_memory=cold, path_modes=own_user or settings["namespaces"]
        )
        if settings["seccomp"]
        else b"",
        many_addresses=cold,
        niceness=niceness,
    )
    bounds = watch.Bounds(
        request["memory_mb"], tasks, request["disk_bytes"], request["disk_files"], own_disk=settings["namespaces"]
    )
    assignment = student.Assignment(
        payload, setup, folders[0], confinement, bounds, request["loading_seconds"], cold=cold
    )
    if settings["readable"] and not settings["namespaces"]:
        # it reads and mends what a hostile process has left: then nothing else should be within its own reach
        landlock.restrict((*settings["readable"], "/proc"), (*writable, "/proc"))
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
