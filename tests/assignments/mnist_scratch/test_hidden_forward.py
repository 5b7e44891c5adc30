"""Initial parameters, forward propagation, predictions and their accuracy.

Each binding sentence of the statement, and the test that fails when it is broken:

| sentence                                                  | test                                             |
| --------------------------------------------------------- | ------------------------------------------------ |
| init_params: keys and shapes, a hidden layer or more      | test_init_params_has_the_layout                  |
| init_params: every layer from rng, finite, no two rows    | test_init_params_draws_from_the_generator        |
| alike                                                     |                                                  |
| each layer computes W @ h + b; ReLU after each but the    | test_forward_propagation_leads_to_the_right_…    |
| last, softmax after the last                              |                                                  |
| the most probable digit; m integers                       | test_predictions_are_the_most_probable_digits,   |
|                                                           | test_predictions_of_one_image                    |
| get_accuracy: the fraction that equals its label, a       | test_get_accuracy_is_the_fraction_that_is_right  |
| number; arguments in all forms of labels                  |                                                  |
| no function changes its arguments; they may be read-only; | test_init_params_draws_from_the_generator,       |
| global random state is untouched                          | test_…_is_pure                                   |

The cache is the student's own affair: what forward_propagation computes shows in the predictions and in the gradients.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from grader.checks import (
    CheckFailure,
    check_close,
    check_deterministic,
    check_finite,
    check_integers,
    check_unchanged,
)
from grader.checks.received import received
from grader.judge import points
from grader.remote.outcomes import RemoteError

PART = "Forward propagation"
NEEDS = ["relu", "softmax"]
BEFORE = [*NEEDS, "forward_propagation"]
PIXELS, DIGITS = 784, 10
USUAL = (PIXELS, 17, DIGITS)  # layers where init_params does not say which
MOST_NUMBERS = 2_000_000
CLOSE: dict[str, Any] = {"rtol": 1e-4, "atol": 1e-6}


def layer_sizes(params, name="init_params"):
    """784, the hidden sizes, 10: of parameters that have the layout asked for, else a CheckFailure."""
    if not isinstance(params, dict):
        raise CheckFailure(f"{name} gives a {type(params).__name__}, expected a dict", cause="type")
    depth = len(params) // 2
    keys = {f"{kind}{layer}" for layer in range(1, depth + 1) for kind in "Wb"}
    if depth < 2 or set(params) != keys:
        named = ", ".join(sorted(map(str, params)))[:100]
        raise CheckFailure(
            f"{name} gives the keys {named}; expected W1, b1, W2, b2 and so on",
            hint="a hidden layer at least is asked for" if set(params) == {"W1", "b1"} else "",
            cause="keys",
        )
    sizes = [PIXELS]
    for layer in range(1, depth + 1):
        weights, bias = (params[f"{kind}{layer}"] for kind in "Wb")
        check_finite(weights, name=f"{name}: W{layer}")
        check_finite(bias, name=f"{name}: b{layer}")
        if np.ndim(weights) != 2 or np.shape(weights)[1] != sizes[-1] or not np.size(weights):
            swapped = np.ndim(weights) == 2 and np.shape(weights)[0] == sizes[-1]
            raise CheckFailure(
                f"{name}: W{layer} has shape {np.shape(weights)}, and {sizes[-1]} values meet it",
                hint="rows are what goes out, columns what comes in: a layer computes W @ h + b" if swapped else "",
                cause="transposed" if swapped else "shape",
            )
        sizes.append(np.shape(weights)[0])
        if np.shape(bias) != (sizes[-1], 1):
            raise CheckFailure(
                f"{name}: b{layer} has shape {np.shape(bias)}, expected {(sizes[-1], 1)}",
                hint="a bias is a column: it is added to every example's column, so it has an axis of length 1",
                cause="shape",
            )
    if sizes[-1] != DIGITS:
        raise CheckFailure(f"{name}: the last layer has {sizes[-1]} outputs, expected ten", cause="shape")
    if sum(np.size(value) for value in params.values()) > MOST_NUMBERS:
        raise CheckFailure(f"{name} gives more than {MOST_NUMBERS:,} numbers as parameters", cause="size")
    return tuple(sizes)


def own_sizes(submission):
    """The sizes that the student chose; where init_params is wrong, which is another test's affair, usual ones."""
    try:
        return layer_sizes(submission.init_params(np.random.default_rng(1)))
    except (CheckFailure, RemoteError):
        return USUAL


def network(rng, sizes, count):
    """Parameters of a network and images on which each unit of a hidden layer is on for some and off for others.

    Pre-activations vary by about 1 between images, and none is near the kink of ReLU: the bias puts 0 into the middle
    of the widest gap between a unit's. Logits have both signs, and each digit has about the same chance.
    """
    x = rng.random((PIXELS, max(count, 6)))
    params, h = {}, x
    for layer, (fan_in, fan_out) in enumerate(pairwise(sizes), start=1):
        weights = rng.normal(size=(fan_out, fan_in))
        weights /= (weights @ h).std(axis=1, keepdims=True)
        z = np.sort(weights @ h, axis=1)
        if layer < len(sizes) - 1:
            widest = np.diff(z, axis=1).argmax(axis=1)[:, np.newaxis]
            middle = (np.take_along_axis(z, widest, 1) + np.take_along_axis(z, widest + 1, 1)) / 2
        else:
            middle = z.mean(axis=1, keepdims=True) + rng.normal(0, 0.5, (fan_out, 1))
        params[f"W{layer}"], params[f"b{layer}"] = weights, -middle
        h = np.maximum(weights @ h - middle, 0)
    return params, x[:, :count]


def probabilities_of(reference, params, x):
    *_, probabilities = reference.forward_propagation(params, x)
    return probabilities


# Initial parameters


@points(3, part=PART, of="init_params")
def test_init_params_has_the_layout(submission, rng):
    """Initial parameters: a weight matrix and a bias column for each layer, from 784 pixels to ten digits"""
    layer_sizes(submission.init_params(np.random.default_rng(int(rng.integers(2**31)))))


@points(3, part=PART, of="init_params")
def test_init_params_draws_from_the_generator(submission, rng):
    """Initial parameters: random, from the generator that is given and from nothing else"""
    seed, name = int(rng.integers(2**31)), "init_params"

    def draw(seed=seed):
        return submission.init_params(np.random.default_rng(seed))

    first = weights_of(check_unchanged(submission.init_params, np.random.default_rng(seed), name=name))
    check_deterministic(draw, name=name)
    for key, weights in first.items():
        if len(np.unique(weights, axis=0)) < len(weights):
            raise CheckFailure(
                f"init_params: {key} has rows that are the same",
                hint="units that start equal get equal gradients and stay equal: the weights must be random",
                cause="constant",
            )
    others = weights_of(draw(seed + 1))
    same = [key for key, weights in first.items() if key in others and np.array_equal(weights, others[key])]
    if same:
        raise CheckFailure(
            f"init_params gives the same weights {same[0]} for two generators in different states",
            hint="are the weights drawn from rng, and not from a generator that init_params makes itself?",
            cause="generator ignored",
        )


def weights_of(params):
    """The weight matrices of initial parameters; what else is right about them is another test's affair."""
    if not isinstance(params, dict) or "W1" not in params:
        raise CheckFailure("init_params does not give a dict with the key W1", cause="keys")
    weights = {key: np.asarray(value) for key, value in params.items() if str(key).startswith("W")}
    for key, value in weights.items():
        check_finite(params[key], name=f"init_params: {key}")
        if value.ndim != 2:
            raise CheckFailure(f"init_params: {key} has shape {value.shape}, expected a matrix", cause="shape")
    return weights


# Forward propagation and predictions


@points(5, part=PART, of="forward_propagation", needs=NEEDS)
def test_forward_propagation_leads_to_the_right_digits(submission, reference, rng):
    """Forward propagation: weights, biases, ReLU between the layers, softmax after the last"""
    params, x = clear_images(reference, rng, own_sizes(submission), 60)
    params[f"b{len(params) // 2}"] -= 5.0  # softmax does not mind, but a ReLU before it would: no logit is positive
    predictions = numbers(submission.get_predictions, params, x)
    if np.array_equal(predictions, reference.get_predictions(params, x)):
        return
    # where get_predictions is wrong by itself, the gradient of the last bias tells: for one image it is p − onehot(y)
    seen = [numbers(last_bias_gradient, submission, params, x[:, [n]], [0]) for n in range(6)]
    if all(np.shape(column) == (DIGITS, 1) for column in seen):
        p = np.hstack(seen) + np.eye(DIGITS)[:, [0]]
        if np.allclose(p, probabilities_of(reference, params, x[:, :6]), **CLOSE):
            return
    raise CheckFailure(
        "forward_propagation leads neither to the right digits nor to the right gradients of the last bias",
        hint=_likely_mistake(reference, params, x, predictions),
        cause="forward",
    )


def last_bias_gradient(submission, params, x, y):
    grads = submission.backward_propagation(params, submission.forward_propagation(params, x), x, y)
    return grads.get(f"b{len(params) // 2}") if isinstance(grads, dict) else None


def numbers(function, *arguments):
    """What the function gives, as an array; None where it fails or gives no numbers."""
    try:
        return received(function(*arguments), "")
    except (CheckFailure, RemoteError):
        return None


@points(1, part=PART, of="forward_propagation", needs=NEEDS, excuses=False)
def test_forward_propagation_is_pure(submission, probes, rng):
    """Forward propagation leaves parameters and images as they are, and takes ones that are read-only"""
    params, x = network(rng, own_sizes(submission), 6)
    check_unchanged(submission.forward_propagation, params, x, name="forward_propagation")
    check_unchanged(submission.forward_propagation, single(params), x.astype(np.float32), name="forward_propagation")
    probes.run_read_only(submission.forward_propagation, params, x)


def single(params):
    """The same in float32: what is made an array of this type is the same array then."""
    return {key: value.astype(np.float32) for key, value in params.items()}


@points(2, part=PART, of="get_predictions", needs=BEFORE)
def test_predictions_are_the_most_probable_digits(submission, reference, rng):
    """Predictions: the most probable digit of each image, of many images as well"""
    params, x = clear_images(reference, rng, own_sizes(submission), 1300, lead=1.003)
    params[f"b{len(params) // 2}"] -= 5.0  # the largest logit may be negative
    for kind in (np.float64, np.float32):
        of_kind = single(params) if kind is np.float32 else params
        predictions = submission.get_predictions(of_kind, x.astype(kind))
        check_predictions(reference, params, x, predictions)


def clear_images(reference, rng, sizes, count, lead=1.05):
    """A network and those of `count` images whose most probable digit is clearly that, by so many times the next one's.

    Five digits or more occur, or, where a layer has so few units that there never are as many, what most of 30 networks
    have.
    """
    most, best = 0, None
    for _ in range(30):
        params, x = network(rng, sizes, count)
        highest = np.sort(probabilities_of(reference, params, x), axis=0)
        x = x[:, highest[-1] > lead * highest[-2]]
        occur = len(set(reference.get_predictions(params, x))) if x.shape[1] > count / 2 else 0
        if best is None or occur > most:
            most, best = occur, (params, x)
        if most >= 5:
            break
    return best


def check_predictions(reference, params, x, predictions):
    expected = reference.get_predictions(params, x)
    try:
        check_close(predictions, expected, name="get_predictions", sizes={"m": x.shape[1], "K": DIGITS})
    except CheckFailure as failure:
        hint = _likely_mistake(reference, params, x, predictions) or failure.hint
        raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="predictions") from failure
    check_integers(predictions, name="get_predictions", low=0, high=DIGITS - 1)


def _likely_mistake(reference, params, x, predictions):
    """What else the predictions are the right ones for."""
    depth = len(params) // 2
    p = probabilities_of(reference, params, x)
    linear, capped, leaky, unbiased, rectified = x, x, x, x, x
    for layer in range(1, depth + 1):
        weights, bias = params[f"W{layer}"], params[f"b{layer}"]
        last = layer == depth
        linear = weights @ linear + bias
        unbiased = weights @ unbiased if last else np.maximum(weights @ unbiased, 0)
        rectified = np.maximum(weights @ rectified + bias, 0)
        capped, leaky = (weights @ h + bias for h in (capped, leaky))
        if not last:
            capped, leaky = 1 / (1 + np.exp(-capped)), np.where(leaky > 0, leaky, 0.01 * leaky)
    without_last_bias = np.log(p) - params[f"b{depth}"]
    mistakes = {
        "is it the largest over the images (the wrong axis)? Asked for is the largest of each column": p.argmax(axis=1),
        "is it the least probable digit (argmin)?": p.argmin(axis=0),
        "are digits counted from 1, off by one? The first is 0": p.argmax(axis=0) + 1,
        "is it the largest probability itself (max) rather than its place (argmax)?": p.max(axis=0),
        "is the ReLU between the layers missing?": linear.argmax(axis=0),
        "is there a ReLU after the last layer? What goes into the softmax may be negative": rectified.argmax(axis=0),
        "are the biases added?": unbiased.argmax(axis=0),
        "is the last layer's bias added?": without_last_bias.argmax(axis=0),
        "is there a sigmoid between the layers, where ReLU is asked for?": capped.argmax(axis=0),
    }
    found = (hint for hint, values in mistakes.items() if np.array_equal(predictions, values))
    return next(found, "") if isinstance(predictions, np.ndarray) else ""


@points(1, part=PART, of="get_predictions", needs=BEFORE)
def test_predictions_of_one_image(submission, reference, rng):
    """Predictions of one image, and of dark images whose activations and logits are in the thousands"""
    params, x = clear_images(reference, rng, own_sizes(submission), 30)
    check_predictions(reference, params, x[:, :1], submission.get_predictions(params, x[:, :1]))
    # what comes out is 3000 times what it was: softmax of columns far apart, and activations beyond any bound
    steep = {key: 3000 * value if key[0] == "b" else value for key, value in params.items()} | {
        "W1": 6000 * params["W1"]
    }
    try:
        check_predictions(reference, params, x, submission.get_predictions(steep, x / 2))
    except CheckFailure as failure:
        hint = "does an exponential overflow, does something clip activations, or are images divided by their maximum?"
        hint = f"{failure.hint}\n{hint}" if failure.hint else hint
        raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause=failure.cause) from failure


@points(1, part=PART, of="get_predictions", needs=BEFORE, excuses=False)
def test_get_predictions_is_pure(submission, reference, probes, rng):
    """Predictions leave parameters and images as they are, and take ones that are read-only"""
    params, x = clear_images(reference, rng, own_sizes(submission), 20)
    first = check_unchanged(submission.get_predictions, params, x, name="get_predictions")
    check_unchanged(submission.get_predictions, single(params), x.astype(np.float32), name="get_predictions")
    again, kept, _ = probes.two_calls(submission.get_predictions, [params, x], [params, x[:, ::-1] ** 2])
    check_close(again, first, name="get_predictions of read-only arrays")
    if not np.array_equal(kept, again):
        raise CheckFailure(
            "get_predictions: what one call returned is changed by the next one",
            hint="is the result written into an array that is kept between calls (out=, a buffer)?",
            cause="shared result",
        )
    last = f"b{len(params) // 2}"
    others = [submission.get_predictions({**params, last: 90.0 * np.eye(DIGITS)[:, [digit]]}, x) for digit in (3, 8)]
    if np.array_equal(*others):
        raise CheckFailure("get_predictions gives the same for other parameters", cause="constant")


# Accuracy


@points(3, part=PART, of="get_accuracy")
def test_get_accuracy_is_the_fraction_that_is_right(submission):
    """Accuracy: the fraction of predictions that equal their label, in all forms of labels"""
    cases = (
        ([3, 1, 4, 1, 5], [3, 1, 4, 0, 5], 4 / 5),
        ([2, 0, 2], [0, 2, 1], 0.0),
        ([9, 9], [9, 9], 1.0),
        ([6], [6], 1.0),
        ([0, 5, 0, 1, 0, 7, 2], [0, 1, 3, 1, 0, 4, 0], 3 / 7),
        ([3, 1, 4] * 401, [3, 1, 4] * 333 + [1, 4, 3] * 68, 333 / 401),
    )
    kinds = (np.array, list, lambda labels: np.array(labels, np.uint8), lambda labels: np.array(labels, np.int32))
    for predictions, labels, right in cases:
        for kind in kinds:
            accuracy = submission.get_accuracy(kind(predictions), kind(labels))
            name = f"get_accuracy of {len(labels)} predictions"
            try:
                check_close(accuracy, right, name=name, sizes={"m": len(labels)}, rtol=1e-5, atol=1e-6)
            except CheckFailure as failure:
                hint = failure.hint
                if right and np.shape(accuracy) == ():
                    said = float(np.real(accuracy))
                    if np.isclose(said, 100 * right):
                        hint = "is it in per cent? Asked for is a fraction in [0, 1]"
                    elif np.isclose(said, round(len(labels) * right)):
                        hint = "is it a count? Divide by the number of predictions"
                    elif right < 1 and np.isclose(said, 1 - right):
                        hint = "is it the fraction that is wrong?"
                    elif abs(said - right) < 0.06 and np.isclose(said, round(said, 4), rtol=0, atol=1e-9):
                        hint = "is it rounded? Asked for is the fraction as it is"
                raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="accuracy") from failure


@points(1, part=PART, of="get_accuracy", excuses=False)
def test_get_accuracy_is_pure(submission, probes):
    """Accuracy leaves its arguments as they are, and takes ones that are read-only"""
    predictions, labels = np.array([4, 1, 0, 1]), np.array([4, 1, 2, 3])
    first = check_unchanged(submission.get_accuracy, predictions, labels, name="get_accuracy")
    check_close(probes.read_only(submission.get_accuracy, predictions, labels), first, name="get_accuracy")
    for kind in (lambda values: values.tolist(), lambda values: values.astype(np.uint8)):
        check_unchanged(submission.get_accuracy, kind(predictions), kind(labels), name="get_accuracy")
    if submission.get_accuracy(labels, labels) == first:
        raise CheckFailure("get_accuracy gives the same for other arguments", cause="constant")
