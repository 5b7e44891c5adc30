"""The kernel calls that Python has no function for, by ctypes. Linux only; each raises OSError as `os` does."""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import struct
from typing import Final

CLONE_PARENT: Final = 0x00008000
CLONE_CHILD_CLEARTID: Final = 0x00200000
CLONE_CHILD_SETTID: Final = 0x01000000
CLONE_NEWNS: Final = 0x00020000
CLONE_NEWCGROUP: Final = 0x02000000
CLONE_NEWUTS: Final = 0x04000000
CLONE_NEWIPC: Final = 0x08000000
CLONE_NEWUSER: Final = 0x10000000
CLONE_NEWPID: Final = 0x20000000
CLONE_NEWNET: Final = 0x40000000

MS_RDONLY: Final = 1
MS_NOSUID: Final = 2
MS_NODEV: Final = 4
MS_NOEXEC: Final = 8
MS_REMOUNT: Final = 32
MS_BIND: Final = 4096
MS_REC: Final = 16384
MS_PRIVATE: Final = 1 << 18
MNT_DETACH: Final = 2

MOUNT_ATTR_RDONLY: Final = 1
MOUNT_ATTR_NOSUID: Final = 2
MOUNT_ATTR_NODEV: Final = 4

PR_SET_PDEATHSIG: Final = 1
PR_SET_DUMPABLE: Final = 4
PR_CAPBSET_DROP: Final = 24
PR_GET_TID_ADDRESS: Final = 40
PR_SET_CHILD_SUBREAPER: Final = 36
PR_SET_NO_NEW_PRIVS: Final = 38

SECCOMP_SET_MODE_FILTER: Final = 1

# Numbers of the calls that glibc has no wrapper for; those above 423 are the same on every architecture.
_PIVOT_ROOT: Final = {"x86_64": 155, "aarch64": 41}
_CLONE: Final = {"x86_64": 56, "aarch64": 220}
_SECCOMP: Final = {"x86_64": 317, "aarch64": 277}
_MOUNT_SETATTR: Final = 442
_LANDLOCK_CREATE_RULESET: Final = 444
_LANDLOCK_ADD_RULE: Final = 445
_LANDLOCK_RESTRICT_SELF: Final = 446

_MADV_COLLAPSE: Final = 25
_AT_FDCWD: Final = -100
_AT_RECURSIVE: Final = 0x8000
_LANDLOCK_CREATE_RULESET_VERSION: Final = 1
_LANDLOCK_RULE_PATH_BENEATH: Final = 1
_CAPABILITY_VERSION_3: Final = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)
_libc_locked = ctypes.PyDLL(None, use_errno=True)  # keeps the interpreter's lock during a call


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), what)
    return result


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else os.fsencode(text)


def unshare(flags: int) -> None:
    """Give this process namespaces of its own (Linux 2.6.16; user namespaces 3.8, cgroup 4.6)."""
    _checked(_libc.unshare(ctypes.c_int(flags)), f"unshare {flags:#x}")


def mount(source: str | None, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    result = _libc.mount(_bytes(source), _bytes(target), _bytes(kind), ctypes.c_ulong(flags), _bytes(data))
    _checked(result, f"mount {kind or 'bind'} {source} on {target}")


def unmount(target: str, flags: int = MNT_DETACH) -> None:
    _checked(_libc.umount2(_bytes(target), ctypes.c_int(flags)), f"umount {target}")


def set_mount_attributes(path: str, attributes: int) -> None:
    """Add MOUNT_ATTR_ flags to the mount at `path` and all below it (mount_setattr, Linux 5.12)."""
    wanted = struct.pack("=QQQQ", attributes, 0, 0, 0)
    result = _libc.syscall(
        ctypes.c_long(_MOUNT_SETATTR),
        ctypes.c_int(_AT_FDCWD),
        _bytes(path),
        ctypes.c_uint(_AT_RECURSIVE),
        wanted,
        ctypes.c_size_t(len(wanted)),
    )
    _checked(result, f"mount_setattr {path}")


def pivot_root(new_root: str, put_old: str) -> None:
    number = _PIVOT_ROOT[platform.machine()]
    _checked(_libc.syscall(ctypes.c_long(number), _bytes(new_root), _bytes(put_old)), f"pivot_root {new_root}")


def prctl(option: int, *arguments: int) -> int:
    padded = [*arguments, 0, 0, 0, 0][:4]
    result = _libc.prctl(ctypes.c_int(option), *[ctypes.c_ulong(value) for value in padded])
    return _checked(result, f"prctl {option} {arguments}")


def collapse(start: int, size: int) -> None:
    """Put private memory into large pages, now (madvise, MADV_COLLAPSE, Linux 6.1); nothing where the kernel cannot."""
    _libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(size), ctypes.c_int(_MADV_COLLAPSE))


def tid_address() -> int:
    """Where the C library keeps the number of the main thread, and the kernel writes it; 0 when that is not said
    (Linux 3.5, with CONFIG_CHECKPOINT_RESTORE). For the main thread only."""
    address = ctypes.c_void_p()
    if _libc.prctl(ctypes.c_int(PR_GET_TID_ADDRESS), ctypes.byref(address), *[ctypes.c_ulong(0)] * 3):
        return 0
    return address.value or 0


def fork(flags: int, tid: int) -> int:
    """`os.fork` with more flags of clone(2): the new process is in namespaces of its own (CLONE_NEW…), or is a child of
    this one's parent (CLONE_PARENT, Linux 2.2). `tid`: a tid_address.

    Only for a process of one thread: what C libraries asked to be told of forks (pthread_atfork) they are not told.
    """
    flags |= CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | signal.SIGCHLD
    address, none = ctypes.c_void_p(tid), ctypes.c_void_p()
    last = (address, none) if platform.machine() == "x86_64" else (none, address)
    ctypes.pythonapi.PyOS_BeforeFork()
    pid = int(_libc_locked.syscall(ctypes.c_long(_CLONE[platform.machine()]), ctypes.c_ulong(flags), none, none, *last))
    if pid == 0:
        ctypes.pythonapi.PyOS_AfterFork_Child()
        return 0
    number = ctypes.get_errno()
    ctypes.pythonapi.PyOS_AfterFork_Parent()
    if pid < 0:
        raise OSError(number, os.strerror(number), "clone")
    return pid


def empty_bounding_set() -> None:
    """No program that is executed from now on can gain a capability. To be done before root is given up."""
    for capability in range(64):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:
            break  # above the kernel's last capability, or not allowed to: then there is nothing in it to gain


def drop_capabilities() -> None:
    """Empty the permitted, effective and inheritable sets (Linux 2.6.26 for this version of the call)."""
    header = struct.pack("=Ii", _CAPABILITY_VERSION_3, 0)
    _checked(_libc.capset(header, bytes(24)), "capset")


def landlock_abi() -> int:
    """The kernel's Landlock ABI (Linux 5.13 brought 1), 0 where there is none."""
    result = _libc.syscall(
        ctypes.c_long(_LANDLOCK_CREATE_RULESET),
        None,
        ctypes.c_size_t(0),
        ctypes.c_uint(_LANDLOCK_CREATE_RULESET_VERSION),
    )
    return max(int(result), 0)


def landlock_create_ruleset(attributes: bytes) -> int:
    result = _libc.syscall(
        ctypes.c_long(_LANDLOCK_CREATE_RULESET), attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint(0)
    )
    return _checked(result, "landlock_create_ruleset")


def landlock_allow_beneath(ruleset: int, folder: int, access: int) -> None:
    rule = struct.pack("=Qi", access, folder)
    result = _libc.syscall(
        ctypes.c_long(_LANDLOCK_ADD_RULE),
        ctypes.c_int(ruleset),
        ctypes.c_int(_LANDLOCK_RULE_PATH_BENEATH),
        rule,
        ctypes.c_uint(0),
    )
    _checked(result, "landlock_add_rule")


def landlock_restrict_self(ruleset: int) -> None:
    result = _libc.syscall(ctypes.c_long(_LANDLOCK_RESTRICT_SELF), ctypes.c_int(ruleset), ctypes.c_uint(0))
    _checked(result, "landlock_restrict_self")


class _FilterProgram(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def seccomp_filter(program: bytes) -> None:
    """Install a BPF program of 8-byte instructions on this thread (Linux 3.17); needs no_new_privs."""
    wrapped = _FilterProgram(len(program) // 8, program)
    number = _SECCOMP[platform.machine()]
    result = _libc.syscall(
        ctypes.c_long(number), ctypes.c_uint(SECCOMP_SET_MODE_FILTER), ctypes.c_uint(0), ctypes.byref(wrapped)
    )
    _checked(result, "seccomp")
