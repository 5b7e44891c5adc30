# /// attack
# does = "makes files, folders, links, pipes and sockets in a folder that everyone may write to"
# own = {}
# ///
"""/tmp is such a folder on every machine: a place to leave something for the next one, or to be found by a script."""

import contextlib
import os
import socket

FOLDER = "@FOLDER@"
ATTEMPTS = [
    lambda: open(f"{FOLDER}/file", "w").close(),
    lambda: os.mkdir(f"{FOLDER}/folder"),
    lambda: os.symlink("/etc", f"{FOLDER}/symlink"),
    lambda: os.link("mlp.py", f"{FOLDER}/link"),
    lambda: os.mkfifo(f"{FOLDER}/pipe"),
    lambda: os.mknod(f"{FOLDER}/node"),
    lambda: os.rename("mlp.py", f"{FOLDER}/renamed"),
    lambda: os.open(FOLDER, os.O_TMPFILE | os.O_RDWR),
    lambda: socket.socket(socket.AF_UNIX).bind(f"{FOLDER}/socket"),
    lambda: os.rmdir(FOLDER),
]
for attempt in ATTEMPTS:
    with contextlib.suppress(OSError):
        attempt()
