"""The history that train returns: what was measured, epoch by epoch.

| sentence                                                | test                                 |
| ------------------------------------------------------- | ------------------------------------ |
| the history, epoch by epoch; the network is left as it  | test_history_is_what_was_measured    |
| is after the last update                                |                                      |
| … without validation data                               | test_history_without_validation_data |

What a network sees is noted by a network of the tests' own, next to the student's code: testimony, which can only cost
points. From what it saw the run is gone through once more here, so that each epoch's numbers are known.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch.nn import functional as F

from grader import remote
from grader.checks import CheckFailure, check_close, check_finite, check_shape
from grader.checks.received import kind_of
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


@points(2, part=PART, of="train", needs=["ResolutionBatches", "evaluate_by_resolution"])
def test_history_is_what_was_measured(submission, probes, rng):
    """The history: the mean training loss, and loss and accuracy on all validation images after each epoch"""
    groups = small_groups(rng, FULL)
    for x, _ in groups.values():
        x[:, 0, 0, 0] /= 12
    few = validation_groups(rng, groups, probes.state(probes.recorder(PIXELS, 0)))
    for epochs, lr, val_groups in ((2, 0.0, few), (2, 0.05, with_a_large_one(rng, few)), (8, 0.05, few)):
        net = probes.recorder(PIXELS, 0)
        begin = probes.state(net)
        start, _ = measures(begin, val_groups)
        history = submission.train(net, groups, val_groups, epochs=epochs, batch_size=5, lr=lr, seed=3)
        check_history(history, ("train_loss", "val_loss", "val_accuracy"), epochs)
        state = probes.state(net)
        run = replayed(begin, probes.learned(net), groups, epochs, lr)
        check_left_as_it_is(state, run)
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
            "is it the mean of the batches' means? Every image is to count alike": lambda losses=losses: np.average(
                [np.mean([p.mean() for p in part.split(256)]) for part in losses], weights=[*map(len, losses)]
            ),
            "are only the first 256 images of a group measured?": lambda losses=losses: (
                torch.cat([part[:256] for part in losses]).mean().item()
            ),
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
            "is it the mean of the batches' accuracies? Every image is to count alike": lambda hits=hits: np.average(
                [np.mean([p.mean() for p in part.split(256)]) for part in hits], weights=[*map(len, hits)]
            ),
        }
        check_close(history["val_accuracy"][-1], due, name=name, rtol=1e-3, atol=1e-5, likely=likely)
        if run is not None and same_weights(run[-1], state):
            check_every_epoch(history, run, begin, groups, val_groups)
        if not lr:
            check_loss_at_rest(history, losses_met(probes.learned(net), state, groups), measures(state, groups)[0])
    check_loss_of_short_batches(submission, probes, rng)


def validation_groups(rng, groups, start):
    """Some that training brings to their labels, others from theirs, which the network gives them as it starts."""
    found = small_groups(rng, {5: 4, 4: 19}, validation=True)
    x, y = groups[4]
    found[5] = F.pad(x[:4], (0, 1, 0, 1)), (y[:4] + 1) % 10
    found[5][0].reshape(4, -1)[:, :PIXELS] = x[:4].reshape(4, -1)[:, :PIXELS]
    found[4][0][:, 0, 0, 0] /= 12
    found[4][0][:14], found[4][1][:14] = x[6:], torch.cat([y[6:12], classes_of(start, x[12:])])
    return found


def with_a_large_one(rng, groups):
    """… and a group that is larger than what is shown at once, whose last images are much like each other."""
    found = small_groups(rng, {6: 300}, validation=True)
    found[6][0][256:], found[6][1][256:] = found[6][0][:1], (found[6][1][0] + 1) % 10
    found[6][0][:, 0, 0, 0] /= 300
    return {**groups, **found}


def classes_of(state, x):
    return logits_of(state, x).argmax(1)


def logits_of(state, x):
    return x.flatten(1)[:, :PIXELS] @ state["linear.weight"].T + state["linear.bias"]


def replayed(start, batches, groups, epochs, lr):
    """The network after each epoch of updates on these batches, and under "met" the mean loss of the epoch's images as
    it was met; None where the batches are not of these groups."""
    if not batches or len(batches) % epochs or any(size not in groups for _, size, *_ in batches):
        return None
    weight, bias = (start[f"linear.{name}"].clone().requires_grad_() for name in ("weight", "bias"))
    optimizer, each, states = torch.optim.Adam([weight, bias], lr=lr), len(batches) // epochs, []
    met = torch.zeros(2)  # sum of losses, and how many
    for t, (pixels, size, *_) in enumerate(batches):
        x, y = labelled(pixels, *groups[size])
        loss = F.cross_entropy(x @ weight.T + bias, y)
        optimizer.param_groups[0]["lr"] = lr * (1 - t / len(batches))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        met += torch.tensor([loss.item() * len(y), len(y)])
        if (t + 1) % each == 0:
            after = {"linear.weight": weight.detach().clone(), "linear.bias": bias.detach().clone()}
            states.append({**after, "met": (met[0] / met[1]).item()})
            met.zero_()
    return states


def labelled(pixels, x, y):
    """What the network noted of a batch, its first pixels, and the labels of the images of the group that have them."""
    pixels = torch.as_tensor(np.asarray(pixels)).float()
    return pixels, y[(x.flatten(1)[None, :, :PIXELS] - pixels[:, None]).abs().sum(2).argmin(1)]


def same_weights(one, other):
    return all(torch.allclose(one[key], other[key], rtol=1e-3, atol=1e-4) for key in ("linear.weight", "linear.bias"))


def check_left_as_it_is(state, run):
    """The network is as the last update left it, where the updates were right."""
    if run is None or same_weights(run[-1], state):
        return
    for epoch, earlier in enumerate(run[:-1], 1):
        if same_weights(earlier, state):
            hint = "is the best network put back? It is left as it is after the last update"
            said = f"train leaves the network of {len(run)} epochs as it was after {epoch}"
            raise CheckFailure(said, hint=hint, cause="put back")


def check_every_epoch(history, run, start, groups, val_groups):
    """Each epoch's numbers are those of the network that it came to."""
    found = {key: np.asarray(list(history[key]), float) for key in ("train_loss", "val_loss", "val_accuracy")}
    accuracies = [torch.cat(measures(state, val_groups)[1]).mean().item() for state in (start, *run)]
    losses = [torch.cat(measures(state, val_groups)[0]).mean().item() for state in (start, *run)]
    near = max(nearly_even(state, val_groups) for state in run)
    words = {
        "is it measured before the epoch's updates?": lambda values: values[:-1],
        "is it the best so far? It is that of the epoch": lambda values: np.maximum.accumulate(values[1:]),
        "is it the mean of the epochs so far? It is that of the epoch": mean_so_far,
        "is it the first epoch's all along?": lambda values: [values[1]] * (len(values) - 1),
    }
    for key, due, atol in (("val_loss", losses, 1e-4), ("val_accuracy", accuracies, 1e-5 + near)):
        likely = {hint: lambda of=of, due=due: np.array(of(due)) for hint, of in words.items()}
        check_close(found[key], due[1:], name=f"{key} of each epoch", rtol=1e-3, atol=atol, likely=likely)
    met, ended = (
        [state["met"] for state in run],
        [torch.cat(measures(state, groups)[0]).mean().item() for state in run],
    )
    if not np.allclose(found["train_loss"], ended, rtol=2e-3, atol=1e-4):
        likely = {"is it the mean of the epochs so far, without a new sum in each?": lambda: mean_so_far([0.0, *met])}
        name = "train_loss of each epoch"
        check_close(found["train_loss"], met, name=name, rtol=2e-3, atol=1e-4, likely=likely)


def mean_so_far(values):
    """Of the values after the first."""
    return np.cumsum(values[1:]) / np.arange(1, len(values))


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


def nearly_even(state, groups):
    """The share of images whose two largest logits are so near that either may come out larger."""
    top = torch.cat([logits_of(state, x).topk(2).values for x, _ in groups.values()])
    return (top[:, 0] - top[:, 1] < 1e-3).double().mean().item()


def check_loss_of_short_batches(submission, probes, rng):
    """The training loss of a run in which nothing moves, where a group's last batch is shorter than the others."""
    groups, net = small_groups(rng, COUNTS), probes.recorder(PIXELS, 0)
    for x, _ in groups.values():
        x[:, 0, 0, 0] /= 12
    history = submission.train(net, groups, epochs=2, batch_size=5, lr=0.0, seed=3)
    every = torch.cat(measures(probes.state(net), groups)[0]).mean().item()
    batches = losses_met(probes.learned(net), probes.state(net), groups)
    found, count = np.asarray(list(history["train_loss"]), float), sum(COUNTS.values())
    if np.allclose(found, batches.mean(axis=1), rtol=1e-3):  # the mean of the batches' means
        return
    likely = {
        "is a batch's mean loss taken times batch_size? A last batch may have fewer images": lambda: (
            5 * batches.sum(axis=1) / count
        ),
        "are the batches' mean losses divided by the number of full batches?": lambda: (
            batches.sum(axis=1) / (count // 5)
        ),
    }
    name = "train_loss when nothing moves, and some batches are short"
    check_close(found, [every] * 2, name=name, rtol=1e-3, atol=1e-5, likely=likely)


def measures(state, groups):
    """Losses and hits of the linear network on all images, a tensor a group."""
    losses, hits = [], []
    for x, y in groups.values():
        logits = logits_of(state, x)
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
