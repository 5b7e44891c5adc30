"""Optimizers, and the training loop that keeps the best epoch.

| sentence                                                 | test                                     |
| -------------------------------------------------------- | ---------------------------------------- |
| SGD, Adam, RMSprop with that rate; momentum for SGD only | test_optimizers                          |
| an exception for any other name                          | test_optimizer_of_another_name           |
| the model ends as it was after the best epoch            | test_model_ends_with_the_best_epoch      |
| the earliest of the best                                 | test_model_ends_with_the_earliest_best   |
| checkpoint is a file with that state_dict                | test_checkpoint_holds_the_best_epoch     |
| the best accuracy is returned                            | test_best_accuracy                       |
| the history                                              | test_history                             |
| an update: optimizer, mean cross-entropy of one batch    | test_updates_are_the_optimizers          |
| every image once an epoch, in a new order                | test_every_image_once_an_epoch           |
| a DataLoader is used as it is                            | test_loader_is_used_as_it_is             |
| training mode for updates; evaluation mode and no graph  | test_modes                               |
| an optimizer by name, over what asks for a gradient      | test_optimizer_by_name                   |
| the same seed, the same result                           | test_training_depends_on_the_seed        |

What is best in which epoch is known beforehand: a network of the tests' own is right about as many images as a script
says. What another one sees, it notes: testimony, which can only cost points.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import torch
from torch.nn import functional as F

from grader import remote
from grader.checks import CheckFailure, check_close, check_finite, check_raises, check_shape
from grader.judge import points
from grader.remote.outcomes import RemoteError

PART = "Training"
MEASURES = ("train_loss", "val_loss", "val_accuracy")
PIXELS, CLASSES = 6, 3
N_TRAIN, N_VAL = 8, 10
DRAWS = 100  # no more than that, since the weights are the submission's own account: about every third will do


@points(4, part=PART, of="make_optimizer")
def test_optimizers(submission, probes, rng):
    """A step of SGD, and two of Adam and RMSprop, at the rate that is asked for"""
    start, grads = (torch.from_numpy(rng.normal(size=(2, 5)) + offset) for offset in (4, 0))
    start, lr = start[0], 0.05
    kinds = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "rmsprop": torch.optim.RMSprop}

    def after(kind, lr=lr, **options):
        parameter = start.clone().requires_grad_()
        optimizer = kind([parameter], lr=lr, **options)
        found = []
        for grad in grads:
            parameter.grad = grad.clone()
            optimizer.step()
            found.append(parameter.detach().clone())
        return found

    for name, kind in kinds.items():
        for as_iterator in (False, True):
            found = stepped(submission, probes, name, lr, start, grads, as_iterator)
            # with momentum, which SGD may have, only the first step is known; two tell Adagrad from Adam
            steps = 1 if name == "sgd" else 2

            def first(*arguments, steps=steps, **options):
                return torch.stack(after(*arguments, **options)[:steps])

            others = {
                f"is it {other.__name__}?": (lambda other=other, first=first: first(other))
                for other in (*kinds.values(), torch.optim.AdamW, torch.optim.Adagrad)
                if other is not kind
            }
            likely = {
                "is lr handed on? The rate is torch's own, 0.001": lambda kind=kind, first=first: first(kind, 1e-3),
                "is lr handed on? The rate is 0.01": lambda kind=kind, first=first: first(kind, 1e-2),
                "is weight decay set?": lambda kind=kind, first=first: first(kind, weight_decay=1e-2),
                "is it Nesterov's momentum, which is not the default?": lambda first=first: first(
                    torch.optim.SGD, momentum=0.9, nesterov=True
                ),
                **others,
            }
            text = f'make_optimizer("{name}"): {"the weights after a step" if steps == 1 else "weights by step"}'
            check_close(torch.stack(found[:steps]), first(kind), name=text, rtol=1e-6, atol=1e-8, likely=likely)


def stepped(submission, probes, name, lr, start, grads, as_iterator):
    """The weights after each step; where only an iterator of parameters fails, the message says so."""
    try:
        return probes.stepped(submission.make_optimizer, name, lr, start, grads, as_iterator)
    except RemoteError as error:
        if not as_iterator:
            raise
        hint = "model.parameters() is an iterator: it has no length, and what goes through it leaves the optimizer none"
        message = f'make_optimizer("{name}") raises {error.student_type} where parameters come from an iterator'
        raise CheckFailure(message, hint=hint, cause="iterator") from error


@points(1, part=PART, of="make_optimizer")
def test_optimizer_of_another_name(submission, probes):
    """Another name is refused"""
    weights = probes.recorder(PIXELS, CLASSES, 1).parameters()
    check_raises(submission.make_optimizer, "adagrad!", weights, 0.1, name="make_optimizer with an unknown name")


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


def small_data(rng, count, first=0):
    """Images whose first pixel is their number from `first` on, and labels."""
    x = torch.from_numpy(rng.normal(size=(count, 3, 1, 2))).float()
    x[:, 0, 0, 0] = first + torch.arange(count)
    return x, torch.from_numpy(rng.integers(0, CLASSES, count))


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

    x, y = small_data(rng, 12)
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


def updated(start, x, y, *, epochs=2, loss_of=F.cross_entropy, keep=False, factor=1.0, batches=slice(3), decay=1.0):
    """Weight and bias of a linear network after SGD at rate 0.3 on batches of four, and mistakes in it."""
    weight, bias = (start[f"linear.{name}"].clone().requires_grad_() for name in ("weight", "bias"))
    optimizer = torch.optim.SGD([weight, bias], lr=0.3 * abs(factor), maximize=factor < 0)
    for epoch in range(epochs):
        optimizer.param_groups[0]["lr"] = 0.3 * abs(factor) * decay**epoch
        for images, labels in list(zip(x.split(4), y.split(4), strict=True))[batches]:
            if not keep:
                optimizer.zero_grad()
            loss_of(images.flatten(1) @ weight.T + bias, labels).backward()
            optimizer.step()
    return weight.detach(), bias.detach()


def right_after(start, x, y, epochs):
    weight, bias = updated(start, x, y, epochs=epochs)
    return int(((x.flatten(1) @ weight.T + bias).argmax(dim=1) == y).sum())


@points(3, part=PART, of="train_and_validate")
def test_updates_are_the_optimizers(submission, probes, rng):
    """Every update is one step of the optimizer for the mean cross-entropy of one batch, in each of two epochs"""
    for _ in range(DRAWS):  # until the second epoch is the better one, so that the model ends with its weights
        x, y = small_data(rng, 10)
        x[:, 0] /= 10
        model = probes.recorder(PIXELS, CLASSES, int(rng.integers(2**31)))
        start = probes.state(model)
        if right_after(start, x, y, 2) > right_after(start, x, y, 1):
            break
    options = {"epochs": 2, "seed": 3, "checkpoint": probes.path("best.pt"), "optimizer": probes.sgd(model, 0.3)}
    submission.train_and_validate(model, probes.data(x, y, 4), probes.data(x, y, 4), **options)
    found = probes.state(model)

    def after(**mistake):
        return updated(start, x, y, **mistake)[0]

    def of_probabilities(logits, labels):
        return F.cross_entropy(logits.softmax(dim=1), labels)

    def of_sum(logits, labels):
        return F.cross_entropy(logits, labels, reduction="sum")

    def of_squares(logits, labels):
        return F.mse_loss(logits, F.one_hot(labels, CLASSES).float())

    likely = {
        "does the model not change?": lambda: start["linear.weight"],
        "are gradients added up, without zero_grad?": lambda: after(keep=True),
        "is there a softmax before the cross-entropy, which has one itself?": lambda: after(loss_of=of_probabilities),
        "is it the sum over the batch, and not the mean?": lambda: after(loss_of=of_sum),
        "is it the squared error? Cross-entropy is asked for": lambda: after(loss_of=of_squares),
        "are two steps made for each batch?": lambda: after(factor=2.0),
        "is the last, smaller batch left out?": lambda: after(batches=slice(2)),
        "is one step made an epoch, after the loop over batches?": lambda: after(batches=slice(2, 3)),
        "is the gradient's sign turned?": lambda: after(factor=-1.0),
        "is the rate halved after an epoch? It is the optimizer's own affair": lambda: after(decay=0.5),
    }
    name = "the weights after six updates"
    check_close(found["linear.weight"], after(), name=name, rtol=1e-3, atol=1e-5, likely=likely)


def trained_on(probes, model):
    return [np.asarray(numbers).round().astype(int) for numbers, _, graph in probes.batches(model) if graph]


@points(3, part=PART, of="train_and_validate")
def test_every_image_once_an_epoch(submission, probes, rng):
    """Every image of a Dataset once an epoch, the last batch included, in a new random order; none of val"""
    orders = []
    for seed in (1, 2):
        x, y = small_data(rng, 129)  # one more than many batches
        model = probes.recorder(PIXELS, CLASSES, 1)
        data, val = probes.data(x, y), probes.data(*small_data(rng, 7, first=1000))
        options = {"optimizer": probes.sgd(model, 1e-4), "epochs": 3, "checkpoint": probes.path("best.pt")}
        submission.train_and_validate(model, data, val, seed=seed, **options)
        seen = np.concatenate([np.zeros(0, int), *trained_on(probes, model)])
        if (seen >= 1000).any():
            hint = "validation images are measured without a graph, and never trained on"
            raise CheckFailure("the model is trained on validation images", hint=hint, cause="validation")
        if len(seen) != 387:
            hint = "is the last, smaller batch dropped?" if len(seen) < 387 else "is an epoch gone through twice?"
            message = f"the model is trained on {len(seen)} images in three epochs of 129"
            raise CheckFailure(message, hint=hint, cause="number of images")
        for epoch, used in enumerate(seen.reshape(3, 129), start=1):
            if sorted(used.tolist()) != list(range(129)):
                message = f"epoch {epoch} does not use each of the images once"
                raise CheckFailure(message, hint="are they drawn with replacement?", cause="images")
            if used.tolist() == sorted(used.tolist()):
                hint = "a DataLoader of a Dataset shuffles only with shuffle=True"
                raise CheckFailure("the images of a Dataset are taken in their own order", hint=hint, cause="order")
            if used.tolist() in orders:
                hint = "is the generator seeded anew in each epoch, or drawn from before the first only?"
                raise CheckFailure("two epochs have the same order of images", hint=hint, cause="same order")
            orders.append(used.tolist())


@points(1, part=PART, of="train_and_validate")
def test_loader_is_used_as_it_is(submission, probes, rng):
    """A DataLoader's own batches, in its own order"""
    model = probes.recorder(PIXELS, CLASSES, 1)
    data, val = probes.data(*small_data(rng, 11), 4), probes.data(*small_data(rng, 7, first=1000), 2)
    options = {"optimizer": probes.sgd(model, 1e-4), "epochs": 2, "seed": 1, "checkpoint": probes.path("best.pt")}
    submission.train_and_validate(model, data, val, **options)
    batches = [numbers.tolist() for numbers in trained_on(probes, model)]
    due = [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10]] * 2
    if batches != due:
        hint = "is a new DataLoader made of it? Only a Dataset needs one; what is one is iterated over as it is"
        raise CheckFailure("the batches are not those of the DataLoader", hint=hint, cause="batches")
    model = probes.recorder(PIXELS, CLASSES, 1)
    options = {**options, "optimizer": probes.sgd(model, 1e-4)}
    submission.train_and_validate(model, probes.data(*small_data(rng, 11), 4, True), val, **options)
    batches = [numbers.tolist() for numbers in trained_on(probes, model)]
    if batches[:3] == batches[3:]:
        hint = "are its batches kept? What shuffles has others when it is iterated over again"
        raise CheckFailure("a DataLoader that shuffles is gone through once for all epochs", hint=hint, cause="kept")


@points(1, part=PART, of="train_and_validate")
def test_modes(submission, probes, rng):
    """Updates in training mode in every epoch; validation in evaluation mode and without a graph"""
    model = probes.recorder(PIXELS, CLASSES, 1)
    data, val = probes.data(*small_data(rng, 11), 4), probes.data(*small_data(rng, 7, first=1000), 3)
    options = {"optimizer": probes.sgd(model, 1e-4), "epochs": 3, "seed": 1, "checkpoint": probes.path("best.pt")}
    submission.train_and_validate(model, data, val, **options)
    notes = [(bool((np.asarray(numbers) >= 999).all()), mode, graph) for numbers, mode, graph in probes.batches(model)]
    updates = [training for of_val, training, graph in notes if graph and not of_val]
    if not updates:
        raise CheckFailure("the model is not trained: it has seen no batch with a graph", cause="no update")
    if not all(updates):
        hint = "model.train() at the start of each epoch: validation has left another mode"
        raise CheckFailure("the model is updated in evaluation mode", hint=hint, cause="mode")
    measured = [(training, graph) for of_val, training, graph in notes if of_val]
    if len(measured) < 9:
        message = f"in three epochs three batches of validation images are measured {len(measured)} times, expected 9"
        shown = {int(np.asarray(numbers).round()[0]) for numbers, _, _ in probes.batches(model)}
        hint = "is it measured once, and not after every epoch?"
        if sum(number >= 1000 for number in shown) == 1:
            hint = "is only one batch of them measured, always the same? All of them are to be, after every epoch"
        raise CheckFailure(message, hint=hint, cause="validation")
    if any(training for training, _ in measured):
        hint = "dropout and batch normalisation behave differently in training: model.eval() before"
        raise CheckFailure("validation images are measured in training mode", hint=hint, cause="validation mode")
    if any(graph for _, graph in measured):
        hint = "with torch.no_grad(): the graph is not needed there"
        raise CheckFailure("a graph is built for validation images", hint=hint, cause="graph")


@points(1, part=PART, of="train_and_validate", needs=["make_optimizer"])
def test_optimizer_by_name(submission, probes, rng):
    """An optimizer by name trains what asks for a gradient, and no two of them alike"""
    x, y = small_data(rng, 40)
    x[:, 0] /= 40
    found, batches = {}, {}
    for name in ("sgd", "adam", "rmsprop"):
        model = probes.recorder(PIXELS, CLASSES, 4, 0.0, True)
        before = probes.state(model)
        options = {"optimizer": name, "epochs": 1, "seed": 1, "checkpoint": probes.path("best.pt")}
        submission.train_and_validate(model, probes.data(x, y, 4), probes.data(x, y, 9), **options)
        after = probes.state(model)
        if torch.equal(after["linear.weight"], before["linear.weight"]):
            raise CheckFailure(f'with optimizer="{name}" the model does not change', cause="unchanged")
        if not torch.equal(after["frozen.weight"], before["frozen.weight"]):
            raise CheckFailure(f'with optimizer="{name}" a frozen parameter changes', cause="frozen")
        found[name] = after["linear.weight"] - before["linear.weight"]
        batches[name] = len(trained_on(probes, model))
    directions = {name: F.normalize(change.flatten(), dim=0) for name, change in found.items()}
    for one, other in combinations(directions, 2):
        if min(batches.values()) < 10 and "sgd" not in (one, other):
            continue  # the first steps of these two go the same way; how many there are, another test says
        if torch.allclose(directions[one], directions[other], atol=1e-3):
            hint = "is the name ignored, and it is the same optimizer for each? make_optimizer(optimizer, …)"
            raise CheckFailure(f"{one} and {other} move the model alike", hint=hint, cause="name ignored")


@points(1, part=PART, of="train_and_validate")
def test_training_depends_on_the_seed(submission, probes, rng):
    """The same seed gives the same model whatever came before, another seed another, dropout included"""
    x, y = small_data(rng, 101)
    found = []
    for seed, before in ((7, 1), (7, 2), (8, 1)):
        model = probes.recorder(PIXELS, CLASSES, 1, 0.5)
        remote.seed(submission, before)
        options = {
            "optimizer": probes.sgd(model, 1e-3),
            "epochs": 1,
            "seed": seed,
            "checkpoint": probes.path("best.pt"),
        }
        submission.train_and_validate(model, probes.data(x, y), probes.data(x, y), **options)
        found.append(probes.state(model)["linear.weight"])
    if not torch.allclose(found[0], found[1], rtol=1e-6, atol=1e-7):
        hint = "torch.manual_seed(seed) at the beginning: order and dropout draw from it"
        raise CheckFailure("training gives another model for the same seed", hint=hint, cause="not deterministic")
    if torch.allclose(found[0], found[2], rtol=1e-6, atol=1e-7):
        hint = "is seed ignored, or torch seeded with a number of its own?"
        raise CheckFailure("training gives the same model for another seed", hint=hint, cause="seed ignored")
