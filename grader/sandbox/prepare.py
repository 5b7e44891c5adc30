"""The first of a fork server's two starts in one process: from the grader's own files, to make the root that it sees.

The second one, by exec, is inside that root: so nothing of the grader's memory, environment or paths is left.

It is waited for, and imports little.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any, NoReturn

from grader.sandbox import mounts, syscalls
from grader.sandbox.namespaces import NAMESPACES, enter_user_namespace

_WARM = "import sys; sys.path.append({site!r}); from grader.sandbox.zygote import serve; serve()"


def prepare() -> NoReturn:
    """argv holds the descriptors of the settings and of the control socket."""
    settings_file, control = int(sys.argv[1]), int(sys.argv[2])
    settings, _ = read_settings(settings_file)
    view = settings["view"]
    site = settings["folder"]
    if settings["namespaces"]:
        site = mounts.SITE
        if not settings["own_user"]:
            enter_user_namespace(inside=0, outside=os.getuid(), group=os.getgid())
        syscalls.unshare(NAMESPACES)
        pid = os.fork()
        if pid:
            os.close(control)
            _, status = os.waitpid(pid, 0)
            os._exit(0 if status == 0 else 1)
        # pid 1 of a namespace: when it ends, for whatever reason, the kernel kills all below it
        syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
        mounts.build_root(view["system"], view["hidden"], view["site"], view["devices"])
    environment = {**settings["environment"], "PYTHONHASHSEED": "0"}
    arguments = [view["executable"], "-s", "-S", "-P", "-B", "-u", "-c", _WARM.format(site=site)]
    os.set_inheritable(settings_file, True)
    os.set_inheritable(control, True)
    os.execve(view["executable"], [*arguments, str(settings_file), str(control)], environment)


def read_settings(descriptor: int) -> tuple[dict[str, Any], bytes]:
    """The settings (a line of JSON) and the payload's configuration (the rest), from the start of a file."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    with open(os.dup(descriptor), "rb") as file:  # noqa: PTH123  a descriptor, not a path
        line, _, config = file.read().partition(b"\n")
    settings: dict[str, Any] = json.loads(line)
    return settings, config
