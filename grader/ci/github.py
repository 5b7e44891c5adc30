"""What GitHub's runner is told: annotations, outputs, the summary of a step. Every text may be a student's.

A line on standard output that begins with `::` is a command to the runner, and an older form, `##[…]`, is one anywhere
in a line. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from grader.ci.annotations import Annotation

MOST_ANNOTATIONS = 10  # of a kind, that GitHub shows of one step; the summary has the others
MOST_SUMMARY_BYTES = 1 << 20
_CUT = "\n\n(The rest is left out: GitHub shows a mebibyte.)\n"


def command_of(annotation: Annotation, kind: str = "error") -> str:
    """One line for standard output."""
    values = {"file": annotation.path, "title": annotation.title}
    if annotation.line:
        values["line"] = str(annotation.line)
    told = ",".join(f"{name}={_property(value)}" for name, value in values.items())
    return f"::{kind} {told}::{_data(annotation.text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A").replace("##[", "## [")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


@contextmanager
def no_commands(out: TextIO) -> Iterator[None]:
    """Nothing that is written to standard output meanwhile is a command: the word that ends this cannot be guessed."""
    word = secrets.token_hex(16)
    print(f"::stop-commands::{word}", file=out, flush=True)
    try:
        yield
    finally:
        out.flush()
        print(f"\n::{word}::", file=out, flush=True)


def write_outputs(path: Path, values: Mapping[str, str]) -> None:
    """Append to GITHUB_OUTPUT. The delimiter cannot be guessed, so no value can begin another one."""
    with path.open("a", encoding="utf-8") as file:
        for name, value in values.items():
            end = f"end_{secrets.token_hex(16)}"
            file.write(f"{name}<<{end}\n{value}\n{end}\n")


def append_summary(path: Path, text: str) -> None:
    """Append to GITHUB_STEP_SUMMARY, cut to what GitHub takes."""
    content = text.encode()
    if len(content) > MOST_SUMMARY_BYTES:
        content = content[: MOST_SUMMARY_BYTES - len(_CUT)].decode("utf-8", "ignore").encode() + _CUT.encode()
    with path.open("ab") as file:
        file.write(content)
