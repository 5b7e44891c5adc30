from __future__ import annotations

import gzip
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from grader import data
from grader.data import catalogue
from grader.data.cache import cache_root
from grader.data.fetching import fetch_entry
from grader.errors import DataError

if TYPE_CHECKING:
    from conftest import Tiny


@pytest.fixture
def listed(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> Tiny:
    """The tiny dataset, in the catalogue under its name."""
    monkeypatch.delenv("GRADER_DATA", raising=False)
    monkeypatch.setitem(catalogue.DATASETS, "tiny", tiny.entry)
    return tiny


def fill(folder: Path, raw: dict[str, bytes], *, packed: bool = False) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in raw.items():
        path = folder / (f"{name}.gz" if packed else name)
        path.write_bytes(gzip.compress(content) if packed else content)


def state(cache: Path) -> str:
    return {listing.name: listing.state for listing in data.available(cache=cache)}["tiny"]


def test_training_examples_come_first(listed: Tiny, tmp_path: Path) -> None:
    fill(tmp_path / "tiny", listed.raw)
    loaded = data.load("tiny", cache=tmp_path)
    assert (loaded.name, loaded.images.shape, loaded.train_size) == ("tiny", (70, 28, 28), 60)
    np.testing.assert_array_equal(loaded.labels, [*(np.arange(60) % 10), *range(9, -1, -1)])
    assert loaded.images[60:].tobytes() == listed.raw["t10k-images-idx3-ubyte"][16:]
    assert not loaded.images.flags.writeable
    assert not loaded.labels.flags.writeable


def test_some_classes_only_are_numbered_anew() -> None:
    images = np.arange(8, dtype=np.uint8).reshape(8, 1, 1)
    every = data.Dataset("letters", images, np.array([0, 1, 2, 3, 3, 2, 1, 0], np.uint8), 5, ("a", "b", "c", "d"))
    some = every.only(("d", "b"))
    np.testing.assert_array_equal(some.images.ravel(), [1, 3, 4, 6])
    np.testing.assert_array_equal(some.labels, [1, 0, 0, 1])
    assert (some.classes, some.train_size) == (("d", "b"), 3)
    assert not some.images.flags.writeable


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("place", ["mnist", "MNIST/raw", "."])
def test_an_own_folder_serves_as_it_is_and_fills_the_cache(
    listed: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, packed: bool
) -> None:
    fill(tmp_path / "mine" / place, listed.raw, packed=packed)
    monkeypatch.setenv("GRADER_DATA", str(tmp_path / "mine"))
    assert len(data.load("tiny", cache=tmp_path / "cache").images) == 70
    assert state(tmp_path / "cache") == "own folder"
    fetch_entry(listed.entry, progress=lambda *_: None, cache=tmp_path / "cache", sources=[])
    monkeypatch.delenv("GRADER_DATA")
    assert len(data.load("tiny", cache=tmp_path / "cache").images) == 70
    assert state(tmp_path / "cache") == "cached"


@pytest.mark.usefixtures("listed")
def test_what_is_absent_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"train-images-idx3-ubyte is not in .*; get it with: grader data fetch tiny"):
        data.load("tiny", cache=tmp_path)
    assert state(tmp_path) == "absent"


def test_a_file_that_was_tampered_with_is_not_loaded(listed: Tiny, tmp_path: Path) -> None:
    name = "train-labels-idx1-ubyte"
    fill(tmp_path / "tiny", {**listed.raw, name: listed.raw[name][:-1] + b"\x07"})
    with pytest.raises(DataError, match=f"{name} is damaged"):
        data.load("tiny", cache=tmp_path)
    assert state(tmp_path) == "incomplete"


def test_a_bomb_in_the_own_folder_is_not_unpacked(
    listed: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path / "mine", {**listed.raw, "train-labels-idx1-ubyte": bytes(10**8)}, packed=True)
    monkeypatch.setenv("GRADER_DATA", str(tmp_path / "mine"))
    tracemalloc.start()
    with pytest.raises(DataError, match=r"train-labels-idx1-ubyte\.gz is damaged"):
        data.load("tiny", cache=tmp_path / "cache")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10**7


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(DataError, match="no dataset is called 'emnist'; did you mean mnist"):
        data.load("emnist")


@pytest.mark.parametrize(
    ("xdg", "expected"), [("/var/xdg", "/var/xdg/dlgrader"), ("relative", "~/.cache/dlgrader"), (None, None)]
)
def test_the_cache_is_where_xdg_says(monkeypatch: pytest.MonkeyPatch, xdg: str | None, expected: str | None) -> None:
    if xdg is None:
        monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    else:
        monkeypatch.setenv("XDG_CACHE_HOME", xdg)
    assert cache_root() == Path(expected or "~/.cache/dlgrader").expanduser()


def test_real_mnist_is_mnist(mnist: Path) -> None:
    """The numbers of examples a digit are those of the published dataset."""
    loaded = data.load("mnist")
    assert mnist.name == "mnist"
    assert loaded.images.shape == (70_000, 28, 28)
    assert loaded.train_size == 60_000
    counts = np.bincount(loaded.labels[60_000:])
    np.testing.assert_array_equal(counts, [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])


@pytest.mark.usefixtures("mnist")
def test_a_table_of_the_published_labels_is_worth_nothing() -> None:
    """Who knows the digit of every image by heart is right as often as a guess, over ten classes' names."""
    loaded = data.load("mnist")
    right = []
    for seed in range(8):
        (split,) = data.secret_split(loaded, np.random.default_rng(seed), sizes=(5_000,), permute_pixels=True)
        right.append(np.mean(split.label_names[split.labels] == split.labels))
    assert np.mean(right) < 0.3
