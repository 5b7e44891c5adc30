"""Training.

| sentence                                               | test                                         |
| ------------------------------------------------------ | -------------------------------------------- |
| train: a step a batch, with that batch's gradient      | test_train_is_gradient_descent               |
| alone                                                  |                                              |
| every example once an epoch, the short batch included; | test_train_uses_every_example_once           |
| labels are integers of any type                        |                                              |
| every epoch has a new random order, drawn from rng     | test_train_draws_a_new_order_each_epoch      |
| history of train: the mean loss, one number an epoch   | test_history_of_train                        |
| the same state, the same results; global state         | test_train_is_pure                           |
| compare_activations: another seed, other weights       | test_compare_activations_begins_with_weight… |
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from grader.checks import CheckFailure, check_close, check_finite, check_shape, check_unchanged
from grader.judge import points
from grader.remote.outcomes import RemoteError

PART = "Training"
CLOSE: dict[str, Any] = {"rtol": 1e-4, "atol": 1e-6}
ENGINE = ["Op", "Node", "unbroadcast", "Add", "Multiply", "Sum", "zero_grad"]
PIECES = [*ENGINE, "MatMul", "Transpose", "ReLU", "LogSoftmax", "cross_entropy", "Linear", "MLP", "SGD"]


def model_of(submission, sizes, seed):
    return submission.MLP(sizes, np.random.default_rng(seed))


def by_shape(values, sizes):
    """The parameters in the order weight, bias of each layer; the sizes are all different."""
    shapes = [np.shape(value) for value in values]
    wanted = [shape for inputs, outputs in pairwise(sizes) for shape in ((outputs, inputs), (outputs,))]
    if sorted(shapes) != sorted(wanted):
        raise CheckFailure(f"the parameters of MLP({sizes}) have shapes {shapes}", cause="parameters")
    for value in values:
        check_finite(value, name="a parameter")
    return [np.asarray(values[shapes.index(shape)], np.float64) for shape in wanted]


def twin_of(reference, sizes, values):
    """The reference's network with these parameters."""
    twin = reference.MLP(sizes, np.random.default_rng(0))
    for node, value in zip(twin.parameters(), values, strict=True):
        node.value = value
    return twin


def in_order(values, wanted):
    """The wanted parameters, whose shapes are all different, in the order of these."""
    return [next(one for one in wanted if one.shape == np.shape(value)) for value in values]


def losses_of(result, epochs, name="train"):
    if not isinstance(result, Mapping) or "train_loss" not in result:
        raise CheckFailure(f"{name} gives no dict with train_loss", cause="keys")
    check_shape(result["train_loss"], (epochs,), name=f"{name}: train_loss")
    check_finite(result["train_loss"], name=f"{name}: train_loss")
    return np.asarray(result["train_loss"], float)


@points(2, part=PART, of="train", needs=PIECES)
def test_train_is_gradient_descent(submission, reference, probes, rng):
    """Training on one batch that holds everything: a step an epoch, with that batch's gradient alone"""
    sizes, seed = (5, 6, 3), int(rng.integers(2**31))
    images, y = rng.random((9, 5)), rng.permutation(np.arange(9) % 3)
    for momentum, epochs, batch_size, scale in ((0.0, 4, 9, 1), (0.8, 4, 9, 1), (0.0, 3, 50, 1), (0.0, 1, 9, 60)):
        x = scale * images  # large ones have large gradients
        model = model_of(submission, sizes, seed)
        start = by_shape(probes.parameters(model), sizes)
        optimizer = submission.SGD(model.parameters(), lr=0.4, momentum=momentum)
        if momentum:  # in two runs, with what an optimizer keeps between them
            submission.train(model, x, y, np.random.default_rng(1), epochs // 2, batch_size, optimizer)
        left = epochs - epochs // 2 if momentum else epochs
        given = x.astype(np.float32) if batch_size == 50 else x
        submission.train(model, given, y, np.random.default_rng(1), left, batch_size, optimizer)
        found = by_shape(probes.parameters(model), sizes)
        expected = descend(reference, sizes, start, (x, y), momentum, epochs)
        for value, due in zip(found, expected, strict=True):
            name = f"a parameter of shape {due.shape} after {epochs} epochs of one batch, momentum {momentum}"
            try:
                check_close(value, due, name=name, rtol=1e-3, atol=1e-4)
            except CheckFailure as failure:
                hint = likely_descent(reference, sizes, start, (x, y), momentum, epochs, found)
                raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="descent") from failure


def descend(reference, sizes, start, data, momentum, epochs, *, clear=True, scale=1.0):
    """Parameters after so many steps on all data."""
    twin = twin_of(reference, sizes, start)
    optimizer = reference.SGD(twin.parameters(), lr=0.4, momentum=momentum)
    for _ in range(epochs):
        if clear:
            optimizer.zero_grad()
        (reference.cross_entropy(twin(data[0]), data[1]) * scale).backward()
        optimizer.step()
    return [np.array(node.value) for node in twin.parameters()]


def likely_descent(reference, sizes, start, data, momentum, epochs, found):
    count = len(data[0])
    for options, words in (
        ({"clear": False}, "are the gradients of the last step still there? zero_grad before backward"),
        ({"scale": count}, "is it the gradient of the sum of the losses? Asked for is that of their mean"),
        ({"scale": 1 / count}, "is the loss divided by the number of examples twice?"),
    ):
        wrong = descend(reference, sizes, start, data, momentum, epochs, **options)
        if all(np.allclose(value, one, rtol=1e-3, atol=1e-4) for value, one in zip(found, wrong, strict=True)):
            return words
    steps = {
        epochs - 1: "one epoch too few",
        epochs + 1: "one epoch too many",
        0: "no step at all",
        2 * epochs: "twice",
    }
    for number, words in steps.items():
        wrong = descend(reference, sizes, start, data, momentum, number)
        if all(np.allclose(value, one, rtol=1e-3, atol=1e-4) for value, one in zip(found, wrong, strict=True)):
            return f"that is what {number} steps give: {words}"
    return (
        "is it one step of the optimizer a batch, by the gradient of its mean cross-entropy, and nothing else? "
        "It is not clipped, nor the rate changed"
    )


# What a run of one linear layer on an identity matrix tells: column i of the weight is moved by example i alone.

RATE = 1e-3  # hardly moves the weights, so that a gradient is that at the start; more than float32 rounds


def shares(submission, probes, seed, order_seed, count, batch_size, epochs, kind=np.int64):
    """By how much of its gradient each example moved the weights; labels, integers of this kind, repeat 0, 1, 2."""
    labels, rng = (np.arange(count) % 3).astype(kind), np.random.default_rng(seed)
    model = model_of(submission, (count, 3), seed)
    # such small ones that a step of float32 is not lost in them
    probes.set_parameters(model, [rng.normal(0, 0.3, np.shape(value)) for value in probes.parameters(model)])
    weight, bias = by_shape(probes.parameters(model), (count, 3))
    optimizer = submission.SGD(model.parameters(), lr=RATE)
    submission.train(model, np.eye(count), labels, np.random.default_rng(order_seed), epochs, batch_size, optimizer)
    moved, _ = by_shape(probes.parameters(model), (count, 3))
    descent = (weight - moved) / RATE
    logits = weight + bias[:, None]
    probabilities = np.exp(logits - logits.max(axis=0))
    probabilities /= probabilities.sum(axis=0)
    found = np.zeros(count)
    for i in range(count):
        gradients = [probabilities[:, i] - np.eye(3)[label] for label in range(3)]
        own = gradients[labels[i]]
        found[i] = descent[:, i] @ own / (own @ own)
        if np.abs(descent[:, i]).max() < 0.05 * np.abs(own).max() / batch_size:
            found[i] = 0.0
            continue
        alike = [cosine(descent[:, i], gradient) for gradient in gradients]
        if alike[labels[i]] < 0.9:
            hint = "are images and labels shuffled together?" if max(alike) > 0.9 else ""
            what = "with another example's label" if hint else "in another direction than its gradient"
            raise CheckFailure(f"example {i} of {count} moved the weights {what}", hint=hint, cause="pairing")
    return found


def cosine(a, b):
    size = np.linalg.norm(a) * np.linalg.norm(b)
    return float(a @ b / size) if size else 0.0


@points(1.5, part=PART, of="train", needs=PIECES)
def test_train_uses_every_example_once(submission, probes, rng):
    """In an epoch every example counts exactly once, with its own label, the short last batch included"""
    for count, batch_size, kind in ((13, 4, np.int64), (8, 4, np.int32), (7, 1, np.uint8)):
        seed, order_seed = rng.integers(2**31, size=2).tolist()
        try:
            weights = np.sort(shares(submission, probes, seed, order_seed, count, batch_size, 1, kind))
        except RemoteError as error:
            hint = "labels are integers of any type" if kind != np.int64 else ""
            name = f"train with labels of {np.dtype(kind)}"
            raise CheckFailure(f"{name} raises {error.student_type}: {error}", hint=hint, cause="labels") from error
        left = count % batch_size or batch_size
        wanted = np.sort(np.where(np.arange(count) < count - left, 1 / batch_size, 1 / left))
        if np.allclose(weights, wanted, rtol=0.2):
            continue
        unused = int((weights == 0).sum())
        times = weights * batch_size
        hint = "is each step by the gradient of the batch's mean loss, at the optimizer's own rate?"
        if 0 < unused < count:
            hint = "some were not used: is the last, shorter batch dropped, or are examples drawn with replacement?"
        elif np.allclose(times, 1, rtol=0.2):
            hint = "the last batch is shorter: its gradient is the mean over what it holds, not over batch_size"
        elif np.allclose(times, np.round(times), atol=0.1):
            hint = "some were used twice: are they drawn with replacement, or is the last batch filled up?"
        shown = ", ".join(f"{weight:.3g}" for weight in weights)
        raise CheckFailure(
            f"in an epoch of {count} examples in batches of {batch_size} the examples do not count once each",
            hint=hint,
            detail=f"update over gradient, by example: {shown}",
            cause="shares",
        )


@points(1, part=PART, of="train", needs=PIECES)
def test_train_draws_a_new_order_each_epoch(submission, probes, rng):
    """Every epoch has a new random order, drawn from the generator"""
    # 24 of 25 examples go into batches of four; the one that is left is a batch by itself, and counts four times
    count, batch_size, epochs = 25, 4, 3
    seed, *orders = rng.integers(2**31, size=7).tolist()
    firsts = {int(np.argmax(shares(submission, probes, seed, order, count, batch_size, 1))) for order in orders}
    found = [shares(submission, probes, seed, order, count, batch_size, epochs) for order in orders]
    batches = epochs * -(-count // batch_size)
    if any(abs(each.sum() - batches) > 0.1 * batches and each.min() > 0.1 / batch_size for each in found):
        raise CheckFailure(
            f"in {epochs} epochs of {-(-count // batch_size)} batches the examples do not count as in {batches} steps",
            hint="is each step by the gradient of the batch's mean loss, at the optimizer's own rate, and is every "
            "batch gone through once?",
            cause="steps",
        )
    if min(each.min() for each in found) < 0.9 * epochs / batch_size:
        raise CheckFailure(
            f"in {epochs} epochs not every example was used {epochs} times",
            hint="is the last, shorter batch dropped, are examples drawn with replacement, or does training end before "
            "all epochs are over?",
            cause="epochs",
        )
    alone = [each.max() for each in found]
    if all(most > epochs - 0.5 for most in alone):
        raise CheckFailure(
            "the same example is in the short batch in every epoch" + (", of every run" if len(firsts) == 1 else ""),
            hint="is the order drawn once, before the epochs, or not at all? Or are batches shuffled, not examples?",
            cause="order",
        )
    if all(most > 2 for most in alone):  # of six right ones hardly ever
        raise CheckFailure(
            f"of {epochs} epochs two have the same example in the short batch, in every run",
            hint="is an order used for more than one epoch? Each has a new one",
            cause="order",
        )
    if len(firsts) == 1:
        raise CheckFailure(
            "the order of the first epoch is the same for generators in different states",
            hint="is the first epoch shuffled, and by rng rather than by a generator of train's own?",
            cause="generator ignored",
        )


@points(1, part=PART, of="train", needs=PIECES)
def test_history_of_train(submission, reference, probes, rng):
    """train_loss: the mean loss of each epoch, as it was met or at the epoch's end"""
    sizes, seed = (5, 6, 3), int(rng.integers(2**31))
    x, y = rng.random((12, 5)), rng.permutation(np.arange(12) % 3)
    model = model_of(submission, sizes, seed)
    start = by_shape(probes.parameters(model), sizes)

    def loss(values):
        return float(reference.cross_entropy(twin_of(reference, sizes, values)(x), y).value)

    for batch_size in (12, 4, 5):  # at a rate of 0 the batches make no difference, the short one included
        still = submission.SGD(model.parameters(), lr=0.0)
        found = losses_of(submission.train(model, x, y, np.random.default_rng(1), 3, batch_size, still), 3)
        name = f"train_loss of batches of {batch_size} when nothing moves"
        if batch_size == 5:  # the mean of the batches' means is another number, and will do
            if not np.allclose(found, loss(start), rtol=0.5):
                raise CheckFailure(f"{name} is not a mean over the examples", cause="history")
            continue
        check_close(found, np.full(3, found[0]), name=f"{name}, in every epoch", rtol=1e-3, atol=1e-5)
        check_close(
            found[0], loss(start), name=name, sizes={"N": 12, "batches": 12 // batch_size}, rtol=1e-3, atol=1e-5
        )
    # of examples that are all the same any order makes the same batches, and any mean over them is the same
    alike, labels = np.repeat(x[:1], 12, axis=0), np.repeat(y[:1], 12)
    due = float(reference.cross_entropy(twin_of(reference, sizes, start)(alike), labels).value)
    for batch_size in (5, 50):
        still = submission.SGD(model.parameters(), lr=0.0)
        found = losses_of(submission.train(model, alike, labels, np.random.default_rng(1), 1, batch_size, still), 1)
        name = f"train_loss of 12 examples that are all the same, in batches of {batch_size}, when nothing moves"
        check_close(found[0], due, name=name, sizes={"batch_size": batch_size}, rtol=1e-3, atol=1e-5)
    moving = submission.SGD(model.parameters(), lr=0.4)
    found = losses_of(submission.train(model, alike, labels, np.random.default_rng(1), 1, 4, moving), 1)
    probes.set_parameters(model, in_order(probes.parameters(model), start))
    met = []
    for steps in range(4):
        values = descend(reference, sizes, start, (alike, labels), 0.0, steps)
        met.append(float(reference.cross_entropy(twin_of(reference, sizes, values)(alike), labels).value))
    if not any(np.isclose(found[0], value, rtol=1e-3) for value in (np.mean(met[:3]), met[3])):
        raise CheckFailure(
            "train_loss of three batches is neither the mean loss as they were met nor that at the epoch's end",
            hint="is the loss of each batch that before its step?",
            cause="history",
        )
    optimizer = submission.SGD(model.parameters(), lr=0.4)
    found = losses_of(submission.train(model, x, y, np.random.default_rng(1), 4, 12, optimizer), 4)
    losses = [loss(descend(reference, sizes, start, (x, y), 0.0, steps)) for steps in range(5)]
    if not any(np.allclose(found, due, rtol=1e-3) for due in (losses[:4], losses[1:])):
        raise CheckFailure(
            "train_loss is neither the loss that was met in each epoch nor that at its end", cause="history"
        )
    before = loss(by_shape(probes.parameters(model), sizes))
    found = losses_of(submission.train(model, x, y, np.random.default_rng(1), 1, 4, optimizer), 1)
    if abs(found[0] - before) < 1e-5 * before:  # after the first of the three batches it is another one
        raise CheckFailure(
            "train_loss is the loss at the beginning of each epoch",
            hint="it is the mean loss as it was met, batch by batch, or that at the epoch's end",
            cause="history",
        )


@points(1, part=PART, of="train", needs=PIECES, excuses=False)
def test_train_is_pure(submission, probes, rng):
    """Training leaves images, labels and global random state as they are, and depends on the generator's state"""
    sizes, seed = (5, 6, 3), int(rng.integers(2**31))
    x, y = rng.random((11, 5)), np.arange(11) % 3
    runs = []
    for order_seed in (1, 1, 2):
        model = model_of(submission, sizes, seed)
        start = by_shape(probes.parameters(model), sizes)
        optimizer = submission.SGD(model.parameters(), lr=0.3)
        arguments = (model, x, y, np.random.default_rng(order_seed), 3, 4, optimizer)
        check_unchanged(submission.train, *arguments, name="train")
        runs.append(by_shape(probes.parameters(model), sizes))
    if all(np.allclose(one, other) for one, other in zip(start, runs[0], strict=True)):
        raise CheckFailure("train leaves the model's parameters as they were", cause="untrained")
    first, again, others = runs
    for one, other in zip(first, again, strict=True):
        check_close(other, one, name="a parameter after the same training again", rtol=1e-6, atol=1e-7)
    # all of them together: weights of units that no example activates stay as they are
    if all(np.allclose(one, other, rtol=1e-6, atol=1e-7) for one, other in zip(first, others, strict=True)):
        hint = "is rng used for the order of the examples?"
        raise CheckFailure(
            "train gives the same for generators in different states", hint=hint, cause="generator ignored"
        )


@points(0.5, part=PART, of="compare_activations", needs=[*PIECES, "train", "Sigmoid"])
def test_compare_activations_begins_with_weights_of_the_seed(submission, rng):
    """compare_activations: the weights that both networks begin with come from the seed, not the order alone"""
    # six examples fit into a batch, in which their order makes no difference; with small weights as many of each class
    # would lead to the same loss whatever the weights are
    x, y = rng.random((6, 5)), np.array([0, 0, 0, 1, 1, 2])
    runs = [submission.compare_activations(x, y, x[:1], y[5:], seed) for seed in (1, 2)]
    for activation in ("relu", "sigmoid"):
        for run in runs:
            if not isinstance(run, Mapping) or not isinstance(run.get(activation), Mapping):
                raise CheckFailure(f"compare_activations gives no history for {activation}", cause="keys")
        first, other = (
            np.concatenate(
                [np.ravel(np.asarray(run[activation].get(key, []), float)) for key in ("train_loss", "val_loss")]
            )
            for run in runs
        )
        if first.shape == other.shape and np.allclose(first, other, rtol=1e-12, atol=0):
            raise CheckFailure(
                f"{activation}: of examples that are one batch another seed gives the same history",
                hint="is the generator that MLP is given made from the seed?",
                cause="seed ignored",
            )
