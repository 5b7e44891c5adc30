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
    ### BEGIN SOLUTION
    if name == "relu":
        return nn.ReLU()
    if name == "tanh":
        return nn.Tanh()
    if name == "leaky_relu":
        return nn.LeakyReLU(SLOPE)
    raise ValueError(f"no activation is called {name!r}; there is: relu, tanh, leaky_relu")
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    make_activation(activation)  # refuses what is none
    for layer in module.modules():
        if not isinstance(layer, nn.Conv2d | nn.Linear):
            continue
        if scheme == "xavier":
            nn.init.xavier_normal_(layer.weight, generator=generator)
        elif scheme == "kaiming":
            nn.init.kaiming_normal_(layer.weight, a=SLOPE, nonlinearity=activation, generator=generator)
        elif scheme == "random":
            nn.init.normal_(layer.weight, std=0.02, generator=generator)
        else:
            raise ValueError(f"no scheme is called {scheme!r}; there is: xavier, kaiming, random")
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)
    ### END SOLUTION


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
        ### BEGIN SOLUTION
        sizes = [kernel_sizes] * len(channels) if isinstance(kernel_sizes, int) else kernel_sizes
        layers: list[nn.Module] = []
        before = 3
        for after, size in zip(channels, sizes, strict=True):
            # batch normalisation takes the mean away, and so whatever a bias would add
            layers.append(nn.Conv2d(before, after, size, padding=size // 2, bias=not batch_norm))
            if batch_norm:
                layers.append(nn.BatchNorm2d(after))
            layers += [make_activation(activation), nn.MaxPool2d(2)]
            before = after
        self.features = nn.Sequential(*layers)
        side = 32 // 2 ** len(channels)
        self.classifier = nn.Sequential(nn.Flatten(), nn.Dropout(dropout), nn.Linear(before * side**2, num_classes))
        init_weights(self, init, activation, None)
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Images (b, 3, 32, 32) → logits (b, num_classes)."""
        ### BEGIN SOLUTION
        logits: Tensor = self.classifier(self.features(x))
        return logits
        ### END SOLUTION


# %% [markdown]
# ## Training


# %%
def make_optimizer(name: OptimizerName, params: Iterable[nn.Parameter], lr: float) -> Optimizer:
    """torch's optimizer of that name over `params`, with rate `lr`: SGD with momentum 0.9, Adam or RMSprop."""
    ### BEGIN SOLUTION
    if name == "sgd":
        return torch.optim.SGD(params, lr=lr, momentum=0.9)
    if name == "adam":
        return torch.optim.Adam(params, lr=lr)
    if name == "rmsprop":
        return torch.optim.RMSprop(params, lr=lr)
    raise ValueError(f"no optimizer is called {name!r}; there is: sgd, adam, rmsprop")
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    torch.manual_seed(seed)
    if isinstance(optimizer, str):
        optimizer = make_optimizer(optimizer, _trainable(model), RATES[optimizer])
    history: History = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    best = -1.0
    for _ in range(epochs):
        model.train()
        total, count = 0.0, 0
        for x, y in _batches(train, shuffle=True):
            loss = F.cross_entropy(model(x), y)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch
            optimizer.step()
            total, count = total + loss.item() * len(y), count + len(y)
        val_loss, val_accuracy = _measured(model, val)
        history["train_loss"].append(total / count)
        history["val_loss"].append(val_loss)
        history["val_accuracy"].append(val_accuracy)
        if val_accuracy > best:
            best = val_accuracy
            torch.save(model.state_dict(), checkpoint)
    model.load_state_dict(torch.load(checkpoint, weights_only=True))
    return best, history
    ### END SOLUTION


### BEGIN SOLUTION
def _batches(data: Examples, *, shuffle: bool) -> DataLoader[tuple[Tensor, Tensor]]:
    if isinstance(data, DataLoader):
        return data
    return DataLoader(data, batch_size=BATCH_SIZE, shuffle=shuffle)


def _trainable(model: nn.Module) -> list[nn.Parameter]:
    return [parameter for parameter in model.parameters() if parameter.requires_grad]


def _measured(model: nn.Module, data: Examples) -> tuple[float, float]:
    """Mean loss and accuracy over all examples, in evaluation mode; the mode is restored."""
    was_training = model.training
    model.eval()
    loss, right, count = 0.0, 0, 0
    with torch.no_grad():
        for x, y in _batches(data, shuffle=False):
            logits = model(x)
            loss += F.cross_entropy(logits, y, reduction="sum").item()
            right += int((logits.argmax(dim=1) == y).sum())
            count += len(y)
    model.train(was_training)
    return loss / count, right / count


### END SOLUTION


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
    ### BEGIN SOLUTION
    examples: Any = train.dataset if isinstance(train, DataLoader) else train
    num_classes = 1 + max(int(examples[index][1]) for index in range(len(examples)))
    table = []
    with tempfile.TemporaryDirectory() as folder:
        for activation, init, optimizer in product(activations, inits, optimizers):
            torch.manual_seed(seed)
            model = CNN(num_classes, activation=activation, init=init)
            accuracy, _ = train_and_validate(
                model, train, val, optimizer=optimizer, epochs=epochs, seed=seed, checkpoint=Path(folder) / "best.pt"
            )
            table.append({"activation": activation, "init": init, "optimizer": optimizer, "accuracy": accuracy})
    best = max(table, key=lambda row: float(row["accuracy"]))
    return table, {name: str(best[name]) for name in ("activation", "init", "optimizer")}
    ### END SOLUTION


# %% [markdown]
# ## Transfer


# %%
### BEGIN SOLUTION
class FixedBatchNorm(nn.BatchNorm2d):
    """Batch normalisation by the statistics that were loaded, whatever mode the network is in."""

    def train(self, mode: bool = True) -> "FixedBatchNorm":
        del mode
        return super().train(False)


### END SOLUTION


def resnet18_for(num_classes: int, weights: str | Path | None = "imagenet", freeze_backbone: bool = False) -> nn.Module:
    """torchvision's ResNet-18 with a new last layer `fc` for `num_classes` classes.

    `weights` is "imagenet" (torchvision downloads them), the path of a state_dict of a ResNet-18 with any number of
    classes, or None for weights drawn at random. All but the last layer is the backbone. Frozen, its parameters ask
    for no gradient and the statistics of its batch normalisation stay as they came, also in training mode. An exception
    when a file does not fit.
    """
    ### BEGIN SOLUTION
    from torchvision.models import ResNet18_Weights, resnet18  # type: ignore[import-untyped]  # it has no types

    norm_layer = FixedBatchNorm if freeze_backbone else nn.BatchNorm2d
    pretrained = ResNet18_Weights.IMAGENET1K_V1 if weights == "imagenet" else None
    model: nn.Module = resnet18(weights=pretrained, norm_layer=norm_layer)
    if weights is not None and pretrained is None:
        state: Mapping[str, Tensor] = torch.load(weights, weights_only=True)
        model.fc = nn.Linear(512, len(state["fc.bias"]))
        model.load_state_dict(state)  # strict: a key that is missing or too many is an error
    model.requires_grad_(not freeze_backbone)
    model.fc = nn.Linear(512, num_classes)
    return model.train()
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    torch.manual_seed(seed)
    model = resnet18_for(num_classes, weights, freeze_backbone)
    optimizer = make_optimizer("adam", _trainable(model), lr)
    best, history = train_and_validate(
        model, train, val, optimizer=optimizer, epochs=epochs, seed=seed, checkpoint=checkpoint
    )
    return model, best, history
    ### END SOLUTION


# %% [markdown]
# ## Comparison


# %%
def compare_models(models: Mapping[str, tuple[nn.Module, float]], test: Examples) -> list[dict[str, Any]]:
    """A row for each of `models`, name → (module, seconds of training): what it comes to on `test`, and what it costs.

    The keys are model, accuracy, loss (the mean cross-entropy), parameters (all numbers in them, frozen ones included)
    and seconds. The modules stay as they are, and in the mode in which they came.
    """
    ### BEGIN SOLUTION
    table = []
    for name, (model, seconds) in models.items():
        loss, accuracy = _measured(model, test)
        parameters = sum(parameter.numel() for parameter in model.parameters())
        table.append({"model": name, "accuracy": accuracy, "loss": loss, "parameters": parameters, "seconds": seconds})
    return table
    ### END SOLUTION
