"""What training comes to on MNIST, and the comparison of activations.

| sentence                                               | test                                         |
| ------------------------------------------------------ | -------------------------------------------- |
| 88 % of 5,000 digits                                   | test_accuracy_of_train_on_mnist              |
| train_loss of that run                                 | test_history_of_train_on_mnist               |
| compare_activations: two histories, of equal lengths;  | test_compare_activations_gives_two_histories |
| the seed alone; arrays stay as they are                |                                              |
| val_loss and val_accuracy are measured after each      | test_compare_activations_measures            |
| epoch; the largest label tells the number of classes;  |                                              |
| validation data has no influence                       |                                              |
| both networks are right on 80 % of 1,000 digits        | test_compare_activations_on_mnist            |

On MNIST everything is on a secret split: nothing that is public fits its pixels or its labels. The accuracy that gives
points for `train` is computed here, from the parameters; that of `compare_activations` is its own, and is held against
labels of which a share is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

import numpy as np

from grader.checks import CheckFailure, check_accuracy, check_close, check_finite, check_shape, check_unchanged
from grader.data import secret_split
from grader.judge import points, shared_run
from grader.judge.verdict import record

PART = "Training"
PIECES = [
    *("Op", "Node", "unbroadcast", "Add", "Multiply", "Sum", "MatMul", "Transpose", "ReLU", "LogSoftmax"),
    *("cross_entropy", "Linear", "MLP", "SGD", "zero_grad"),
]
SIZES = (784, 64, 10)
EPOCHS = 5
MEASURES = ("train_loss", "val_loss", "val_accuracy")
WRONG = 0.4  # of the validation labels that compare_activations is given on MNIST


@shared_run
def trained(submission, dataset, rng, probes):
    """One run of train, on digits with secret names and pixels in a secret order."""
    training, kept_back = secret_split(
        dataset("mnist"), rng, sizes=(5_000, 5_000), permute_labels=True, permute_pixels=True
    )
    generator = np.random.default_rng(int(rng.integers(2**31)))
    model = submission.MLP(SIZES, generator)
    optimizer = submission.SGD(model.parameters(), lr=0.05, momentum=0.9)
    history = submission.train(model, training.images, training.labels, generator, EPOCHS, 32, optimizer)
    return probes.parameters(model), history, training, kept_back


def twin_of(reference, values):
    """The reference's network with these parameters, which are told by their shapes."""
    twin = reference.MLP(SIZES, np.random.default_rng(0))
    for node in twin.parameters():
        found = next((value for value in values if np.shape(value) == node.shape), None)
        if found is None:
            raise CheckFailure(f"MLP{SIZES} has no parameter of shape {node.shape}", cause="parameters")
        check_finite(found, name=f"the parameter of shape {node.shape}")
        node.value = np.asarray(found, np.float64)
    return twin


@points(2, part=PART, of="train", needs=PIECES, training=True)
def test_accuracy_of_train_on_mnist(reference, trained):
    """Accuracy on 5,000 digits of MNIST that were kept back: full points at 88 %, none at 75 %"""
    values, _, _, kept_back = trained
    twin = twin_of(reference, values)
    predictions = twin(kept_back.images).value.argmax(axis=1)
    names = [str(digit) for digit in kept_back.label_names]
    check_accuracy(predictions, kept_back.labels, full=0.88, zero=0.75, confusion_names=names)


@points(0.5, part=PART, of="train", needs=PIECES, training=True)
def test_history_of_train_on_mnist(reference, trained):
    """The history of that run falls, and ends near the loss of the parameters that it led to"""
    values, history, training, _ = trained
    if not isinstance(history, Mapping) or "train_loss" not in history:
        raise CheckFailure("train gives no dict with train_loss", cause="keys")
    check_shape(history["train_loss"], (EPOCHS,), name="train_loss")
    check_finite(history["train_loss"], name="train_loss")
    losses = np.asarray(history["train_loss"], float)
    record("history", train_loss=losses.tolist())
    twin = twin_of(reference, values)
    last = float(reference.cross_entropy(twin(training.images), training.labels).value)
    if not (losses[-1] < losses[0] and 0.4 * last < losses[-1] < 2.5 * last + 0.05):
        raise CheckFailure(
            "train_loss does not lead to the loss of the parameters that training ended with", cause="history"
        )


# Comparing activations


def histories_of(result):
    """Both histories, each of finite numbers and of one length."""
    if not isinstance(result, Mapping) or not {"relu", "sigmoid"} <= set(result):
        raise CheckFailure('compare_activations gives no dict with "relu" and "sigmoid"', cause="keys")
    for activation in ("relu", "sigmoid"):
        history = result[activation]
        if not isinstance(history, Mapping) or not set(MEASURES) <= set(history):
            raise CheckFailure(f"the history of {activation} is no dict with {', '.join(MEASURES)}", cause="keys")
        epochs = np.size(history["train_loss"])
        for key in MEASURES:
            check_shape(history[key], (epochs,), name=f"{activation}: {key}")
            check_finite(history[key], name=f"{activation}: {key}")
        if not epochs:
            raise CheckFailure(f"the history of {activation} is empty", cause="length")
        accuracy = np.asarray(history["val_accuracy"])
        if accuracy.min() < 0 or accuracy.max() > 1:
            raise CheckFailure(
                f"{activation}: val_accuracy is not a fraction in [0, 1]",
                hint="is it in per cent, or a count?",
                cause="range",
            )
    return result


def small_data(rng):
    """Images that tell their class, for three classes: 60 to train on, 22 to validate with."""
    y = rng.permutation(np.arange(82) % 3)
    x = 0.5 * rng.random((82, 6)) + 0.5 * np.eye(6)[y]
    return x[:60], y[:60], x[60:], y[60:]


@points(1, part=PART, of="compare_activations", needs=[*PIECES, "train", "Sigmoid"])
def test_compare_activations_gives_two_histories(submission, rng):
    """compare_activations: a history for each activation, that depends on the seed alone; arguments stay"""
    data = small_data(rng)
    results = []
    for seed in (3, 3, 4):
        name = "compare_activations"
        results.append(histories_of(check_unchanged(submission.compare_activations, *data, seed, name=name)))
    first, again, other = results
    for activation in ("relu", "sigmoid"):
        for key in MEASURES:
            name = f"{activation}: {key} of a second call"
            check_close(again[activation][key], first[activation][key], name=name, rtol=1e-6, atol=1e-9)
        if np.array_equal(first[activation]["train_loss"], other[activation]["train_loss"]):
            raise CheckFailure(f"{activation}: another seed gives the same history", cause="seed ignored")
    if np.array_equal(first["relu"]["train_loss"], first["sigmoid"]["train_loss"]):
        raise CheckFailure(
            "both activations have the same history",
            hint="is the activation handed to MLP, and the right history kept for each?",
            cause="same history",
        )


@points(1.5, part=PART, of="compare_activations", needs=[*PIECES, "train", "Sigmoid"])
def test_compare_activations_measures(submission, rng):
    """Validation data is measured after each epoch, by loss and accuracy, and has no influence on training"""
    x, y, x_val, _ = small_data(rng)
    y = np.array([0, 3, 2])[y]  # the largest label tells that there are four classes

    def compare(images, label, y=y):
        return histories_of(submission.compare_activations(x, y, images, np.full(len(images), label), 5))

    runs = [compare(x_val, label) for label in range(4)]
    same = np.repeat(x_val[:1], 5, axis=0)
    of_one = [compare(same, label) for label in range(4)]
    of_two = [compare(np.repeat(x_val[:2], counts, axis=0), 0) for counts in ((1, 0), (0, 1), (1, 69), (69, 1))]
    other = compare(same, 0, 3 - y)
    for activation in ("relu", "sigmoid"):
        for run, words in ((runs[1], "labels"), (runs[2], "labels"), (runs[3], "labels"), (of_one[0], "images")):
            name = f"{activation}: train_loss with other validation {words}"
            check_close(
                run[activation]["train_loss"], runs[0][activation]["train_loss"], name=name, rtol=1e-6, atol=1e-9
            )
        # an example is of one class: the shares of those that are taken for each of the four add up to 1
        accuracy = np.array([run[activation]["val_accuracy"] for run in runs], float)
        check_measured(accuracy.sum(axis=0), activation)
        if not np.allclose(accuracy * len(x_val), np.round(accuracy * len(x_val)), atol=0.01):
            raise CheckFailure(f"{activation}: val_accuracy is no share of {len(x_val)} examples", cause="accuracy")
        # e^(−loss) is a geometric mean of probabilities, and those of the four classes add up to 1 or less
        certainty = np.exp(-np.array([run[activation]["val_loss"] for run in runs], float)).sum(axis=0)
        if (certainty > 1 + 1e-4).any():
            raise CheckFailure(
                f"{activation}: val_loss of labels that are all 0, 1, 2 and 3 are too small to be mean cross-entropies",
                cause="val_loss",
            )
        if np.ptp(accuracy, axis=0).max() == 0:
            raise CheckFailure(f"{activation}: val_accuracy is the same whatever the labels are", cause="accuracy")
        check_means([run[activation]["val_loss"] for run in of_one], activation)
        check_weighted([np.asarray(run[activation]["val_loss"], float) for run in of_two], activation)
        first = runs[0][activation]
        if np.ptp(first["train_loss"]) and not np.ptp(first["val_loss"]):
            raise CheckFailure(
                f"{activation}: val_loss is the same after every epoch",
                hint="is it measured after each epoch, and not once at the end?",
                cause="val_loss",
            )
        if np.ravel(other[activation]["val_loss"])[0] == np.ravel(of_one[0][activation]["val_loss"])[0]:
            raise CheckFailure(
                f"{activation}: the first val_loss is the same whatever the training labels are",
                hint="is it measured before the first epoch, not after it, or is nothing trained?",
                cause="before",
            )


def check_means(losses, activation):
    """Of one image, given five times, e^(−loss) is its probability, and those of the four classes add up to 1."""
    total = np.exp(-np.array(losses, float)).sum(axis=0)
    try:
        check_close(total, np.ones_like(total), name="sum", rtol=1e-4, atol=1e-4)
    except CheckFailure as failure:
        raise CheckFailure(
            f"{activation}: of one image, five times, val_loss is no mean cross-entropy over four classes: "
            "e^(−loss) for the labels 0, 1, 2 and 3 does not add up to 1",
            hint="val_loss is the mean over the validation examples, not their sum; the largest label of y tells how "
            "many classes there are, no more and no fewer",
            cause="val_loss",
        ) from failure


def check_weighted(losses, activation):
    """Of two images alone, and of both, one of them 69 times: each counts as often as it is there."""
    one, other, *both = losses
    for found, share in zip(both, (1, 69), strict=True):
        try:
            name = f"{activation}: val_loss of one image {share} times and another one {70 - share} times"
            check_close(found, (share * one + (70 - share) * other) / 70, name=name, rtol=1e-4, atol=1e-6)
        except CheckFailure as failure:
            hint = "is it the mean over all validation examples, each of which counts the same?"
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="val_loss") from failure


def check_measured(total, activation):
    try:
        check_close(total, np.ones_like(total), name="sum", rtol=1e-6, atol=1e-6)
    except CheckFailure as failure:
        raise CheckFailure(
            f"{activation}: the accuracies for labels that are all 0, all 1, all 2 and all 3 do not add up to 1",
            hint="val_accuracy is the share of the validation images whose largest logit is that of their label",
            cause="accuracy",
        ) from failure


@points(0.5, part=PART, of="compare_activations", needs=[*PIECES, "train", "Sigmoid"], training=True)
def test_compare_activations_on_mnist(submission, dataset, rng):
    """On 3,000 digits both networks learn, by validation labels of which a known share is wrong"""
    training, validation = secret_split(
        dataset("mnist"), rng, sizes=(3_000, 1_000), permute_labels=True, permute_pixels=True
    )
    labels = np.array(validation.labels)
    wrong = rng.permutation(len(labels))[: ceil(WRONG * len(labels))]
    labels[wrong] = (labels[wrong] + rng.integers(1, 10, len(wrong))) % 10
    seed = int(rng.integers(2**31))
    found = submission.compare_activations(training.images, training.labels, validation.images, labels, seed)
    for activation, history in histories_of(found).items():
        if activation not in ("relu", "sigmoid"):
            continue
        last = float(np.asarray(history["val_accuracy"])[-1])
        record("history", **{key: np.asarray(history[key], float).tolist() for key in MEASURES})
        losses = np.asarray(history["train_loss"], float)
        if len(losses) > 1 and losses[-1] >= losses[0]:
            raise CheckFailure(
                f"{activation}: train_loss is no smaller at the end than at the beginning", cause="history"
            )
        least, most = 0.8 * (1 - WRONG), (1 - WRONG) + 0.5 * WRONG / 9
        if not least <= last <= most:
            raise CheckFailure(
                f"{activation}: the last val_accuracy is {last:.3f}; with {WRONG:.0%} of the labels wrong it must be "
                f"between {least:.2f} and {most:.2f}",
                hint="did the network learn too little?" if last < least else "is it measured on the validation data?",
                cause="accuracy",
            )
