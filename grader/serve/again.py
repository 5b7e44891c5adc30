"""Grading again, asked for at a browser: the command of the last batch, in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from grader.batch.lock import running
from grader.batch.order import kept_order
from grader.course import Assignment
from grader.errors import GradebookError

_LAST_LINES = 12
_LAST_BYTES = 4_000
_WAIT_SECONDS = 15


class Again:
    """Batches that were begun here. `store`: the database's URL, "" for the course's own."""

    def __init__(self, store: str) -> None:
        self._store = store
        self._begun: dict[str, subprocess.Popen[bytes]] = {}

    def begin(self, assignment: Assignment, *, only: Sequence[str] = (), fresh: bool = False) -> None:
        """Grade what the last batch was told to, as it is now. GradebookError where there was none, or one runs."""
        order = kept_order(assignment)
        if order is None:
            said = f"grader batch {assignment.slug} PATHS has to be run once in {assignment.course}"
            raise GradebookError(f"where the submissions are is not known: {said}")
        if self.is_running(assignment):
            raise GradebookError(f"{assignment.slug} is being graded: wait until that is done")
        words = ["batch", assignment.slug, "--course", str(assignment.course)]
        words += [f"--only={login}" for login in only]
        words += ["--fresh"] if fresh else []
        environment = {**os.environ, **({"GRADER_STORE": self._store} if self._store else {})}
        with _log(assignment).open("wb") as log:
            self._begun[assignment.slug] = subprocess.Popen(
                [sys.executable, "-P", "-m", "grader", *words, *order.arguments()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=environment,
                start_new_session=True,  # an interrupt at the terminal is the server's, which then ends it
            )

    def is_running(self, assignment: Assignment) -> bool:
        begun = self._begun.get(assignment.slug)
        return (begun is not None and begun.poll() is None) or bool(running(assignment))

    def failure(self, assignment: Assignment) -> str:
        """What the last one that was begun here said when it did not go well; "" otherwise."""
        begun = self._begun.get(assignment.slug)
        if begun is None or not begun.poll():
            return ""
        try:
            said = _log(assignment).read_bytes()[-_LAST_BYTES:].decode("utf-8", "replace")
        except OSError:
            said = ""
        return "\n".join(said.strip().split("\n")[-_LAST_LINES:]) or f"it ended with status {begun.returncode}"

    def end(self) -> None:
        """Stop what still runs: the grades that there are stay."""
        for begun in self._begun.values():
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
                if begun.poll() is not None:
                    break
                begun.send_signal(number)
                try:
                    begun.wait(_WAIT_SECONDS)
                except subprocess.TimeoutExpired:
                    continue


def _log(assignment: Assignment) -> Path:
    return assignment.course / ".grader" / "orders" / f"{assignment.slug}.log"
