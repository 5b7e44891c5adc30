"""What `grader check` shows: failures as they come, what passes at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from grader.cli.texts import shown

if TYPE_CHECKING:
    from grader.judge.grade import Outcome
    from grader.judge.public import Checked

SLOW = 0.1  # seconds from which a test's own time is said
INDENT = 4
NOT_A_FAILURE = ("passed", "skipped", "not_run")


class CheckText:
    """Follows a run of the public tests on standard output. `quiet`: nothing but failures and the count."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._console = Console(highlight=False, force_jupyter=False)
        self._plain = not _can_be_shown("✗✓–·░▒▓█", self._console.encoding)

    def begins(self, file: str, count: int) -> None:
        if not self._quiet:
            self._console.print(shown(f"{file}: {count} public test{'s' if count > 1 else ''}"))

    def problem(self, said: str) -> None:
        self._console.print(shown(said, style="bold"))

    def outcome(self, outcome: Outcome) -> None:
        if outcome.status in NOT_A_FAILURE:
            return
        took = f", {outcome.seconds:.1f} s" if outcome.seconds >= SLOW else ""
        self._console.print(shown(f"{self._sign(outcome)} {outcome.title}  ({outcome.id}{took})", style="bold red"))
        printed = f"printed:\n{outcome.output}" if outcome.output else ""
        for text in filter(None, (outcome.message, outcome.hint, self._picture(outcome.evidence), printed)):
            self._indented(text.rstrip("\n"))

    def end(self, checked: Checked, seconds: float, isolation: str = "") -> None:
        """Those that pass, and how many do; `isolation`: the tier of the sandbox, "" for this process."""
        for test in checked.outcomes if not self._quiet else ():
            if test.status in NOT_A_FAILURE:
                told: list[str] = [test.status] if test.status != "passed" else []
                told += [f"{test.seconds:.1f} s"] if test.seconds >= SLOW else []
                self._console.print(
                    shown(f"{self._sign(test)} {test.title}" + (f"  ({', '.join(told)})" if told else ""))
                )
        passed = sum(test.status == "passed" for test in checked.outcomes)
        where = f"; in the sandbox, isolation {isolation}" if isolation else ""
        self._console.print(f"{passed} of {len(checked.outcomes)} public tests pass  ({seconds:.1f} s{where})")

    def _picture(self, evidence: dict[str, Any]) -> str:
        """Where in a parameter its gradient is wrong; "" for a failure of another kind."""
        if "gradient" not in evidence:
            return ""
        from grader.report.heat_text import gradient_maps_as_text

        width = self._console.width - INDENT
        return "\n".join(gradient_maps_as_text(evidence["gradient"], width, plain=self._plain))

    def _sign(self, outcome: Outcome) -> str:
        if outcome.status == "passed":
            return "+" if self._plain else "✓"
        if outcome.status in NOT_A_FAILURE:
            return "-" if self._plain else "–"
        return "x" if self._plain else "✗"

    def _indented(self, text: str) -> None:
        for line in shown(text).wrap(self._console, max(self._console.width - INDENT, INDENT)):
            line.rstrip()
            self._console.print(Text(" " * INDENT) + line if line else line, soft_wrap=True)


def _can_be_shown(characters: str, encoding: str) -> bool:
    try:
        characters.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
