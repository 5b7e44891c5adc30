"""The optimizer, and training.

| sentence                                               | test                                         |
| ------------------------------------------------------ | -------------------------------------------- |
| step: p ← p − lr · v, of every parameter; the model    | test_sgd_moves_every_parameter               |
| computes with the new values                           |                                              |
| v ← μ v + g, v at first 0, one for each parameter;     | test_sgd_with_momentum                       |
| the gradients stay                                     |                                              |
| SGD.zero_grad                                          | test_sgd_zero_grad                           |
| train: a step a batch, with that batch's gradient      | test_train_is_gradient_descent               |
| alone                                                  |                                              |
| every example once an epoch, the short batch included  | test_train_uses_every_example_once           |
| every epoch has a new random order, drawn from rng     | test_train_draws_a_new_order_each_epoch      |
| history of train: the mean loss, one number an epoch   | test_history_of_train                        |
| the same state, the same results; global state         | test_train_is_pure                           |
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from grader.checks import CheckFailure, check_close, check_finite, check_shape, check_unchanged
from grader.judge import points

PART = "Training"
CLOSE: dict[str, Any] = {"rtol": 1e-4, "atol": 1e-6}
ENGINE = ["Op", "Node", "unbroadcast", "Add", "Multiply", "Sum", "zero_grad"]
PIECES = [*ENGINE, "MatMul", "Transpose", "ReLU", "LogSoftmax", "cross_entropy", "Linear", "MLP", "SGD"]


# The optimizer


def give_gradients(nodes, gradients):
    """Backward of the nodes' weighted sum: the weights are the gradients."""
    total = 0.0
    for node, gradient in zip(nodes, gradients, strict=True):
        total = (node * gradient).sum() + total
    total.backward()


SHAPES = ((3, 4), (5,), (1, 2))


@points(1.5, part=PART, of="SGD", needs=[*ENGINE, "Linear"])
def test_sgd_moves_every_parameter(submission, rng):
    """SGD without momentum: minus the rate times the gradient, for every parameter, and the model notices"""
    nodes = [submission.Node(rng.normal(size=shape)) for shape in SHAPES]
    optimizer = submission.SGD(nodes, 0.3)
    for scale in (1.0, 1.0, 1000.0):  # the largest last: after it float32 has no digits left for small steps
        grads = [scale * rng.normal(size=shape) for shape in SHAPES]
        before = [np.array(node.value) for node in nodes]
        optimizer.zero_grad()
        give_gradients(nodes, grads)
        optimizer.step()
        for node, value, grad in zip(nodes, before, grads, strict=True):
            check_shape(node.value, value.shape, name="a parameter after a step")
            name = f"the step of a parameter of shape {value.shape}"
            try:
                check_close(node.value - value, -0.3 * grad, name=name, **CLOSE)
            except CheckFailure as failure:
                smaller = np.abs(node.value - value).max() < 0.15 * np.abs(grad).max()
                hint = failure.hint
                if scale > 1 and smaller:
                    hint = "are large gradients clipped? They are to be taken as they are"
                raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="step") from failure
    layer = submission.Linear(4, 3, np.random.default_rng(5))
    parameters = [layer.weight, layer.bias]
    optimizer = submission.SGD(parameters, lr=0.5)
    x, weight, bias = rng.normal(size=(2, 4)), np.array(layer.weight.value), np.array(layer.bias.value)
    grads = [rng.normal(size=(3, 4)), rng.normal(size=3)]
    give_gradients(parameters, grads)
    optimizer.step()
    expected = x @ (weight - 0.5 * grads[0]).T + bias - 0.5 * grads[1]
    try:
        check_close(layer(x).value, expected, name="a layer's output after a step of its parameters", **CLOSE)
    except CheckFailure as failure:
        hint = "does the optimizer move copies? The layer must compute with the new values"
        raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="rebinding") from failure


@points(1.5, part=PART, of="SGD", needs=ENGINE)
def test_sgd_with_momentum(submission, rng):
    """SGD with momentum: v ← μ v + g, p ← p − lr · v, over five steps, of which two are by the same gradients"""
    lr, momentum = 0.2, 0.7
    start = [rng.normal(size=shape) for shape in SHAPES]
    nodes = [submission.Node(value) for value in start]
    optimizer = submission.SGD(nodes, lr=lr, momentum=momentum)
    gradients = [[rng.normal(size=shape) for shape in SHAPES] for _ in range(5)]
    gradients[1] = gradients[0]  # the second step is by the gradients that are there
    found = []
    for step, grads in enumerate(gradients):
        if step != 1:
            optimizer.zero_grad()
            give_gradients(nodes, grads)
        optimizer.step()
        found.append([node.value for node in nodes])
    for index, shape in enumerate(SHAPES):
        path = [values[index] for values in found]
        own = [grads[index] for grads in gradients]
        for step, (value, due) in enumerate(zip(path, heavy_ball(start[index], own, lr, momentum), strict=True), 1):
            name = f"a parameter of shape {shape} after {step} steps with momentum {momentum}"
            try:
                check_close(value, due, name=name, **CLOSE)
            except CheckFailure as failure:
                hint = "does every parameter have a velocity of its own, that is kept from step to step?"
                if not index:
                    hint = likely_momentum(path, start[index], own, lr, momentum) or hint
                if step == 2 and hint.startswith("does"):
                    hint = "between the first step and the second nothing is done: does step change the gradients?"
                raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="momentum") from failure


def heavy_ball(value, grads, lr, momentum, own=1.0, nesterov=False):
    """The parameter after each step."""
    velocity, path = np.zeros_like(value), []
    for grad in grads:
        velocity = momentum * velocity + own * grad
        value = value - lr * (own * grad + momentum * velocity if nesterov else velocity)
        path.append(value)
    return path


def likely_momentum(path, value, grads, lr, momentum):
    for wrong, words in (
        (heavy_ball(value, grads, lr, 0.0), "is there no momentum?"),
        (heavy_ball(value, grads, lr, momentum, own=1 - momentum), "is it an average, with (1 − μ) g? Asked for is g"),
        (heavy_ball(value, grads, lr, momentum, nesterov=True), "is that Nesterov's momentum?"),
        (heavy_ball(value, grads, lr, 1.0), "is the velocity not multiplied by μ?"),
        (heavy_ball(value, grads, lr, momentum, own=lr), "is the velocity multiplied by the rate twice?"),
    ):
        if all(
            np.shape(one) == value.shape and np.allclose(one, due, rtol=1e-3)
            for one, due in zip(path, wrong, strict=True)
        ):
            return words
    return ""


@points(0.5, part=PART, of="SGD", needs=ENGINE)
def test_sgd_zero_grad(submission, rng):
    """SGD.zero_grad: the gradients of its parameters are None or zeros again"""
    nodes = [submission.Node(rng.normal(size=shape)) for shape in SHAPES]
    optimizer = submission.SGD(nodes, lr=0.1)
    give_gradients(nodes, [rng.normal(size=shape) for shape in SHAPES])
    optimizer.zero_grad()
    for node in nodes:
        if node.grad is not None and np.any(np.asarray(node.grad)):
            raise CheckFailure("a gradient is not None or zeros after SGD.zero_grad", cause="zero_grad")


# Training


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
        submission.train(model, x, y, np.random.default_rng(1), epochs, batch_size, optimizer)
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


def shares(submission, probes, seed, order_seed, count, batch_size, epochs):
    """By how much of its gradient each example moved the weights; labels repeat 0, 1, 2."""
    labels = np.arange(count) % 3
    model = model_of(submission, (count, 3), seed)
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


@points(2, part=PART, of="train", needs=PIECES)
def test_train_uses_every_example_once(submission, probes, rng):
    """In an epoch every example counts exactly once, with its own label, the short last batch included"""
    for count, batch_size in ((13, 4), (8, 4), (7, 1)):
        seed, order_seed = rng.integers(2**31, size=2).tolist()
        weights = np.sort(shares(submission, probes, seed, order_seed, count, batch_size, 1))
        left = count % batch_size or batch_size
        wanted = np.sort(np.where(np.arange(count) < count - left, 1 / batch_size, 1 / left))
        if np.allclose(weights, wanted, rtol=0.2):
            continue
        unused = int((weights == 0).sum())
        times = weights * batch_size
        hint = "is each step by the gradient of the batch's mean loss, at the optimizer's own rate?"
        if unused:
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
