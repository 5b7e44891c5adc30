"""Augmentation of digits.

| sentence                                                | test                                      |
| ------------------------------------------------------- | ----------------------------------------- |
| augment: same shape and type, another result each time, | test_augment_gives_other_images_each_time |
| all randomness from the generator                       |                                           |
| augment: what digit it is stays as it was, and values   | test_augment_keeps_the_digits             |
| stay in about the same range                            |                                           |
| augment: images and global random state as they are     | test_augment_is_pure                      |
"""

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional as F

from grader.checks import CheckFailure, check_finite, check_shape, check_unchanged
from grader.judge import points

PART = "Training"


def generator(seed):
    return torch.Generator().manual_seed(int(seed))


def digits(dataset, rng, count, wanted=range(10)):
    """Images (count, 1, 28, 28) in [0, 1] and their labels."""
    data = dataset("mnist")
    chosen = rng.permutation(np.flatnonzero(np.isin(data.labels, list(wanted))))[:count]
    images = torch.from_numpy(data.images[chosen].astype(np.float32) / 255)
    return images[:, None], torch.from_numpy(data.labels[chosen].astype(np.int64))


@points(2, part=PART, of="augment")
def test_augment_gives_other_images_each_time(submission, rng, dataset):
    """Augmented images have the same shape and type, differ each time, and follow the generator"""
    x, _ = digits(dataset, rng, 12)
    for images in (x, x[:1], x.double(), F.pad(x, (2, 3, 1, 0))):
        seed = rng.integers(2**31)
        stream = generator(seed)
        drawn = []
        for _ in range(10):
            drawn.append(submission.augment(images, stream))
            check_shape(drawn[-1], tuple(images.shape), name=f"augment of images {tuple(images.shape)}")
        first = drawn[0]
        if getattr(first, "dtype", None) != images.dtype:
            raise CheckFailure(
                f"augment gives {getattr(first, 'dtype', type(first))} for {images.dtype}", cause="dtype"
            )
        check_finite(first, name="augment")
        hint = "is anything drawn from the generator that is handed over?"
        if all(torch.allclose(first, other, atol=1e-3) for other in drawn[1:]):
            what = (
                "the images as they were" if torch.allclose(first, images, atol=1e-3) else "the same images each time"
            )
            raise CheckFailure(f"augment gives {what}", hint=hint, cause="no change")
        # a change may come by chance, to half of the images say; ten times in a row it does not miss most of them
        unchanged = torch.stack([(one - images).abs().amax((1, 2, 3)) < 1e-3 for one in drawn]).all(0)
        if unchanged.double().mean() > 0.5:
            message = f"augment gives {int(unchanged.sum())} of {len(images)} images as they were, in each of ten calls"
            raise CheckFailure(message, hint="is it done for the first image alone?", cause="no change")
        if not torch.allclose(first, submission.augment(images, generator(seed)), atol=1e-6):
            hint = "all randomness must come from the generator that is handed over"
            raise CheckFailure(
                "augment gives other images for a generator in the same state", hint=hint, cause="not deterministic"
            )


@points(1, part=PART, of="augment", excuses=False)
def test_augment_is_pure(submission, rng, dataset):
    """Augmentation leaves its images and global random state as they are"""
    x, _ = digits(dataset, rng, 6)
    images = check_unchanged(submission.augment, x, generator(3), name="augment")
    check_shape(images, tuple(x.shape), name="augment")
    if not np.asarray(images).any():
        raise CheckFailure("augment gives black images", cause="black")


TURNS = {
    "mirrored from left to right": lambda images: images.flip(3),
    "upside down, mirrored": lambda images: images.flip(2),
    "turned by half a turn": lambda images: images.flip(2, 3),
    "turned by a quarter": lambda images: images.rot90(1, (2, 3)),
    "turned by a quarter the other way": lambda images: images.rot90(-1, (2, 3)),
    "transposed": lambda images: images.transpose(2, 3),
}


def likeness(images, others):
    """The largest cosine between each image and the other, moved by up to four pixels in each direction."""
    a, b = images.double(), others.double()
    product = torch.fft.irfft2(torch.fft.rfft2(a, s=(64, 64)) * torch.fft.rfft2(b, s=(64, 64)).conj(), s=(64, 64))
    near = torch.cat([product[..., -4:, :], product[..., :5, :]], dim=-2)
    near = torch.cat([near[..., -4:], near[..., :5]], dim=-1)
    sizes = a.flatten(1).norm(dim=1) * b.flatten(1).norm(dim=1)
    return near.amax((1, 2, 3)) / sizes.clamp(min=1e-9)


@points(2, part=PART, of="augment")
def test_augment_keeps_the_digits(submission, rng, dataset):
    """Augmented digits are still the same digits: none is mirrored, turned over, wiped out or mixed with others"""
    drawn, _ = digits(dataset, rng, 120, wanted=(2, 4, 5, 6, 7, 9))
    x, fresh = drawn[:60], drawn[60:]
    for images in (x, x, F.pad(x, (2, 3, 1, 0)).double()):
        check_digits(submission, images, rng)
    check_apart(submission, x, fresh, rng)


def check_apart(submission, x, fresh, rng):
    """That an image comes out as it did when others of its batch change places: nothing of them is in it."""
    changed = []
    for _ in range(3):
        seed, order = rng.integers(2**31), rng.permutation(len(x))
        kept, moved = order[: len(x) // 2], order[len(x) // 2 :]
        others = x.clone()
        others[moved] = x[moved].roll(1, dims=0)
        streams = [generator(seed) for _ in range(3)]
        one, _, other = (
            np.asarray(submission.augment(images, stream))
            for images, stream in zip((x, fresh, others), streams, strict=True)
        )
        if not torch.equal(streams[0].get_state(), streams[1].get_state()):
            return  # what is drawn depends on the digits, so that an image's own draws follow from those before it
        if not np.allclose(one, submission.augment(x, generator(seed)), atol=1e-3):
            return  # test_augment_gives_other_images_each_time is about that
        changed.append(np.abs(one - other)[kept].max((1, 2, 3)) > 0.1)
    if np.mean(changed) > 0.03:
        message = "augment puts something of the batch's other images into an image"
        raise CheckFailure(message, hint="a mixture of two digits is neither; its label is that of one", cause="mixed")


def check_digits(submission, x, rng):
    """That augmented digits look like what they were, and not like what they would be when turned over."""
    images = submission.augment(x, generator(rng.integers(2**31)))
    check_shape(images, tuple(x.shape), name="augment")
    check_finite(images, name="augment")
    images = torch.as_tensor(np.asarray(images))
    if images.abs().max() > 30:
        message = f"augment gives values up to {images.abs().max():g} for images from 0 to 1"
        raise CheckFailure(message, hint="the network is judged on images from 0 to 1, as they are", cause="range")
    own = likeness(images, x)
    turned = {what: likeness(images, turn(x)) for what, turn in TURNS.items()}
    # what is left of a digit that was moved out of the picture may look like anything
    shares = {what: ((like > own + 0.1) & (like > 0.6)).double().mean().item() for what, like in turned.items()}
    what = max(shares, key=lambda what: shares[what])
    if shares[what] > 0.04:
        raise CheckFailure(
            f"augment: {shares[what]:.0%} of the digits look {what}",
            hint="a 6 that is turned over is a 9, a mirrored 2 is no digit: small turns, shifts and scales do",
            cause="turned over",
        )
    lost = (own < 0.4).double().mean().item()
    if own.mean() < 0.6 or lost > 0.05:
        raise CheckFailure(
            "augment: little of the digits is left",
            hint="are the changes too strong, or are the images of a batch mixed up?",
            cause="unlike",
        )
