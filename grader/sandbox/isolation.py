"""The means by which student code can be shut in on this machine, strongest first; each is tried, none is assumed.

What a tier promises is only found out by attacking it: that is done in `tiers`.
"""

from __future__ import annotations

import functools
import os
import secrets
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from grader.errors import SandboxError
from grader.sandbox import cgroup, mounts, seccomp, syscalls, view
from grader.sandbox.attempt import failure_of
from grader.sandbox.namespaces import NAMESPACES, STUDENT_UID, UIDS, enter_user_namespace

Tier = Literal["A", "B", "C", "D", "E"]
TIERS: Final[tuple[Tier, ...]] = ("A", "B", "C", "D", "E")
GROUP: Final = "GRADER_CGROUP"

# Blocks of uids, first and how many blocks. Above what distributions and containers hand out, so that no other
# process of the machine shares a uid; the second range for containers that map 65536 uids only.
_UID_RANGES = ((1_640_000_000, 1_000_000), (64_100, 8))

SENTENCES: Final[dict[Tier, str]] = {
    "A": "namespaces, Landlock, seccomp, and the kernel's own cap on memory and processes as a whole",
    "B": "namespaces, Landlock, seccomp; memory as a whole is watched, not capped",
    "C": "a separate user, Landlock, seccomp; no namespaces",
    "D": "Landlock and seccomp under the grader's own user",
    "E": "a separate process only: no protection from an attack",
}
_DELEGATED = "run grader as root, or in a group of your own: systemd-run --user --scope -p Delegate=yes grader …"
_ALLOW_NAMESPACES = (
    "allow namespaces: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu), "
    "kernel.unprivileged_userns_clone=1 (Debian before 11), user.max_user_namespaces above 0 (Red Hat); "
    "a container has to be started with --security-opt seccomp=unconfined --security-opt systempaths=unconfined"
)
_OPEN_THE_WAY = "a user without rights has to read it: put interpreter and environment where everyone may go"


@dataclass(frozen=True)
class Probe:
    """One thing that student code must not be able to do, tried: `held` if it could not; `said` is what happened."""

    name: str
    held: bool
    said: str


@dataclass(frozen=True)
class Obstacle:
    """Why a tier is not a higher one, and what would raise it; a line each."""

    reason: str
    advice: str = ""


@dataclass(frozen=True)
class Isolation:
    """What is in force. `landlock` is the kernel's ABI, 0 for none; `own_user`: each submission has a uid of its own,
    from `first_uid` on; `groups`: where control groups can be made.

    `missing`: what keeps the tier from being a higher one. `probes`: the attacks on it.
    """

    tier: Tier
    namespaces: bool
    landlock: int
    seccomp: bool
    own_user: bool
    first_uid: int
    groups: cgroup.Hierarchy | None = None
    missing: tuple[Obstacle, ...] = ()
    probes: tuple[Probe, ...] = ()

    def summary(self) -> str:
        """One line for a person."""
        text = f"tier {self.tier}: {SENTENCES[self.tier]}"
        if self.tier in ("A", "B") and not self.landlock:
            text += " (this kernel has no Landlock)"
        return text


def block_of_uids(first_uid: int) -> int:
    """The first uid of a block for one fork server, at random: limits on processes count by uid, and another grader
    on this machine has sandboxes of its own."""
    blocks = dict(_UID_RANGES).get(first_uid, 1)
    return first_uid + UIDS * secrets.randbelow(blocks)


def candidates(at_most: Tier, missing: list[Obstacle]) -> Iterator[Isolation]:
    """What can be set up here, strongest first, none above `at_most`; what stands in the way goes to `missing`.

    Nothing is tried before it is asked for. The last is always tier E.
    """
    if sys.platform == "linux":
        yield from _of_linux(at_most, missing)
    else:
        missing.append(Obstacle(f"{sys.platform} has none of the means", "grade on Linux, in a machine or a container"))
    yield Isolation("E", False, 0, False, False, 0)


def _of_linux(at_most: Tier, missing: list[Obstacle]) -> Iterator[Isolation]:
    landlock = syscalls.landlock_abi()
    filtered = seccomp.supported() and _works(_install_filter, missing, "all above E: seccomp", "use another kernel")
    is_root = os.geteuid() == 0
    first_uid = _first_uid(missing) if is_root else 0
    groups = _groups(missing) if at_most == "A" else None
    if at_most > "A":
        missing.append(Obstacle(f"not above {at_most}, as asked"))
    if at_most <= "B" and filtered:
        yield from _with_namespaces(landlock, first_uid, groups, missing)
    if not landlock:
        reason = "C and D: this kernel has no Landlock"
        missing.append(Obstacle(reason, "use Linux 5.13 or later, with landlock in its boot parameter lsm="))
    if landlock and filtered:
        if at_most <= "C" and not is_root:
            missing.append(Obstacle("C: a separate user for each submission needs root"))
        elif at_most <= "C" and first_uid and _works(lambda: _read_as(first_uid), missing, "C", _OPEN_THE_WAY):
            yield Isolation("C", False, landlock, True, True, first_uid, groups)
        if at_most <= "D":
            yield Isolation("D", False, landlock, True, False, 0, groups)


def _with_namespaces(
    landlock: int, first_uid: int, groups: cgroup.Hierarchy | None, missing: list[Obstacle]
) -> Iterator[Isolation]:
    """As root with uids of its own; else, and where that is not allowed, in a user namespace."""
    for own_user in (True, False) if first_uid else (False,):
        what = "A and B: namespaces as root" if own_user else "A and B: user namespaces"
        if _works(functools.partial(_enter_namespaces, own_user=own_user), missing, what, _ALLOW_NAMESPACES):
            if groups is not None:
                yield Isolation("A", True, landlock, True, own_user, first_uid if own_user else 0, groups)
            yield Isolation("B", True, landlock, True, own_user, first_uid if own_user else 0)
            return


def _groups(missing: list[Obstacle]) -> cgroup.Hierarchy | None:
    reasons: list[str] = []
    try:
        mounts_of_ours = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
        own = Path("/proc/self/cgroup").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:  # a kernel without any
        mounts_of_ours = own = ""
    named = os.environ.get(GROUP, "")
    for hierarchy in cgroup.hierarchies(mounts_of_ours, own, named):
        obstacle = cgroup.obstacle(hierarchy)
        if not obstacle:
            return hierarchy
        if named and not reasons:  # the first is the one that was named
            raise SandboxError(f"{GROUP} is {named!r}, where no control group can be made: {obstacle}")
        reasons.append(obstacle)
    reason = reasons[0] if reasons else "none is mounted here"
    missing.append(Obstacle(f"A: a control group: {reason}", _DELEGATED))
    return None


def _works(attempt: Callable[[], None], missing: list[Obstacle], what: str, advice: str) -> bool:
    """Whether `attempt` goes through in a forked child; if not, why and what to do about it are added to `missing`."""
    reason = failure_of(attempt)
    if reason:
        missing.append(Obstacle(f"{what}: {reason}", advice))
    return not reason


def _install_filter() -> None:
    syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
    seccomp.install(seccomp.program(named_sockets=False))


def _enter_namespaces(*, own_user: bool) -> None:
    """As zygote and supervisor will do: namespaces, a tmpfs, and again within."""
    if not own_user:
        enter_user_namespace(inside=0, outside=os.getuid(), group=os.getgid())
    syscalls.unshare(NAMESPACES)
    _in_child(lambda: _mount_and_nest(own_user=own_user))


def _mount_and_nest(*, own_user: bool) -> None:
    syscalls.mount(None, "/", None, syscalls.MS_REC | syscalls.MS_PRIVATE)
    mounts.mount_proc()
    syscalls.mount("probe", "/tmp", "tmpfs", syscalls.MS_NOSUID | syscalls.MS_NODEV, "size=64k")
    Path("/tmp/probe").mkdir()
    syscalls.mount("/usr/lib", "/tmp/probe", None, syscalls.MS_BIND | syscalls.MS_REC)
    if not own_user:
        enter_user_namespace(inside=STUDENT_UID, outside=0, group=0)
    syscalls.unshare(NAMESPACES)
    _in_child(mounts.mount_proc)


def _in_child(attempt: Callable[[], None]) -> None:
    """A new pid namespace holds for children only."""
    reason = failure_of(attempt)
    if reason:
        raise OSError(reason)


def _first_uid(missing: list[Obstacle]) -> int:
    """The first of the uids that this root may change to, 0 for none."""
    reason = ""
    for uid, _ in _UID_RANGES:
        reason = failure_of(functools.partial(view.become, uid))
        if not reason:
            return uid
    missing.append(Obstacle(f"C: uids for the submissions: {reason}", "give the container CAP_SETUID and CAP_SETGID"))
    return 0


def _read_as(uid: int) -> None:
    """Without mounts, the other user must itself be able to read the interpreter, this package and its libraries."""
    view.read_as(uid, view.plan(("numpy", "msgspec"), ()))
