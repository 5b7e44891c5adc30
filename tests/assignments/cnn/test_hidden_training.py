"""Training, on small data.

| sentence                                                | test                                          |
| ------------------------------------------------------- | --------------------------------------------- |
| train: Adam, its rate falling linearly by each update   | test_train_is_adam_at_a_falling_rate          |
| train: every image once an epoch, in a new order; the   | test_train_uses_every_image_once              |
| last batch holds what is left                           |                                               |
| train: the history                                      | test_history_is_what_was_measured,            |
|                                                         | test_history_of_every_epoch                   |
| train: training mode for updates, evaluation mode and   | test_train_changes_modes                      |
| no graph for validation                                 |                                               |
| train: augment on training batches only, with a         | test_train_augments_training_batches_only     |
| generator that follows from the seed and gives each     |                                               |
| batch other numbers                                     |                                               |
| train: the same seed, the same network, also with       | test_train_depends_on_the_seed                |
| dropout, whatever gradients it comes with               |                                               |
| train: data stays as it is                              | test_train_leaves_the_data                    |

What a network sees is noted by a network of the tests' own, next to the student's code: testimony, which can only cost
points. What is trained is computed again here.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from math import ceil

import numpy as np
import torch
from torch.nn import functional as F

from grader import remote
from grader.checks import CheckFailure, check_close, check_finite, check_shape
from grader.checks.sameness import difference
from grader.judge import points

PART = "Training"
MEASURES = ("train_loss", "val_loss", "val_accuracy")
SIDES = (3, 5)  # of the small images
PIXELS = 15
STILL = 1e-12  # a rate at which nothing moves; 0 is one that some refuse


def small_data(rng, count, count_val=7, classes=10):
    """x, y, x_val, y_val; the first pixel of image i is i, that of validation image i is −1 − i."""
    x, x_val = (torch.from_numpy(rng.normal(size=(n, 1, *SIDES))).float() for n in (count, count_val))
    x[:, 0, 0, 0] = torch.arange(count)
    x_val[:, 0, 0, 0] = -1.0 - torch.arange(count_val)
    y, y_val = (torch.from_numpy(rng.integers(0, classes, n)) for n in (count, count_val))
    return x, y, x_val, y_val


def trained(submission, probes, data, *, classes=10, **options):
    """A small linear network after `train`, as its weight and bias; and the history."""
    net = probes.recorder(PIXELS, 0, classes)
    history = submission.train(net, *data, **options)
    state = probes.state(net)
    return state["linear.weight"], state["linear.bias"], history, net


def course(weight, bias, batches, rates, optimizer=torch.optim.Adam, keep_gradients=False, softmax=False, **options):
    """Weight and bias before each update, for each of the batches at each of the rates, and at the end."""
    weight, bias = weight.clone().requires_grad_(), bias.clone().requires_grad_()
    states = [(weight.detach().clone(), bias.detach().clone())]
    updates = optimizer([weight, bias], lr=1.0, **options)
    for (x, y), rate in zip(batches, rates, strict=True):
        updates.param_groups[0]["lr"] = rate
        if not keep_gradients:
            updates.zero_grad()
        logits = x.flatten(1) @ weight.T + bias
        F.cross_entropy(logits.softmax(dim=1) if softmax else logits, y).backward()
        updates.step()
        states.append((weight.detach().clone(), bias.detach().clone()))
    return states


def adam(weight, bias, batches, rates, **options):
    """Weight and bias after an update for each of the batches at each of the rates."""
    return course(weight, bias, batches, rates, **options)[-1]


@points(2, part=PART, of="train")
def test_train_is_adam_at_a_falling_rate(submission, probes, rng):
    """Every update is Adam's, with the gradient of the batch's mean cross-entropy, at rate lr · (1 − t / T)"""
    x, y, *validation = small_data(rng, 12)
    x[:, 0, 0, 0] /= 12
    # one batch an epoch: the order within it does not matter. Then equal images: neither does that of the batches
    alike, fewer = ((x[1:2].expand(count, -1, -1, -1).clone(), y[1:2].expand(count).clone()) for count in (11, 9))
    net = None
    for (images, labels), epochs, batch_size, trained_before in (
        ((x, y), 8, 12, False),
        ((x, y), 3, 12, True),
        (alike, 3, 4, False),
        (fewer, 2, 4, False),
        ((x, y), 3, 20, False),
    ):
        each = ceil(len(images) / batch_size)
        total, full = epochs * each, epochs * (len(images) // batch_size)
        net = net if trained_before else probes.recorder(PIXELS, 0)
        net.requires_grad_(True)  # a network that is left frozen is the affair of test_train_leaves_the_data
        start = probes.state(net)
        submission.train(net, images, labels, *validation, epochs=epochs, batch_size=batch_size, lr=0.05, seed=1)
        found = probes.state(net)
        check_shape(found["linear.weight"], (10, PIXELS), name="the trained weight")
        if len(images) % batch_size == 1 and len(batches_of(probes, net, graph=True)) < total:
            continue  # a last batch of one image is left out: test_train_uses_every_image_once is about that

        def run(rate, start=start, batch=(images, labels), total=total, **options):
            batches, rates = [batch] * total, [0.05 * rate(t) for t in range(total)]
            return adam(start["linear.weight"], start["linear.bias"], batches, rates, **options)

        def linear(t, total=total):
            return 1 - t / total

        likely = {
            "train does not change the network": lambda run=run: run(lambda _: 0.0)[0],
            "does the rate stay the same? It falls linearly": lambda run=run: run(lambda _: 1.0)[0],
            "is the optimizer SGD? Adam is asked for": lambda run=run: run(linear, optimizer=torch.optim.SGD)[0],
            "is the optimizer SGD at a constant rate? Adam at a falling rate is asked for": lambda run=run: run(
                lambda _: 1.0, optimizer=torch.optim.SGD
            )[0],
            "is it RMSprop? Adam is asked for": lambda run=run: run(linear, optimizer=torch.optim.RMSprop)[0],
            "is it AdamW, which decays weights?": lambda run=run: run(linear, optimizer=torch.optim.AdamW)[0],
            "are gradients added up, without zero_grad?": lambda run=run: run(linear, keep_gradients=True)[0],
            "does the rate change before the first update? That is at lr itself": lambda run=run, total=total: run(
                lambda t: 1 - (t + 1) / total
            )[0],
            "is the rate 0 in the last update? Update t of T is at lr · (1 − t / T)": lambda run=run, total=total: run(
                lambda t: 1 - t / max(total - 1, 1)
            )[0],
            "does the rate fall by the epoch? It falls with each update": lambda run=run, each=each, epochs=epochs: run(
                lambda t: 1 - (t // each) / epochs
            )[0],
            "does the rate fall by the square root or a cosine? It falls linearly": lambda run=run, total=total: run(
                lambda t: 0.5 * (1 + np.cos(np.pi * t / total))
            )[0],
            "is the last, shorter batch left out of T? It is an update, too": lambda run=run, full=full: run(
                lambda t: 1 - t / max(full, 1)
            )[0],
            "does the rate grow?": lambda run=run, total=total: run(lambda t: t / total)[0],
            "is there a softmax before the cross-entropy, which has one itself?": lambda run=run: run(
                linear, softmax=True
            )[0],
            "is weight decay set?": lambda run=run: run(linear, weight_decay=1e-4)[0],
            "is another eps set than Adam's own, 1e-8?": lambda run=run: run(linear, eps=1e-6)[0],
            "are other betas set than Adam's own?": lambda run=run: run(linear, betas=(0.9, 0.99))[0],
        }  # fmt: skip
        weight, bias = run(linear)
        what = f"after {total} updates"
        what += " in batches larger than the data" if batch_size > len(images) else ""
        what += " of a network that train had trained before" if trained_before else ""
        check_close(found["linear.weight"], weight, name=f"the weights {what}", rtol=2e-4, atol=1e-4, likely=likely)
        check_close(found["linear.bias"], bias, name=f"the biases {what}", rtol=2e-4, atol=1e-4)
    check_extreme_gradients(submission, probes, rng)


def check_extreme_gradients(submission, probes, rng):
    """Sixty updates with gradients from a millionth to thirty, which also change their sign."""
    x, _, *validation = small_data(rng, 1)
    x[0, 0, 0, :2] = torch.tensor([30.0, 1e-6])
    x, y = x.expand(10, -1, -1, -1).clone(), torch.where(torch.arange(10) < 3, 4, 3)
    net = probes.recorder(PIXELS, 0)
    start = probes.state(net)
    submission.train(net, x, y, *validation, epochs=60, batch_size=10, lr=0.3, seed=1)
    if len(batches_of(probes, net, graph=True)) != 60:
        return  # test_train_uses_every_image_once is about that

    def run(**options):
        rates = [0.3 * (1 - t / 60) for t in range(60)]
        return adam(start["linear.weight"], start["linear.bias"], [(x, y)] * 60, rates, **options)[0]

    likely = {
        "is weight decay set?": lambda: run(weight_decay=1e-4),
        "is it AdamW, which decays weights?": lambda: run(optimizer=torch.optim.AdamW),
        "is it AdamW with a small weight decay?": lambda: run(optimizer=torch.optim.AdamW, weight_decay=1e-4),
        "is amsgrad set?": lambda: run(amsgrad=True),
        "is another eps set than Adam's own, 1e-8?": lambda: run(eps=1e-7),
        "is another eps set than Adam's own, 1e-8: a millionth, say?": lambda: run(eps=1e-6),
    }
    found = probes.state(net)["linear.weight"]
    try:
        check_close(found, run(), name="the weights after 60 updates", rtol=2e-4, atol=1e-5, likely=likely)
    except CheckFailure as failure:
        hint = (
            failure.hint
            if failure.hint in likely
            else "gradients are up to thirty here: are they clipped, or does the rate have a floor or a warm-up?"
        )
        raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="extreme") from failure


def check_images(probes, net, x, x_val):
    """What the network sees is x and x_val as they are: who normalises them is told so, and not something else."""
    given = torch.cat([x, x_val]).flatten(1)
    for images, _, _ in probes.batches(net):
        distances = (torch.as_tensor(np.asarray(images))[:, None] - given).abs().amax(2)
        if (distances.amin(1) > 1e-5).any():
            hint = "are they normalised? The network sees them as they are given"
            raise CheckFailure("train shows the network other images than x and x_val", hint=hint, cause="images")


def check_trained(probes, net, classes=10):
    """That not only a copy of `net`, which was recorder number 0, has been trained."""
    start = probes.state(probes.recorder(PIXELS, 0, classes))["linear.weight"]
    if probes.copied(net) and torch.equal(probes.state(net)["linear.weight"], start):
        hint = "is a copy of it trained? Its weights belong into the network that is given"
        raise CheckFailure("train leaves the network that it is given as it was", hint=hint, cause="copy")


def batches_of(probes, net, *, graph):
    return [(images, training) for images, training, built in probes.batches(net) if built is graph]


def turned(order):
    """The orders that begin elsewhere in this one, forwards and backwards."""
    return [way[start:] + way[:start] for way in (order, order[::-1]) for start in range(len(order))]


@points(2, part=PART, of="train")
def test_train_uses_every_image_once(submission, probes, rng):
    """Every image once an epoch, in batches of batch_size and a shorter last one; a new random order each epoch"""
    data = small_data(rng, 11, classes=12)
    firsts = []
    for seed in (0, 1, 2):
        *_, net = trained(submission, probes, data, classes=12, epochs=3, batch_size=5, lr=1e-3, seed=seed)
        check_images(probes, net, data[0], data[2])
        seen = [np.asarray(images)[:, 0].round().astype(int) for images, _ in batches_of(probes, net, graph=True)]
        if any((batch < 0).any() for batch in seen):
            hint = "validation images are only measured: with torch.no_grad(), and no update"
            message = "train builds a graph for validation images, or updates the network on them"
            raise CheckFailure(message, hint=hint, cause="validation")
        if len(seen) != 9:
            hint = "is the short last batch dropped, or are images left out?" if len(seen) < 9 else ""
            said = f"{len(seen)} updates in three epochs of 11 images in batches of 5, expected 9"
            raise CheckFailure(f"train makes {said}", hint=hint, cause="updates")
        epochs = [seen[3 * epoch : 3 * epoch + 3] for epoch in range(3)]
        for number, epoch in enumerate(epochs, start=1):
            used = np.concatenate(epoch)
            if [len(batch) for batch in epoch] != [5, 5, 1] or sorted(used.tolist()) != list(range(11)):
                sizes = ", ".join(str(len(batch)) for batch in epoch)
                message = f"train does not use each of 11 images once in epoch {number}; its batches hold {sizes}"
                hint = "are images drawn with replacement, or is the last batch filled up?"
                raise CheckFailure(message, hint=hint, cause="images")
        orders = [np.concatenate(epoch).tolist() for epoch in epochs]
        if any(order == sorted(order) for order in orders):
            hint = "is the order drawn at random, by torch.randperm or a DataLoader with shuffle=True?"
            raise CheckFailure("train goes through the images in their own order", hint=hint, cause="order")
        if any(one in turned(other) for one, other in combinations(orders, 2)):
            hint = "is it drawn once, before the epochs, or seeded anew in each?"
            raise CheckFailure("train goes through the images in the same order twice", hint=hint, cause="order")
        check_trained(probes, net, classes=12)
        firsts.append(orders[0])
    if firsts[0] == firsts[1] == firsts[2]:
        raise CheckFailure("train's first epoch has the same order for every seed", cause="seed ignored")


@points(1, part=PART, of="train", needs=["evaluate"])
def test_history_is_what_was_measured(submission, probes, rng):
    """The history: the mean training loss, and loss and accuracy on the validation data after each epoch"""
    x, y, x_val, y_val = small_data(rng, 20, 9)
    x[:, 0, 0, 0] /= 20
    x_val = torch.cat([x[:5], x_val[5:]])
    start = probes.state(probes.recorder(PIXELS, 0))
    right = (x_val[7:].flatten(1) @ start["linear.weight"].T + start["linear.bias"]).argmax(1)
    # five are the worse, the longer the training; two are right at first: zero would be right in per cent, too
    y_val = torch.cat([(y[:5] + 1) % 10, y_val[5:7], right])
    for epochs, lr, count in ((2, STILL, 9), (2, 0.05, 9), (8, 0.05, 9), (2, 0.05, 1)):
        data = (x, y, x_val[:count], y_val[:count])
        weight, bias, history, net = trained(submission, probes, data, epochs=epochs, batch_size=5, lr=lr, seed=3)
        check_history(history, epochs)
        logits, labels = data[2].flatten(1) @ weight.T + bias, data[3]
        last = {
            "val_loss": F.cross_entropy(logits, labels),
            "val_accuracy": (logits.argmax(1) == labels).double().mean(),
        }
        for key, expected in last.items():
            name = f"the last {key} of {epochs} epochs, on {count} validation image{'s' if count > 1 else ''}"
            check_close(
                history[key][-1], expected.item(), name=name, rtol=1e-3, atol=1e-5, sizes={"validation images": count}
            )
        if lr == STILL:
            check_images(probes, net, x, x_val[:count])
            loss = F.cross_entropy(x.flatten(1) @ weight.T + bias, y).item()
            name = "train_loss when nothing moves"
            likely = {
                "is it the sum over the batches?": lambda loss=loss: [4 * loss] * 2,
                "is it the sum over the images?": lambda loss=loss: [20 * loss] * 2,
            }
            check_close(list(history["train_loss"]), [loss] * 2, name=name, rtol=1e-3, atol=1e-5, likely=likely)
    check_short_batch(submission, probes, rng)


def check_short_batch(submission, probes, rng):
    """train_loss when nothing moves and the last batch is short: the mean over images, or that of the batches."""
    for _ in range(8):  # until the last image makes a difference to both
        x, y, *validation = small_data(rng, 11)
        x[:, 0, 0, 0] /= 11
        weight, bias, history, net = trained(
            submission, probes, (x, y, *validation), epochs=1, batch_size=5, lr=STILL, seed=4
        )
        losses = F.cross_entropy(x.flatten(1) @ weight.T + bias, y, reduction="none").numpy()
        seen = [(np.asarray(batch)[:, 0] * 11).round().astype(int) for batch, _ in batches_of(probes, net, graph=True)]
        if [len(batch) for batch in seen] != [5, 5, 1] or sorted(np.concatenate(seen).tolist()) != list(range(11)):
            return  # test_train_uses_every_image_once is about that
        means = [losses[batch].mean() for batch in seen]
        by_images, by_batches, by_full_batches = map(float, (losses.mean(), np.mean(means), np.mean(means[:2])))
        if min(abs(by_full_batches / due - 1) for due in (by_images, by_batches)) > 0.02:
            break
    found = float(history["train_loss"][0])
    nearest = min(by_images, by_batches, key=lambda due: abs(found - due))
    likely = {
        "is it divided by the number of full batches? The short one is a batch, too": lambda: 3 * by_batches / 2,
        "is the short last batch left out?": lambda: by_full_batches,
    }
    name = "train_loss of 11 images in batches of five when nothing moves"
    check_close(found, nearest, name=name, rtol=1e-3, atol=1e-5, likely=likely)


@points(1, part=PART, of="train", needs=["evaluate"])
def test_history_of_every_epoch(submission, probes, rng):
    """The history of each epoch, not of the last or the best alone; on more validation images than go into a batch"""
    x, y, x_val, _ = small_data(rng, 20, 1101)
    x[:, 0, 0, 0] /= 20
    x_val[:, 0, 0, 0] = 0
    x_val[1000:] = 3 * x_val[1000]  # what is left over for a last batch counts by its size
    start = probes.state(probes.recorder(PIXELS, 0))
    weight, bias = start["linear.weight"], start["linear.bias"]
    y_val = (x_val.flatten(1) @ weight.T + bias).argmax(1)  # right at first: the longer the training, the worse
    weight, bias, history, net = trained(
        submission, probes, (x, y, x_val, y_val), epochs=3, batch_size=5, lr=0.05, seed=3
    )
    check_history(history, 3)
    seen = [(np.asarray(images)[:, 0] * 20).round().astype(int) for images, _ in batches_of(probes, net, graph=True)]
    if not seen:
        raise CheckFailure("train does not update the network", cause="untrained")
    check_trained(probes, net)
    if [len(batch) for batch in seen] != [5] * 12 or not all(set(batch) <= set(range(20)) for batch in seen):
        return  # other batches or another network than Adam's, as below: what the history ought to be is not known
    batches = [(x[batch], y[batch]) for batch in seen]
    states = course(start["linear.weight"], start["linear.bias"], batches, [0.05 * (1 - t / 12) for t in range(12)])
    if not torch.allclose(states[-1][0], weight, rtol=2e-4, atol=1e-4):
        return

    def measured(state, images, labels):
        logits = images.flatten(1) @ state[0].T + state[1]
        return F.cross_entropy(logits, labels).item(), (logits.argmax(1) == labels).double().mean().item()

    ends = [measured(state, x_val, y_val) for state in states[4::4]]
    of_256 = list(zip(x_val.split(256), y_val.split(256), strict=True))
    for number, (key, rounding) in enumerate((("val_loss", 1e-5), ("val_accuracy", 3e-3))):
        due = [end[number] for end in ends]
        likely = {
            "is it that of the last epoch in all places?": lambda due=due: due[-1:] * 3,
            "is it that before the epoch? It is measured at the end": lambda number=number: [
                measured(state, x_val, y_val)[number] for state in states[:-1:4]
            ],
            "are the batches' means averaged? The last batch is shorter": lambda number=number: [
                np.mean([measured(state, *part)[number] for part in of_256]) for state in states[4::4]
            ],
            "is it measured on the first validation images alone?": lambda number=number: [
                measured(state, x_val[:256], y_val[:256])[number] for state in states[4::4]
            ],
        }
        check_close(list(history[key]), due, name=f"{key} of three epochs", rtol=2e-3, atol=rounding, likely=likely)
    met = [measured(state, *batch)[0] for state, batch in zip(states, batches, strict=False)]
    for epoch, found in enumerate(np.asarray(list(history["train_loss"]), float)):
        right = np.mean(met[4 * epoch : 4 * epoch + 4]), measured(states[4 * epoch + 4], x, y)[0]
        if not np.isclose(found, right, rtol=2e-3).any():
            hint = "is it the mean over the training images, of this epoch?"
            message = f"train_loss of epoch {epoch + 1} is neither that met in the epoch nor that at its end"
            raise CheckFailure(message, hint=hint, cause="train_loss")


def check_history(history, epochs):
    if not isinstance(history, Mapping):
        raise CheckFailure(f"train gives a {type(history).__name__}, expected a dict: the history", cause="type")
    for key in MEASURES:
        if key not in history:
            raise CheckFailure(f"the history lacks {key}", cause="keys")
        check_shape(history[key], (epochs,), name=f"history['{key}'] of {epochs} epochs")
        check_finite(history[key], name=f"history['{key}']")
    accuracy = np.asarray(history["val_accuracy"])
    if accuracy.min() < 0 or accuracy.max() > 1:
        hint = "is it in per cent, or a count?"
        raise CheckFailure("history['val_accuracy'] is no fraction in [0, 1]", hint=hint, cause="range")


@points(1, part=PART, of="train", needs=["evaluate"])
def test_train_changes_modes(submission, probes, rng):
    """Updates in training mode, in every epoch; validation in evaluation mode and without a graph"""
    data = small_data(rng, 10)
    net = probes.recorder(PIXELS, 0)
    net.eval()
    submission.train(net, *data, epochs=3, batch_size=4, lr=1e-3, seed=1)
    check_images(probes, net, data[0], data[2])
    with_graph = batches_of(probes, net, graph=True)
    if any((np.asarray(images)[:, 0] < 0).any() for images, _ in with_graph):
        hint = "with torch.no_grad(): the graph is not needed there"
        raise CheckFailure("train builds a graph for validation images", hint=hint, cause="graph")
    if not all(training for _, training in with_graph):
        hint = "net.train() at the start of each epoch: evaluation has left another mode"
        raise CheckFailure("train updates the network in evaluation mode", hint=hint, cause="mode")
    without = batches_of(probes, net, graph=False)
    measured = [training for images, training in without if (np.asarray(images)[:, 0] < 0).any()]
    if len(measured) < 3:
        raise CheckFailure("train does not measure validation data in each epoch", cause="validation")
    if any(measured):
        hint = "dropout and batch normalisation behave differently in training: net.eval() before"
        raise CheckFailure("train measures validation data in training mode", hint=hint, cause="mode")
    check_trained(probes, net)


@points(1, part=PART, of="train")
def test_train_augments_training_batches_only(submission, probes, rng):
    """Augmentation is of every training batch anew, by numbers that follow from the seed, and of no validation image"""
    x, y, x_val, y_val = small_data(rng, 10)
    net = probes.recorder(PIXELS, 0)
    options = {"epochs": 2, "batch_size": 4, "lr": 1e-3}
    given, draws = probes.train_with_marks(submission.train, net, x, y, x_val, y_val, seed=1, **options)
    seen = (np.asarray(images)[:, 0] for images, _ in batches_of(probes, net, graph=True))
    pixels = [batch for batch in seen if not (batch < 0).any()]  # a graph for validation is another test's affair
    if not pixels or not all((batch >= 90).all() for batch in pixels):
        hint = "is augment called for every batch of every epoch, and its result used?"
        raise CheckFailure("train updates the network on images that are not augmented", hint=hint, cause="augment")
    if sum(given) == 20 and len(given) > len(pixels):
        hint = "it is called once for each batch, with all of its images"
        raise CheckFailure(
            f"train calls augment {len(given)} times for {len(pixels)} batches", hint=hint, cause="calls"
        )
    if sum(given) != 20 or max(batch.max() for batch in pixels) >= 200:
        hint = "every batch is augmented once, when it is used: not all images beforehand, and no batch twice"
        raise CheckFailure(
            f"train augments {sum(given)} images in two epochs of 10", hint=hint, cause="augmented beforehand"
        )
    measured = [np.asarray(images)[:, 0] for images, _ in batches_of(probes, net, graph=False)]
    if any(((batch > 90) & (batch < 100)).any() for batch in measured):
        hint = "the network is judged on images as they are"
        raise CheckFailure("train augments validation images", hint=hint, cause="augmented validation")
    check_trained(probes, net)
    same, other = (
        probes.train_with_marks(submission.train, probes.recorder(PIXELS, 0), x, y, x_val, y_val, seed=seed, **options)[
            1
        ]
        for seed in (1, 2)
    )
    if same != draws:
        hint = "the generator that augment gets follows from seed: torch.Generator().manual_seed(seed), say"
        raise CheckFailure("for one seed augment draws other numbers", hint=hint, cause="not deterministic")
    if same == other:
        hint = "is it a new generator with no seed, or with one of its own?"
        raise CheckFailure("augment draws the same numbers for another seed", hint=hint, cause="seed ignored")
    if len(set(draws)) < len(draws):
        hint = "is the generator made or seeded anew for each? It goes on from batch to batch"
        raise CheckFailure("augment draws the same numbers for several batches", hint=hint, cause="same numbers")


@points(1, part=PART, of="train")
def test_train_depends_on_the_seed(submission, probes, rng):
    """The same seed gives the same network whatever came before, with dropout, too; old gradients do not count"""
    data = small_data(rng, 12)
    options = {"epochs": 2, "batch_size": 5, "lr": 0.01}
    found = []
    for seed, before in ((0, 1), (0, 2), (8, 1)):
        net = probes.recorder(PIXELS, 0)
        remote.seed(submission, before)
        submission.train(net, *data, seed=seed, **options)
        found.append(probes.state(net)["linear.weight"])
    if not torch.allclose(found[0], found[1], rtol=1e-6, atol=1e-7):
        hint = "is the order drawn from a generator with this seed, or after torch.manual_seed(seed)?"
        raise CheckFailure("train gives another network for the same seed", hint=hint, cause="not deterministic")
    if torch.allclose(found[0], found[2], rtol=1e-6, atol=1e-7):
        raise CheckFailure("train gives the same network for another seed", hint="is seed used?", cause="seed ignored")
    net = probes.recorder(PIXELS, 0)
    probes.gradients(net, data[0], torch.from_numpy(rng.normal(size=(12, 10))).float())
    submission.train(net, *data, seed=0, **options)
    if not torch.allclose(found[0], probes.state(net)["linear.weight"], rtol=1e-6, atol=1e-7):
        hint = "zero_grad comes before backward: the network may come with gradients of something else"
        raise CheckFailure("train adds gradients that the network came with to the first", hint=hint, cause="gradients")
    dropped = []
    for before in (1, 2):
        net = probes.recorder(PIXELS, 0, drop=True)
        remote.seed(submission, before)
        submission.train(net, *data, seed=7, **options)
        dropped.append(probes.state(net)["linear.weight"])
    if not torch.allclose(dropped[0], dropped[1], rtol=1e-6, atol=1e-7):
        hint = "dropout draws from torch's global generator: is that seeded, by torch.manual_seed(seed)?"
        said = "train gives another network for the same seed, where the network has dropout"
        raise CheckFailure(said, hint=hint, cause="dropout")


@points(1, part=PART, of="train", excuses=False)
def test_train_leaves_the_data(submission, probes, rng):
    """Training leaves images and labels as they are"""
    data = small_data(rng, 12)
    net = probes.recorder(PIXELS, 0)
    before = probes.state(net)["linear.weight"]
    observed = remote.observe(submission.train, net, *data, epochs=2, batch_size=5, lr=0.01, seed=1)
    for name, own, after in zip(("x", "y", "x_val", "y_val"), data, observed.effects.arguments[1:], strict=True):
        where = difference(own, after, name)
        if where:
            hint = "are images normalised or shuffled in place? On a copy, then"
            raise CheckFailure(f"train changes its arguments: {where}", hint=hint, cause="mutation")
    if set(probes.parameters(net)) != {"linear.weight", "linear.bias"}:
        hint = "is requires_grad switched off? The network may be trained again"
        raise CheckFailure("train leaves parameters that ask for no gradient any more", hint=hint, cause="frozen")
    if observed.effects.grad_mode_changed:
        raise CheckFailure("train leaves torch's gradient mode changed", cause="gradient mode")
    if torch.equal(probes.state(net)["linear.weight"], before):
        raise CheckFailure("train does not change the network", cause="untrained")
