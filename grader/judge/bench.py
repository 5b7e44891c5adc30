"""Where a test finds the submission: the workbench that the fixtures draw from.

Three places, one interface: the reference in-process (plain pytest in the course), a student's file in-process
(`grader check`), and the sandbox (grading; see sandbox_bench).
"""

from __future__ import annotations

import importlib.util
import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol

from grader.course import Assignment, Settings
from grader.errors import CourseError, DataError
from grader.judge import seeds
from grader.judge.spec import TestSpec
from grader.remote.lines import Lines
from grader.remote.loopback import bind
from grader.remote.messages import LoadReport
from grader.remote.outcomes import HarnessOutcome
from grader.remote.session import Session
from grader.remote.vision import prepare_torchvision

if TYPE_CHECKING:
    from grader.data import Dataset
    from grader.sandbox.box import Process


IN_PROCESS_KEY = b"in-process"  # of seeds that need not be secret


class NotRun(BaseException):
    """What the test needs is not there: its outcome is `not_run`, whatever the test catches."""


@dataclass
class SharedRun:
    """A shared run: what its body returned, or how it ended; in a sandbox, also where its process stands."""

    function: Callable[..., Any]
    times: int = 0  # that it was run
    value: Any = None
    error: BaseException | None = None
    session: Session | None = None
    process: Process | None = None

    def run(self, body: Callable[[], Any]) -> None:
        """The body's value is kept; where it fails, the exception is, and raised for the next who asks too."""
        self.times += 1
        try:
            self.value = body()
        except (Exception, HarnessOutcome, NotRun) as error:
            self.error = error
            raise


class Bench(Protocol):
    """What the fixtures ask for."""

    def session(self, spec: TestSpec, shared: Callable[..., Any] | None) -> Any:
        """A context manager: a session for this test, from where the shared run `shared` ended if there is one.

        The run is made where it has not been made yet; if it failed, the same exception for all who ask.
        """

    def shared(self, function: Callable[..., Any]) -> Any:
        """What the shared run returned that this test's session goes on from."""

    def seed(self, name: str) -> str: ...

    def reference(self) -> ModuleType: ...

    def dataset(self, name: str) -> Dataset: ...

    def probes(self, session: Session) -> Probes: ...


def opaque_results(settings: Settings) -> dict[str, tuple[int, ...]]:
    """`opaque = ["forward.1"]` as function → positions in the returned tuple; -1 is the result as a whole."""
    found: dict[str, tuple[int, ...]] = {}
    for entry in settings.opaque:
        name, _, position = entry.partition(".")
        found[name] = (*found.get(name, ()), int(position) if position else -1)
    return found


class Probes:
    """The functions of probes.py, run next to the student's code: `probes.name(submission.fit, …)`."""

    def __init__(self, session: Session, path: Path | None) -> None:
        self._session = session
        self._path = path
        self._taught = False

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        if self._path is None:
            raise CourseError(f"the probe {name} is asked for, but there is no probes.py beside the tests")
        if not self._taught:
            self._session.teach(self._path)
            self._taught = True
        return lambda *arguments, **keywords: self._session.probe(name, arguments, keywords)


class Materials:
    """What a bench has apart from the submission: seeds, the reference, datasets, probes."""

    def __init__(
        self, *, settings: Settings, reference: Path | None, probes: Path | None, key: bytes, digest: str
    ) -> None:
        self.settings = settings
        self._reference = reference
        self._probes = probes
        self._key = key
        self._digest = digest
        self._module: ModuleType | None = None
        self._datasets: dict[str, Dataset] = {}
        if "torchvision" in settings.packages.allowed:
            prepare_torchvision()

    def seed(self, name: str) -> str:
        return seeds.test_seed(self._key, self._digest, name)

    def reference(self) -> ModuleType:
        """The reference as a plain module of this, the trusted, process."""
        if self._reference is None or not self._reference.is_file():
            raise CourseError("the reference is asked for, but public tests have none")
        if self._module is None:
            name = f"_reference_{self._reference.parent.name}"
            spec = importlib.util.spec_from_file_location(name, self._reference)
            assert spec is not None
            assert spec.loader is not None
            self._module = importlib.util.module_from_spec(spec)
            sys.modules[name] = self._module
            spec.loader.exec_module(self._module)
        return self._module

    def dataset(self, name: str) -> Dataset:
        if name not in self.settings.datasets:
            raise CourseError(f"dataset {name!r} is asked for, but assignment.toml lists {self.settings.datasets}")
        if name not in self._datasets:
            try:
                self._datasets[name] = self._loaded(name)
            except DataError as error:
                raise NotRun(str(error)) from error
        return self._datasets[name]

    def _loaded(self, name: str) -> Dataset:
        from grader.data import load  # public tests need none, and are to begin at once

        return load(name)

    def probes(self, session: Session) -> Probes:
        return Probes(session, self._probes)

    def run_shared(self, function: Callable[..., Any], session: Session) -> Any:
        """Call a shared run's body with what its parameters name."""
        offered: dict[str, Callable[[], Any]] = {
            "submission": lambda: session.module,
            "reference": self.reference,
            "rng": lambda: seeds.generator(self.seed(function.__name__)),
            "dataset": lambda: self.dataset,
            "probes": lambda: self.probes(session),
        }
        names = inspect.signature(function).parameters
        unknown = [name for name in names if name not in offered]
        if unknown:
            raise CourseError(f"{function.__name__}: a shared run can use {', '.join(offered)}; not {unknown[0]}")
        return function(**{name: offered[name]() for name in names})


class LocalBench(Materials):
    """The file at `path`, or what is loaded as `session`, in this process: breakpoints and prints work."""

    def __init__(
        self,
        *,
        settings: Settings,
        path: Path | None = None,
        session: Session | None = None,
        reference: Path | None = None,
        probes: Path | None = None,
        key: bytes = IN_PROCESS_KEY,
        digest: str = "",
    ) -> None:
        super().__init__(settings=settings, reference=reference, probes=probes, key=key, digest=digest)
        if session is None:
            assert path is not None
            session = bind(path, opaque=opaque_results(settings), forbidden=settings.packages.forbidden)
        self.own = session
        self._shared_runs: dict[Callable[..., Any], SharedRun] = {}

    @property
    def report(self) -> LoadReport | None:
        return self.own.report

    @property
    def lines(self) -> Lines:
        return self.own.lines

    @property
    def printed(self) -> str:
        """What the running test printed that nobody has seen: here prints come out as they are made."""
        return ""

    def begin(self, spec: TestSpec) -> None:
        """A test begins."""

    def ended(self, error: BaseException | None) -> BaseException | None:
        """What the running test ended with."""
        return error

    @contextmanager
    def session(self, spec: TestSpec, shared: Callable[..., Any] | None) -> Iterator[Session]:
        if shared is not None:  # and one process: there is nothing to fork
            run = self._shared_runs.setdefault(shared, SharedRun(shared))
            if run.error is not None:
                raise run.error
            if not run.times:
                run.run(lambda: self.run_shared(shared, self.own))
        self.own.watch(self.settings.calls_forbidden_to(spec.of))
        yield self.own

    def shared(self, function: Callable[..., Any]) -> Any:
        return self._shared_runs[function].value


def reference_bench(assignment: Assignment) -> LocalBench:
    """The bench of plain `pytest tests/assignments/<slug>`: the reference is the submission."""
    return LocalBench(
        settings=assignment.settings,
        path=assignment.reference_file,
        reference=assignment.reference_file,
        probes=assignment.probes_file,
    )
