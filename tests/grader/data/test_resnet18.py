"""Weights for a ResNet-18: had from somewhere, or trained here in small."""

from __future__ import annotations

import hashlib
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from real_parts import needed

from grader import data
from grader.data import backbone, cifar10
from grader.data.backbone import Training, build
from grader.data.entry import RECORD
from grader.data.making import make
from grader.data.resnet18 import RESNET18, ImageNet, bare_resnet18
from grader.errors import DataError
from grader.remote.vision import prepare_torchvision

if TYPE_CHECKING:
    from conftest import Server

    Serve = Callable[[dict[str, bytes]], Server]

torch = needed("torch")
prepare_torchvision()
needed("torchvision")
pytestmark = pytest.mark.usefixtures("no_own_folder")


def ignore(_label: str, _done: int, _total: int | None) -> None:
    pass


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state_dict of a network of three classes."""
    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("saved") / "resnet18.pt"
    torch.save(bare_resnet18(3).state_dict(), path)
    return path


def assert_loads(cache: Path, saved: Path) -> None:
    found = torch.load(data.weights("resnet18", cache=cache).path, weights_only=True)
    expected = torch.load(saved, weights_only=True)
    assert {*found} == {*expected}
    assert all(torch.equal(found[key], expected[key]) for key in expected)


@pytest.mark.parametrize("name", ["resnet18.pt", "resnet18-f37072fd.pth", "resnet18.safetensors"])
def test_own_weights(saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    own = tmp_path / "own"
    own.mkdir()
    if name.endswith("safetensors"):
        needed("safetensors.torch").save_file(torch.load(saved, weights_only=True), own / name)
    else:
        (own / name).write_bytes(saved.read_bytes())
    monkeypatch.setenv("GRADER_DATA", str(own))
    make(RESNET18, progress=ignore, cache=tmp_path / "cache", makers=[])
    assert_loads(tmp_path / "cache", saved)
    assert data.weights("resnet18", cache=tmp_path / "cache").made_of == f"GRADER_DATA ({own / name})"


def test_torchvisions_weights(saved: Path, serve: Serve, tmp_path: Path) -> None:
    content = saved.read_bytes()
    name = f"resnet18-{hashlib.sha256(content).hexdigest()[:8]}.pth"
    server = serve({f"/{name}": content, "/resnet18-00000000.pth": content})
    with pytest.raises(DataError, match=r"resnet18-00000000\.pth does not have the sha256 that its name begins"):
        make(RESNET18, progress=ignore, cache=tmp_path, makers=[ImageNet(f"{server.url}resnet18-00000000.pth")])
    make(RESNET18, progress=ignore, cache=tmp_path, makers=[ImageNet(server.url + name)])
    assert_loads(tmp_path, saved)


class Dangerous:
    def __reduce__(self) -> tuple[Any, ...]:
        return (pytest.fail, ("unpickled",))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"no weights", "cannot be read as weights only"),
        (pickle.dumps(Dangerous(), protocol=2), "cannot be read as weights only"),
        ({"fc.weight": 1}, "is not a state_dict of torchvision's ResNet-18"),
        ({"conv1.weight": (64, 3, 3, 3)}, r"conv1.weight has shape \(64, 3, 3, 3\), expected \(64, 3, 7, 7\)"),
    ],
)
def test_a_file_that_holds_something_else(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: Any, says: str
) -> None:
    path = tmp_path / "resnet18.pt"
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif "fc.weight" in content:
        torch.save(content, path)
    else:
        weights = torch.load(saved, weights_only=True)
        torch.save({**weights, **{key: torch.zeros(shape) for key, shape in content.items()}}, path)
    monkeypatch.setenv("GRADER_DATA", str(tmp_path))
    with pytest.raises(DataError, match=says) as caught:
        make(RESNET18, progress=ignore, cache=tmp_path / "cache", makers=[])
    assert "\n" not in str(caught.value)
    assert "grader data build resnet18" in str(caught.value)


@pytest.fixture
def photographs(monkeypatch: pytest.MonkeyPatch) -> data.Dataset:
    """600 noisy images of ten classes in place of CIFAR-10: the class is the brightness."""
    rng = np.random.default_rng(0)
    labels = (np.arange(600) % 10).astype(np.uint8)
    images = (25 * labels[:, None, None, None] + rng.integers(0, 20, (600, 3, 32, 32))).astype(np.uint8)
    found = data.Dataset("cifar10", images, labels, 500, cifar10.CLASSES)
    monkeypatch.setattr(backbone, "fetch", lambda *_, **__: None)
    monkeypatch.setattr(backbone, "load", lambda *_, **__: found)
    return found


SHORT = Training(epochs=2, batch_size=64, images=128, seed=1)


def built(cache: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """The weights and the facts of a backbone that was built."""
    path = data.weights("resnet18", cache=cache).path
    facts = json.loads((path.parent / RECORD).read_text())["facts"]
    return torch.load(path, weights_only=True), facts


@pytest.mark.usefixtures("photographs")
def test_a_backbone_built_here_says_how(tmp_path: Path) -> None:
    build(SHORT, "the command", progress=ignore, cache=tmp_path)
    weights, facts = built(tmp_path)
    assert weights["fc.weight"].shape == (8, 512)
    assert (facts["command"], facts["training"]["seed"], facts["training"]["epochs"]) == ("the command", 1, 2)
    assert 0 <= facts["test_accuracy"] <= 1
    assert facts["cpu_seconds"] > 0
    assert facts["device"] == "cpu"
    assert set(facts["classes"]) == {*cifar10.CLASSES} - {"cat", "dog"}
    assert data.weights("resnet18", cache=tmp_path).made_of == "a backbone built on this machine"
    (listed,) = (one for one in data.available(cache=tmp_path) if one.name == "resnet18")
    assert listed.accuracy == facts["test_accuracy"]


@pytest.mark.usefixtures("photographs")
@pytest.mark.parametrize("device", ["cudda", "xpu:7"])
def test_a_device_that_is_not_here_is_said_in_one_line(device: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=f"torch cannot use the device '{device}' here: ") as caught:
        build(SHORT, "c", device=device, progress=ignore, cache=tmp_path)
    assert "\n" not in str(caught.value)


@pytest.mark.usefixtures("photographs")
def test_an_interrupted_build_goes_on_to_the_same_end(tmp_path: Path) -> None:
    build(SHORT, "c", progress=ignore, cache=tmp_path / "whole")
    batches = []

    def interrupt(label: str, done: int, _total: int | None) -> None:
        batches.append((label, done))
        if done == 3:  # of four, two an epoch
            raise KeyboardInterrupt

    with pytest.raises(DataError, match="stopped; the same command goes on after the last whole epoch: c"):
        build(SHORT, "c", progress=interrupt, cache=tmp_path / "parts")
    with pytest.raises(DataError, match="nothing was made"):
        data.weights("resnet18", cache=tmp_path / "parts")
    batches.clear()
    build(SHORT, "c", progress=lambda label, done, _: batches.append((label, done)), cache=tmp_path / "parts")
    assert [done for _, done in batches] == [3, 4]
    whole, parts = built(tmp_path / "whole")[0], built(tmp_path / "parts")[0]
    assert all(torch.equal(whole[key], parts[key]) for key in whole)
    build(SHORT, "c", progress=lambda *_: pytest.fail("built again"), cache=tmp_path / "parts")


def test_examples_and_weights_are_not_taken_for_each_other(saved: Path, tmp_path: Path) -> None:
    content = saved.read_bytes()
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "resnet18.pt").write_bytes(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADER_DATA", str(tmp_path / "own"))
        make(RESNET18, progress=ignore, cache=tmp_path, makers=[])
    with pytest.raises(DataError, match="resnet18 is weights of a network, not a dataset of examples"):
        data.load("resnet18", cache=tmp_path)
    with pytest.raises(DataError, match="mnist is a dataset of examples, not weights of a network"):
        data.weights("mnist", cache=tmp_path)
