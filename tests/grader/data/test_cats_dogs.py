"""Cats and dogs, made of what there is."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from test_cifar10 import tarball

from grader import data
from grader.data import cats_dogs, cifar10
from grader.data.cats_dogs import CATS_DOGS, OfCifar10, OxfordPets
from grader.data.entry import RECORD, read_record
from grader.data.making import make
from grader.errors import DataError

if TYPE_CHECKING:
    from conftest import Server

    Serve = Callable[[dict[str, bytes]], Server]

Image = pytest.importorskip("PIL.Image")
pytestmark = pytest.mark.usefixtures("no_own_folder")

CAT, DOG = (200, 40, 40), (40, 40, 200)


def ignore(_label: str, _done: int, _total: int | None) -> None:
    pass


def picture(colour: tuple[int, int, int], size: tuple[int, int] = (90, 60), kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def fill(folder: Path, places: dict[str, int]) -> None:
    """Pictures by folder: red cats, blue dogs."""
    for place, count in places.items():
        (folder / place).mkdir(parents=True)
        colour = CAT if "cat" in place.lower() else DOG
        for index in range(count):
            (folder / place / f"{index:03}.png").write_bytes(picture(colour))


def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, places: dict[str, int]) -> Path:
    fill(tmp_path / "own" / "cats_dogs", places)
    monkeypatch.setenv("GRADER_DATA", str(tmp_path / "own"))
    return tmp_path / "own" / "cats_dogs"


def assert_told_apart(loaded: data.Dataset) -> None:
    """Cats are red and labelled 0, dogs are blue and labelled 1."""
    assert loaded.classes == ("cat", "dog")
    assert loaded.images.shape[1:] == (3, 32, 32)
    np.testing.assert_array_equal(
        loaded.images[:, 0].mean(axis=(1, 2)) < loaded.images[:, 2].mean(axis=(1, 2)), loaded.labels
    )


def test_class_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own(tmp_path, monkeypatch, {"training_set/cats": 4, "training_set/dogs": 3, "test_set/cats": 2, "test_set/dogs": 1})
    make(CATS_DOGS, progress=ignore, cache=tmp_path / "cache", makers=[])
    loaded = data.load("cats_dogs", cache=tmp_path / "cache")
    assert (len(loaded.images), loaded.train_size) == (10, 7)
    np.testing.assert_array_equal(np.bincount(loaded.labels[7:]), [2, 1])
    assert_told_apart(loaded)
    assert loaded.made_of == f"GRADER_DATA ({tmp_path / 'own' / 'cats_dogs'})"


def test_without_test_folders_every_sixth_is_for_testing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own(tmp_path, monkeypatch, {"Cat": 13, "Dog": 12})
    make(CATS_DOGS, progress=ignore, cache=tmp_path / "cache", makers=[])
    loaded = data.load("cats_dogs", cache=tmp_path / "cache")
    np.testing.assert_array_equal(np.bincount(loaded.labels[: loaded.train_size]), [10, 10])
    np.testing.assert_array_equal(np.bincount(loaded.labels[loaded.train_size :]), [3, 2])
    assert_told_apart(loaded)


def test_another_picture_makes_it_anew_and_the_same_ones_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = own(tmp_path, monkeypatch, {"cats": 6, "dogs": 6})
    home = make(CATS_DOGS, progress=ignore, cache=tmp_path / "cache", makers=[])
    first = (home / RECORD).stat().st_mtime_ns
    make(CATS_DOGS, progress=ignore, cache=tmp_path / "cache", makers=[])
    assert (home / RECORD).stat().st_mtime_ns == first
    (folder / "cats" / "new.jpg").write_bytes(picture(CAT, kind="JPEG"))
    make(CATS_DOGS, progress=ignore, cache=tmp_path / "cache", makers=[])
    assert len(data.load("cats_dogs", cache=tmp_path / "cache").images) == 13


def test_a_file_that_is_no_picture_costs_itself_and_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = own(tmp_path, monkeypatch, {"cats": 7, "dogs": 7})
    (folder / "dogs" / "003.png").write_bytes(b"a virus")
    home = make(CATS_DOGS, progress=ignore, cache=tmp_path / "cache", makers=[])
    record = read_record(home)
    assert record is not None
    assert record.facts["not read in all"] == 1
    assert record.facts["not read"][0].startswith("003.png: no picture that Pillow reads")
    assert len(data.load("cats_dogs", cache=tmp_path / "cache").images) == 13


def test_folders_without_dogs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own(tmp_path, monkeypatch, {"cats": 7})
    with pytest.raises(DataError, match="the train half would have 5 cats and 0 dogs") as caught:
        make(CATS_DOGS, progress=ignore, cache=tmp_path / "cache", makers=[])
    assert "\n" not in str(caught.value)
    with pytest.raises(DataError, match=r"nothing was made in .*; get it with: grader data fetch cats_dogs"):
        data.load("cats_dogs", cache=tmp_path / "cache")


def pets(server: Server, archives: dict[str, bytes]) -> OxfordPets:
    md5 = {name: hashlib.md5(content, usedforsecurity=False).hexdigest() for name, content in archives.items()}
    return OxfordPets(server.url, md5)


@pytest.fixture
def archives() -> dict[str, bytes]:
    """Oxford-IIIT Pet's two archives with three cats and three dogs."""
    trainval = "Abyssinian_1 1 1 1\nbeagle_2 5 2 4\nBengal_3 6 1 3\nboxer_4 9 2 8\n"
    images: dict[str, bytes] = {"images/": b""}
    for name, colour in (("Abyssinian_1", CAT), ("beagle_2", DOG), ("Bengal_3", CAT), ("boxer_4", DOG)):
        images[f"images/{name}.jpg"] = picture(colour, (300, 420), "JPEG")
    images["images/Birman_5.jpg"] = picture(CAT, kind="JPEG")
    images["images/pug_6.jpg"] = picture(DOG, kind="JPEG")
    lists = {"annotations/trainval.txt": trainval, "annotations/test.txt": "Birman_5 8 1 5\npug_6 26 2 19\n"}
    return {
        "annotations.tar.gz": tarball({name: text.encode() for name, text in lists.items()}),
        "images.tar.gz": tarball(images),
    }


def test_oxford_pets(archives: dict[str, bytes], serve: Serve, tmp_path: Path) -> None:
    server = serve({f"/{name}": content for name, content in archives.items()})
    make(CATS_DOGS, progress=ignore, cache=tmp_path, makers=[pets(server, archives)])
    loaded = data.load("cats_dogs", cache=tmp_path)
    assert (len(loaded.images), loaded.train_size, loaded.made_of) == (6, 4, "Oxford-IIIT Pet")
    np.testing.assert_array_equal(loaded.labels, [0, 1, 0, 1, 0, 1])
    assert_told_apart(loaded)


def test_oxford_pets_with_another_checksum_or_layout(archives: dict[str, bytes], serve: Serve, tmp_path: Path) -> None:
    server = serve({f"/{name}": content for name, content in archives.items()})
    wrong = OxfordPets(server.url, dict.fromkeys(archives, "0" * 32))
    with pytest.raises(DataError, match=r"Oxford-IIIT Pet: annotations\.tar\.gz does not have the expected md5"):
        make(CATS_DOGS, progress=ignore, cache=tmp_path, makers=[wrong])
    other = {**archives, "annotations.tar.gz": tarball({"annotations/list.txt": b""})}
    server = serve({f"/{name}": content for name, content in other.items()})
    with pytest.raises(DataError, match="Oxford-IIIT Pet: its archives are not as they should be"):
        make(CATS_DOGS, progress=ignore, cache=tmp_path, makers=[pets(server, other)])


def test_the_last_resort_says_why_it_was_taken(serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    labels = np.arange(40, dtype=np.uint8) % 10
    pixels = rng.integers(0, 256, (40, 3, 32, 32), dtype=np.uint8)
    published = data.Dataset("cifar10", pixels, labels, 30, cifar10.CLASSES)
    monkeypatch.setattr("grader.data.fetching.fetch", lambda *_, **__: tmp_path)
    monkeypatch.setattr("grader.data.arrays.load", lambda *_, **__: published)
    server = serve({})
    home = make(CATS_DOGS, progress=ignore, cache=tmp_path, makers=[OxfordPets(server.url, {}), OfCifar10()])
    record = read_record(home)
    assert record is not None
    assert record.made_of == "the cats and dogs of cifar10"
    assert record.passed_over == ["Oxford-IIIT Pet: annotations.tar.gz: HTTP status 404"]
    monkeypatch.undo()
    loaded = data.load("cats_dogs", cache=tmp_path)
    assert (len(loaded.images), loaded.train_size) == (8, 6)
    np.testing.assert_array_equal(loaded.images, pixels[np.isin(labels, (3, 5))])
    np.testing.assert_array_equal(loaded.labels, [0, 1] * 4)


def test_a_damaged_file_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own(tmp_path, monkeypatch, {"cats": 6, "dogs": 6})
    home = make(CATS_DOGS, progress=ignore, cache=tmp_path / "cache", makers=[])
    damaged = home / cats_dogs.NAMES["test-labels"]
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"\7")
    with pytest.raises(DataError, match=f"{damaged.name} is damaged"):
        data.load("cats_dogs", cache=tmp_path / "cache")
    make(CATS_DOGS, progress=ignore, cache=tmp_path / "cache", makers=[])
    assert len(data.load("cats_dogs", cache=tmp_path / "cache").images) == 12


@pytest.mark.parametrize("content", [b"", b"{}", b"[", b'{"made_of": 3}'])
def test_a_record_that_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "cats_dogs").mkdir()
    (tmp_path / "cats_dogs" / RECORD).write_bytes(content)
    with pytest.raises(DataError, match="nothing was made in"):
        data.load("cats_dogs", cache=tmp_path)


def listed(cache: Path) -> Any:
    return next(listing for listing in data.available(cache=cache) if listing.name == "cats_dogs")


def test_the_list_says_what_it_was_made_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (listed(tmp_path / "cache").state, listed(tmp_path / "cache").size) == ("absent", 0)
    folder = own(tmp_path, monkeypatch, {"cats": 6, "dogs": 6})
    assert listed(tmp_path / "cache").state == "own folder"
    make(CATS_DOGS, progress=ignore, cache=tmp_path / "cache", makers=[])
    found = listed(tmp_path / "cache")
    assert (found.state, found.made_of) == ("cached", f"GRADER_DATA ({folder})")
    assert found.size > 12 * 3072
