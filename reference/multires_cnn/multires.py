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
    ### BEGIN SOLUTION
    groups = {}
    order = torch.randperm(len(images), generator=generator)
    for size, chosen in zip(sizes, torch.tensor_split(order, len(sizes)), strict=True):
        x = images.new_zeros((len(chosen), 1, size, size))
        sides = torch.randint(-(-size // 2), size + 1, (len(chosen),), generator=generator)
        for canvas, image, side in zip(x, images[chosen], sides.tolist(), strict=True):
            top, left = torch.randint(size - side + 1, (2,), generator=generator).tolist()
            canvas[:, top : top + side, left : left + side] = _resized(image[None], side)[0]
        groups[size] = x, labels[chosen]
    return groups
    ### END SOLUTION


### BEGIN SOLUTION
def _resized(x: Tensor, side: int) -> Tensor:
    """The images at side × side pixels; where they shrink, averaged so that no stroke is skipped."""
    resized: Tensor = F.interpolate(x, side, mode="bilinear", antialias=True)
    return resized


### END SOLUTION


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
        ### BEGIN SOLUTION
        self.groups, self.batch_size, self.generator = groups, batch_size, generator
        ### END SOLUTION

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        """Every image once: (x, y) with x (b, 1, s, s), b = `batch_size` but for one batch of each group."""
        ### BEGIN SOLUTION
        turns: list[tuple[float, float, int, Tensor]] = []
        for size, (_, y) in self.groups.items():
            batches = torch.split(torch.randperm(len(y), generator=self.generator), self.batch_size)
            ties = torch.rand(len(batches), generator=self.generator).tolist()
            turns += [((k + 0.5) / len(batches), ties[k], size, batch) for k, batch in enumerate(batches)]
        for _, _, size, batch in sorted(turns, key=lambda turn: turn[:2]):
            x, y = self.groups[size]
            yield x[batch], y[batch]
        ### END SOLUTION


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
        ### BEGIN SOLUTION
        if pooling not in ("max", "mean"):
            raise ValueError(f"pooling is max or mean; got {pooling!r}")
        self.pooling = pooling
        self.features = nn.Sequential(*_convolutions(channels))
        self.classifier = nn.Linear(channels[-1], 10)
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Images (b, 1, h, w) → logits (b, 10)."""
        ### BEGIN SOLUTION
        maps = self.features(x)
        pooled = maps.amax(dim=(2, 3)) if self.pooling == "max" else maps.mean(dim=(2, 3))
        logits: Tensor = self.classifier(pooled)
        return logits
        ### END SOLUTION


### BEGIN SOLUTION
def _convolutions(channels: tuple[int, int, int]) -> list[nn.Module]:
    layers: list[nn.Module] = []
    for in_channels, out_channels in zip((1, *channels), channels, strict=False):
        layers += [nn.Conv2d(in_channels, out_channels, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
    return layers


### END SOLUTION


class FixedResNet(nn.Module):
    """Convolutions and a flattened last layer: for 64 × 64 only, with the parameters of `MultiResNet()` within 1 %.

    A flattened layer has weights of its own for every place. How many places and channels are left for it, and so how
    many parameters it takes, is for you to choose.
    """

    def __init__(self) -> None:
        """Within 1 % of the parameters of `MultiResNet()`."""
        super().__init__()
        ### BEGIN SOLUTION
        # The same convolutions but for the last one's width. With 2×2 pools alone 8 × 8 places would be left, and 21
        # channels: 24,319 parameters, 1.6 % too many. After a last pool of 4×4 there are 4 × 4 places, and 43 channels
        # make 24,117, which is within 0.8 % of 23,946.
        width = 43
        self.features = nn.Sequential(*_convolutions((16, 32, width))[:-1], nn.MaxPool2d(4), nn.Flatten())
        self.classifier = nn.Linear(width * 4 * 4, 10)
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Images (b, 1, 64, 64) → logits (b, 10); ValueError for any other size."""
        ### BEGIN SOLUTION
        if x.shape[1:] != (1, 64, 64):
            raise ValueError(f"images are (b, 1, 64, 64), got {tuple(x.shape)}")
        logits: Tensor = self.classifier(self.features(x))
        return logits
        ### END SOLUTION


def count_parameters(module: nn.Module) -> int:
    """How many numbers the module's parameters hold: each parameter once, frozen ones too, buffers not."""
    ### BEGIN SOLUTION
    return sum(parameter.numel() for parameter in module.parameters())
    ### END SOLUTION


def match_parameters(target: int) -> int:
    r"""The last width w with which `MultiResNet((16, 32, w))` comes nearest to `target` parameters: 29,066 → 81.

    A convolution from c to o channels has $9 c o + o$ parameters, the linear layer $10 w + 10$. What they come to
    together grows by the same number with every channel.

    ValueError when no width comes within 1 % of `target`.
    """
    ### BEGIN SOLUTION
    # (9 · 16 + 16) + (9 · 16 · 32 + 32) + (9 · 32 + 1) w + (10 w + 10) = 299 w + 4810
    width = max(1, round((target - 4810) / 299))
    if abs(299 * width + 4810 - target) > 0.01 * target:
        raise ValueError(f"no width comes within 1 % of {target} parameters")
    return width
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    torch.manual_seed(seed)  # for layers that draw, such as dropout
    batches = ResolutionBatches(groups, batch_size, torch.Generator().manual_seed(seed))
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    updates = epochs * sum(-(-len(y) // batch_size) for _, y in groups.values())
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - step / updates)
    count = sum(len(y) for _, y in groups.values())
    history: History = {"train_loss": []}
    for _ in range(epochs):
        net.train()
        total = 0.0
        for x, y in batches:
            loss = F.cross_entropy(net(x), y)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch
            optimizer.step()
            schedule.step()
            total += loss.item() * len(y)
        history["train_loss"].append(total / count)
        if val_groups is not None:
            val_loss, val_accuracy = _measured(net, list(val_groups.values()))
            history.setdefault("val_loss", []).append(val_loss)
            history.setdefault("val_accuracy", []).append(val_accuracy)
    return history
    ### END SOLUTION


### BEGIN SOLUTION
def _measured(net: nn.Module, groups: Sequence[tuple[Tensor, Tensor]], batch_size: int = 256) -> tuple[float, float]:
    """Mean cross-entropy and accuracy over the images of all groups; `net` is left in the mode in which it came."""
    was_training = net.training
    net.eval()
    loss, right, count = 0.0, 0, 0
    with torch.no_grad():
        for x, y in groups:
            for images, labels in zip(torch.split(x, batch_size), torch.split(y, batch_size), strict=True):
                logits = net(images)
                loss += F.cross_entropy(logits, labels, reduction="sum").item()
                right += int((logits.argmax(dim=1) == labels).sum())
                count += len(labels)
    net.train(was_training)
    return loss / count, right / count


### END SOLUTION


def evaluate_by_resolution(net: nn.Module, groups: Groups) -> dict[int | str, float]:
    """{size: accuracy, …, "all": accuracy over all images}; `net` is left in the mode in which it came.

    "all" is the mean over images, not over groups: a large group counts for more.
    """
    ### BEGIN SOLUTION
    accuracies: dict[int | str, float] = {size: _measured(net, [group])[1] for size, group in groups.items()}
    count = sum(len(y) for _, y in groups.values())
    accuracies["all"] = sum(accuracies[size] * len(y) for size, (_, y) in groups.items()) / count
    return accuracies
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    enlarged = [
        {size: (_resized(x, 64), y) for size, (x, y) in groups.items()} for groups in (train_groups, test_groups)
    ]
    table: list[dict[str, Any]] = []
    networks: list[tuple[type[nn.Module], Groups, Groups]] = [
        (FixedResNet, enlarged[0], enlarged[1]),
        (MultiResNet, train_groups, test_groups),
    ]
    for kind, training, test in networks:
        torch.manual_seed(seed)
        net = kind()
        start = time.perf_counter()
        train(net, training, epochs=epochs, batch_size=batch_size, lr=lr, seed=seed)
        seconds = time.perf_counter() - start
        for resolution, accuracy in evaluate_by_resolution(net, test).items():
            table.append(
                {
                    "network": kind.__name__,
                    "resolution": resolution,
                    "accuracy": accuracy,
                    "parameters": count_parameters(net),
                    "seconds": seconds,
                }
            )
    return table
    ### END SOLUTION
