"""A ResNet-18 that the course trains itself, on the eight classes of CIFAR-10 that are neither cat nor dog.

It is torchvision's network unchanged: with the stem that it has for photographs (7×7 with stride 2, then pooling), a
32×32 image costs 37 million multiplications, a fifteenth of what the stem that papers use for CIFAR-10 would cost. So
it can be built on two cores, and its weights fit wherever ImageNet's fit. It comes to less than the other, which does
not matter here: what it is for is to be a better beginning than none.
"""

from __future__ import annotations

import os
import pickle
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from grader.data.arrays import Dataset, load
from grader.data.cifar10 import CLASSES
from grader.data.fetching import fetch
from grader.data.making import make
from grader.data.resnet18 import RESNET18, bare_resnet18, save_weights
from grader.data.source import Progress
from grader.errors import DataError

SEEN = tuple(name for name in CLASSES if name not in ("cat", "dog"))
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # ImageNet's, as for torchvision's own weights
CHECKPOINT = "backbone.part"


@dataclass(frozen=True)
class Training:
    """SGD with Nesterov's momentum, its rate rising and falling once over the run; mirrored images count as new."""

    epochs: int = 8
    batch_size: int = 128
    lr: float = 0.05
    weight_decay: float = 5e-4
    seed: int = 0
    images: int = 40_000
    """how many of the training images are used"""


@dataclass(frozen=True)
class Built:
    """The maker that trains; stopped, it goes on after the last whole epoch."""

    training: Training
    command: str
    device: str = "cpu"

    @property
    def label(self) -> str:
        return "a backbone built on this machine"

    def fingerprint(self) -> str:
        return repr(self.training)

    def make(self, names: dict[str, str], folder: Path, cache: Path | None, progress: Progress) -> dict[str, Any]:
        fetch("cifar10", progress=progress, cache=cache)
        examples = load("cifar10", cache=cache).only(SEEN)
        net, facts = _trained(self.training, examples, self.device, folder / CHECKPOINT, progress)
        save_weights(net.state_dict(), folder / names["weights"])
        return {"command": self.command, **facts, "normalisation": {"mean": MEAN, "std": STD}}


def build(
    training: Training, command: str, *, device: str = "cpu", progress: Progress, cache: Path | None = None
) -> Path:
    """Build the backbone unless weights are there already; returns the folder of resnet18 in the cache.

    `device` is torch's name of what it is trained on; DataError when torch cannot use it on this machine.
    KeyboardInterrupt becomes a DataError that says what was done and how to go on.
    """
    check_device(device)
    try:
        return make(RESNET18, progress=progress, cache=cache, makers=[Built(training, command, device)])
    except KeyboardInterrupt:
        raise DataError(f"stopped; the same command goes on after the last whole epoch: {command}") from None


def _trained(
    training: Training, examples: Dataset, device: str, checkpoint: Path, progress: Progress
) -> tuple[Any, dict[str, Any]]:
    import torch
    from torch.nn import functional as F

    threads = torch.get_num_threads()
    torch.manual_seed(training.seed)
    net = bare_resnet18(len(SEEN)).to(device)
    used = min(training.images, examples.train_size)
    x, y = torch.tensor(examples.images[:used]), torch.tensor(examples.labels[:used]).long()
    steps = -(-len(x) // training.batch_size)
    optimizer = torch.optim.SGD(
        net.parameters(), training.lr, momentum=0.9, nesterov=True, weight_decay=training.weight_decay
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, training.lr, total_steps=training.epochs * steps)
    state = _resumed(checkpoint, training)
    if state:
        for part, saved in zip((net, optimizer, schedule), state["parts"], strict=True):
            part.load_state_dict(saved)
    done, spent = state.get("epochs", 0), state.get("cpu_seconds", 0.0)
    for epoch in range(done, training.epochs):
        began = time.process_time()
        generator = torch.Generator().manual_seed(training.seed * 1000 + epoch)
        net.train()
        order = torch.randperm(len(x), generator=generator)
        for step in range(steps):
            batch = order[step * training.batch_size :][: training.batch_size]
            images = x[batch]
            mirrored = torch.rand(len(batch), generator=generator) < 0.5
            images[mirrored] = images[mirrored].flip(-1)
            optimizer.zero_grad()
            loss = F.cross_entropy(net(normalised(images).to(device)), y[batch].to(device))
            loss.backward()  # type: ignore[no-untyped-call]  # torch
            optimizer.step()
            schedule.step()
            progress("training the backbone: batches", epoch * steps + step + 1, training.epochs * steps)
        spent += time.process_time() - began
        parts = [part.state_dict() for part in (net, optimizer, schedule)]
        beginning = checkpoint.with_suffix(".new")
        torch.save({"training": asdict(training), "epochs": epoch + 1, "cpu_seconds": spent, "parts": parts}, beginning)
        beginning.replace(checkpoint)
    facts = {
        "training": asdict(training),
        "device": device,
        "cpu_seconds": round(spent, 1),
        "threads": threads,
        "cores": os.cpu_count(),
    }
    net.to("cpu")
    return net, {**facts, "torch": str(torch.__version__), "classes": SEEN, "test_accuracy": _accuracy(net, examples)}


def check_device(name: str) -> None:
    """DataError when torch cannot compute on the device of that name on this machine."""
    if name == "cpu":
        return
    import torch

    try:
        torch.zeros(1, device=name)
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        raise DataError(f"torch cannot use the device {name!r} here: {str(error).splitlines()[0]}") from None


def normalised(images: Any) -> Any:
    """Images of bytes as the network takes them, by ImageNet's means and deviations."""
    import torch

    mean, std = (torch.tensor(values).reshape(3, 1, 1) for values in (MEAN, STD))
    return (images.float() / 255 - mean) / std


def _resumed(checkpoint: Path, training: Training) -> dict[str, Any]:
    """What an earlier, interrupted build of the same kind has left; empty when there is none."""
    import torch

    try:
        state: dict[str, Any] = torch.load(checkpoint, weights_only=True)
    except (OSError, EOFError, RuntimeError, ValueError, pickle.UnpicklingError):
        return {}
    return state if state["training"] == asdict(training) else {}


def _accuracy(net: Any, examples: Dataset) -> float:
    """On the published test images of the eight classes."""
    import torch

    net.eval()
    right = 0
    x, y = examples.images[examples.train_size :], examples.labels[examples.train_size :]
    with torch.inference_mode():
        for begin in range(0, len(x), 500):
            predictions = net(normalised(torch.tensor(x[begin : begin + 500]))).argmax(1).numpy()
            right += int((predictions == y[begin : begin + 500]).sum())
    return right / len(x)
