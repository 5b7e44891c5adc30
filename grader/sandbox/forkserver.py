"""The trusted side of the zygote: starts it, asks it for sandboxes, ends it."""

from __future__ import annotations

import contextlib
import functools
import itertools
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import TYPE_CHECKING, Any

from grader.errors import SandboxError
from grader.sandbox import cgroup, disk, mounts, protocol, rlimits, view
from grader.sandbox.attempt import failure_of
from grader.sandbox.box import Sandbox, Submission
from grader.sandbox.isolation import Isolation, block_of_uids
from grader.sandbox.log import Log

if TYPE_CHECKING:
    from grader.course import Limits

_START_SECONDS = 120.0  # torch from a cold disk
_END_SECONDS = 5.0
_MEBIBYTE = 1 << 20
_PAGE = 4096  # bytes: what a file takes at least, rounded up
_HARNESS_MB = 64  # beside the student's own: the supervisor, the base
_PREPARE = "import sys; sys.path.append({root!r}); from grader.sandbox.prepare import prepare; prepare()"
_THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS")


class ForkServer:
    """One warm zygote, for the sandboxes of submissions that may use the same packages.

    `payload` names the module that runs in the sandbox: `warm(config)`, `load(setup)`, `serve(socket, stem)`.
    `distributions` come with their requirements; nothing else that is installed is there. `modules`: further
    files or package folders to import from, by their own name; `rooms`: folders of our own package, by name. `gpu`:
    the machine's NVIDIA devices are there, too. Without `wait` it warms up meanwhile: call `await_ready` before forks
    of this process use it.
    SandboxError when it cannot start.

    Forks of the process that made it may use it at once.
    """

    def __init__(
        self,
        *,
        payload: str,
        distributions: Sequence[str] = ("numpy",),
        config: bytes = b"",
        isolation: Isolation,
        modules: Sequence[Path] = (),
        rooms: Sequence[str] = (),
        gpu: bool = False,
        wait: bool = True,
    ) -> None:
        if sys.platform != "linux":
            raise SandboxError(f"on {sys.platform} nothing can be graded: use Linux; grader check works here")
        self.isolation = isolation
        self.core: int | None = None
        """the core of the machine that sandboxes keep to from now on; any without"""
        self._owner = os.getpid()
        self._numbers = itertools.count(1)
        plan = view.plan(distributions, modules, rooms, gpu=gpu)
        self._check_readable(plan)
        # where there are mounts nothing of it is on the disk, so nothing stays if we are killed
        self._folder = None if self.isolation.namespaces else Path(tempfile.mkdtemp(prefix="grader-"))
        self._groups: cgroup.Tree | None = None
        self._control, theirs = protocol.pair()
        self._payload = payload
        self._ready = False
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115  closed when it is ready
        try:
            with theirs:  # held by us, too, it would never end
                self._groups = _tree(isolation)
                self._process = self._start(plan, payload, config, theirs)
            if wait:
                self.await_ready()
        except BaseException:
            self._control.close()
            self._clear()
            raise

    def await_ready(self) -> None:
        """In the process that made it. SandboxError when it has not started."""
        if self._ready:
            return
        self._control.settimeout(_START_SECONDS)
        try:
            protocol.receive(self._control)
        except (EOFError, TimeoutError) as error:
            self._process.kill()
            self._process.wait()
            self._complaints.seek(0)
            lines = self._complaints.read().decode(errors="replace").strip().splitlines() or ["no reason given"]
            said = f"the sandbox did not start ({self._payload}): {lines[-1]}; see grader doctor"
            raise SandboxError(said) from error
        finally:
            self._complaints.close()
        self._control.settimeout(None)
        self._ready = True

    def sandbox(
        self, files: Mapping[str, bytes], limits: Limits, setup: bytes = b"", log: Log | None = None
    ) -> Sandbox:
        """A sandbox with these files (posix paths below its working folder), its supervisor running.

        `setup` is handed to the payload's `load`; `log` is told what happens. No student code runs before the first
        `open`.
        """
        size = sum(len(content) for content in files.values())
        if size > limits.submission_mb * _MEBIBYTE:
            raise SandboxError(f"the submission has {size} bytes, its limit is {limits.submission_mb} MB")
        for name in files:
            if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts or "\0" in name or not name:
                raise SandboxError(f"{name!r}: a submission's file must lie in its own folder")
        return Sandbox(self, Submission(dict(files), setup), limits, Log() if log is None else log)

    def group(self, limits: Limits) -> cgroup.Group | None:
        """A control group for one sandbox; None in a tier that has none. OSError when it cannot be made."""
        if self._groups is None:
            return None
        return self._groups.group(limits.memory_mb + _HARNESS_MB, limits.processes + rlimits.HARNESS_PROCESSES)

    def request(self, channel: socket.socket, files: Mapping[str, bytes], limits: Limits) -> list[Path]:
        """Ask for a supervisor at the other end of `channel`; returns the folders to remove after it.

        The limits on the disk are beside what `files` take.
        """
        pages = sum(-(-len(content) // _PAGE) for content in files.values())
        folders_of_files = {parent for name in files for parent in PurePosixPath(name).parents}
        folders: list[Path] = []
        if self._folder is not None:
            name = f"{os.getpid()}-{next(self._numbers)}"
            folders = [self._folder / f"{name}-{part}" for part in ("box", "tmp")]
        message = {
            "memory_mb": limits.memory_mb,
            "processes": limits.processes,
            "disk_mb": limits.disk_mb,
            "disk_bytes": limits.disk_mb * _MEBIBYTE + pages * _PAGE,
            "disk_files": limits.disk_files + len(files) + len(folders_of_files),
            "open_files": limits.open_files,
            "loading_seconds": limits.loading_seconds,
            "cold": limits.gpu,
            "core": self.core,
            "folders": [str(folder) for folder in folders],
        }
        try:
            protocol.send(self._control, message, [channel.fileno()])
        except OSError as error:
            raise SandboxError(f"the sandbox's fork server is gone ({error}): start it again") from error
        return folders

    @property
    def alive(self) -> bool:
        """Whether sandboxes can still be had; in the process that made it."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the zygote and every sandbox; in a fork of the process that made it, only let go of it."""
        if os.getpid() == self._owner and self._process.poll() is None:
            with contextlib.suppress(OSError):
                protocol.send(self._control, {"quit": True})
            try:
                self._process.wait(_END_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._control.close()
        if os.getpid() == self._owner:
            self._clear()

    def _clear(self) -> None:
        if self._groups is not None:
            self._groups.remove()
        if self._folder is not None:
            disk.remove(str(self._folder))

    def _check_readable(self, plan: view.View) -> None:
        if not self.isolation.own_user:
            return
        if self.isolation.namespaces:
            closed = view.unreadable(plan)
            advice = f"allow it with: chmod -R go+rX {closed}"
        else:
            closed = failure_of(functools.partial(view.read_as, self.isolation.first_uid, plan))
            advice = "make it and the folders above it readable for everyone, or set GRADER_ISOLATION=D"
        if closed:
            raise SandboxError(f"{closed}: the sandbox's own user cannot read it; {advice}")

    def __enter__(self) -> ForkServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _start(self, plan: view.View, payload: str, config: bytes, theirs: socket.socket) -> subprocess.Popen[bytes]:
        site, warm = Path(mounts.SITE), "/tmp"
        if self._folder is not None:
            self._folder.chmod(0o711)
            site = self._folder / "site"
            make_site(plan.site, site)
            warm = str(self._folder / "warm")
            Path(warm).mkdir(0o700)
        settings: dict[str, Any] = {
            "view": asdict(plan),
            "payload": payload,
            "folder": str(site),
            "namespaces": self.isolation.namespaces,
            "own_user": self.isolation.own_user,
            "first_uid": block_of_uids(self.isolation.first_uid),
            "seccomp": self.isolation.seccomp,
            "readable": self._readable(plan, site),
            "environment": environment(warm),
        }
        code = _PREPARE.format(root=str(view.PACKAGE.parent))
        # Imports before the exec are of our own files only; an environment variable must not add to them.
        command = [plan.executable, "-I", "-S", "-B", "-c", code]
        with tempfile.TemporaryFile() as file:
            file.write(json.dumps(settings).encode() + b"\n" + config)
            file.flush()
            descriptors = (file.fileno(), theirs.fileno())
            return subprocess.Popen(
                [*command, *map(str, descriptors)],
                pass_fds=descriptors,
                stdin=subprocess.DEVNULL,
                stdout=self._complaints,
                stderr=self._complaints,
                env=environment(warm),
                start_new_session=True,
            )

    def _readable(self, plan: view.View, site: Path) -> list[str]:
        """The paths below which Landlock allows reading; empty for no Landlock."""
        if not self.isolation.landlock:
            return []
        if self.isolation.namespaces:
            return ["/"]  # nothing else is there
        return [str(site), *plan.system, *plan.site.values(), *(f"/dev/{name}" for name in mounts.DEVICES)]


def _tree(isolation: Isolation) -> cgroup.Tree | None:
    if isolation.groups is None:
        return None
    try:
        return cgroup.Tree(isolation.groups)
    except OSError as error:
        raise SandboxError(f"a control group could not be made: {error}; see grader doctor") from error


def environment(home: str) -> dict[str, str]:
    """All that a zygote knows of the environment; `home`: where it may write while it warms up."""
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": home,
        "TMPDIR": home,
        "USER": "student",
        "LOGNAME": "student",
        **dict.fromkeys(_THREADS, "1"),
    }


def make_site(site: Mapping[str, str], folder: Path) -> None:
    """Where there are no mounts: a folder of links, so that only what is allowed can be imported."""
    for name, source in site.items():
        link = folder / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(source)
    for path in (folder, *folder.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
