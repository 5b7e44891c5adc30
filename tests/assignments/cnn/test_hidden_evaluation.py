"""Measuring a network's accuracy.

| sentence                                            | test                                       |
| --------------------------------------------------- | ------------------------------------------ |
| evaluate: the share that is right; of a single      | test_evaluate_counts                       |
| image, too, and in float32                          |                                            |
| evaluate: each image as it is, in batches of at     | test_evaluate_leaves_the_network_as_it_was |
| most batch_size, evaluation mode, no graph, mode    |                                            |
| restored                                            |                                            |
| arguments stay as they are                          | test_evaluate_changes_nothing              |

What a network sees is noted by a network of the tests' own, next to the student's code: testimony, which can only cost
points.
"""

from __future__ import annotations

import numpy as np
import torch

from grader import remote
from grader.checks import CheckFailure, check_close
from grader.checks.sameness import difference
from grader.judge import points

PART = "Training"
SIDES = (3, 5)  # of the small images
PIXELS = 15


@points(1, part=PART, of="evaluate")
def test_evaluate_counts(submission, probes, rng):
    """The share of images that get their label, whatever the batches are"""
    net = probes.echo(PIXELS, False)
    x = torch.from_numpy(rng.normal(size=(23, 1, *SIDES))).float()
    x[:, 0, 0, 0] = x.flatten(1)[:, 1:].amax(1) - 2e-4  # nearly the largest: the two are one in half precision
    for right in (23, 9, 0):
        top = x.flatten(1).argmax(1)
        y = torch.where(torch.arange(23) < right, top, (top + 1) % PIXELS)
        hits = (top == y).double().numpy()
        for batch_size in (1, 5, 22, 23, 64):
            found = submission.evaluate(net, x, y, batch_size=batch_size)
            name = f"evaluate on 23 images in batches of {batch_size}"
            likely = {
                "is it the count, and not the share?": lambda right=right: float(right),
                "is it in per cent? A fraction is asked for": lambda right=right: 100 * right / 23,
                "is the last, shorter batch left out?": lambda hits=hits, size=batch_size: (
                    hits[: 23 // size * size].sum() / 23
                ),
                "is it the share of those that are wrong?": lambda right=right: 1 - right / 23,
                "is it computed in half precision? In float32 no two logits are equal here": lambda y=y: (
                    (x.flatten(1).half().argmax(1) == y).double().mean()
                ),
                "are the batches' accuracies averaged? The last batch is shorter": lambda hits=hits, size=batch_size: (
                    np.mean([part.mean() for part in np.split(hits, range(size, 23, size))])
                ),
            }  # fmt: skip
            check_close(found, right / 23, name=name, rtol=1e-4, sizes={"images": 23}, likely=likely)
    check_close(submission.evaluate(net, x, y), 0.0, name="evaluate with its own batch size", atol=1e-6)
    found = submission.evaluate(net, x[:1], top[:1], batch_size=4)
    check_close(found, 1.0, name="evaluate on a single image", rtol=1e-4)


@points(1, part=PART, of="evaluate")
def test_evaluate_leaves_the_network_as_it_was(submission, probes, rng):
    """Evaluation mode and no graph while it measures; afterwards the network is in the mode in which it came"""
    x = torch.from_numpy(rng.normal(size=(11, 1, *SIDES))).float()
    y = torch.zeros(11, dtype=torch.int64)
    for training in (True, False):
        net = probes.echo(PIXELS, training)
        submission.evaluate(net, x, y, 4)
        seen = probes.batches(net)
        if sum(len(images) for images, _, _ in seen) != 11:
            raise CheckFailure("evaluate does not show the network each image once", cause="images")
        shown = np.concatenate([np.asarray(images) for images, _, _ in seen])
        if not np.allclose(np.sort(shown, axis=0), np.sort(x.flatten(1).numpy(), axis=0), atol=1e-6):
            hint = "are they normalised, or scaled? The network sees them as they are given"
            raise CheckFailure("evaluate shows the network other images than x", hint=hint, cause="other images")
        if max(len(images) for images, _, _ in seen) > 4:
            hint = "is batch_size used? All images at once may need more memory than there is"
            raise CheckFailure("evaluate shows batches of more than batch_size images", hint=hint, cause="batch size")
        if any(was_training for _, was_training, _ in seen):
            hint = "dropout and batch normalisation behave differently in training: net.eval() before"
            raise CheckFailure("evaluate measures in training mode", hint=hint, cause="mode")
        if any(graph for _, _, graph in seen):
            raise CheckFailure("evaluate builds a graph", hint="with torch.no_grad(): saves memory", cause="graph")
        if net.training != training:
            before, after = ("training", "evaluation") if training else ("evaluation", "training")
            hint = "keep net.training before, and give it to net.train(…) afterwards"
            message = f"evaluate takes a network in {before} mode and leaves it in {after} mode"
            raise CheckFailure(message, hint=hint, cause="restored")
        if net.linear.training != training:
            hint = "net.train(…) sets the mode of all layers, net.training = … that of the network alone"
            raise CheckFailure("evaluate leaves the network's layers in another mode", hint=hint, cause="layers")
    net = probes.echo(PIXELS, False)
    submission.evaluate(net, x[:1].expand(300, -1, -1, -1).clone(), torch.zeros(300, dtype=torch.int64))
    if max(len(images) for images, _, _ in probes.batches(net)) > 256:
        hint = "is batch_size=256 in the function's first line?"
        message = "evaluate without a batch_size shows batches of more than 256 images"
        raise CheckFailure(message, hint=hint, cause="default batch size")


@points(1, part=PART, of="evaluate", excuses=False)
def test_evaluate_changes_nothing(submission, probes, rng):
    """Measuring leaves images, labels, parameters and torch's gradient mode as they are"""
    x = torch.from_numpy(rng.normal(size=(11, 1, *SIDES))).float()
    y = torch.from_numpy(rng.integers(0, PIXELS, 11))
    net = probes.echo(PIXELS, False)
    before = probes.parameters(net)
    observed = remote.observe(submission.evaluate, net, x, y, 4)
    for name, own, after in zip(("x", "y"), (x, y), observed.effects.arguments[1:], strict=False):
        where = difference(own, after, name)
        if where:
            hint = "an in-place operation (-=, /=)? On a copy, then"
            raise CheckFailure(f"evaluate changes its arguments: {where}", hint=hint, cause="mutation")
    if observed.effects.grad_mode_changed:
        hint = "set_grad_enabled stays in force after the call: with torch.no_grad(): does not"
        raise CheckFailure("evaluate leaves torch's gradient mode changed", hint=hint, cause="gradient mode")
    after = probes.parameters(net)
    if set(after) != set(before):
        hint = "is requires_grad switched off? torch.no_grad() does without a graph"
        raise CheckFailure("evaluate leaves parameters that ask for no gradient any more", hint=hint, cause="frozen")
    if not all(torch.equal(after[name], value) for name, value in before.items()):
        raise CheckFailure("evaluate changes the network's parameters", cause="parameters")
    if not probes.batches(net):
        raise CheckFailure("evaluate does not show the network any image", cause="images")
