"""Grade submissions of one assignment: the fork server, the course's key and the reference's times, then the judges."""

from __future__ import annotations

import contextlib
import functools
import importlib.metadata
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Literal

import msgspec

from grader.course import ASSIGNMENT_FILE, Assignment, Tier
from grader.errors import CourseError, GraderError, SandboxError
from grader.judge.job import Job, Judgement
from grader.judge.limits import read_timing
from grader.judge.pool import Judges, OnDone, OnProgress, judge_all
from grader.judge.seeds import course_key
from grader.near import did_you_mean
from grader.sandbox.forkserver import ForkServer
from grader.sandbox.isolation import Isolation
from grader.sandbox.tiers import detect
from grader.sandbox.view import gpu_devices
from grader.submission import Submission

# What runs in every sandbox, and what it needs: of our own package and of what is installed.
WORKER = "grader.remote.worker"
WORKER_ROOMS = ("remote",)
WORKER_NEEDS = ("numpy", "msgspec", "parso")
# What notebooks need beside: they plot and show progress, whatever the assignment allows its functions to import.
NOTEBOOK_NEEDS = ("ipython", "matplotlib", "tqdm", "ipywidgets")
NOTEBOOK_IMPORTS = ("IPython.core.interactiveshell", "IPython.display", "tqdm")
PLOT_IMPORTS = ("matplotlib.pyplot",)
KERNEL_NEEDS = ("ipykernel", "nbclient")
KERNEL_IMPORTS = ("grader.remote.kernel",)
IMPORT_NAMES = {"scikit-learn": "sklearn", "pillow": "PIL"}  # where a distribution is not imported by its own name


Kind = Literal["script", "notebook", "plots"]
"""of a submission: what it has to find in its fork server"""


def kind_of(submission: Submission) -> Kind:
    if not submission.notebook:
        return "script"
    return "plots" if b"matplotlib" in submission.files[submission.notebook] else "notebook"


def isolation_at_least(minimum: Tier, *, meanwhile: Callable[[Isolation], None] | None = None) -> Isolation:
    """The strongest isolation of this machine; SandboxError when it is weaker than `minimum`."""
    isolation = detect(meanwhile=meanwhile)
    if isolation.tier > minimum:
        why = "; ".join(obstacle.reason for obstacle in isolation.missing)
        said = f"isolation {minimum} is asked for, but this machine gives {isolation.tier} ({why})"
        raise SandboxError(f"{said}: grader doctor says what would raise it")
    return isolation


def tier_at_least(assignment: Assignment, minimum: Tier | None) -> Tier:
    """The tier that submissions of this assignment are graded in, at least what it demands and `minimum`."""
    return isolation_at_least(min(assignment.settings.minimum_isolation, minimum or "E")).tier


@contextmanager
def fork_server(
    assignment: Assignment,
    minimum: Tier | None = None,
    kind: Kind = "script",
    *,
    meanwhile: Callable[[ForkServer], None] = lambda _server: None,
) -> Generator[ForkServer]:
    """A fork server with the packages that the assignment allows; `minimum` adds to what assignment.toml demands.

    It warms up while the machine's isolation is found out, where that is not known yet; so may `meanwhile`, which is
    told of it: if another one has to be made, that one is not the same object.

    A notebook finds in it what notebooks need as well: scripts have a server of their own, whoever else handed in what.
    One that plots finds matplotlib imported; another can import it, but is not to pay for forks of all that.
    """
    demanded = min(assignment.settings.minimum_isolation, minimum or "E")
    allowed, gpu = assignment.settings.packages.allowed, assignment.settings.limits.gpu
    if gpu and not gpu_devices():
        raise SandboxError(f"{assignment.slug} asks for a GPU ([limits] gpu), and this machine has no /dev/nvidia0")
    imports = ["numpy", *(IMPORT_NAMES.get(name, name) for name in allowed if name != "numpy")]
    needs: tuple[str, ...] = ()
    if kind != "script":
        needs = notebook_needs(assignment)
        imports += NOTEBOOK_IMPORTS
        if assignment.settings.notebook.engine == "nbclient":
            imports += KERNEL_IMPORTS
    if kind == "plots":
        imports += PLOT_IMPORTS
    begin = functools.partial(
        ForkServer,
        payload=WORKER,
        rooms=WORKER_ROOMS,
        distributions=tuple(dict.fromkeys((*WORKER_NEEDS, *allowed, *needs))),
        config=msgspec.msgpack.encode(imports),
        gpu=gpu,
        wait=False,
    )
    begun: list[ForkServer] = []

    def begin_with(candidate: Isolation) -> None:
        if not begun and candidate.tier <= demanded:
            with contextlib.suppress(SandboxError):  # then it does not hold, and that is said
                begun.append(stack.enter_context(begin(isolation=candidate)))
                meanwhile(begun[0])

    with contextlib.ExitStack() as stack:
        isolation = isolation_at_least(demanded, meanwhile=begin_with)
        server = next((one for one in begun if one.isolation == replace(isolation, missing=(), probes=())), None)
        if server is None:
            server = stack.enter_context(begin(isolation=isolation))
        server.await_ready()
        yield server


def notebook_needs(assignment: Assignment) -> tuple[str, ...]:
    """The distributions that notebooks of this assignment are run with."""
    return NOTEBOOK_NEEDS + (KERNEL_NEEDS if assignment.settings.notebook.engine == "nbclient" else ())


def check_before(assignment: Assignment, *, notebooks: bool) -> None:
    """What can be known before anything is graded.

    CourseError for a dataset that nobody knows, GraderError where there are notebooks and what they need is not
    installed.
    """
    for name in assignment.settings.datasets:
        from grader.data.catalogue import DATASETS  # with numpy, which is not needed here where there are none

        if name not in DATASETS:
            where, meant = f"{assignment.slug}: {ASSIGNMENT_FILE}: datasets", did_you_mean(name, sorted(DATASETS))
            raise CourseError(f"{where}: no dataset is called {name!r}; {meant}")
    for name in notebook_needs(assignment) if notebooks else ():
        try:
            importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            said = f"a notebook was handed in, and {name} is not installed here"
            raise GraderError(f"{said}: pip install 'dlgrader[notebook]'") from None


def grade_jobs(
    assignment: Assignment,
    jobs: Sequence[Job],
    *,
    slots: int = 1,
    minimum: Tier | None = None,
    new_split: bool = False,
    key: bytes | None = None,
    on_progress: OnProgress = lambda _index, _outcome, _count: None,
    on_done: OnDone = lambda _index, _result: None,
) -> list[Judgement | GraderError]:
    """Grade each job, `slots` at a time, in a fork server of its own; results in the order of the jobs.

    With `new_split` the course first gets a new key: other secret splits and seeds from now on, for everyone; a
    `key` that is given takes the place of the course's. Errors are those of `check_before`.
    """
    check_before(assignment, notebooks=any(job.submission.notebook for job in jobs))
    if key is None:
        key = course_key(assignment.course, new=new_split)
    results: dict[int, Judgement | GraderError] = {}
    kinds = [kind_of(job.submission) for job in jobs]
    for kind in dict.fromkeys(kinds):
        of_kind = [index for index, one in enumerate(kinds) if one == kind]
        judges = Judges(assignment, key)

        def begin(server: ForkServer, judges: Judges = judges) -> None:
            judges.begin(server, read_timing(assignment, server.isolation.tier))

        with judges, fork_server(assignment, minimum, kind, meanwhile=begin) as server:
            found = judge_all(
                assignment,
                [jobs[index] for index in of_kind],
                server,
                key=key,
                timing=read_timing(assignment, server.isolation.tier),
                slots=slots,
                on_progress=_renumbered(on_progress, of_kind),
                on_done=_renumbered(on_done, of_kind),
                judges=judges,
            )
        results |= dict(zip(of_kind, found, strict=True))
    return [results[index] for index in range(len(jobs))]


def _renumbered(tell: Callable[..., None], numbers: Sequence[int]) -> Callable[..., None]:
    """`tell`, for who counts only some of the jobs."""
    return lambda index, *rest: tell(numbers[index], *rest)
