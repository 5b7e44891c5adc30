"""Starting and ending the zygote: its errors, several users at once, and that nothing is left."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sandbox_talk import MODULES, evaluate, evaluate_once, start

from grader.course import Limits
from grader.errors import SandboxError
from grader.sandbox.forkserver import ForkServer
from grader.sandbox.isolation import Isolation
from grader.sandbox.tiers import detect

REPOSITORY = Path(__file__).parents[3]


def test_a_payload_that_fails_to_warm_up() -> None:
    started = time.monotonic()
    with pytest.raises(SandboxError, match="told to fail") as failure:
        ForkServer(payload="payload", config=b"fail", modules=MODULES, isolation=detect())
    assert "\n" not in str(failure.value)
    assert time.monotonic() - started < 60, "its end was not noticed"  # a start may take 120 s


def test_a_payload_that_is_not_there() -> None:
    with pytest.raises(SandboxError, match="nothing_of_this_name"):
        ForkServer(payload="nothing_of_this_name", isolation=detect())


def test_a_distribution_that_is_not_installed() -> None:
    with pytest.raises(SandboxError, match="no-such-package: not installed"):
        ForkServer(payload="payload", distributions=("no-such-package",), modules=MODULES, isolation=detect())


def test_a_zygote_that_died(limits: Limits) -> None:
    with ForkServer(payload="payload", modules=MODULES, isolation=detect()) as server:
        server._process.kill()
        server._process.wait()
        before = set(Path("/proc/self/fd").iterdir())
        with pytest.raises(SandboxError, match=r"grader doctor|start it again") as raised:
            server.sandbox({}, limits)
        assert raised.value.__traceback__ is not None  # its frames are still there, and hold nothing open
        assert set(Path("/proc/self/fd").iterdir()) == before


def test_several_judges_share_one_zygote(server: ForkServer, limits: Limits) -> None:
    """Each a fork of this process, all asking at once."""
    judges = []
    for number in range(4):
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                for round_ in range(3):
                    with server.sandbox({"student.py": b"x = %d" % (10 * number + round_)}, limits) as sandbox:
                        for _ in range(2):
                            if evaluate_once(sandbox, "x") != 10 * number + round_:
                                os._exit(2)
                status = 0
            finally:
                os._exit(status)
        judges.append(pid)
    assert [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in judges] == [0] * 4


def test_a_fork_that_leaves_does_not_end_the_zygote(server: ForkServer, limits: Limits) -> None:
    pid = os.fork()
    if pid == 0:
        server.close()
        os._exit(0)
    os.waitpid(pid, 0)
    with server.sandbox({"student.py": b"x = 1"}, limits) as sandbox:
        assert evaluate_once(sandbox, "x") == 1


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where this test alone makes temporary folders, and other users may enter."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)


def test_nothing_is_left(server: ForkServer, limits: Limits, temporary: Path) -> None:
    """Processes, folders, descriptors and mounts after a sandbox in which everything was left running."""
    isolation: Isolation = server.isolation
    before = (descriptors(), mounts())
    own = ForkServer(payload="payload", modules=MODULES, isolation=isolation)
    session = own._process.pid
    with own:
        sandbox = own.sandbox({"student.py": b"import os, time, threading\n"}, limits)
        kept = sandbox.open()
        sandbox.keep(kept)
        process = sandbox.open()
        start(process, "[os.fork() for _ in range(3)] and os.setsid() or time.sleep(600)")
        other = own.sandbox({"student.py": b"import os, time\n"}, limits)
        leaving = other.open()
        evaluate(leaving, "open('left.txt', 'w').write('left')")
        assert len(in_session(session)) >= 5
        sandbox.close()
    other.close()
    assert in_session(session) == []
    assert (descriptors(), mounts()) == before
    assert list(temporary.iterdir()) == []


def in_session(session: int) -> list[str]:
    """A zygote is started in a session of its own; what changes its session is a descendant still."""
    found = []
    parents: dict[int, int] = {}
    sessions: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(encoding="utf-8", errors="replace").rpartition(") ")[2].split()
        except OSError:
            continue
        if fields[0] == "Z":
            continue  # dead, and init has not looked yet
        parents[int(path.parent.name)], sessions[int(path.parent.name)] = int(fields[1]), int(fields[3])
    for pid in parents:
        ancestor = pid
        while ancestor in parents and ancestor != session:
            ancestor = parents[ancestor]
        if ancestor == session or sessions[pid] == session:
            found.append(str(pid))
    return found


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def mounts() -> int:
    return len(Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines())


def test_the_grader_killed_takes_everything_with_it(tmp_path: Path) -> None:
    code = f"""
import sys, tempfile, time
sys.path[:0] = [{str(REPOSITORY)!r}, {str(Path(__file__).parent)!r}]
from sandbox_talk import MODULES, start
from grader.course import Limits
from grader.sandbox.forkserver import ForkServer
from grader.sandbox.tiers import detect
tempfile.tempdir = {str(tmp_path)!r}
server = ForkServer(payload="payload", modules=MODULES, isolation=detect())
sandbox = server.sandbox({{"student.py": b"import os, time"}}, Limits())
process = sandbox.open()
start(process, "os.setsid() or time.sleep(600)")
print(server._process.pid, flush=True)
time.sleep(600)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=tmp_path) as grader:
        assert grader.stdout is not None
        session = int(grader.stdout.readline())
        zygote = os.pidfd_open(session)
        assert in_session(session)
        grader.kill()
    try:
        poll = select.poll()
        poll.register(zygote, select.POLLIN)
        assert poll.poll(10_000), "the zygote is still there"
    finally:
        os.close(zygote)
    assert in_session(session) == []
    if detect().namespaces:
        assert list(tmp_path.iterdir()) == []


def foreign_python() -> str:
    """An interpreter of this version that an unprivileged user can run, with our packages readable."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (sys.executable, f"/usr/local/bin/{version}", f"/usr/bin/{version}"):
        path = Path(candidate).resolve()
        if path.exists() and all(parent.stat().st_mode & 0o001 for parent in path.parents):
            return str(path)
    return ""


@pytest.mark.skipif(os.geteuid() != 0, reason="all tests run as an ordinary user already")
def test_as_an_ordinary_user() -> None:
    python = foreign_python()
    packages = str(Path(msgspec.__file__).parents[1])
    if not python or not all(p.stat().st_mode & 0o001 for p in (Path(packages), *Path(packages).parents, REPOSITORY)):
        pytest.skip("no interpreter or packages here that another user could read")
    code = """
from sandbox_talk import MODULES, evaluate
from grader.course import Limits
from grader.sandbox.forkserver import ForkServer
from grader.sandbox.tiers import detect
with ForkServer(payload="payload", modules=MODULES, isolation=detect()) as server:
    with server.sandbox({"student.py": b"import os"}, Limits()) as sandbox:
        process = sandbox.open()
        print(server.isolation.tier, evaluate(process, "os.getuid()"), sandbox.end(process).exited)
"""
    paths = os.pathsep.join((str(REPOSITORY), packages, str(Path(__file__).parent)))
    done = subprocess.run(
        [python, "-B", "-c", code],
        env={"PYTHONPATH": paths, "PATH": "/usr/bin:/bin"},
        user=65_534,
        group=65_534,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.split()[0] in ("B", "D", "E")
    assert done.stdout.split()[1:] == ["64100" if done.stdout.startswith("B") else "65534", "False"]


def test_a_package_that_the_sandboxs_user_cannot_read(strong_server: ForkServer, tmp_path: Path) -> None:
    """Installed under a umask of 077, say."""
    closed = tmp_path / "closed_module.py"
    closed.write_text("", encoding="utf-8")
    closed.chmod(0o600)
    if not strong_server.isolation.own_user:
        pytest.skip("the sandbox's user is our own")
    with pytest.raises(SandboxError, match=r"chmod -R go\+rX .*closed_module"):
        ForkServer(payload="payload", modules=(*MODULES, closed), isolation=strong_server.isolation)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a home that others cannot enter and graders as root")
def test_packages_in_a_private_folder(strong_server: ForkServer, limits: Limits) -> None:
    """A virtual environment that `mktemp -d` made is closed to the sandbox's user, and yet can be shown."""
    with tempfile.TemporaryDirectory() as folder:
        private = Path(folder, "private_module.py")
        private.write_text("answer = 42\n", encoding="utf-8")
        private.chmod(0o644)
        Path(folder).chmod(0o700)
        modules = (*MODULES, private)
        with (
            ForkServer(payload="payload", modules=modules, isolation=strong_server.isolation) as server,
            server.sandbox({"student.py": b"import private_module\n"}, limits) as sandbox,
        ):
            assert evaluate_once(sandbox, "private_module.answer") == 42
