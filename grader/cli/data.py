"""`grader data`: fetch, build and list datasets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from grader.cli.groups import Choice, Group
from grader.cli.options import examples, json_option, print_json

if TYPE_CHECKING:
    from rich.progress import ProgressColumn

    from grader.data.listing import Listing


def _datasets(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    del ctx, parameter
    from grader.data.catalogue import DATASETS

    return sorted(name for name in DATASETS if name.startswith(incomplete))


@click.group(
    cls=Group,
    epilog=examples(
        "grader data list",
        "grader data fetch mnist cifar10",
        "grader data build resnet18",
    ),
)
def command() -> None:
    """Fetch, build and list datasets."""


@command.command(epilog=examples("grader data fetch mnist", "grader data fetch mnist cifar10 cats_dogs"))
@click.argument("names", nargs=-1, required=True, shell_complete=_datasets)
def fetch(names: tuple[str, ...]) -> None:
    """Fetch datasets by NAME into the cache, verified by checksum. What is there already is not fetched again."""
    for name in names:
        fetch_shown(name)


def fetch_shown(name: str) -> None:
    """Fetch one dataset, with a progress bar while there is anything to wait for."""
    from rich.progress import DownloadColumn, TransferSpeedColumn

    from grader import data

    with _bar(name, DownloadColumn(), TransferSpeedColumn()) as show:
        folder = data.fetch(name, progress=show)
    click.echo(f"{name}: verified, in {folder}{_made_of(name)}")


@command.command(epilog=examples("grader data build resnet18", "grader data build resnet18 --epochs 2 --images 4096"))
@click.argument("name", type=Choice(["resnet18"]))
@click.option(
    "--epochs", type=click.IntRange(1, 100), default=8, show_default=True, help="How often it sees each image."
)
@click.option(
    "--images", type=click.IntRange(256, 40_000), default=40_000, show_default=True, help="Of how many images."
)
@click.option("--seed", type=click.IntRange(0), default=0, help="[0].")
@click.option("--device", default="cpu", metavar="NAME", help="torch's name of an accelerator to train on, cuda say.")
def build(name: str, epochs: int, images: int, seed: int, device: str) -> None:
    """Train the backbone that takes the place of ImageNet's weights where these cannot be had.

    It is a ResNet-18 for the eight classes of CIFAR-10 that are neither cat nor dog. Interrupted, the same command
    goes on after the last whole epoch. Weights that are there already are not built again.
    """
    from rich.progress import TaskProgressColumn, TimeRemainingColumn

    from grader.data.backbone import Training, build

    training = Training(epochs=epochs, images=images, seed=seed)
    repeat = f"grader data build {name} --epochs {epochs} --images {images} --seed {seed} --device {device}"
    with _bar(name, TaskProgressColumn(), TimeRemainingColumn()) as show:
        folder = build(training, repeat, device=device, progress=show)
    click.echo(f"{name}: verified, in {folder}{_made_of(name)}")


@contextmanager
def _bar(name: str, *columns: ProgressColumn) -> Iterator[Callable[[str, int, int | None], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn

    shown = (TextColumn("{task.description}"), BarColumn(), *columns)
    with Progress(*shown, console=Console(stderr=True), transient=True) as progress:
        tasks: dict[str, TaskID] = {}

        def show(source: str, done: int, total: int | None) -> None:
            if source not in tasks:
                tasks[source] = progress.add_task(f"{name}: {source}", total=total)
            progress.update(tasks[source], completed=done, total=total)

        yield show


def _made_of(name: str) -> str:
    """What a dataset that can be made of several things was made of, and why not of those before."""
    from grader import data

    listing = next(listing for listing in data.available() if listing.name == name)
    passed_over = f" ({'; '.join(listing.passed_over)})" if listing.passed_over else ""
    return f"; made of: {_origin(listing)}{passed_over}" if listing.made_of else ""


def _origin(listing: Listing) -> str:
    """What it was made of; of a backbone also how good it is."""
    if listing.accuracy is None:
        return listing.made_of
    return f"{listing.made_of}, which is right on {listing.accuracy:.1%} of its own test images"


@command.command("list", epilog=examples("grader data list", "grader data list --json"))
@json_option
def list_(as_json: bool) -> None:
    """List the datasets, and whether each is on this machine."""
    from grader import data

    if as_json:
        import dataclasses

        listings = map(dataclasses.asdict, data.available())
        print_json({"datasets": [{**listing, "where": str(listing["where"])} for listing in listings]})
        return
    for listing in data.available():
        size = f"{listing.size / 2**20:.0f} MB" if listing.size else "-"
        made_of = f", made of: {_origin(listing)}" if listing.made_of else ""
        click.echo(f"{listing.name:10} {listing.state:12} {size:>7}  {listing.title}; {listing.where}{made_of}")
