"""The training loop: updates, batches, modes, seed.

| sentence                                                | test                              |
| ------------------------------------------------------- | --------------------------------- |
| an update: optimizer, mean cross-entropy of one batch   | test_updates_are_the_optimizers   |
| every image once an epoch, in a new order               | test_every_image_once_an_epoch    |
| a DataLoader is used as it is                           | test_loader_is_used_as_it_is      |
| training mode for updates; evaluation mode and no graph | test_modes                        |
| no number of the history holds a graph                  | test_modes                        |
| an optimizer by name, over what asks for a gradient     | test_optimizer_by_name            |
| the same seed, the same result, whatever gradients the  | test_training_depends_on_the_seed |
| model comes with                                        |                                   |

What a network of the tests' own sees, it notes: testimony, which can only cost points.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import torch
from torch.nn import functional as F

from grader import remote
from grader.checks import CheckFailure, check_close, check_raises
from grader.judge import points

PART = "Training"
PIXELS, CLASSES = 6, 3
N_VAL = 131  # not a multiple of any batch size
DRAWS = 100  # no more than that, since the weights are the submission's own account: about every third will do


def small_data(rng, count, first=0):
    """Images whose first pixel is their number from `first` on, and labels."""
    x = torch.from_numpy(rng.normal(size=(count, 3, 1, 2))).float()
    x[:, 0, 0, 0] = first + torch.arange(count)
    return x, torch.from_numpy(rng.integers(0, CLASSES, count))


def updated(
    start,
    x,
    y,
    *,
    epochs=2,
    lr=0.3,
    momentum=0.0,
    loss_of=F.cross_entropy,
    keep=False,
    factor=1.0,
    batches=slice(3),
    decay=1.0,
    anew=False,
):
    """Weight and bias of a linear network after SGD on batches of four, and mistakes in it."""
    weight, bias = (start[f"linear.{name}"].clone().requires_grad_() for name in ("weight", "bias"))
    for epoch in range(epochs):
        if anew or not epoch:
            optimizer = torch.optim.SGD([weight, bias], lr=lr * abs(factor), momentum=momentum, maximize=factor < 0)
        optimizer.param_groups[0]["lr"] = lr * abs(factor) * decay**epoch
        for images, labels in list(zip(x.split(4), y.split(4), strict=True))[batches]:
            if not keep:
                optimizer.zero_grad()
            loss_of(images.flatten(1) @ weight.T + bias, labels).backward()
            optimizer.step()
    return weight.detach(), bias.detach()


def right_after(start, x, y, **run):
    weight, bias = updated(start, x, y, **run)
    return int(((x.flatten(1) @ weight.T + bias).argmax(dim=1) == y).sum())


def trained_twice(submission, probes, rng, *, brightness=1.0, **rates):
    """Two epochs of ten images: the images, their labels, the weights before and after."""
    for _ in range(DRAWS):  # until the second epoch is the better one, so that the model ends with its weights
        x, y = small_data(rng, 10)
        x[:, 0] /= 10
        x *= brightness
        model = probes.recorder(PIXELS, CLASSES, int(rng.integers(2**31)))
        start = probes.state(model)
        if right_after(start, x, y, epochs=2, **rates) > right_after(start, x, y, epochs=1, **rates):
            break
    optimizer = probes.sgd(model, rates["lr"], rates.get("momentum", 0.0))
    options = {"epochs": 2, "seed": 3, "checkpoint": probes.path("best.pt"), "optimizer": optimizer}
    submission.train_and_validate(model, probes.data(x, y, 4), probes.data(x, y, 4), **options)
    return x, y, start, probes.state(model)["linear.weight"]


@points(3, part=PART, of="train_and_validate")
def test_updates_are_the_optimizers(submission, probes, rng):
    """Every update is one step of the optimizer for the mean cross-entropy of one batch, and no more than that"""
    x, y, start, found = trained_twice(submission, probes, rng, lr=0.3)

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
    check_close(found, after(), name=name, rtol=1e-3, atol=1e-5, likely=likely)
    check_large_updates(submission, probes, rng)
    check_rates(submission, probes, rng)


def check_large_updates(submission, probes, rng):
    """With gradients of a hundred, and an optimizer that has momentum."""
    rates = {"lr": 1e-3, "momentum": 0.9}
    x, y, start, found = trained_twice(submission, probes, rng, brightness=100.0, **rates)
    due = updated(start, x, y, **rates)[0]
    try:
        check_close(found, due, name="the weights after six updates with momentum", rtol=1e-3, atol=1e-4)
    except CheckFailure as failure:
        hint = "gradients are large here, a hundred and more: are they clipped? An update is the optimizer's step"
        if torch.allclose(found, updated(start, x, y, anew=True, **rates)[0], rtol=1e-3, atol=1e-4):
            hint = "does the optimizer lose its state, the momentum, after an epoch? It is one for the whole run"
        raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="large updates") from failure


def check_rates(submission, probes, rng):
    """The rate that the optimizer came with, in every epoch of a run in which nothing gets better."""
    x, y = small_data(rng, 4)
    model = probes.recorder(PIXELS, CLASSES, 1)
    options = {"epochs": 25, "seed": 3, "checkpoint": probes.path("best.pt"), "optimizer": probes.sgd(model, 1e-7)}
    data = probes.data(x, y, 4)
    _, rates = probes.rates(submission.train_and_validate, model, data, data, **options)
    if other := [rate for rate in rates if abs(rate / 1e-7 - 1) > 1e-6]:
        hint = "is there a scheduler? The optimizer is used as it is, also where validation gets no better"
        message = f"the optimizer came with rate 1e-07, and in 25 epochs makes steps at rate {other[0]:.3g}, too"
        raise CheckFailure(message, hint=hint, cause="rate")


def trained_on(probes, model):
    return [np.asarray(numbers).round().astype(int) for numbers, _, graph in probes.batches(model) if graph]


@points(3, part=PART, of="train_and_validate")
def test_every_image_once_an_epoch(submission, probes, rng):
    """Every image of a Dataset once an epoch, the last batch included, in a new random order; none of val"""
    orders = []
    for seed in (1, 2):
        x, y = small_data(rng, 129)  # one more than many batches
        model = probes.recorder(PIXELS, CLASSES, 1)
        data, val = probes.data(x, y), probes.data(*small_data(rng, N_VAL, first=1000))
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
            if np.corrcoef(used, np.arange(129))[0, 1] > 0.5 or (np.diff(used) == 1).sum() > 20:
                hint = "is it shuffled within portions only, or begun elsewhere? Any image may come at any place"
                raise CheckFailure("the images of a Dataset are nearly in their own order", hint=hint, cause="order")
            if used.tolist() in orders:
                hint = "is the generator seeded anew in each epoch, or drawn from before the first only?"
                raise CheckFailure("two epochs have the same order of images", hint=hint, cause="same order")
            orders.append(used.tolist())
        seen_of_val = np.concatenate([np.asarray(n).round() for n, _, graph in probes.batches(model) if not graph])
        least = min(int((seen_of_val == 1000 + image).sum()) for image in range(N_VAL))
        if least < 3:
            message = f"of a Dataset of {N_VAL} validation images one is measured {least} times in three epochs"
            hint = "is it val that is measured, all of it after every epoch, where it is a Dataset, too?"
            raise CheckFailure(message, hint=hint, cause="validation Dataset")


@points(1, part=PART, of="train_and_validate")
def test_loader_is_used_as_it_is(submission, probes, rng):
    """A DataLoader's own batches, in its own order"""
    model = probes.recorder(PIXELS, CLASSES, 1)
    data, val = probes.data(*small_data(rng, 9), 4), probes.data(*small_data(rng, 7, first=1000), 2)
    options = {"optimizer": probes.sgd(model, 1e-4), "epochs": 2, "seed": 1, "checkpoint": probes.path("best.pt")}
    submission.train_and_validate(model, data, val, **options)
    batches = [numbers.tolist() for numbers in trained_on(probes, model)]
    due = [[0, 1, 2, 3], [4, 5, 6, 7], [8]] * 2
    if batches != due:
        hint = "is a new DataLoader made of it? Only a Dataset needs one; what is one is iterated over as it is"
        if batches == due[:2] * 2:
            hint = "is a batch of a single image left out? It is the DataLoader's last one"
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
    model.eval()  # as something may have left it
    data, val = probes.data(*small_data(rng, 11), 4), probes.data(*small_data(rng, 7, first=1000), 3)
    options = {"optimizer": probes.sgd(model, 1e-4), "epochs": 3, "seed": 1, "checkpoint": probes.path("best.pt")}
    graphs = probes.graphs_kept(submission.train_and_validate, model, data, val, **options)
    if graphs:
        hint = "loss.item() is the number alone: sums of losses themselves keep the graphs of all their batches"
        raise CheckFailure(f"history['{graphs[0]}'] holds a graph", hint=hint, cause="graph in the history")
    notes = [(bool((np.asarray(numbers) >= 999).all()), mode, graph) for numbers, mode, graph in probes.batches(model)]
    updates = [training for of_val, training, graph in notes if graph and not of_val]
    if not updates:
        raise CheckFailure("the model is not trained: it has seen no batch with a graph", cause="no update")
    if not all(updates):
        hint = "model.train() at the start of each epoch: validation has left another mode"
        raise CheckFailure("the model is updated in evaluation mode", hint=hint, cause="mode")
    measured = [(training, graph) for of_val, training, graph in notes if of_val]
    shown = [int(number) for numbers, _, _ in probes.batches(model) for number in np.asarray(numbers).round()]
    times = [shown.count(1000 + image) for image in range(7)]
    if min(times) < 3:
        message = f"in three epochs one of seven validation images is measured {min(times)} times, expected 3"
        hint = "is it measured once, and not after every epoch?"
        if max(times) >= 3:
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
        options = {"epochs": 1, "seed": 1, "checkpoint": probes.path("best.pt")}
        train, val = probes.data(x, y, 4), probes.data(x, y, 9)
        _, rates = probes.rates(submission.train_and_validate, model, train, val, optimizer=name, **options)
        after = probes.state(model)
        if torch.equal(after["linear.weight"], before["linear.weight"]):
            raise CheckFailure(f'with optimizer="{name}" the model does not change', cause="unchanged")
        if not torch.equal(after["frozen.weight"], before["frozen.weight"]):
            raise CheckFailure(f'with optimizer="{name}" a frozen parameter changes', cause="frozen")
        if len(rates) == 1:
            same = probes.recorder(PIXELS, CLASSES, 4, 0.0, True)
            made = probes.optimizer(submission.make_optimizer, name, same, rates[0])
            submission.train_and_validate(same, train, val, optimizer=made, **options)
            if not torch.allclose(probes.state(same)["linear.weight"], after["linear.weight"], rtol=1e-4, atol=1e-6):
                hint = "is it another one, with another momentum say? A name stands for make_optimizer(name, …, lr)"
                message = f'optimizer="{name}" is not make_optimizer("{name}", …, {rates[0]:g}), whose rate it has'
                raise CheckFailure(message, hint=hint, cause="make_optimizer")
        found[name] = after["linear.weight"] - before["linear.weight"]
        batches[name] = len(trained_on(probes, model))
    directions = {name: F.normalize(change.flatten(), dim=0) for name, change in found.items()}
    for one, other in combinations(directions, 2):
        if min(batches.values()) < 10 and "sgd" not in (one, other):
            continue  # the first steps of these two go the same way; how many there are, another test says
        if torch.allclose(directions[one], directions[other], atol=1e-3):
            hint = "is the name ignored, and it is the same optimizer for each? make_optimizer(optimizer, …)"
            raise CheckFailure(f"{one} and {other} move the model alike", hint=hint, cause="name ignored")
    for name in ("adagrad!", "Adam"):
        call = submission.train_and_validate, probes.recorder(PIXELS, CLASSES, 4), train, val
        said = f'train_and_validate with an optimizer of the unknown name "{name}"'
        check_raises(*call, optimizer=name, **options, name=said)


@points(1, part=PART, of="train_and_validate")
def test_training_depends_on_the_seed(submission, probes, rng):
    """The same seed gives the same model whatever came before, old gradients too, another seed another; also dropout"""
    x, y = small_data(rng, 101)
    for batch_size, kind in ((0, "a Dataset"), (10, "a DataLoader")):
        found = []
        for seed, before in ((7, 1), (7, 2), (8, 1)):
            model = probes.recorder(PIXELS, CLASSES, 1, 0.5)
            remote.seed(submission, before)
            options = {"optimizer": probes.sgd(model, 1e-3), "epochs": 1, "checkpoint": probes.path("best.pt")}
            submission.train_and_validate(model, probes.data(x, y, batch_size), probes.data(x, y), seed=seed, **options)
            found.append(probes.state(model)["linear.weight"])
        if not torch.allclose(found[0], found[1], rtol=1e-6, atol=1e-7):
            hint = "torch.manual_seed(seed) at the beginning: order and dropout draw from it"
            message = f"training with {kind} gives another model for the same seed"
            raise CheckFailure(message, hint=hint, cause="not deterministic")
        if torch.allclose(found[0], found[2], rtol=1e-6, atol=1e-7):
            hint = "is seed ignored, or torch seeded with a number of its own?"
            message = f"training with {kind} gives the same model for another seed"
            raise CheckFailure(message, hint=hint, cause="seed ignored")
    model = probes.recorder(PIXELS, CLASSES, 1, 0.5)
    probes.gradients(model, x, torch.from_numpy(rng.normal(size=(len(x), CLASSES))).float())
    options = {**options, "optimizer": probes.sgd(model, 1e-3), "checkpoint": probes.path("best.pt")}
    submission.train_and_validate(model, probes.data(x, y, batch_size), probes.data(x, y), seed=7, **options)
    if not torch.allclose(found[0], probes.state(model)["linear.weight"], rtol=1e-6, atol=1e-7):
        hint = "zero_grad comes before backward: the model may come with gradients of something else"
        raise CheckFailure("gradients that the model came with are added to the first", hint=hint, cause="gradients")
