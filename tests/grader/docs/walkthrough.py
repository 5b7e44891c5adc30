"""Does what a page of docs/ says, block by block, in a folder of its own.

A fenced block with a `title` is a file: written as it stands, added at the end of the file with `(at the end)` after
the name, put in the place of a function with that function's name in brackets. A `console` block is commands, each
behind `$ `, and what they print: a line is compared without its spaces at both ends, `…` stands for any text, and on a
line of its own for any number of lines.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
_TITLE = re.compile(r"(\S+)(?: \(([^)]+)\))?")
AT_THE_END = "at the end"


@dataclass(frozen=True)
class Command:
    line: str
    printed: tuple[str, ...]


@dataclass(frozen=True)
class File:
    path: str
    where: str  # "", AT_THE_END, or a function's name
    content: str


def steps_of(page: str) -> Iterator[File | Command]:
    """What a page says to do, in order."""
    for language, title, content in _BLOCK.findall(page):
        if title:
            found = _TITLE.fullmatch(title)
            assert found is not None, title
            yield File(found[1], found[2] or "", content)
        elif language == "console":
            yield from _commands(content)


def _commands(content: str) -> Iterator[Command]:
    for one in re.split(r"^\$ ", content, flags=re.MULTILINE)[1:]:
        line, *printed = one.rstrip("\n").split("\n")
        yield Command(line, tuple(printed))


class Walk:
    """One reader of one page, who begins in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._environment = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "COLUMNS": "100",
            "NO_COLOR": "1",
        }

    def do(self, step: File | Command) -> None:
        if isinstance(step, File):
            self._write(step)
        else:
            printed = self._run(step.line)
            assert fits(step.printed, printed.splitlines()), f"$ {step.line}\n{printed}"

    def _write(self, step: File) -> None:
        path = self.folder / step.path
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text(encoding="utf-8") if step.where else ""
        after = step.content
        if step.where == AT_THE_END:
            after = f"{before.rstrip()}\n\n\n{step.content}"
        elif step.where:
            first, last = _lines_of(before, step.where)
            lines = before.splitlines(keepends=True)
            after = "".join((*lines[: first - 1], step.content, *lines[last:]))
        path.write_text(after, encoding="utf-8")

    def _run(self, line: str) -> str:
        """What a command prints, on both streams; a `cd` holds for those behind it."""
        if line.startswith("cd "):
            self.folder = (self.folder / line.removeprefix("cd ")).resolve(strict=True)
            return ""
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=self.folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
            check=False,
        )
        return done.stdout


def fits(said: Sequence[str], printed: Sequence[str]) -> bool:
    """Whether a command printed what the page says."""
    lines = [line.strip() for line in said]
    pattern = "".join(r"(?:.*\n)*?" if line == "…" else f"{_of_line(line)}\n" for line in lines)
    text = "".join(f"{line.strip()}\n" for line in printed)
    return re.fullmatch(pattern, text) is not None


def _of_line(line: str) -> str:
    return ".*".join(re.escape(part) for part in line.split("…"))


def _lines_of(source: str, function: str) -> tuple[int, int]:
    """The first and last line, from 1, of a function with what decorates it and a comment at its end."""
    (node,) = (node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef) and node.name == function)
    first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
    last, lines = node.end_lineno or first, source.splitlines()
    while last < len(lines) and lines[last].startswith(" "):
        last += 1
    return first, last
