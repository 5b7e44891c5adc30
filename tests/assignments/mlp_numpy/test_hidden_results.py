"""What training returns, and what it comes to on MNIST.

| sentence                                              | test                                    |
| ----------------------------------------------------- | --------------------------------------- |
| fit returns parameters for D inputs and ten classes,  | test_fit_returns_parameters_and_history |
| of 20 million numbers at most, and a history; images  |                                         |
| are float32 or float64; the defaults of its arguments |                                         |
| history: the mean loss, measured on what it says      | test_history_is_what_was_measured       |
| 96 % of 10,000 digits with the defaults of fit;       | test_accuracy_on_mnist                  |
| predict is the largest logit of what fit returned     |                                         |
| the history of that run: one number an epoch,         | test_history_on_mnist                   |
| val_accuracy at the epoch's end                       |                                         |

On MNIST fit runs once, on a secret split: nothing that is public fits its pixels or its labels. The sorted values of
an image's pixels still tell which image it is, so the accuracy is that of the parameters, computed from them here: a
table of images cannot be put into them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from grader.checks import CheckFailure, check_accuracy, check_close, check_finite, check_shape
from grader.data import secret_split
from grader.judge import points, shared_run
from grader.judge.verdict import record

TRAINING, ACCURACY = "Training", "Accuracy"
PIECES = ["softmax", "cross_entropy", "init_params", "forward", "backward", "sgd_step", "learning_rate", "predict"]
MEASURES = ("train_loss", "val_loss", "val_accuracy")
EPOCHS = 10
MOST_NUMBERS = 20_000_000  # in all parameters together: what is computed with them here has to end
AGREEMENT = 0.998  # of predictions in float32 with those of the model answer: two logits may be equal but for rounding
CLOSE: dict[str, Any] = {"rtol": 1e-3, "atol": 1e-5}


def parameters_and_history(result, features):
    """The pair that fit returns: parameters, as arrays of floats that fit each other, and whatever the history is."""
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise CheckFailure("fit does not return the pair (params, history)", cause="pair")
    params, history = result
    if not isinstance(params, Mapping):
        raise CheckFailure(f"fit gives a {type(params).__name__} as parameters, expected a dict", cause="type")
    return layers(params, features), history


def layers(params, features):
    """The parameters in the order of the layers: W1 has a row a feature, each layer fits the next, the last gives ten.

    The cast is for what is computed here: float16, integers and long floats are slow.
    """
    depth = len(params) // 2
    keys = [f"{kind}{layer}" for layer in range(1, depth + 1) for kind in "Wb"]
    if not depth or set(params) != set(keys):
        named = ", ".join(map(str, params))[:100]
        raise CheckFailure(f"fit gives parameters with the keys {named}; expected W1, b1, W2, b2 …", cause="keys")
    arrays, width, numbers = {}, features, 0
    for key in keys:
        check_finite(params[key], name=f"fit: params['{key}']")
        value = np.asarray(params[key])
        shape = (width, *value.shape[1:2]) if key[0] == "W" else (width,)
        if value.shape != shape or not value.size or value.dtype.kind == "c" or (key[0] == "W" and value.ndim != 2):
            what = f"params['{key}'] has shape {value.shape} and type {value.dtype}"
            raise CheckFailure(f"fit: {what}; {width} values meet it", cause="shape")
        width, numbers = value.shape[-1], numbers + value.size
        if numbers > MOST_NUMBERS:
            raise CheckFailure(f"fit gives more than {MOST_NUMBERS:,} numbers as parameters", cause="size")
        arrays[key] = value if value.dtype in (np.float32, np.float64) else value.astype(np.float64)
    if width != 10:
        raise CheckFailure(
            f"fit: the last layer has {width} outputs, expected ten",
            hint="there are ten classes, also where some never occur among the labels" if width < 10 else "",
            cause="shape",
        )
    return arrays


def check_history(history, epochs):
    """Three sequences of finite numbers, one an epoch."""
    if not isinstance(history, Mapping):
        raise CheckFailure(f"fit gives a {type(history).__name__} as history, expected a dict", cause="type")
    for key in MEASURES:
        if key not in history:
            raise CheckFailure(f"history lacks {key}", cause="keys")
        check_finite(history[key], name=f"history['{key}']")
        if np.iscomplexobj(history[key]):
            raise CheckFailure(f"history['{key}'] holds complex numbers", cause="dtype")
        if np.shape(history[key]) != (epochs,):
            raise CheckFailure(
                f"history['{key}'] has shape {np.shape(history[key])}, expected one number for each of {epochs} epochs",
                hint="is there one for each batch?" if np.size(history[key]) > epochs else "",
                cause="length",
            )


def check_fractions(history):
    accuracy = np.asarray(history["val_accuracy"])
    if accuracy.min() < 0 or accuracy.max() > 1:
        raise CheckFailure(
            "history['val_accuracy'] is not a fraction in [0, 1]", hint="is it in per cent, or a count?", cause="range"
        )


def train(submission, data, seed, **options):
    """fit on x, y, x_val, y_val: parameters and a history of the kinds that they should be."""
    result = submission.fit(*data, np.random.default_rng(seed), **options)
    params, history = parameters_and_history(result, data[0].shape[1])
    check_history(history, options["epochs"])
    return params, history


@points(2, part=TRAINING, of="fit", needs=PIECES)
def test_fit_returns_parameters_and_history(submission, rng):
    """Training returns the parameters for ten classes and a history with one number an epoch"""
    y, y_val = rng.integers(0, 9, 17), rng.integers(0, 9, 5)  # the last class never occurs
    for epochs, batch_size, kind in ((3, 5, float), (1, 64, np.float32)):
        x, x_val = rng.random((17, 11)).astype(kind), rng.random((5, 11)).astype(kind)
        options = {"epochs": epochs, "batch_size": batch_size}
        params, _ = train(submission, (x, y, x_val, y_val), 1, **options)
        initial, _ = train(submission, (x, y, x_val, y_val), 1, **options, base_lr=0.0)
        if set(initial) == set(params) and all(np.array_equal(params[key], initial[key]) for key in params):
            raise CheckFailure("fit returns the parameters that it started from, untrained", cause="untrained")
    check_defaults(submission, rng)


def check_defaults(submission, rng):
    """Without options fit is the run with those that the statement gives it."""
    # of 66 examples another batch size, one more or one less as well, makes other batches
    y, y_val = rng.integers(0, 10, 66), rng.integers(0, 10, 5)
    data = (rng.random((66, 7)), y, rng.random((5, 7)), y_val)
    params, history = parameters_and_history(submission.fit(*data, np.random.default_rng(1)), 7)
    check_history(history, EPOCHS)
    stated, again = (train(submission, data, 1, epochs=EPOCHS, batch_size=64, base_lr=0.1)[0] for _ in range(2))
    # where one generator leads to two results, which is another test's affair, this tells nothing
    if alike(stated, again) and not alike(stated, params):
        raise CheckFailure(
            f"fit gives other parameters without options than with epochs={EPOCHS}, batch_size=64 and base_lr=0.1",
            hint="do its arguments still have the defaults of the template?",
            cause="defaults",
        )


def alike(params, others):
    """Two runs led to the same parameters."""
    shapes, other_shapes = ({key: value.shape for key, value in run.items()} for run in (params, others))
    return shapes == other_shapes and all(np.allclose(others[key], params[key], **CLOSE) for key in params)


@points(2, part=TRAINING, of="fit", needs=PIECES)
def test_history_is_what_was_measured(submission, reference, rng):
    """The history holds the mean training loss, and loss and accuracy on the validation data at the epoch's end"""
    x, y = rng.random((20, 9)), rng.permutation(np.arange(20) % 10)
    wrong = np.concatenate([y[:14], (y[14:] + 1) % 10])  # can be learnt, but for six of them
    # 23 examples, so that the last batch of five is not full
    x_val, y_val = np.concatenate([x, rng.random((3, 9))]), np.concatenate([wrong, rng.integers(0, 10, 3)])
    data, seed = (x, y, x_val, y_val), int(rng.integers(2**31))
    initial, history = train(submission, data, seed, epochs=2, batch_size=5, base_lr=0.0)
    check_fractions(history)
    check_train_loss(history["train_loss"], measured(reference, initial, x, y)["loss"])

    for epochs in (1, 2, 20):
        params, history = train(submission, data, seed, epochs=epochs, batch_size=5, base_lr=0.5)
        name = f"the last val_{{}} of {epochs} epoch{'s' * (epochs > 1)}"
        expected = measured(reference, params, x_val, y_val)
        likely = {"is it measured on the training data?": measured(reference, params, x, y)}
        if epochs == 1:
            likely["is it measured before the epoch rather than at its end?"] = measured(
                reference, initial, x_val, y_val
            )
        for key, value in expected.items():
            mistakes = {hint: partial(float, values[key]) for hint, values in likely.items()}
            last, options = history[f"val_{key}"][-1], {"sizes": {"N_val": 23}, "likely": mistakes, **CLOSE}
            check_close(last, value, name=name.format(key), **options)


def measured(reference, params, images, labels):
    logits, _ = reference.forward(params, images)
    return {
        "loss": reference.cross_entropy(logits, labels),
        "accuracy": float(np.mean(logits.argmax(axis=1) == labels)),
    }


def check_train_loss(losses, expected):
    """Of a run in which nothing moves: the same in both epochs. Its batches are full, however they are averaged."""
    try:
        check_close(np.asarray(losses), np.full(2, expected), name="train_loss when nothing moves", **CLOSE)
    except CheckFailure as failure:
        hint = failure.hint
        for factor, what in ((20, "examples"), (4, "batches")):
            if np.isclose(losses[0], factor * expected, rtol=1e-3):
                hint = f"is it a sum? Divide by the number of {what}"
        raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="train_loss") from failure


@shared_run
def trained(submission, dataset, rng):
    """One run of fit with its defaults, on digits with secret names and pixels in a secret order."""
    training, validation, kept_back = secret_split(
        dataset("mnist"), rng, sizes=(50_000, 5_000, 10_000), permute_labels=True, permute_pixels=True
    )
    generator = np.random.default_rng(int(rng.integers(2**31)))
    result = submission.fit(training.images, training.labels, validation.images, validation.labels, generator)
    return result, validation, kept_back


@points(10, part=ACCURACY, of="fit", needs=PIECES, training=True)
def test_accuracy_on_mnist(submission, reference, trained):
    """Accuracy on 10,000 digits of MNIST that were kept back: full points at 96 %, none at 94 %"""
    result, _, kept_back = trained
    params, _ = parameters_and_history(result, 784)
    own = reference.predict(params, kept_back.images)
    predictions = submission.predict(result[0], kept_back.images)
    check_finite(predictions, name="predict")
    check_shape(predictions, own.shape, name="predict")
    agree = np.mean(np.asarray(predictions) == own)
    if agree < AGREEMENT:
        raise CheckFailure(
            f"predict and the largest logits of the parameters that fit returned agree on {agree:.1%} of 10,000 images",
            hint="predict does not answer with the largest logit of forward: does it use anything but its arguments?",
            cause="other predictions",
        )
    names = [str(digit) for digit in kept_back.label_names]
    check_accuracy(own, kept_back.labels, full=0.96, zero=0.94, confusion_names=names, images=kept_back.pictures)


@points(2, part=ACCURACY, of="fit", needs=PIECES, training=True)
def test_history_on_mnist(reference, trained):
    """The history of that run: ten epochs, and the last accuracy is that of the parameters returned"""
    result, validation, _ = trained
    params, history = parameters_and_history(result, 784)
    check_history(history, EPOCHS)
    check_fractions(history)
    record("history", **{key: np.asarray(history[key], float).tolist() for key in MEASURES})
    right = np.mean(reference.predict(params, validation.images) == validation.labels)
    check_close(history["val_accuracy"][-1], right, name="the last val_accuracy", rtol=0, atol=2e-3)
