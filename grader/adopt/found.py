"""What an assignment of another grader consists of, whichever grader it was."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


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
    """One test. `name` is what it is called there; `shown` says that students see all of it."""

    name: str
    part: str
    points: float
    source: str
    form: Form
    shown: bool
    hint: str = ""
    before: str = ""
    """statements of its file that it needs, imports and helpers"""


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

    def code(self) -> list[str]:
        return [cell.source for cell in self.cells if isinstance(cell, Code)]
