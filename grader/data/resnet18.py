"""Weights for torchvision's ResNet-18 to begin with: ImageNet's, or those of a backbone that the course builds itself.

They lie in the cache as a state_dict that `torch.load` reads with weights_only, whatever they come from. What is only
downloaded is never unpickled otherwise.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.data.download import Download
from grader.data.entry import Made
from grader.data.source import Progress, SourceFailed

if TYPE_CHECKING:
    from torch import Tensor

NAMES = {"weights": "resnet18.pt"}
AT_MOST = 200_000_000
OWN_FILES = ("resnet18.safetensors", "resnet18.pt", "resnet18.pth", "resnet18-*.pth")


@dataclass(frozen=True)
class OwnWeights:
    """A state_dict of torchvision's ResNet-18, with any number of classes, in the user's own folder."""

    path: Path

    @property
    def label(self) -> str:
        return f"GRADER_DATA ({self.path})"

    def fingerprint(self) -> str:
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def make(self, names: dict[str, str], folder: Path, _cache: Path | None, progress: Progress) -> dict[str, Any]:
        progress(self.label, 0, None)
        return {"classes": save_weights(read_weights(self.path), folder / names["weights"])}


@dataclass(frozen=True)
class ImageNet:
    """torchvision's own weights. As torch's hub does, it checks the beginning of the sha256 that the name holds."""

    url: str
    connect_seconds: float = 6.0
    read_seconds: float = 20.0

    @property
    def label(self) -> str:
        return "torchvision, ImageNet"

    def fingerprint(self) -> str:
        return ""

    def make(self, names: dict[str, str], folder: Path, _cache: Path | None, progress: Progress) -> dict[str, Any]:
        source = Download(self.url, AT_MOST, self.connect_seconds, self.read_seconds)
        packed = folder / f"{source.name}.part"
        source.into(packed, progress)
        with packed.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        if not sha256.startswith(Path(source.name).stem.rpartition("-")[2]):
            packed.unlink()
            raise SourceFailed(f"{source.name} does not have the sha256 that its name begins to say")
        return {"classes": save_weights(read_weights(packed), folder / names["weights"])}


def read_weights(path: Path) -> dict[str, Tensor]:
    """The state_dict in a file, which is that of torchvision's ResNet-18; SourceFailed when it is not."""
    try:
        import torch
    except ModuleNotFoundError as error:
        raise SourceFailed("torch is not installed, which reads weights (pip install 'dlgrader[torch]')") from error
    try:
        if path.suffix == ".safetensors":
            from safetensors import SafetensorError
            from safetensors.torch import load_file

            try:
                found = load_file(path)
            except SafetensorError as error:
                raise SourceFailed(f"{path.name} cannot be read: {error}") from error
        else:
            found = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, EOFError, RuntimeError, ValueError, pickle.UnpicklingError) as error:
        why = str(error).partition("\n")[0]
        raise SourceFailed(f"{path.name} cannot be read as weights only: {why}") from error
    return _checked(found, path.name)


def _checked(found: object, name: str) -> dict[str, Tensor]:
    expected = {key: value.shape for key, value in bare_resnet18(1000).state_dict().items()}
    if not isinstance(found, Mapping) or {*found} != {*expected}:
        raise SourceFailed(f"{name} is not a state_dict of torchvision's ResNet-18")
    for key, shape in expected.items():
        if found[key].shape != shape and not key.startswith("fc."):
            raise SourceFailed(f"{name}: {key} has shape {tuple(found[key].shape)}, expected {tuple(shape)}")
    return dict(found)


def save_weights(weights: dict[str, Tensor], path: Path) -> int:
    """Write a state_dict; returns the number of classes of its last layer."""
    import torch

    torch.save(weights, path)
    return len(weights["fc.bias"])


def bare_resnet18(num_classes: int) -> Any:
    """torchvision's ResNet-18, drawn at random from torch's global generator."""
    from grader.remote.vision import prepare_torchvision

    prepare_torchvision()
    try:
        from torchvision.models import resnet18  # type: ignore[import-untyped]  # it has no types
    except ModuleNotFoundError as error:
        raise SourceFailed("torchvision is not installed (pip install 'dlgrader[torch]')") from error
    return resnet18(weights=None, num_classes=num_classes)


def _own(folder: Path) -> OwnWeights | None:
    places = (path for name in OWN_FILES for path in sorted(folder.glob(name)))
    return next((OwnWeights(path) for path in places), None)


RESNET18 = Made(
    name="resnet18",
    title="weights of a ResNet-18 to begin with",
    names=NAMES,
    makers=(ImageNet("https://download.pytorch.org/models/resnet18-f37072fd.pth"),),
    own=_own,
    otherwise="Connect to a network, name a folder that holds resnet18.pt in the environment variable GRADER_DATA, "
    "or build a backbone on this machine with: grader data build resnet18",
)
