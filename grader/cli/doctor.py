"""`grader doctor`: what this machine gives."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

from grader.cli.options import assignment_of, course_option, examples, json_option, print_json
from grader.cli.slugs import slugs_here
from grader.course import Tier

PACKAGES = ("dlgrader", "numpy", "torch", "torchvision", "pytest", "msgspec")


@click.command(
    epilog=examples(
        "grader doctor",
        "grader doctor --calibrate mlp_numpy",
        "grader doctor --json",
    )
)
@click.option(
    "--calibrate",
    metavar="SLUG",
    shell_complete=slugs_here,
    help="Measure the reference of SLUG here; its limits are then exact.",
)
@json_option
@course_option
def command(calibrate: str | None, as_json: bool, course: Path | None) -> None:
    """Say what this machine gives: isolation and why not more, versions, data, CPU.

    The isolation is the strongest whose sandbox held when it was attacked, and what each attack came to is said.
    """
    from grader import data
    from grader.cli.documents import of_machine
    from grader.judge.limits import machine_benchmark, machine_scale, read_timing
    from grader.sandbox.tiers import detect

    isolation = detect()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    if as_json:
        if calibrate is not None:
            raise click.UsageError("--calibrate says what it did in words: not with --json")
        versions = {"python": platform.python_version(), **{name: _version(name) for name in PACKAGES}}
        states = {listing.name: listing.state for listing in data.available()}
        print_json(of_machine(isolation, versions, cores, machine_benchmark(), states))
        return
    click.echo(f"isolation   {isolation.summary()}")
    for probe in isolation.probes:
        click.echo(f"            {'could not' if probe.held else 'COULD'} {probe.name}: {probe.said}")
    for obstacle in isolation.missing:
        click.echo(f"not higher  {obstacle.reason}")
    for advice in dict.fromkeys(obstacle.advice for obstacle in isolation.missing if obstacle.advice):
        click.echo(f"to raise it {advice}")
    click.echo(f"python      {platform.python_version()} on {platform.system()} {platform.release()}")
    click.echo(f"versions    {', '.join(f'{name} {_version(name)}' for name in PACKAGES)}")
    click.echo(f"cpu         {cores} cores, benchmark {1000 * machine_benchmark():.0f} ms")
    for listing in data.available():
        click.echo(f"data        {listing.name}: {listing.state}")
    if calibrate is not None:
        _calibrate(calibrate, course, isolation.tier)
        timing = read_timing(assignment_of(course, calibrate), isolation.tier)
        click.echo(
            f"calibrated  {calibrate}: this machine takes {machine_scale(timing):.2f} times as long as its record"
        )


def _calibrate(slug: str, course: Path | None, tier: Tier) -> None:
    from grader.judge.limits import calibration_file, write_timing
    from grader.validate.calibrate import measured_timing

    assignment = assignment_of(course, slug)
    written = write_timing(calibration_file(assignment, tier), measured_timing(assignment))
    click.echo(f"calibrated  {slug}: written to {written}")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
