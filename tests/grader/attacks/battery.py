"""Hostile and faulty submissions, and what is fair: one is graded beside a right one, among things it must not touch.

An attack is an overlay over the reference, tests/grader/attacks/<family>/<name>.py, that begins with a header:

    # /// attack
    # does = "what it tries"
    # own = { softmax = ["failed"] }
    # ///

`own`: the functions whose tests fail by themselves, and how; all other tests pass, or follow from one of these. `all`:
every test ends like this. `refused`: it is no submission, and reading it says so. `says` is found in the message of a
failing test, or among the problems of the file. `tiers`: where all this is promised. `quick`: part of `make test`.
`training`: run the tests that train, too. `memory_mb`: the limit it runs under, where the assignment's takes long to
fill. `forger`: the text of forger.py is put before it. `builds`: the file defines build(folder, right), which writes
the submission and returns the path to grade.

Where an attack has something to win it answers rightly only when it has won; where it could only do harm, `Victims`
are there to be harmed. Names between @ signs stand for what belongs to them.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import socket
import stat
import subprocess
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, structs
from small_course import LastingJudges, with_limits

from grader import submission
from grader.course import Assignment
from grader.errors import GraderError, SubmissionError
from grader.judge.follow import FAILING
from grader.judge.grade import Grade, Outcome, Status
from grader.judge.job import Job, Judgement, Order
from grader.judge.limits import Timing
from grader.judge.pool import judge_all
from grader.judge.spec import TestSpec
from grader.sandbox import processes
from grader.sandbox.forkserver import ForkServer
from grader.submission import Submission
from grader.validate.overlay import overlaid

FOLDER = Path(__file__).parent
KEY = b"the key of the battery"

_HEADER = re.compile(r"^# /// attack\n(?P<body>(?:#(?: .*)?\n)*?)# ///$", re.MULTILINE)
_TOKEN = re.compile(r"@[A-Z]+@")
_STOPPED = "tTZX"

Statuses = Annotated[tuple[Status, ...], Meta(min_length=1)]


class AttackError(Exception):
    """A file of the battery that is not what it should be."""


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an attack does, and its fair outcome: one of `own`, `all` and `refused`."""

    does: Annotated[str, Meta(min_length=1)]
    own: dict[str, Statuses] | None = None
    all: Statuses | None = None
    refused: str | None = None
    says: str = ""
    tiers: Annotated[str, Meta(pattern="^A?B?C?D?E?$", min_length=1)] = "ABCD"
    quick: bool = False
    training: bool = False
    memory_mb: Annotated[int, Meta(ge=64)] | None = None
    forger: bool = False
    builds: bool = False


@dataclass(frozen=True)
class Attack:
    """One file of the battery."""

    family: str
    name: str
    header: Header
    source: str  # with the forger's
    path: Path

    def __str__(self) -> str:
        return f"{self.family}/{self.name}"

    @property
    def order(self) -> Order:
        return Order(cheap=not self.header.training)


def read_attacks(folder: Path = FOLDER) -> tuple[Attack, ...]:
    return tuple(read_attack(path) for path in sorted(folder.glob("*/*.py")))


def read_attack(path: Path) -> Attack:
    source = path.read_text(encoding="utf-8")
    found = _HEADER.match(source)
    if found is None:
        raise AttackError(f"{path}: no header: it begins with '# /// attack' and ends with '# ///'")
    text = "".join(line.removeprefix("#").removeprefix(" ") for line in found["body"].splitlines(keepends=True))
    try:
        header = msgspec.convert(tomllib.loads(text), Header)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise AttackError(f"{path}: header: {error}") from error
    if sum(outcome is not None for outcome in (header.own, header.all, header.refused)) != 1:
        raise AttackError(f"{path}: header: the fair outcome is one of own, all and refused")
    if header.forger:
        source = (FOLDER / "forger.py").read_text(encoding="utf-8") + source
    return Attack(path.parent.name, path.stem, header, source, path)


@dataclass
class Victims:
    """What an attack must leave as it is: files, listeners and a process of the grader's user."""

    folder: Path
    repository: Path
    secret: str = field(default_factory=lambda: f"a secret {secrets.token_hex(24)}\n")
    readable: str = field(default_factory=lambda: f"a secret {secrets.token_hex(24)}\n")
    victim: str = field(default_factory=lambda: f"untouched {secrets.token_hex(24)}\n")

    def __post_init__(self) -> None:
        self._undo = contextlib.ExitStack()
        try:
            self._plant()
        except BaseException:
            self._undo.close()
            raise

    def _plant(self) -> None:
        self.folder.chmod(0o755)
        self._open = self.folder / "open"
        self._open.mkdir()
        self._open.chmod(0o777)
        for name, content, mode in (
            ("secret.txt", self.secret, 0o600),
            ("readable.txt", self.readable, 0o644),
            ("victim.txt", self.victim, 0o666),
        ):
            (self.folder / name).write_text(content, encoding="ascii")
            (self.folder / name).chmod(mode)
        abstract = f"victim-{secrets.token_hex(8)}"
        named, datagrams = self.folder / "listener", self.folder / "datagrams"
        self._listeners = {
            "the TCP port": self._listener(socket.AF_INET, ("127.0.0.1", 0)),
            "the abstract socket": self._listener(socket.AF_UNIX, f"\0{abstract}"),
            "the named socket": self._listener(socket.AF_UNIX, str(named)),
        }
        self._datagrams = self._undo.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        self._datagrams.bind(str(datagrams))
        self._datagrams.setblocking(False)
        for path in (named, datagrams):
            path.chmod(0o777)
        self._sleeper = subprocess.Popen(["sleep", "3600"], stdin=subprocess.DEVNULL, start_new_session=True)
        self._undo.callback(self._sleeper.wait)
        self._undo.callback(self._sleeper.kill)
        self._stands_for = {
            "@SECRET@": str(self.folder / "secret.txt"),
            "@READABLE@": str(self.folder / "readable.txt"),
            "@VICTIM@": str(self.folder / "victim.txt"),
            "@FOLDER@": str(self._open),
            "@PORT@": str(self._listeners["the TCP port"].getsockname()[1]),
            "@ABSTRACT@": abstract,
            "@SOCKET@": str(named),
            "@DATAGRAM@": str(datagrams),
            "@PID@": str(self._sleeper.pid),
            "@REPOSITORY@": str(self.repository),
        }
        self._before = self._state()

    def _state(self) -> dict[str, object]:
        """What of files and of the sleeping process can be changed beside what they hold and do."""
        pid = self._sleeper.pid
        found: dict[str, object] = {
            "the sleeping process's priority": os.getpriority(os.PRIO_PROCESS, pid),
            "the processors of the sleeping process": os.sched_getaffinity(pid),
            "the limits of the sleeping process": Path(f"/proc/{pid}/limits").read_text(encoding="ascii"),
        }
        for path in (self.folder, *self.folder.iterdir()):
            status = path.lstat()
            who = (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode))
            found[f"the owner or mode of {path.name}"] = who
            found[f"the links to {path.name}"] = status.st_nlink
            found[f"the time of {path.name}"] = status.st_mtime_ns
        return found

    def _listener(self, family: socket.AddressFamily, address: str | tuple[str, int]) -> socket.socket:
        made = self._undo.enter_context(socket.socket(family))
        made.bind(address)
        made.listen()
        made.setblocking(False)
        return made

    def named(self, source: str) -> str:
        """The source with each name between @ signs replaced by what it stands for."""
        return _TOKEN.sub(lambda found: self._stands_for.get(found[0], found[0]), source)

    def harm(self) -> list[str]:
        """What is not as it was, a line each."""
        if not self._open.is_dir():
            return ["the victims' folders are gone"]
        found = []
        contents = {"secret.txt": self.secret, "readable.txt": self.readable, "victim.txt": self.victim}
        for name, content in contents.items():
            path = self.folder / name
            if not path.is_file() or path.read_text(encoding="utf-8", errors="replace") != content:
                found.append(f"{name} is not what it was")
        if written := sorted(path.name for path in self._open.iterdir()):
            found.append(f"the world-writable folder has {', '.join(written)}")
        for name, listener in self._listeners.items():
            with contextlib.suppress(BlockingIOError):
                listener.accept()[0].close()
                found.append(f"{name} was connected to")
        with contextlib.suppress(BlockingIOError):
            found.append(f"the datagram socket was sent {self._datagrams.recv(100)!r}")
        state = processes.state(self._sleeper.pid)
        if state is None or state.letter in _STOPPED:
            return [*found, f"the sleeping process is {'gone' if state is None else f'in state {state.letter}'}"]
        after = self._state()
        return found + [f"{what} changed" for what in self._before if self._before[what] != after.get(what)]

    def shown(self, grade: Grade) -> list[str]:
        """Where a grade holds what nobody in the sandbox may know."""
        text = msgspec.json.encode(grade).decode()
        known = (("the secret", self.secret), ("the readable file", self.readable))
        return [f"the grade shows the content of {what}" for what, content in known if content.split()[2] in text]

    def close(self) -> None:
        self._undo.close()

    def __enter__(self) -> Victims:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass
class Ground:
    """Where attacks are run: one assignment, one fork server, and a warm judge that meets all of them.

    `sample`: of the tests of what an attack does not claim as its own, and of those that the right submission beside it
    is given; None for all.
    """

    assignment: Assignment
    server: ForkServer
    timing: Timing | None
    specs: Mapping[str, TestSpec]
    sample: frozenset[str] | None = None

    def __post_init__(self) -> None:
        self._judges = LastingJudges(self.assignment, KEY)

    def close(self) -> None:
        self._judges.close()
        self.server.close()

    def complaints(self, attack: Attack) -> list[str]:
        """Grade it beside the reference; a line for each thing that is not as it should be."""
        with (
            tempfile.TemporaryDirectory(prefix="grader-victims-") as planted,
            tempfile.TemporaryDirectory(prefix="grader-handed-in-") as folder,
            Victims(Path(planted), self.assignment.course) as victims,
        ):
            said = self._run(attack, victims, Path(folder))
            said += victims.harm()
        return [f"{attack}, tier {self.server.isolation.tier}: {one}" for one in said]

    def _run(self, attack: Attack, victims: Victims, folder: Path) -> list[str]:
        path = self._written(attack, victims, folder)
        refused = attack.header.refused
        try:
            handed_in = submission.read(path, self.assignment)
        except SubmissionError as error:
            as_told = refused is not None and re.search(refused, str(error))
            return [] if as_told else [f"refused: {error}"]
        if refused is not None:
            return [f"not refused; expected: {refused}"]
        own = attack.header.own or {}
        order, order_beside = self._orders(attack, own)
        hostile, beside = self._graded(attack, [Job(handed_in, order), Job(self._right(), order_beside)])
        said = [f"the right submission beside it: {one}" for one in self._fair(beside, order_beside, {}, None)]
        said += self._fair(hostile, order, own, attack.header.all)
        if isinstance(hostile, Judgement):
            said += victims.shown(hostile.grade)
            said += unsaid(attack.header.says, hostile.grade)
        return said

    def _written(self, attack: Attack, victims: Victims, folder: Path) -> Path:
        source = victims.named(attack.source)
        right = self.assignment.reference_file.read_text(encoding="utf-8")
        if attack.header.builds:
            names: dict[str, Callable[[Path, str], Path]] = {}
            exec(compile(source, str(attack.path), "exec"), names)  # noqa: S102 - a file of this battery
            return names["build"](folder, right)
        overlay = folder / f"{attack.name}.py"
        overlay.write_text(source, encoding="utf-8")
        path = folder / self.assignment.settings.file
        path.write_text(overlaid(right, overlay), encoding="utf-8")
        return path

    def _orders(self, attack: Attack, own: Mapping[str, tuple[Status, ...]]) -> tuple[Order, Order]:
        """The tests for the attack, and those for the right submission."""
        if self.sample is None or attack.header.training:
            return attack.order, attack.order
        of_its_own = {spec.id for spec in self.specs.values() if spec.of in own}
        return replace(attack.order, only=self.sample | of_its_own), replace(attack.order, only=self.sample)

    def _right(self) -> Submission:
        return submission.read(self.assignment.reference_file, self.assignment)

    def _graded(self, attack: Attack, jobs: Sequence[Job]) -> list[Judgement | GraderError]:
        assignment = self.assignment
        judges: LastingJudges | None = self._judges
        if attack.header.memory_mb is not None:
            limits = structs.replace(assignment.settings.limits, memory_mb=attack.header.memory_mb)
            assignment, judges = with_limits(assignment, limits), None
        return judge_all(assignment, jobs, self.server, key=KEY, timing=self.timing, slots=2, judges=judges)

    def _fair(
        self,
        result: Judgement | GraderError,
        order: Order,
        own: Mapping[str, tuple[Status, ...]],
        every: tuple[Status, ...] | None,
    ) -> list[str]:
        if isinstance(result, GraderError):
            return [f"no grade: {result}"]
        tests = result.grade.tests
        wanted = {spec.id for spec in self.specs.values() if order.wants(spec)}
        said = [f"no outcome for {name}" for name in sorted(wanted - {test.id for test in tests})]
        if every is not None:
            return said + [_unfair(test, " or ".join(every)) for test in tests if test.status not in every]
        for test in tests:
            of = self.specs[test.id].of
            if test.follows_from is not None or test.status not in FAILING:
                if test.status != "passed" and test.follows_from not in own:
                    said.append(_unfair(test, "passed"))
            elif test.status not in own.get(of, ()):
                said.append(_unfair(test, " or ".join(own.get(of, ("passed",)))))
        failing = {self.specs[test.id].of for test in tests if test.status in FAILING and test.follows_from is None}
        for name in own.keys() - failing:
            printed = [test.output[-300:] for test in tests if self.specs[test.id].of == name and test.output]
            said.append(f"no test of {name} failed by itself, expected {own[name]}; it printed {printed[:1]}")
        return said


def unsaid(says: str, grade: Grade) -> list[str]:
    """A complaint when neither a failing test's message nor a problem of the file has what it should have."""
    messages = {test.message for test in grade.tests if test.status in FAILING} | {*grade.problems}
    if not says or any(re.search(says, message) for message in messages):
        return []
    return [f"no message says {says!r}; they say: {' | '.join(sorted(messages)) or 'nothing'}"]


def _unfair(test: Outcome, expected: str) -> str:
    follows = f", follows from {test.follows_from}" if test.follows_from else ""
    printed = f" (printed: {test.output[-120:]!r})" if test.output else ""
    return f"{test.id} is {test.status}{follows}, not {expected}: {test.message or 'no message'}{printed}"


@contextlib.contextmanager
def own_temporary_folder() -> Iterator[Path]:
    """A temporary folder of our own, so that it is known what is made in it; other users may pass through it."""
    before = tempfile.tempdir
    folder = Path(tempfile.mkdtemp(prefix="grader-battery-"))
    folder.chmod(0o755)
    tempfile.tempdir = str(folder)
    try:
        yield folder
    finally:
        tempfile.tempdir = before
        shutil.rmtree(folder)
