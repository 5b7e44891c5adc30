"""A judge on a machine of a cluster: a process of its own, which is given submissions one after another.

A worker of Dask has threads, and what has threads is not forked; so each thread of a worker has such a process, which
unpacks the assignment once, keeps its fork servers, and ends when the worker does.
"""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import msgspec

from grader.batch.pools import Basis, LocalPool
from grader.course import Assignment, Tier, load_assignment
from grader.errors import GraderError
from grader.judge.grade import Grade
from grader.judge.job import Job, Judgement
from grader.judge.seeds import course_key
from grader.judge.spec import TestSpec
from grader.submission import Submission

_LENGTH = struct.Struct(">Q")
_KEY = ".grader/key"


class Bundle(msgspec.Struct, frozen=True):
    """An assignment as it travels: a zip of what grading needs of the course, the course's key with it."""

    slug: str
    minimum: str
    content: bytes


class Question(msgspec.Struct, frozen=True):
    """A submission to judge."""

    name: str
    files: dict[str, bytes]
    digest: str
    problems: tuple[str, ...]
    notebook: str


class Answer(msgspec.Struct, frozen=True):
    """Its grade, or why there is none; or, first of all, what grades rest on there."""

    grade: Grade | None = None
    specs: dict[str, TestSpec] = {}
    cpu_seconds: dict[str, float] = {}
    notebook: bytes = b""
    source: bytes = b""
    second_cpu_seconds: float = 0.0
    fault: str = ""
    again: bool = False
    conditions: str = ""
    calibration: str = ""
    isolation: str = ""


def bundle(assignment: Assignment, minimum: Tier | None) -> Bundle:
    """What a machine needs to grade submissions of an assignment."""
    course_key(assignment.course)  # made, where there is none yet
    content = io.BytesIO()
    folders = (assignment.reference_folder, assignment.tests_folder)
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()):
            name = path.relative_to(assignment.course)
            if not {"__pycache__", "mutants", "variants"} & {*name.parts}:
                member = zipfile.ZipInfo(name.as_posix())
                archive.writestr(member, path.read_bytes())  # without its time: the same makes the same
        archive.writestr(zipfile.ZipInfo(_KEY), (assignment.course / _KEY).read_bytes())
    return Bundle(assignment.slug, minimum or "", content.getvalue())


def question(submission: Submission) -> Question:
    return Question(submission.name, submission.files, submission.digest, submission.problems, submission.notebook)


def judgement(answer: Answer) -> Judgement | GraderError:
    if answer.grade is None:
        error = GraderError(answer.fault)
        error.again = answer.again
        return error
    return Judgement(
        answer.grade, answer.specs, answer.cpu_seconds, answer.notebook, answer.source, answer.second_cpu_seconds
    )


class JudgeProcess:
    """The process, seen from the worker's thread that it belongs to. EOFError when it is gone."""

    def __init__(self, bundled: bytes, folder: Path) -> None:
        own = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "grader.batch.judging", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **own},
        )
        self.basis = self._ask(bundled)
        """an Answer: what grades rest on there"""

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, asked: bytes) -> bytes:
        """Judge a Question; an Answer, both as msgpack."""
        return self._ask(asked)

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()

    def _ask(self, content: bytes) -> bytes:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            _write(self._process.stdin, content)
            return _read(self._process.stdout)
        except (BrokenPipeError, EOFError) as error:
            self.close()
            raise EOFError("the judge's process is gone") from error


def _write(stream: IO[bytes], content: bytes) -> None:
    stream.write(_LENGTH.pack(len(content)) + content)
    stream.flush()


def _read(stream: IO[bytes]) -> bytes:
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    content = stream.read(length)
    if len(content) < length:
        raise EOFError
    return content


def _serve(folder: Path, asked: IO[bytes], answered: IO[bytes]) -> None:
    told = msgspec.msgpack.decode(_read(asked), type=Bundle)
    with zipfile.ZipFile(io.BytesIO(told.content)) as archive:
        archive.extractall(folder)  # ours: the client has made it
    assignment = load_assignment(folder, told.slug)
    minimum: Tier | None = told.minimum or None  # type: ignore[assignment]  # as it was given
    pool = LocalPool(assignment, slots=1, minimum=minimum)
    with pool:
        _answer(answered, _basis(pool))
        pool.judge(
            _jobs(asked),
            on_start=lambda *_: None,
            on_progress=lambda *_: None,
            on_done=lambda _, result: _answer(answered, _told(result)),
        )


def _jobs(asked: IO[bytes]) -> Iterator[Job]:
    while True:
        try:
            told = msgspec.msgpack.decode(_read(asked), type=Question)
        except EOFError:
            return
        yield Job(Submission(told.name, told.files, told.digest, told.problems, told.notebook))


def _basis(pool: LocalPool) -> Answer:
    try:
        basis = pool.basis()
    except GraderError as error:
        return Answer(fault=str(error))
    return Answer(conditions=basis.conditions, calibration=basis.calibration, isolation=basis.isolation)


def _told(result: Judgement | GraderError) -> Answer:
    if isinstance(result, GraderError):
        return Answer(fault=str(result), again=result.again)
    return Answer(
        result.grade, result.specs, result.cpu_seconds, result.notebook, result.source, result.second_cpu_seconds
    )


def _answer(stream: IO[bytes], answer: Answer) -> None:
    _write(stream, msgspec.msgpack.encode(answer))


def basis_of(answer: Answer) -> Basis:
    """GraderError where nothing can be graded there."""
    if answer.fault:
        raise GraderError(answer.fault)
    return Basis(answer.conditions, answer.calibration, answer.isolation)  # type: ignore[arg-type]  # one of the tiers


if __name__ == "__main__":
    # what else is printed must not get between the answers
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _serve(Path(sys.argv[1]), sys.stdin.buffer, answers)
