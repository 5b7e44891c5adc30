"""compare: both networks on the same images.

| sentence                                                 | test                                        |
| -------------------------------------------------------- | ------------------------------------------- |
| a row for each network and resolution, and one for all   | test_compare_has_a_row_each                 |
| accuracy, parameters, seconds of training                |                                             |
| MultiResNet: trained and tested on the images as they    | test_compare_trains_multiresnet_as_it_says  |
| are, from torch.manual_seed(seed)                        |                                             |
| FixedResNet: trained on the training images, enlarged,   | test_compare_trains_fixedresnet_on_all      |
| with the options and the seed given, tested on test      |                                             |
| images; the options' own values; nothing is kept between |                                             |
| calls                                                    |                                             |
| groups stay as they are                                  | test_compare_leaves_the_data                |
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch.nn import functional as F

from grader import remote
from grader.checks import CheckFailure, check_close, check_finite, check_shape
from grader.checks.sameness import difference
from grader.judge import points
from grader.remote.outcomes import RemoteError

PART = "Comparison"
NETWORKS = ("FixedResNet", "MultiResNet")
KEYS = {"network", "resolution", "accuracy", "parameters", "seconds"}
NEEDS = ["ResolutionBatches", "FixedResNet", "MultiResNet", "train", "evaluate_by_resolution"]
COUNTS = {12: (40, 211), 20: (32, 97)}  # size → images for training, for the test
EXCHANGED = {12: (32, 61), 16: (16, 197), 20: (24, 47)}  # most test images are of one size: they bear wrong labels
HARDLY_TRAINED = {12: (10, 101), 20: (8, 0), 16: (0, 67)}  # one size is met in training only, one in the test only


def halves(rng, size, count):
    """Images with a bright upper half (label 3) or a bright lower half (label 8)."""
    y = torch.from_numpy(rng.permutation(np.arange(count) % 2))
    x = torch.from_numpy(rng.random((count, 1, size, size)) * 0.2).float()
    x[y == 0, :, : size // 2] += 0.8
    x[y == 1, :, size // 2 :] += 0.8
    return x, torch.where(y == 0, 3, 8)


def glow(rng, size, count):
    """Noise in the light of three classes: dark, dim, bright. How many at the borders a network gets right after little
    training depends on every detail of it."""
    light = torch.from_numpy(rng.random(count)).float()
    x = torch.from_numpy(rng.random((count, 1, size, size))).float() * light.reshape(-1, 1, 1, 1)
    return x, (3 * light).long()


def waves(rng, size, count):
    """Waves of all directions, lengths and heights, with labels that mean nothing: what an untrained network takes them
    for depends on its first weights alone."""
    at = np.arange(size) / size
    down, right = rng.normal(size=(2, count, 1, 1)) * rng.choice([1, 4, 8], size=(count, 1, 1))
    phase, height, level = rng.uniform([[0], [0.2], [-2]], [[2 * np.pi], [3], [2]], (3, count))[..., None, None]
    x = level + height * np.sin(2 * np.pi * (down * at[:, None] + right * at) + phase)
    return torch.from_numpy(x[:, None]).float(), torch.from_numpy(rng.integers(0, 10, count))


def data(rng, kind, sizes=COUNTS):
    """Groups of such images, for training and for the test."""
    counts = [{size: part[which] for size, part in sizes.items() if part[which]} for which in (0, 1)]
    training, test = ({size: kind(rng, size, count) for size, count in part.items()} for part in counts)
    return training, test


def rows_of(table, groups):
    """The table as (network, resolution) → row."""
    if not isinstance(table, tuple | list) or not all(isinstance(row, Mapping) for row in table):
        raise CheckFailure("compare does not return a list of dicts, one a row", cause="type")
    rows = {}
    for row in table:
        if not set(row) >= KEYS:
            missing = ", ".join(sorted(KEYS - set(row)))
            raise CheckFailure(f"compare: a row lacks {missing}", cause="keys")
        for key in ("accuracy", "parameters", "seconds"):
            check_shape(row[key], (), name=f"compare: {key}")
            check_finite(row[key], name=f"compare: {key}")
        rows[str(row["network"]), str(row["resolution"])] = row
    due = {(network, str(size)) for network in NETWORKS for size in (*groups[1], "all")}
    if len(table) != len(due) or set(rows) != due:
        missing = due - set(rows)
        said = f"; there is none for {' at '.join(sorted(missing)[0])}" if missing else ""
        hint = 'two networks, each at every size and at "all"'
        sizes = [{str(size) for size in part} for part in groups]
        if {size for _, size in rows} - {"all"} == sizes[0] != sizes[1]:
            hint = "are its sizes those of the training images? There is a row for each size of the test images"
        elif missing == {(network, "all") for network in NETWORKS}:
            hint = f'is "all" forgotten? There are {hint}'
        elif missing == {(network, size) for network, size in due if size != "all"}:
            hint = f"is there a row for each size? There are {hint}"
        raise CheckFailure(f"compare gives {len(table)} rows, expected {len(due)}{said}", hint=hint, cause="rows")
    return rows


@points(2, part=PART, of="compare", needs=[*NEEDS, "count_parameters"])
def test_compare_has_a_row_each(submission, probes, rng):
    """A row for each network at each resolution and at "all": accuracy, parameters, seconds of training"""
    groups = data(rng, waves, HARDLY_TRAINED)
    # at this rate the table is that of the first weights: what they are drawn from shows, whatever training evens out
    options = {"epochs": 1, "batch_size": 8, "lr": 1e-5, "seed": 1}
    tables, starts = [], []
    for before in rng.integers(2**31, size=2):
        remote.seed(submission, int(before))
        try:
            table, begun, _, took, _ = probes.compared_from(submission.compare, groups, options, float(len(tables)))
        except RemoteError as error:
            if not isinstance(error, KeyError):
                raise
            hint = "are the sizes of the training images looked for among the test images? These may have others"
            raise CheckFailure(f"compare raises {error}", hint=hint, cause="sizes") from error
        tables.append(rows_of(table, groups))
        starts.append(begun)
        if {row["resolution"] for row in table} != {*groups[1], "all"}:
            hint = "are the sizes texts? A resolution is the size, a number"
            raise CheckFailure("compare has other resolutions than the sizes", hint=hint, cause="resolution")
    again, rows = tables  # and what has been noted is of the second call
    same_start = not difference(*starts, "the start")
    differing = sorted(
        {
            key[0]
            for key, row in again.items()
            if abs(float(np.asarray(row["accuracy"])) - float(np.asarray(rows[key]["accuracy"]))) > 1e-6
        }
    )
    if differing or not same_start:
        hint = "does each network begin with torch.manual_seed(seed), before it is made?"
        said = "compare has networks trained from other parameters for the same seed"
        if same_start:
            said = f"compare gives other accuracies of {' and '.join(differing)} for the same seed"
        raise CheckFailure(said, hint=hint, cause="not deterministic")
    nets = {"FixedResNet": submission.FixedResNet(), "MultiResNet": submission.MultiResNet()}
    sums = {name: sum(value.numel() for value in probes.parameters(net).values()) for name, net in nets.items()}
    for network, due in sums.items():
        own = [row for (name, _), row in rows.items() if name == network]
        for row in own:
            likely = {f"are they those of {other}?": lambda other=other: sums[other] for other in NETWORKS}
            check_close(row["parameters"], due, name=f"the parameters of {network}", rtol=0, atol=0.1, likely=likely)
            accuracy = float(np.asarray(row["accuracy"]))
            if not 0 <= accuracy <= 1:
                hint = "is it in per cent?"
                raise CheckFailure("compare: accuracy is no fraction in [0, 1]", hint=hint, cause="range")
            seconds = float(np.asarray(row["seconds"]))
            if not 0 < seconds < 600:
                hint = "the seconds that its training took: the difference of two readings of a clock"
                raise CheckFailure(f"compare: the seconds of {network} are no time", hint=hint, cause="seconds")
            spent = [time for kind, time in took if kind == network]
            if spent and seconds > 2 * sum(spent) + 0.7:  # clocks differ, and something small may be counted in
                hint = "is it in milliseconds, or is something added, such as the time of the network before?"
                said = f"compare: the seconds of {network} are far more than its training took"
                raise CheckFailure(said, hint=hint, cause="seconds")
        found = {str(row["resolution"]): float(np.asarray(row["accuracy"])) for row in own}
        counts = {str(size): len(y) for size, (_, y) in groups[1].items()}
        due = sum(found[size] * count for size, count in counts.items()) / sum(counts.values())
        likely = {
            "is it the mean over the resolutions? Every image is to count alike": lambda found=found, counts=counts: (
                np.mean([found[size] for size in counts])
            )
        }
        check_close(found["all"], due, name=f'the accuracy "all" of {network}', rtol=0, atol=1e-4, likely=likely)


@points(3, part=PART, of="compare", needs=NEEDS)
def test_compare_trains_multiresnet_as_it_says(submission, probes, rng):
    """MultiResNet's rows are what training it with these options comes to, on test images as they are"""
    groups = data(rng, glow)
    options = {"epochs": 4, "batch_size": 8, "lr": 0.01, "seed": 4}
    table, _, given, _, shown = probes.compared_from(submission.compare, groups, options)
    rows = rows_of(table, groups)
    check_options(given, "MultiResNet", options)
    for kind, use, _, _, sides in shown:
        if kind == "MultiResNet" and sides != sorted(COUNTS):
            hint = "does MultiResNet see enlarged images? It takes them as they are"
            raise CheckFailure(f"compare shows MultiResNet other images for the {use}", hint=hint, cause="other images")
    due = accuracies(submission, groups, **options)
    found = {size: float(np.asarray(rows["MultiResNet", size]["accuracy"])) for size in due}
    if not agree(found, due):
        hint = (
            "does it begin with torch.manual_seed(seed), then MultiResNet(), trained with these options and this seed, "
            "on images as they are, not enlarged, in groups in the order given?"
        )
        mistakes = {
            "are the accuracies those on the training images?": ((groups[0], groups[0]), options),
            "is lr used?": (groups, options | {"lr": 3e-3}),
            "is batch_size used?": (groups, options | {"batch_size": 64}),
            "is epochs used?": (groups, options | {"epochs": 1}),
            "is seed used?": (groups, options | {"seed": 0}),
        }
        # networks that have hardly learned take all images for one class, and several mistakes lead to that
        explaining = [
            words for words, (shown, how) in mistakes.items() if agree(found, accuracies(submission, shown, **how))
        ]
        if agree(found, {size: float(np.asarray(rows["FixedResNet", size]["accuracy"])) for size in due}):
            explaining.append("are the accuracies of FixedResNet given for MultiResNet, too?")
        if not explaining:
            ways = ({"mode": "bilinear"}, {"mode": "bilinear", "antialias": True}, {"mode": "nearest"})
            if any(agree(found, accuracies(submission, enlarged(groups, **how), **options)) for how in ways):
                explaining.append("does MultiResNet see enlarged images?")
        hint = " Or ".join(explaining) or hint
        said = "compare's accuracies of MultiResNet are not those of MultiResNet() trained so"
        raise CheckFailure(said, hint=hint, cause="row")


def check_options(given, network, options, *, own=False):
    """What `train` was called with for this network; where it was called in another way, nothing is said.

    `own`: compare was called without options, and these are the values that they have by themselves.
    """
    for name, due in options.items():
        for found in (numbers.get(name, due) for kind, numbers in given if kind == network):
            if abs(found - due) > 1e-9:
                said = f"compare has {network} trained with {name}={found:g}, expected {due:g}"
                hint = f"is {name} used? It is handed on to train, for both networks"
                if own:
                    said = said.replace("compare", "compare without options", 1)
                    hint = f"is {name}={due:g} in the function's first line?"
                raise CheckFailure(said, hint=hint, cause="options")


def enlarged(groups, **how):
    """Both groups at 64 × 64."""
    return tuple({size: (F.interpolate(x, 64, **how), y) for size, (x, y) in part.items()} for part in groups)


def accuracies(submission, groups, *, seed, **options):
    """What MultiResNet() comes to, trained with this seed by the submission's own train."""
    remote.seed(submission, seed)
    net = submission.MultiResNet()
    submission.train(net, groups[0], seed=seed, **options)
    return {
        str(size): float(np.asarray(value)) for size, value in submission.evaluate_by_resolution(net, groups[1]).items()
    }


def agree(found, due):
    return found.keys() == due.keys() and all(abs(found[size] - due[size]) < 1e-6 for size in due)


@points(2, part=PART, of="compare", needs=NEEDS)
def test_compare_trains_fixedresnet_on_all(submission, probes, rng):
    """FixedResNet learns from the enlarged training images of all resolutions, as asked, and is measured at each"""
    groups, options = data(rng, halves, EXCHANGED), {"epochs": 6, "batch_size": 8, "lr": 4e-3, "seed": 2}
    x, y = groups[1][16]
    groups[1][16] = x, 11 - y  # 3 and 8 exchanged
    table, begun, given, _, shown = probes.compared_from(submission.compare, groups, options)
    rows = rows_of(table, groups)
    check_options(given, "FixedResNet", options)
    check_images_of_fixedresnet(shown, groups[0])
    remote.seed(submission, options["seed"])
    own = list(probes.parameters(submission.FixedResNet()).values())
    if any(kind == "FixedResNet" and difference(values, own, "the start") for kind, values in begun):
        hint = "does each network begin with torch.manual_seed(seed), before it is made?"
        said = "compare trains FixedResNet from other parameters than those that it has after torch.manual_seed(seed)"
        raise CheckFailure(said, hint=hint, cause="start")
    found = {size: float(np.asarray(row["accuracy"])) for (name, size), row in rows.items() if name == "FixedResNet"}
    if found["16"] > 0.8:
        hint = "is FixedResNet trained on test images, or measured on training images?"
        said = (
            "compare: FixedResNet gives test images the labels that they have, which are not those of training images"
        )
        raise CheckFailure(said, hint=hint, cause="test images")
    for size, right in {"12": found["12"], "16": 1 - found["16"], "20": found["20"]}.items():
        if right < 0.9:
            hint = "are training and test images of all sizes enlarged alike to 64 × 64, with their own labels?"
            if max(found["12"], found["20"]) < 0.25:  # two of ten labels come up: whatever was learned, it knew these
                hint = "is FixedResNet trained, on these labels?"
            said = f"compare: FixedResNet tells bright upper from bright lower halves in {right:.0%} at {size}"
            raise CheckFailure(f"{said}, after six epochs", hint=hint, cause="enlarged")
    fewer = data(rng, halves, {12: (5, 3)})
    second, _, given, *_ = probes.compared_from(submission.compare, fewer, {})
    for network in NETWORKS:
        check_options(given, network, {"epochs": 1, "batch_size": 64, "lr": 3e-3, "seed": 0}, own=True)
    if not difference(table, second, "the table"):
        hint = "is the table, or a network, kept in a global? Functions keep nothing between calls"
        raise CheckFailure("compare gives the table of the call before", hint=hint, cause="remembered")
    rows_of(second, fewer)


def check_images_of_fixedresnet(shown, groups):
    """It is trained on all images, and none of them is padded: then most pixels would always be the same."""
    every = sum(len(y) for _, y in groups.values())
    for kind, use, count, still, _ in shown:
        if (kind, use) != ("FixedResNet", "training"):
            continue
        if count != every:
            hint = "is only one of the groups enlarged? Or do several of them have one key in a dict, 64?"
            said = f"compare trains FixedResNet on {count} images of {every}"
            raise CheckFailure(said, hint=hint, cause="images left out")
        if 2 * still > count * 64 * 64:
            hint = "are images padded to 64 × 64? They are resized"
            raise CheckFailure("compare shows FixedResNet images that are mostly empty", hint=hint, cause="padded")


@points(1, part=PART, of="compare", needs=NEEDS, excuses=False)
def test_compare_leaves_the_data(submission, rng):
    """The groups of images stay as they are"""
    groups = data(rng, halves)
    observed = remote.observe(submission.compare, *groups, epochs=1, batch_size=16, lr=1e-3, seed=1)
    names = ("train_groups", "test_groups")
    for name, own, after in zip(names, groups, observed.effects.arguments, strict=True):
        where = difference(own, after, name)
        if where:
            hint = "are images normalised where they lie? On a copy, then"
            if "shape" in where:
                hint = "enlarged images belong into groups of their own"
            raise CheckFailure(f"compare changes its arguments: {where}", hint=hint, cause="mutation")
    table = observed.result if isinstance(observed.result, tuple | list) else []
    if not any(isinstance(row, Mapping) and row.get("parameters") for row in table):
        raise CheckFailure("compare gives no rows", cause="rows")
