"""What the training loop keeps and tells of its epochs.

| sentence                                      | test                                   |
| --------------------------------------------- | -------------------------------------- |
| the model ends as it was after the best epoch | test_model_ends_with_the_best_epoch    |
| the earliest of the best                      | test_model_ends_with_the_earliest_best |
| checkpoint is a file with that state_dict     | test_checkpoint_holds_the_best_epoch   |
| the best accuracy is returned                 | test_best_accuracy                     |
| the history                                   | test_history                           |

What is best in which epoch is known beforehand: a network of the tests' own is right about as many images as a script
says.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch.nn import functional as F

from grader.checks import CheckFailure, check_close, check_finite, check_shape
from grader.judge import points
from grader.remote.outcomes import RemoteError

PART = "Training"
MEASURES = ("train_loss", "val_loss", "val_accuracy")
PIXELS, CLASSES = 6, 3
N_TRAIN, N_VAL = 8, 10


def scripted_data():
    """x, y for training and validation: the first pixel is the image's number, the second its label."""
    parts = []
    for count in (N_TRAIN, N_VAL):
        x = torch.zeros(count, PIXELS)
        x[:, 0] = torch.arange(count)
        y = torch.arange(count) % CLASSES
        x[:, 1] = y
        parts.append((x.reshape(count, 3, 1, 2), y))
    return parts


def run(submission, probes, rights, sharpness=None, as_path=False):
    """train_and_validate over len(rights) epochs, after each of which so many validation images are right."""
    (x, y), (x_val, y_val) = scripted_data()
    model = probes.scripted(list(rights), list(sharpness or [4.0] * len(rights)), N_TRAIN, CLASSES)
    checkpoint = probes.path("best.pt")
    checkpoint = probes.as_path(checkpoint) if as_path else checkpoint
    result = submission.train_and_validate(
        model,
        probes.data(x, y, 5),
        probes.data(x_val, y_val, 4),
        optimizer=probes.sgd(model, 1e-3),
        epochs=len(rights),
        seed=1,
        checkpoint=checkpoint,
    )
    return model, result, checkpoint


def pair(result, name="train_and_validate"):
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise CheckFailure(f"{name} does not return the pair (best accuracy, history)", cause="pair")
    return result


def check_epoch(seen, best, last, *, name, least_loss=None):
    """`seen`: how many images the network had been trained on in the state that is looked at; `least_loss`: the epoch
    with the lowest loss, where that is another one."""
    if int(seen) == N_TRAIN * best:
        return
    hints = {
        N_TRAIN * (least_loss or -1): "is it the loss that is compared, on one of the two sets? The accuracy is to be",
        N_TRAIN
        * last: "is it the last epoch's? A state_dict holds weights and buffers themselves, which go on changing: save "
        "it, or copy it deeply",
        0: "is it the state before the first epoch?",
    }
    message = f"{name} is that after epoch {int(seen) / N_TRAIN:g}, expected epoch {best}, the best one"
    raise CheckFailure(message, hint=hints.get(int(seen), "is it the accuracy that is compared?"), cause="epoch")


@points(4, part=PART, of="train_and_validate")
def test_model_ends_with_the_best_epoch(submission, probes):
    """Afterwards the model is what it was after the epoch with the highest validation accuracy"""
    # the second is surer of less: its loss is lowest where its accuracy is not highest
    for rights, sharpness, least in (
        ((3, 7, 5, 4), None, None),
        ((5, 7, 4), (0.5, 8.0, 8.0), 1),
        ((1, 2, 3), None, None),
    ):
        model, _, _ = run(submission, probes, rights, sharpness)
        seen = probes.state(model)["seen"]
        best = rights.index(max(rights)) + 1
        name = f"the model's state, of {len(rights)} epochs,"
        check_epoch(seen, best, len(rights), name=name, least_loss=least)


@points(2, part=PART, of="train_and_validate")
def test_model_ends_with_the_earliest_best(submission, probes):
    """Of several best epochs it is the earliest, also where no image is ever right"""
    for rights in ((4, 7, 7, 5), (0, 0, 0), (10, 10), (3,) * 8):
        try:
            model, result, _ = run(submission, probes, rights)
        except RemoteError as error:
            if any(rights):
                raise
            hint = "is nothing saved then? A best accuracy of 0 is one as well: begin below 0"
            message = f"where no image is right in any epoch, train_and_validate raises {error.student_type}"
            raise CheckFailure(message, hint=hint, cause="nothing saved") from error
        if isinstance(result, tuple | list) and len(result) == 2 and isinstance(result[1], Mapping):
            check_history(result[1], len(rights))  # else another test says what is wrong with it
        seen = int(probes.state(model)["seen"])
        best = rights.index(max(rights)) + 1
        if seen == N_TRAIN * best:
            continue
        hint = "a later epoch is better only when its accuracy is higher: > and not >=, beginning below 0"
        message = f"with as many right in several epochs the model's state is that after epoch {seen / N_TRAIN:g}"
        raise CheckFailure(f"{message}, expected {best}", hint=hint, cause="ties")


@points(2, part=PART, of="train_and_validate")
def test_checkpoint_holds_the_best_epoch(submission, probes):
    """checkpoint, text or a Path, is the state_dict of the best epoch, and weights_only reads it"""
    for rights, as_path in (((3, 7, 5, 4), False), ((1, 2, 3), True)):
        try:
            _, _, checkpoint = run(submission, probes, rights, as_path=as_path)
        except RemoteError as error:
            if "Can't pickle" not in str(error):
                raise
            hint = "is the model itself saved, which pickles its class? torch.save(model.state_dict(), checkpoint)"
            message = f"the checkpoint of a model of another class cannot be saved: {error.student_type}"
            raise CheckFailure(message, hint=hint, cause="the model itself") from error
        found = probes.saved(checkpoint)
        if isinstance(found, str):
            hint = "torch.save(model.state_dict(), checkpoint), and not the model itself"
            if "No such file" in found:
                hint = "is it written to the path that is handed over?"
            raise CheckFailure(
                f"the checkpoint cannot be read with weights_only: {found}", hint=hint, cause="checkpoint"
            )
        if not isinstance(found, Mapping) or set(found) != {"weight", "seen"}:
            hint = "torch.save(model.state_dict(), checkpoint): that dict alone, and not another one that holds it"
            raise CheckFailure("the checkpoint is not the model's state_dict", hint=hint, cause="not a state_dict")
        check_epoch(found["seen"], rights.index(max(rights)) + 1, len(rights), name="the checkpoint")


@points(2, part=PART, of="train_and_validate")
def test_best_accuracy(submission, probes):
    """The accuracy of the best epoch is returned, as a fraction"""
    for rights in ((3, 7, 5, 4), (6, 2, 5)):
        _, result, _ = run(submission, probes, rights)
        likely = {
            "is it the last epoch's?": lambda rights=rights: rights[-1] / N_VAL,
            "is it in per cent? A fraction is asked for": lambda rights=rights: 10.0 * max(rights),
            "is it a count?": lambda rights=rights: float(max(rights)),
            "is it the number of the epoch?": lambda rights=rights: float(rights.index(max(rights))),
            "is it the first epoch's?": lambda rights=rights: rights[0] / N_VAL,
        }
        check_close(pair(result)[0], max(rights) / N_VAL, name="the best accuracy", rtol=1e-5, likely=likely)


def check_history(history, epochs):
    if not isinstance(history, Mapping):
        raise CheckFailure(f"the history is a {type(history).__name__}, expected a dict", cause="type")
    for key in MEASURES:
        if key not in history:
            raise CheckFailure(f"the history lacks {key}", cause="keys")
        check_length(history[key], epochs, name=f"history['{key}'] of {epochs} epochs")
        check_finite(history[key], name=f"history['{key}']")


def check_length(series, epochs, *, name):
    """One entry an epoch."""
    if isinstance(series, list | tuple) and len(series) < epochs:
        hint = "is an entry made only for some epochs: where it is better than those before, or at the end?"
        raise CheckFailure(f"{name} has {len(series)} entries, expected one an epoch", hint=hint, cause="entries")
    check_shape(series, (epochs,), name=name)


def batch_means(values, size=4):
    return float(np.mean([part.mean() for part in np.split(values, range(size, len(values), size))]))


@points(3, part=PART, of="train_and_validate")
def test_history(submission, probes, rng):
    """The history: training loss, and loss and accuracy on all validation images, one of each an epoch"""
    rights = (3, 7, 5)
    _, result, _ = run(submission, probes, rights)
    history = pair(result)[1]
    check_history(history, 3)
    right = np.arange(N_VAL) < np.array(rights)[:, None]
    likely = {
        "are the batches' accuracies averaged? The last batch is smaller": lambda: [batch_means(row) for row in right],
        "is it in per cent?": lambda: [10.0 * count for count in rights],
        "is it a count?": lambda: [float(count) for count in rights],
        "is it measured before the epoch's updates?": lambda: [rights[0] / N_VAL, rights[0] / N_VAL, rights[1] / N_VAL],
        "is it measured on the training data, or divided by the number of training images?": lambda: [
            count / N_TRAIN for count in rights
        ],
    }
    due = [count / N_VAL for count in rights]
    check_close(list(history["val_accuracy"]), due, name="history['val_accuracy']", rtol=1e-5, likely=likely)
    # a script's logits: 4 for the class that is shown. Its one weight moves by less than 0.01
    losses = np.where(right, np.log1p(2 * np.exp(-4)), 4 + np.log1p(2 * np.exp(-4)))
    likely = {
        "is it the sum over the images?": lambda: losses.sum(axis=1),
        "are the batches' means added up, and not divided by their number?": lambda: [
            3 * batch_means(v) for v in losses
        ],
        "are the batches' means averaged? The last batch is smaller": lambda: [batch_means(v) for v in losses],
        "are the batches' mean losses added up and divided by the number of images?": lambda: [
            3 * batch_means(v) / N_VAL for v in losses
        ],
    }
    name = "history['val_loss']"
    check_close(list(history["val_loss"]), losses.mean(axis=1), name=name, rtol=1e-2, atol=1e-2, likely=likely)

    x = torch.from_numpy(rng.normal(size=(12, 3, 1, 2))).float()
    x[:, 0, 0, 0] = torch.arange(12)  # so that batches differ
    y = torch.from_numpy(rng.integers(0, CLASSES, 12))
    model = probes.recorder(PIXELS, CLASSES, 1)
    state = probes.state(model)
    data, optimizer = probes.data(x, y, 4), probes.sgd(model, 0.0)
    options = {"optimizer": optimizer, "epochs": 2, "seed": 1, "checkpoint": probes.path("best.pt")}
    history = pair(submission.train_and_validate(model, data, data, **options))[1]
    check_history(history, 2)
    logits = x.flatten(1) @ state["linear.weight"].T + state["linear.bias"]
    loss, of_batch = F.cross_entropy(logits, y).item(), F.cross_entropy(logits[-4:], y[-4:]).item()
    likely = {
        "is it the sum over the batches?": lambda: [3 * loss] * 2,
        "is it the sum over the images?": lambda: [12 * loss] * 2,
        "are the batches' mean losses added up and divided by the number of images?": lambda: [loss / 4] * 2,
        "is it added up over the epochs?": lambda: [loss, 2 * loss],
        "is it the last batch's alone?": lambda: [of_batch] * 2,
    }
    check_close(list(history["train_loss"]), [loss] * 2, name="train_loss when nothing moves", rtol=1e-3, likely=likely)
