"""What of the machine is not shared with a sandbox, and who its users are."""

from __future__ import annotations

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


def enter_user_namespace(*, inside: int, outside: int, group: int) -> None:
    """A user namespace whose one user and group are these (Linux 3.8); needs /proc."""
    syscalls.unshare(syscalls.CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{inside} {outside} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{inside} {group} 1", encoding="ascii")
