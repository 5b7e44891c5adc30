"""train, on small data.

| sentence                                                | test                                          |
| ------------------------------------------------------- | --------------------------------------------- |
| Adam, its rate falling linearly by each update; T is    | test_train_is_adam_at_a_falling_rate          |
| the number of all batches of all epochs                 |                                               |
| every image once an epoch, batches as those of          | test_train_uses_every_image_once              |
| ResolutionBatches, anew in every epoch                  |                                               |
| no group ends before every other has begun              | test_train_mixes_resolutions                  |
| training mode for updates, evaluation mode and no graph | test_train_changes_modes                      |
| for validation                                          |                                               |
| the same seed, the same network, also with dropout      | test_train_depends_on_the_seed                |
| data stays as it is                                     | test_train_leaves_the_data                    |

What a network sees is noted by a network of the tests' own, next to the student's code: testimony, which can only cost
points. That network looks at the first pixels only, so it takes images of any size. What is trained is computed again
here.
"""

from __future__ import annotations

from math import ceil

import numpy as np
import torch
from torch.nn import functional as F

from grader import remote
from grader.checks import CheckFailure, check_close, check_shape
from grader.checks.sameness import difference
from grader.judge import points

PART = "Training"
PIXELS = 15
COUNTS = {4: 13, 5: 11}  # size → images of it


def small_groups(rng, counts, *, validation=False):
    """Random images; the first pixel of image i is i, that of validation image i is −1 − i."""
    groups = {}
    for size, count in counts.items():
        x = torch.from_numpy(rng.normal(size=(count, 1, size, size))).float()
        numbers = torch.arange(float(count))
        x[:, 0, 0, 0] = -1 - numbers if validation else numbers
        groups[size] = x, torch.from_numpy(rng.integers(0, 10, count))
    return groups


def adam(
    weight,
    bias,
    batches,
    rates,
    optimizer=torch.optim.Adam,
    keep_gradients=False,
    softmax=False,
    smoothing=0.0,
    counts=None,
    clip=None,
    anew=None,
    **options,
):
    """Weight and bias after an update for each of the batches at each of the rates.

    `counts`: of the images of each batch, over which the loss is summed; `clip`: the largest norm of a gradient;
    `anew`: after so many updates the optimizer has forgotten those before.
    """
    weight, bias = weight.clone().requires_grad_(), bias.clone().requires_grad_()
    updates = optimizer([weight, bias], lr=1.0, **options)
    for number, ((x, y), rate) in enumerate(zip(batches, rates, strict=True)):
        if anew and number % anew == 0:
            updates.state.clear()
        updates.param_groups[0]["lr"] = rate
        if not keep_gradients:
            updates.zero_grad()
        logits = x.flatten(1)[:, :PIXELS] @ weight.T + bias
        loss = F.cross_entropy(logits.softmax(dim=1) if softmax else logits, y, label_smoothing=smoothing)
        (loss * counts[number] if counts else loss).backward()
        if clip:
            torch.nn.utils.clip_grad_norm_([weight, bias], clip)
        updates.step()
    return weight.detach(), bias.detach()


def alike(rng, counts):
    """Groups whose images have the same first pixels and the same label: the order of batches makes no difference."""
    pixels, label = torch.from_numpy(rng.normal(size=PIXELS)).float(), int(rng.integers(10))
    groups = {}
    for size, count in counts.items():
        x = torch.zeros(count, 1, size * size)
        x[:, 0, :PIXELS] = pixels
        groups[size] = x.reshape(count, 1, size, size), torch.full((count,), label)
    return groups


@points(4, part=PART, of="train", needs=["ResolutionBatches"])
def test_train_is_adam_at_a_falling_rate(submission, probes, rng):
    """Every update is Adam's, with the gradient of the batch's mean cross-entropy, at rate lr · (1 − t / T)"""
    single = small_groups(rng, {4: 12})
    single[4][0][:, 0, 0, 0] /= 12
    # one batch an epoch: the order within it does not matter. Then equal images: neither does that of the batches
    for groups, epochs, batch_size in ((single, 8, 12), (alike(rng, {4: 9, 5: 6}), 3, 4)):
        each = sum(ceil(len(y) / batch_size) for _, y in groups.values())
        total = epochs * each
        net = probes.recorder(PIXELS, 0)
        start = probes.state(net)
        submission.train(net, groups, epochs=epochs, batch_size=batch_size, lr=0.05, seed=1)
        found = probes.state(net)
        check_shape(found["linear.weight"], (10, PIXELS), name="the trained weight")
        batch = next(iter(groups.values()))

        def run(rate, start=start, batch=batch, total=total, **options):
            rates = [0.05 * rate(t) for t in range(total)]
            return adam(start["linear.weight"], start["linear.bias"], [batch] * total, rates, **options)

        def linear(t, total=total):
            return 1 - t / total

        seen = [len(pixels) for _, pixels, *_ in updates_of(probes, net)]
        mistakes = {
            "train does not change the network": (lambda _: 0.0, {}),
            "is the loss the sum over a batch? It is the mean": (
                linear,
                {"counts": seen if len(seen) == total else None},
            ),
            "does the rate stay the same? It falls linearly": (lambda _: 1.0, {}),
            "is the optimizer SGD? Adam is asked for": (linear, {"optimizer": torch.optim.SGD}),
            "is the optimizer SGD at a constant rate? Adam at a falling rate is asked for": (
                lambda _: 1.0,
                {"optimizer": torch.optim.SGD},
            ),
            "is it RMSprop? Adam is asked for": (linear, {"optimizer": torch.optim.RMSprop}),
            "is it AdamW, which decays weights?": (linear, {"optimizer": torch.optim.AdamW}),
            "are gradients added up, without zero_grad?": (linear, {"keep_gradients": True}),
            "does the rate change before the first update? That is at lr itself": (
                lambda t, total=total: 1 - (t + 1) / total,
                {},
            ),
            "is the rate 0 in the last update? Update t of T is at lr · (1 − t / T)": (
                lambda t, total=total: 1 - t / max(total - 1, 1),
                {},
            ),
            "does the rate fall by the epoch? It falls with each update": (
                lambda t, each=each, epochs=epochs: 1 - (t // each) / epochs,
                {},
            ),
            "does the rate fall by a cosine? It falls linearly": (
                lambda t, total=total: 0.5 * (1 + np.cos(np.pi * t / total)),
                {},
            ),
            "is T the number of batches of one epoch?": (lambda t, each=each: max(0.0, 1 - t / each), {}),
            "is T counted as if all images were in one group? Each group has a short last batch": (
                lambda t, groups=groups, size=batch_size, epochs=epochs: max(
                    0.0, 1 - t / (epochs * ceil(sum(len(y) for _, y in groups.values()) / size))
                ),
                {},
            ),
            "is lr ignored? The rate begins at Adam's own, 0.001": (
                lambda t, linear=linear: 1e-3 / 0.05 * linear(t),
                {},
            ),
            "is lr divided by the number of images? The mean is taken in the loss": (
                lambda t, linear=linear, groups=groups: linear(t) / sum(len(y) for _, y in groups.values()),
                {},
            ),
            "does the rate grow?": (lambda t, total=total: t / total, {}),
            "is there a softmax before the cross-entropy, which has one itself?": (linear, {"softmax": True}),
            "is weight decay set?": (linear, {"weight_decay": 1e-4}),
            "are short last batches left out of T?": (
                lambda t, groups=groups, size=batch_size, epochs=epochs: (
                    1 - t / (epochs * max(1, sum(len(y) // size for _, y in groups.values())))
                ),
                {},
            ),
            "is Adam made anew in each epoch? Its moments go on": (linear, {"anew": each}),
            "are labels smoothed? The mean cross-entropy is that of the labels": (linear, {"smoothing": 0.1}),
            "is the gradient clipped?": (linear, {"clip": 1.0}),
            "are betas others than Adam's own?": (linear, {"betas": (0.9, 0.99)}),
            "is eps another than Adam's own?": (linear, {"eps": 1e-4}),
        }
        likely = {
            hint: lambda run=run, rate=rate, options=options: run(rate, **options)[0]
            for hint, (rate, options) in mistakes.items()
        }
        weight, bias = run(linear)
        name = f"the weights after {total} updates"
        check_close(found["linear.weight"], weight, name=name, rtol=2e-4, atol=1e-4, likely=likely)
        check_close(found["linear.bias"], bias, name=f"the biases after {total} updates", rtol=2e-4, atol=1e-4)


def updates_of(probes, net):
    """The batches that gradients were taken of, as (size, first pixels, training mode, that of its layers)."""
    return [(size, np.asarray(images)[:, 0], *modes) for images, size, *modes, _ in probes.learned(net)]


def check_changed(probes, net, before):
    """What was trained is this network, and not a copy of it."""
    if torch.equal(probes.state(net)["linear.weight"], before):
        raise CheckFailure("train does not change the network", hint="is a copy of it trained?", cause="untrained")


def epochs_seen(submission, probes, rng, counts, batch_size, seed, checks, count):
    """A training run, as epochs of (size, numbers of the images) for each update."""
    net = probes.recorder(PIXELS, 0)
    data = small_groups(rng, counts), small_groups(rng, {4: 3}, validation=True)
    before = probes.state(net)["linear.weight"]
    submission.train(net, *data, epochs=count, batch_size=batch_size, lr=1e-3, seed=int(seed))
    check_changed(probes, net, before)
    updates = updates_of(probes, net)
    if not all(np.allclose(pixels, pixels.round(), atol=1e-3) for _, pixels, *_ in updates):
        hint = "are images mirrored, moved or scaled? They are taken as they are"
        raise CheckFailure("train shows the network other images than it was given", hint=hint, cause="other images")
    seen = [(size, pixels.round().astype(int).tolist()) for size, pixels, *_ in updates]
    if any(number < 0 for _, numbers in seen for number in numbers):
        hint = "validation images are only measured, without a graph"
        raise CheckFailure("train updates the network on validation images", hint=hint, cause="validation")
    if len(seen) != count * checks.length:
        shown, due = sum(len(numbers) for _, numbers in seen), count * sum(counts.values())
        if shown == due:
            hint = "is batch_size ignored? All images are used, in batches of another size"
        elif shown > due:
            hint = "is an epoch gone through twice?" if shown == 2 * due else "do images come more than once?"
        elif {size for size, _ in seen} < set(counts):
            hint = "is a group left out?"
        else:
            hint = "is a short last batch dropped, or are images left out?"
        said = f"{len(seen)} updates in {count} epochs of {sum(counts.values())} images, expected {checks.length} each"
        raise CheckFailure(f"train makes {said}", hint=hint, cause="updates")
    return [seen[checks.length * epoch : checks.length * (epoch + 1)] for epoch in range(count)]


@points(2, part=PART, of="train", needs=["ResolutionBatches"])
def test_train_uses_every_image_once(submission, probes, rng, epochs_of):
    """Every image once an epoch, in batches of batch_size and a rest for each size; dealt anew each epoch"""
    checks, firsts = epochs_of("train", COUNTS, 5), []
    for seed in (1, 2, 3):
        epochs = epochs_seen(submission, probes, rng, COUNTS, 5, seed, checks, 3)
        for epoch in epochs:
            checks.check_whole(epoch)
        orders = [[number for size, numbers in epoch if size == 4 for number in numbers] for epoch in epochs]
        if any(order == sorted(order) for order in orders):
            hint = "are the batches those of ResolutionBatches?"
            raise CheckFailure("train goes through the images in their own order", hint=hint, cause="order")
        if orders[0] in orders[1:] or orders[1] == orders[2]:
            hint = "are the batches dealt once, before the epochs, or the generator seeded anew in each?"
            raise CheckFailure("train goes through the images in the same order twice", hint=hint, cause="order")
        firsts.append(orders[0])
    if firsts[0] == firsts[1] == firsts[2]:
        hint = "is seed ignored, for a number of its own?"
        raise CheckFailure("train's first epoch has the same order for every seed", hint=hint, cause="seed ignored")


@points(1, part=PART, of="train", needs=["ResolutionBatches"])
def test_train_mixes_resolutions(submission, probes, rng, epochs_of):
    """In no epoch a size is through before every other has begun"""
    for counts in ({4: 9, 5: 9, 6: 9}, {5: 4, 4: 30}):
        checks = epochs_of("train", counts, 2)
        for seed in rng.integers(2**31, size=2):
            for epoch in epochs_seen(submission, probes, rng, counts, 2, seed, checks, 3):
                checks.check_mixed(epoch)


@points(1, part=PART, of="train", needs=["ResolutionBatches", "evaluate_by_resolution"])
def test_train_changes_modes(submission, probes, rng):
    """Updates in training mode, in every epoch; validation in evaluation mode and without a graph"""
    net = probes.recorder(PIXELS, 0)
    net.eval()
    data = small_groups(rng, {4: 7, 5: 4}), small_groups(rng, {5: 3, 4: 4}, validation=True)
    before = probes.state(net)["linear.weight"]
    submission.train(net, *data, epochs=3, batch_size=4, lr=1e-3, seed=1)
    check_changed(probes, net, before)
    shown = [
        (size, (outer, inner), graph)
        for images, size, outer, inner, graph in probes.batches(net)
        if any(first < 0 and first == round(first) for first in np.asarray(images)[:, 0].tolist())
    ]
    if any(graph for *_, graph in shown):
        hint = "with torch.no_grad(): the graph is not needed there"
        raise CheckFailure("train builds a graph for validation images", hint=hint, cause="graph")
    alone = probes.recorder(PIXELS, 0)
    alone.eval()
    submission.train(alone, small_groups(rng, {4: 7, 5: 4}), epochs=2, batch_size=4, lr=1e-3, seed=1)
    updates, without = updates_of(probes, net), updates_of(probes, alone)
    if not all(outer and inner for *_, outer, inner in [*updates, *without]):
        hint = "net.train() at the start of each epoch: evaluation has left another mode"
        if all(outer for *_, outer, _ in updates):
            hint = "is net.training set, and not that of its layers? net.train() sets all of them"
            if all(inner for *_, inner in updates):
                hint = "without validation data, too: net.train() before the first epoch"
        raise CheckFailure("train updates the network in evaluation mode", hint=hint, cause="mode")
    measured = [(size, any(modes)) for size, modes, _ in shown]
    if len([1 for size, _ in measured if size == 4]) < 3 or len([1 for size, _ in measured if size == 5]) < 3:
        hint = "is it measured once, and not in each epoch?"
        if {size for size, _ in measured} < {4, 5}:
            hint = "is only one of its groups measured, and not all of them?"
        raise CheckFailure("train does not measure all validation data in each epoch", hint=hint, cause="validation")
    if any(mode for _, mode in measured):
        hint = "dropout and batch normalisation behave differently in training: net.eval() before"
        raise CheckFailure("train measures validation data in training mode", hint=hint, cause="mode")


@points(1, part=PART, of="train", needs=["ResolutionBatches"])
def test_train_depends_on_the_seed(submission, probes, rng):
    """The same seed gives the same network whatever came before, also with dropout; another seed gives another"""
    groups, found = small_groups(rng, COUNTS), []
    for seed, before in ((7, 1), (7, 2), (8, 1)):
        net = probes.recorder(PIXELS, 0)
        remote.seed(submission, before)
        submission.train(net, groups, epochs=2, batch_size=5, lr=0.01, seed=seed)
        found.append(probes.state(net)["linear.weight"])
    if not torch.allclose(found[0], found[1], rtol=1e-6, atol=1e-7):
        hint = "is something drawn that seed does not decide? A generator with this seed, or torch.manual_seed(seed)"
        raise CheckFailure("train gives another network for the same seed", hint=hint, cause="not deterministic")
    if torch.allclose(found[0], found[2], rtol=1e-6, atol=1e-7):
        raise CheckFailure(
            "train gives the same network for another seed", hint="is seed ignored?", cause="seed ignored"
        )
    dropped = []
    for before in (1, 2):
        net = probes.recorder(PIXELS, 0, drop=True)
        remote.seed(submission, before)
        submission.train(net, groups, epochs=2, batch_size=5, lr=0.01, seed=7)
        dropped.append(probes.state(net)["linear.weight"])
    if not torch.allclose(dropped[0], dropped[1], rtol=1e-6, atol=1e-7):
        hint = "dropout draws from torch's global generator: is that seeded, by torch.manual_seed(seed)?"
        said = "train gives another network for the same seed, where the network has dropout"
        raise CheckFailure(said, hint=hint, cause="dropout")


@points(1, part=PART, of="train", needs=["ResolutionBatches"], excuses=False)
def test_train_leaves_the_data(submission, probes, rng):
    """Training leaves images and labels as they are"""
    data = small_groups(rng, COUNTS), small_groups(rng, {4: 5}, validation=True)
    net = probes.recorder(PIXELS, 0)
    before = probes.state(net)["linear.weight"]
    observed = remote.observe(submission.train, net, *data, epochs=2, batch_size=5, lr=0.01, seed=1)
    for name, own, after in zip(("groups", "val_groups"), data, observed.effects.arguments[1:], strict=True):
        where = difference(own, after, name)
        if where:
            hint = "are images normalised or shuffled in place? On a copy, then"
            raise CheckFailure(f"train changes its arguments: {where}", hint=hint, cause="mutation")
    if observed.effects.grad_mode_changed:
        raise CheckFailure("train leaves torch's gradient mode changed", cause="gradient mode")
    check_changed(probes, net, before)
