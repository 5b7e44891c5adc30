"""Initial parameters, forward pass, predictions and update.

Each binding sentence of the statement, and the test that fails when it is broken:

| sentence                                                  | test                                         |
| --------------------------------------------------------- | -------------------------------------------- |
| init_params: keys and shapes, any depth                   | test_init_params_has_the_layout              |
| init_params: from rng, finite, no two columns alike       | test_init_params_draws_from_the_generator    |
| forward: logits, cache; ReLU between, none after the last | test_forward_gives_logits                    |
| parameters of any depth and size                          | test_forward_of_any_depth                    |
| parameters are told by their names, in any order          | test_forward_of_any_depth,                   |
|                                                           | test_sgd_step_moves_every_parameter          |
| predict: class of the largest logit, N integers           | test_predict_gives_the_largest_logit         |
| a batch of one example                                    | in the three above                           |
| sgd_step: minus lr times the gradient, every parameter    | test_sgd_step_moves_every_parameter          |
| no function changes its arguments; they may be read-only; | test_init_params_draws_from_the_generator,   |
| global random state is untouched                          | test_forward_is_pure, test_predict_is_pure,  |
|                                                           | test_sgd_step_is_pure                        |

Values are compared at a tolerance that float32 arithmetic keeps.
"""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from grader.checks import (
    CheckFailure,
    check_close,
    check_deterministic,
    check_finite,
    check_integers,
    check_shape,
    check_unchanged,
)
from grader.judge import points

FORWARD = "Forward pass"
UPDATE = "Update and schedule"
ANY_DEPTH = (
    "is the number of layers fixed in the code, or their order that of their names or of the keys? There may be one, "
    "or ten, and the number in a key says which it is"
)

CLOSE: dict[str, Any] = {"rtol": 1e-4, "atol": 1e-6}


def network(reference, rng, sizes):
    """Parameters with biases that are not zero."""
    params = reference.init_params(sizes, rng)
    return {name: value if name[0] == "W" else rng.normal(size=value.shape) for name, value in params.items()}


def logits_of(result, name="forward"):
    """The first of the pair that forward returns."""
    if not isinstance(result, tuple | list) or len(result) != 2:
        what = f"{len(result)} values" if isinstance(result, tuple | list) else "one value"
        raise CheckFailure(f"{name} returns {what}, expected the pair (logits, cache)", cause="pair")
    return result[0]


# Forward pass


@points(2, part=FORWARD, of="init_params")
def test_init_params_has_the_layout(submission, rng):
    """Initial parameters: a weight matrix and a bias for each layer, in the shapes asked for"""
    for sizes in ((7, 4, 3), (5, 3), (11, 8, 6, 4, 2), (3, 8, 2), (1, 6, 3)):
        params = submission.init_params(sizes, np.random.default_rng(int(rng.integers(2**31))))
        check_layout(params, sizes, f"init_params({sizes})", asked=True)


def check_layout(params, sizes, name, *, asked=False):
    """`asked`: the layout was asked for by these sizes."""
    if not isinstance(params, dict):
        raise CheckFailure(f"{name} gives a {type(params).__name__}, expected a dict", cause="type")
    shapes = {}
    for layer, pair in enumerate(pairwise(sizes), start=1):
        shapes[f"W{layer}"], shapes[f"b{layer}"] = pair, pair[1:]
    if set(params) != set(shapes):
        raise CheckFailure(
            f"{name} has the keys {', '.join(sorted(map(str, params)))}; expected {', '.join(shapes)}",
            hint="the number of layers is that of the sizes, less one" if len(params) != len(shapes) and asked else "",
            cause="keys",
        )
    for key, shape in shapes.items():
        check_finite(params[key], name=f"{name}['{key}']")
        if np.shape(params[key]) != shape:
            swapped = np.shape(params[key]) == shape[::-1] and len(shape) == 2
            raise CheckFailure(
                f"{name}['{key}'] has shape {np.shape(params[key])}, expected {shape}",
                hint="is it transposed? A layer computes h @ W + b: rows are what comes in" if swapped else "",
                cause="transposed" if swapped else "shape",
            )
        kind = np.asarray(params[key]).dtype
        if asked and (kind.kind != "f" or kind.itemsize < 4):
            raise CheckFailure(
                f"{name}['{key}'] holds numbers of type {kind}, expected float32 or float64", cause="dtype"
            )


@points(3, part=FORWARD, of="init_params")
def test_init_params_draws_from_the_generator(submission, rng):
    """Initial parameters: random, from the generator that is given and from nothing else"""
    sizes, seed = [9, 6, 4], int(rng.integers(2**31))
    name = "init_params"

    def draw(seed=seed):
        return submission.init_params(list(sizes), np.random.default_rng(seed))

    first = drawn(check_unchanged(submission.init_params, list(sizes), np.random.default_rng(seed), name=name), sizes)
    check_deterministic(draw, name=name)
    for key, weights in first.items():
        if len(np.unique(weights, axis=1).T) < weights.shape[1]:
            raise CheckFailure(
                f"init_params: {key} has columns that are the same",
                hint="units that start equal get equal gradients and stay equal: the weights must be random",
                cause="constant",
            )
    for more in ([2, 150, 4], [1, 6, 3]):  # more columns than rows
        for key, weights in drawn(submission.init_params(more, np.random.default_rng(seed)), more).items():
            if len(np.unique(weights, axis=1).T) < weights.shape[1]:
                raise CheckFailure(
                    f"init_params: {key} of {weights.shape} has columns that are the same",
                    hint="where more units are asked for than there are inputs, are columns drawn for all of them?",
                    cause="constant",
                )
    other = drawn(draw(seed + 1), sizes)
    same = [key for key, weights in first.items() if np.array_equal(weights, other[key])]
    if same:
        raise CheckFailure(
            f"init_params gives the same {' and '.join(same)} for two generators in different states",
            hint="are the weights drawn from rng, and not from a generator that init_params makes itself?",
            cause="generator ignored",
        )


def drawn(params, sizes):
    """The weights of initial parameters; what else is right about them is another test's affair."""
    weights = {}
    for layer, shape in enumerate(pairwise(sizes), start=1):
        key = f"W{layer}"
        if not isinstance(params, dict) or key not in params:
            raise CheckFailure(f"init_params does not give a dict with the key {key}", cause="keys")
        check_finite(params[key], name=f"init_params: {key}")
        check_shape(params[key], shape, name=f"init_params: {key}")
        weights[key] = np.asarray(params[key])
    return weights


@points(4, part=FORWARD, of="forward")
def test_forward_gives_logits(submission, reference, rng):
    """Forward pass with one hidden layer: biases, ReLU in between, and logits that may be negative"""
    params = network(reference, rng, (7, 6, 3))
    examples = rng.normal(size=(5, 7))
    params["b2"] -= reference.forward(params, examples)[0].mean(axis=0)  # logits of both signs, whatever was drawn
    # the large images last, since values of hundreds are more than float32 has digits for
    large = {"rtol": 1e-4, "atol": 2e-3}
    # seven images of seven numbers do not tell by their shape what is a row
    square = np.concatenate([examples, rng.normal(size=(2, 7))])
    for x, close in ((examples, CLOSE), (examples[:1], CLOSE), (square, CLOSE), (40 * examples, large)):
        logits = logits_of(submission.forward(params, x))
        expected, _ = reference.forward(params, x)
        try:
            check_close(logits, expected, name="forward: logits", sizes={"N": len(x), "D": 7, "H": 6, "K": 3}, **close)
        except CheckFailure as failure:
            hint = _likely_forward_mistake(reference, params, x, logits)
            if not hint:
                raise
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="forward") from failure


def _likely_forward_mistake(reference, params, x, logits):
    expected, _ = reference.forward(params, x)
    hidden = x @ params["W1"] + params["b1"]
    no_bias = {name: value * (name[0] == "W") for name, value in params.items()}

    def with_hidden(units):
        return units @ params["W2"] + params["b2"]

    late = np.maximum(hidden - params["b1"], 0) + params["b1"]
    above = reference.forward(params, np.maximum(x, 0))[0]
    mistakes = {
        "is there a ReLU after the last layer? Logits may be negative": np.maximum(expected, 0),
        "is the softmax applied already? forward gives logits": reference.softmax(expected),
        "does something clip the hidden units? A ReLU grows without end": with_hidden(np.clip(hidden, 0, 6)),
        "is the ReLU between the layers missing?": with_hidden(hidden),
        "is the ReLU between the layers a sigmoid?": with_hidden(1 / (1 + np.exp(np.clip(-hidden, None, 700)))),
        "is the ReLU between the layers leaky? It gives 0 below 0": with_hidden(np.where(hidden > 0, 1, 0.01) * hidden),
        "is the hidden layer's bias added after its ReLU?": with_hidden(late),
        "is a ReLU applied to the images? Those may be negative": above,
        "are the biases added?": reference.forward(no_bias, x)[0],
        "is the last layer's bias added?": expected - params["b2"],
    }
    for hint, values in mistakes.items():
        if isinstance(logits, np.ndarray) and logits.shape == values.shape and np.allclose(logits, values, **CLOSE):
            return hint
    return ""


@points(3, part=FORWARD, of="forward", hint=ANY_DEPTH)
def test_forward_of_any_depth(submission, reference, rng):
    """Forward pass of a network without hidden layer, of one with three in float32, and of one with ten"""
    for sizes, kind in (((6, 4), float), ((7, 5, 6, 4, 3), np.float32), ((5, *(6, 4) * 5, 3), float)):
        params, x = getting_through(reference, rng, sizes, 2)
        params, x = {key: value.astype(kind) for key, value in params.items()}, x.astype(kind)
        params = dict(sorted(params.items()))  # W1, W10, W2, …, b1, …: it is the names that count
        name = f"forward of a network of {len(sizes) - 1} layers: logits"
        check_close(logits_of(submission.forward(params, x)), reference.forward(params, x)[0], name=name, **CLOSE)
    # square matrices, as many images as units or classes, and layers of one unit: shapes do not tell what is what
    for sizes, count in (((5, 5, 5, 5), 5), ((7, 6, 4), 6), ((7, 6, 4), 4), ((3, 1, 2), 3), ((1, 1, 1), 1)):
        params, x = getting_through(reference, rng, sizes, count)
        name = f"forward of {count} images by a network of sizes {sizes}: logits"
        try:
            check_close(logits_of(submission.forward(params, x)), reference.forward(params, x)[0], name=name, **CLOSE)
        except CheckFailure as failure:
            hint = "is something told by its shape, or an axis of length 1 squeezed away? Sizes may be equal, and 1"
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="sizes") from failure
    params, x = getting_through(reference, rng, (7, 6, 3), 4)
    single = {key: value.astype(np.float32) for key, value in params.items()}
    for given, images in ((params, x.astype(np.float32)), (single, x)):
        name = f"forward of {images.dtype} images by {given['W1'].dtype} parameters: logits"
        try:
            check_close(
                logits_of(submission.forward(given, images)), reference.forward(given, images)[0], name=name, **CLOSE
            )
        except CheckFailure as failure:
            hint = "images and parameters may be of two types"
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="types") from failure


def getting_through(reference, rng, sizes, count):
    """Parameters and images by which the last layer's logits differ."""
    while True:
        params, x = network(reference, rng, sizes), rng.normal(size=(count, sizes[0]))
        logits = reference.forward(params, x)[0]
        if np.ptp(logits, axis=0).max() > 0.1 or (
            count == 1 and np.abs(logits - params[f"b{len(sizes) - 1}"]).max() > 0.1
        ):
            return params, x


@points(1, part=FORWARD, of="forward", excuses=False)
def test_forward_is_pure(submission, reference, probes, rng):
    """Forward pass leaves parameters and images as they are, and takes ones that are read-only"""
    params, x = network(reference, rng, (5, 4, 3)), rng.normal(size=(6, 5))
    first = logits_of(check_unchanged(submission.forward, params, x, name="forward"))
    single = {key: value.astype(np.float32) for key, value in params.items()}
    check_unchanged(submission.forward, single, x.astype(np.float32), name="forward")
    again = logits_of(probes.read_only(submission.forward, params, x))
    check_consistent(first, again, [logits_of(submission.forward(params, 3 * x))], "forward")


def check_consistent(first, again, others, name):
    """The same arguments give the same, some others something else. What is right is judged by other tests."""
    check_close(again, first, name=f"{name}, called again", **CLOSE)
    for other in others:
        try:
            check_close(other, first, name=name, **CLOSE)
        except CheckFailure:
            return
    raise CheckFailure(f"{name} gives the same for other arguments", cause="constant")


@points(2, part=FORWARD, of="predict", needs=["forward"])
def test_predict_gives_the_largest_logit(submission, reference, rng):
    """Predictions: the class of the largest logit for each image, of a network of any depth, of large logits too"""
    params = images = None
    while images is None or len(set(reference.predict(params, images))) < 3:
        params = network(reference, rng, (6, 5, 4)) | {"b2": rng.permutation([-2.0, -0.7, 0.6, 1.1])}
        images = well_separated(reference, params, rng, 41)
    for x in (images, images[:1]):
        expected = reference.forward(params, x)[0].argmax(axis=1)
        predictions = submission.predict(params, x)
        try:
            check_close(predictions, expected, name="predict", sizes={"N": len(x), "K": 4})
        except CheckFailure as failure:
            hint = _likely_prediction_mistake(reference.forward(params, x)[0], predictions) or failure.hint
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="predict") from failure
        check_integers(predictions, name="predict", low=0, high=3)
    large = params | {"W2": 1e4 * params["W2"], "b2": 1e4 * params["b2"]}
    hint = "does an exp overflow? The largest logit is the largest probability, without any softmax"
    check_predictions(submission, reference, large, images, "predict where logits are large", hint)
    for sizes in ((6, 5, 4, 4), (6, 4)):
        images = None
        # of a network that nearly always says the same, another one may say it, too
        while images is None or len(set(reference.predict(params, images))) < 3:
            params = network(reference, rng, sizes)
            images = well_separated(reference, params, rng, 17)
        check_predictions(submission, reference, params, images, f"predict of {len(sizes) - 1} layers", ANY_DEPTH)


def check_predictions(submission, reference, params, images, name, hint):
    try:
        check_close(submission.predict(params, images), reference.predict(params, images), name=name)
    except CheckFailure as failure:
        raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="predict") from failure


def _likely_prediction_mistake(logits, predictions):
    mistakes = {
        "is it the largest over the batch (the wrong axis)? Asked for is the largest of each row": logits.argmax(
            axis=0
        ),
        "is it the smallest logit (argmin)?": logits.argmin(axis=1),
        "is the sign of the logits lost (the largest absolute value)?": np.abs(logits).argmax(axis=1),
        "are classes counted from 1, off by one? The first class is 0": logits.argmax(axis=1) + 1,
        "is it the largest value (max) rather than its place (argmax)?": logits.max(axis=1).astype(int),
    }
    found = (hint for hint, values in mistakes.items() if np.array_equal(predictions, values))
    return next(found, "") if isinstance(predictions, np.ndarray) else ""


def well_separated(reference, params, rng, count):
    """Images for which the largest logit is clearly the largest."""
    rows = []
    while len(rows) < count:
        x = 2 * rng.normal(size=(1, len(params["W1"])))
        logits = np.sort(reference.forward(params, x)[0][0])
        if logits[-1] - logits[-2] > 0.01:
            rows.append(x)
    return np.concatenate(rows)


@points(1, part=FORWARD, of="predict", needs=["forward"], excuses=False)
def test_predict_is_pure(submission, reference, probes, rng):
    """Predictions leave parameters and images as they are, and take ones that are read-only"""
    params = network(reference, rng, (5, 4, 3))
    x = well_separated(reference, params, rng, 20)
    first = check_unchanged(submission.predict, params, x, name="predict")
    single = {key: value.astype(np.float32) for key, value in params.items()}
    check_unchanged(submission.predict, single, x.astype(np.float32), name="predict")
    again = probes.read_only(submission.predict, params, x)
    others = [
        submission.predict({**params, "b2": np.array(bias, float)}, x)
        for bias in ([90, 0, 0], [-90, 0, 0], [0, -90, 0])
    ]
    check_consistent(first, again, others, "predict")


# Update and schedule


@points(3, part=UPDATE, of="sgd_step")
def test_sgd_step_moves_every_parameter(submission, reference, rng):
    """Update: every weight and bias moves by minus the rate times its gradient, however large that is"""
    params, grads = network(reference, rng, (5, 4, 3)), network(reference, rng, (5, 4, 3))
    for lr in (0.25, 3.0, 0.0):
        moved = submission.sgd_step(params, grads, lr)
        check_moved(submission, moved, params, grads, lr, [5, 4, 3])
    # layers of one shape, and gradients in the order in which backpropagation comes to them, the last layer's first
    sizes = [4] * 5
    params = network(reference, rng, sizes)
    grads = {
        f"{kind}{layer}": 300 * rng.normal(size=params[f"{kind}{layer}"].shape)
        for layer in (4, 3, 2, 1)
        for kind in "Wb"
    }
    moved = submission.sgd_step(params, grads, 0.5)
    try:
        check_moved(submission, moved, params, grads, 0.5, sizes)
    except CheckFailure as failure:
        hint = failure.hint or "is each gradient found by its key, and not by its place? And does something clip it?"
        raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="step") from failure


def moves(after, before):
    """Whether a step went anywhere, but not to 0."""
    return isinstance(after, np.ndarray) and after.shape == before.shape and after.any() and (after != before).any()


def check_moved(submission, moved, params, grads, lr, sizes):
    name = f"sgd_step with lr {lr}"
    check_layout(moved, sizes, name)
    elsewhere = submission.sgd_step(params, grads, 2 * lr + 1)
    for key, value in params.items():
        gradient = grads[key]
        likely = {
            "is the step uphill? It is minus the rate times the gradient, a sign the other way": value + lr * gradient,
            "does it move at all?": value,
            "is the step made of the gradient's sign alone?": value - lr * np.sign(gradient),
            "does something clip the gradient?": value - lr * np.clip(gradient, -1, 1),
        }
        mistakes = {hint: partial(np.array, wrong) for hint, wrong in likely.items()}
        if isinstance(elsewhere, dict) and key in elsewhere and moves(elsewhere[key], value):
            mistakes["is the rate used? The step is as long with another lr"] = partial(np.array, elsewhere[key])
        check_close(moved[key], value - lr * gradient, name=f"{name}: '{key}'", likely=mistakes, **CLOSE)


@points(1, part=UPDATE, of="sgd_step", excuses=False)
def test_sgd_step_is_pure(submission, reference, probes, rng):
    """Update makes new parameters: the old ones and the gradients stay as they are, and may be read-only"""
    params, grads = network(reference, rng, (5, 4, 3)), network(reference, rng, (5, 4, 3))
    single, halves = ({key: value.astype(np.float32) for key, value in values.items()} for values in (params, grads))
    check_unchanged(submission.sgd_step, single, halves, 0.5, name="sgd_step")
    moved = check_unchanged(submission.sgd_step, params, grads, 0.5, name="sgd_step")
    again = probes.read_only(submission.sgd_step, params, grads, 0.5)
    other = submission.sgd_step(params, network(reference, rng, (5, 4, 3)), 0.5)
    check_consistent(weights_of(moved), weights_of(again), [weights_of(other)], "sgd_step: 'W1'")


def weights_of(params):
    if not isinstance(params, dict) or "W1" not in params:
        raise CheckFailure("sgd_step does not give a dict with the keys of params", cause="keys")
    return params["W1"]
