"""With a GPU nothing is forked after loading: each process loads for itself, and a kept one itself goes on.

No GPU is needed to see that: what is special is which process serves which test.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sandbox_talk import evaluate, evaluate_once, running, start, wait_for_exit
from small_course import ONE_PART, Grader, by_id, one_test, write_course

from grader.course import Assignment, Limits, load_assignment
from grader.errors import SandboxError
from grader.judge.grading import fork_server
from grader.sandbox import view
from grader.sandbox.box import Sandbox
from grader.sandbox.ends import ParentLost
from grader.sandbox.forkserver import ForkServer

STUDENT = b"""
import os, time
loader = os.getpid()
state = []
def remember(value):
    state.append(value)
    return list(state)
def background():
    if os.fork() == 0:
        time.sleep(600)
"""


@pytest.fixture
def sandbox(server: ForkServer, limits: Limits) -> Iterator[Sandbox]:
    with server.sandbox({"student.py": STUDENT}, msgspec.structs.replace(limits, gpu=True)) as made:
        yield made


def test_each_process_has_loaded_the_file_itself(sandbox: Sandbox) -> None:
    for _ in range(2):
        assert evaluate_once(sandbox, "(loader == os.getpid(), remember(1))") == [True, [1]]


def test_a_kept_process_itself_goes_on(sandbox: Sandbox) -> None:
    trained = sandbox.open()
    pid = evaluate(trained, "remember('trained') and os.getpid()")
    sandbox.keep(trained)
    for expected in (["trained", 1], ["trained", 1, 1]):
        process = sandbox.open(parent=trained.id, cpu_seconds=2)
        assert evaluate(process, "(os.getpid(), remember(1))") == [pid, expected]
        sandbox.end(process)
        assert evaluate_once(sandbox, "remember('other')") == ["other"]


def test_what_a_resumed_process_leaves_running_is_gone(strong_server: ForkServer, limits: Limits) -> None:
    cold = msgspec.structs.replace(limits, gpu=True)
    with strong_server.sandbox({"student.py": STUDENT}, cold) as sandbox:
        kept = sandbox.open()
        sandbox.keep(kept)
        process = sandbox.open(parent=kept.id)
        evaluate(process, "background()")
        assert len(running(process)) == 3
        sandbox.end(process)
        other = sandbox.open()
        assert len(running(other)) == 3, "the supervisor, the kept one and itself"
        sandbox.end(other)


def test_a_resumed_process_has_its_own_limit_of_time(sandbox: Sandbox) -> None:
    kept = sandbox.open(cpu_seconds=1)
    sandbox.keep(kept)
    process = sandbox.open(parent=kept.id, cpu_seconds=0.5)
    start(process, "[None for _ in iter(int, 1)]")
    assert wait_for_exit(sandbox, process).over == "cpu"
    sandbox.end(process)
    with pytest.raises(ParentLost):
        sandbox.open(parent=kept.id)


def test_shared_runs_are_graded_in_one_process(tmp_path: Path, graded: Grader) -> None:
    before = """
    @shared_run
    def trained(submission):
        return submission.f(1)
    """
    hidden = one_test("assert trained == submission.g() == 1", arguments="submission, trained", before=before)
    course = write_course(tmp_path, hidden=hidden, settings=f"{ONE_PART}gpu = true\n")
    source = "import os\nloader, seen = os.getpid(), []\n"
    source += "def f(x):\n    seen.append(os.getpid())\n    return x\n"
    source += "def g():\n    return seen == [loader] == [os.getpid()]\n"
    assert by_id(graded(course, source))["test_f"].status == "passed"


def test_without_a_gpu_an_assignment_that_asks_for_one_is_not_graded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course: Assignment = write_course(tmp_path, settings=f"{ONE_PART}gpu = true\n")
    monkeypatch.setattr(view, "_GPU_DEVICES", ("no-such-device*",))
    with (
        pytest.raises(SandboxError, match=r"^small asks for a GPU .* this machine has no /dev/nvidia0$"),
        fork_server(load_assignment(course.course, "small")),
    ):
        pass


def test_the_devices_are_in_the_sandbox(
    strong_server: ForkServer, limits: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any device will do to see that a node passes through: it can be opened and written to."""
    monkeypatch.setattr(view, "_GPU_DEVICES", ("zero",))
    modules = (Path(__file__).with_name("payload.py"),)
    expression = "__import__('os').write(__import__('os').open('/dev/zero', 2), b'x')"
    with (
        ForkServer(payload="payload", modules=modules, isolation=strong_server.isolation, gpu=True) as server,
        server.sandbox({}, limits) as made,
    ):
        assert evaluate_once(made, expression) == 1
