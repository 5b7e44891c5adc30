# /// attack
# does = "makes system calls that no homework needs, and answers rightly if one is not refused as it should be"
# own = { softmax = ["failed"] }
# ///
"""Each of them is a way to other processes, to other file systems, to memory that nobody counts, or into old and large
parts of the kernel. The filter answers EPERM before the kernel looks at the arguments, which are wrong on purpose."""

import ctypes
import errno
import functools
import os

X86 = {
    "ptrace": 101,
    "process_vm_readv": 310,
    "process_vm_writev": 311,
    "process_madvise": 440,
    "pidfd_getfd": 438,
    "kcmp": 312,
    "perf_event_open": 298,
    "move_pages": 279,
    "migrate_pages": 256,
    "mount": 165,
    "umount2": 166,
    "pivot_root": 155,
    "chroot": 161,
    "setns": 308,
    "unshare": 272,
    "open_tree": 428,
    "move_mount": 429,
    "fsopen": 430,
    "fsmount": 432,
    "mount_setattr": 442,
    "name_to_handle_at": 303,
    "open_by_handle_at": 304,
    "fanotify_init": 300,
    "quotactl": 179,
    "swapon": 167,
    "memfd_create": 319,
    "memfd_secret": 447,
    "shmget": 29,
    "msgget": 68,
    "semget": 64,
    "add_key": 248,
    "request_key": 249,
    "keyctl": 250,
    "io_uring_setup": 425,
    "io_uring_enter": 426,
    "bpf": 321,
    "userfaultfd": 323,
    "personality": 135,
    "modify_ldt": 154,
    "iopl": 172,
    "ioperm": 173,
    "init_module": 175,
    "finit_module": 313,
    "kexec_load": 246,
    "reboot": 169,
    "sethostname": 170,
    "settimeofday": 164,
    "clock_settime": 227,
    "adjtimex": 159,
    "acct": 163,
    "syslog": 103,
    "vhangup": 153,
    "io_setup": 206,
    "inotify_init": 253,
    "inotify_init1": 294,
}
ARM = {
    "ptrace": 117,
    "process_vm_readv": 270,
    "pidfd_getfd": 438,
    "mount": 40,
    "unshare": 97,
    "setns": 268,
    "memfd_create": 279,
    "keyctl": 219,
    "io_uring_setup": 425,
    "bpf": 280,
    "userfaultfd": 282,
    "io_setup": 0,
    "inotify_init1": 26,
}


@functools.cache
def _not_refused():
    libc = ctypes.CDLL(None, use_errno=True)
    found = []
    for name, number in (X86 if os.uname().machine == "x86_64" else ARM).items():
        ctypes.set_errno(0)
        result = libc.syscall(number, -1, -1, -1, -1, -1, -1)
        if result != -1 or ctypes.get_errno() != errno.EPERM:
            found.append(f"{name}: {result}, {os.strerror(ctypes.get_errno())}")
    print("not refused:", *found)
    return bool(found)


def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * _not_refused()
