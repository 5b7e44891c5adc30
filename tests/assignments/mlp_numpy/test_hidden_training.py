"""How training goes.

Each binding sentence of the statement, and the test that fails when it is broken:

| sentence                                              | test                                                       |
| ----------------------------------------------------- | ---------------------------------------------------------- |
| plain gradient descent at learning_rate(epoch, …) on  | test_fit_is_plain_gradient_descent                         |
| a batch's mean loss, without decay of weights; the    |                                                            |
| start does not depend on base_lr; the last parameters |                                                            |
| are returned                                          |                                                            |
| every update is a call of sgd_step at that rate;      | test_fit_updates_by_sgd_step                               |
| ⌈N / batch_size⌉ updates an epoch                     |                                                            |
| every example exactly once an epoch, the short last   | test_fit_uses_every_example_once                           |
| batch included; images and labels together            |                                                            |
| a new random order each epoch, from rng               | test_fit_draws_a_new_order_each_epoch                      |
| validation data has no influence                      | test_validation_data_has_no_influence                      |
| the same generator state gives the same, another      | test_fit_depends_on_the_generator_alone                    |
| state something else, another start as well; no       |                                                            |
| global randomness                                     |                                                            |
| labels: a list, any integer type                      | test_fit_takes_labels_in_any_container                     |
| arguments stay as they are, may be read-only          | test_fit_is_pure                                           |

What fit returns is looked at in test_hidden_results.py, the order of examples once more in test_hidden_order.py.

The tests look at fit from the outside alone. What an update was made of is seen in the parameters it leaves: with one
batch an epoch the whole run can be computed again from the submission's own functions, and with an identity matrix as
images row i of the first weight matrix moves by example i alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from math import ceil
from typing import Any

import numpy as np

from grader.checks import CheckFailure, check_close, check_finite, check_unchanged
from grader.judge import points

PART = "Training"
PIECES = ["softmax", "cross_entropy", "init_params", "forward", "backward", "sgd_step", "learning_rate", "predict"]
MOST_NUMBERS = 20_000_000  # in all parameters together
ANY_LABELS = (
    "labels come as a list, too: np.asarray makes an array of it; and as unsigned integers, where 0 − 1 is no −1"
)
CLOSE: dict[str, Any] = {"rtol": 1e-3, "atol": 1e-5}
ROUGHLY: dict[str, Any] = {"rtol": 1e-3, "atol": 1e-4}  # after some steps in float32


def examples(rng, count, features, count_val=5):
    """Images in [0, 1] and labels, the last of ten classes among them: x, y, x_val, y_val."""
    y, y_val = rng.integers(0, 10, count), rng.integers(0, 10, count_val)
    y[rng.integers(count)] = y_val[rng.integers(count_val)] = 9
    return rng.random((count, features)), y, rng.random((count_val, features)), y_val


def one_hot_images(rng, count):
    """The identity matrix as images: only example i lights up pixel i."""
    return np.eye(count), rng.permutation(np.arange(count) % 10), rng.random((3, count)), rng.integers(0, 10, 3)


def train(submission, data, seed, **options):
    """The parameters that fit on these data returns, with a generator of this seed."""
    return parameters(submission.fit(*data, np.random.default_rng(seed), **options), data[0].shape[1])


def parameters(result, features):
    """The first of the pair that fit returns: W1 has a row for each feature, and each layer fits the next."""
    if not isinstance(result, tuple | list) or len(result) != 2 or not isinstance(result[0], Mapping):
        raise CheckFailure("fit does not return the pair of a dict of parameters and a history", cause="pair")
    params, width, numbers = result[0], features, 0
    keys = [f"{kind}{layer}" for layer in range(1, len(params) // 2 + 1) for kind in "Wb"]
    if not keys or set(params) != set(keys):
        raise CheckFailure("fit gives parameters with other keys than W1, b1, W2, b2 and so on", cause="keys")
    arrays = dict.fromkeys(params)  # in the order of the submission
    for key in keys:
        check_finite(params[key], name=f"fit: params['{key}']")
        arrays[key] = value = np.asarray(params[key])
        shape = (width, *value.shape[1:2]) if key[0] == "W" else (width,)
        if value.shape != shape or not value.size or value.dtype.kind == "c" or (key[0] == "W" and value.ndim != 2):
            raise CheckFailure(
                f"fit: params['{key}'] has shape {value.shape}, and {width} values meet it", cause="shape"
            )
        width, numbers = value.shape[-1], numbers + value.size
    if width != 10 or numbers > MOST_NUMBERS:
        raise CheckFailure(f"fit gives {width} outputs and {numbers:,} numbers as parameters", cause="size")
    return arrays


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


def check_trained(params, initial, **tolerance):
    if not differ(params, initial, **tolerance):
        raise CheckFailure(
            "fit returns the parameters that it started from, untrained",
            hint="is base_lr handed on, and is what sgd_step returns kept?",
            cause="untrained",
        )


@points(4, part=PART, of="fit", needs=PIECES)
def test_fit_is_plain_gradient_descent(submission, rng):
    """With one batch an epoch, training is gradient descent at the scheduled rate, step by step"""
    x, y, x_val, y_val = examples(rng, 6, 7)
    x = 0.1 + 0.5 * x  # none is black or white, so that brightness and contrast count
    data = x, y, x_val, y_val
    base_lr, seed = 0.1, int(rng.integers(2**31))
    for epochs in (4, 12):
        options = {"epochs": epochs, "batch_size": 6}
        params = initial = train(submission, data, seed, base_lr=0.0, **options)
        for epoch in range(epochs):
            params = descend(submission, params, x, y, submission.learning_rate(epoch, base_lr, epochs))
        trained = train(submission, data, seed, base_lr=base_lr, **options)
        check_trained(trained, initial)
        for key, value in params.items():
            name = f"params['{key}'] after {epochs} epochs of one batch"
            try:
                check_close(trained[key], value, name=name, rtol=1e-3, atol=1e-4)
            except CheckFailure as failure:
                hint = likely_training_mistake(submission, initial, trained, data, seed, base_lr, epochs)
                raise CheckFailure(
                    failure.message, hint=hint, detail=failure.detail, cause="other descent"
                ) from failure
    check_last_where_the_loss_rises(submission, rng)
    changed = moved_in_the_dark(submission, data, seed)
    if changed:
        raise CheckFailure(
            "W1 changes on images that are all black, where its gradient is 0", hint=changed, cause="dark"
        )


def check_last_where_the_loss_rises(submission, rng):
    """The parameters after the last update are returned, also where those of an earlier epoch have a lower loss.

    Where no draw has a rate at which the loss rises at last (the schedule falls at once, the network is deep and its
    weights are small), nothing is looked at.
    """
    for _ in range(8):
        data, seed = examples(rng, 6, 7), int(rng.integers(2**31))
        initial = train(submission, data, seed, epochs=4, batch_size=6, base_lr=0.0)
        for base_lr in (1.0, 2.0, 4.0, 8.0, 16.0):
            states = states_of_descent(submission, initial, data, base_lr)
            if states:
                check_last(submission, data, seed, base_lr, states)
                return


def states_of_descent(submission, initial, data, base_lr):
    """The parameters before and after each of four epochs of one batch.

    [] unless an earlier epoch's are the best; also where a number is so large that what follows from it may be more
    than float32 holds, in which fit may compute.
    """
    x, y, *_ = data
    states, losses = [initial], []
    for epoch in range(5):
        if not all(np.abs(value).max() < 100 for value in states[-1].values()):
            return []
        losses.append(float(submission.cross_entropy(submission.forward(states[-1], x)[0], y)))
        if epoch < 4:
            lr = submission.learning_rate(epoch, base_lr, 4)
            states.append(descend(submission, states[-1], x, y, lr))
    # by the loss that an epoch meets as well as by the one that it ends with
    return states if min(losses[:3]) < losses[3] and min(losses[1:4]) < losses[4] else []


def check_last(submission, data, seed, base_lr, states):
    options = {"epochs": 4, "batch_size": 6, "base_lr": base_lr}
    trained = submission.fit(*data, np.random.default_rng(seed), **options)[0]
    # a step that is too large enlarges what is rounded: only what is clearly an earlier state is held to be one
    if differ(trained, states[-1], **ROUGHLY) and not all(differ(trained, state, **ROUGHLY) for state in states[:-1]):
        hint = "are those with the lowest training loss returned, or does training stop where the loss rises?"
        raise CheckFailure(
            "where the training loss rises at last, fit returns the parameters of an earlier epoch",
            hint=f"{hint} Asked for are those after the last update of all epochs",
            cause="not the last",
        )


def descend(submission, params, x, y, lr):
    _, cache = submission.forward(params, x)
    return submission.sgd_step(params, submission.backward(params, cache, y), lr)


def moved_in_the_dark(submission, data, seed):
    """Black images have no gradient of W1, so it must stay, bit by bit. What else may have moved it; "" if nothing."""
    x, y, *validation = data
    dark = (np.zeros_like(x), y, *validation)
    try:
        rates = (0.0, 1.0)
        still, moved = (train(submission, dark, seed, epochs=4, batch_size=4, base_lr=rate)["W1"] for rate in rates)
        if np.array_equal(still, moved):
            return ""
    except CheckFailure:  # images that are standardised, say, and are nan when all are alike
        pass
    return (
        "is there a decay of weights, are images shifted or scaled, or do the parameters that training starts from "
        "depend on base_lr?"
    )


def likely_training_mistake(submission, initial, trained, data, seed, base_lr, epochs):
    x, y, *_ = data
    constant, earlier = initial, initial
    for epoch in range(epochs):
        if 0 < epoch < epochs - 3 and not differ(trained, earlier, **ROUGHLY):
            return "are the parameters of an earlier epoch returned? Asked for are those after the last update"
        earlier = descend(submission, earlier, x, y, submission.learning_rate(epoch, base_lr, epochs))
        constant = descend(submission, constant, x, y, base_lr)
    if not differ(trained, constant, **ROUGHLY):
        return "is the rate base_lr in every epoch? Asked for is learning_rate(epoch, base_lr, epochs)"
    return (
        moved_in_the_dark(submission, data, seed)
        or "is it plain gradient descent on the images as they are given, at learning_rate(epoch, base_lr, epochs): no "
        "momentum, no decay, no clipping, in the later epochs neither?"
    )


@points(1, part=PART, of="fit", needs=PIECES)
def test_fit_updates_by_sgd_step(submission, probes, rng):
    """Every update is a call of sgd_step at the epoch's learning rate, as many as there are batches"""
    data = examples(rng, 11, 6)
    epochs, batch_size, base_lr = 3, 4, 0.25
    generator = np.random.default_rng(int(rng.integers(2**31)))
    options = {"epochs": epochs, "batch_size": batch_size, "base_lr": base_lr}
    calls = probes.updates(submission.fit, submission.sgd_step, *data, generator, **options)
    batches = ceil(11 / batch_size)
    if calls is None:
        return  # sgd_step is nothing whose calls can be seen; what they amount to is seen in the test before
    if len(calls) != epochs * batches:
        raise CheckFailure(
            f"fit made {len(calls)} calls of sgd_step in {epochs} epochs of {batches} batches",
            hint="the last batch may be shorter than batch_size, and counts" if len(calls) == epochs * 2 else "",
            cause="updates",
        )
    for step, (rate, _) in enumerate(calls):
        scheduled = submission.learning_rate(step // batches, base_lr, epochs)
        if rate is not None:
            epoch, name = step // batches, f"the rate of update {step % batches} in epoch {step // batches}"
            following = partial(submission.learning_rate, epoch + 1, base_lr, epochs)
            likely = {"is it the next epoch's rate, off by one? The first epoch is number 0": following}
            check_close(rate, scheduled, name=name, likely=likely if epoch + 1 < epochs else {}, **CLOSE)


@points(4, part=PART, of="fit", needs=PIECES)
def test_fit_uses_every_example_once(submission, reference, rng):
    """In an epoch every example counts exactly once, with its own label, the short last batch included"""
    count, batch_size = 13, 4
    data = one_hot_images(rng, count)
    seen = 0
    # an image that activates no hidden unit leaves no trace in W1; with few hidden units another start shows it
    for seed in rng.integers(2**31, size=12).tolist():
        weights = shares(submission, reference, data, seed, batch_size)
        check_weights(np.sort(weights), count, batch_size)
        seen += len(weights)
        if seen >= count:
            return
    if not seen:  # those whose gradient is lost in rounding tell nothing
        raise CheckFailure("hardly any image activates a hidden unit of a new network", cause="dead")


def shares(submission, reference, data, seed, batch_size):
    """By how much of its gradient each example moved the weights in one epoch; of those that have a gradient."""
    x, labels, *_ = data
    count = len(x)
    options = {"epochs": 1, "batch_size": batch_size}
    initial = train(submission, data, seed, base_lr=0.0, **options)
    by_label = [gradients_of_rows(reference, initial, [label] * count) for label in range(10)]
    sizes = np.array([np.abs(by_label[label][i]).max() for i, label in enumerate(labels)])
    # a step that hardly moves the weights, and moves them by more than they are rounded
    rounded = rounding(initial["W1"]) * batch_size
    step = float(np.clip(30 * rounded / max(float(np.median(sizes)), 1e-9), 1e-6, 1e-2))
    trained = train(submission, data, seed, base_lr=step, **options)
    descent, found = (np.asarray(initial["W1"], np.float64) - trained["W1"]) / step, []
    for i in range(count):
        with_label = [gradients[i] for gradients in by_label]
        own = with_label[labels[i]]
        if sizes[i] < max(1e-6, 6 * rounded / step):
            continue
        if np.abs(descent[i]).max() < 0.05 * np.abs(own).max() / batch_size:
            raise CheckFailure(
                f"example {i} of {count} was not used in an epoch with batches of {batch_size}",
                hint="is the last, shorter batch dropped, or are examples drawn with replacement?",
                cause="unused",
            )
        alike = [cosine(descent[i], gradient) for gradient in with_label]
        if alike[labels[i]] < 0.9:
            hint = "are images and labels shuffled together?" if max(alike) > 0.9 else ""
            what = "with another example's label" if hint else "in another direction than its gradient"
            raise CheckFailure(f"example {i} of {count} moved the weights {what}", hint=hint, cause="pairing")
        found.append(float(descent[i] @ own / (own @ own)))
    return np.array(found)


def rounding(weights):
    """By how much a weight may be rounded, in the type in which these were computed."""
    kind = np.float32 if np.array_equal(weights, np.float32(weights)) else np.float64
    return float(np.spacing(kind(np.sqrt(np.mean(np.square(weights, dtype=np.float64))))))


def small_step(weights):
    """A rate at which the weights hardly move, so that a gradient is that at the start, and more than they round."""
    in_float32 = np.array_equal(weights, np.float32(weights))
    return 1e-5 if in_float32 else 1e-6


def gradients_of_rows(reference, params, labels):
    """Row i is what example i with its label alone adds to row i of W1's gradient; images are the identity matrix."""
    _, cache = reference.forward(params, np.eye(len(labels)))
    return len(labels) * reference.backward(params, cache, labels)["W1"]  # no other example meets row i


def cosine(a, b):
    size = np.linalg.norm(a) * np.linalg.norm(b)
    return float(a @ b / size) if size else 0.0


def check_weights(weights, count, batch_size):
    """Each weight is 1 / batch_size, or 1 / what is left for the examples of the last batch."""
    left = count % batch_size
    full = np.isclose(weights, 1 / batch_size, rtol=0.2)
    short = np.isclose(weights, 1 / left, rtol=0.2)
    if (full | short).all() and short.sum() <= left and full.sum() <= count - left:
        return
    times = weights * batch_size
    hint = (
        "are all batches but the last of batch_size examples, and does the rate stay the same within the epoch? "
        "Is there momentum, or is a gradient clipped?"
    )
    if full.all():
        hint = "the last batch is shorter: its gradient is the mean over what it holds, not over batch_size"
    elif np.isclose(times, np.round(times), atol=0.1).all() and (times > 1.5).any():
        hint = "some examples were used twice: are they drawn with replacement, or is the last batch filled up?"
    message = f"in an epoch of {count} examples in batches of {batch_size} the examples do not count once each"
    shown = ", ".join(f"{weight:.3g}" for weight in weights)
    raise CheckFailure(message, hint=hint, detail=f"update over gradient, by example: {shown}", cause="shares")


@points(1, part=PART, of="fit", needs=PIECES)
def test_fit_draws_a_new_order_each_epoch(submission, reference, rng):
    """Every epoch has a new random order, drawn from the generator"""
    # 12 of 13 examples go into batches of four; the one that is left is a batch by itself, and moves its row by four
    # times as much: the rows tell how often, weighted by the rate, each example was that one.
    data = one_hot_images(rng, 13)
    seeds = rng.integers(2**31, size=6).tolist()
    firsts = [share_of_updates(submission, reference, data, seed, 1)[0] for seed in seeds]
    # where none stands out there is no short batch, which is another test's affair
    alone = {int(np.argmax(weights)) if weights.max() > 0.6 else -run for run, weights in enumerate(firsts, start=1)}
    runs = [share_of_updates(submission, reference, data, seed, 3) for seed in seeds]
    # An example that is alone in every epoch has a share of 1; one that is in the first epoch only has 1/4, and 3/4 of
    # the first rate's part of all rates. Chance leads to more than half-way between the two in some run, not in all.
    # A rate that falls to nothing at once leaves no trace of later orders, and where other parameters than the last
    # are returned, none is to be read.
    telling = [(weights.max(), first) for weights, first, whole in runs if whole and first < 0.95]
    if telling and all(most > (1 + 0.25 + 0.75 * first) / 2 for most, first in telling):
        raise CheckFailure(
            "the same example is in the short batch in every epoch" + (", of every run" if len(alone) == 1 else ""),
            hint="is the order drawn once, before the epochs, or not at all? Or are batches shuffled, not examples?",
            cause="order",
        )
    if len(alone) == 1:
        raise CheckFailure(
            "the order of the first epoch is the same for generators in different states",
            hint="is the first epoch shuffled, and by rng rather than by a generator of fit's own?",
            cause="generator ignored",
        )


def share_of_updates(submission, reference, data, seed, epochs):
    """Each example's share of the updates of its batches, averaged over the epochs by their rates.

    With it, the first rate's part of all rates, and whether the updates of all epochs are there.
    """
    count, batch_size = len(data[0]), 4
    options = {"epochs": epochs, "batch_size": batch_size}
    initial = train(submission, data, seed, base_lr=0.0, **options)
    step = small_step(initial["W1"])
    rates = [submission.learning_rate(epoch, step, epochs) for epoch in range(epochs)]
    check_close(rates[0], step, name="the rate of epoch 0", rtol=1e-3, atol=0)
    check_finite(rates, name="the rates of all epochs")
    trained = train(submission, data, seed, base_lr=step, **options)
    check_trained(trained, initial, rtol=0, atol=0)
    descent = (np.asarray(initial["W1"], np.float64) - trained["W1"]) / np.sum(rates)
    own = gradients_of_rows(reference, initial, data[1])
    size = (own * own).sum(axis=1)
    weights = np.where(size > 0, (descent * own).sum(axis=1) / np.maximum(size, 1e-300), 1 / batch_size)
    batches = ceil(count / batch_size)
    if not descent.any() or not batches / 8 < weights.sum() < batches * 12:
        raise CheckFailure(f"the updates are not those of batches of {batch_size}", cause="other updates")
    whole = bool(np.isclose(weights.sum(), batches, rtol=0.25))
    return weights * batches / weights.sum(), float(rates[0]) / float(np.sum(rates)), whole


@points(1, part=PART, of="fit", needs=PIECES)
def test_validation_data_has_no_influence(submission, reference, rng):
    """Other validation data, the same parameters"""
    x, y, *_ = examples(rng, 30, 8)
    seed = int(rng.integers(2**31))
    options = {"epochs": 8, "batch_size": 30, "base_lr": 0.5}
    params = train(submission, (x, y, x.copy(), y.copy()), seed, **options)
    initial = train(submission, (x, y, x.copy(), y.copy()), seed, **{**options, "base_lr": 0.0})
    check_trained(params, initial)
    # with what is said at first as labels the first epochs are the best, with what is said at last the last ones
    for labels in ((y + 1) % 10, *(reference.predict(state, x) for state in (initial, params))):
        check_same(
            train(submission, (x, y, x.copy(), labels), seed, **options),
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
    params = train(submission, data, seed, **options)
    again = train(submission, data, seed, **options)
    check_same(
        again,
        params,
        "fit gives other parameters for a generator in the same state",
        hint="all randomness must come from rng",
        cause="not deterministic",
    )
    others = train(submission, data, seed + 1, **options)
    if not differ(params, others):
        raise CheckFailure(
            "fit gives the same parameters for generators in different states",
            hint="is rng used, for the initial parameters and the order?",
            cause="generator ignored",
        )
    starts = [train(submission, data, state, **options, base_lr=0.0) for state in (seed, seed + 1)]
    if not differ(*starts):
        raise CheckFailure(
            "fit starts from the same parameters for generators in different states",
            hint="are the initial parameters drawn from rng?",
            cause="start",
        )


@points(1, part=PART, of="fit", needs=PIECES, hint=ANY_LABELS)
def test_fit_takes_labels_in_any_container(submission, rng):
    """Training takes labels as lists and as arrays of any integer type"""
    x, y, x_val, y_val = examples(rng, 9, 6)
    options = {"epochs": 2, "batch_size": 4}
    params = train(submission, (x, y, x_val, y_val), 3, **options)
    check_trained(params, train(submission, (x, y, x_val, y_val), 3, base_lr=0.0, **options))
    kinds = {f"{np.dtype(kind)} arrays": kind for kind in (np.uint8, np.int8, np.int32, np.uint64)}
    for kind, convert in (("lists", np.ndarray.tolist), *((name, partial(cast, kind)) for name, kind in kinds.items())):
        others = train(submission, (x, convert(y), x_val, convert(y_val)), 3, **options)
        check_same(others, params, f"fit gives other parameters when labels are {kind}", cause="labels")


def cast(kind, labels):
    return labels.astype(kind)


@points(1, part=PART, of="fit", needs=PIECES, excuses=False)
def test_fit_is_pure(submission, probes, rng):
    """Training leaves images, labels and global random state as they are, and takes arrays that are read-only"""
    data = examples(rng, 9, 6)
    seed, options = int(rng.integers(2**31)), {"epochs": 2, "batch_size": 4}
    # first of all: a seed that is set in every call shows in the first one
    result = check_unchanged(submission.fit, *data, np.random.default_rng(seed), name="fit", **options)
    params = parameters(result, 6)
    check_trained(params, train(submission, data, seed, base_lr=0.0, **options))
    x, y, x_val, y_val = data
    narrow = x.astype(np.float32), y.astype(np.int32), x_val.astype(np.float32), y_val.astype(np.int32)
    check_unchanged(submission.fit, *narrow, np.random.default_rng(seed), name="fit", **options)
    again = probes.read_only(submission.fit, *data, np.random.default_rng(seed), 2, 4)
    message = "fit gives other parameters when its arguments are read-only"
    check_same(parameters(again, 6), params, message, cause="read-only")
