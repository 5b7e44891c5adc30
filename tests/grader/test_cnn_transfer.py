"""The assignment cnn_transfer: what it says about torchvision and data holds where either is not at hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from real_parts import REPOSITORY, needed
from small_course import KEY

from grader import submission
from grader.course import Assignment, load_assignment
from grader.judge.grading import fork_server
from grader.judge.job import Job, Judgement, Order
from grader.judge.pool import judge_all
from grader.judge.run import hidden_tests
from grader.remote.vision import prepare_torchvision


@pytest.fixture(scope="module")
def transfer() -> Assignment:
    needed("torch")
    prepare_torchvision()
    needed("torchvision")
    return load_assignment(REPOSITORY, "cnn_transfer")


def test_without_cifar10_the_accuracy_is_not_run_and_says_what_to_do(
    transfer: Assignment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("GRADER_DATA", raising=False)
    (name,) = [name for name, spec in hidden_tests(transfer).items() if spec.training]
    job = Job(submission.read(transfer.reference_file, transfer), Order(only=frozenset({name})))
    with fork_server(transfer) as server:
        (result,) = judge_all(transfer, [job], server, key=KEY, timing=None, slots=1)
    assert isinstance(result, Judgement), result
    (test,) = [test for test in result.grade.tests if test.id == name]
    assert (test.status, test.points) == ("not_run", 0)
    assert "get it with: grader data fetch cifar10" in test.message


def test_the_statement_names_every_function(transfer: Assignment) -> None:
    statement = (transfer.reference_file.parent / "README.md").read_text()
    assert [name for name in transfer.settings.functions if f"`{name}(" not in statement] == []
