"""What `grader check` shows: failures as they come, what passes at the end."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from rich.console import Console

from grader.cli.heat import heat_maps
from grader.cli.texts import shown

if TYPE_CHECKING:
    from grader.judge.grade import Outcome
    from grader.judge.public import Checked

PASSED_OVER = ("passed", "skipped", "not_run")
SIGNS = "✓–✗"
PLAIN_SIGNS = "+-x"  # where the terminal's encoding has no others
INDENT = 4


class CheckText:
    """Follows a run of the public tests on standard output; `quiet`: only with how many passed."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._console = _Unbroken(highlight=False, force_jupyter=False)
        self._plain = not _can_be_shown(SIGNS, self._console.encoding)
        self._passed, self._other, self._failed = tuple(PLAIN_SIGNS if self._plain else SIGNS)

    def problem(self, said: str) -> None:
        if not self._quiet:
            self._console.print(shown(said, style="bold"))

    def outcome(self, test: Outcome) -> None:
        if self._quiet or test.status in PASSED_OVER:
            return
        self._console.print(shown(f"{self._failed} {test.title}  ({test.id})", style="bold red"))
        pictures = "\n".join(heat_maps(test.evidence, self._console.width - INDENT, plain=self._plain))
        for text in (test.message, test.hint, pictures, f"printed:\n{test.output}" if test.output else ""):
            if text:
                self._indented(text)

    def end(self, checked: Checked, seconds: float) -> None:
        for test in () if self._quiet else checked.outcomes:
            if test.status in PASSED_OVER:
                sign, said = (self._passed, "") if test.status == "passed" else (self._other, f"  ({test.status})")
                self._console.print(shown(f"{sign} {test.title}{said}"))
        passed = sum(test.status == "passed" for test in checked.outcomes)
        where = f", in a sandbox of tier {checked.isolation}" if checked.isolation else ""
        self._console.print(f"{passed} of {len(checked.outcomes)} public tests pass  ({seconds:.1f} s{where})")

    def _indented(self, text: str) -> None:
        """Each line behind four spaces, also where it is wrapped."""
        for line in shown(text.rstrip("\n")).wrap(self._console, max(self._console.width - INDENT, INDENT)):
            line.rstrip()
            line.pad_left(INDENT if line else 0)
            self._console.print(line, soft_wrap=True)


class _Unbroken(Console):
    """Where nobody reads on (`check | head`) the tests do: rich would end the process in the middle of pytest."""

    def on_broken_pipe(self) -> None:
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _can_be_shown(characters: str, encoding: str) -> bool:
    try:
        characters.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
