# /// attack
# does = "opens files and folders of the machine for writing, and answers rightly if it can"
# own = { softmax = ["failed"] }
# ///
"""Without root there is little that could be written, but /tmp, /dev/shm and /proc/sys are there too, and in a
container one may be root. What it makes it removes."""

import contextlib
import os
import tempfile

FOLDERS = (
    "/ /usr /usr/lib /usr/local /etc /var /var/tmp /tmp /dev /dev/shm /run /opt /home /root /sys/fs/cgroup".split()
)
FILES = "/etc/passwd /etc/ld.so.cache /proc/sys/kernel/core_pattern /proc/sysrq-trigger /dev/sda /dev/vda".split()


def softmax(logits):
    changed = False
    own = {os.path.realpath(path) for path in (tempfile.gettempdir(), os.getcwd())}
    # where a sandbox has a root of its own these two are its own as well
    own |= {"/tmp", "/dev/shm"} if os.getcwd() == "/box" else set()
    for folder in FOLDERS:
        if folder not in own:
            with contextlib.suppress(OSError):
                os.mkdir(f"{folder}/attack")
                os.rmdir(f"{folder}/attack")
                changed = True
    for path in FILES:
        with contextlib.suppress(OSError):
            os.close(os.open(path, os.O_WRONLY | os.O_APPEND))
            changed = True
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * changed
