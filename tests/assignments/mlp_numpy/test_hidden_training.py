"""Training.

Each binding sentence of the statement, and the test that fails when it is broken:

| sentence                                              | test                                                       |
| ----------------------------------------------------- | ---------------------------------------------------------- |
| fit returns parameters for D inputs and ten classes,  | test_fit_returns_parameters_and_history                    |
| and a history                                         |                                                            |
| history: the mean loss, measured on what it says      | test_history_is_what_was_measured                          |
| plain gradient descent at learning_rate(epoch, …) on  | test_fit_is_plain_gradient_descent                         |
| a batch's mean loss; the last parameters are returned |                                                            |
| every update is a call of sgd_step at that rate;      | test_fit_updates_by_sgd_step                               |
| ⌈N / batch_size⌉ updates an epoch                     |                                                            |
| every example exactly once an epoch, the short last   | test_fit_uses_every_example_once                           |
| batch included; images and labels together            |                                                            |
| a new random order each epoch, from rng               | test_fit_draws_a_new_order_each_epoch                      |
| validation data has no influence                      | test_validation_data_has_no_influence                      |
| the same generator state gives the same, another      | test_fit_depends_on_the_generator_alone                    |
| state something else; no global randomness            |                                                            |
| labels: a list, any integer type                      | test_fit_takes_labels_in_any_container                     |
| arguments stay as they are, may be read-only          | test_fit_is_pure                                           |

The tests look at fit from the outside alone. What an update was made of is seen in the parameters it leaves: with one
batch an epoch the whole run can be computed again from the submission's own functions, and with an identity matrix as
images row i of the first weight matrix moves by example i alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any

import numpy as np

from grader.checks import CheckFailure, check_close, check_finite, check_unchanged
from grader.judge import points

PART = "Training"
PIECES = ["softmax", "cross_entropy", "init_params", "forward", "backward", "sgd_step", "learning_rate", "predict"]
MEASURES = ("train_loss", "val_loss", "val_accuracy")
CLOSE: dict[str, Any] = {"rtol": 1e-3, "atol": 1e-5}
ROUGHLY: dict[str, Any] = {"rtol": 1e-3, "atol": 1e-4}  # after some steps in float32


def examples(rng, count, features, count_val=5):
    """Images in [0, 1] and labels of ten classes, some of them absent: x, y, x_val, y_val."""
    return (
        rng.random((count, features)),
        rng.integers(0, 9, count),
        rng.random((count_val, features)),
        rng.integers(0, 9, count_val),
    )


def one_hot_images(rng, count):
    """The identity matrix as images: only example i lights up pixel i."""
    return np.eye(count), rng.permutation(np.arange(count) % 10), rng.random((3, count)), rng.integers(0, 10, 3)


def train(submission, data, seed, **options):
    """fit on these data with a generator of this seed: (params, history), of the kinds that they should be."""
    result = submission.fit(*data, np.random.default_rng(seed), **options)
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise CheckFailure("fit does not return the pair (params, history)", cause="pair")
    params, history = result
    if not isinstance(params, Mapping):
        raise CheckFailure(f"fit gives a {type(params).__name__} as parameters, expected a dict", cause="type")
    check_layers(params, data[0].shape[1])
    return params, history


def check_layers(params, features):
    """W1 has a row for each feature, the last layer ten columns, and each layer fits the next."""
    depth = len(params) // 2
    keys = [f"{kind}{layer}" for layer in range(1, depth + 1) for kind in "Wb"]
    if not depth or set(params) != set(keys):
        raise CheckFailure(
            f"fit gives parameters with the keys {', '.join(map(str, params))}; expected W1, b1, W2, b2 and so on",
            cause="keys",
        )
    width = features
    for layer in range(1, depth + 1):
        check_finite(params[f"W{layer}"], name=f"fit: params['W{layer}']")
        check_finite(params[f"b{layer}"], name=f"fit: params['b{layer}']")
        shape, of_bias = np.shape(params[f"W{layer}"]), np.shape(params[f"b{layer}"])
        if len(shape) != 2 or shape[0] != width or of_bias != shape[1:]:
            what = f"W{layer} and b{layer} have shapes {shape} and {of_bias}"
            raise CheckFailure(f"fit: {what}; {width} values come in", cause="shape")
        width = shape[1]
    if width != 10:
        raise CheckFailure(f"fit: the last layer has {width} outputs, expected ten", cause="shape")


def check_history(history, epochs):
    """Three sequences of finite numbers, one an epoch."""
    if not isinstance(history, Mapping):
        raise CheckFailure(f"fit gives a {type(history).__name__} as history, expected a dict", cause="type")
    for key in MEASURES:
        if key not in history:
            raise CheckFailure(f"history lacks {key}", cause="keys")
        check_finite(history[key], name=f"history['{key}']")
        if np.shape(history[key]) != (epochs,):
            raise CheckFailure(
                f"history['{key}'] has shape {np.shape(history[key])}, expected one number for each of {epochs} epochs",
                cause="length",
            )
    accuracy = np.asarray(history["val_accuracy"])
    if accuracy.min() < 0 or accuracy.max() > 1:
        raise CheckFailure(
            "history['val_accuracy'] is not a fraction in [0, 1]", hint="is it in per cent, or a count?", cause="range"
        )


def differ(params, others, rtol=1e-6, atol=1e-9):
    """The first key at which two runs' parameters differ; None when they are the same."""
    for key, value in others.items():
        if np.shape(params.get(key)) != np.shape(value) or not np.allclose(params[key], value, rtol=rtol, atol=atol):
            return key
    return None


def check_same(params, expected, message, *, hint="", cause=""):
    """Parameters of one run against those of another that must give the same."""
    key = differ(params, expected)
    if key:
        raise CheckFailure(f"{message}: {key} differs", hint=hint, cause=cause)


def check_trained(params, initial):
    if not differ(params, initial):
        raise CheckFailure("fit returns the parameters that it started from, untrained", cause="untrained")


@points(2, part=PART, of="fit", needs=PIECES)
def test_fit_returns_parameters_and_history(submission, rng):
    """Training returns the parameters for ten classes and a history with one number an epoch"""
    data = examples(rng, 17, 11)
    for epochs, batch_size in ((3, 5), (1, 64)):
        params, history = train(submission, data, 1, epochs=epochs, batch_size=batch_size)
        check_history(history, epochs)
        initial, _ = train(submission, data, 1, epochs=epochs, batch_size=batch_size, base_lr=0.0)
        check_trained(params, initial)


@points(2, part=PART, of="fit", needs=PIECES)
def test_history_is_what_was_measured(submission, reference, rng):
    """The history holds the mean training loss, and loss and accuracy on the validation data at the epoch's end"""
    x, y, *_ = data = examples(rng, 20, 9)
    seed = int(rng.integers(2**31))
    params, history = train(submission, data, seed, epochs=2, batch_size=5, base_lr=0.0)
    check_history(history, 2)
    at_start = reference.cross_entropy(reference.forward(params, x)[0], y)
    name = "train_loss of a run in which nothing moves"
    check_close(
        np.asarray(history["train_loss"]), np.full(2, at_start), name=name, sizes={"batches": 4, "N": 20}, **CLOSE
    )

    x_val, y_val = x, np.concatenate([y[:14], (y[14:] + 1) % 10])  # can be learnt, but for six of them
    data = (x, y, x_val, y_val)
    params, history = train(submission, data, seed, epochs=20, batch_size=5, base_lr=0.5)
    check_history(history, 20)
    logits, _ = reference.forward(params, x_val)
    check_close(history["val_loss"][-1], reference.cross_entropy(logits, y_val), name="the last val_loss", **CLOSE)
    right = np.mean(logits.argmax(axis=1) == y_val)
    check_close(history["val_accuracy"][-1], right, name="the last val_accuracy", sizes={"N_val": 20}, **CLOSE)


@points(4, part=PART, of="fit", needs=PIECES)
def test_fit_is_plain_gradient_descent(submission, rng):
    """With one batch an epoch, training is gradient descent at the scheduled rate, step by step"""
    x, y, *_ = data = examples(rng, 6, 7)
    options = {"epochs": 4, "batch_size": 6}
    base_lr, seed = 0.5, int(rng.integers(2**31))
    params, _ = train(submission, data, seed, base_lr=0.0, **options)
    initial = params
    for epoch in range(4):
        params = descend(submission, params, x, y, submission.learning_rate(epoch, base_lr, 4))
    trained, _ = train(submission, data, seed, base_lr=base_lr, **options)
    check_trained(trained, initial)
    for key, value in params.items():
        try:
            check_close(
                trained[key], value, name=f"params['{key}'] after four epochs of one batch", rtol=1e-3, atol=1e-4
            )
        except CheckFailure as failure:
            hint = likely_training_mistake(submission, initial, trained, x, y, base_lr)
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="other descent") from failure


def descend(submission, params, x, y, lr):
    _, cache = submission.forward(params, x)
    return submission.sgd_step(params, submission.backward(params, cache, y), lr)


def likely_training_mistake(submission, initial, trained, x, y, base_lr):
    constant, earlier = initial, initial
    for epoch in range(4):
        if epoch and not differ(trained, earlier, **ROUGHLY):
            return "are the parameters of an earlier epoch returned? Asked for are those after the last update"
        earlier = descend(submission, earlier, x, y, submission.learning_rate(epoch, base_lr, 4))
        constant = descend(submission, constant, x, y, base_lr)
    if not differ(trained, constant, **ROUGHLY):
        return "is the rate base_lr in every epoch? Asked for is learning_rate(epoch, base_lr, epochs)"
    return "is it plain gradient descent (no momentum, no decay of weights), at learning_rate(epoch, base_lr, epochs)?"


@points(1, part=PART, of="fit", needs=PIECES)
def test_fit_updates_by_sgd_step(submission, probes, rng):
    """Every update is a call of sgd_step at the epoch's learning rate, as many as there are batches"""
    data = examples(rng, 11, 6)
    epochs, batch_size, base_lr = 3, 4, 0.25
    generator = np.random.default_rng(int(rng.integers(2**31)))
    options = {"epochs": epochs, "batch_size": batch_size, "base_lr": base_lr}
    rates = probes.updates(submission.fit, *data, generator, **options)
    batches = ceil(11 / batch_size)
    if len(rates) != epochs * batches:
        raise CheckFailure(
            f"fit made {len(rates)} calls of sgd_step in {epochs} epochs of {batches} batches",
            hint="the last batch may be shorter than batch_size, and counts" if len(rates) == epochs * 2 else "",
            cause="updates",
        )
    for step, rate in enumerate(rates):
        scheduled = submission.learning_rate(step // batches, base_lr, epochs)
        if rate is not None:
            check_close(
                rate, scheduled, name=f"the rate of update {step % batches} in epoch {step // batches}", **CLOSE
            )


@points(4, part=PART, of="fit", needs=PIECES)
def test_fit_uses_every_example_once(submission, reference, rng):
    """In an epoch every example counts exactly once, with its own label, the short last batch included"""
    count, batch_size = 13, 4
    data = one_hot_images(rng, count)
    seed = int(rng.integers(2**31))
    options = {"epochs": 1, "batch_size": batch_size}
    initial, _ = train(submission, data, seed, base_lr=0.0, **options)
    step = small_step(initial["W1"])
    trained, _ = train(submission, data, seed, base_lr=step, **options)
    descent = (np.asarray(initial["W1"], np.float64) - trained["W1"]) / step
    alive = []
    for i in range(count):
        with_label = [gradient_of_row(reference, initial, i, label, count) for label in range(10)]
        own = with_label[data[1][i]]
        if np.abs(own).max() < 1e-6:
            continue  # no hidden unit is active for this image: it leaves no trace in W1
        if np.abs(descent[i]).max() < 0.05 * np.abs(own).max() / batch_size:
            raise CheckFailure(
                f"example {i} of {count} was not used in an epoch with batches of {batch_size}",
                hint="is the last, shorter batch dropped, or are examples drawn with replacement?",
                cause="unused",
            )
        alike = [cosine(descent[i], gradient) for gradient in with_label]
        if alike[data[1][i]] < 0.9:
            hint = "are images and labels shuffled together?" if max(alike) > 0.9 else ""
            what = "with another example's label" if hint else "in another direction than its gradient"
            raise CheckFailure(f"example {i} of {count} moved the weights {what}", hint=hint, cause="pairing")
        alive.append(float(descent[i] @ own / (own @ own)))
    check_weights(np.sort(alive), count, batch_size)


def small_step(weights):
    """A rate at which the weights hardly move, so that a gradient is that at the start, and more than they round."""
    in_float32 = np.array_equal(weights, np.float32(weights))
    return 1e-5 if in_float32 else 1e-6


def gradient_of_row(reference, params, i, label, count):
    """What example i with this label alone adds to row i of W1's gradient."""
    _, cache = reference.forward(params, np.eye(count)[i : i + 1])
    return reference.backward(params, cache, [label])["W1"][i]


def cosine(a, b):
    size = np.linalg.norm(a) * np.linalg.norm(b)
    return float(a @ b / size) if size else 0.0


def check_weights(weights, count, batch_size):
    """Each weight is 1 / batch_size, or 1 / what is left for the examples of the last batch."""
    if len(weights) < count // 2:
        raise CheckFailure("most images activate no hidden unit of the new network: is it wide enough?", cause="dead")
    left = count % batch_size
    full = np.isclose(weights, 1 / batch_size, rtol=0.2)
    short = np.isclose(weights, 1 / left, rtol=0.2)
    if (full | short).all() and short.sum() <= left and full.sum() <= count - left:
        return
    hint = "once each, divided by the size of its batch, is what is asked for"
    if full.all():
        hint = "the last batch is shorter: its gradient is the mean over what it holds, not over batch_size"
    elif full.any() and np.isclose(weights, 2 / batch_size, rtol=0.2).any():
        hint = "some examples were used twice: are they drawn with replacement, or is the last batch filled up?"
    message = f"in an epoch of {count} examples in batches of {batch_size} the examples do not count once each"
    shares = ", ".join(f"{weight:.3g}" for weight in weights)
    raise CheckFailure(message, hint=hint, detail=f"update over gradient, by example: {shares}", cause="shares")


@points(2, part=PART, of="fit", needs=PIECES)
def test_fit_draws_a_new_order_each_epoch(submission, reference, rng):
    """Every epoch has a new random order, drawn from the generator"""
    # 12 of 13 examples go into batches of four; the last one in the order is a batch by itself, and moves its row by
    # four times as much: the rows tell how often, weighted by the rate, each example came last.
    count, batch_size, epochs = 13, 4, 6
    data = one_hot_images(rng, count)
    options = {"epochs": epochs, "batch_size": batch_size}
    found = []
    for seed in rng.integers(2**31, size=2).tolist():
        initial, _ = train(submission, data, seed, base_lr=0.0, **options)
        step = small_step(initial["W1"])
        rates = [submission.learning_rate(epoch, step, epochs) for epoch in range(epochs)]
        check_close(rates[0], step, name="the rate of epoch 0", rtol=1e-3, atol=0)
        check_finite(rates, name="the rates of all epochs")
        trained, _ = train(submission, data, seed, base_lr=step, **options)
        descent = (np.asarray(initial["W1"], np.float64) - trained["W1"]) / np.sum(rates)
        if not descent.any():
            raise CheckFailure("fit returns the parameters that it started from, untrained", cause="untrained")
        own = np.array([gradient_of_row(reference, initial, i, data[1][i], count) for i in range(count)])
        size = (own * own).sum(axis=1)
        weights = np.where(size > 0, (descent * own).sum(axis=1) / np.maximum(size, 1e-300), 1 / batch_size)
        if weights.max() > 0.97 or weights.min() < 0.01:  # never last, where the short batch is not used at all
            raise CheckFailure(
                "the same example comes last in every epoch",
                hint="is the order drawn once, before the epochs, or not at all?",
                cause="order",
            )
        found.append(weights)
    if np.ptp(found) > 0.05 and np.allclose(*found, atol=0.02):
        raise CheckFailure(
            "the order of the examples is the same for generators in different states",
            hint="is the order drawn from rng, and not from a generator of fit's own?",
            cause="generator ignored",
        )


@points(1, part=PART, of="fit", needs=PIECES)
def test_validation_data_has_no_influence(submission, rng):
    """Other validation data, the same parameters"""
    x, y, *_ = examples(rng, 30, 8)
    seed = int(rng.integers(2**31))
    options = {"epochs": 8, "batch_size": 30, "base_lr": 0.5}
    params, _ = train(submission, (x, y, x, y), seed, **options)
    others, _ = train(submission, (x, y, x, (y + 1) % 10), seed, **options)
    initial, _ = train(submission, (x, y, x, y), seed, **{**options, "base_lr": 0.0})
    check_trained(params, initial)
    check_same(
        others,
        params,
        "fit gives other parameters with other validation labels",
        hint="validation data is only measured: is it trained on, or does it choose which parameters are returned?",
        cause="validation",
    )


@points(2, part=PART, of="fit", needs=PIECES)
def test_fit_depends_on_the_generator_alone(submission, rng):
    """The same generator state gives the same parameters, another state gives others; global state is untouched"""
    data = examples(rng, 12, 7)
    seed = int(rng.integers(2**31))
    options = {"epochs": 2, "batch_size": 5}
    params, _ = train(submission, data, seed, **options)
    again, _ = train(submission, data, seed, **options)
    check_same(
        again,
        params,
        "fit gives other parameters for a generator in the same state",
        hint="all randomness must come from rng",
        cause="not deterministic",
    )
    others, _ = train(submission, data, seed + 1, **options)
    if not differ(params, others):
        raise CheckFailure(
            "fit gives the same parameters for generators in different states",
            hint="is rng used, for the initial parameters and the order?",
            cause="generator ignored",
        )


@points(1, part=PART, of="fit", needs=PIECES)
def test_fit_takes_labels_in_any_container(submission, rng):
    """Training takes labels as lists and as arrays of small integer types"""
    x, y, x_val, y_val = examples(rng, 9, 6)
    options = {"epochs": 2, "batch_size": 4}
    params, _ = train(submission, (x, y, x_val, y_val), 3, **options)
    check_trained(params, train(submission, (x, y, x_val, y_val), 3, base_lr=0.0, **options)[0])
    for kind, convert in (("lists", np.ndarray.tolist), ("uint8 arrays", lambda labels: labels.astype(np.uint8))):
        others, _ = train(submission, (x, convert(y), x_val, convert(y_val)), 3, **options)
        check_same(others, params, f"fit gives other parameters when labels are {kind}", cause="labels")


@points(1, part=PART, of="fit", needs=PIECES)
def test_fit_is_pure(submission, probes, rng):
    """Training leaves images, labels and global random state as they are, and takes arrays that are read-only"""
    data = examples(rng, 9, 6)
    seed, options = int(rng.integers(2**31)), {"epochs": 2, "batch_size": 4}
    params, _ = train(submission, data, seed, **options)
    check_trained(params, train(submission, data, seed, base_lr=0.0, **options)[0])
    check_unchanged(submission.fit, *data, np.random.default_rng(seed), name="fit", **options)
    again = probes.read_only(submission.fit, *data, np.random.default_rng(seed), 2, 4)
    check_same(again[0], params, "fit gives other parameters when its arguments are read-only", cause="read-only")
