"""Forks that `os.fork` cannot do: the parent's sibling, and the first process of namespaces."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from grader.sandbox import syscalls

PROGRAM = """
import os, threading
from grader.sandbox import syscalls

tid = syscalls.tid_address()
before = os.getpid()
own = syscalls.fork(syscalls.CLONE_PARENT, tid)
if own:
    print(own, flush=True)
    os.waitid(os.P_ALL, 0, os.WEXITED)  # has no child
started = threading.Thread(target=lambda: None)
started.start()
started.join()
known = threading.get_native_id() == os.getpid() and os.getpid() != before
os._exit(7 if known and os.getppid() == {parent} else 8)
"""


@pytest.mark.skipif(not syscalls.tid_address(), reason="this kernel does not say where the thread's number is kept")
def test_the_new_process_is_a_child_of_the_parent_and_knows_who_it_is() -> None:
    """The one that forks has no child to wait for, and ends with an error; ours are both to be waited for here."""
    program = PROGRAM.format(parent=os.getpid())
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as forking:
        said, complained = forking.communicate()
    assert b"No child processes" in complained
    assert forking.returncode == 1
    _, status = os.waitpid(int(said), 0)
    assert os.waitstatus_to_exitcode(status) == 7


def test_where_there_can_be_no_fork_that_is_said() -> None:
    program = (
        "import os, resource\n"
        "from grader.sandbox import syscalls\n"
        "os.setuid(65534)\n"
        "resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))\n"
        "try:\n    syscalls.fork(syscalls.CLONE_PARENT, syscalls.tid_address())\n"
        "except BlockingIOError as error:\n    print(error)\n"
    )
    if os.geteuid() != 0:
        pytest.skip("another user is needed, whom the limit on processes binds")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "Resource temporarily unavailable" in done.stdout, done.stderr


INTO_NAMESPACES = """
import os, sys
from grader.sandbox import namespaces, syscalls

syscalls.prctl(syscalls.PR_SET_CHILD_SUBREAPER, 1)
flags = syscalls.CLONE_NEWPID | syscalls.CLONE_NEWNET | (0 if os.geteuid() == 0 else syscalls.CLONE_NEWUSER)
pid = namespaces.fork_into(flags, {tid})
if pid == 0:
    os._exit(3 if os.getpid() == 1 else 4)
_, status = os.waitpid(pid, 0)
try:
    os.waitpid(-1, 0)
except ChildProcessError:
    print(os.waitstatus_to_exitcode(status))
"""


@pytest.mark.parametrize("tid", ["syscalls.tid_address()", "0"])
def test_the_first_process_of_namespaces_is_known_by_the_pid_that_it_has_here(tid: str) -> None:
    """Also where the kernel does not say where the thread's number is kept: then another process is in between."""
    program = INTO_NAMESPACES.format(tid=tid)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout == "3\n", done.stderr


@pytest.mark.parametrize("tid", ["syscalls.tid_address()", "0"])
def test_namespaces_that_cannot_be_made_are_an_error_in_who_asked(tid: str) -> None:
    program = (
        "import os\n"
        "from grader.sandbox import namespaces, syscalls\n"
        "if os.geteuid() == 0:\n    os.setuid(65534)\n"
        f"try:\n    namespaces.fork_into(syscalls.CLONE_NEWNET, {tid})\n"
        "except OSError:\n    print('said')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout == "said\n", done.stderr
