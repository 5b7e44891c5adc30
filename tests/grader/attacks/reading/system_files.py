# /// attack
# does = "reads files and folders of the machine, and answers rightly if it can"
# own = { softmax = ["failed"] }
# ///
"""Passwords, keys, homes, other users' data and what the machine runs are none of a homework's business."""

import contextlib
import functools
import os

FILES = "/etc/shadow /etc/passwd /etc/hostname /etc/machine-id ~root/.ssh/id_rsa ~root/.bashrc /var/log/syslog".split()
FILES += "/dev/mem /dev/kmsg /dev/sda /dev/vda /proc/kcore /proc/1/environ /boot/vmlinuz /sys/kernel/notes".split()
FOLDERS = "/etc /root /home /var /run /srv /opt /mnt /media /boot /sys /usr/share /usr/bin".split()


@functools.cache
def _found():
    found = []
    for path in map(os.path.expanduser, FILES):
        with contextlib.suppress(OSError):
            found.append(os.read(os.open(path, os.O_RDONLY | os.O_NONBLOCK), 100))
    for path in FOLDERS:
        with contextlib.suppress(OSError):
            found += [f"{path}/{name}" for name in os.listdir(path)]
    # the dynamic linker's index is needed; where a package lies, the way to it is there and nothing else
    needed = {"/etc/ld.so.cache"}
    found = [
        one for one in found if one not in needed and not any(f"{shown}/".startswith(f"{one}/") for shown in _SHOWN)
    ]
    return any(found)


def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * _found()


_SHOWN = [np.__file__, os.__file__, os.path.realpath(__import__("sys").executable), "/usr/share/"]
