"""`grader serve`: the pages of a class at a browser, with forms for those who decide."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import click

from grader.cli.options import course_folder, course_option, examples, store_of, store_option, who_option

_NEEDS = ("starlette", "uvicorn", "sqlalchemy")


@click.command(
    epilog=examples(
        "grader serve --open",
        "grader serve --port 8080",
    )
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Listen at this address of the machine.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="By default one that is free.")
@click.option("--open", "show", is_flag=True, help="Open it in the browser.")
@who_option
@store_option
@course_option
def command(host: str, port: int, show: bool, who: str, store: str, course: Path | None) -> None:
    """Serve the pages of all assignments from the gradebook, with progress while a batch runs.

    There, points and comments are given, grades released, tests dropped, and the last batch run again. Who has the
    address may do so: it holds a random token, is new each time, and is for nobody else. An interrupt ends it.
    """
    from contextlib import ExitStack

    from rich.console import Console

    from grader.cli.texts import shown
    from grader.errors import ServeError

    lacking = [name for name in _NEEDS if importlib.util.find_spec(name) is None]
    if lacking:
        raise ServeError(f"{', '.join(lacking)} not installed: pip install 'dlgrader[serve,batch]'")
    from grader.serve import Address, serve
    from grader.serve.lead import leading_to

    console, folder, open_too = Console(), course_folder(course), ExitStack()

    def ready(address: Address) -> None:
        if not address.is_loopback:
            warning = "whoever can reach this machine and knows the address can change grades; nothing is encrypted"
            Console(stderr=True).print(shown(f"warning: {warning}"), soft_wrap=True)
        console.print(shown(address.url), soft_wrap=True)
        if show:
            click.launch(str(open_too.enter_context(leading_to(address.url, folder / ".grader"))))

    with store_of(course, store) as kept, open_too:
        serve(folder, kept, host=host, port=port, who=who, url=store, ready=ready)
