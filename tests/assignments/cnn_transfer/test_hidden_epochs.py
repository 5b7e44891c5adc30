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


def scripted_data(n_val):
    """x, y for training and validation: the first pixel is the image's number, the second its label."""
    parts = []
    for count in (N_TRAIN, n_val):
        x = torch.zeros(count, PIXELS)
        x[:, 0] = torch.arange(count)
        y = torch.arange(count) % CLASSES
        x[:, 1] = y
        parts.append((x.reshape(count, 3, 1, 2), y))
    return parts


def run(submission, probes, rights, sharpness=None, as_path=False, n_val=N_VAL, checkpoint=""):
    """train_and_validate over len(rights) epochs, after each of which so many validation images are right."""
    (x, y), (x_val, y_val) = scripted_data(n_val)
    model = probes.scripted(list(rights), list(sharpness or [4.0] * len(rights)), N_TRAIN, CLASSES)
    checkpoint = checkpoint or probes.path("best.pt")
    checkpoint = probes.as_path(checkpoint) if as_path else checkpoint
    result = submission.train_and_validate(
        model,
        probes.data(x, y, 5),
        probes.data(x_val, y_val, 4 if n_val == N_VAL else 100),
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
    hint = hints.get(int(seen), "is it the accuracy that is compared?")
    if int(seen) % N_TRAIN:
        hint = "it has seen other images than train's in training mode: is validation in evaluation mode, model.eval()?"
    raise CheckFailure(message, hint=hint, cause="epoch")


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
    model, _, _ = run(submission, probes, (1000, 1001, 900), n_val=1500)
    name = "where the second epoch is better by one of 1,500 images, the model's state"
    try:
        check_epoch(probes.state(model)["seen"], 2, 3, name=name)
    except CheckFailure as failure:
        hint = "are accuracies rounded before they are compared, or is a least improvement asked for?"
        raise CheckFailure(failure.message, hint=hint, cause="one image") from failure


@points(2, part=PART, of="train_and_validate")
def test_model_ends_with_the_earliest_best(submission, probes):
    """Of several best epochs it is the earliest, also where no image is ever right"""
    for rights in ((4, 7, 7, 5), (0, 0, 0), (10, 10), (3,) * 25):
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
    # the same path again, where the file of another run lies, one with a better epoch
    _, _, checkpoint = run(submission, probes, (1, 2, 10))
    run(submission, probes, (9, 7, 5, 4), checkpoint=checkpoint)
    try:
        check_epoch(probes.saved(checkpoint)["seen"], 1, 4, name="the checkpoint, where another run's file lay,")
    except CheckFailure as failure:
        hint = "is the file that was there before read, or kept? It is written over"
        raise CheckFailure(failure.message, hint=hint, cause="file of before") from failure


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

    check_still_history(submission, probes, rng)


def check_still_history(submission, probes, rng):
    """A run in which nothing moves, of loaders that leave half of their datasets out."""
    parts = []
    for count in (10, 7):
        x = torch.from_numpy(rng.normal(size=(count, 3, 1, 2))).float()
        x[:, 0, 0, 0] = torch.arange(count)  # so that batches differ
        parts.append((x, torch.from_numpy(rng.integers(0, CLASSES, count))))
    model = probes.recorder(PIXELS, CLASSES, 1)
    state = probes.state(model)
    train, val = (probes.part(*part, 4) for part in parts)
    options = {"optimizer": probes.sgd(model, 0.0), "epochs": 2, "seed": 1, "checkpoint": probes.path("best.pt")}
    history = pair(submission.train_and_validate(model, train, val, **options))[1]
    check_history(history, 2)
    logits, of_val = (x.flatten(1) @ state["linear.weight"].T + state["linear.bias"] for x, _ in parts)
    (_, y), (_, y_val) = parts
    losses = F.cross_entropy(logits, y, reduction="none").numpy()
    loss, by_batches = float(losses.mean()), batch_means(losses)
    val_loss = F.cross_entropy(of_val, y_val).item()
    val_accuracy = float((of_val.argmax(dim=1) == y_val).float().mean())
    of_dataset = "is it divided by len(loader.dataset)? A sampler leaves half of it out: count what is seen"
    likely = {
        "is it the sum over the batches?": lambda: [3 * by_batches] * 2,
        "is it the sum over the images?": lambda: [10 * loss] * 2,
        "are the batches' mean losses added up and divided by the number of images?": lambda: [3 * by_batches / 10] * 2,
        "is it added up over the epochs?": lambda: [loss, 2 * loss],
        "is it the last batch's alone?": lambda: [float(losses[-2:].mean())] * 2,
        "is it val's?": lambda: [val_loss] * 2,
        of_dataset: lambda: [loss / 2] * 2,
    }
    found = list(history["train_loss"])
    nearest = min(loss, by_batches, key=lambda due: abs(np.mean(found) - due))  # the statement allows both
    check_close(found, [nearest] * 2, name="train_loss when nothing moves", rtol=1e-3, likely=likely)
    for key, due in (("val_loss", val_loss), ("val_accuracy", val_accuracy)):
        likely = {of_dataset: lambda due=due: [due / 2] * 2}
        name = f"history['{key}'] when nothing moves"
        check_close(list(history[key]), [due] * 2, name=name, rtol=1e-3, atol=1e-6, likely=likely)
