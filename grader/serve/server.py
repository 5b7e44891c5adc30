"""The server: one person's, at one address, until it is interrupted."""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import uvicorn

from grader.gradebook.book import user
from grader.serve.address import Address, bound
from grader.serve.again import Again
from grader.serve.app import Desk, application
from grader.store import Store

_END_SECONDS = 3


def serve(
    course: Path, store: Store, *, host: str, port: int, who: str, url: str = "", ready: Callable[[Address], None]
) -> None:
    """Serve the pages of a course from its store until an interrupt. `url`: of the store, "" for the course's own.

    `ready` is told the address once it is listened at. ServeError where that cannot be.
    """
    listening, address = bound(host, port)
    again = Again(url)
    server: uvicorn.Server

    def ending() -> bool:
        return server.should_exit

    def hung_up(*_: object) -> None:
        server.should_exit = True

    desk = Desk(course, store, address, who or user(), again, ending)
    config = uvicorn.Config(
        application(desk),
        access_log=False,  # the token is in every path
        log_level="warning",
        lifespan="off",
        ws="none",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_END_SECONDS,
    )
    server = uvicorn.Server(config)
    for number in (signal.SIGTERM, signal.SIGINT):  # both end what was begun, too; SIGINT may have been ignored, by `&`
        signal.signal(number, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # as `nohup` has it
        signal.signal(signal.SIGHUP, hung_up)
    try:
        listening.listen(config.backlog)
        ready(address)
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
    finally:
        listening.close()
        again.end()
