"""What an assignment of another grader consists of, whichever grader it was."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from grader.adopt.cells import plain_python, without_cell_magic
from grader.adopt.marking import marked


@dataclass(frozen=True)
class Text:
    """A cell of Markdown."""

    source: str


@dataclass(frozen=True)
class Code:
    """A code cell that students are given. Of a `solution`, what is between our markers is for them to write."""

    source: str
    solution: bool = False


Form = Literal[
    "statements",  # to be run where the names of the notebook are known
    "examples",  # a session of the interpreter: ">>> f(3)", and what it shows
    "function",  # one function, which is called with names of the notebook
]


@dataclass(frozen=True)
class FoundTest:
    """One test. `name` is what it is called there; `shown` says that students see all of it.

    `place` is the same for two that stand for one: a test with a hidden part, and what students see of it.
    """

    name: str
    part: str
    points: float
    source: str
    form: Form
    shown: bool
    hint: str = ""
    before: str = ""
    """statements of its file that it needs, imports and helpers"""
    place: int = 0


@dataclass(frozen=True)
class FoundQuestion:
    """A question that a person grades."""

    title: str
    points: float
    text: str
    model_answer: str


@dataclass
class Found:
    """The whole; `left_out` are the things that have no counterpart here, a line each."""

    grader: str
    title: str
    cells: list[Text | Code] = field(default_factory=list)
    tests: list[FoundTest] = field(default_factory=list)
    questions: list[FoundQuestion] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def code(self) -> list[Code]:
        return [cell for cell in self.cells if isinstance(cell, Code)]

    def add_code(self, name: str, source: str, *, solution: bool) -> None:
        """A cell with code; one that is none of Python's is left out."""
        source_here = without_cell_magic(source)
        if source_here is None or plain_python(source_here) is None:
            line = next((line.strip() for line in source.split("\n") if line.strip()), "")
            self.left_out.append(f"{name}: is not Python, and so is not in the reference: {line[:80]}")
        elif source_here.strip():
            self.cells.append(Code(marked(source_here) if solution else source_here, solution))
