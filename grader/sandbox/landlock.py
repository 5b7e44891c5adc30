"""Landlock: which files a process and its children may touch, whatever their uid says."""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Iterable

from grader.sandbox import syscalls

# Rights that each ABI brought (linux/landlock.h). 1: Linux 5.13, 2: 5.19 refer, 3: 6.2 truncate, 4: 6.7 TCP,
# 5: 6.10 ioctl on devices, 6: 6.12 scopes, 7: 6.15 audit.
_FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}
_FILE_RIGHTS_LATEST = (1 << 16) - 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_FOLDER = 1, 2, 4, 8
_TRUNCATE, _DEVICE_IOCTL = 1 << 14, 1 << 15
_READ = _EXECUTE | _READ_FILE | _READ_FOLDER
_ON_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _DEVICE_IOCTL
_TCP = 3  # bind, connect
_SCOPE_ABSTRACT_SOCKETS, _SCOPE_SIGNALS = 1, 2


def restrict(readable: Iterable[str], writable: Iterable[str]) -> None:
    """Allow reading below `readable`, everything below `writable`, nothing else; no TCP, no signals to outside.

    Paths that do not exist are left out. For this process and all that it forks; needs no_new_privs.
    """
    abi = syscalls.landlock_abi()
    handled = _FILE_RIGHTS.get(abi, _FILE_RIGHTS_LATEST)
    attributes = struct.pack("=Q", handled)
    if abi >= 4:
        attributes += struct.pack("=Q", _TCP)
    if abi >= 6:
        attributes += struct.pack("=Q", _SCOPE_ABSTRACT_SOCKETS | _SCOPE_SIGNALS)
    ruleset = syscalls.landlock_create_ruleset(attributes)
    try:
        for path in readable:
            _allow(ruleset, path, _READ & handled)
        for path in writable:
            _allow(ruleset, path, handled)
        syscalls.landlock_restrict_self(ruleset)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, access: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            access &= _ON_FILES
        syscalls.landlock_allow_beneath(ruleset, descriptor, access)
    finally:
        os.close(descriptor)
