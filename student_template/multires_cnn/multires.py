# %% [markdown]
# # A network for images of any size
#
# Handwritten digits in three resolutions, and large or small within each. A network with a flattened last layer takes
# images of one size only; one that pools over the whole image takes them all. Images are (b, 1, h, w): b images of one
# channel, h rows and w columns.
#
# README.md says precisely what each function must do.

# %%
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F

Groups = Mapping[int, tuple[Tensor, Tensor]]
History = dict[str, list[float]]
Pooling = Literal["max", "mean"]

# %% [markdown]
# ## Images in several resolutions


# %%
def make_multires(
    images: Tensor, labels: Tensor, sizes: Sequence[int], generator: torch.Generator
) -> dict[int, tuple[Tensor, Tensor]]:
    r"""Spread the images, (n, 1, h, h), over `sizes`: {32: (x, y), 48: (x, y), 64: (x, y)}, x (n / 3, 1, s, s).

    Each image goes into one group, drawn at random. In the group of size s it is resized to a side of
    $\lceil s / 2 \rceil, \dots, s$ pixels and pasted on a black canvas of s × s, where it fits. Side and place are
    drawn for each image anew; so within a group, too, digits are large and small.
    """
    raise NotImplementedError("make_multires: spread the images, (n, 1, h, h), over `sizes`: {32: (x, y), 48: (x,…")


class ResolutionBatches:
    r"""The batches of an epoch: each of one resolution, with all resolutions mixed over the whole epoch.

    A tensor holds images of one size, so a batch is drawn from one group. If the groups came one after the other, the
    network would forget the first while it learns the last. One way to mix them is to spread the batches of each group
    evenly: batch k of K, counted from 0, has its turn at

    $$t = \frac{k + 1/2}{K} \in (0, 1)$$

    and all batches come in the order of their turns, ties in random order. A group with two batches or more begins at
    1/4 or before and ends at 3/4 or after; so each has begun before any has ended, whatever their sizes.

    Iterate over it once for each epoch: every time images are dealt anew.
    """

    def __init__(self, groups: Groups, batch_size: int, generator: torch.Generator) -> None:
        """All randomness comes from `generator`, which goes on from epoch to epoch."""
        raise NotImplementedError("ResolutionBatches.__init__: all randomness comes from `generator`, which goes on…")

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        """Every image once: (x, y) with x (b, 1, s, s), b = `batch_size` but for one batch of each group."""
        raise NotImplementedError("ResolutionBatches.__iter__: every image once: (x, y) with x (b, 1, s, s), b =…")


# %% [markdown]
# ## Two networks


# %%
class MultiResNet(nn.Module):
    """Three convolutions, a pooling over the whole image, and one linear layer: for any h × w from 8 × 8 on.

    Each convolution is 3×3 with padding 1 and a bias, and is followed by ReLU and a 2×2 max pool. Then every channel is
    pooled to its maximum or mean over the whole image: what is left has one number a channel, whatever the size was.
    """

    def __init__(self, channels: tuple[int, int, int] = (16, 32, 64), pooling: Pooling = "max") -> None:
        """23,946 parameters with (16, 32, 64); ValueError for any other pooling than "max" and "mean"."""
        super().__init__()
        raise NotImplementedError("MultiResNet.__init__: 23,946 parameters with (16, 32, 64); ValueError for any…")

    def forward(self, x: Tensor) -> Tensor:
        """Images (b, 1, h, w) → logits (b, 10)."""
        raise NotImplementedError("MultiResNet.forward: images (b, 1, h, w) → logits (b, 10)")


class FixedResNet(nn.Module):
    """Convolutions and a flattened last layer: for 64 × 64 only, with the parameters of `MultiResNet()` within 1 %.

    A flattened layer has weights of its own for every place. How many places and channels are left for it, and so how
    many parameters it takes, is for you to choose.
    """

    def __init__(self) -> None:
        """Within 1 % of the parameters of `MultiResNet()`."""
        super().__init__()
        raise NotImplementedError("FixedResNet.__init__: within 1 % of the parameters of `MultiResNet()`")

    def forward(self, x: Tensor) -> Tensor:
        """Images (b, 1, 64, 64) → logits (b, 10); ValueError for any other size."""
        raise NotImplementedError("FixedResNet.forward: images (b, 1, 64, 64) → logits (b, 10); ValueError for any…")


def count_parameters(module: nn.Module) -> int:
    """How many numbers the module's parameters hold: each parameter once, frozen ones too, buffers not."""
    raise NotImplementedError("count_parameters: how many numbers the module's parameters hold: each parameter once,…")


def match_parameters(target: int) -> int:
    r"""The last width w with which `MultiResNet((16, 32, w))` comes nearest to `target` parameters: 29,066 → 81.

    A convolution from c to o channels has $9 c o + o$ parameters, the linear layer $10 w + 10$. What they come to
    together grows by the same number with every channel.

    ValueError when no width comes within 1 % of `target`.
    """
    raise NotImplementedError("match_parameters: the last width w with which `MultiResNet((16, 32, w))` comes…")


# %% [markdown]
# ## Training


# %%
def train(
    net: nn.Module,
    groups: Groups,
    val_groups: Groups | None = None,
    *,
    epochs: int,
    batch_size: int,
    lr: float,
    seed: int,
) -> History:
    r"""Train `net` on the batches of `ResolutionBatches` by Adam; return the history.

    Update t of T uses the rate $\text{lr} \cdot (1 - t / T)$: large steps first, small ones at the end so that the
    noise of the batches averages out.
    """
    raise NotImplementedError("train: train `net` on the batches of `ResolutionBatches` by Adam; return the history")


def evaluate_by_resolution(net: nn.Module, groups: Groups) -> dict[int | str, float]:
    """{size: accuracy, …, "all": accuracy over all images}; `net` is left in the mode in which it came.

    "all" is the mean over images, not over groups: a large group counts for more.
    """
    raise NotImplementedError("evaluate_by_resolution: {size: accuracy, …, \"all\": accuracy over all images}; `net`…")


def compare(
    train_groups: Groups,
    test_groups: Groups,
    *,
    epochs: int = 1,
    batch_size: int = 64,
    lr: float = 3e-3,
    seed: int = 0,
) -> list[dict[str, Any]]:
    """Train both networks on the same images; a row for each of them and each resolution, and one for all together.

    `FixedResNet` is trained and tested on the images enlarged to 64 × 64, `MultiResNet` on the images as they are.
    """
    raise NotImplementedError("compare: train both networks on the same images; a row for each of them and each…")
