"""What training returns, and what it comes to on MNIST.

| sentence                                              | test                                    |
| ----------------------------------------------------- | --------------------------------------- |
| fit returns parameters for D inputs and ten classes,  | test_fit_returns_parameters_and_history |
| of 20 million numbers at most, and a history; images  |                                         |
| are float32 or float64; the defaults of its arguments |                                         |
| history: the mean loss, measured on what it says, at  | test_history_is_what_was_measured       |
| each epoch's end; training loss by examples or by     |                                         |
| batches, as it was met or at the end                  |                                         |
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
BASE_LR = 0.1  # a right network may be deep, and diverge at a rate that is much larger than the default
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


def alike(params, others, **tolerance):
    """Two runs led to the same parameters."""
    shapes, other_shapes = ({key: value.shape for key, value in run.items()} for run in (params, others))
    return shapes == other_shapes and all(np.allclose(others[key], params[key], **CLOSE | tolerance) for key in params)


@points(2, part=TRAINING, of="fit", needs=PIECES)
def test_history_is_what_was_measured(submission, reference, rng):
    """The history holds the mean training loss, and loss and accuracy on the validation data at the epoch's end"""
    # 21 examples, and 24: the last batch of five is not full
    x, y = rng.random((21, 9)), rng.permutation(np.arange(21) % 10)
    wrong = np.concatenate([y[:14], (y[14:] + 1) % 10])  # can be learnt, but for seven of them
    x_val, y_val = np.concatenate([x, rng.random((3, 9))]), np.concatenate([wrong, rng.integers(0, 10, 3)])
    data, seed = (x, y, x_val, y_val), int(rng.integers(2**31))
    initial, history = train(submission, data, seed, epochs=2, batch_size=5, base_lr=0.0)
    check_fractions(history)
    check_train_loss(reference, history["train_loss"], initial, x, y)
    at_start, still = measured(reference, initial, x, y)["loss"], 0

    for epochs in (1, 2, 20):
        params, history = train(submission, data, seed, epochs=epochs, batch_size=5, base_lr=BASE_LR)
        name = f"the last val_{{}} of {epochs} epoch{'s' * (epochs > 1)}"
        expected = measured(reference, params, x_val, y_val)
        likely = {"is it measured on the training data?": measured(reference, params, x, y)}
        if epochs == 1:
            likely["is it measured before the epoch rather than at its end?"] = measured(
                reference, initial, x_val, y_val
            )
        moved = any(not np.array_equal(params[key], initial[key]) for key in params if key in initial)
        still += epochs < 3 and moved and bool(np.isclose(history["train_loss"][0], at_start, rtol=1e-6, atol=0))
        for key, value in expected.items():
            mistakes = {hint: partial(float, values[key]) for hint, values in likely.items()}
            last, options = history[f"val_{key}"][-1], {"sizes": {"N_val": 24}, "likely": mistakes, **CLOSE}
            check_close(last, value, name=name.format(key), **options)
    if still == 2 and not in_one_step(submission, reference, data, seed):  # chance may do it once
        raise CheckFailure(
            "train_loss is measured before the epoch",
            hint="it is the mean of the losses that were met during the epoch, or that at its end",
            cause="train_loss",
        )
    check_every_epoch(submission, reference, (x, y, rng.random((100, 9)), rng.integers(0, 10, 100)), seed)


def in_one_step(submission, reference, data, seed):
    """All of the data is taken for one batch, of whatever size batches should be: another test's affair."""
    x, y, *_ = data
    initial, trained = (
        train(submission, data, seed, epochs=1, batch_size=5, base_lr=rate)[0] for rate in (0.0, BASE_LR)
    )
    grads = reference.backward(initial, reference.forward(initial, x)[1], y)
    stepped = reference.sgd_step(initial, grads, submission.learning_rate(0, BASE_LR, 1))
    return alike(trained, stepped, rtol=1e-3, atol=1e-4)


def check_every_epoch(submission, reference, data, seed):
    """With one batch an epoch, each epoch's parameters can be computed again, and what is to be measured with them."""
    x, y, x_val, _ = data
    epochs, base_lr = 4, BASE_LR
    options = {"epochs": epochs, "batch_size": len(x)}
    params, _ = train(submission, data, seed, **options, base_lr=0.0)
    runs = [params]
    for epoch in range(epochs):
        _, cache = submission.forward(params, x)
        grads = submission.backward(params, cache, y)
        params = submission.sgd_step(params, grads, submission.learning_rate(epoch, base_lr, epochs))
        runs.append(layers(params, x.shape[1]))
    y_val = reference.predict(runs[1], x_val)  # after the first epoch all is right, and less with every change
    trained, history = train(submission, (x, y, x_val, y_val), seed, **options, base_lr=base_lr)
    if not alike(trained, runs[-1], rtol=1e-3, atol=1e-4):
        return  # whether it is gradient descent is another test's affair
    losses = np.array([measured(reference, run, x, y)["loss"] for run in runs])
    found = np.asarray(history["train_loss"])
    if not any(np.allclose(found, expected, rtol=1e-3, atol=1e-4) for expected in (losses[:-1], losses[1:])):
        raise CheckFailure(
            "train_loss of four epochs of one batch is not the loss before or after each epoch's update",
            hint="each number is its own epoch's mean: is it averaged over epochs, or one number for all of them?",
            cause="train_loss",
        )
    for epoch, run in enumerate(runs[1:]):
        for key, value in measured(reference, run, x_val, y_val).items():
            hint = "each epoch has a number of its own, measured at its end"
            name = f"val_{key} of epoch {epoch} of {epochs}"
            atol = 1e-4 if key == "loss" else 1.5 / len(y_val)  # in float32 one of two equal logits may be the larger
            try:
                check_close(history[f"val_{key}"][epoch], value, name=name, rtol=1e-3, atol=atol)
            except CheckFailure as failure:
                raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="epoch") from failure


def measured(reference, params, images, labels):
    logits, _ = reference.forward(params, images)
    return {
        "loss": reference.cross_entropy(logits, labels),
        "accuracy": float(np.mean(logits.argmax(axis=1) == labels)),
    }


def check_train_loss(reference, losses, params, x, y):
    """Of two epochs in which nothing moves: the mean over examples, or over four batches and the example left."""
    logits, _ = reference.forward(params, x)
    each = np.array([reference.cross_entropy(logits[i : i + 1], y[i : i + 1]) for i in range(len(x))])
    expected = each.mean()
    rest = each.sum() - each
    # that the last example may not be left out is another test's affair
    allowed = np.concatenate([[expected], (rest / 5 + each) / 5, rest / 20])
    found = np.asarray(losses)
    nearest = allowed[np.abs(found[:, None] - allowed).argmin(axis=1)]
    try:
        check_close(found, nearest, name="train_loss when nothing moves", rtol=2e-4, atol=1e-5)
    except CheckFailure as failure:
        hint = "is the last batch, which is shorter, counted like the others? A sum is divided by what went into it"
        for factor, what in ((21, "examples"), (5, "batches")):
            if np.allclose(losses, factor * expected, rtol=0.2):
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
