"""Run next to the student's code: they gather evidence and hold no answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from grader.remote import probe


@probe
def strided(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call the function with its tensors laid out in memory the other way round: equal, but not contiguous."""
    return function(*(_strided(value) for value in arguments))


def _strided(value: Any) -> Any:
    if not isinstance(value, Tensor):
        return value
    axes = tuple(reversed(range(value.dim())))
    return value.permute(axes).contiguous().permute(axes)


@probe
def backward_of(
    apply: Callable[..., Tensor], x: Tensor, weight: Tensor, stride: int, padding: int, upstream: Tensor, wanted: str
) -> dict[str, Tensor]:
    """The gradients of x and weight, of which only those in `wanted` ask for one.

    "twice" goes backward over one graph before, with three times the upstream gradient; "late" goes forward with other
    images and weights before it goes backward.
    """
    leaves = {"x": x.clone().requires_grad_("x" in wanted), "weight": weight.clone().requires_grad_("weight" in wanted)}
    y = apply(leaves["x"], leaves["weight"], stride, padding)
    if "twice" in wanted:
        y.backward(3 * upstream, retain_graph=True)
    if "late" in wanted:
        apply(x[:1, :, 1:], -weight, stride + 1, padding + 1)
    y.backward(upstream)
    return {key: leaf.grad for key, leaf in leaves.items() if leaf.grad is not None}


@probe
def backward_draws(
    apply: Callable[..., Tensor], x: Tensor, weight: Tensor, stride: int, padding: int, upstream: Tensor
) -> bool:
    """Whether the backward pass leaves torch's global generator in another state."""
    y = apply(x.clone().requires_grad_(), weight.clone().requires_grad_(), stride, padding)
    before = torch.get_rng_state()
    y.backward(upstream)
    return not torch.equal(before, torch.get_rng_state())


@probe
def strided_backward_of(
    apply: Callable[..., Tensor], x: Tensor, weight: Tensor, stride: int, padding: int, upstream: Tensor
) -> dict[str, Tensor]:
    """The gradients of x and weight where none of the tensors is contiguous."""
    leaves = {"x": _strided(x).requires_grad_(), "weight": _strided(weight).requires_grad_()}
    apply(leaves["x"], leaves["weight"], stride, padding).backward(_strided(upstream))
    return {key: leaf.grad for key, leaf in leaves.items() if leaf.grad is not None}


@probe
def load_weights(net: nn.Module) -> str:
    """Fill the network with the weights that were handed in beside the file; their file's name, "" where none were."""
    for name in ("weights.safetensors", "weights.pt"):
        if Path(name).is_file():
            if name.endswith(".pt"):
                weights = torch.load(name, map_location="cpu", weights_only=True)
            else:
                from safetensors.torch import load_file  # not before it is needed: most hand in none

                weights = load_file(name)
            net.load_state_dict(weights)
            return name
    return ""


@probe
def parameters(module: nn.Module) -> dict[str, Tensor]:
    """The parameters that ask for a gradient, by name."""
    return {name: value.detach().clone() for name, value in module.named_parameters() if value.requires_grad}


@probe
def update(module: nn.Module) -> None:
    """Give every parameter another value in place, as an optimizer does: 0.5 minus what it was."""
    with torch.no_grad():
        for value in module.parameters():
            value.copy_(0.5 - value)


@probe
def state(module: nn.Module) -> dict[str, Tensor]:
    """The parameters and buffers, by name."""
    return {name: value.detach().clone() for name, value in module.state_dict().items()}


@probe
def gradients(module: nn.Module, x: Tensor, cotangent: Tensor) -> dict[str, Tensor]:
    """The gradients of the module's parameters after one backward pass from its output."""
    module(x).backward(cotangent)
    return {name: value.grad for name, value in module.named_parameters() if value.grad is not None}


@probe
def gradient_of_images(module: nn.Module, x: Tensor, cotangent: Tensor, training: bool) -> Tensor | None:
    """The gradient of the images after one backward pass from the module's output, in that mode."""
    images = x.clone().requires_grad_()
    module.train(training)
    module(images).backward(cotangent)
    return images.grad


@probe
def has_graph(module: nn.Module, x: Tensor) -> bool:
    return module(x).requires_grad


class Notes(list[tuple[Tensor, bool, bool]]):
    """What a network notes. Its copies note it here, too: to train or measure on a copy is fine."""

    copied = False

    def __deepcopy__(self, memo: dict[int, Any]) -> Notes:
        self.copied = True
        return self


class Recorder(nn.Module):
    """A linear network that notes of each batch its images, the mode its layers are in, and whether a graph is built.

    With `echo` its logits are the first pixels of the image themselves. With `drop` half of the pixels are dropped.
    """

    def __init__(self, pixels: int, classes: int = 10, *, echo: bool = False, drop: bool = False) -> None:
        super().__init__()
        self.linear = nn.Linear(pixels, classes)
        self.dropout = nn.Dropout(0.5)
        self.classes = classes
        self.echo = echo
        self.drop = drop
        self.batches = Notes()

    def forward(self, x: Tensor) -> Tensor:
        graph = torch.is_grad_enabled() and any(value.requires_grad for value in self.parameters())
        self.batches.append((x.detach().clone().flatten(1), self.dropout.training, graph))
        flat = x.flatten(1)
        return flat[:, : self.classes] if self.echo else self.linear(self.dropout(flat) if self.drop else flat)


@probe
def recorder(pixels: int, seed: int, classes: int = 10, drop: bool = False) -> nn.Module:
    torch.manual_seed(seed)
    return Recorder(pixels, classes, drop=drop)


@probe
def echo(classes: int, training: bool) -> nn.Module:
    return Recorder(classes, classes, echo=True).train(training)


@probe
def batches(net: Recorder) -> list[tuple[Tensor, bool, bool]]:
    return list(net.batches)


@probe
def copied(net: Recorder) -> bool:
    """Whether there has been a copy of it."""
    return net.batches.copied


@probe
def train_with_marks(
    train: Callable[..., Any], net: nn.Module, *data: Tensor, **options: Any
) -> tuple[list[int], list[float]]:
    """Train with an augmentation that adds 100 to the first pixel; the sizes of what it was given, and its draws."""
    given, draws = [], []

    def mark(images: Tensor, generator: torch.Generator) -> Tensor:
        assert isinstance(generator, torch.Generator), "augment is called with a torch.Generator"
        given.append(len(images))
        draws.append(torch.rand((), generator=generator).item())
        marked = images.clone()
        marked[:, 0, 0, 0] += 100
        return marked

    train(net, *data, **options, augment=mark)
    return given, draws
