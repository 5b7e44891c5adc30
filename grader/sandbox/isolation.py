"""How strongly student code can be shut in on this machine: found out by doing, never by version."""

from __future__ import annotations

import functools
import os
import secrets
import signal
import sys
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from grader.errors import SandboxError
from grader.sandbox import mounts, seccomp, syscalls, zygote

Tier = Literal["A", "B", "C", "D", "E"]
TIERS: Final[tuple[Tier, ...]] = ("A", "B", "C", "D", "E")
ENVIRONMENT: Final = "GRADER_ISOLATION"

# Blocks of uids, first and how many blocks. Above what distributions and containers hand out, so that no other
# process of the machine shares a uid; the second range for containers that map 65536 uids only.
_UID_RANGES = ((1_640_000_000, 1_000_000), (64_100, 8))
_PROBE_SECONDS = 10

_SENTENCES: Final[dict[Tier, str]] = {
    "A": "namespaces, Landlock, seccomp and a memory cap by cgroup",
    "B": "namespaces, Landlock, seccomp; memory is limited per process",
    "C": "a separate user, Landlock, seccomp; no namespaces",
    "D": "Landlock and seccomp under the grader's own user",
    "E": "a separate process only: no protection from an attack",
}


@dataclass(frozen=True)
class Isolation:
    """What is in force. `landlock` is the kernel's ABI, 0 for none; `own_user`: each submission has a uid of its own,
    from `first_uid` on; `missing`: why the tier is not a higher one, a line each."""

    tier: Tier
    namespaces: bool
    landlock: int
    seccomp: bool
    own_user: bool
    first_uid: int
    missing: tuple[str, ...]

    def summary(self) -> str:
        """One line for a person."""
        text = f"tier {self.tier}: {_SENTENCES[self.tier]}"
        if self.tier in ("A", "B") and not self.landlock:
            text += " (this kernel has no Landlock)"
        return text


def block_of_uids(first_uid: int) -> int:
    """The first uid of a block for one fork server, at random: limits on processes count by uid, and another grader
    on this machine has sandboxes of its own."""
    blocks = dict(_UID_RANGES).get(first_uid, 1)
    return first_uid + zygote.UIDS * secrets.randbelow(blocks)


def detect(at_most: Tier = "A") -> Isolation:
    """The strongest isolation that works here, but none above `at_most` nor above what GRADER_ISOLATION says.

    SandboxError when that says something else than a tier; empty is as not set.
    """
    asked = os.environ.get(ENVIRONMENT, "")
    if asked and asked not in TIERS:
        raise SandboxError(f"{ENVIRONMENT} is {asked!r}, which is no tier: set it to one of {', '.join(TIERS)}")
    return _detect(max(at_most, asked) if asked in TIERS else at_most)


@functools.cache
def _detect(at_most: Tier) -> Isolation:
    missing = ["tier A: no cgroup is used, so memory is limited per process, not for a submission as a whole"]
    if sys.platform != "linux":
        return Isolation("E", False, 0, False, False, 0, (*missing, f"{sys.platform} has none of the means: use Linux"))
    landlock = syscalls.landlock_abi()
    filtered = seccomp.supported() and _works(_install_filter, missing, "seccomp")
    is_root = os.geteuid() == 0
    first_uid = _first_uid(missing) if is_root else 0
    if at_most <= "B" and filtered:
        if first_uid and _works(lambda: _enter_namespaces(own_user=True), missing, "namespaces as root"):
            return Isolation("B", True, landlock, True, True, first_uid, tuple(missing))
        if _works(lambda: _enter_namespaces(own_user=False), missing, "unprivileged user namespaces"):
            return Isolation("B", True, landlock, True, False, 0, tuple(missing))
    elif at_most > "B":
        missing.append(f"not above {at_most}, as asked")
    if not landlock:
        missing.append("this kernel has no Landlock (Linux 5.13 with landlock among its security modules)")
    if landlock and filtered:
        if at_most <= "C" and first_uid and _works(lambda: _read_as(first_uid), missing, "a separate user"):
            return Isolation("C", False, landlock, True, True, first_uid, tuple(missing))
        if at_most <= "C" and not is_root:
            missing.append("a separate user needs root")
        if at_most <= "D":
            return Isolation("D", False, landlock, True, False, 0, tuple(missing))
    return Isolation("E", False, 0, False, False, 0, tuple(missing))


def _works(attempt: Callable[[], None], missing: list[str], what: str) -> bool:
    """Whether `attempt` goes through in a forked child; if not, the reason is added to `missing`."""
    reason = _failure(attempt)
    if reason:
        missing.append(f"{what}: {reason}")
    return not reason


def _failure(attempt: Callable[[], None]) -> str:
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            signal.alarm(_PROBE_SECONDS)
            os.close(read_end)
            attempt()
            status = 0
        except OSError as error:
            os.write(write_end, str(error).encode()[:500])
        finally:
            os._exit(status)
    os.close(write_end)
    with open(read_end, "rb") as answer:  # noqa: PTH123  a descriptor, not a path
        reason = answer.read(500).decode(errors="replace")
    _, status = os.waitpid(pid, 0)
    return "" if status == 0 else reason or f"the probe ended with status {status}"


def _install_filter() -> None:
    syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
    seccomp.install(seccomp.program(named_sockets=False))


def _enter_namespaces(*, own_user: bool) -> None:
    """As zygote and supervisor will do: namespaces, a tmpfs, and again within."""
    if not own_user:
        zygote.enter_user_namespace(inside=0, outside=os.getuid(), group=os.getgid())
    syscalls.unshare(zygote.NAMESPACES)
    _in_child(lambda: _mount_and_nest(own_user=own_user))


def _mount_and_nest(*, own_user: bool) -> None:
    syscalls.mount(None, "/", None, syscalls.MS_REC | syscalls.MS_PRIVATE)
    mounts.mount_proc()
    syscalls.mount("probe", "/tmp", "tmpfs", syscalls.MS_NOSUID | syscalls.MS_NODEV, "size=64k")
    Path("/tmp/probe").mkdir()
    syscalls.mount("/usr/lib", "/tmp/probe", None, syscalls.MS_BIND | syscalls.MS_REC)
    if not own_user:
        zygote.enter_user_namespace(inside=zygote.STUDENT_UID, outside=0, group=0)
    syscalls.unshare(zygote.NAMESPACES)
    _in_child(mounts.mount_proc)


def _in_child(attempt: Callable[[], None]) -> None:
    """A new pid namespace holds for children only."""
    reason = _failure(attempt)
    if reason:
        raise OSError(reason)


def _first_uid(missing: list[str]) -> int:
    """The first of the uids that this root may change to, 0 for none."""
    reason = ""
    for uid, _ in _UID_RANGES:
        reason = _failure(functools.partial(_become, uid))
        if not reason:
            return uid
    missing.append(f"a uid of its own for each submission: {reason}")
    return 0


def _become(uid: int) -> None:
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def _read_as(uid: int) -> None:
    """Without mounts, the other user must itself be able to read the interpreter and this package."""
    _become(uid)
    executable = os.path.realpath(getattr(sys, "_base_executable", sys.executable))
    for path in (executable, sysconfig.get_path("stdlib") + "/os.py", __file__):
        with open(path, "rb") as file:  # noqa: PTH123  two lines, any path
            file.read(1)
