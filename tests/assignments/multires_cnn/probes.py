"""Run next to the student's code: they gather evidence and hold no answer."""

from __future__ import annotations

import inspect
import time
from collections import UserList
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
    kind: Callable[..., Any],
    groups: Groups,
    batch_size: int,
    generator: torch.Generator,
    count: int,
    most: int,
    left: int = 0,
) -> list[list[tuple[Any, Any]]]:
    """The batches of `count` epochs, one after the other; before them one that is left after so many batches."""
    batches = kind(groups, batch_size, generator)
    if left:
        _epoch(batches, left)
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
def compared_from(
    compare: Callable[..., Any], groups: tuple[Groups, Groups], options: dict[str, Any], pause: float = 0.0
) -> Any:
    """What compare gives, from which parameters it has each network trained, in order, with which options, for how
    many seconds, and which images it shows each network, by use, as `_images` tells them: nothing where it does not use
    the module's own `train` and `evaluate_by_resolution`. The first training takes `pause` seconds longer."""
    names: dict[str, Any] = getattr(compare, "__globals__", {})
    begun: list[Any] = []
    given: list[Any] = []
    took: list[Any] = []
    shown: list[Any] = []
    own = {name: names[name] for name in ("train", "evaluate_by_resolution") if name in names}
    if len(own) < 2:
        return compare(*groups, **options), begun, given, took, shown
    train, evaluate = own.values()

    def watched(net: nn.Module, *args: Any, **kwargs: Any) -> Any:
        start, name, named = time.perf_counter(), type(net).__name__, _named(train, net, *args, **kwargs)
        begun.append((name, [value.detach().clone() for value in net.parameters()]))
        given.append((name, {key: float(value) for key, value in named.items() if isinstance(value, int | float)}))
        shown.append((name, "training", *_images(named.get("groups"))))
        if not took:
            time.sleep(pause)
        history = train(net, *args, **kwargs)
        took.append((name, time.perf_counter() - start))
        return history

    def watched_evaluate(net: nn.Module, *args: Any, **kwargs: Any) -> Any:
        shown.append((type(net).__name__, "test", *_images(_named(evaluate, net, *args, **kwargs).get("groups"))))
        return evaluate(net, *args, **kwargs)

    names |= {"train": watched, "evaluate_by_resolution": watched_evaluate}
    try:
        return compare(*groups, **options), begun, given, took, shown
    finally:
        names |= own


def _named(function: Callable[..., Any], *args: Any, **kwargs: Any) -> dict[str, Any]:
    """The arguments of a call by name, its defaults among them."""
    found: dict[str, Any] = dict(kwargs)
    try:
        bound = inspect.signature(function).bind(*args, **kwargs)
    except (TypeError, ValueError):  # the call itself will say what is wrong with it
        pass
    else:
        bound.apply_defaults()
        found |= bound.arguments
    return found


def _images(groups: Any) -> tuple[int, int, list[int]]:
    """How many images there are in all groups, how many of their pixels are the same in all images of a group, and the
    sides that they have."""
    count, still, sides = 0, 0, set()
    for x, _ in groups.values() if isinstance(groups, dict) else ():
        count += len(x)
        still += int((x == x[:1]).all(dim=0).sum()) * len(x)
        sides.add(x.shape[-1])
    return count, still, sorted(sides)


@probe
def seeded() -> int:
    """The number that torch's global generator was seeded with last, whatever was drawn since."""
    return int(torch.initial_seed())


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


class Notes(UserList[Any]):
    """A list that a copy of its owner goes on with: to measure a copy of a network is to measure it."""

    def __copy__(self) -> Notes:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Notes:
        return self


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
        self.batches = Notes()  # (first pixels, side, two modes, graph) of each
        self.learned = Notes()  # numbers of batches

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
    return list(net.batches)


@probe
def learned(net: Recorder) -> list[tuple[Tensor, int, bool, bool, bool]]:
    """The batches that a backward pass was made for, in the order of these."""
    return [net.batches[number] for number in dict.fromkeys(net.learned)]


@probe
def modes(net: Recorder) -> tuple[bool, bool]:
    """The modes that the network and a layer in it are in."""
    return net.training, net.dropout.training
