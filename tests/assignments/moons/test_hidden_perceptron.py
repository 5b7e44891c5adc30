"""The perceptron.

Each binding sentence of the statement, and the test that fails when it is broken:

| sentence                                                | test                                           |
| ------------------------------------------------------- | ---------------------------------------------- |
| params: keys and shapes, finite, from rng               | test_perceptron_has_parameters                 |
| predict_proba: σ(x W1 + b1), (N,), any logits; params   | test_perceptron_gives_probabilities            |
| may be assigned, keys in any order; one point, float32  |                                                |
| predict: the more probable class, N integers            | test_perceptron_predicts_the_probable_class    |
| loss: mean binary cross-entropy, exact; labels in lists | test_perceptron_loss_is_the_cross_entropy      |
| gradients: of the mean loss, keys and shapes of params  | test_perceptron_gradients_are_those_of_the_…   |
| arguments stay as they are, may be read-only            | test_perceptron_is_pure                        |
"""

from __future__ import annotations

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
    check_unchanged,
)
from grader.judge import points
from grader.remote.outcomes import RemoteError

PART = "Perceptron"
CLOSE: dict[str, Any] = {"rtol": 1e-4, "atol": 1e-6}
SHAPES = {"W1": (2, 1), "b1": (1,)}


def params_of(model, shapes=None):
    """The parameters of a model, in the layout asked for."""
    params = model.params
    if not isinstance(params, dict) or set(params) != set(shapes or SHAPES):
        got = ", ".join(map(str, params))[:100] if isinstance(params, dict) else f"a {type(params).__name__}"
        raise CheckFailure(f"Perceptron: params is {got}; expected a dict with the keys W1, b1", cause="keys")
    for key, shape in (shapes or SHAPES).items():
        check_finite(params[key], name=f"params['{key}']")
        check_shape(params[key], shape, name=f"params['{key}']")
    return params


def model_with(submission, reference, params):
    """The student's model and the reference's, with the same parameters."""
    pair = []
    for module in (submission, reference):
        model = module.Perceptron(np.random.default_rng(0))
        model.params = {key: value.copy() for key, value in params.items()}
        pair.append(model)
    return pair


def line(rng):
    return {"W1": rng.normal(0, 1.5, (2, 1)), "b1": rng.choice([-1.0, 1.0], 1) * rng.uniform(0.5, 1.5, 1)}


def clear_points(rng, params):
    """Points on either side of the line of these parameters, not on it; some of each have a probability near a half."""
    logits = np.array(
        [0.02, 0.03, 0.1, 0.2, 0.3, 0.45, 0.55, 1, 2, 5] * 2 + [-0.02, -0.03, -0.1, -0.2, -0.45, -0.55, -2]
    )
    x, normal = rng.normal(0, 1.5, (len(logits), 2)), params["W1"][:, 0]
    x += np.outer(logits - params["b1"] - x @ normal, normal) / (normal @ normal)
    return rng.permutation(x)


@points(2, part=PART, of="Perceptron")
def test_perceptron_has_parameters(submission, rng):
    """The perceptron has parameters from the start: W1 (2, 1) and b1 (1,), the same for the same generator state"""
    seed = int(rng.integers(2**31))
    params_of(submission.Perceptron(np.random.default_rng(seed)))
    check_deterministic(
        lambda: submission.Perceptron(np.random.default_rng(seed)).params, name="Perceptron(rng).params"
    )


@points(4, part=PART, of="Perceptron")
def test_perceptron_gives_probabilities(submission, reference, rng):
    """The perceptron's probabilities: the sigmoid of a weighted sum, finite and right for logits of any size"""
    params = line(rng)
    own, model = model_with(submission, reference, params)
    for count, kind in ((7, float), (1, float), (5, np.float32)):
        x = rng.normal(0, 1.5, (count, 2)).astype(kind)
        check_probabilities(own.predict_proba(x), model.predict_proba(x), x, params, f"predict_proba of {count} points")
    own.params = {key: params[key].copy() for key in reversed(params)}
    try:
        check_close(own.predict_proba(x), model.predict_proba(x), name="predict_proba", **CLOSE)
    except (CheckFailure, RemoteError) as failure:
        said, hint = "predict_proba is wrong where b1 stands before W1 in params", "are they found by their names?"
        raise CheckFailure(said, hint=hint, detail=str(failure), cause="order") from failure
    params = {"W1": np.array([[1000.0], [0.0]]), "b1": np.array([0.0])}
    own, model = model_with(submission, reference, params)
    x = np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, 0.0]])
    name = "predict_proba for logits 1000, −1000 and 0"
    check_finite(own.predict_proba(x), name=name)
    check_close(own.predict_proba(x), [1.0, 0.0, 0.5], name=name, **CLOSE)


def check_probabilities(probabilities, expected, x, params, name):
    try:
        check_close(probabilities, expected, name=name, sizes={"N": len(x)}, **CLOSE)
    except CheckFailure as failure:
        logits = (x @ params["W1"] + params["b1"])[:, 0]
        mistakes = {
            "is it the probability of class 0? Asked for is that of class 1": 1 - expected,
            "is the sigmoid missing? These are the logits": logits,
            "is the bias added?": 1 / (1 + np.exp(-(logits - params["b1"]))),
            "is it the class already? Asked for is its probability": (expected > 0.5).astype(float),
            "is it tanh? Asked for is the sigmoid": np.tanh(logits),
        }
        hint = likely(probabilities, mistakes) or failure.hint
        raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause=failure.cause) from failure


def likely(result, mistakes):
    """The hint whose values the result has; "" when there is none."""
    if not isinstance(result, np.ndarray):
        return ""
    same = (hint for hint, values in mistakes.items() if result.shape == np.shape(values))
    return next((hint for hint in same if np.allclose(result, mistakes[hint], **CLOSE)), "")


@points(2, part=PART, of="Perceptron")
def test_perceptron_predicts_the_probable_class(submission, reference, rng):
    """The perceptron's predictions: 1 where the probability is above a half, else 0, as integers"""
    params = line(rng)
    own, model = model_with(submission, reference, params)
    x = clear_points(rng, params)
    classes = model.predict(x)
    for some, kind in ((x, float), (x[[np.argmax(classes)]], float), (x[[np.argmin(classes)]], np.float32)):
        check_predictions(own.predict(some.astype(kind)), model, some)
    own.params = {key: -value for key, value in params.items()}
    if np.array_equal(own.predict(x), classes):
        raise CheckFailure(
            "predict gives the same after other params were assigned",
            hint="is something kept from an earlier call? params is what counts, at every call",
            cause="kept",
        )


def check_predictions(predictions, model, x):
    expected = model.predict(x)
    try:
        check_close(predictions, expected, name="predict", sizes={"N": len(x)})
    except CheckFailure as failure:
        p = model.predict_proba(x)
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


@points(4, part=PART, of="Perceptron")
def test_perceptron_loss_is_the_cross_entropy(submission, reference, rng):
    """The perceptron's loss: the mean binary cross-entropy, exact for logits of any size"""
    own, model = model_with(submission, reference, line(rng))
    for labels, kind in (([1, 0, 0, 1, 0, 1, 1], float), ([0], float), ([1] * 5, np.float32)):
        x = rng.normal(0, 1.5, (len(labels), 2)).astype(kind)
        check_loss(own, model, x, np.array(labels), f"loss of {len(labels)} points")
        check_loss(
            own, model, x, np.array(labels, np.uint8), f"loss of {len(labels)} points, labels of unsigned integers"
        )
        check_loss(own, model, x, labels, f"loss of {len(labels)} points, labels in a list")
    check_large_loss(*model_with(submission, reference, {"W1": np.array([[1000.0], [0.0]]), "b1": np.array([0.0])}))


def check_loss(own, model, x, y, name):
    loss, expected = own.loss(x, y), model.loss(x, y)
    try:
        check_close(loss, expected, name=name, sizes={"N": len(x)}, **CLOSE)
    except CheckFailure as failure:
        hint = failure.hint
        if np.shape(loss) == () and len(x) > 1:
            labels = np.asarray(y)
            p = model.predict_proba(x)
            mistakes = {
                "is it a sum over the points? Asked for is the mean": expected * len(x),
                "is it a squared error? Asked for is the cross-entropy": np.mean((p - labels) ** 2),
                "is the part for label 0 missing?": -np.mean(labels * np.log(p)),
                "are the labels exchanged?": model.loss(x, 1 - labels),
                "is the sign wrong?": -expected,
            }
            values = np.asarray(loss)
            hint = likely(values, mistakes) or hint
        raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause=failure.cause) from failure


def check_large_loss(own, model):
    """Of a model whose logit is 1000 times the first coordinate."""
    for sign, label, expected in (
        (1, 0, 1000.0),
        (1, 1, 0.0),
        (-1, 1, 1000.0),
        (-1, 0, 0.0),
        (30, 0, 3e4),
        (-30, 1, 3e4),
    ):
        x = np.array([[float(sign), 0.0]])
        name = f"loss for a logit of {1000 * sign} and label {label}"
        loss = own.loss(x, np.array([label]))
        check_finite(loss, name=name)
        try:
            check_close(loss, expected, name=name, **CLOSE)
        except CheckFailure as failure:
            small = np.array([[1e-3, 0.0]])
            check_loss(own, model, small, np.array([label]), "loss for a logit of 1")
            hint = (
                "is a logit limited, or a probability clamped, or is a small number added to it before the logarithm?"
            )
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="clamp") from failure


@points(5, part=PART, of="Perceptron")
def test_perceptron_gradients_are_those_of_the_loss(submission, reference, rng):
    """The perceptron's gradients: those of the mean loss, in the shapes of the parameters"""
    own, model = model_with(submission, reference, line(rng))
    for labels, kind in (([1, 0, 0, 1, 0, 1, 1], float), ([0], float), ([1] * 4, np.float32)):
        x = rng.normal(0, 1.5, (len(labels), 2)).astype(kind)
        for y in (np.array(labels), np.array(labels, np.uint8), labels):
            check_own_gradients(own, model, x, y)


def check_own_gradients(own, model, x, y):
    grads, expected = own.gradients(x, y), model.gradients(x, y)
    try:
        check_gradients(grads, expected, sizes={"N": len(x)}, **CLOSE)
    except CheckFailure as failure:
        labels, p = np.asarray(y), model.predict_proba(x)
        hint = failure.hint
        for words, delta in {
            "is it the gradient of a squared error?": 2 * (p - labels) * p * (1 - p),
            "is there a derivative of the sigmoid too many? p − y is already that of loss and sigmoid": (p - labels)
            * p
            * (1 - p),
            "is the hard prediction used (the perceptron rule)? Asked for is the gradient, with p": (p > 0.5) - labels,
        }.items():
            wrong = {"W1": x.T @ delta[:, None] / len(x), "b1": delta.sum(keepdims=True) / len(x)}
            if isinstance(grads, dict) and all(likely(grads.get(key), {words: wrong[key]}) for key in wrong):
                hint = words
        raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause=failure.cause) from failure


@points(2, part=PART, of="Perceptron", excuses=False)
def test_perceptron_is_pure(submission, reference, probes, rng):
    """The perceptron leaves points, labels, parameters and global state as they are, and takes read-only arrays"""
    # first of all: a seed that is set in every call shows in the first one
    check_unchanged(submission.Perceptron, np.random.default_rng(1), name="Perceptron")
    other = submission.Perceptron(np.random.default_rng(2))
    others = dict(other.params)
    params = line(rng)
    own, _ = model_with(submission, reference, params)
    check_pure(own, params, rng.normal(0, 1.5, (6, 2)), np.array([1, 0, 0, 1, 0, 1]), probes)
    check_left_alone(own, rng.normal(0, 1.5, (6, 2)).astype(np.float32), np.array([1, 0, 0, 1, 0, 1]))
    submission.Perceptron(np.random.default_rng(3)).fit(np.ones((2, 2)), np.array([0, 1]), 1, 0.1)
    for key, value in other.params.items():
        if not np.array_equal(value, others[key]):
            raise CheckFailure(
                f"params['{key}'] of one object changes where another one is made or trained",
                hint="do the objects share a dict, or an array, that belongs to the class?",
                cause="shared",
            )


def check_pure(own, params, x, y, probes):
    for name, arguments in (("predict_proba", (x,)), ("predict", (x,)), ("loss", (x, y)), ("gradients", (x, y))):
        first = check_unchanged(getattr(own, name), *arguments, name=name)
        again = probes.read_only(getattr(own, name), *arguments)
        for before, after in zip(values_of(first), values_of(again), strict=True):
            check_close(after, before, name=f"{name} of read-only arrays", **CLOSE)
        for key, value in own.params.items():
            check_close(value, params[key], name=f"params['{key}'] after {name}", rtol=0, atol=0)
    check_unchanged(own.fit, x, y, 2, 0.1, name="fit")
    probes.read_only(own.fit, x, y, 2, 0.1)
    if all(np.array_equal(own.params[key], params[key]) for key in params):
        raise CheckFailure("fit leaves the parameters as they were", cause="untrained")


def check_left_alone(own, x, y):
    """Points in float32 and labels of shorter types, where an array of the submission's own type may be the same."""
    for labels in (y.astype(np.int8), y.astype(np.int32), y.astype(np.uint8)):
        check_unchanged(own.loss, x, labels, name="loss")
        check_unchanged(own.gradients, x, labels, name="gradients")
        check_unchanged(own.fit, x, labels, 1, 0.1, name="fit")
    check_unchanged(own.predict_proba, x, name="predict_proba")
    check_unchanged(own.predict, x, name="predict")


def values_of(result):
    return list(result.values()) if isinstance(result, dict) else [result]
