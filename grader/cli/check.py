"""`grader check`: the public tests, on the student's own machine."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from grader.judge.public import Checked


@click.command()
@click.argument("path", type=click.Path(path_type=Path), default=".")
@click.option("-k", "keyword", default="", metavar="WORD", help="Only the tests with WORD in their name.")
def command(path: Path, keyword: str) -> None:
    """Run the public tests on your own file, in this process: prints and breakpoints work.

    PATH is the assignment's folder or your file in it; by default the current folder. Exit status 1 when a test
    fails. The hidden tests, which decide the grade, are others.
    """
    from grader.judge.public import check_public

    started = time.monotonic()
    if not _show(check_public(path, keyword), started):
        sys.exit(1)


def check_names(names: dict[str, Any], keyword: str) -> None:
    """Run the public tests of the current folder on a namespace, and print what came of it."""
    from grader.errors import GraderError
    from grader.judge.public import check_module
    from grader.remote.loopback import loading

    if loading.get():
        print("(the public tests are run when all cells have been)")
        return
    started = time.monotonic()
    module = ModuleType("notebook")
    module.__dict__.update(names)
    try:
        _show(check_module(module, Path(), keyword), started)
    except GraderError as error:
        print(f"grader: {error}")


def _show(checked: Checked, started: float) -> bool:
    """Print the outcomes; whether no test failed."""
    from rich.console import Console

    from grader.cli.texts import shown

    console = Console(highlight=False, force_jupyter=False)
    for problem in checked.problems:
        console.print(shown(problem, style="bold"))
    failing = [test for test in checked.outcomes if test.status not in ("passed", "skipped", "not_run")]
    for test in failing:
        console.print(shown(f"✗ {test.title}  ({test.id})", style="bold red"))
        for text in (test.message, test.hint):
            if text:
                console.print(shown("\n".join(f"    {line}" for line in text.splitlines())))
    for test in checked.outcomes:
        if test not in failing:
            sign = "✓" if test.status == "passed" else "–"
            console.print(shown(f"{sign} {test.title}" + ("" if test.status == "passed" else f"  ({test.status})")))
    passed = sum(test.status == "passed" for test in checked.outcomes)
    console.print(f"{passed} of {len(checked.outcomes)} public tests pass  ({time.monotonic() - started:.1f} s)")
    return not failing
