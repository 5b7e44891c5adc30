# /// attack
# does = "makes Unix sockets with a name for others to find when the file is run, and answers rightly"
# own = {}
# ///
"""Where there are namespaces nobody else sees the name, and multiprocessing needs such sockets; elsewhere they are
denied. None is left behind."""

import contextlib
import socket
import tempfile

KEPT = []
for name in ("\0attack-server", f"{tempfile.gettempdir()}/attack-server", "@FOLDER@/attack-server"):
    with contextlib.suppress(OSError):
        KEPT.append(socket.socket(socket.AF_UNIX))
        KEPT[-1].bind(name)
        KEPT[-1].listen()
