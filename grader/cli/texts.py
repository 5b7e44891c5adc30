"""Texts of students in a terminal: nothing in them acts there."""

from __future__ import annotations

from rich.text import Text


def shown(text: str, style: str = "") -> Text:
    """`text` as text: no markup in it is one, and no escape, control or direction mark reaches the terminal."""
    if not all(line.isprintable() for line in text.split("\n")):
        from grader.report.text import visible  # rarely needed, and what it brings along takes its time

        text = visible(text)
    return Text(text, style=style)
