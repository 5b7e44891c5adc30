"""`grader check`: the public tests, on the student's own machine."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import click

from grader.cli.options import examples, json_option, quiet_option

if TYPE_CHECKING:
    from grader.judge.public import Checked, Follower


@click.command(
    epilog=examples(
        "grader check                     # the public tests on your own file",
        "grader check -k softmax          # only the tests with softmax in their name",
        "grader check --watch             # again each time that you save; Ctrl-C ends it",
        "grader check --sandbox           # as the server grades: isolated, with its limits",
        "grader check --json > found.json # for another program; prints go to standard error",
    )
)
@click.argument("path", type=click.Path(path_type=Path), default=".")
@click.option("-k", "keyword", default="", metavar="WORD", help="Only the tests with WORD in their name.")
@click.option("--watch", is_flag=True, help="Run again, in a fresh process, each time that a file is saved.")
@click.option("--sandbox", is_flag=True, help="Run them as the server does: in its sandbox, with its limits.")
@quiet_option("Show failures and the last line only.")
@json_option
def command(path: Path, keyword: str, watch: bool, sandbox: bool, quiet: bool, as_json: bool) -> None:
    """Run the public tests on your own file, in this process: prints and breakpoints work.

    PATH is the assignment's folder, a folder in it, or your file; by default the current folder. The hidden tests,
    which decide the grade, are others. Exit status 0 when no test fails, 1 when one does, 2 when they cannot be run,
    130 when you stop it.
    """
    if watch:
        from grader.cli.watch import check_again_and_again

        if as_json:
            raise click.UsageError("--watch is for people: --json has one result")
        given = [str(path), *(["-k", keyword] if keyword else []), *(["--sandbox"] if sandbox else [])]
        check_again_and_again(path, [*given, *(["--quiet"] if quiet else [])])
        return
    from contextlib import nullcontext

    from grader.cli.check_json import as_document
    from grader.cli.check_text import CheckText
    from grader.cli.options import print_json
    from grader.cli.prints import prints_to_stderr
    from grader.judge.public import NOBODY

    started = time.monotonic()
    shown = NOBODY if as_json else CheckText(quiet=quiet)
    with prints_to_stderr() if as_json else nullcontext():
        checked, isolation = _checked(path, keyword, sandbox, shown)
    seconds = time.monotonic() - started
    if isinstance(shown, CheckText):
        shown.end(checked, seconds, isolation)
    else:
        print_json(as_document(checked, isolation, seconds))
    if isolation == "E":
        click.echo("this machine gives no isolation: the limits are real, the walls are not", err=True)
    if checked.failing:
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
    shown = CheckText()
    try:
        checked = check_module(module, Path(), keyword, shown)
    except GraderError as error:
        print(f"grader: {error}")
    else:
        shown.end(checked, time.monotonic() - started)


def _checked(path: Path, keyword: str, sandbox: bool, follower: Follower) -> tuple[Checked, str]:
    """What the tests came to, and the tier of the sandbox; "" without one."""
    if sandbox:
        from grader.judge.public_sandbox import check_in_sandbox

        found = check_in_sandbox(path, keyword, follower)
        return found.checked, found.isolation
    from grader.judge.public import check_public

    return check_public(path, keyword, follower), ""
