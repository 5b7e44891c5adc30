"""What of the machine is not shared with a sandbox, and who its users are."""

from __future__ import annotations

import os
from pathlib import Path

from grader.sandbox import syscalls

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


def fork_into(flags: int, tid: int) -> int:
    """`os.fork`, but the new process is in namespaces of its own; the first there, if one of them is of pids.

    `tid`: a tid_address. Where it is 0 there is another process in between: the new one is then no child of ours, but
    of who inherits our orphans.
    """
    if tid:
        return syscalls.fork(flags, tid)
    read_end, write_end = os.pipe()
    middle = os.fork()
    if middle:
        os.close(write_end)
        with open(read_end, "rb") as told:  # noqa: PTH123  no path
            said = told.read()
        os.waitpid(middle, 0)
        if not said:
            raise OSError("no process with namespaces of its own could be made")
        return int(said)
    try:
        syscalls.unshare(flags)
        pid = os.fork()
        if pid:
            os.write(write_end, b"%d" % pid)
    except OSError:
        os._exit(1)
    if pid:
        os._exit(0)
    os.close(read_end)
    os.close(write_end)
    return 0


def enter_user_namespace(*, inside: int, outside: int, group: int) -> None:
    """A user namespace whose one user and group are these (Linux 3.8); needs /proc."""
    syscalls.unshare(syscalls.CLONE_NEWUSER)
    be_only_user(inside=inside, outside=outside, group=group)


def be_only_user(*, inside: int, outside: int, group: int) -> None:
    """Of the user namespace that we are in, and that nobody has given a user yet; needs /proc."""
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{inside} {outside} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{inside} {group} 1", encoding="ascii")
