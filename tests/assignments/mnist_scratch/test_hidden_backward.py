"""Backpropagation and update.

Each binding sentence of the statement, and the test that fails when it is broken:

| sentence                                             | test                                                     |
| ---------------------------------------------------- | -------------------------------------------------------- |
| a dict with exactly the keys and shapes of params    | test_backward_propagation_has_the_shapes_of_…            |
| the gradient of the mean cross-entropy, for each     | test_backward_propagation_of_the_last_weights,           |
| parameter                                            | …_of_the_hidden_weights, …_of_the_biases                 |
| m may be 1; float32 as well as float64               | test_backward_propagation_of_a_single_image              |
| the mean; a digit may be absent                      | test_backward_propagation_of_a_batch_that_is_doubled     |
| m may be in the thousands                            | test_backward_propagation_of_the_biases                  |
| for all values of the parameters                     | test_backward_propagation_of_confident_predictions       |
| labels: a list, any integer type                     | test_backward_propagation_takes_labels_in_any_container  |
| a cache may be used more than once; nothing is kept  | test_backward_propagation_uses_the_cache_that_it_is_…    |
| between calls                                        |                                                          |
| update_params: −alpha times the gradient, every one, | test_update_params_moves_every_parameter                 |
| by its key                                           |                                                          |
| arguments stay as they are, may be read-only; a      | test_backward_propagation_is_pure,                       |
| later call changes no result                         | test_update_params_is_pure                               |

Gradients are judged against the reference, on a network in the student's own sizes. All inputs keep clear of the kink
of ReLU, whose derivative there is left open, and every hidden unit is on for some images and off for others.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from grader.checks import CheckFailure, check_close, check_gradients, check_unchanged
from grader.judge import points
from grader.remote.outcomes import RemoteError

PART = "Backpropagation"
UPDATE = "Gradient descent"
NEEDS = ["relu", "relu_grad", "softmax", "one_hot", "init_params", "forward_propagation"]
PIXELS, DIGITS = 784, 10
USUAL = (PIXELS, 17, DIGITS)  # layers where init_params does not say which
# what float32 keeps through four layers, in which narrow ones lose the most: gradients are of the order of 1
CLOSE: dict[str, Any] = {"rtol": 1e-3, "atol": 1e-4}


def own_sizes(submission):
    """The sizes that the student chose; where init_params is wrong, which is another test's affair, usual ones."""
    try:
        params = submission.init_params(np.random.default_rng(1))
    except RemoteError:
        return USUAL
    sizes = [PIXELS]
    while isinstance(params, dict) and f"W{len(sizes)}" in params:
        shape = np.shape(params[f"W{len(sizes)}"])
        if len(shape) != 2 or shape[1] != sizes[-1] or not 0 < shape[0] <= 2500:
            return USUAL
        sizes.append(shape[0])
    return tuple(sizes) if sizes[2:] and sizes[-1] == DIGITS else USUAL


def example(rng, sizes, count):
    """Parameters, images and labels; each unit of a hidden layer is on for some of six images and off for others.

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
    return params, x[:, :count], rng.permutation(DIGITS)[np.arange(count) % DIGITS]


def gradients(submission, params, x, y):
    return submission.backward_propagation(params, submission.forward_propagation(params, x), x, y)


def expected_gradients(reference, params, x, y):
    return reference.backward_propagation(params, reference.forward_propagation(params, x), x, y)


def check_backward(submission, reference, params, x, y, of):
    """The gradients of these parameters are right."""
    grads = gradients(submission, params, x, y)
    exact = {key: value.astype(np.float64) for key, value in params.items()}
    expected = expected_gradients(reference, exact, x.astype(np.float64), y)
    chosen = {key: grads[key] for key in of if key in grads} if isinstance(grads, dict) else grads
    try:
        check_gradients(chosen, {key: expected[key] for key in of}, sizes={"m": x.shape[1], "K": DIGITS}, **CLOSE)
    except CheckFailure as failure:
        hint = likely_mistake(reference, params, x, y, chosen) or failure.hint
        last = [f"{kind}{len(params) // 2}" for kind in "Wb"]
        if not set(of) & set(last) and all(is_right(grads.get(key), expected[key]) for key in last):
            where = "the last layer's gradients are right, so forward_propagation is: look at what goes back from there"
            hint = f"{hint}\n{where}" if hint else where
        raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause=failure.cause) from failure


def is_right(gradient, expected):
    return (
        isinstance(gradient, np.ndarray)
        and gradient.shape == expected.shape
        and np.allclose(gradient, expected, **CLOSE)
    )


def likely_mistake(reference, params, x, y, grads):
    """What the gradients are the right ones of, where that is something else."""
    if not isinstance(grads, dict):
        return ""
    depth = len(params) // 2
    count = x.shape[1]
    inputs, pre_activations, p = reference.forward_propagation(params, x)
    hot = reference.one_hot(y)
    masks = [z > 0 for z in pre_activations]
    activations = [np.maximum(z, 0) for z in pre_activations]
    squared = p * (p - hot - (p * (p - hot)).sum(axis=0))
    extra = (p - hot) * p * (1 - p)
    deltas = {
        "is delta multiplied by the derivative of ReLU on its way back?": (p - hot, [1.0] * depth),
        "is delta multiplied by the activation instead of its derivative?": (p - hot, activations),
        "is it the gradient of a squared error? Asked for is that of the cross-entropy": (2 * squared, masks),
        "is there a derivative of softmax too many? p − onehot is already that of loss and softmax": (extra, masks),
        "is onehot(y) subtracted from the probabilities?": (p, masks),
    }  # fmt: skip
    for hint, (delta, slopes) in deltas.items():
        wrong = {}
        for layer in range(depth, 0, -1):
            wrong[f"W{layer}"] = delta @ inputs[layer - 1].T / count
            wrong[f"b{layer}"] = delta.sum(axis=1, keepdims=True) / count
            if layer > 1:
                delta = (params[f"W{layer}"].T @ delta) * slopes[layer - 2]
        if grads and all(is_right(gradient, wrong[key]) for key, gradient in grads.items()):
            return hint
    return ""


def weights_and_biases(params):
    depth = len(params) // 2
    return [f"W{layer}" for layer in range(depth, 0, -1)], [f"b{layer}" for layer in range(depth, 0, -1)]


@points(2, part=PART, of="backward_propagation", needs=NEEDS)
def test_backward_propagation_has_the_shapes_of_the_parameters(submission, rng):
    """Backpropagation gives one gradient for each parameter, of its shape"""
    params, x, y = example(rng, own_sizes(submission), 5)
    grads = gradients(submission, params, x, y)
    if not isinstance(grads, dict) or set(grads) != set(params):
        got = ", ".join(sorted(map(str, grads)))[:100] if isinstance(grads, dict) else f"a {type(grads).__name__}"
        raise CheckFailure(
            f"backward_propagation gives {got}; expected a dict with the keys {', '.join(params)}", cause="keys"
        )
    for key, value in params.items():
        shape = np.shape(grads[key])
        if shape != value.shape:
            hint = ""
            if key[0] == "W" and shape == value.shape[::-1]:
                hint = "the product is the wrong way round: the gradient has the shape of its parameter"
            elif key[0] == "b" and shape == value.shape[:1]:
                hint = "a bias is a column, (h, 1): was the sum over the images taken without keepdims=True?"
            elif key[0] == "b":
                hint = f"was the sum over the {x.shape[1]} images (axis 1) forgotten, or taken over everything?"
            raise CheckFailure(
                f"backward_propagation: grads['{key}'] has shape {shape}, expected {value.shape}",
                hint=hint,
                cause="shape",
            )


@points(3, part=PART, of="backward_propagation", needs=NEEDS)
def test_backward_propagation_of_the_last_weights(submission, reference, rng):
    """Gradient of the last layer's weights"""
    params, x, y = example(rng, own_sizes(submission), 5)
    check_backward(submission, reference, params, x, y, [f"W{len(params) // 2}"])


@points(4, part=PART, of="backward_propagation", needs=NEEDS)
def test_backward_propagation_of_the_hidden_weights(submission, reference, rng):
    """Gradients of the hidden layers' weights, through the ReLU"""
    params, x, y = example(rng, own_sizes(submission), 5)
    weights, _ = weights_and_biases(params)
    check_backward(submission, reference, params, x, y, weights[1:])


@points(4, part=PART, of="backward_propagation", needs=NEEDS)
def test_backward_propagation_of_the_biases(submission, reference, rng):
    """Gradients of all layers' biases, of a few images and of two thousand"""
    for count, kind in ((5, np.float64), (2101, np.float32)):
        params, x, y = example(rng, own_sizes(submission), count)
        params = {key: value.astype(kind) for key, value in params.items()}
        _, biases = weights_and_biases(params)
        check_backward(submission, reference, params, x.astype(kind), y, biases)


@points(2, part=PART, of="backward_propagation", needs=NEEDS)
def test_backward_propagation_of_a_single_image(submission, reference, rng):
    """Gradients of a batch of one image, in float64 and in float32"""
    params, x, y = example(rng, own_sizes(submission), 1)
    for kind in (np.float64, np.float32):
        params = {key: value.astype(kind) for key, value in params.items()}
        check_backward(submission, reference, params, x.astype(kind), y, list(params))


@points(2, part=PART, of="backward_propagation", needs=NEEDS)
def test_backward_propagation_of_a_batch_that_is_doubled(submission, reference, rng):
    """Gradients of the mean loss do not change when every image is there twice; most digits never occur"""
    params, x, y = example(rng, own_sizes(submission), 5)  # ten images then, as many as digits
    y = np.full_like(y, y[0] % 9)
    weights, _ = weights_and_biases(params)
    check_backward(submission, reference, params, np.hstack([x, x]), np.concatenate([y, y]), weights)


@points(2, part=PART, of="backward_propagation", needs=NEEDS)
def test_backward_propagation_of_confident_predictions(submission, reference, rng):
    """Gradients where activations and logits are in the hundreds, and some probabilities are 0 for a computer"""
    params, x, y = example(rng, own_sizes(submission), 6)
    last = len(params) // 2
    params |= {key: 60 * value for key, value in params.items() if key == "W1" or key[0] == "b"}
    # logits are 600 times what they were, activations 60 times, and what goes back to them 10 times
    params |= {key: 10 * params[key] for key in (f"W{last}", f"b{last}")}
    y[:3] = reference.get_predictions(params, x[:, :3])  # some are right
    grads, expected = gradients(submission, params, x, y), expected_gradients(reference, params, x, y)
    if not isinstance(grads, dict):
        raise CheckFailure(f"backward_propagation gives a {type(grads).__name__}, expected a dict", cause="type")
    weights, _ = weights_and_biases(params)
    for key in weights:
        scale = np.abs(expected[key]).max()
        try:
            check_close(grads.get(key), expected[key], name=f"grads['{key}']", rtol=5e-3, atol=5e-4 * scale)
        except CheckFailure as failure:
            hint = "does an exponential overflow, or does something clip activations, gradients or probabilities?"
            hint = f"{failure.hint}\n{hint}" if failure.hint else hint
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause=failure.cause) from failure


@points(1, part=PART, of="backward_propagation", needs=NEEDS)
def test_backward_propagation_takes_labels_in_any_container(submission, rng):
    """Backpropagation takes labels as a list and as arrays of any integer type"""
    params, x, y = example(rng, own_sizes(submission), 30)  # a label times their number is beyond 8 bits
    first = gradients(submission, params, x, y)
    check_answers(first, params, gradients(submission, params, x, (y + 1) % DIGITS))
    for labels in (y.tolist(), y.astype(np.uint8), y.astype(np.int32), y.astype(np.uint64)):
        kind = f"a {labels.dtype} array" if isinstance(labels, np.ndarray) else "a list"
        message = f"backward_propagation gives other gradients for the same labels as {kind}"
        check_again(gradients(submission, params, x, labels), first, message, cause="labels")


def check_answers(grads, params, other):
    """The gradient of the last weights is one of something: other examples have another."""
    last = f"W{len(params) // 2}"
    for result in (grads, other):
        if not isinstance(result, dict) or last not in result:
            raise CheckFailure("backward_propagation does not give a dict with the keys of params", cause="keys")
    try:
        check_close(other[last], grads[last], name=f"grads['{last}']", **CLOSE)
    except CheckFailure:
        return
    raise CheckFailure("backward_propagation gives the same for other examples", cause="constant")


def check_again(grads, first, message, *, hint="", cause):
    try:
        check_gradients(grads, first, **CLOSE)
    except CheckFailure as failure:
        raise CheckFailure(message, hint=hint, detail=failure.detail, cause=cause) from failure


@points(2, part=PART, of="backward_propagation", needs=NEEDS)
def test_backward_propagation_uses_the_cache_that_it_is_given(submission, rng):
    """A cache serves again, also after other images were propagated, as the gradients show"""
    params, x, y = example(rng, own_sizes(submission), 5)
    other = rng.random((PIXELS, 7))
    first = gradients(submission, params, x, y)
    check_answers(first, params, gradients(submission, params, other[:, :5], y))
    cache = submission.forward_propagation(params, x)
    for _ in range(2):
        check_again(
            submission.backward_propagation(params, cache, x, y),
            first,
            "the gradients are others when the same cache is used again",
            hint="is something in the cache changed in place (-=, /=), or kept from the call before?",
            cause="cache mutation",
        )
    for images in (other, other[:, :5]):
        submission.forward_propagation(params, images)
    what = "after forward_propagation of other images, for the same cache"
    hint = (
        "all that backward_propagation needs must be in the cache: is something kept in a global variable or a buffer?"
    )
    try:
        grads = submission.backward_propagation(params, cache, x, y)
    except RemoteError as error:
        raise CheckFailure(f"backward_propagation fails {what}: {error}", hint=hint, cause="global state") from error
    check_again(grads, first, f"the gradients are others {what}", hint=hint, cause="global state")


@points(2, part=PART, of="backward_propagation", needs=NEEDS, excuses=False)
def test_backward_propagation_is_pure(submission, probes, rng):
    """Backpropagation leaves parameters, images and labels as they are, and takes ones that are read-only"""
    params, x, y = example(rng, own_sizes(submission), 6)
    cache = submission.forward_propagation(params, x)
    first = check_unchanged(submission.backward_propagation, params, cache, x, y, name="backward_propagation")
    check_answers(first, params, gradients(submission, params, x**2, y))
    of_single, images = {key: value.astype(np.float32) for key, value in params.items()}, x.astype(np.float32)
    cache = submission.forward_propagation(of_single, images)
    labels = y.astype(np.uint8)
    check_unchanged(submission.backward_propagation, of_single, cache, images, labels, name="backward_propagation")
    again, kept = probes.gradients_read_only(
        submission.forward_propagation, submission.backward_propagation, params, x, x**2, y
    )
    check_again(again, first, "backward_propagation gives other gradients for read-only arrays", cause="read-only")
    check_again(
        kept,
        again,
        "backward_propagation: the gradients that one call returned are changed by the next one",
        hint="are they written into arrays that are kept between calls (out=, a buffer)?",
        cause="shared result",
    )


# Update


@points(4, part=UPDATE, of="update_params")
def test_update_params_moves_every_parameter(submission, rng):
    """Update: every weight and bias moves by minus alpha times its gradient"""
    double, steep, _ = random_parameters(rng, own_sizes(submission))
    steep |= {key: 300 * steep[key] for key in ("W2", "b2")}  # no gradient is too large
    for alpha, kind in ((0.0375, np.float32), (3.0, np.float64), (0.0, np.float64)):
        params, grads = ({key: value.astype(kind) for key, value in of.items()} for of in (double, steep))
        moved = submission.update_params(params, grads, alpha)
        if not isinstance(moved, dict) or set(moved) != set(params):
            raise CheckFailure("update_params does not give a dict with the keys of params", cause="keys")
        for key, value in params.items():
            name = f"update_params with alpha {alpha}: {key}"
            try:
                check_close(moved[key], value - alpha * grads[key], name=name, rtol=1e-4, atol=1e-6)
            except CheckFailure as failure:
                hint = _likely_move(value, grads[key], alpha, moved[key]) or failure.hint
                raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="update") from failure
    message = "update_params fails, or moves parameters otherwise, when grads has its keys in another order"
    hint = "are parameters and gradients paired by their places? They belong together by their keys"
    try:
        moved = submission.update_params(params, dict(reversed(grads.items())), 3.0)
    except RemoteError as error:
        raise CheckFailure(f"{message}: {error}", hint=hint, cause="order") from error
    check_again(moved, {key: params[key] - 3.0 * grads[key] for key in params}, message, hint=hint, cause="order")


def _likely_move(value, gradient, alpha, moved):
    mistakes = {
        "is it a step uphill? The gradient is to be subtracted": value + alpha * gradient,
        "does it stay as it is? Every parameter is to move, weights and biases": value,
        "is alpha left out?": value - gradient,
        "is alpha rounded?": value - round(alpha, 2) * gradient,
    }
    found = (hint for hint, values in mistakes.items() if is_right(moved, values))
    hint = next(found, "") if alpha else ""
    if not hint and np.shape(moved) == value.shape and np.abs(gradient).max() > 100:
        return "is the gradient clipped, or scaled to some length? It counts as it is, however large"
    return hint


@points(1, part=UPDATE, of="update_params", excuses=False)
def test_update_params_is_pure(submission, probes, rng):
    """Update makes new parameters: the old ones and the gradients stay as they are, and may be read-only"""
    params, grads, others = random_parameters(rng, own_sizes(submission))
    moved = check_unchanged(submission.update_params, params, grads, 0.5, name="update_params")
    singles = ({key: value.astype(np.float32) for key, value in of.items()} for of in (params, grads))
    check_unchanged(submission.update_params, *singles, 0.5, name="update_params")
    again, kept, other = probes.two_calls(submission.update_params, [params, grads, 0.5], [params, others, 0.5])
    check_close(weights_of(again), weights_of(moved), name="update_params of read-only arrays: 'W1'")
    if np.array_equal(weights_of(other), weights_of(moved)):
        raise CheckFailure("update_params gives the same for other gradients", cause="constant")
    if not np.array_equal(weights_of(kept), weights_of(again)):
        raise CheckFailure(
            "update_params: the parameters that one call returned are changed by the next one",
            hint="are they written into arrays that are kept between calls (out=, a buffer)?",
            cause="shared result",
        )


def random_parameters(rng, sizes):
    """Three dicts of random numbers in the layout of a network of these sizes."""
    shapes = {}
    for layer, (fan_in, fan_out) in enumerate(pairwise(sizes), start=1):
        shapes |= {f"W{layer}": (fan_out, fan_in), f"b{layer}": (fan_out, 1)}
    return [{key: rng.normal(size=shape) for key, shape in shapes.items()} for _ in range(3)]


def weights_of(params):
    if not isinstance(params, dict) or "W1" not in params:
        raise CheckFailure("update_params does not give a dict with the keys of params", cause="keys")
    return params["W1"]
