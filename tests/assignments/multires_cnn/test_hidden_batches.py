"""ResolutionBatches: the batches of an epoch.

| sentence                                               | test                                        |
| ------------------------------------------------------ | ------------------------------------------- |
| a batch is a pair (x, y) from one group; every image   | test_every_image_is_dealt_once              |
| once an epoch, in batches of batch_size and a rest     |                                             |
| images keep their labels, and both their types         | test_images_keep_their_labels               |
| also for batches of one, and larger than a group       | test_batches_of_any_size                    |
| no group ends before every other has begun             | test_no_group_ends_before_all_have_begun    |
| … also with groups of very different numbers           | test_groups_of_unequal_numbers_are_mixed    |
| images are dealt anew in every epoch                   | test_every_epoch_is_dealt_anew              |
| the generator decides, and nothing else                | test_batches_follow_the_generator           |
| the groups stay as they are                            | test_batches_leave_the_groups               |
"""

from __future__ import annotations

import numpy as np
import torch

from grader import remote
from grader.checks import CheckFailure, check_shape
from grader.checks.sameness import difference
from grader.judge import points

PART = "Batches"
LABELS = 10


def generator(seed):
    return torch.Generator().manual_seed(int(seed))


def advanced(seed):
    """One that has drawn before: its seed alone does not tell its state."""
    ahead = generator(seed)
    torch.rand(100, generator=ahead)
    return ahead


def numbered(counts):
    """Groups of images that bear their number: image i of a group has the value i everywhere, and the label i % 10."""
    return {
        size: (
            torch.arange(float(count)).reshape(-1, 1, 1, 1).expand(-1, 1, size, size).clone(),
            torch.arange(count) % LABELS,
        )
        for size, count in counts.items()
    }


def dealt(submission, probes, counts, batch_size, seed, *, count=1, start=generator, left=0):
    """Epochs as lists of (size, numbers of the images, labels) for each batch; `left`: after so many of one before."""
    most = 4 * sum(counts.values()) + 8
    kind = submission.ResolutionBatches
    found = probes.epochs(kind, numbered(counts), batch_size, start(seed), count, most, left)
    if any(len(epoch) >= most for epoch in found):
        hint = "does the iteration end after one epoch?"
        raise CheckFailure("ResolutionBatches goes on for far more than one epoch", hint=hint, cause="endless")
    epochs = [[batch_of(pair, counts) for pair in epoch] for epoch in found]
    for epoch in epochs:
        images = [(size, number) for size, numbers, _ in epoch for number in numbers]
        if 3 * len(set(images)) < len(images):
            raise CheckFailure("ResolutionBatches gives the same few images again and again", cause="same")
    return epochs


def batch_of(pair, counts):
    x, y = pair
    shape = np.asarray(x).shape
    if len(shape) != 4 or shape[1] != 1 or shape[2] != shape[3] or shape[2] not in counts:
        sizes = ", ".join(f"(b, 1, {size}, {size})" for size in counts)
        hint = "are images cut, padded or resized to put them into one batch?" if len(shape) == 4 else ""
        if len(shape) == 3 and shape[0] == 1:
            hint = "does a batch of one lose its axis, by an index or a squeeze?"
        raise CheckFailure(f"a batch of images has shape {shape}, expected one of {sizes}", hint=hint, cause="shape")
    check_shape(y, shape[:1], name="the labels of a batch")
    x = np.asarray(x).reshape(len(x), -1)
    if (x != x[:, :1]).any():
        hint = "are images cut, padded or resized to put them into one batch?"
        raise CheckFailure("the images of a batch are not those of the group", hint=hint, cause="padded")
    return shape[2], x[:, 0].round().astype(int).tolist(), np.asarray(y).tolist()


def without_labels(epoch):
    return [(size, numbers) for size, numbers, _ in epoch]


@points(3, part=PART, of="ResolutionBatches")
def test_every_image_is_dealt_once(submission, probes, rng, epochs_of):
    """Every image once an epoch, in batches of one resolution, of batch_size and what is left"""
    for counts, batch_size in (({6: 13, 4: 10, 5: 11}, 5), ({4: 8, 7: 8}, 4), ({5: 9}, 4)):
        checks = epochs_of("ResolutionBatches", counts, batch_size)
        for epoch in dealt(submission, probes, counts, batch_size, rng.integers(2**31), count=3):
            checks.check_whole(without_labels(epoch))
    counts = {4: 8, 7: 9}
    (epoch,) = dealt(submission, probes, counts, 4, rng.integers(2**31), left=2)
    try:
        epochs_of("ResolutionBatches", counts, 4).check_whole(without_labels(epoch))
    except CheckFailure as failure:
        hint = "does it go on with an epoch that was left before its end? Each iteration is an epoch of its own"
        raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="left") from failure


@points(2, part=PART, of="ResolutionBatches")
def test_images_keep_their_labels(submission, probes, rng):
    """Every image comes with its own label, and both are of the types that they had"""
    for x, y in probes.epochs(submission.ResolutionBatches, numbered({6: 5, 4: 6}), 3, generator(1), 1, 50)[0]:
        for values, due, of in ((x, "float32", "images"), (y, "int64", "labels")):
            found = np.asarray(values).dtype
            if found != due:
                hint = f"the {of} of a batch are some of the group's, as they are"
                raise CheckFailure(f"ResolutionBatches gives {of} of {found} for {due}", hint=hint, cause="dtype")
    for epoch in dealt(submission, probes, {6: 23, 4: 21}, 5, rng.integers(2**31), count=2):
        for size, numbers, labels in epoch:
            if labels != [number % LABELS for number in numbers]:
                hint = "is the order drawn once for images and labels together?"
                every = [label for other, _, given in epoch if other == size for label in given]
                own = [number % LABELS for number in sorted(numbers)]
                if labels == own or every == [number % LABELS for number in range(len(every))]:
                    hint = "are labels left in their own order? They are to be put in that of the images"
                raise CheckFailure(
                    "ResolutionBatches gives images other images' labels", hint=hint, cause="shuffled apart"
                )


@points(2, part=PART, of="ResolutionBatches")
def test_batches_of_any_size(submission, probes, rng, epochs_of):
    """Batches of one image, and batches larger than a group"""
    for counts, batch_size in (({6: 4, 4: 3}, 1), ({4: 6}, 10), ({4: 9, 5: 2}, 4), ({4: 7, 6: 9}, 3)):
        checks = epochs_of("ResolutionBatches", counts, batch_size)
        for epoch in dealt(submission, probes, counts, batch_size, rng.integers(2**31), count=2):
            checks.check_whole(without_labels(epoch))


@points(3, part=PART, of="ResolutionBatches")
def test_no_group_ends_before_all_have_begun(submission, probes, rng, epochs_of):
    """No group has had its last batch before every other has had its first"""
    for counts in ({6: 20, 4: 20, 5: 20}, {4: 5, 6: 6, 5: 7}):
        checks = epochs_of("ResolutionBatches", counts, 3)
        for seed in rng.integers(2**31, size=4):
            for epoch in dealt(submission, probes, counts, 3, seed, count=4):
                checks.check_mixed(without_labels(epoch))


@points(2, part=PART, of="ResolutionBatches")
def test_groups_of_unequal_numbers_are_mixed(submission, probes, rng, epochs_of):
    """The same where one group has ten times as many images as another"""
    for counts in ({6: 4, 4: 40, 5: 20}, {5: 40, 6: 4}):
        checks = epochs_of("ResolutionBatches", counts, 2)
        for seed in rng.integers(2**31, size=4):
            for epoch in dealt(submission, probes, counts, 2, seed, count=4):
                checks.check_mixed(without_labels(epoch))
                checks.check_whole(without_labels(epoch))


@points(2, part=PART, of="ResolutionBatches")
def test_every_epoch_is_dealt_anew(submission, probes, rng):
    """Images are dealt at random, and anew in every epoch"""
    counts = {6: 16, 4: 15}
    epochs = dealt(submission, probes, counts, 4, rng.integers(2**31), count=3)
    for size, count in counts.items():
        orders = [[number for other, numbers, _ in epoch if other == size for number in numbers] for epoch in epochs]
        if any(len(order) != count for order in orders):
            hint = "does it begin anew with every iteration?"
            raise CheckFailure("ResolutionBatches has no second epoch", hint=hint, cause="second epoch")
        batches = [{frozenset(numbers) for other, numbers, _ in epoch if other == size} for epoch in epochs]
        if batches[0] == batches[1] == batches[2] and not orders[0] == orders[1] == orders[2]:
            hint = "images are to be dealt, not only batches: is the order of whole batches shuffled?"
            raise CheckFailure("the same images are together in every epoch", hint=hint, cause="batches shuffled")
        if orders[0] in orders[1:] or orders[1] == orders[2]:
            hint = "is the order drawn before the first epoch, or the generator seeded anew in each?"
            if orders[0] == list(range(count)):
                hint = "is the order drawn at random, by torch.randperm or a DataLoader with shuffle=True?"
            raise CheckFailure("ResolutionBatches deals images in the same order twice", hint=hint, cause="order")


@points(1, part=PART, of="ResolutionBatches")
def test_batches_follow_the_generator(submission, probes):
    """The same state of the generator gives the same epochs, another state others"""
    counts, found = {6: 13, 4: 14, 5: 15}, []  # four batches each: where turns are drawn, these are drawn, too
    for seed, world in ((5, 1), (5, 2), (6, 1)):
        remote.seed(submission, world)
        found.append(dealt(submission, probes, counts, 4, seed, count=2))
    if found[0] != found[1]:
        hint = "is something drawn from a global generator? All randomness must come from the one that is handed over"
        raise CheckFailure(
            "ResolutionBatches deals otherwise for a generator in the same state", hint=hint, cause="not deterministic"
        )
    if found[0] == found[2]:
        hint = "is the generator ignored that is handed over, for one of its own?"
        raise CheckFailure("ResolutionBatches deals alike for another generator", hint=hint, cause="ignored")
    later, again = (dealt(submission, probes, counts, 4, 5, count=2, start=advanced) for _ in range(2))
    if later != again:
        hint = "is something kept between calls, or drawn from elsewhere?"
        raise CheckFailure(
            "ResolutionBatches deals otherwise for a generator in the same state", hint=hint, cause="not deterministic"
        )
    if later == found[0]:
        hint = "is it seeded again from initial_seed()? It goes on from where it is"
        raise CheckFailure(
            "ResolutionBatches deals alike for a generator that has drawn before", hint=hint, cause="seeded again"
        )


@points(1, part=PART, of="ResolutionBatches", excuses=False)
def test_batches_leave_the_groups(submission, probes):
    """Groups are as they were after two epochs"""
    counts = {6: 9, 4: 8}
    before = numbered(counts)
    after = probes.groups_after(submission.ResolutionBatches, numbered(counts), 4, generator(2), 100)
    where = difference(before, after, "groups")
    if where:
        hint = "are images shuffled in place? Index them with the order instead"
        if "key" in where:
            hint = "is something kept in the dict that belongs to the caller?"
        raise CheckFailure(f"ResolutionBatches changes its groups: {where}", hint=hint, cause="mutation")
    if not any(numbers for _, numbers, _ in dealt(submission, probes, counts, 4, 2)[0]):
        raise CheckFailure("ResolutionBatches deals no image", cause="nothing")
