# %% [markdown]
# # Convolutional networks, from scratch and by transfer
#
# First a network for small colour photographs that is put together from its parts: activation, initial weights,
# optimizer, and a training loop that keeps the best epoch. Then a ResNet-18 that has learned from other images before.
# Images are (b, 3, h, w), float32; labels are int64, 0 … K − 1.
#
# README.md says precisely what each function must do.

# %%
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.optim import Optimizer
from torch.utils.data import DataLoader, Dataset

Activation = Literal["relu", "tanh", "leaky_relu"]
Scheme = Literal["xavier", "kaiming", "random"]
OptimizerName = Literal["sgd", "adam", "rmsprop"]
Examples = Dataset[tuple[Tensor, Tensor]] | DataLoader[tuple[Tensor, Tensor]]
History = dict[str, list[float]]

SLOPE = 0.2  # of leaky ReLU, for x < 0
BATCH_SIZE = 64
RATES = {"sgd": 1e-2, "adam": 1e-3, "rmsprop": 1e-3}

# %% [markdown]
# ## Activations and initial weights


# %%
def make_activation(name: Activation) -> nn.Module:
    """The layer of that name: ReLU, tanh, or leaky ReLU with slope 0.2 for negative values; else ValueError."""
    raise NotImplementedError("make_activation: the layer of that name: ReLU, tanh, or leaky ReLU with slope 0.2 for…")


def init_weights(module: nn.Module, scheme: Scheme, activation: Activation, generator: torch.Generator | None) -> None:
    r"""Draw the weights of all convolutions and linear layers in `module` anew, with mean 0 and a variance by `scheme`.

    A unit adds up $n_\text{in}$ products. With independent weights of variance $\sigma^2$ its variance is
    $n_\text{in} \sigma^2$ times the mean square of its inputs. "kaiming" chooses $\sigma^2$ so that this stays the
    same through a layer and its activation; "xavier" compromises between that and the same for gradients, which add up
    $n_\text{out}$ products on their way back; "random" does neither.

    $$\sigma^2_\text{kaiming} = \frac{g^2}{n_\text{in}}, \qquad
      \sigma^2_\text{xavier} = \frac{2}{n_\text{in} + n_\text{out}}, \qquad
      \sigma_\text{random} = 0.02$$

    with $g^2 = 2$ for ReLU (half of a symmetric input is lost), $2 / (1 + 0.2^2)$ for leaky ReLU and $(5/3)^2$ for
    tanh. For a convolution $n_\text{in} = c\,k_h k_w$ and $n_\text{out} = o\,k_h k_w$. Biases become 0; batch
    normalisation stays as it is. All draws come from `generator`, or from torch's global one when it is None.
    ValueError for an unknown scheme or activation.
    """
    raise NotImplementedError("init_weights: draw the weights of all convolutions and linear layers in `module`…")


# %% [markdown]
# ## The network


# %%
class CNN(nn.Module):
    """Convolutions, each with normalisation, activation and 2×2 max pooling; then dropout and one linear layer."""

    def __init__(
        self,
        num_classes: int,
        channels: Sequence[int] = (32, 64, 128),
        kernel_sizes: int | Sequence[int] = 3,
        activation: Activation = "relu",
        init: Scheme = "kaiming",
        dropout: float = 0.3,
        batch_norm: bool = True,
    ) -> None:
        """One block for each of `channels`; weights are drawn by `init_weights` from torch's global generator."""
        super().__init__()
        raise NotImplementedError("CNN.__init__: one block for each of `channels`; weights are drawn by…")

    def forward(self, x: Tensor) -> Tensor:
        """Images (b, 3, 32, 32) → logits (b, num_classes)."""
        raise NotImplementedError("CNN.forward: images (b, 3, 32, 32) → logits (b, num_classes)")


# %% [markdown]
# ## Training


# %%
def make_optimizer(name: OptimizerName, params: Iterable[nn.Parameter], lr: float) -> Optimizer:
    """torch's optimizer of that name over `params`, with rate `lr`: SGD with momentum 0.9, Adam or RMSprop."""
    raise NotImplementedError("make_optimizer: torch's optimizer of that name over `params`, with rate `lr`: SGD…")


def train_and_validate(
    model: nn.Module,
    train: Examples,
    val: Examples,
    *,
    optimizer: Optimizer | OptimizerName,
    epochs: int,
    seed: int,
    checkpoint: str | Path,
) -> tuple[float, History]:
    """Train `model`, measure it on `val` after each epoch, and leave it with the weights of the best epoch.

    The best epoch is the one with the highest accuracy on `val`, the earliest of them on ties. Its state_dict lies in
    `checkpoint` afterwards. Returns its accuracy, and the history. That accuracy is a little too good an estimate for
    new images: the epoch was chosen by it. Hence a test set, which takes no part in any choice.
    """
    raise NotImplementedError("train_and_validate: train `model`, measure it on `val` after each epoch, and leave it…")


def run_grid(
    train: Examples,
    val: Examples,
    activations: Sequence[Activation],
    inits: Sequence[Scheme],
    optimizers: Sequence[OptimizerName],
    epochs: int,
    seed: int,
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Train a `CNN` with every combination; return the table, and the names of the best combination.

    All begin with the same seed, so that two rows differ by their names only. Even so, a difference that another seed
    would turn round is none: one run a combination ranks only what is far apart.
    """
    raise NotImplementedError("run_grid: train a `CNN` with every combination; return the table, and the names of…")


# %% [markdown]
# ## Transfer


# %%


def resnet18_for(num_classes: int, weights: str | Path | None = "imagenet", freeze_backbone: bool = False) -> nn.Module:
    """torchvision's ResNet-18 with a new last layer `fc` for `num_classes` classes.

    `weights` is "imagenet" (torchvision downloads them), the path of a state_dict of a ResNet-18 with any number of
    classes, or None for weights drawn at random. All but the last layer is the backbone. Frozen, its parameters ask
    for no gradient and the statistics of its batch normalisation stay as they came, also in training mode. An exception
    when a file does not fit.
    """
    raise NotImplementedError("resnet18_for: torchvision's ResNet-18 with a new last layer `fc` for `num_classes`…")


def fine_tune(
    train: Examples,
    val: Examples,
    *,
    num_classes: int,
    weights: str | Path | None = None,
    freeze_backbone: bool = False,
    epochs: int = 1,
    lr: float = 1e-3,
    seed: int = 0,
    checkpoint: str | Path,
) -> tuple[nn.Module, float, History]:
    """`resnet18_for`, trained by Adam on what is not frozen: the model, its best accuracy on `val`, the history."""
    raise NotImplementedError("fine_tune: `resnet18_for`, trained by Adam on what is not frozen: the model, its best…")


# %% [markdown]
# ## Comparison


# %%
def compare_models(models: Mapping[str, tuple[nn.Module, float]], test: Examples) -> list[dict[str, Any]]:
    """A row for each of `models`, name → (module, seconds of training): what it comes to on `test`, and what it costs.

    The keys are model, accuracy, loss (the mean cross-entropy), parameters (all numbers in them, frozen ones included)
    and seconds. The modules stay as they are, and in the mode in which they came.
    """
    raise NotImplementedError("compare_models: a row for each of `models`, name → (module, seconds of training):…")
