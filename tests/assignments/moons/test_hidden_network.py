"""The multilayer perceptron.

Each binding sentence of the statement, and the test that fails when it is broken:

| sentence                                                | test                                             |
| ------------------------------------------------------- | ------------------------------------------------ |
| params: keys and shapes for any hidden sizes, finite    | test_network_has_parameters                      |
| weights of all layers from rng; no two units alike      | test_network_draws_from_the_generator            |
| predict_proba: h @ W + b, the activation after each     | test_network_gives_probabilities_with_relu,      |
| hidden layer, a sigmoid at the end; params may be       | test_network_gives_probabilities_with_sigmoid    |
| assigned, keys in any order; (N,); N may be 1; float32  |                                                  |
| finite and right for logits of any size                 | test_network_of_large_logits                     |
| predict: the more probable class, N integers            | test_network_predicts_the_probable_class         |
| loss: mean binary cross-entropy, exact; labels in lists | test_network_loss_is_the_cross_entropy,          |
|                                                         | test_network_of_large_logits                     |
| gradients: of the mean loss, keys and shapes of params  | test_network_gradients_have_the_shapes_of_…,     |
|                                                         | test_network_gradients_with_relu,                |
|                                                         | test_network_gradients_with_sigmoid              |
| N may be 1; labels in lists or unsigned; the mean; any  | test_network_gradients_of_one_point_and_of_…     |
| logits                                                  |                                                  |
| gradients are those of `loss`                           | test_network_gradients_agree_with_finite_…       |
| fit: plain gradient descent from where params is        | test_network_fit_takes_steps_downhill            |
| each epoch uses every example once                      | test_network_fit_uses_every_example              |
| the same generator state gives the same                 | test_network_draws_from_the_generator,           |
|                                                         | test_network_training_can_be_repeated            |
| arguments stay as they are, may be read-only            | test_network_is_pure                             |

Inputs keep clear of the kink of ReLU, whose derivative there is left open.
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
    check_gradients,
    check_integers,
    check_shape,
    numerical_gradients,
)
from grader.judge import points
from grader.remote.outcomes import RemoteError

PART = "Multilayer perceptron"
CLOSE: dict[str, Any] = {"rtol": 1e-4, "atol": 1e-6}
# of a loss in float32 as well: the step is wide enough for its rounding, narrow enough for the curvature
STEP = 3e-3
DIFFERENCES: dict[str, Any] = {"rtol": 1e-2, "atol": 2e-3}
MARGIN = 0.02
BY_NAME = "is params gone through in the order of its keys? A layer's arrays are found by their names"
KEPT = "is something kept from an earlier call, or from the constructor? params is what counts, at every call"


def shapes_for(hidden):
    shapes = {}
    for layer, (fan_in, fan_out) in enumerate(pairwise((2, *hidden, 1)), start=1):
        shapes |= {f"W{layer}": (fan_in, fan_out), f"b{layer}": (fan_out,)}
    return shapes


def params_of(model, hidden):
    """The parameters of a model, in the layout asked for."""
    params, shapes = model.params, shapes_for(hidden)
    if not isinstance(params, dict) or set(params) != set(shapes):
        got = ", ".join(sorted(map(str, params)))[:100] if isinstance(params, dict) else f"a {type(params).__name__}"
        raise CheckFailure(f"MLPClassifier: params is {got}; expected the keys {', '.join(shapes)}", cause="keys")
    for key, shape in shapes.items():
        check_finite(params[key], name=f"params['{key}']")
        swapped = np.shape(params[key]) == shape[::-1] != shape
        if swapped and key[0] == "W":
            raise CheckFailure(
                f"params['{key}'] has shape {np.shape(params[key])}, expected {shape}",
                hint="rows are what comes in, columns what goes out: a layer computes h @ W + b",
                cause="transposed",
            )
        check_shape(params[key], shape, name=f"params['{key}']")
    return params


def pre_activations(params, activation, x):
    h = x
    for layer in range(1, len(params) // 2):
        z = h @ params[f"W{layer}"] + params[f"b{layer}"]
        yield z
        h = np.maximum(z, 0) if activation == "relu" else 1 / (1 + np.exp(-z))


def example(rng, hidden, activation, count):
    """Parameters, points and labels; no pre-activation is near 0, and each unit is on for some of a few points."""
    while True:
        x = rng.normal(0, 1.5, (max(count, 6), 2))
        params = {}
        for key, shape in shapes_for(hidden).items():
            scale = np.sqrt(2 / shape[0]) if key[0] == "W" else 0.5
            params[key] = rng.normal(0, scale, shape)
        z = list(pre_activations(params, activation, x))
        both_ways = all(((values > 0).any(axis=0) & (values < 0).any(axis=0)).mean() > 0.6 for values in z)
        clear = activation == "sigmoid" or min(np.abs(values).min() for values in z) > MARGIN
        if both_ways and clear:
            return params, x[:count], rng.permutation(np.arange(count) % 2)


def models(submission, reference, hidden, activation, params):
    """The student's model and the reference's, with the same parameters."""
    pair = []
    for module in (submission, reference):
        model = module.MLPClassifier(list(hidden), activation, np.random.default_rng(0))
        model.params = {key: value.copy() for key, value in params.items()}
        pair.append(model)
    return pair


@points(2, part=PART, of="MLPClassifier")
def test_network_has_parameters(submission, rng):
    """The network has parameters from the start: a weight matrix and a bias for each layer"""
    for hidden, activation in (([5, 4], "relu"), ([3], "sigmoid"), ([6, 2, 7], "relu"), ([2, 5, 1, 3], "relu")):
        model = submission.MLPClassifier(hidden, activation, np.random.default_rng(int(rng.integers(2**31))))
        params_of(model, hidden)


@points(2, part=PART, of="MLPClassifier")
def test_network_draws_from_the_generator(submission, rng):
    """Initial parameters: random, from the generator that is given and from nothing else"""
    for hidden, activation in (([40, 24], "relu"), ([12, 10, 8], "sigmoid")):

        def draw(seed, hidden=hidden, activation=activation):
            return params_of(submission.MLPClassifier(hidden, activation, np.random.default_rng(seed)), hidden)

        seed = int(rng.integers(2**31))
        first = check_deterministic(lambda draw=draw, seed=seed: draw(seed), name="MLPClassifier(…).params")
        weights = [f"W{layer}" for layer in range(1, len(hidden) + 2)]
        for key in weights[:-1]:
            if len(np.unique(first[key], axis=1).T) < first[key].shape[1]:
                raise CheckFailure(
                    f"MLPClassifier: {key} has columns that are the same",
                    hint="units that start equal get equal gradients and stay equal: the weights must be random",
                    cause="constant",
                )
        other = draw(seed + 1)
        same = [key for key in weights if np.array_equal(first[key], other[key])]
        if same:
            hint = "are the weights drawn from rng, and not from a generator that the constructor makes itself?"
            if same == weights[-1:]:
                hint = "are those of the last layer drawn as well?"
            raise CheckFailure(
                f"MLPClassifier starts with the same {', '.join(same)} for two generators in different states",
                hint=hint,
                cause="generator ignored",
            )


def check_probabilities(submission, reference, rng, activation):
    for hidden, count, kind in (([5, 4], 7, float), ([3], 1, float), ([4, 3, 5], 5, np.float32), ([3, 1], 6, float)):
        params, x, _ = example(rng, hidden, activation, count)
        params = {key: value.astype(kind) for key, value in params.items()}
        own, model = models(submission, reference, hidden, activation, params)
        # another network beside it, which must not matter
        submission.MLPClassifier([2, 3], "sigmoid" if activation == "relu" else "relu", np.random.default_rng(1))
        probabilities, expected = own.predict_proba(x.astype(kind)), model.predict_proba(x)
        try:
            name = f"predict_proba of {count} points"
            check_close(probabilities, expected, name=name, sizes={"N": count}, rtol=1e-4, atol=1e-5)
        except CheckFailure as failure:
            hint = likely_forward_mistake(hidden, activation, params, x, probabilities) or failure.hint
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause=failure.cause) from failure
        other = {key: value if key == "W1" else -value for key, value in params.items()}
        own.params, model.params = ({key: value.copy() for key, value in other.items()} for _ in range(2))
        name = f"predict_proba of the same {count} points after other params were assigned"
        try:
            check_close(own.predict_proba(x.astype(kind)), model.predict_proba(x), name=name, rtol=1e-4, atol=1e-5)
        except CheckFailure as failure:
            raise CheckFailure(failure.message, hint=KEPT, detail=failure.detail, cause="kept") from failure


def likely_forward_mistake(hidden, activation, params, x, probabilities):
    def logits(slope=None, biases=1.0, end=lambda z: z):
        h = x
        for layer in range(1, len(hidden) + 2):
            z = h @ params[f"W{layer}"] + biases * params[f"b{layer}"]
            h = z if slope is None else slope(z)
        return end(z)[:, 0]

    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    own = (lambda z: np.maximum(z, 0)) if activation == "relu" else sigmoid
    other = sigmoid if activation == "relu" else (lambda z: np.maximum(z, 0))
    right = logits(own)
    mistakes = {
        "is the activation between the layers missing?": sigmoid(logits()),
        f"is the activation another one? Asked for is {activation}": sigmoid(logits(other)),
        "is the activation tanh?": sigmoid(logits(np.tanh)),
        "are the biases added?": sigmoid(logits(own, biases=0.0)),
        "is the last layer's bias added?": sigmoid(right - params[f"b{len(hidden) + 1}"]),
        "is there an activation after the last layer as well?": sigmoid(logits(own, end=own)),
        "is the sigmoid at the end missing? These are the logits": right,
        "is it the probability of class 0? Asked for is that of class 1": sigmoid(-right),
    }
    return likely(probabilities, mistakes)


def likely(result, mistakes):
    """The hint whose values the result has; "" when there is none."""
    if not isinstance(result, np.ndarray):
        return ""
    same = (hint for hint, values in mistakes.items() if result.shape == np.shape(values))
    return next((hint for hint in same if np.allclose(result, mistakes[hint], **CLOSE)), "")


@points(4, part=PART, of="MLPClassifier")
def test_network_gives_probabilities_with_relu(submission, reference, rng):
    """The network's probabilities, with ReLU after each hidden layer"""
    check_probabilities(submission, reference, rng, "relu")
    params, x, _ = example(rng, [4, 3], "relu", 6)
    own, model = models(submission, reference, [4, 3], "relu", params)
    own.params = {key: params[key].copy() for key in reversed(params)}
    try:
        check_close(own.predict_proba(x), model.predict_proba(x), name="predict_proba", rtol=1e-4, atol=1e-5)
    except (CheckFailure, RemoteError) as failure:
        said = "predict_proba is wrong where the keys of params stand in another order"
        raise CheckFailure(said, hint=BY_NAME, detail=str(failure), cause="order") from failure


@points(3, part=PART, of="MLPClassifier")
def test_network_gives_probabilities_with_sigmoid(submission, reference, rng):
    """The network's probabilities, with a sigmoid after each hidden layer"""
    check_probabilities(submission, reference, rng, "sigmoid")


@points(2, part=PART, of="MLPClassifier")
def test_network_predicts_the_probable_class(submission, reference, rng):
    """The network's predictions: 1 where the probability is above a half, else 0, as integers"""
    hidden = [5, 3]
    params, x, _ = example(rng, hidden, "sigmoid", 1000)
    _, model = models(submission, reference, hidden, "sigmoid", params)
    p = model.predict_proba(x)
    logits = np.log(p) - np.log1p(-p)
    # both classes occur, and logits on either side of a half as well as of 0
    spread = 1.5 / logits.std()
    params["W3"], params["b3"] = spread * params["W3"], spread * (params["b3"] - np.median(logits))
    logits = spread * (logits - np.median(logits))
    chosen = []
    # near a half on either side, a little above and below it, and far; more of one class than of the other
    for low, high, count in (
        (0.005, 0.1, 2),
        (0.1, 0.45, 9),
        (0.55, 9, 9),
        (-0.1, -0.005, 2),
        (-0.45, -0.1, 3),
        (-9, -0.55, 3),
    ):
        between = np.flatnonzero((low < logits) & (logits < high))
        chosen.append(between[np.argsort(np.abs(logits[between]))[:count]])
    x = x[rng.permutation(np.concatenate(chosen))]
    own, model = models(submission, reference, hidden, "sigmoid", params)
    classes = model.predict(x)
    for some, kind in ((x, float), (x[[np.argmax(classes)]], float), (x[[np.argmin(classes)]], np.float32)):
        check_predictions(own, model, some, kind)
    own.params = {**params, "W3": -params["W3"], "b3": -params["b3"]}
    if np.array_equal(own.predict(x), classes):
        raise CheckFailure("predict gives the same after other params were assigned", hint=KEPT, cause="kept")


def check_predictions(own, model, x, kind):
    predictions, expected, p = own.predict(x.astype(kind)), model.predict(x), model.predict_proba(x)
    try:
        check_close(predictions, expected, name="predict", sizes={"N": len(x)})
    except CheckFailure as failure:
        logits = np.log(p) - np.log1p(-p)
        mistakes = {
            "are the classes exchanged?": 1 - expected,
            "is a threshold of 0.5 set to the logits? It belongs to the probabilities": (logits > 0.5).astype(int),
            "is a threshold of 0 set to the probabilities? It belongs to the logits": (p > 0).astype(int),
            "are the classes −1 and 1? Asked for are 0 and 1": 2 * expected - 1,
            "are these the probabilities? Asked for are classes": p,
        }
        hint = likely(predictions, mistakes) or failure.hint or "is the probability of each point compared with a half?"
        raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="predict") from failure
    check_integers(predictions, name="predict", low=0, high=1)


@points(3, part=PART, of="MLPClassifier")
def test_network_loss_is_the_cross_entropy(submission, reference, rng):
    """The network's loss: the mean binary cross-entropy; labels in an array or a list, a class absent"""
    for activation, hidden, count, kind in (
        ("relu", [5, 4], 7, float),
        ("sigmoid", [3], 1, float),
        ("relu", [4], 5, np.float32),
    ):
        params, x, y = example(rng, hidden, activation, count)
        own, model = models(submission, reference, hidden, activation, params)
        for labels in (y, y.tolist(), np.ones(count, np.uint8), y.astype(np.uint8)):
            loss, expected = own.loss(x.astype(kind), labels), model.loss(x, labels)
            try:
                check_close(loss, expected, name=f"loss of {count} points", sizes={"N": count}, **CLOSE)
            except CheckFailure as failure:
                hint = likely_loss_mistake(model, x, np.asarray(labels), loss) or failure.hint
                raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause=failure.cause) from failure


def likely_loss_mistake(model, x, y, loss):
    if np.shape(loss) != () or len(x) == 1:
        return ""
    p = model.predict_proba(x)
    mistakes = {
        "is it a sum over the points? Asked for is the mean": len(x) * model.loss(x, y),
        "is it a squared error? Asked for is the cross-entropy": np.mean((p - y) ** 2),
        "is the part for label 0 missing?": -np.mean(y * np.log(p)),
        "are the labels exchanged?": model.loss(x, 1 - y),
        "is the sign wrong?": -model.loss(x, y),
    }
    return likely(np.asarray(loss), mistakes)


def steep():
    """A ReLU unit for each sign of the first coordinate: the logit is 1000 times that coordinate."""
    return {
        "W1": np.array([[1.0, -1.0], [0.0, 0.0]]),
        "b1": np.zeros(2),
        "W2": np.array([[1000.0], [-1000.0]]),
        "b2": np.zeros(1),
    }


@points(2, part=PART, of="MLPClassifier")
def test_network_of_large_logits(submission, reference):
    """The network's probabilities and loss where logits and hidden units are at 1000 and −1000: finite and exact"""
    params = steep()
    own, model = models(submission, reference, [2], "relu", params)
    x = np.array([[1.0, 0.0], [-1.0, 0.0], [1e-3, 0.0], [30.0, 0.0], [-30.0, 0.0]])
    probabilities = own.predict_proba(x)
    name = "predict_proba for logits 1000, −1000, 1, 30000 and −30000"
    check_finite(probabilities, name=name)
    check_close(probabilities, model.predict_proba(x), name=name, **CLOSE)
    # a hidden unit of ReLU is not limited either
    wide = {**params, "W1": 1000 * params["W1"], "W2": params["W2"] / 1e6}
    own, model = models(submission, reference, [2], "relu", wide)
    name = "predict_proba where hidden units are at 1000"
    try:
        check_close(own.predict_proba(x[:3]), model.predict_proba(x[:3]), name=name, **CLOSE)
    except CheckFailure as failure:
        hint = "is ReLU limited? Asked for is max(0, z), however large"
        raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="limited") from failure
    own, model = models(submission, reference, [2], "relu", params)
    for at, label, expected in ((0, 0, 1000.0), (0, 1, 0.0), (1, 1, 1000.0), (1, 0, 0.0), (3, 0, 3e4), (4, 1, 3e4)):
        name = f"loss for a logit of {1000 * x[at, 0]:.0f} and label {label}"
        loss = own.loss(x[[at]], np.array([label]))
        check_finite(loss, name=name)
        try:
            check_close(loss, expected, name=name, **CLOSE)
        except CheckFailure as failure:
            small = np.array([label])
            check_close(own.loss(x[[2]], small), model.loss(x[[2]], small), name="loss for a logit of 1", **CLOSE)
            hint = (
                "is a logit limited, or a probability clamped, or is a small number added to it before the logarithm?"
            )
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="clamp") from failure

    # sigmoids of hidden units at ±1000: 1 and 0
    params |= {"W1": 1000 * params["W1"], "W2": np.array([[2.0], [-1.0]])}
    own, model = models(submission, reference, [2], "sigmoid", params)
    probabilities, name = own.predict_proba(x[:2]), "predict_proba where hidden units are at 1000 and −1000"
    check_finite(probabilities, name=name)
    check_close(probabilities, model.predict_proba(x[:2]), name=name, **CLOSE)


# Gradients


@points(2, part=PART, of="MLPClassifier")
def test_network_gradients_have_the_shapes_of_the_parameters(submission, reference, rng):
    """The network's gradients: one for each parameter, of its shape"""
    hidden = [5, 4]
    params, x, y = example(rng, hidden, "relu", 7)
    own, _ = models(submission, reference, hidden, "relu", params)
    grads = own.gradients(x, y)
    if not isinstance(grads, dict) or set(grads) != set(params):
        got = ", ".join(sorted(map(str, grads)))[:100] if isinstance(grads, dict) else f"a {type(grads).__name__}"
        raise CheckFailure(f"gradients gives {got}; expected a dict with the keys {', '.join(params)}", cause="keys")
    for key, value in params.items():
        shape = np.shape(grads[key])
        if shape != value.shape:
            hint = "is the product the wrong way round?" if shape == value.shape[::-1] else ""
            if key[0] == "b":
                hint = f"was the sum over the {len(x)} points forgotten, or taken over everything?"
            raise CheckFailure(
                f"gradients: grads['{key}'] has shape {shape}, expected {value.shape}", hint=hint, cause="shape"
            )


def check_network_gradients(own, model, params, x, y, hidden, activation):
    grads, expected = own.gradients(x, y), model.gradients(x, y)
    try:
        check_gradients(grads, expected, sizes={"N": len(x)}, **CLOSE)
    except CheckFailure as failure:
        hint = likely_gradient_mistake(model, params, x, np.asarray(y), hidden, activation, grads)
        if not hint:
            differences = own_differences(own, x, y, params)
            check_gradients(grads, expected, own=differences, sizes={"N": len(x)}, **CLOSE)
        raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause=failure.cause) from failure


def likely_gradient_mistake(model, params, x, y, hidden, activation, grads):
    """What the gradients are the right ones of, where that is something else."""
    if not isinstance(grads, dict) or set(grads) != set(params):
        return ""
    z = list(pre_activations(params, activation, x))
    sigmoids = [1 / (1 + np.exp(-values)) for values in z]
    h = sigmoids if activation == "sigmoid" else [np.maximum(values, 0) for values in z]
    slopes = [values * (1 - values) for values in sigmoids] if activation == "sigmoid" else [values > 0 for values in z]
    again = [1 / (1 + np.exp(-values)) for values in h]
    p = model.predict_proba(x)
    error = (p - y) / len(x)
    mistakes = {
        "is delta multiplied by the activation's derivative on its way back?": (error, [1.0] * len(hidden)),
        "is the derivative of the activation that of ReLU?": (error, [values > 0 for values in z]),
        "is the derivative of the activation that of the sigmoid?": (error, [s * (1 - s) for s in sigmoids]),
        "is the sigmoid's derivative taken of the activated value, where it is s · (1 − s) already?": (
            error,
            [s * (1 - s) for s in again],
        ),
        "is the formula h · (1 − h) used with z for h?": (error, [values * (1 - values) for values in z]),
        "is there a derivative of the sigmoid too many? p − y is already that of loss and sigmoid": (
            error * p * (1 - p),
            slopes,
        ),
        "is it the gradient of a squared error?": (2 * error * p * (1 - p), slopes),
    }
    for hint, (top, used) in mistakes.items():
        delta, wrong = top[:, np.newaxis], {}
        for layer in range(len(hidden) + 1, 0, -1):
            below = h[layer - 2] if layer > 1 else x
            wrong[f"W{layer}"], wrong[f"b{layer}"] = below.T @ delta, delta.sum(axis=0)
            if layer > 1:
                delta = (delta @ params[f"W{layer}"].T) * used[layer - 2]
        if all(likely(grads[key], {hint: wrong[key]}) for key in wrong):
            return hint
    return ""


def own_differences(own, x, y, params, **options):
    """Finite differences of the submission's own loss."""

    def loss(at):
        own.params = at
        return own.loss(x, y)

    differences = numerical_gradients(loss, params, h=STEP, **options)
    own.params = params
    return differences


@points(7, part=PART, of="MLPClassifier")
def test_network_gradients_with_relu(submission, reference, rng):
    """The network's gradients, through ReLU"""
    for hidden, count in (([5, 4], 7), ([3], 5), ([4, 4], 6), ([3, 2, 1], 6)):
        params, x, y = example(rng, hidden, "relu", count)
        own, model = models(submission, reference, hidden, "relu", params)
        check_network_gradients(own, model, params, x, y, hidden, "relu")


@points(5, part=PART, of="MLPClassifier")
def test_network_gradients_with_sigmoid(submission, reference, rng):
    """The network's gradients, through sigmoids"""
    for hidden, count in (([5, 4], 7), ([3], 5), ([4, 4], 6), ([3, 2, 1], 6)):
        params, x, y = example(rng, hidden, "sigmoid", count)
        own, model = models(submission, reference, hidden, "sigmoid", params)
        check_network_gradients(own, model, params, x, y, hidden, "sigmoid")


@points(2, part=PART, of="MLPClassifier")
def test_network_gradients_of_one_point_and_of_doubled_ones(submission, reference, rng):
    """The network's gradients of one point in float32, of points twice, labels in a list or unsigned, large logits"""
    hidden = [4, 3]
    params, x, y = example(rng, hidden, "relu", 4)
    own, model = models(submission, reference, hidden, "relu", {key: v.astype(np.float32) for key, v in params.items()})
    check_network_gradients(own, model, params, x[:1].astype(np.float32), y[:1], hidden, "relu")
    own, model = models(submission, reference, hidden, "relu", params)
    check_network_gradients(own, model, params, np.vstack([x, x]), [1] * 8, hidden, "relu")
    try:
        check_network_gradients(own, model, params, x, y.astype(np.uint8), hidden, "relu")
    except CheckFailure as failure:
        hint = "labels may be of an unsigned type, where −1 is 255: are they made floats before they are computed with?"
        raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="unsigned") from failure
    own, model = models(submission, reference, [2], "relu", steep())
    x, y = np.array([[1.0, 0.0], [-1.0, 0.0], [30.0, 0.0], [-30.0, 0.0]]), np.array([0, 1, 1, 0])
    grads = own.gradients(x, y)
    for key, due in model.gradients(x, y).items():
        name = f"grads['{key}'] for logits of 1000, −1000, 30000 and −30000"
        try:
            check_finite(grads[key], name=name)
            check_close(grads[key], due, name=name, **CLOSE)
        except CheckFailure as failure:
            hint = "is it divided by a probability, which has become 0 or 1? With p − y nothing is divided"
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="saturated") from failure


@points(1, part=PART, of="MLPClassifier")
def test_network_gradients_agree_with_finite_differences(submission, reference, rng):
    """The network's gradients agree with finite differences of its own loss"""
    hidden = [4, 3]
    params, x, y = example(rng, hidden, "sigmoid", 5)
    own, _ = models(submission, reference, hidden, "sigmoid", params)
    # of as many other points: what gradients kept of them would show
    own.predict_proba(-x)
    own.loss(-x, y)
    grads = own.gradients(x, y)
    differences = own_differences(own, x, y, params, rng=rng, entries=8)
    if not any(np.nan_to_num(values).any() for values in differences.values()):
        raise CheckFailure("loss is the same whatever the parameters are", cause="constant")
    check_gradients(grads, differences, sizes={"N": 5}, **DIFFERENCES)
