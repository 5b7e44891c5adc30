"""Gradient descent, its history, and what it comes to on MNIST.

Each binding sentence of the statement, and the test that fails when it is broken:

| sentence                                              | test                                                  |
| ----------------------------------------------------- | ----------------------------------------------------- |
| gradient_descent: the layout of init_params, trained; | test_gradient_descent_returns_parameters_and_history  |
| a history of one finite number an iteration           |                                                       |
| each iteration is one step at alpha with the gradient | test_gradient_descent_is_full_batch                   |
| over all m; the start does not depend on alpha; the   |                                                       |
| last parameters are returned; no decay, no momentum;  |                                                       |
| alpha stays what it is, no iteration is left out      |                                                       |
| history: the mean cross-entropy, and a fraction       | test_history_is_what_was_measured                     |
| history: finite numbers, of large logits as well      | test_history_of_large_logits                          |
| all randomness is rng's                               | test_gradient_descent_depends_on_the_generator_alone  |
| labels: a list, any integer type                      | test_gradient_descent_takes_labels_in_any_container   |
| arguments stay as they are, may be read-only          | test_gradient_descent_is_pure                         |
| 80 % of 10,000 digits; get_predictions fits what      | test_accuracy_on_mnist                                |
| gradient_descent returned                             |                                                       |
| the history of that run                               | test_history_on_mnist                                 |

With one batch an iteration the whole run can be computed again from the submission's own functions.

On MNIST gradient_descent runs once, on a secret split: nothing that is public fits its pixels or its labels. The
accuracy is that of the parameters, computed from them here, so a table of images is of no use.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

import numpy as np

from grader.checks import CheckFailure, check_accuracy, check_close, check_finite, check_shape, check_unchanged
from grader.data import secret_split
from grader.judge import points, shared_run
from grader.judge.verdict import record

DESCENT, ACCURACY = "Gradient descent", "Accuracy"
PIECES = [
    "relu", "relu_grad", "softmax", "one_hot", "init_params", "forward_propagation", "backward_propagation",
    "update_params", "get_predictions", "get_accuracy",
]  # fmt: skip
PIXELS, DIGITS = 784, 10
MOST_NUMBERS = 2_000_000  # in all parameters together: what is computed with them here has to end
IMAGES, ITERATIONS, ALPHA = 5_000, 500, 0.2
LONG_RUN_NUMBERS = 250_000  # in all parameters: hundreds of steps with more than these would take too long
MANY_IMAGES = 4_200
AGREEMENT = 0.998  # of predictions in float32 with those of the model answer: two logits may be equal but for rounding
SMALLEST = 1e-7  # a probability that the history's loss may be kept above
CLOSE: dict[str, Any] = {"rtol": 1e-3, "atol": 1e-5}


def digits(rng, count):
    """Images and labels, the last digit among them."""
    y = rng.integers(0, DIGITS, count)
    y[rng.integers(count)] = DIGITS - 1
    return rng.random((PIXELS, count)), y


def descend(submission, data, seed, *, iterations, alpha):
    """The parameters and the history that gradient_descent returns, of the kinds that they should be."""
    result = submission.gradient_descent(*data, iterations, alpha, np.random.default_rng(seed))
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise CheckFailure("gradient_descent does not return the pair (params, history)", cause="pair")
    return layers(result[0]), result[1]


def layers(params):
    """The parameters as arrays of floats, each layer fitting the next: 784 in, ten out."""
    if not isinstance(params, Mapping):
        raise CheckFailure(
            f"gradient_descent gives a {type(params).__name__} as parameters, expected a dict", cause="type"
        )
    depth = len(params) // 2
    keys = [f"{kind}{layer}" for layer in range(1, depth + 1) for kind in "Wb"]
    if not depth or set(params) != set(keys):
        raise CheckFailure(
            "gradient_descent gives parameters with other keys than W1, b1, W2, b2 and so on", cause="keys"
        )
    arrays, width, numbers = {}, PIXELS, 0
    for key in keys:
        name = f"gradient_descent: params['{key}']"
        check_finite(params[key], name=name)
        value = np.asarray(params[key])
        fits = value.ndim == 2 and value.shape == ((len(value), width) if key[0] == "W" else (width, 1))
        if not fits or not value.size or value.dtype.kind == "c":
            raise CheckFailure(f"{name} has shape {value.shape}, and {width} values meet it", cause="shape")
        width, numbers = len(value), numbers + value.size
        arrays[key] = value if value.dtype in (np.float32, np.float64) else value.astype(np.float64)
    if width != DIGITS or numbers > MOST_NUMBERS:
        raise CheckFailure(
            f"gradient_descent gives {width} outputs and {numbers:,} numbers as parameters", cause="size"
        )
    return arrays


def check_history(history, iterations):
    """Two sequences of finite numbers, one an iteration."""
    if not isinstance(history, Mapping):
        raise CheckFailure(
            f"gradient_descent gives a {type(history).__name__} as history, expected a dict", cause="type"
        )
    for key in ("loss", "accuracy"):
        if key not in history:
            raise CheckFailure(f"history lacks {key}", cause="keys")
        check_finite(history[key], name=f"history['{key}']")
        if np.iscomplexobj(history[key]) or np.shape(history[key]) != (iterations,):
            raise CheckFailure(
                f"history['{key}'] has shape {np.shape(history[key])}, expected one number for each of {iterations} "
                "iterations",
                cause="length",
            )
    accuracy = np.asarray(history["accuracy"])
    if accuracy.min() < 0 or accuracy.max() > 1:
        raise CheckFailure(
            "history['accuracy'] is not a fraction in [0, 1]", hint="is it in per cent, or a count?", cause="range"
        )


def differ(params, others, rtol=1e-6, atol=1e-9):
    """The first key at which two runs' parameters differ; None when they are the same."""
    for key, value in others.items():
        if np.shape(params.get(key)) != np.shape(value) or not np.allclose(params[key], value, rtol=rtol, atol=atol):
            return key
    return None


def check_same(params, expected, message, *, hint="", cause=""):
    key = differ(params, expected)
    if key:
        raise CheckFailure(f"{message}: {key} differs", hint=hint, cause=cause)


def check_trained(params, initial):
    if not differ(params, initial):
        raise CheckFailure("gradient_descent returns the parameters that it started from, untrained", cause="untrained")


def step(functions, params, x, y, alpha):
    cache = functions.forward_propagation(params, x)
    return functions.update_params(params, functions.backward_propagation(params, cache, x, y), alpha)


# Gradient descent


def own_shapes(submission):
    """The shapes of the student's own parameters, where init_params gives a dict of arrays."""
    params = submission.init_params(np.random.default_rng(1))
    if not isinstance(params, dict) or not all(isinstance(value, np.ndarray) for value in params.values()):
        return None
    return {key: value.shape for key, value in params.items()}


@points(2, part=DESCENT, of="gradient_descent", needs=PIECES)
def test_gradient_descent_returns_parameters_and_history(submission, rng):
    """Gradient descent returns parameters like those of init_params, and a history with one number an iteration"""
    for iterations, count, kind in ((3, 7, float), (1, 1, np.float32)):
        x, y = digits(rng, count)
        data = (x.astype(kind), y)
        params, history = descend(submission, data, 1, iterations=iterations, alpha=0.1)
        check_history(history, iterations)
        shapes = own_shapes(submission) or {}
        if {key: value.shape for key, value in params.items()} != shapes:
            raise CheckFailure("gradient_descent gives parameters of other shapes than init_params", cause="shape")
        check_trained(params, descend(submission, data, 1, iterations=iterations, alpha=0.0)[0])


@points(5, part=DESCENT, of="gradient_descent", needs=PIECES)
def test_gradient_descent_is_full_batch(submission, reference, rng):
    """Gradient descent takes one step an iteration, at alpha, with the gradient over all images"""
    x, y = digits(rng, 9)
    x = 0.1 + 0.4 * x  # none is black or white, so that brightness and contrast count
    data, seed, alpha = (x, y), int(rng.integers(2**31)), 0.1
    initial, _ = descend(submission, data, seed, iterations=4, alpha=0.0)
    trained, _ = descend(submission, data, seed, iterations=4, alpha=alpha)
    check_trained(trained, initial)
    runs = [initial]
    for _ in range(5):
        runs.append(step(submission, runs[-1], x, y, alpha))
    for key, value in runs[4].items():
        # weights are compared by how far they have moved, since that is little beside what they are
        moved, due = trained[key] - initial[key], np.asarray(value) - initial[key]
        try:
            name = f"what params['{key}'] has moved by after four iterations"
            check_close(moved, due, name=name, rtol=1e-2, atol=1e-4 * np.abs(due).max() + rounding(initial[key]))
        except CheckFailure as failure:
            hint = likely_training_mistake(submission, runs, trained, x, y, alpha) or failure.hint
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="other descent") from failure
    check_in_the_dark(submission, y, seed)
    check_on_many(submission, rng, seed)
    check_many_iterations(submission, reference, rng, seed)


def rounding(weights, times=4):
    """What storing parameters in float32 may add, so many times."""
    return times * float(np.finfo(np.float32).eps) * float(np.abs(weights).max())


def likely_training_mistake(submission, runs, trained, x, y, alpha):
    """What else than four steps on all images leads to what was returned."""
    close = {"rtol": 1e-3, "atol": 1e-6}
    if any(not differ(trained, run, **close) for run in runs[1:4]):
        return "are fewer than `iterations` steps made, or the parameters of an earlier iteration returned?"
    if not differ(trained, runs[5], **close):
        return "is one step more than `iterations` made?"
    initial = runs[0]
    half, count = len(y) // 2, len(y)
    others = {
        "is the step made uphill? The gradient is to be subtracted": (lambda p: step(submission, p, x, y, -alpha)),
        "is the gradient divided by the number of images once more, after the mean was taken?": (
            lambda p: step(submission, p, x, y, alpha / count)
        ),
        "is the last image left out?": (lambda p: step(submission, p, x[:, :-1], y[:-1], alpha)),
        "are only some of the images used? Every step is to use all": (
            lambda p: step(submission, p, x[:, :half], y[:half], alpha)
        ),
        "are the images centred or standardised? They are to be used as they are given": (
            lambda p: step(submission, p, (x - x.mean()) / x.std(), y, alpha)
        ),
        "are the images stretched to [0, 1]? They are to be used as they are given": (
            lambda p: step(submission, p, (x - x.min()) / np.ptp(x), y, alpha)
        ),
        "are the images scaled by 255 once more? They are in [0, 1] already": (
            lambda p: step(submission, p, x / 255, y, alpha)
        ),
    }
    for hint, stepped in others.items():
        params = initial
        for _ in range(4):
            params = stepped(params)
        if not differ(trained, params, **close):
            return hint
    return "is it plain gradient descent: one step an iteration at alpha, without momentum, decay or batches?"


def check_in_the_dark(submission, y, seed):
    """Black images have no gradient of W1, so it must stay, bit by bit; the last bias moves at a high rate and at a low
    one, at which four steps are four times the first."""
    dark = (np.zeros((PIXELS, len(y))), y)
    still, _ = descend(submission, dark, seed, iterations=1, alpha=0.0)
    last = f"b{len(still) // 2}"
    gradient = still[last] - np.asarray(step(submission, still, *dark, 1.0)[last])
    for iterations, alpha in ((1, 40.0), (4, 1e-6)):
        moved, _ = descend(submission, dark, seed, iterations=iterations, alpha=alpha)
        if not np.array_equal(still["W1"], moved["W1"]):
            raise CheckFailure(
                "W1 changes on images that are all black, where its gradient is 0",
                hint="is there a decay of weights, are images shifted, or do the parameters that it starts from depend "
                "on alpha?",
                cause="dark",
            )
        due = -iterations * alpha * gradient
        atol = 1e-2 * np.abs(due).max() + rounding(still[last])
        if np.shape(moved[last]) != due.shape or not np.allclose(moved[last] - still[last], due, rtol=0, atol=atol):
            raise CheckFailure(
                f"at alpha {alpha:g} {last} has not moved by {iterations} × alpha times its gradient",
                hint="does it stop early, or is the rate bounded? Each iteration is one step at alpha, whatever alpha "
                "and the loss are",
                cause="other rate",
            )


def check_on_many(submission, rng, seed):
    """One step on thousands of images is with the gradient over all of them."""
    x, y, _ = many(submission, rng, seed)
    initial, _ = descend(submission, (x, y), seed, iterations=1, alpha=0.0)
    trained, _ = descend(submission, (x, y), seed, iterations=1, alpha=0.05)
    for key, value in step(submission, initial, x, y, 0.05).items():
        moved, due = trained[key] - initial[key], np.asarray(value) - initial[key]
        try:
            name = f"what params['{key}'] has moved by after one iteration on {len(y):,} images"
            check_close(moved, due, name=name, rtol=1e-2, atol=1e-3 * np.abs(due).max() + rounding(initial[key]))
        except CheckFailure as failure:
            raise CheckFailure(
                failure.message,
                hint="are all images used in each step, also where they are many? The step is with the mean gradient "
                "over all of them",
                detail=failure.detail,
                cause="not all images",
            ) from failure


def many(submission, rng, seed):
    """Thousands of images in float32, their labels, and the parameters that a run on one of them begins with."""
    x, y = digits(rng, MANY_IMAGES)
    initial, _ = descend(submission, (x[:, :1], y[:1]), seed, iterations=1, alpha=0.0)
    count = MANY_IMAGES if size_of(initial) <= LONG_RUN_NUMBERS else MANY_IMAGES // 4
    return x[:, :count].astype(np.float32), y[:count], initial


def size_of(params):
    return sum(value.size for value in params.values())


def check_many_iterations(submission, reference, rng, seed, iterations=520):
    """The rate stays what it is, and every iteration is a step, beyond hundreds of them as well."""
    x, y = apart(rng, 5)
    initial, _ = descend(submission, (x, y), seed, iterations=1, alpha=0.0)
    if size_of(initial) > LONG_RUN_NUMBERS:
        return
    alpha = min(0.05, 0.2 / curvature(reference, initial, x))  # steps do not overshoot, so rounding does not grow
    run = {key: value.astype(np.float64) for key, value in initial.items()}
    if differ(step(submission, run, x, y, 1.0), step(reference, run, x, y, 1.0), rtol=1e-3, atol=1e-5):
        return  # a wrong gradient is another test's affair
    for _ in range(iterations):
        run = step(reference, run, x, y, alpha)
    trained, _ = descend(submission, (x, y), seed, iterations=iterations, alpha=alpha)
    for key, value in run.items():
        moved, due = trained[key] - initial[key], value - initial[key]
        try:
            name = f"what params['{key}'] has moved by after {iterations} iterations at alpha {alpha:.2g}"
            check_close(moved, due, name=name, rtol=1e-2, atol=1e-2 * np.abs(due).max() + rounding(initial[key], 20))
        except CheckFailure as failure:
            raise CheckFailure(
                failure.message,
                hint="does alpha change over the run, or does it stop early? Each iteration is one step at alpha",
                detail=failure.detail,
                cause="other rate",
            ) from failure


def apart(rng, count):
    """Images that share no pixel, and labels."""
    x, y = digits(rng, count)
    return x * (np.arange(PIXELS)[:, np.newaxis] % count == np.arange(count)), y


def curvature(reference, params, x):
    """How strongly the loss bends where images share no pixel, roughly: from layers' inputs and the weights above."""
    inputs, *_ = reference.forward_propagation(params, x)
    bend, above = 0.0, 1.0
    for layer in range(len(inputs), 0, -1):
        squares = (np.asarray(inputs[layer - 1], np.float64) ** 2).sum(axis=0)
        bend += above * (1 + float(squares.mean() / x.shape[1] if layer == 1 else squares.max()))
        above *= float(np.linalg.norm(params[f"W{layer}"], 2)) ** 2
    return bend


@points(2, part=DESCENT, of="gradient_descent", needs=PIECES)
def test_history_is_what_was_measured(submission, reference, rng):
    """The history holds the mean cross-entropy and the accuracy on all images, before or after each step"""
    seed = int(rng.integers(2**31))
    check_measurements(submission, reference, digits(rng, 12), seed, iterations=25)
    check_measurements(submission, reference, digits(rng, 1), seed, iterations=12)
    x, y, initial = many(submission, rng, seed)
    # the first of many are predicted right at the beginning, the last ones are not
    y = reference.get_predictions(initial, x)
    last = len(y) * 5 // 6
    y[last:] = (y[last:] + rng.integers(1, DIGITS, len(y) - last)) % DIGITS
    check_measurements(submission, reference, (x, y), seed, iterations=1)
    if size_of(initial) > LONG_RUN_NUMBERS:
        return
    # all images are soon predicted right, and the loss goes towards 0
    x, y = apart(rng, 12)
    alpha = min(0.5, 2 / curvature(reference, initial, x))
    check_measurements(submission, reference, (x, y), seed, iterations=60, alpha=alpha)
    check_rise_and_fall(submission, reference, rng, initial, seed)


def check_rise_and_fall(submission, reference, rng, initial, seed, iterations=10):
    """Steps so long that loss and accuracy rise and fall, and are best before the end."""
    single = {key: value.astype(np.float32) for key, value in initial.items()}
    for _, alpha in product(range(60), (0.1, 0.2, 0.5)):
        x, y = data = digits(rng, 12)
        losses, accuracies = course(reference, initial, x, y, iterations, alpha)
        fall, rise = np.diff(accuracies)[1:-1].min(), (np.diff(losses) / losses[:-1])[1:-1].max()
        best_before = accuracies[-1] < accuracies.max() and np.argmin(losses) < iterations - 4
        if fall >= 0 or rise < 0.05 or not best_before or losses[-1] < 1.05 * losses.min():
            continue
        # what rounding makes of it must not matter
        if np.allclose([losses, accuracies], course(reference, single, x, y, iterations, alpha), rtol=1e-3):
            check_measurements(submission, reference, data, seed, iterations=iterations, alpha=alpha)
            params, _ = descend(submission, data, seed, iterations=iterations, alpha=alpha)
            start, _ = descend(submission, data, seed, iterations=iterations, alpha=0.0)
            due = course(reference, start, x, y, iterations, alpha)[0][-1]
            name = f"the loss of the parameters returned after {iterations} iterations at alpha {alpha}"
            check_close(measurements(reference, params, x, y)[1], due, name=name, rtol=1e-2)
            return


def course(reference, params, x, y, iterations, alpha):
    """Loss and accuracy at the beginning and after each step."""
    measured = []
    for _ in range(iterations + 1):
        measured.append(measurements(reference, params, x, y)[1:])
        params = step(reference, params, x, y, alpha)
    return np.array(measured).T


def check_measurements(submission, reference, data, seed, *, iterations, alpha=0.05):
    """The history of so many iterations."""
    x, y = data
    runs = [descend(submission, data, seed, iterations=1, alpha=0.0)[0]]
    for _ in range(iterations):
        runs.append(step(reference, runs[-1], x, y, alpha))
    _, history = descend(submission, data, seed, iterations=iterations, alpha=alpha)
    check_history(history, iterations)
    measured = [measurements(reference, params, x, y) for params in runs]
    check_measured(history["accuracy"], [right for _, _, right in measured], "accuracy", len(y))
    low, high, _ = np.array(measured).T
    losses = np.asarray(history["loss"], float)
    for first in (0, 1):
        window = slice(first, first + iterations)
        if (losses > 0.99 * low[window] - 1e-5).all() and (losses < 1.01 * high[window] + 1e-5).all():
            return
    check_measured(losses, high, "loss", len(y))


@points(1, part=DESCENT, of="gradient_descent", needs=PIECES)
def test_history_of_large_logits(submission, reference, rng):
    """The history's loss is finite and right where one step at a high rate has made logits large"""
    x, y = data = digits(rng, 12)
    seed = int(rng.integers(2**31))
    for alpha in (10.0, 40.0, 160.0, 640.0, 2560.0):
        params, _ = descend(submission, data, seed, iterations=1, alpha=alpha)
        kept, exact, _ = measurements(reference, params, x, y)
        if exact > 1e4:  # far beyond what exp can take, and no further: more would be too much for many layers' float32
            break
    _, history = descend(submission, data, seed, iterations=2, alpha=alpha)
    if not isinstance(history, Mapping) or "loss" not in history:
        raise CheckFailure("gradient_descent gives no history with the key loss", cause="keys")
    check_finite(history["loss"], name="history['loss']")
    check_shape(history["loss"], (2,), name="history['loss']")
    losses = np.asarray(history["loss"], float)
    # after one step: the second that is measured before a step, or the first that is measured after one
    if not ((losses > 0.99 * kept - 1e-5) & (losses < 1.01 * exact + 1e-5)).any():
        check_close(losses[1], exact, name=f"history['loss'] after one iteration at alpha {alpha:g}", rtol=1e-2)


def measurements(reference, params, x, y):
    """The mean cross-entropy with probabilities kept from 0, without that, and the accuracy."""
    _, pre_activations, p = reference.forward_propagation(params, x)
    logits = np.asarray(pre_activations[-1], np.float64)
    shifted = logits - logits.max(axis=0)
    exact = np.log(np.exp(shifted).sum(axis=0)) - shifted[y, np.arange(len(y))]
    kept = np.minimum(exact, -np.log(SMALLEST))
    return kept.mean(), exact.mean(), float(np.mean(p.argmax(axis=0) == y))


def check_measured(values, expected, key, count):
    """One number an iteration, that of the parameters before the step or after it."""
    before, after = np.array(expected[:-1]), np.array(expected[1:])
    values = np.asarray(values, float)
    of_step = before if np.abs(values - before).sum() <= np.abs(values - after).sum() else after
    try:
        # a probability may lie on either side of another's by rounding, so an image may be counted otherwise
        rtol = 1e-3 if key == "accuracy" else 1e-2
        check_close(values, of_step, name=f"history['{key}']", rtol=rtol, atol=1e-5, sizes={"m": count, "K": DIGITS})
    except CheckFailure as failure:
        hint = failure.hint
        if np.ptp(values) == 0 < np.ptp(of_step):
            hint = "is it measured once, with the parameters of the start or of the end, for all iterations?"
        raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="history") from failure


@points(2, part=DESCENT, of="gradient_descent", needs=PIECES)
def test_gradient_descent_depends_on_the_generator_alone(submission, rng):
    """The same generator state gives the same parameters, another state gives others"""
    data, seed = digits(rng, 5), int(rng.integers(2**31))
    params, _ = descend(submission, data, seed, iterations=2, alpha=0.1)
    again, _ = descend(submission, data, seed, iterations=2, alpha=0.1)
    check_same(
        again,
        params,
        "gradient_descent gives other parameters for a generator in the same state",
        hint="all randomness must come from rng",
        cause="not deterministic",
    )
    others, _ = descend(submission, data, seed + 1, iterations=2, alpha=0.1)
    if np.array_equal(others["W1"], params["W1"]):
        raise CheckFailure(
            "gradient_descent gives the same parameters for generators in different states",
            hint="is rng handed to init_params, or is a generator made there or here?",
            cause="generator ignored",
        )


@points(1, part=DESCENT, of="gradient_descent", needs=PIECES)
def test_gradient_descent_takes_labels_in_any_container(submission, rng):
    """Gradient descent takes labels as a list and as arrays of any integer type"""
    x, y = digits(rng, 30)  # a label times their number is beyond 8 bits
    params, _ = descend(submission, (x, y), 3, iterations=2, alpha=0.1)
    check_trained(params, descend(submission, (x, y), 3, iterations=2, alpha=0.0)[0])
    for labels in (y.tolist(), y.astype(np.uint8), y.astype(np.int32), y.astype(np.uint64)):
        kind = f"a {labels.dtype} array" if isinstance(labels, np.ndarray) else "a list"
        others, _ = descend(submission, (x, labels), 3, iterations=2, alpha=0.1)
        check_same(others, params, f"gradient_descent gives other parameters for labels as {kind}", cause="labels")


@points(2, part=DESCENT, of="gradient_descent", needs=PIECES, excuses=False)
def test_gradient_descent_is_pure(submission, probes, rng):
    """Gradient descent leaves images, labels and global random state as they are, and takes read-only arrays"""
    data, seed = digits(rng, 6), int(rng.integers(2**31))
    # first of all: a seed that is set in every call shows in the first one
    result = check_unchanged(
        submission.gradient_descent, *data, 2, 0.1, np.random.default_rng(seed), name="gradient_descent"
    )
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise CheckFailure("gradient_descent does not return the pair (params, history)", cause="pair")
    params = layers(result[0])
    check_trained(params, descend(submission, data, seed, iterations=2, alpha=0.0)[0])
    same, other = ([*data, 2, 0.1, np.random.default_rng(seed + n)] for n in (0, 1))
    again, kept, _ = probes.two_calls(submission.gradient_descent, same, other)
    x, y = data
    arguments = x.astype(np.float32), y.astype(np.uint8), 2, 0.1, np.random.default_rng(seed)
    check_unchanged(submission.gradient_descent, *arguments, name="gradient_descent")
    message = "gradient_descent gives other parameters when its arguments are read-only"
    check_same(layers(again[0]), params, message, cause="read-only")
    check_same(
        layers(kept[0]),
        layers(again[0]),
        "gradient_descent: the parameters that one call returned are changed by the next one",
        hint="are they written into arrays that are kept between calls (out=, a buffer)?",
        cause="shared result",
    )


# Accuracy


@shared_run
def trained(submission, dataset, rng):
    """One run on 5,000 digits with secret names and pixels in a secret order."""
    training, kept_back = secret_split(
        dataset("mnist"), rng, sizes=(IMAGES, 10_000), permute_labels=True, permute_pixels=True
    )
    generator = np.random.default_rng(int(rng.integers(2**31)))
    x = np.ascontiguousarray(training.images.T)
    return submission.gradient_descent(x, training.labels, ITERATIONS, ALPHA, generator), training, kept_back


def trained_parts(result):
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise CheckFailure("gradient_descent does not return the pair (params, history)", cause="pair")
    return layers(result[0]), result[1]


@points(10, part=ACCURACY, of="gradient_descent", needs=PIECES, training=True)
def test_accuracy_on_mnist(submission, reference, trained):
    """Accuracy on 10,000 digits of MNIST that were kept back: full points at 80 %, none at 70 %"""
    result, _, kept_back = trained
    params, _ = trained_parts(result)
    x = np.ascontiguousarray(kept_back.images.T)
    own = reference.get_predictions(params, x)
    predictions = submission.get_predictions(result[0], x)
    check_finite(predictions, name="get_predictions")
    check_shape(predictions, own.shape, name="get_predictions")
    agree = np.mean(np.asarray(predictions) == own)
    if agree < AGREEMENT:
        raise CheckFailure(
            "get_predictions and the most probable digits of the parameters that gradient_descent returned agree on "
            f"{agree:.1%} of 10,000 images",
            hint="does get_predictions use anything but its arguments?",
            cause="other predictions",
        )
    names = [str(digit) for digit in kept_back.label_names]
    check_accuracy(
        own,
        kept_back.labels,
        full=0.80,
        zero=0.70,
        name="get_predictions",
        confusion_names=names,
        images=kept_back.pictures,
    )


@points(2, part=ACCURACY, of="gradient_descent", needs=PIECES, training=True)
def test_history_on_mnist(reference, trained):
    """The history of that run: 500 iterations, and the last accuracy is that of the parameters returned"""
    result, training, _ = trained
    params, history = trained_parts(result)
    check_history(history, ITERATIONS)
    shown = {key: np.asarray(history[key], float)[:: ITERATIONS // 50].tolist() for key in ("loss", "accuracy")}
    record("history", **shown)
    right = np.mean(reference.get_predictions(params, training.images.T) == training.labels)
    # the last step moves a few of 5,000 images from right to wrong, or back
    check_close(history["accuracy"][-1], right, name="the last accuracy", rtol=0, atol=1e-2)
