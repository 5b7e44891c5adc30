"""The judge of a cluster's worker: a process that is sent an assignment and then submissions."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from small_course import REFERENCE, write_course

from grader import submission
from grader.batch.judging import Answer, JudgeProcess, basis_of, bundle, judgement, question
from grader.batch.pools import LocalPool
from grader.course import Assignment
from grader.errors import GraderError
from grader.judge.job import Judgement


@pytest.fixture
def course(tmp_path: Path) -> Assignment:
    return write_course(tmp_path / "course", files={"mutants/wrong.py": "# a mutant\n"})


@pytest.fixture
def judge(course: Assignment, tmp_path: Path) -> Iterator[JudgeProcess]:
    process = JudgeProcess(msgspec.msgpack.encode(bundle(course, None)), tmp_path / "there")
    yield process
    process.close()


def asked(course: Assignment, path: Path, source: str) -> bytes:
    path.write_text(source, encoding="utf-8")
    return msgspec.msgpack.encode(question(submission.read(path, course)))


def test_it_grades_one_after_another(course: Assignment, judge: JudgeProcess, tmp_path: Path) -> None:
    for source, points in ((REFERENCE, 10), ("", 0), ("import os\nos._exit(1)", 0), (REFERENCE + "#", 10)):
        answer = judge.ask(asked(course, tmp_path / "small.py", source))
        result = judgement(msgspec.msgpack.decode(answer, type=Answer))
        assert isinstance(result, Judgement)
        assert result.grade.score == points
        assert result.source == source.encode()


def test_what_grades_rest_on_is_the_same_there(
    course: Assignment, judge: JudgeProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        monkeypatch.setenv(name, "1")
    there = basis_of(msgspec.msgpack.decode(judge.basis, type=Answer))
    assert there == LocalPool(course, slots=1).basis()


def test_only_what_grading_needs_travels(course: Assignment, tmp_path: Path) -> None:
    sent = bundle(course, "C")
    assert sent == bundle(course, "C")  # the same is the same, so that it is sent once
    process = JudgeProcess(msgspec.msgpack.encode(bundle(course, None)), tmp_path / "there")
    process.close()
    there = {path.relative_to(tmp_path / "there").as_posix() for path in (tmp_path / "there").rglob("*.py")}
    assert "tests/assignments/small/test_hidden.py" in there
    assert not [name for name in there if "mutants" in name]


def test_one_that_is_gone_says_so(course: Assignment, judge: JudgeProcess, tmp_path: Path) -> None:
    os.kill(judge.pid, signal.SIGKILL)
    with pytest.raises(EOFError, match="the judge's process is gone"):
        judge.ask(asked(course, tmp_path / "small.py", REFERENCE))


def test_an_isolation_that_it_has_not_is_an_error(
    course: Assignment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADER_ISOLATION", "E")
    process = JudgeProcess(msgspec.msgpack.encode(bundle(course, "A")), tmp_path / "there")
    with pytest.raises(GraderError, match="isolation A is asked for, but this machine gives E"):
        basis_of(msgspec.msgpack.decode(process.basis, type=Answer))
    process.close()
