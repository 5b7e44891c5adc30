"""Run next to the student's code: they gather evidence and hold no answer."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable
from itertools import islice
from typing import Any

import torch
from torch import Tensor, nn

from grader.remote import probe

Groups = dict[int, tuple[Tensor, Tensor]]


def _epoch(batches: Any, most: int) -> list[tuple[Any, Any]]:
    """The pairs of one epoch, at most so many of them."""
    found = []
    for batch in islice(iter(batches), most):
        if not isinstance(batch, (tuple, list)) or len(batch) != 2:
            raise TypeError(f"a batch is a pair (x, y), not {type(batch).__name__}")
        found.append((batch[0], batch[1]))
    return found


@probe
def epochs(
    kind: Callable[..., Any], groups: Groups, batch_size: int, generator: torch.Generator, count: int, most: int
) -> list[list[tuple[Any, Any]]]:
    """The batches of `count` epochs, one after the other."""
    batches = kind(groups, batch_size, generator)
    return [_epoch(batches, most) for _ in range(count)]


@probe
def groups_after(
    kind: Callable[..., Any], groups: Groups, batch_size: int, generator: torch.Generator, most: int
) -> Groups:
    """The groups as two epochs leave them."""
    batches = kind(groups, batch_size, generator)
    for _ in range(2):
        _epoch(batches, most)
    return groups


@probe
def parameters(module: nn.Module) -> dict[str, Tensor]:
    """The parameters that ask for a gradient, by name."""
    return {name: value.detach().clone() for name, value in module.named_parameters() if value.requires_grad}


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
def compared_from(compare: Callable[..., Any], groups: tuple[Groups, Groups], options: dict[str, Any]) -> Any:
    """What compare gives, from which parameters it has each network trained, in order, with which options, and for how
    many seconds: nothing where it does not train by the module's own `train`."""
    names, begun, given, took = getattr(compare, "__globals__", {}), [], [], []
    if "train" not in names:
        return compare(*groups, **options), begun, given, took
    train = names["train"]

    def watched(net: nn.Module, *args: Any, **kwargs: Any) -> Any:
        start = time.perf_counter()
        begun.append((type(net).__name__, [value.detach().clone() for value in net.parameters()]))
        given.append((type(net).__name__, _numbers(train, net, *args, **kwargs)))
        history = train(net, *args, **kwargs)
        took.append((type(net).__name__, time.perf_counter() - start))
        return history

    names["train"] = watched
    try:
        return compare(*groups, **options), begun, given, took
    finally:
        names["train"] = train


def _numbers(function: Callable[..., Any], *args: Any, **kwargs: Any) -> dict[str, float]:
    """The arguments of a call that are numbers, by name, its defaults among them."""
    found: dict[str, Any] = dict(kwargs)
    try:
        bound = inspect.signature(function).bind(*args, **kwargs)
    except (TypeError, ValueError):  # the call itself will say what is wrong with it
        pass
    else:
        bound.apply_defaults()
        found |= bound.arguments
    return {name: float(value) for name, value in found.items() if isinstance(value, int | float)}


class Shared(nn.Module):
    """A layer that is used twice, once under another name."""

    def __init__(self) -> None:
        super().__init__()
        self.encode = nn.Linear(7, 7)
        self.again = self.encode


class Tied(nn.Module):
    """Two layers with one weight, which each of them has as its own, and a parameter beside them."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(3))
        self.one = nn.Linear(7, 5)
        self.other = nn.Linear(7, 5)
        self.other.weight = self.one.weight


@probe
def module_of(kind: str) -> nn.Module:
    """A small module whose parameters can be counted in the head."""
    makers: dict[str, Callable[[], nn.Module]] = {
        "convolution": lambda: nn.Sequential(nn.Conv2d(3, 5, (2, 4)), nn.ReLU(), nn.Linear(11, 13)),
        "without bias": lambda: nn.Conv2d(2, 3, 5, bias=False),
        "buffers": lambda: nn.Sequential(nn.Linear(4, 6), nn.BatchNorm1d(6)),
        "frozen": lambda: nn.Sequential(nn.Linear(3, 8).requires_grad_(False), nn.Linear(8, 2)),
        "shared": Shared,
        "tied": Tied,
        "none": nn.ReLU,
    }
    return makers[kind]()


class Recorder(nn.Module):
    """A linear network on the first pixels of an image of any size, which notes what it is shown.

    Of each batch: the first pixels and the side of its images, the mode it is in, that of a layer in it, and whether a
    graph is built; and, once a backward pass has come by, which batches it was for. With `echo` its logits are these
    pixels themselves, with `drop` some of them are dropped in training mode.
    """

    def __init__(self, pixels: int, classes: int = 10, *, echo: bool = False, drop: bool = False) -> None:
        super().__init__()
        self.linear = nn.Linear(pixels, classes)
        self.dropout = nn.Dropout(0.5)
        self.pixels = pixels
        self.echo = echo
        self.drop = drop
        self.batches: list[tuple[Tensor, int, bool, bool, bool]] = []
        self.learned: list[int] = []

    def forward(self, x: Tensor) -> Tensor:
        seen = x.flatten(1)[:, : self.pixels]
        modes, graph = (self.training, self.dropout.training), torch.is_grad_enabled()
        self.batches.append((seen.detach().clone(), x.shape[-1], *modes, graph))
        if self.echo:
            return seen
        seen = seen.to(self.linear.weight.dtype)
        logits: Tensor = self.linear(self.dropout(seen) if self.drop else seen)
        if logits.requires_grad:
            # a graph alone is no update: a loss that is only measured may have one, too
            number = len(self.batches) - 1
            logits.register_hook(lambda _: self.learned.append(number))
        return logits


@probe
def recorder(pixels: int, seed: int, drop: bool = False) -> nn.Module:
    torch.manual_seed(seed)
    return Recorder(pixels, drop=drop)


@probe
def echo(classes: int, training: bool) -> nn.Module:
    return Recorder(classes, classes, echo=True).train(training)


@probe
def batches(net: Recorder) -> list[tuple[Tensor, int, bool, bool, bool]]:
    return net.batches


@probe
def learned(net: Recorder) -> list[tuple[Tensor, int, bool, bool, bool]]:
    """The batches that a backward pass was made for, in the order of these."""
    return [net.batches[number] for number in dict.fromkeys(net.learned)]


@probe
def modes(net: Recorder) -> tuple[bool, bool]:
    """The modes that the network and a layer in it are in."""
    return net.training, net.dropout.training
