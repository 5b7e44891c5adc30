"""`grader data`: fetch and list datasets."""

from __future__ import annotations

import click


@click.group()
def command() -> None:
    """Fetch and list datasets."""


@command.command()
@click.argument("names", nargs=-1, required=True)
def fetch(names: tuple[str, ...]) -> None:
    """Fetch datasets by NAME into the cache, verified by checksum. What is there already is not fetched again."""
    for name in names:
        fetch_shown(name)


def fetch_shown(name: str) -> None:
    """Fetch one dataset, with a progress bar while there is anything to wait for."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn

    from grader import data

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        tasks: dict[str, TaskID] = {}

        def show(source: str, done: int, total: int | None) -> None:
            if source not in tasks:
                tasks[source] = progress.add_task(f"{name}: {source}", total=total)
            progress.update(tasks[source], completed=done, total=total)

        folder = data.fetch(name, progress=show)
    click.echo(f"{name}: verified, in {folder}")


@command.command("list")
def list_() -> None:
    """List the datasets, and whether each is on this machine."""
    from grader import data

    for listing in data.available():
        size = f"{listing.size / 2**20:.0f} MB"
        click.echo(f"{listing.name:10} {listing.state:12} {size:>7}  {listing.title}; {listing.where}")
