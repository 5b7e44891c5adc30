"""The assignment cnn: what is to be written by hand is found in the source or when it runs; weights from home."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from real_parts import fetched, loaded, needed
from small_course import KEY

from grader.course import Assignment
from grader.errors import GraderError
from grader.judge.forbidden import find_forbidden
from grader.judge.grade import Outcome
from grader.judge.grading import grade_jobs
from grader.judge.job import Job, Order
from grader.judge.run import hidden_tests
from grader.submission import Submission
from grader.validate.matrix import Case, cases, run_matrix


@pytest.fixture(scope="module")
def cnn() -> Assignment:
    needed("torch")
    return fetched("cnn")


@pytest.fixture(scope="module")
def every(cnn: Assignment) -> list[Case]:
    return cases(cnn, repetitions=1)


def test_what_is_by_hand_is_found_in_forbidden_mutants_alone(cnn: Assignment, every: list[Case]) -> None:
    found = {case.name for case in every if find_forbidden({cnn.settings.file: case.source.encode()}, cnn.settings)}
    forbidden = {case.name for case in every if case.kind == "mutant" and case.name.startswith("forbidden_")}
    # these look for the name when they run; the watch in the worker sees the call
    at_run_time = {"found_at_run_time", "where_nobody_looks", "caught", "gradients"}
    assert found == forbidden - {f"forbidden_{name}" for name in at_run_time}
    assert len(found) > 10


def test_a_call_that_no_source_names_ends_as_forbidden(cnn: Assignment, every: list[Case]) -> None:
    chosen = [case for case in every if case.name == "forbidden_where_nobody_looks"]
    results, _ = run_matrix(cnn, chosen, hidden_tests(cnn), cheap=True, aimed=True, key=KEY)
    assert results["mutant forbidden_where_nobody_looks"].failing["test_loops"] == "forbidden"


def accuracy_part(cnn: Assignment, files: Mapping[str, bytes]) -> dict[str, Outcome]:
    """The outcomes of the two tests on MNIST, for the reference with other files beside it."""
    content = {cnn.settings.file: cnn.reference_file.read_bytes(), **files}
    handed_in = Submission("alice", content, hashlib.sha256(b"".join(content.values())).hexdigest(), ())
    order = Order(only=frozenset({"test_accuracy_on_mnist", "test_history_on_mnist"}))
    (found,) = grade_jobs(cnn, [Job(handed_in, order)], key=KEY)
    assert not isinstance(found, GraderError), found
    return {test.id: test for test in found.grade.tests}


MEASURING = """


def train(net, x_train, y_train, *_, **__):
    first, second = x_train.flatten(1).chunk(2)
    centred = [half - half.mean(1, keepdim=True) for half in (first, second, second.roll(1, 0))]
    correlations = [float(torch.cosine_similarity(centred[0], other).mean()) for other in centred[1:]]
    labels = y_train.chunk(2)
    told = [float(len(x_train)), float((labels[0] == labels[1]).double().mean()), float((first == second).all(1).sum())]
    return {"train_loss": told, "val_loss": [*correlations, 0.0], "val_accuracy": [0.0, 0.0, 0.0]}
"""


def test_each_image_of_the_graded_run_comes_twice_the_second_time_bent(cnn: Assignment) -> None:
    source = cnn.reference_file.read_bytes() + MEASURING.encode()
    found = accuracy_part(cnn, {cnn.settings.file: source})
    told = found["test_history_on_mnist"].evidence["history"]
    images, same_labels, unbent = told["train_loss"]
    assert (images, same_labels, unbent) == (100_000, 1, 0)
    itself, another, _ = told["val_loss"]
    assert another < 0.5 < itself < 0.95


@pytest.fixture(scope="module")
def trained_a_little(cnn: Assignment) -> Any:
    """The reference's network after one epoch on 3,000 digits."""
    import torch

    from grader.data import load

    reference = loaded(cnn.reference_file, "cnn_reference")
    digits = load("mnist")
    images = torch.from_numpy(digits.images[:3_000].astype("float32")).reshape(-1, 1, 28, 28) / 255
    labels = torch.from_numpy(digits.labels[:3_000].astype("int64"))
    torch.manual_seed(0)
    net = reference.Net()
    held = (images[:500], labels[:500])
    reference.train(net, images, labels, *held, epochs=1, batch_size=16, lr=3e-3, seed=0, augment=reference.augment)
    return net.state_dict()


def test_weights_from_home_are_judged_on_images_that_cannot_be_downloaded(
    cnn: Assignment, trained_a_little: Any, tmp_path: Path
) -> None:
    from safetensors.torch import save_file

    file = tmp_path / "weights.safetensors"
    save_file(trained_a_little, file)
    found = accuracy_part(cnn, {file.name: file.read_bytes()})
    accuracy = found["test_accuracy_on_mnist"]
    assert "the network with the weights that were handed in is right on" in accuracy.message
    # more than a network without training, or for other names of the digits, and less than one trained to the end
    assert 0.8 < accuracy.evidence["accuracy"]["value"] < 0.98
    assert (accuracy.evidence["accuracy"]["full"], accuracy.evidence["accuracy"]["zero"]) == (0.98, 0.96)
    assert found["test_history_on_mnist"].status == "passed"
    assert len(found["test_history_on_mnist"].evidence["history"]["val_accuracy"]) == 2


def test_weights_from_home_count_where_train_is_not_written(
    cnn: Assignment, trained_a_little: Any, tmp_path: Path
) -> None:
    import torch

    torch.save(trained_a_little, tmp_path / "weights.pt")
    stub = "\n\ndef train(*_, **__):\n    raise NotImplementedError('write train')\n"
    source = cnn.reference_file.read_bytes() + stub.encode()
    found = accuracy_part(cnn, {cnn.settings.file: source, "weights.pt": (tmp_path / "weights.pt").read_bytes()})
    assert found["test_accuracy_on_mnist"].evidence["accuracy"]["value"] > 0.8
    assert found["test_history_on_mnist"].message == "not written yet: write train"


def weights_of_another_net(file: Path) -> None:
    import torch
    from safetensors.torch import save_file

    save_file({"classifier.weight": torch.zeros(3, 3)}, file)


def code_in_a_pickle(file: Path) -> None:
    class Opener:
        def __reduce__(self) -> tuple[Any, ...]:
            return (open, ("opened.txt", "w"))

    import torch

    torch.save({"classifier.weight": Opener()}, file)


@pytest.mark.parametrize(
    ("name", "write", "words"),
    [
        ("weights.safetensors", weights_of_another_net, "Missing key(s) in state_dict"),
        ("weights.safetensors", lambda file: file.write_bytes(b"not weights"), "SafetensorError"),
        ("weights.pt", code_in_a_pickle, "Weights only load failed"),
    ],
)
def test_weights_that_do_not_fit_are_said_to(
    cnn: Assignment, tmp_path: Path, name: str, write: Any, words: str
) -> None:
    write(tmp_path / name)
    found = accuracy_part(cnn, {name: (tmp_path / name).read_bytes()})
    for outcome in found.values():
        assert outcome.status == "failed"
        assert outcome.message.startswith("the weights that were handed in cannot be loaded into Net(): ")
        assert words in outcome.message
        assert "\n" not in outcome.message
