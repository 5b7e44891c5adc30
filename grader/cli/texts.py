"""Texts of students in a terminal: nothing in them acts there."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text


def shown(text: str, style: str = "") -> Text:
    """`text` as text: no markup in it is one, and no escape, control or direction mark reaches the terminal."""
    if not all(line.isprintable() for line in text.split("\n")):
        from grader.report.text import visible  # rarely needed, and what it brings along takes its time

        text = visible(text)
    return Text(text, style=style)


def console_for_tables() -> Console:
    """On a terminal as wide as that is; in a file or a pipe a row is a line, however long."""
    console = Console()
    return console if console.is_terminal else Console(width=10_000)
