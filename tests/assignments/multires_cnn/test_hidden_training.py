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
| the history                                             | test_history_is_what_was_measured             |
| … without validation data                               | test_history_without_validation_data          |
| the same seed, the same network, also with dropout      | test_train_depends_on_the_seed                |
| data stays as it is                                     | test_train_leaves_the_data                    |

What a network sees is noted by a network of the tests' own, next to the student's code: testimony, which can only cost
points. That network looks at the first pixels only, so it takes images of any size. What is trained is computed again
here.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

import numpy as np
import torch
from torch.nn import functional as F

from grader import remote
from grader.checks import CheckFailure, check_close, check_finite, check_shape
from grader.checks.received import kind_of
from grader.checks.sameness import difference
from grader.judge import points
from grader.remote.outcomes import RemoteError

PART = "Training"
PIXELS = 15
COUNTS = {4: 13, 5: 11}  # size → images of it
FULL = {4: 20, 5: 10}  # … in full batches of 5: the mean over these is that over images


def small_groups(rng, counts, *, validation=False):
    """Random images; the first pixel of image i is i, that of validation image i is −1 − i."""
    groups = {}
    for size, count in counts.items():
        x = torch.from_numpy(rng.normal(size=(count, 1, size, size))).float()
        numbers = torch.arange(float(count))
        x[:, 0, 0, 0] = -1 - numbers if validation else numbers
        groups[size] = x, torch.from_numpy(rng.integers(0, 10, count))
    return groups


def adam(weight, bias, batches, rates, optimizer=torch.optim.Adam, keep_gradients=False, softmax=False, **options):
    """Weight and bias after an update for each of the batches at each of the rates."""
    weight, bias = weight.clone().requires_grad_(), bias.clone().requires_grad_()
    updates = optimizer([weight, bias], lr=1.0, **options)
    for (x, y), rate in zip(batches, rates, strict=True):
        updates.param_groups[0]["lr"] = rate
        if not keep_gradients:
            updates.zero_grad()
        logits = x.flatten(1)[:, :PIXELS] @ weight.T + bias
        F.cross_entropy(logits.softmax(dim=1) if softmax else logits, y).backward()
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

        mistakes = {
            "train does not change the network": (lambda _: 0.0, {}),
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


def epochs_seen(submission, probes, rng, counts, batch_size, seed, checks, count):
    """A training run, as epochs of (size, numbers of the images) for each update."""
    net = probes.recorder(PIXELS, 0)
    data = small_groups(rng, counts), small_groups(rng, {4: 3}, validation=True)
    submission.train(net, *data, epochs=count, batch_size=batch_size, lr=1e-3, seed=int(seed))
    seen = [(size, pixels.round().astype(int).tolist()) for size, pixels, *_ in updates_of(probes, net)]
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
    submission.train(net, *data, epochs=3, batch_size=4, lr=1e-3, seed=1)
    shown = [
        (size, (outer, inner), graph)
        for images, size, outer, inner, graph in probes.batches(net)
        if (np.asarray(images)[:, 0] < 0).any()
    ]
    if any(graph for *_, graph in shown):
        hint = "with torch.no_grad(): the graph is not needed there"
        raise CheckFailure("train builds a graph for validation images", hint=hint, cause="graph")
    updates = updates_of(probes, net)
    if not all(outer and inner for *_, outer, inner in updates):
        hint = "net.train() at the start of each epoch: evaluation has left another mode"
        if all(outer for *_, outer, _ in updates):
            hint = "is net.training set, and not that of its layers? net.train() sets all of them"
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


@points(2, part=PART, of="train", needs=["ResolutionBatches", "evaluate_by_resolution"])
def test_history_is_what_was_measured(submission, probes, rng):
    """The history: the mean training loss, and loss and accuracy on all validation images after each epoch"""
    groups = small_groups(rng, FULL)
    val_groups = small_groups(rng, {5: 4, 4: 19}, validation=True)
    for x, _ in (*groups.values(), *val_groups.values()):
        x[:, 0, 0, 0] /= 12
    x, y = groups[4]
    val_groups[5] = F.pad(x[:4], (0, 1, 0, 1)), (y[:4] + 1) % 10  # the longer the training, the worse
    val_groups[5][0].reshape(4, -1)[:, :PIXELS] = x[:4].reshape(4, -1)[:, :PIXELS]
    for epochs, lr in ((2, 0.0), (2, 0.05), (8, 0.05)):
        net = probes.recorder(PIXELS, 0)
        start, _ = measures(probes.state(net), val_groups)
        history = submission.train(net, groups, val_groups, epochs=epochs, batch_size=5, lr=lr, seed=3)
        check_history(history, ("train_loss", "val_loss", "val_accuracy"), epochs)
        state = probes.state(net)
        losses, hits = measures(state, val_groups)
        all_losses, all_hits = torch.cat(losses), torch.cat(hits)
        name, due = f"the last val_loss of {epochs} epochs", all_losses.mean().item()
        likely = {
            "is it the mean over the groups? Every image is to count alike": lambda losses=losses: np.mean(
                [part.mean().item() for part in losses]
            ),
            "is it the sum over the images?": lambda losses=all_losses: losses.sum().item(),
            "is it the loss of the last group only?": lambda losses=losses: losses[-1].mean().item(),
            "is it the loss of the first group only?": lambda losses=losses: losses[0].mean().item(),
            "is it measured on the training data?": lambda state=state: (
                torch.cat(measures(state, groups)[0]).mean().item()
            ),
        }
        try:
            check_close(history["val_loss"][-1], due, name=name, rtol=1e-3, atol=1e-5, likely=likely)
        except CheckFailure as failure:
            first = float(np.asarray(history["val_loss"][0]))
            if failure.hint or not np.isclose(first, torch.cat(start).mean().item(), rtol=1e-3):
                raise
            hint = "is it measured before the epoch's updates? The first one is that of the network as it came"
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="too early") from failure
        name, due = f"the last val_accuracy of {epochs} epochs", all_hits.mean().item()
        likely = {
            "is it the mean over the groups? Every image is to count alike": lambda hits=hits: np.mean(
                [part.mean().item() for part in hits]
            ),
            "is it that of the last group only?": lambda hits=hits: hits[-1].mean().item(),
        }
        check_close(history["val_accuracy"][-1], due, name=name, rtol=1e-3, atol=1e-5, likely=likely)
        if not lr:
            check_loss_at_rest(history, losses_met(probes.learned(net), state, groups), measures(state, groups)[0])


def losses_met(batches, state, groups):
    """The mean loss of each batch, epoch by epoch, where nothing moves."""
    losses = dict(zip(groups, measures(state, groups)[0], strict=True))
    met = []
    for pixels, size, *_ in batches:
        if size not in losses:  # another test's matter
            return np.zeros((2, 1))
        known = groups[size][0].flatten(1)[:, :PIXELS]
        near = (known[None] - torch.as_tensor(np.asarray(pixels)).float()[:, None]).abs().sum(2).argmin(1)
        met.append(losses[size][near].mean().item())
    return np.array(met[: len(met) // 2 * 2]).reshape(2, -1) if len(met) > 1 else np.zeros((2, 1))


def check_loss_at_rest(history, met, losses):
    """The training loss of a run in which nothing moves, over batches of one length."""
    every = torch.cat(losses)
    batches = [chunk.mean().item() for part in losses for chunk in part.split(5)]
    likely = {
        "is it the loss of the last batch only? The mean over the epoch's images is asked for": lambda: met[:, -1],
        "is it the loss of the first batch only? The mean over the epoch's images is asked for": lambda: met[:, 0],
        "is it the mean over the groups? Every image is to count alike": lambda: (
            [np.mean([part.mean().item() for part in losses])] * 2
        ),
        "is it the sum over the batches?": lambda: [len(batches) * every.mean().item()] * 2,
        "is it the sum over the images?": lambda: [every.sum().item()] * 2,
        "are the batches' mean losses added up and divided by the number of images?": lambda: (
            [sum(batches) / len(every)] * 2
        ),
    }
    found = np.asarray(list(history["train_loss"]), float)
    name = "train_loss when nothing moves"
    check_close(found, [every.mean().item()] * 2, name=name, rtol=1e-3, atol=1e-5, likely=likely)


def measures(state, groups):
    """Losses and hits of the linear network on all images, a tensor a group."""
    losses, hits = [], []
    for x, y in groups.values():
        logits = x.flatten(1)[:, :PIXELS] @ state["linear.weight"].T + state["linear.bias"]
        losses.append(F.cross_entropy(logits, y, reduction="none"))
        hits.append((logits.argmax(1) == y).double())
    return losses, hits


def check_history(history, keys, epochs):
    if not isinstance(history, Mapping):
        hint = "is the network returned? It is changed where it is; the history is to be returned"
        said = f"train gives {kind_of(history)}, expected a dict: the history"
        raise CheckFailure(said, hint=hint if remote.is_handle(history) else "", cause="type")
    for key in keys:
        if key not in history:
            raise CheckFailure(f"the history lacks {key}", cause="keys")
        if isinstance(history[key], list | tuple) and len(history[key]) > epochs and not len(history[key]) % epochs:
            hint = "is there a number for each batch? One for each epoch is asked for"
            said = f"history['{key}'] of {epochs} epochs has {len(history[key])} entries"
            raise CheckFailure(said, hint=hint, cause="of batches")
        check_shape(history[key], (epochs,), name=f"history['{key}'] of {epochs} epochs")
        check_finite(history[key], name=f"history['{key}']")
    accuracy = np.asarray(history.get("val_accuracy", [0.0]))
    if accuracy.min(initial=0.0) < 0 or accuracy.max(initial=0.0) > 1:
        hint = "is it in per cent, or a count?"
        raise CheckFailure("history['val_accuracy'] is no fraction in [0, 1]", hint=hint, cause="range")


@points(1, part=PART, of="train", needs=["ResolutionBatches"])
def test_history_without_validation_data(submission, probes, rng):
    """Without validation data the history has train_loss alone, one number an epoch"""
    net = probes.recorder(PIXELS, 0)
    groups = small_groups(rng, COUNTS)
    for x, _ in groups.values():
        x[:, 0, 0, 0] /= 12
    before = probes.state(net)["linear.weight"]
    try:
        history = submission.train(net, groups, epochs=6, batch_size=5, lr=0.05, seed=2)
    except RemoteError as error:
        if "NoneType" not in str(error):
            raise
        hint = "is val_groups used without a look whether it is None?"
        raise CheckFailure(f"train without validation data raises {error}", hint=hint, cause="None") from error
    for key in ("val_loss", "val_accuracy"):
        if isinstance(history, Mapping) and key in history and stands_for_nothing(history[key]):
            hint = "without validation data: leave the key out, or give an empty list"
            raise CheckFailure(f"history['{key}'] is {kind_of_nothing(history[key])}", hint=hint, cause="None")
    check_history(history, ("train_loss",), 6)
    if torch.equal(probes.state(net)["linear.weight"], before):
        raise CheckFailure("train does not change the network", cause="untrained")
    given = [key for key in ("val_loss", "val_accuracy") if key in history and len(np.asarray(history[key]).ravel())]
    if given:
        hint = "is the training data measured in place of validation data?"
        raise CheckFailure(f"train without validation data gives {' and '.join(given)}", hint=hint, cause="invented")
    losses = np.asarray(history["train_loss"], float)
    if not losses[-1] < 0.8 * losses[0]:
        hint = "is it measured anew in each epoch, and does the network learn?"
        raise CheckFailure("train_loss does not fall, on 24 images in six epochs", hint=hint, cause="loss")


def stands_for_nothing(value):
    """Whether it is None or NaN, or holds nothing else."""
    if isinstance(value, list | tuple):
        return bool(value) and all(stands_for_nothing(one) for one in value)
    return value is None or (np.size(value) > 0 and np.asarray(value).dtype.kind == "f" and np.isnan(value).all())


def kind_of_nothing(value):
    return "None" if value is None else "a list of None" if None in list(np.ravel(value)) else "NaN"


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
    if torch.equal(probes.state(net)["linear.weight"], before):
        raise CheckFailure("train does not change the network", cause="untrained")
