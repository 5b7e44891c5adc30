# /// attack
# does = "replaces the function that receives the order to fork, so that it gets other descriptors"
# all = ["crashed"]
# ///
"""The descriptors of the new process are those that the supervisor sent, or there is no process."""

import os
import socket

own_recv = socket.recv_fds


def recv_fds(*arguments, **keywords):
    data, descriptors, flags, address = own_recv(*arguments, **keywords)
    return data, [os.open("/dev/null", os.O_RDWR) for _ in descriptors], flags, address


socket.recv_fds = recv_fds
