"""The search over names, and the comparison of trained models.

| sentence                                                  | test                                |
| --------------------------------------------------------- | ----------------------------------- |
| a row for each combination, with its names and accuracy   | test_grid_tries_every_combination   |
| each is trained for `epochs`                              | test_grid_trains_for_the_epochs     |
| the names of the row with the highest accuracy            | test_grid_names_the_best            |
| no file is left behind, no argument is changed            | test_grid_leaves_no_file            |
| a row for each model, in their order: name, accuracy,     | test_comparison                     |
| loss, parameters, seconds                                 |                                     |
| evaluation mode; modules stay as and in the mode they are | test_comparison_leaves_the_models   |

What a row of the grid is due, is computed by the submission's own functions as the statement says.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, product

import numpy as np
import torch
from torch.nn import functional as F

from grader import remote
from grader.checks import CheckFailure, check_close, check_finite
from grader.checks.received import kind_of
from grader.judge import points
from grader.remote.outcomes import RemoteError

GRID = "Grid search"
NEEDS = ["CNN", "train_and_validate"]
NAMES = ("activation", "init", "optimizer")
CHOICES = (["relu", "tanh"], ["xavier", "random"], ["sgd", "adam"])
LABELS = (0, 1, 3)  # 2 is in no photograph: their number is not one more than the largest
CLASSES = max(LABELS) + 1
# measuring is most of what a network costs here; seventeenths are no short decimals, so that rounding shows
N_TRAIN, N_VAL = 9, 17
EPOCHS = 4  # where there are to be more than one
RESOLUTION = 0.5 / N_VAL
EXACT = 1e-6  # of a fraction in single precision
DRAWS = 4  # of data, until each name makes a difference


def photographs(rng, count, labels=LABELS):
    """Noise of several strengths and colours, so that no network takes all of it for one class."""
    y = torch.from_numpy(rng.choice(labels, count))
    strength, colour = rng.uniform(0.2, 3, (count, 1, 1, 1)), 1.5 * rng.normal(size=(count, 3, 1, 1))
    x = strength * rng.normal(size=(count, 3, 32, 32)) + colour
    return torch.from_numpy(x).float(), y


def grid_data(rng):
    x, y = photographs(rng, N_TRAIN)
    y[: len(LABELS)] = torch.tensor(LABELS)
    return (x, y), photographs(rng, N_VAL)


def searched(submission, probes, parts, seed, choices=CHOICES, batch_sizes=(0, 0), epochs=1):
    """The best combination, and names → accuracy as the table has it; where a batch size is 0 there is a Dataset."""
    train, val = (probes.data(*part, size) for part, size in zip(parts, batch_sizes, strict=True))
    try:
        result = submission.run_grid(train, val, *choices, epochs, seed)
    except RemoteError as error:
        if "out of bounds" not in str(error):
            raise
        hint = "num_classes is one more than the largest label in all of train; there may be labels that no image has"
        raise CheckFailure(f"run_grid raises {error}", hint=hint, cause="classes") from error
    if not isinstance(result, tuple | list) or len(result) != 2 or not isinstance(result[0], tuple | list):
        raise CheckFailure("run_grid does not return the pair (table, best)", cause="pair")
    table, best = result
    for row in table:
        if not isinstance(row, Mapping) or not {*NAMES, "accuracy"} <= set(row):
            keys = ", ".join((*NAMES, "accuracy"))
            raise CheckFailure(f"run_grid: a row is a dict with the keys {keys}", cause="keys")
        check_finite(row["accuracy"], name="an accuracy in run_grid's table")
    rows = {tuple(row[name] for name in NAMES): float(row["accuracy"]) for row in table}
    combinations = list(product(*choices))
    if len(table) != len(combinations) or set(rows) != set(combinations):
        message = f"run_grid's table has {len(table)} rows for {len(rows)} combinations; there are {len(combinations)}"
        raise CheckFailure(message, hint=missing_rows(rows, choices), cause="rows")
    return best, rows


def missing_rows(rows, choices):
    """What the combinations that are there have in common."""
    untried = [
        f"is the {kind} {', '.join(missing)} never tried?"
        for place, (kind, names) in enumerate(zip(NAMES, choices, strict=True))
        if (missing := [f'"{name}"' for name in names if name not in {row[place] for row in rows}])
    ]
    if not untried and set(rows) == set(zip(*choices, strict=False)):
        return "are the names taken in step, as zip does it? Each goes with each: itertools.product"
    return " ".join([*untried, "Each activation goes with each scheme and each optimizer"])


def tells_apart(due):
    """Whether each of the three names makes a difference, in two rows or more: else a mistake would not be seen."""
    return all(
        sum(
            abs(due[one] - due[other]) > RESOLUTION
            for one, other in combinations(due, 2)
            if [a != b for a, b in zip(one, other, strict=True)] == [at == place for at in range(3)]
        )
        > 1
        for place in range(3)
    )


@points(3, part=GRID, of="run_grid", needs=NEEDS)
def test_grid_tries_every_combination(submission, probes, rng):
    """A row for each combination: the accuracy of a CNN trained with it, always from the same seed"""
    seed = int(rng.integers(2**31))

    def trained(model, optimizer):
        options = {"optimizer": optimizer, "epochs": 1, "seed": seed, "checkpoint": probes.path("best.pt")}
        accuracy, _ = submission.train_and_validate(model, *(probes.data(*part) for part in parts), **options)
        return float(accuracy)

    def cnn(classes=CLASSES, **options):
        remote.seed(submission, seed)
        return submission.CNN(classes, **options)

    for _ in range(DRAWS):
        parts = grid_data(rng)
        due = {
            (activation, init, optimizer): trained(cnn(activation=activation, init=init), optimizer)
            for activation, init, optimizer in product(*CHOICES)
        }
        if tells_apart(due):
            break
    _, rows = searched(submission, probes, parts, seed)
    if max(rows.values()) > 1:
        raise CheckFailure("run_grid: accuracy is no fraction in [0, 1]", hint="is it in per cent?", cause="range")

    def differ(names, value):
        return abs(rows[names] - value) > RESOLUTION

    wrong = [names for names in rows if differ(names, due[names])]
    if not wrong:
        off = [names for names in rows if abs(rows[names] - due[names]) > EXACT]
        if off:
            said = f"run_grid: an accuracy is {rows[off[0]]:g}, where train_and_validate returns {due[off[0]]:g}"
            raise CheckFailure(said, hint="is it rounded? The table holds what was measured", cause="rounded")
        return
    hint = "does each begin with torch.manual_seed(seed) and a new CNN, with a checkpoint of its own?"
    likely = {
        "is num_classes one more than the largest label in train? It is as if there were ten": (
            lambda a, i, o: trained(cnn(10, activation=a, init=i), o)
        ),
        "is the activation handed on to CNN?": lambda _, i, o: trained(cnn(init=i), o),
        "is the scheme handed on to CNN, as init?": lambda a, _, o: trained(cnn(activation=a), o),
        **{
            f'is the optimizer handed on? It is as if all were "{other}"': (
                lambda a, i, _, other=other: trained(cnn(activation=a, init=i), other)
            )
            for other in ("sgd", "adam", "rmsprop")
        },
    }

    # two accuracies of a few images can be the same by chance, so a mistake is to explain several
    def explains(accuracy):
        try:
            return len(wrong) > 1 and not any(differ(names, accuracy(*names)) for names in wrong[:4])
        except RemoteError:  # from a network that was not asked for
            return False

    for words, accuracy in likely.items():
        if explains(accuracy):
            hint = words
            break
    else:
        if went_on(rows, cnn, trained, differ):
            hint = "is it one network that goes on from row to row? A new CNN for each, after torch.manual_seed(seed)"
    said = "run_grid: the accuracy of {} is not that of a CNN trained so".format(
        ", ".join(f'"{at}"' for at in wrong[0])
    )
    raise CheckFailure(said, hint=hint, cause="row")


def went_on(rows, cnn, trained, differ):
    """Whether the first rows are those of one network, trained on and on."""
    first, *others = rows
    model = cnn(activation=first[0], init=first[1])
    return not any(differ(names, trained(model, names[2])) for names in (first, *others[:3]))


@points(1, part=GRID, of="run_grid", needs=NEEDS)
def test_grid_trains_for_the_epochs(submission, probes, rng):
    """The networks are trained for as many epochs as are asked for"""
    # until the best epoch is neither the first nor the last: of small weights that is soon
    for draw in range(2 * DRAWS):
        names = "relu", "random", CHOICES[2][draw % 2]
        seed = int(rng.integers(2**31))
        images, _ = grid_data(rng)
        train, val = (probes.data(*images) for _ in range(2))  # on what it is trained on, that shows the soonest
        remote.seed(submission, seed)
        model = submission.CNN(CLASSES, activation=names[0], init=names[1])
        options = {"optimizer": names[2], "epochs": EPOCHS, "seed": seed, "checkpoint": probes.path("best.pt")}
        accuracy, history = submission.train_and_validate(model, train, val, **options)
        best = float(accuracy)
        first, last = ends(history) or (best, best)
        if min(abs(best - first), abs(best - last)) > RESOLUTION:
            break
    _, rows = searched(submission, probes, (images, images), seed, [[name] for name in names], epochs=EPOCHS)
    if abs(rows[names] - best) > RESOLUTION:
        hint = ""
        if abs(rows[names] - last) < RESOLUTION:
            hint = "is it the accuracy of the last epoch? train_and_validate returns that of the best"
        if abs(rows[names] - first) < RESOLUTION:
            hint = "is epochs handed on?"
        said = f"run_grid with epochs={EPOCHS}: the accuracy of a row is not that of a CNN trained so"
        raise CheckFailure(said, hint=hint, cause="epochs")


def ends(history):
    """The accuracies of the first and the last epoch; None where the history, another test's matter, has none."""
    try:
        series = np.asarray(history["val_accuracy"], dtype=float).ravel()
    except (KeyError, TypeError, ValueError, IndexError):
        return None
    return (float(series[0]), float(series[-1])) if series.size else None


# seed, activation, and the batch sizes of train and val: 0 where it is a Dataset. Of a DataLoader the largest label
# comes in the last batch
SEARCHES = (5, "relu", (0, 0)), (6, "tanh", (N_TRAIN - 4, 0)), (7, "relu", (0, N_VAL))
FURTHER = tuple((seed, CHOICES[0][seed % 2], (0, 0)) for seed in range(8, 16))


@points(2, part=GRID, of="run_grid", needs=NEEDS)
def test_grid_names_the_best(submission, probes, rng):
    """The names of the combination with the highest accuracy"""
    not_the_best = set()  # places in the table: all in the end, so that none is right by chance
    for seed, activation, batch_sizes in (*SEARCHES, *FURTHER):
        x, y = photographs(rng, N_TRAIN, LABELS[:-1])
        y[-1] = LABELS[-1]  # the largest label: no other image has it, of neither set
        parts = (x, y), photographs(rng, N_VAL, LABELS[:-1])
        choices = [activation], *CHOICES[1:]
        if seed == SEARCHES[0][0]:  # any sequence of names will do
            choices = tuple(tuple(names) for names in choices)
        best, rows = searched(submission, probes, parts, seed, choices, batch_sizes)
        if not isinstance(best, Mapping):
            hint = "the names of the best combination are asked for, not its accuracy or place in the table"
            raise CheckFailure(f"run_grid: the best is {kind_of(best)}, expected a dict", hint=hint, cause="no dict")
        if not set(NAMES) <= set(best):
            raise CheckFailure("run_grid: the best is a dict with activation, init and optimizer", cause="keys")
        names = tuple(best[name] for name in NAMES)
        if names not in rows:
            raise CheckFailure(
                "run_grid: the best names no row of the table", hint="are names mixed up?", cause="no row"
            )
        if rows[names] < max(rows.values()):
            every = list(rows)
            places = {"first": every[0], "last": every[-1], "lowest": min(rows, key=rows.__getitem__)}
            hint = " Or ".join(f"is it the {words} row?" for words, at in places.items() if at == names)
            raise CheckFailure("run_grid does not name the row with the highest accuracy", hint=hint, cause="best")
        not_the_best |= {at for at, accuracy in enumerate(rows.values()) if accuracy < rows[names]}
        if seed >= SEARCHES[-1][0] and len(not_the_best) == len(rows):
            break


@points(1, part=GRID, of="run_grid", needs=NEEDS)
def test_grid_leaves_no_file(submission, probes, rng):
    """No file is left in the current folder or among temporary files; the lists of names stay as they are"""
    train, val = (probes.data(*part) for part in grid_data(rng))
    choices = ["relu"], ["xavier"], ["sgd", "adam"]  # not sorted: who sorts them in place is found
    left, names_left = probes.left_behind(submission.run_grid, train, val, *choices, 1, 5)
    if names_left != list(choices):
        hint = "no function changes its arguments"
        raise CheckFailure("run_grid changes the lists of names that it is given", hint=hint, cause="mutation")
    for folder, names in left.items():
        if names:
            hint = "tempfile.TemporaryDirectory() is a folder that goes with what is in it when its block ends"
            said = f"run_grid leaves files or folders behind, {len(names)} of them {folder}"
            raise CheckFailure(said, hint=hint, cause="files")


COMPARISON = "Comparison"
KEYS = ("model", "accuracy", "loss", "parameters", "seconds")


def compared(submission, models, test):
    table = submission.compare_models(models, test)
    if not isinstance(table, tuple | list):
        raise CheckFailure("compare_models does not return a table: a list of dicts", cause="type")
    for row in table:
        if not isinstance(row, Mapping) or not set(KEYS) <= set(row):
            raise CheckFailure(f"compare_models: a row is a dict with the keys {', '.join(KEYS)}", cause="keys")
    if [row["model"] for row in table] != list(models):
        hint = "in the order of the dict, and not of their accuracy"
        raise CheckFailure("compare_models does not have a row for each model, in their order", hint=hint, cause="rows")
    return table


@points(4, part=COMPARISON, of="compare_models")
def test_comparison(submission, probes, rng):
    """Accuracy, loss, number of parameters and seconds of each model, in the order in which they came"""
    models = {"linear": (probes.recorder(12, 5, 3), 2.2537), "known": (probes.known(5, True), 7.5)}
    state = probes.state(models["linear"][0])
    for _ in range(99):  # until no loss is near a short decimal, so that rounding shows
        x = torch.from_numpy(rng.normal(size=(11, 3, 2, 2))).float()
        y = torch.from_numpy(rng.integers(0, 5, 11))
        y[:8] = x.flatten(1)[:8, :5].argmax(1)
        y[9:] = (x.flatten(1)[9:, :5].argmax(1) + 1) % 5  # the last batch is worse than the others
        logits = {
            "known": x.flatten(1)[:, :5],
            "linear": x.flatten(1) @ state["linear.weight"].T + state["linear.bias"],
        }
        means = [float(F.cross_entropy(values, y)) for values in logits.values()]
        if all(abs(mean - round(mean, 4)) > 3e-5 for mean in means):
            break
    # all, those that ask for a gradient, those of layers of a known kind, with one layer twice; and how many tensors
    counts = {"known": (18, 6, 16, 34, 3), "linear": (65, 65, 65, 65, 2)}
    for batch_size in (0, 4):
        models = dict(reversed(models.items()))
        for row in compared(submission, models, probes.data(x, y, batch_size)):
            name, values = row["model"], logits[row["model"]]
            losses = F.cross_entropy(values, y, reduction="none").numpy()
            hits = (values.argmax(1) == y).double().numpy()
            likely = {
                "is it in per cent?": lambda hits=hits: 100 * hits.mean(),
                "is it a count?": lambda hits=hits: hits.sum(),
                "are the batches' accuracies averaged? The last batch is smaller": lambda hits=hits: batch_means(hits),
                "is it the share of those that are wrong?": lambda hits=hits: 1 - hits.mean(),
                **rounded(hits.mean()),
            }
            check_close(row["accuracy"], hits.mean(), name=f"the accuracy of {name}", rtol=1e-5, likely=likely)
            likely = {
                "is it the sum over the images?": lambda losses=losses: losses.sum(),
                "are the batches' means averaged? The last batch is smaller": lambda losses=losses: batch_means(losses),
                "are the batches' means added up?": lambda losses=losses: 3 * batch_means(losses),
                "is it measured in training mode?": lambda values=values: F.cross_entropy(3 * values, y),
                "is there a softmax before the cross-entropy, which has one itself?": lambda values=values: (
                    F.cross_entropy(values.softmax(1), y)
                ),
                **rounded(losses.mean()),
            }
            check_close(row["loss"], losses.mean(), name=f"the loss of {name}", rtol=1e-5, atol=1e-6, likely=likely)
            every, trained, known, twice, tensors = map(float, counts[name])
            likely = {
                "are only those counted that ask for a gradient?": lambda trained=trained: trained,
                "are only those of some kinds of layers counted?": lambda known=known: known,
                "is a layer that stands at two places counted twice?": lambda twice=twice: twice,
                "are tensors counted, and not the numbers in them?": lambda tensors=tensors: tensors,
                "are buffers counted, too?": lambda every=every: every + 5,
                "is it all that the state_dict holds, with buffers and double names?": lambda twice=twice: twice + 5,
            }
            check_close(row["parameters"], every, name=f"the parameters of {name}", rtol=0, atol=0.5, likely=likely)
            try:
                check_close(row["seconds"], models[name][1], name=f"the seconds of {name}", rtol=1e-6)
            except CheckFailure as failure:
                hint = failure.hint or "are they measured here? Those of the training are meant, as they are given"
                raise CheckFailure(failure.message, hint=hint, cause="seconds") from failure


def rounded(value):
    """The hint for a number that was rounded to some decimals, and what it would be."""
    return {
        f"is it rounded to {digits} decimals? The table holds what was measured": lambda digits=digits: round(
            float(value), digits
        )
        for digits in (4, 3, 2)
    }


def batch_means(values, size=4):
    return float(np.mean([part.mean() for part in np.split(values, range(size, len(values), size))]))


@points(1, part=COMPARISON, of="compare_models")
def test_comparison_leaves_the_models(submission, probes, rng):
    """Measured in evaluation mode and without a graph; afterwards in the mode in which they came"""
    x = torch.from_numpy(rng.normal(size=(7, 3, 2, 2))).float()
    models = {"training": (probes.known(5, True), 1.0), "evaluation": (probes.known(5, False), 2.0)}
    before = {name: probes.standing(model) for name, (model, _) in models.items()}
    observed = remote.observe(submission.compare_models, models, probes.data(x, torch.zeros(7, dtype=torch.int64), 3))
    if list(observed.effects.arguments[0]) != list(models):
        hint = "no function changes its arguments"
        raise CheckFailure("compare_models changes the dict of models that it is given", hint=hint, cause="mutation")
    for name, (model, _) in models.items():
        notes = probes.notes(model)
        if any(training for training, _ in notes):
            hint = "dropout and batch normalisation behave differently in training: model.eval() before"
            raise CheckFailure("compare_models measures in training mode", hint=hint, cause="mode")
        if any(graph for _, graph in notes):
            raise CheckFailure("compare_models builds a graph", hint="with torch.no_grad(): …", cause="graph")
        after = probes.standing(model)
        if after["asking"] != before[name]["asking"]:
            hint = "torch.no_grad() is for the measuring; what a parameter asks for is left as it is"
            does = "thaws" if after["asking"]["inner.weight"] else "freezes"
            raise CheckFailure(
                f"compare_models {does} a model's parameters",
                hint=hint,
                cause="thawed" if does == "thaws" else "frozen",
            )
        if model.training != (name == "training"):
            hint = "keep model.training before, and give it to model.train(…) afterwards"
            raise CheckFailure(f"a model in {name} mode is in another mode afterwards", hint=hint, cause="restored")
        if after["modes"] != before[name]["modes"]:
            hint = "model.train(…) sets the mode of all layers, an assignment to model.training that of the model alone"
            said = f"the layers of a model in {name} mode are in another mode afterwards"
            raise CheckFailure(said, hint=hint, cause="layers")
        gradients = after["gradients"].get("inner.bias")
        if gradients is None or not torch.equal(gradients, before[name]["gradients"]["inner.bias"]):
            hint = "nothing is trained here: no zero_grad, and no backward"
            raise CheckFailure("compare_models changes the gradients of a model's parameters", hint=hint, cause="grad")
