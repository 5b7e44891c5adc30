"""evaluate_by_resolution: what a network comes to, by resolution and together.

| sentence                                                | test                                          |
| ------------------------------------------------------- | --------------------------------------------- |
| {size: share that is right, …}, sizes as numbers        | test_evaluate_counts_by_resolution            |
| "all": over all images, so that large groups weigh more | test_all_is_weighted_by_counts                |
| evaluation mode, no graph, mode restored, each image    | test_evaluate_leaves_the_network_as_it_was    |
| once; groups stay as they are, and nothing is random    |                                               |
| batches of at most 256 images                           | test_evaluate_shows_few_images_at_a_time      |
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch

from grader import remote
from grader.checks import CheckFailure, check_close, check_shape
from grader.checks.sameness import difference
from grader.judge import points

PART = "Training"
CLASSES = 9


def groups_of(rng, right):
    """Random images of each size, of which so many get their label from a network that echoes their first pixels."""
    groups = {}
    for size, (hits, count) in right.items():
        x = torch.from_numpy(rng.normal(size=(count, 1, size, size))).float()
        top = x.flatten(1)[:, :CLASSES].argmax(1)
        wrong = (top + 1 + torch.arange(count) % (CLASSES - 1)) % CLASSES
        order = torch.from_numpy(rng.permutation(count))
        groups[size] = x, torch.where(order < hits, top, wrong)
    return groups


def evaluated(submission, net, groups, *, sizes_as_numbers=False):
    found = submission.evaluate_by_resolution(net, groups)
    if not isinstance(found, Mapping):
        raise CheckFailure(
            f"evaluate_by_resolution gives a {type(found).__name__}, expected a dict of accuracies", cause="type"
        )
    if sorted(map(str, found)) != sorted([*map(str, groups), "all"]):
        said = ", ".join(map(str, found))
        raise CheckFailure(f'evaluate_by_resolution has the keys {said}, expected the sizes and "all"', cause="keys")
    if sizes_as_numbers and set(found) != {*groups, "all"}:
        hint = "are the sizes texts? An accuracy stands under the size, a number"
        raise CheckFailure("evaluate_by_resolution has other keys than the sizes", hint=hint, cause="keys")
    values = {str(key): value for key, value in found.items()}
    for key, value in values.items():
        check_shape(value, (), name=f"the accuracy of {key}")
    return values


@points(2, part=PART, of="evaluate_by_resolution")
def test_evaluate_counts_by_resolution(submission, probes, rng):
    """The share of the images of each size that get their label"""
    for right in ({4: (7, 23), 5: (9, 10), 3: (0, 4)}, {6: (5, 5)}, {3: (1, 1), 5: (140, 300)}):
        groups, net = groups_of(rng, right), probes.echo(CLASSES, False)
        found = evaluated(submission, net, groups, sizes_as_numbers=True)
        every = sum(hits for hits, _ in right.values()) / sum(count for _, count in right.values())
        for size, (hits, count) in right.items():
            likely = {
                "is it the count, and not the share?": lambda hits=hits: float(hits),
                "is it in per cent? A fraction is asked for": lambda hits=hits, count=count: 100 * hits / count,
                "is it the share of those that are wrong?": lambda hits=hits, count=count: 1 - hits / count,
                "is it that of all images, and not of this size?": lambda every=every: every,
                "are counts or sums carried over from the sizes before?": lambda size=size, right=right: so_far(
                    right, size
                ),
            }
            name = f"the accuracy on {count} images of size {size}"
            try:
                check_close(found[str(size)], hits / count, name=name, rtol=0, atol=1e-4, likely=likely)
            except CheckFailure as failure:
                shown = sum(len(images) for images, side, *_ in probes.batches(net) if side == size)
                if failure.hint or shown >= count:
                    raise
                hint = f"is a short last batch left out? {shown} of them are shown to the network"
                raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="left out") from failure


def so_far(right, size):
    """The accuracy on all images up to this size, in the order of the groups."""
    hits = count = 0
    for other, (those, of) in right.items():
        hits, count = hits + those, count + of
        if other == size:
            break
    return hits / count


@points(2, part=PART, of="evaluate_by_resolution")
def test_all_is_weighted_by_counts(submission, probes, rng):
    """ "all" is the share of all images together: large groups weigh more than small ones"""
    for right in ({4: (30, 40), 3: (1, 10)}, {5: (0, 3), 4: (11, 11), 6: (20, 31)}):
        found = evaluated(submission, probes.echo(CLASSES, False), groups_of(rng, right))
        shares = [hits / count for hits, count in right.values()]
        counts = [count for _, count in right.values()]
        due = sum(hits for hits, _ in right.values()) / sum(counts)
        likely = {
            "is it the mean over the sizes? Every image is to count alike": lambda shares=shares: np.mean(shares),
            "is it weighted by the sides of the images?": lambda right=right, shares=shares: np.average(
                shares, weights=list(right)
            ),
            "is it the accuracy of the last size?": lambda shares=shares: shares[-1],
            "is it the best of the sizes?": lambda shares=shares: max(shares),
            "is it the sum over the sizes?": lambda shares=shares: sum(shares),
        }
        check_close(found["all"], due, name='the accuracy "all"', rtol=0, atol=1e-4, likely=likely)


def check_not_all_zero(found):
    """Something was measured."""
    if isinstance(found, Mapping) and not any(np.asarray(value).any() for value in found.values()):
        raise CheckFailure("evaluate_by_resolution gives 0 for everything", cause="nothing")


@points(2, part=PART, of="evaluate_by_resolution")
def test_evaluate_leaves_the_network_as_it_was(submission, probes, rng):
    """Evaluation mode and no graph while it measures; afterwards its mode and the images are as they came"""
    for training in (True, False):
        net = probes.echo(CLASSES, training)
        groups = groups_of(rng, {4: (2, 11), 5: (3, 6)})
        world = int(rng.integers(2**31))
        remote.seed(submission, world)
        observed = remote.observe(submission.evaluate_by_resolution, net, groups)
        effects = observed.effects
        where = difference(groups, effects.arguments[1], "groups")
        if where:
            hint = "are images normalised where they lie? On a copy, then"
            raise CheckFailure(f"evaluate_by_resolution changes its arguments: {where}", hint=hint, cause="mutation")
        if effects.grad_mode_changed:
            hint = "set_grad_enabled stays in force after the call: with torch.no_grad(): is over by itself"
            raise CheckFailure("evaluate_by_resolution leaves gradients off", hint=hint, cause="gradient mode")
        # a DataLoader draws a number for its workers, from torch, whether it has any or not
        if probes.seeded() != world or set(effects.global_random) - {"torch"}:
            hint = "nothing seeds or draws but what makes initial weights, or is given a generator or a seed"
            said = "evaluate_by_resolution seeds or uses global random generators"
            raise CheckFailure(said, hint=hint, cause="global random state")
        seen = probes.batches(net)
        shown = sum(len(images) for images, *_ in seen)
        if shown != 17:
            hint = f"{shown} images are shown to the network, and there are 17"
            if shown == 34:
                hint = f"is it asked twice, for each size and once more for all together? {hint}"
            message = "evaluate_by_resolution does not show the network each image once"
            raise CheckFailure(message, hint=hint, cause="images")
        check_not_all_zero(observed.result)
        if any(outer or inner for _, _, outer, inner, _ in seen):
            hint = "dropout and batch normalisation behave differently in training: net.eval() before"
            if not any(outer for _, _, outer, _, _ in seen):
                hint = "is net.training set, and not that of its layers? net.eval() sets all of them"
            raise CheckFailure("evaluate_by_resolution measures in training mode", hint=hint, cause="mode")
        if any(graph for *_, graph in seen):
            hint = "with torch.no_grad(): saves memory"
            raise CheckFailure("evaluate_by_resolution builds a graph", hint=hint, cause="graph")
        before, after = ("training", "evaluation") if training else ("evaluation", "training")
        if net.training != training:
            hint = "keep net.training before, and give it to net.train(…) afterwards"
            message = f"evaluate_by_resolution takes a network in {before} mode and leaves it in {after} mode"
            raise CheckFailure(message, hint=hint, cause="restored")
        if probes.modes(net)[1] != training:
            hint = "is net.training set, and not that of its layers? net.train(…) sets all of them"
            message = f"evaluate_by_resolution takes a network in {before} mode and leaves its layers in {after} mode"
            raise CheckFailure(message, hint=hint, cause="layers restored")


@points(1, part=PART, of="evaluate_by_resolution")
def test_evaluate_shows_few_images_at_a_time(submission, probes, rng):
    """At most 256 images at once: 10,000 of 64 × 64 would take gigabytes in the first layer alone"""
    net = probes.echo(CLASSES, False)
    check_not_all_zero(submission.evaluate_by_resolution(net, groups_of(rng, {3: (100, 600), 4: (3, 20)})))
    sizes = [len(images) for images, *_ in probes.batches(net)]
    if sum(sizes) != 620:
        raise CheckFailure("evaluate_by_resolution does not show the network each image once", cause="images")
    if max(sizes) > 256:
        hint = "is a whole group shown at once? Take it batch by batch"
        raise CheckFailure(
            f"evaluate_by_resolution shows the network {max(sizes)} images at once", hint=hint, cause="batches"
        )
