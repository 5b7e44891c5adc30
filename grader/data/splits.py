"""Secret splits: examples for accuracy tests that fit nothing which can be shipped in a submission.

The labels of public datasets are public. So the examples are drawn from the pooled data, the names of the labels
are permuted and, where the network does not mind, the pixels as well: a table of labels, or a network trained at
home, is worth nothing then.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.data.arrays import Dataset


@dataclass(frozen=True)
class Split:
    """Some examples of a dataset, with no example in two splits of one draw."""

    images: NDArray[np.float32]
    """(n, pixels), or the shape of the dataset's images when not flat; in [0, 1]"""
    labels: NDArray[np.int64]
    """(n,)"""
    label_names: NDArray[np.int64]
    """(classes,); label_names[label] is the label as published: the digit in the picture"""
    published: NDArray[np.uint8]
    """all images of the dataset, as published"""
    chosen: NDArray[np.int64]
    """(n,); which of them these are"""

    @property
    def pictures(self) -> NDArray[np.uint8]:
        """(n, *the shape of the dataset's images): these images with every pixel in its place, to be looked at."""
        return self.published[self.chosen]


class Keeper:
    """Where splits are kept that will be drawn again: the judges of a class draw the same ones. This one keeps none."""

    def known(self, dataset: Dataset, draw: str, rng: np.random.Generator) -> tuple[Split, ...] | None:  # noqa: ARG002
        """The splits of the same draw, if it was made before; the generator then stands where it stood behind it."""
        return None

    def keep(self, dataset: Dataset, draw: str, rng: np.random.Generator, splits: tuple[Split, ...]) -> None:
        """For who draws them next."""


_keepers = [Keeper()]  # the last one is asked


def keep_splits(keeper: Keeper) -> None:
    """From now on, in this process."""
    _keepers.append(keeper)


def secret_split(
    dataset: Dataset,
    rng: np.random.Generator,
    *,
    sizes: Sequence[int],
    permute_labels: bool = True,
    permute_pixels: bool = False,
    flat: bool = True,
) -> tuple[Split, ...]:
    """Draw disjoint splits of the given sizes from all examples, with one renaming and one pixel order for all."""
    keeper = _keepers[-1]
    draw = repr((tuple(sizes), permute_labels, permute_pixels, flat, rng.bit_generator.state))
    known = keeper.known(dataset, draw, rng)
    if known is not None:
        return known
    splits = _drawn(dataset, rng, sizes, permute_labels, permute_pixels, flat)
    keeper.keep(dataset, draw, rng, splits)
    return splits


def _drawn(
    dataset: Dataset,
    rng: np.random.Generator,
    sizes: Sequence[int],
    permute_labels: bool,
    permute_pixels: bool,
    flat: bool,
) -> tuple[Split, ...]:
    total = sum(sizes)
    if any(size < 0 for size in sizes) or total > len(dataset.images):
        raise ValueError(f"sizes {tuple(sizes)}: not to be had from {len(dataset.images)} examples")
    chosen = rng.permutation(len(dataset.images))[:total]
    classes = int(dataset.labels.max()) + 1
    names = rng.permutation(classes) if permute_labels else np.arange(classes)
    label_of = np.argsort(names).astype(np.int64)
    shape = dataset.images.shape[1:]
    pixels = rng.permutation(math.prod(shape)) if permute_pixels else slice(None)

    splits = []
    for part in np.split(chosen, np.cumsum(sizes)[:-1]):
        flattened = dataset.images[part].reshape(len(part), math.prod(shape))[:, pixels]
        # in C order, whatever the indexing gave: batches are rows, and rows of the other order cost twice the time
        images = np.divide(flattened, np.float32(255), dtype=np.float32, order="C")
        if not flat:
            images = images.reshape(len(part), *shape)
        splits.append(Split(images, label_of[dataset.labels[part]], names.astype(np.int64), dataset.images, part))
    return tuple(splits)
