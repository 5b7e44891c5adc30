"""Which system calls a student's process may make: a small assembler for the kernel's filter programs.

A deny-list, because numerical libraries use whatever their version likes; what is denied answers EPERM as a
container would, so that code which only probes for a feature goes on without it.
"""

from __future__ import annotations

import errno
import platform
import struct
from typing import Final

from grader.sandbox import syscalls

# Classic BPF (linux/bpf_common.h) over struct seccomp_data: nr at 0, arch at 4, low half of argument i at 16 + 8 i.
_LOAD: Final = 0x20
_JUMP_EQUAL: Final = 0x15
_JUMP_GREATER_EQUAL: Final = 0x35
_JUMP_ANY_BIT: Final = 0x45
_AND: Final = 0x54
_RETURN: Final = 0x06
_NUMBER: Final = 0
_ARCHITECTURE: Final = 4

_ALLOW: Final = 0x7FFF0000
_KILL_PROCESS: Final = 0x80000000
_ERRNO: Final = 0x00050000

_AUDIT_ARCHITECTURE: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32: Final = 0x40000000
_LAST_KNOWN: Final = 462  # mseal, Linux 6.10; later calls answer ENOSYS, as an older kernel would
_NAMESPACE_FLAGS: Final = 0x7E020000
_AF_UNIX: Final = 1
_TIOCSTI: Final = 0x5412
_TIOCLINUX: Final = 0x541C
_ABSENT: Final = 0xFFFF

# name: (x86_64, aarch64), _ABSENT where the architecture has no such call.
_DENIED: Final[dict[str, tuple[int, int]]] = {
    # other processes
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    "perf_event_open": (298, 241),
    "move_pages": (279, 239),
    "migrate_pages": (256, 238),
    # file systems and namespaces
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "setns": (308, 268),
    "unshare": (272, 97),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "fanotify_init": (300, 262),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    # memory that no rlimit counts, and that would outlive a test
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "shmctl": (31, 195),
    "msgget": (68, 186),
    "msgsnd": (69, 189),
    "msgrcv": (70, 188),
    "msgctl": (71, 187),
    "semget": (64, 190),
    "semop": (65, 193),
    "semtimedop": (220, 192),
    "semctl": (66, 191),
    # channels that namespaces miss, and what is counted for a user or for the whole machine
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "inotify_init": (253, _ABSENT),
    "inotify_init1": (294, 26),
    "inotify_add_watch": (254, 27),
    "io_setup": (206, 0),
    # large and often broken parts of the kernel that no homework needs
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "personality": (135, 92),
    "modify_ldt": (154, _ABSENT),
    "iopl": (172, _ABSENT),
    "ioperm": (173, _ABSENT),
    # the machine
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "reboot": (169, 142),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "adjtimex": (159, 171),
    "clock_adjtime": (305, 266),
    "acct": (163, 89),
    "syslog": (103, 116),
    "vhangup": (153, 58),
    "lookup_dcookie": (212, 18),
}
# What Landlock does not ask about, and so is open wherever the owner is: where a submission is of the grader's user.
_OF_OWNERS: Final[dict[str, tuple[int, int]]] = {
    "chmod": (90, _ABSENT),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, _ABSENT),
    "lchown": (94, _ABSENT),
    "fchownat": (260, 54),
    "utime": (132, _ABSENT),
    "utimes": (235, _ABSENT),
    "futimesat": (261, _ABSENT),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
}
_SOCKET: Final = {"x86_64": 41, "aarch64": 198}
_SOCKETPAIR: Final = {"x86_64": 53, "aarch64": 199}
# Without a connection, so that a name can be sent to at any time; the type is in the lowest four bits.
_UNCONNECTED: Final = (2, 3)  # SOCK_DGRAM, SOCK_RAW
_TYPE_BITS: Final = 0xF
_ADDRESSED: Final = {"x86_64": (42, 49, 50), "aarch64": (203, 200, 201)}  # connect, bind, listen
_CLONE: Final = {"x86_64": 56, "aarch64": 220}
_CLONE3: Final = 435
_MMAP: Final = {"x86_64": 9, "aarch64": 222}
_PRLIMIT: Final = {"x86_64": 302, "aarch64": 261}
# Calls that set something of the process that an argument names, 0 for the caller itself: (number, argument, value).
# Of the last two another argument says whether a process is meant, or all of a group or of a user.
_OF_OTHERS: Final = {
    "x86_64": ((142, 0, 0), (144, 0, 0), (203, 0, 0), (314, 0, 0), (141, 1, 0), (251, 1, 0), (141, 0, 0), (251, 0, 1)),
    "aarch64": ((118, 0, 0), (119, 0, 0), (122, 0, 0), (274, 0, 0), (140, 1, 0), (30, 1, 0), (140, 0, 0), (30, 0, 1)),
}  # sched_setparam, sched_setscheduler, sched_setaffinity, sched_setattr, setpriority, ioprio_set
# memory that RLIMIT_DATA does not count: shared without a file (MAP_SHARED, MAP_ANONYMOUS), and MAP_GROWSDOWN
_SHARED_ANONYMOUS: Final = 0x21
_GROWS_DOWN: Final = 0x100
_IOCTL: Final = {"x86_64": 16, "aarch64": 29}
_PRCTL: Final = {"x86_64": 157, "aarch64": 167}
_PR_SET_DUMPABLE: Final = 4  # who is not cannot be looked at by its supervisor
_FLOCK: Final = {"x86_64": 73, "aarch64": 32}
_FCNTL: Final = {"x86_64": 72, "aarch64": 25}
# A lock on a file that all submissions can read is a signal from one to another. F_GETLK, F_SETLK, F_SETLKW and the
# same three of open file descriptions; leases and notices of folders; and pipes larger than a user has room for.
_LOCK_COMMANDS: Final = (5, 6, 7, 36, 37, 38)
_FCNTL_COMMANDS: Final = {1024: "F_SETLEASE", 1026: "F_NOTIFY", 1031: "F_SETPIPE_SZ"}


def supported() -> bool:
    return platform.machine() in _AUDIT_ARCHITECTURE


def program(*, named_sockets: bool, shared_memory: bool = False, path_modes: bool = True) -> bytes:
    """The filter for this machine's architecture.

    Sockets are of family AF_UNIX only. `named_sockets` allows connect, bind and listen on them, which
    multiprocessing needs and which is harmless only where there is a network namespace: an abstract name is a
    way to a process outside; without it there are no datagrams either, which can be sent to a name unconnected.
    `path_modes` allows changing the mode, owner and times of what a path leads to. `shared_memory` allows mappings
    that are shared without a file: a GPU's driver may want them, and only a control group or the supervisor's eye
    bounds them.
    """
    machine = platform.machine()
    column = 0 if machine == "x86_64" else 1
    code = [
        _instruction(_LOAD, _ARCHITECTURE),
        _instruction(_JUMP_EQUAL, _AUDIT_ARCHITECTURE[machine], 1, 0),
        _instruction(_RETURN, _KILL_PROCESS),
        _instruction(_LOAD, _NUMBER),
    ]
    if machine == "x86_64":
        code += _when(_JUMP_GREATER_EQUAL, _X32, _KILL_PROCESS)
    code += _when(_JUMP_GREATER_EQUAL, _LAST_KNOWN + 1, _ERRNO | errno.ENOSYS)
    # clone3 takes its flags in memory, where a filter cannot look; glibc falls back to clone
    code += _when(_JUMP_EQUAL, _CLONE3, _ERRNO | errno.ENOSYS)
    denied = [numbers[column] for numbers in _DENIED.values()]
    if not named_sockets:
        denied += _ADDRESSED[machine]
    if not path_modes:
        denied += [numbers[column] for numbers in _OF_OWNERS.values()]
    for number in denied:
        code += _when(_JUMP_EQUAL, number, _ERRNO | errno.EPERM)
    code += _unless_argument(_SOCKET[machine], 0, _JUMP_EQUAL, _AF_UNIX, errno.EACCES)
    for kind in () if named_sockets else _UNCONNECTED:
        for number in (_SOCKET[machine], _SOCKETPAIR[machine]):
            code += _if_argument(number, 1, _JUMP_EQUAL, kind, errno.EACCES, mask=_TYPE_BITS)
    code += _if_argument(_CLONE[machine], 0, _JUMP_ANY_BIT, _NAMESPACE_FLAGS, errno.EPERM)
    code += _if_argument(_MMAP[machine], 3, _JUMP_ANY_BIT, _GROWS_DOWN, errno.EPERM)
    if not shared_memory:
        code += _if_argument(_MMAP[machine], 3, _JUMP_EQUAL, _SHARED_ANONYMOUS, errno.EPERM, mask=_SHARED_ANONYMOUS)
    # limits and scheduling of itself only; prlimit that sets nothing is how one reads one's own by pid
    code += _if_both_set(_PRLIMIT[machine], 0, 2, errno.EPERM)
    for number, argument, value in _OF_OTHERS[machine]:
        code += _unless_argument(number, argument, _JUMP_EQUAL, value, errno.EPERM)
    for request in (_TIOCSTI, _TIOCLINUX):
        code += _if_argument(_IOCTL[machine], 1, _JUMP_EQUAL, request, errno.EPERM)
    code += _if_argument(_PRCTL[machine], 0, _JUMP_EQUAL, _PR_SET_DUMPABLE, errno.EPERM)
    code += _when(_JUMP_EQUAL, _FLOCK[machine], _ERRNO | errno.ENOLCK)
    for command in _LOCK_COMMANDS:
        code += _if_argument(_FCNTL[machine], 1, _JUMP_EQUAL, command, errno.ENOLCK)
    for command in _FCNTL_COMMANDS:
        code += _if_argument(_FCNTL[machine], 1, _JUMP_EQUAL, command, errno.EPERM)
    code.append(_instruction(_RETURN, _ALLOW))
    return b"".join(code)


def install(filter_program: bytes) -> None:
    """For this process and all that it forks, for ever; needs no_new_privs."""
    syscalls.seccomp_filter(filter_program)


def _instruction(operation: int, operand: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", operation, if_true, if_false, operand)


def _when(comparison: int, operand: int, verdict: int) -> list[bytes]:
    """Return `verdict` if the comparison of the accumulator holds, else go on."""
    return [_instruction(comparison, operand, 0, 1), _instruction(_RETURN, verdict)]


def _if_argument(
    number: int, argument: int, comparison: int, operand: int, error: int, mask: int | None = None
) -> list[bytes]:
    """For the call `number`: `error` if the comparison of an argument's low half (its masked bits) holds."""
    masked = [] if mask is None else [_instruction(_AND, mask)]
    return [
        _instruction(_JUMP_EQUAL, number, 0, 4 + len(masked)),
        _instruction(_LOAD, 16 + 8 * argument),
        *masked,
        *_when(comparison, operand, _ERRNO | error),
        _instruction(_LOAD, _NUMBER),
    ]


def _if_both_set(number: int, first: int, second: int, error: int) -> list[bytes]:
    """For the call `number`: `error` if neither argument is 0, the second (an address) in either of its halves."""
    return [
        _instruction(_JUMP_EQUAL, number, 0, 8),
        _instruction(_LOAD, 16 + 8 * first),
        _instruction(_JUMP_EQUAL, 0, 5, 0),
        _instruction(_LOAD, 16 + 8 * second),
        _instruction(_JUMP_EQUAL, 0, 0, 2),
        _instruction(_LOAD, 20 + 8 * second),
        _instruction(_JUMP_EQUAL, 0, 1, 0),
        _instruction(_RETURN, _ERRNO | error),
        _instruction(_LOAD, _NUMBER),
    ]


def _unless_argument(number: int, argument: int, comparison: int, operand: int, error: int) -> list[bytes]:
    """For the call `number`: `error` if the comparison of an argument's low half does not hold."""
    return [
        _instruction(_JUMP_EQUAL, number, 0, 4),
        _instruction(_LOAD, 16 + 8 * argument),
        _instruction(comparison, operand, 1, 0),
        _instruction(_RETURN, _ERRNO | error),
        _instruction(_LOAD, _NUMBER),
    ]
