"""Backpropagation.

Each binding sentence of the statement, and the test that fails when it is broken:

| sentence                                          | test                                                       |
| ------------------------------------------------- | ---------------------------------------------------------- |
| a dict with exactly the keys and shapes of params | test_backward_has_the_shapes_of_the_parameters             |
| the gradient of the mean cross-entropy, for each  | test_backward_of_the_last_weights,                         |
| parameter                                         | test_backward_of_the_hidden_weights,                       |
|                                                   | test_backward_of_the_biases,                               |
|                                                   | test_backward_agrees_with_finite_differences               |
| any number of layers                              | test_backward_of_any_depth                                 |
| of any sizes; batches of any size                 | test_backward_of_any_depth,                                |
|                                                   | test_backward_takes_labels_in_any_container                |
| a batch of one example                            | test_backward_of_a_single_example                          |
| … also where logits are large, and unclipped      | test_backward_of_the_last_weights,                         |
|                                                   | test_backward_of_the_hidden_weights                        |
| a class may be absent; the mean                   | test_backward_of_a_batch_that_is_doubled                   |
| labels: a list, any integer type                  | test_backward_takes_labels_in_any_container                |
| a cache may be used more than once; nothing is    | test_backward_uses_the_cache_that_it_is_given              |
| kept between calls                                |                                                            |
| arguments stay as they are, may be read-only      | test_backward_is_pure                                      |

Gradients are judged against the reference; where that fails, finite differences of the submission's own forward say
which half is wrong. All inputs keep clear of the kink of ReLU, whose derivative there is left open, and in every hidden
layer two units or more carry a gradient.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from grader.checks import CheckFailure, check_close, check_gradients, check_shape, check_unchanged, numerical_gradients
from grader.judge import points
from grader.remote.outcomes import RemoteError

PART = "Backpropagation"
NEEDS = ["forward", "softmax"]
ANY_LABELS = (
    "labels come as a list, too: np.asarray makes an array of it; and as unsigned integers, where 0 − 1 is no −1"
)
CLOSE: dict[str, Any] = {"rtol": 1e-4, "atol": 1e-6}
# wide enough for probabilities in float32: they are 0 and 1 but for rounding, and the gradients are hundreds
LARGE: dict[str, Any] = {"rtol": 1e-3, "atol": 1e-2}
# of a forward in float32 as well: the step is wide enough for its rounding, narrow enough for the curvature
STEP = 3e-3
DIFFERENCES: dict[str, Any] = {"rtol": 1e-2, "atol": 2e-3}
MARGIN = 0.02


def example(reference, rng, sizes, count):
    """Parameters, images and labels of all classes, or of one for a single image.

    No pre-activation of a hidden unit is nearer to 0 than MARGIN, and each layer has two units with a gradient.
    """
    targets = rng.permutation((np.arange(count) + rng.integers(sizes[-1])) % sizes[-1])
    while True:
        params = {
            name: value if name[0] == "W" else rng.normal(0, 0.5, value.shape)
            for name, value in reference.init_params(sizes, rng).items()
        }
        x = rng.normal(size=(count, sizes[0]))
        grads = expected_gradients(reference, params, x, targets)
        alive = [np.count_nonzero(gradient) for key, gradient in grads.items() if key[0] == "b"]
        if min(alive) >= 2 and all(np.abs(z).min() > MARGIN for z in pre_activations(params, x)):
            return params, x, targets


def pre_activations(params, x):
    hidden = x
    for layer in range(1, len(params) // 2):
        z = hidden @ params[f"W{layer}"] + params[f"b{layer}"]
        yield z
        hidden = np.maximum(z, 0)


def forward_of(submission, params, x):
    """The pair that the submission's forward returns."""
    result = submission.forward(params, x)
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise CheckFailure("forward does not return the pair (logits, cache)", cause="pair")
    return result


def cache_of(submission, params, x):
    return forward_of(submission, params, x)[1]


def gradients(submission, params, x, targets):
    return submission.backward(params, cache_of(submission, params, x), targets)


def expected_gradients(reference, params, x, targets):
    return reference.backward(params, reference.forward(params, x)[1], targets)


def own_differences(submission, reference, params, x, targets, **options):
    """Finite differences of the loss that the submission's own forward leads to."""

    def loss(at):
        logits, _ = forward_of(submission, at, x)
        check_shape(logits, (len(x), len(list(params.values())[-1])), name="forward: logits")
        return reference.cross_entropy(np.asarray(logits, np.float64), targets)

    return numerical_gradients(loss, params, h=STEP, **options)


def backprop(params, x, delta, slope=lambda z: z > 0):
    """Gradients that come of `delta` at the logits, with `slope` of the pre-activations for that of a ReLU."""
    below = [x, *(np.maximum(z, 0) for z in pre_activations(params, x))]
    grads = {}
    for layer, z in reversed([*enumerate([None, *pre_activations(params, x)], start=1)]):
        grads[f"W{layer}"], grads[f"b{layer}"] = below[layer - 1].T @ delta, delta.sum(axis=0)
        if z is not None:
            delta = (delta @ params[f"W{layer}"].T) * slope(z)
    return grads


def delta_of(reference, params, x, targets):
    p = reference.softmax(reference.forward(params, x)[0])
    return (p - np.eye(p.shape[1])[targets]) / len(x)


def with_slope(slope):
    return lambda *example: backprop(*example[1:3], delta_of(*example), slope)


def sigmoid_slope(z):
    hidden = np.maximum(z, 0)
    return hidden * (1 - hidden)


def of_squared_error(reference, params, x, targets):
    p = reference.softmax(reference.forward(params, x)[0])
    return backprop(params, x, delta_of(reference, params, x, targets) * p * (1 - p))


def of_shifted_labels(reference, params, x, targets):
    return backprop(params, x, delta_of(reference, params, x, targets - 1))


MISTAKES = {
    "is a factor p (1 - p) of the squared error left? That of the cross-entropy is p less one-hot": of_squared_error,
    "are labels taken to count from 1? They count from 0": of_shifted_labels,
    "is the mask of the ReLU inverted? A gradient passes where its unit is on": with_slope(lambda z: z <= 0),
    "is the derivative of a sigmoid used for that of the ReLU?": with_slope(sigmoid_slope),
    "is the ReLU's activation used as its mask? Its derivative is 0 or 1": with_slope(lambda z: np.maximum(z, 0)),
}


def check_backward(submission, reference, params, x, targets, of=None, close=CLOSE):
    """The gradients of these parameters (of all by default) are right."""
    grads = gradients(submission, params, x, targets)
    expected = expected_gradients(reference, params, x, targets)
    keys = list(of or expected)
    expected = {key: expected[key] for key in keys}
    if isinstance(grads, dict):
        grads = {key: grads[key] for key in keys if key in grads}
    sizes = {"batch": len(x)} | ({"K": len(params[f"b{len(params) // 2}"])} if len(x) > 1 else {})
    likely = {hint: partial(wrong, reference, params, x, targets) for hint, wrong in MISTAKES.items()}
    options = {"sizes": sizes, "likely": likely, **close}
    try:
        check_gradients(grads, expected, **options)
    except CheckFailure:
        logits, _ = forward_of(submission, params, x)
        if isinstance(logits, np.ndarray) and logits.shape == reference.forward(params, x)[0].shape:
            own = own_differences(submission, reference, params, x, targets)
            check_gradients(grads, expected, own={key: own[key] for key in keys}, **options)
        raise


@points(2, part=PART, of="backward", needs=NEEDS)
def test_backward_has_the_shapes_of_the_parameters(submission, reference, rng):
    """Backpropagation gives one gradient for each parameter, of its shape"""
    params, x, targets = example(reference, rng, (7, 4, 3), 5)
    grads = gradients(submission, params, x, targets)
    if not isinstance(grads, dict) or set(grads) != set(params):
        got = ", ".join(sorted(map(str, grads))) if isinstance(grads, dict) else f"a {type(grads).__name__}"
        raise CheckFailure(f"backward gives {got}; expected a dict with the keys {', '.join(params)}", cause="keys")
    for key, value in params.items():
        shape = np.shape(grads[key])
        if shape != value.shape:
            hint = ""
            if shape == value.shape[::-1]:
                hint = "is it transposed? The gradient has the shape of its parameter"
            elif shape == (1, *value.shape):
                hint = "an axis of length 1 too many: was the sum over the batch taken with keepdims=True?"
            elif key[0] == "b":
                hint = f"was the sum over the batch of {len(x)} forgotten, or taken over everything?"
            raise CheckFailure(
                f"backward: grads['{key}'] has shape {shape}, expected {value.shape}", hint=hint, cause="shape"
            )


@points(3, part=PART, of="backward", needs=NEEDS)
def test_backward_of_the_last_weights(submission, reference, rng):
    """Gradient of the last layer's weights, and of those that lead to logits around 1000 and −1000"""
    check_backward(submission, reference, *example(reference, rng, (7, 6, 3), 5), of=["W2"])
    large = large_example(reference, rng)
    if has_probabilities(submission, reference, *large[:2]):  # else the tests of softmax say so
        check_large(submission, reference, *large, of="W2")


def check_large(submission, reference, params, x, targets, of):
    """This gradient is right where logits are large, and images or the last weights."""
    try:
        check_backward(submission, reference, params, x, targets, of=[of], close=LARGE)
    except CheckFailure as failure:
        hint = (
            "logits are large here, and gradients: does an exp overflow, or something clip gradients or probabilities?"
        )
        found = f"{hint}\n{failure.hint}" if failure.hint else hint
        raise CheckFailure(failure.message, hint=found, detail=failure.detail, cause="large") from failure


def has_probabilities(submission, reference, params, x):
    """Whether the submission's softmax is right for the logits of these images."""
    logits, _ = reference.forward(params, x)
    try:
        check_close(submission.softmax(logits), reference.softmax(logits), name="softmax", **CLOSE)
    except (CheckFailure, RemoteError):
        return False
    return True


def large_example(reference, rng):
    """Six images with logits around 1000, −1000 and 0, one far above the rest, but not that of the label."""
    while True:  # with other parameters too: there are some by which all images are of one class
        params = reference.init_params((5, 6, 4), rng)
        # by two units that take turns the last pixel is added to all logits
        params["W1"][:, 4:] = [[0, 0]] * 4 + [[1, -1]]
        params["W2"][4:] = [[1], [-1]]
        x = rng.normal(0, 100, (6, 5))
        x[:, -1] = [1000, -1000, 1] * 2
        logits, _ = reference.forward(params, x)
        second, largest = np.sort(logits, axis=1).T[-2:]
        targets = (logits.argmax(axis=1) + rng.integers(1, 4, 6)) % 4
        if (largest - second).min() > 30 and 3 in targets:
            return params, x, targets


@points(3, part=PART, of="backward", needs=NEEDS)
def test_backward_of_the_hidden_weights(submission, reference, rng):
    """Gradient of the hidden layer's weights, through the ReLU, of large images and with large weights above it, too"""
    check_backward(submission, reference, *example(reference, rng, (7, 6, 3), 5), of=["W1"])
    params, x, targets = large_example(reference, rng)
    for factor in (1, 100):  # images of hundreds, then weights of hundreds above: the logits are the same
        wide, narrow = params | {"W2": params["W2"] * factor}, x / factor
        try:
            check_close(
                gradients(submission, wide, narrow, targets)["W2"],
                expected_gradients(reference, wide, narrow, targets)["W2"],
                name="W2",
                **LARGE,
            )
        except (CheckFailure, RemoteError, TypeError, KeyError, IndexError):
            return  # the test of the last weights says so
        check_large(submission, reference, wide, narrow, targets, of="W1")


@points(3, part=PART, of="backward", needs=NEEDS)
def test_backward_of_the_biases(submission, reference, rng):
    """Gradients of both layers' biases"""
    check_backward(submission, reference, *example(reference, rng, (7, 6, 3), 5), of=["b2", "b1"])


@points(3, part=PART, of="backward", needs=NEEDS, hint="is the number of layers fixed in the code?")
def test_backward_of_any_depth(submission, reference, rng):
    """Gradients of a network without hidden layer, of ones with three and with ten, and of square layers"""
    check_backward(submission, reference, *example(reference, rng, (6, 4), 5))
    params, x, targets = example(reference, rng, (7, 5, 6, 4, 3), 2)
    check_backward(submission, reference, dict(sorted(params.items())), x, targets)
    params, x, targets = example(reference, rng, (5, *(6, 7) * 5, 3), 2)
    try:
        check_backward(submission, reference, dict(reversed(params.items())), x, targets)
    except (CheckFailure, RemoteError) as failure:
        said = "the gradients of a network of eleven layers, whose keys are in another order, are wrong"
        hint = "are layers found by the order of the keys, or of their names? The number in a key says which it is"
        raise CheckFailure(said, hint=hint, detail=str(failure), cause="order") from failure
    # shapes do not tell what is what where layers are square, and where there are as many examples as units or classes
    for sizes, count in (((5, 5, 5, 3), 5), ((6, 4, 4), 4)):
        try:
            check_backward(submission, reference, *example(reference, rng, sizes, count))
        except CheckFailure as failure:
            hint = "is something told by its shape? Rows, columns and the batch may be of one size"
            found = f"{failure.hint}\n{hint}" if failure.hint else hint
            raise CheckFailure(failure.message, hint=found, detail=failure.detail, cause="sizes") from failure


@points(2, part=PART, of="backward", needs=NEEDS, hint="a batch of one (N = 1): is its axis squeezed away?")
def test_backward_of_a_single_example(submission, reference, rng):
    """Gradients of a batch of one example, in float64 and in float32"""
    params, x, targets = example(reference, rng, (6, 5, 4), 1)
    check_backward(submission, reference, params, x, targets)
    params = {key: value.astype(np.float32) for key, value in params.items()}
    check_backward(submission, reference, params, x.astype(np.float32), targets)


@points(2, part=PART, of="backward", needs=NEEDS)
def test_backward_agrees_with_finite_differences(submission, reference, rng):
    """Gradients agree with finite differences of the loss of your own forward"""
    params, x, targets = example(reference, rng, (6, 5, 3), 4)
    grads = gradients(submission, params, x, targets)
    differences = own_differences(submission, reference, params, x, targets, rng=rng, entries=12)
    if not any(np.nan_to_num(values).any() for values in differences.values()):
        raise CheckFailure("forward gives the same logits whatever the parameters are", cause="constant")
    if isinstance(grads, dict):  # that nothing else is in it is another test's affair
        grads = {key: grads[key] for key in differences if key in grads}
    check_gradients(grads, differences, sizes={"batch": 4, "K": 3}, **DIFFERENCES)


@points(2, part=PART, of="backward", needs=NEEDS, hint="two classes are absent: are they counted by the labels?")
def test_backward_of_a_batch_that_is_doubled(submission, reference, rng):
    """Gradients of the mean loss do not change when every example is there twice; two classes never occur"""
    params, x, targets = example(reference, rng, (5, 4, 3), 4)
    targets[:] = 1
    x, targets = np.concatenate([x, x]), np.concatenate([targets, targets])
    check_backward(submission, reference, params, x, targets, of=["W2", "W1"])


def check_answers(grads, other):
    """The gradient of the last weights is a gradient of something: other examples have another one."""
    for result in (grads, other):
        if not isinstance(result, dict) or "W2" not in result:
            raise CheckFailure("backward does not give a dict with the keys of params", cause="keys")
    try:
        check_close(other["W2"], grads["W2"], name="grads['W2']", **CLOSE)
    except CheckFailure:
        return
    raise CheckFailure("backward gives the same for other examples", cause="constant")


@points(1, part=PART, of="backward", needs=NEEDS, hint=ANY_LABELS)
def test_backward_takes_labels_in_any_container(submission, reference, rng):
    """Backpropagation takes labels as a list and as arrays of any integer type"""
    params, x, targets = example(reference, rng, (5, 4, 3), 6)
    first = gradients(submission, params, x, targets)
    check_answers(first, gradients(submission, params, x, (targets + 1) % 3))
    kinds = (np.uint8, np.int8, np.int32, np.uint64)
    for labels in (targets.tolist(), *(targets.astype(kind) for kind in kinds)):
        kind = f"a {labels.dtype} array" if isinstance(labels, np.ndarray) else "a list"
        message = f"backward gives other gradients for the same labels as {kind}"
        check_again(gradients(submission, params, x, labels), first, message, hint="", cause="labels")
    # more examples than a byte counts: the six, fifty times each, as a new draw of 300 hardly ever stays clear of kinks
    x, targets = np.repeat(x, 50, axis=0), np.repeat(targets, 50)
    first, again = (gradients(submission, params, x, labels) for labels in (targets, targets.astype(np.uint8)))
    message = "backward gives other gradients for the same labels of 300 examples as a uint8 array"
    check_again(
        again, first, message, hint="are examples counted, or places computed, in the labels' type?", cause="labels"
    )
    # two sets of labels that are one to whoever casts them to a byte
    params, x, _ = example(reference, rng, (5, 4, 270), 3)
    x = x[next(pre_activations(params, x)).max(axis=1).argsort()]  # the last image gets through to the last weights
    grads, other = (gradients(submission, params, x, np.array(labels)) for labels in ([269, 4, 258], [269, 4, 2]))
    try:
        check_answers(grads, other)
    except CheckFailure as failure:
        hint = "there are 270 classes here: are labels cast to a type of small integers?"
        raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="labels") from failure


@points(2, part=PART, of="backward", needs=NEEDS)
def test_backward_uses_the_cache_that_it_is_given(submission, reference, rng):
    """A cache serves again, also after a forward pass of other images"""
    params, x, targets = example(reference, rng, (5, 4, 3), 6)
    cache = cache_of(submission, params, x)
    first = submission.backward(params, cache, targets)
    check_answers(first, gradients(submission, params, 2 * x, targets))
    cache = cache_of(submission, params, x)
    for _ in range(2):
        check_again(
            submission.backward(params, cache, targets),
            first,
            "backward gives other gradients when it is called again with the same cache",
            hint="is something in the cache changed in place (-=, /=), or kept from the call before?",
            cause="cache mutation",
        )
    # other numbers of images, and as many as before, which might go where the first were kept
    for count in (2, 6) * 10:
        cache_of(submission, {key: 1 - value for key, value in params.items()}, rng.normal(size=(count, 5)))
    what = "after a forward pass of other images, for the same cache"
    hint = "all that backward needs must be in the cache: is something kept in a global variable?"
    try:
        grads = submission.backward(params, cache, targets)
    except RemoteError as error:
        raise CheckFailure(f"backward fails {what}: {error}", hint=hint, cause="global state") from error
    check_again(grads, first, f"backward gives other gradients {what}", hint=hint, cause="global state")


def check_again(grads, first, message, *, hint, cause):
    try:
        check_gradients(grads, first, **CLOSE)
    except CheckFailure as failure:
        raise CheckFailure(message, hint=hint, detail=failure.detail, cause=cause) from failure


@points(1, part=PART, of="backward", needs=NEEDS, excuses=False)
def test_backward_is_pure(submission, reference, probes, rng):
    """Backpropagation leaves parameters and labels as they are, and takes ones that are read-only"""
    params, x, targets = example(reference, rng, (5, 4, 3), 6)
    first = check_unchanged(submission.backward, params, cache_of(submission, params, x), targets, name="backward")
    check_answers(first, gradients(submission, params, 2 * x, targets))
    single, images = {key: value.astype(np.float32) for key, value in params.items()}, x.astype(np.float32)
    labels = targets.astype(np.int32)
    check_unchanged(submission.backward, single, cache_of(submission, single, images), labels, name="backward")
    again = probes.read_only(submission.backward, params, cache_of(submission, params, x), targets)
    check_again(again, first, "backward gives other gradients for read-only arrays", hint="", cause="read-only")
