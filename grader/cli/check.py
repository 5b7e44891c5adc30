"""`grader check`: the public tests, on the student's own machine."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import click

from grader.cli.options import examples, json_option, print_json, quiet_option

if TYPE_CHECKING:
    from grader.judge.public import Checked, Follower


@click.command(
    epilog=examples(
        "grader check                 # in the assignment's folder, or anywhere in it",
        "grader check -k softmax      # only the tests with softmax in their name",
        "grader check --watch         # again whenever a file is saved",
        "grader check --sandbox       # under the limits of the server",
    )
)
@click.argument("path", type=click.Path(path_type=Path), default=".")
@click.option("-k", "keyword", default="", metavar="WORD", help="Only the tests with WORD in their name.")
@click.option("--watch", is_flag=True, help="Run them again whenever a file is saved, until Ctrl-C.")
@click.option("--sandbox", is_flag=True, help="Run your file as the server does: isolated, under its limits (Linux).")
@json_option
@quiet_option
def command(path: Path, keyword: str, watch: bool, sandbox: bool, as_json: bool, quiet: bool) -> None:
    """Run the public tests on your own file, in this process: prints and breakpoints work.

    PATH is the assignment's folder or your file in it; by default the current folder, or the nearest one around it.
    The hidden tests, which decide the grade, are others. Exit status 0 when no test fails, 1 when one does, 2 when they
    cannot be run, 130 when you stop it.
    """
    if watch and as_json:
        raise click.UsageError("--watch and --json exclude each other")
    if watch:
        _watch(path)
    from grader.cli.check_text import CheckText
    from grader.judge.public import NOBODY

    text = None if as_json else CheckText(quiet=quiet)
    with _prints_beside(as_json):
        started = time.monotonic()
        checked = _check(path, keyword, sandbox, text or NOBODY)
        seconds = time.monotonic() - started
    if text is not None:
        text.end(checked, seconds)
    else:
        print_json(_document(checked, seconds))
    if checked.isolation == "E":
        click.echo("this machine gives no isolation: the limits hold for honest code only", err=True)
    if _failing(checked):
        sys.exit(1)


def check_names(names: dict[str, Any], keyword: str) -> None:
    """Run the public tests of the current folder on a namespace, and print what came of it."""
    from grader.cli.check_text import CheckText
    from grader.errors import GraderError
    from grader.judge.public import check_module
    from grader.remote.loopback import loading

    if loading.get():
        print("(the public tests are run when all cells have been)")
        return
    started = time.monotonic()
    module = ModuleType("notebook")
    module.__dict__.update(names)
    text = CheckText()
    try:
        text.end(check_module(module, Path(), keyword, text), time.monotonic() - started)
    except GraderError as error:
        print(f"grader: {error}")


def _check(path: Path, keyword: str, sandbox: bool, follower: Follower) -> Checked:
    from grader.judge.public import check_in_sandbox, check_public

    if not sandbox:
        return check_public(path, keyword, follower)
    if not sys.platform.startswith("linux"):
        raise click.UsageError("--sandbox needs Linux; without it the tests run in this process")
    return check_in_sandbox(path, keyword, follower)


def _watch(path: Path) -> None:
    """Never returns; each run is a process of its own, so that what was changed is loaded anew."""
    from grader.cli.watch import watch
    from grader.template_folder import template_folder

    folder = template_folder(path)
    once = [sys.executable, "-P", "-m", "grader", *(word for word in sys.argv[1:] if word != "--watch")]
    terminal = sys.stdout.isatty()

    def run() -> None:
        if terminal:
            click.clear()
        subprocess.run(once, check=False)
        click.echo(f"(waiting for a change in {folder.name}/; Ctrl-C ends)")

    try:
        watch(folder, run)
    except KeyboardInterrupt:
        click.echo()
        sys.exit(0)


@contextmanager
def _prints_beside(wanted: bool) -> Iterator[None]:
    """What is printed meanwhile, by whichever process of this terminal, goes to standard error."""
    if not wanted:
        yield
        return
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)


def _failing(checked: Checked) -> bool:
    from grader.cli.check_text import PASSED_OVER

    return any(test.status not in PASSED_OVER for test in checked.outcomes)


def _document(checked: Checked, seconds: float) -> dict[str, Any]:
    """What --json prints; docs/command-line.md says what it means."""
    return {
        "title": checked.settings.title,
        "isolation": checked.isolation or None,
        "passed": sum(test.status == "passed" for test in checked.outcomes),
        "of": len(checked.outcomes),
        "seconds": round(seconds, 3),
        "problems": list(checked.problems),
        "tests": [
            {
                "id": test.id,
                "title": test.title,
                "status": test.status,
                "message": test.message,
                "hint": test.hint,
                "seconds": test.seconds,
            }
            for test in checked.outcomes
        ],
    }
