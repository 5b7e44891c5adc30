"""Grading again, asked for at a browser: the command of the last batch, in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO

from grader.batch.lock import running
from grader.batch.order import kept_order
from grader.course import Assignment
from grader.errors import GradebookError

_LAST_LINES = 12
_LAST_BYTES = 4_000
_WAIT_SECONDS = 15


@dataclass(frozen=True)
class _Begun:
    process: subprocess.Popen[bytes]
    output: IO[bytes]
    since: datetime


class Again:
    """Batches that were begun here. `store`: the database's URL, "" for the course's own."""

    def __init__(self, store: str) -> None:
        self._store = store
        self._begun: dict[str, _Begun] = {}

    def begin(self, assignment: Assignment, *, only: Sequence[str] = (), fresh: bool = False) -> None:
        """Grade what the last batch was told to, as it is now. GradebookError where there was none, or one runs."""
        order = kept_order(assignment)
        if order is None:
            said = f"grader batch {assignment.slug} PATHS has to be run once in {assignment.course}"
            raise GradebookError(f"where the submissions are is not known: {said}")
        if self.since(assignment) is not None:
            raise GradebookError(f"{assignment.slug} is being graded: wait until that is done")
        words = ["batch", assignment.slug, "--course", str(assignment.course)]
        words += [f"--only={login}" for login in only]
        words += ["--fresh"] if fresh else []
        environment = {**os.environ, **({"GRADER_STORE": self._store} if self._store else {})}
        try:
            output = tempfile.TemporaryFile()  # noqa: SIM115 - for as long as it is of use
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "grader", *words, *order.arguments()],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
                start_new_session=True,  # an interrupt at the terminal is the server's, which then ends it
            )
        except OSError as error:
            raise GradebookError(f"a batch cannot be begun: {error}") from error
        self._forget(assignment.slug)
        self._begun[assignment.slug] = _Begun(process, output, datetime.now(UTC))

    def since(self, assignment: Assignment) -> datetime | None:
        """Since when a batch runs on this machine, or one that was begun here, which may not have its lock yet."""
        begun = self._begun.get(assignment.slug)
        own = begun.since if begun is not None and begun.process.poll() is None else None
        return own or running(assignment)

    def failure(self, assignment: Assignment) -> str:
        """What the last one that was begun here said when it did not go well; "" otherwise."""
        begun = self._begun.get(assignment.slug)
        if begun is None or not begun.process.poll():
            return ""
        begun.output.seek(max(0, begun.output.seek(0, os.SEEK_END) - _LAST_BYTES))
        lines = begun.output.read().decode("utf-8", "replace").strip().split("\n")
        return "\n".join(lines[-_LAST_LINES:]) or f"it ended with status {begun.process.returncode}"

    def end(self) -> None:
        """Stop what still runs: the grades that there are stay."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
            left = [one.process for one in self._begun.values() if one.process.poll() is None]
            for process in left:
                process.send_signal(number)
            for process in left:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(_WAIT_SECONDS)
        for slug in list(self._begun):
            self._forget(slug)

    def _forget(self, slug: str) -> None:
        if (begun := self._begun.pop(slug, None)) is not None:
            begun.output.close()
