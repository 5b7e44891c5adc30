"""Cats against dogs, 3×32×32: of the user's own pictures, of Oxford-IIIT Pet, or of CIFAR-10's cats and dogs.

Label 0 is a cat, 1 a dog. Pictures of any size are cut to the largest square in the middle and made smaller.
"""

from __future__ import annotations

import hashlib
import io
import tarfile
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from grader.data import idx
from grader.data.download import Download
from grader.data.entry import Made
from grader.data.source import Progress, SourceFailed

CLASSES = ("cat", "dog")
SIDE = 32
PIXELS = 3 * SIDE * SIDE
SUFFIXES = {".jpg", ".jpeg", ".png", ".bmp", ".webp"}
NAMES = {
    "train-images": "train-images-idx4-ubyte",
    "train-labels": "train-labels-idx1-ubyte",
    "test-images": "test-images-idx4-ubyte",
    "test-labels": "test-labels-idx1-ubyte",
}

Pictures = dict[str, list[tuple[NDArray[np.uint8], int]]]
"""Half ("train", "test") → picture and label"""


@dataclass(frozen=True)
class ClassFolders:
    """Pictures in folders that are called cat, cats, dog or dogs, under a folder whose name begins with test or not.

    Where no folder says what is the test set, it is every sixth picture of each class.
    """

    folder: Path

    @property
    def label(self) -> str:
        return f"GRADER_DATA ({self.folder})"

    def fingerprint(self) -> str:
        listed = [f"{path.relative_to(self.folder)} {path.stat().st_size}" for _, _, path in self._pictures()]
        return hashlib.sha256("\n".join(listed).encode(errors="surrogateescape")).hexdigest()

    def make(self, names: dict[str, str], folder: Path, _cache: Path | None, progress: Progress) -> dict[str, Any]:
        listed = self._pictures()
        halves: Pictures = {"train": [], "test": []}
        unread = []
        for done, (half, label, path) in enumerate(listed, start=1):
            try:
                with path.open("rb") as stream:
                    halves[half].append((small(stream), label))
            except (OSError, ValueError) as error:
                unread.append(f"{path.name}: {error}")
            progress(self.label, done * PIXELS, len(listed) * PIXELS)
        return {**_write(halves, names, folder), "not read": unread[:20], "not read in all": len(unread)}

    def _pictures(self) -> list[tuple[str, int, Path]]:
        """Half, label and file of every picture, in the order of their paths."""
        found = []
        for place in sorted(path for path in self.folder.rglob("*") if path.is_dir()):
            kind = place.name.lower().removesuffix("s")
            if kind in CLASSES:
                parts = place.relative_to(self.folder).parts
                half = "test" if any(part.lower().startswith("test") for part in parts) else "train"
                pictures = sorted(path for path in place.iterdir() if path.suffix.lower() in SUFFIXES)
                found += [(half, CLASSES.index(kind), path) for path in pictures]
        if all(half == "train" for half, _, _ in found):
            nth = {label: [path for _, of, path in found if of == label][::6] for label in (0, 1)}
            found = [("test" if path in nth[label] else "train", label, path) for _, label, path in found]
        return found


@dataclass(frozen=True)
class OxfordPets:
    """The archives of torchvision's OxfordIIITPet, with its target type "binary-category"; an md5 for each."""

    url: str
    md5: dict[str, str]
    connect_seconds: float = 6.0
    read_seconds: float = 20.0

    @property
    def label(self) -> str:
        return "Oxford-IIIT Pet"

    def fingerprint(self) -> str:
        return ""

    def make(self, names: dict[str, str], folder: Path, _cache: Path | None, progress: Progress) -> dict[str, Any]:
        listed, pictures = (self._archive(name, folder, progress) for name in ("annotations.tar.gz", "images.tar.gz"))
        halves: Pictures = {"train": [], "test": []}
        done = 0
        try:
            wanted = {}
            for half, name in (("train", "trainval"), ("test", "test")):
                lines = next(stream for member, stream in _files(listed) if member == f"annotations/{name}.txt")
                for line in lines.read().decode().splitlines():
                    image, _, species, _ = line.split()  # name, breed, 1 cat or 2 dog, breed within the species
                    wanted[f"images/{image}.jpg"] = (half, int(species) - 1)
            for member, stream in _files(pictures):
                if member in wanted:
                    half, label = wanted[member]
                    halves[half].append((small(stream), label))
                    done += PIXELS
                    progress(f"{self.label}: decoding", done, len(wanted) * PIXELS)
        except (tarfile.TarError, EOFError, OSError, ValueError, StopIteration) as error:
            raise SourceFailed(f"its archives are not as they should be: {error}") from error
        return _write(halves, names, folder)

    def _archive(self, name: str, folder: Path, progress: Progress) -> Path:
        path = folder / name
        Download(self.url + name, 10**9, self.connect_seconds, self.read_seconds).into(path, progress)
        with path.open("rb") as stream:
            md5 = hashlib.file_digest(stream, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
        if md5 != self.md5[name]:
            path.unlink()
            raise SourceFailed(f"{name} does not have the expected md5")
        return path


@dataclass(frozen=True)
class OfCifar10:
    """The cats and dogs of CIFAR-10: 10,000 + 2,000 pictures."""

    @property
    def label(self) -> str:
        return "the cats and dogs of cifar10"

    def fingerprint(self) -> str:
        return ""

    def make(self, names: dict[str, str], folder: Path, cache: Path | None, progress: Progress) -> dict[str, Any]:
        from grader.data.arrays import load  # these two know the catalogue, which knows this module
        from grader.data.fetching import fetch

        fetch("cifar10", progress=progress, cache=cache)
        both = load("cifar10", cache=cache).only(CLASSES)
        pairs = list(zip(both.images, both.labels.tolist(), strict=True))
        return _write({"train": pairs[: both.train_size], "test": pairs[both.train_size :]}, names, folder)


def small(stream: IO[bytes]) -> NDArray[np.uint8]:
    """A picture as (3, 32, 32): the largest square in its middle; ValueError for what is no picture."""
    try:
        from PIL import Image, ImageOps
    except ModuleNotFoundError as error:
        raise SourceFailed("Pillow is not installed, which decodes pictures (pip install pillow)") from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(stream) as picture:
                picture.draft("RGB", (4 * SIDE, 4 * SIDE))  # a JPEG decodes faster at a fraction of its size
                square = ImageOps.fit(picture.convert("RGB"), (SIDE, SIDE), Image.Resampling.BILINEAR)
    except (OSError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValueError(f"no picture that Pillow reads: {error}") from error
    return np.asarray(square).transpose(2, 0, 1)


def _files(archive: Path) -> Iterable[tuple[str, IO[bytes]]]:
    with tarfile.open(archive, "r:gz") as opened:
        for member in opened:
            stream = opened.extractfile(member)
            if stream is not None:
                yield member.name, io.BytesIO(stream.read())


def _write(halves: Pictures, names: dict[str, str], folder: Path) -> dict[str, Any]:
    """Write the idx files; returns how many pictures of each class there are in each half."""
    counts = {}
    for half, pairs in halves.items():
        labels = np.array([label for _, label in pairs], np.uint8)
        counts[half] = {name: int(np.count_nonzero(labels == label)) for label, name in enumerate(CLASSES)}
        if 0 in counts[half].values():
            raise SourceFailed(f"the {half} half would have {counts[half]['cat']} cats and {counts[half]['dog']} dogs")
        (folder / names[f"{half}-images"]).write_bytes(idx.encode(np.stack([picture for picture, _ in pairs])))
        (folder / names[f"{half}-labels"]).write_bytes(idx.encode(labels))
    return {"pictures": counts}


def _own(folder: Path) -> ClassFolders | None:
    place = folder / "cats_dogs"
    return ClassFolders(place) if place.is_dir() else None


CATS_DOGS = Made(
    name="cats_dogs",
    title="cats against dogs, 32×32 in colour",
    names=NAMES,
    makers=(
        OxfordPets(
            "https://www.robots.ox.ac.uk/~vgg/data/pets/data/",
            {
                "images.tar.gz": "5c4f3ee8e5d25df40f4fd59a7f44e54c",
                "annotations.tar.gz": "95a8c909bbe2e81eed6a22bccdf3f68f",
            },
        ),
        OfCifar10(),
    ),
    own=_own,
    classes=CLASSES,
)
