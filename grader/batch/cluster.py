"""A Dask cluster as a pool: a task for each submission, and results that only the client writes down.

https://distributed.dask.org/en/stable/client.html
"""

from __future__ import annotations

import hashlib
import tempfile
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Self

import msgspec

from grader.batch.judging import Answer, JudgeProcess, basis_of, bundle, judgement, question
from grader.batch.pools import Basis, OnDone, OnProgress, OnStart
from grader.course import Assignment, Limits, Tier
from grader.errors import GraderError
from grader.judge.job import Job

_RETRIES = 1  # of a judge whose process ended; of a worker that dies Dask counts for itself
_AHEAD = 2  # tasks for each thread of the cluster: one that runs, one that waits there
_SECONDS = 30  # to find the scheduler

_judges: dict[int, tuple[str, JudgeProcess, tempfile.TemporaryDirectory[str]]] = {}  # of a worker's threads


class ClusterPool:
    """The workers of the scheduler at `address`."""

    def __init__(self, assignment: Assignment, address: str, *, minimum: Tier | None = None) -> None:
        connect: Any = _distributed().Client
        try:
            self._client: Any = connect(address, timeout=_SECONDS)
        except (OSError, ValueError) as error:
            raise GraderError(f"no scheduler of a Dask cluster at {address}: {error}") from error
        self._assignment, self._address = assignment, address
        self._bundle = msgspec.msgpack.encode(bundle(assignment, minimum))
        self._digest = hashlib.sha256(self._bundle).hexdigest()
        self._delivered: Any = None
        self._conditions = ""
        workers: Any = self._client.scheduler_info()["workers"]
        self._resources = _resources(workers, assignment.settings.limits)
        self._workers = {where: slots for where, one in workers.items() if (slots := _slots(one, self._resources))}
        self.slots = sum(self._workers.values())
        if not self.slots:
            self._client.close()
            asked = " ".join(f"{name}={amount}" for name, amount in self._resources.items())
            fit = f' that can take a task: start them with --resources "{asked}", or more' if workers else ""
            raise GraderError(f"the Dask cluster at {address} has no workers{fit}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._client.close()

    def basis(self) -> Basis:
        """GraderError where the workers differ in what grades rest on: then it would matter who has graded."""
        asked = {
            worker: self._client.submit(_basis_there, self._bundle_there(), self._digest, pure=False, workers=[worker])
            for worker in self._workers
        }
        bases = {worker: basis_of(self._answer_of(worker, future)) for worker, future in asked.items()}
        if len({(basis.conditions, basis.calibration) for basis in bases.values()}) > 1:
            listed = ", ".join(f"{where} in isolation {basis.isolation}" for where, basis in sorted(bases.items()))
            raise GraderError(f"the workers differ in versions, threads or isolation: make them equal ({listed})")
        found = next(iter(bases.values()))
        self._conditions = found.conditions
        return found

    def _bundle_there(self) -> Any:
        """The bundle on the cluster, copied to each worker that needs it, once.

        It is the result of a task, which the scheduler has made again when the workers that held it are dead; what is
        scattered would be lost with them, and all submissions with it.
        """
        if self._delivered is None:
            self._delivered = self._client.submit(bytes, self._bundle, key=f"grader-assignment-{self._digest}")
        return self._delivered

    def _answer_of(self, worker: str, future: Any) -> Answer:
        try:
            return msgspec.msgpack.decode(future.result(), type=Answer)
        except Exception as error:  # whatever a cluster can raise is a reason
            raise GraderError(f"the worker at {worker} does not answer: {type(error).__name__}: {error}") from error

    def judge(self, jobs: Iterable[Job], *, on_start: OnStart, on_progress: OnProgress, on_done: OnDone) -> None:
        del on_progress  # outcomes come with the grade
        bundled = self._bundle_there()
        waiting = enumerate(jobs)
        running: dict[Any, tuple[int, int]] = {}
        free = list(range(self.slots * _AHEAD))[::-1]
        done = _distributed().as_completed()
        try:
            while True:
                while free and (following := next(waiting, None)) is not None:
                    index, job = following
                    future = self._client.submit(
                        _judge_there,
                        bundled,
                        self._digest,
                        msgspec.msgpack.encode(question(job.submission)),
                        self._conditions,
                        pure=False,
                        retries=_RETRIES,
                        resources=self._resources,
                    )
                    slot = free.pop()
                    running[future] = (index, slot)
                    on_start(index, slot % self.slots)
                    done.add(future)
                if not running:
                    return
                future = next(done)
                index, slot = running.pop(future)
                free.append(slot)
                try:
                    result = judgement(msgspec.msgpack.decode(future.result(), type=Answer))
                except Exception as error:  # noqa: BLE001 - whatever a cluster can raise is a reason
                    result = GraderError(f"the cluster has not graded it: {type(error).__name__}: {error}")
                future.release()
                on_done(index, result)
        finally:
            for future in running:
                future.cancel()


def _resources(workers: Any, limits: Limits) -> dict[str, float]:
    """What a task asks for, of that which Dask calls resources: names and amounts that workers are started with.

    Where no worker speaks of cores or memory, their threads are what counts; a GPU has to be spoken of.
    https://distributed.dask.org/en/stable/resources.html
    """
    spoken_of = {name for one in workers.values() for name in one["resources"]}
    wanted: dict[str, float] = {"CORES": 1, "MEMORY": limits.memory_mb * 2**20}
    wanted = {name: amount for name, amount in wanted.items() if name in spoken_of}
    return wanted | ({"GPU": 1} if limits.gpu else {})


def _slots(worker: Any, wanted: Mapping[str, float]) -> int:
    """How many tasks can run on it at once."""
    fits = [int(worker["resources"].get(name, 0) // amount) for name, amount in wanted.items()]
    return min([int(worker["nthreads"]), *fits])


def _distributed() -> Any:
    """The library, which has few types."""
    try:
        import distributed
    except ModuleNotFoundError as error:
        raise GraderError(f"{error.name} is not installed: pip install 'dlgrader[dask]'") from error
    return distributed


def _basis_there(bundled: bytes, digest: str) -> bytes:
    """In a worker: what its grades rest on."""
    return _judge_of(bundled, digest).basis


def _judge_there(bundled: bytes, digest: str, asked: bytes, conditions: str) -> bytes:
    """In a thread of a worker: judge one submission, under the conditions of the others."""
    judge = _judge_of(bundled, digest)
    if msgspec.msgpack.decode(judge.basis, type=Answer).conditions != conditions:  # it has come late
        raise RuntimeError("this worker differs from the others in versions, threads or isolation")
    try:
        return judge.ask(asked)
    except EOFError:
        _forget(threading.get_ident())
        raise


def _judge_of(bundled: bytes, digest: str) -> JudgeProcess:
    """This thread's process for an assignment, in place of one for another."""
    thread = threading.get_ident()
    if thread in _judges and _judges[thread][0] != digest:
        _forget(thread)
    if thread not in _judges:
        folder = tempfile.TemporaryDirectory(prefix="grader-", ignore_cleanup_errors=True)
        _judges[thread] = (digest, JudgeProcess(bundled, Path(folder.name)), folder)
    return _judges[thread][1]


def _forget(thread: int) -> None:
    _, judge, folder = _judges.pop(thread)
    judge.close()
    folder.cleanup()
