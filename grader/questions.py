"""Written questions: what they ask, the file that a student answers in, and the rubric of the person who grades.

They are outside the points that tests give. reference/<slug>/questions.toml holds them, with rubrics that no student
gets; the template's answers.md is made of them, and read again from what is handed in.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from grader.errors import CourseError

QUESTIONS_FILE = "questions.toml"
ANSWERS_FILE = "answers.md"
LONGEST_ANSWER = 20_000  # characters
PLACEHOLDER = "*Write your answer here.*"
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# What nbgrader and otter-grader write where an answer is to be.
_STUBS = (
    "YOUR ANSWER HERE",
    "_Type your answer here, replacing this text._",
)
_UNWRITTEN = re.compile(r"^[ \t]*# YOUR CODE HERE\s+raise NotImplementedError\(\)\s*$", re.MULTILINE)
_HEADING = re.compile(r"^##\s*Question\s+(\d{1,3})\b.*$", re.IGNORECASE | re.MULTILINE)

Points = Annotated[float, Meta(gt=0, le=1e6)]
Text = Annotated[str, Meta(min_length=1)]


class Criterion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of a rubric: what an answer has to have for these points."""

    points: Points
    what: Text


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One question; the points of its rubric add up to its own. `model_answer` is for the person who grades."""

    title: Annotated[str, Meta(pattern=r"^[^\n]+$")]
    points: Points
    text: Text
    rubric: Annotated[tuple[Criterion, ...], Meta(min_length=1)]
    model_answer: str = ""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    question: Annotated[tuple[Question, ...], Meta(min_length=1)]


def read_questions(path: Path) -> tuple[Question, ...]:
    """Those in questions.toml, none where there is no such file; CourseError with file and key where it is wrong."""
    try:
        text = path.read_text(encoding="utf-8")
        found = msgspec.convert(tomllib.loads(text), _File).question
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path}: cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"{path}: not valid TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise CourseError(f"{path}: {error}") from error
    for number, question in enumerate(found, 1):
        total = sum(criterion.points for criterion in question.rubric)
        if abs(total - question.points) > 1e-9:
            said = f"its rubric adds up to {total:g} points, not to {question.points:g}"
            raise CourseError(f"{path}: question {number}: {said}")
    return found


def answers_file(title: str, questions: Sequence[Question]) -> str:
    """answers.md as a student gets it: each question quoted, and room below it."""
    sections = [
        f"# {title}: written questions\n\nA person grades these. Write below each question, and keep the headings.\n"
    ]
    for number, question in enumerate(questions, 1):
        points = f"{question.points:g} point{'' if question.points == 1 else 's'}"
        quoted = "\n".join(f"> {line}".rstrip() for line in question.text.strip().splitlines())
        sections.append(f"## Question {number}: {question.title} ({points})\n\n{quoted}\n\n{PLACEHOLDER}\n")
    return "\n".join(sections)


def answers_in(content: bytes, questions: Sequence[Question]) -> tuple[list[str], list[str]]:
    """What an answers.md says to each question, "" for nothing; and what is wrong with the file, a line each.

    The question itself, quoted, is no part of the answer. Where a heading stands twice, both texts count.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [""] * len(questions), [f"{ANSWERS_FILE} is not UTF-8 text: save it as that"]
    answers, unknown = [""] * len(questions), set[int]()
    given = [{line.strip() for line in question.text.splitlines()} for question in questions]
    pieces = _HEADING.split(text.replace("\r\n", "\n"))
    for heading, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        at = int(heading) - 1
        if not 0 <= at < len(questions):
            unknown.add(at + 1)
            continue
        lines = [line for line in piece.split("\n") if not _is_quoted(line, given[at]) and line.strip() != PLACEHOLDER]
        own = "\n".join(lines).strip()
        answers[at] = f"{answers[at]}\n\n{own}".strip()
    there = {int(heading) for heading in pieces[1::2]}
    missing = [number for number in range(1, len(questions) + 1) if number not in there]
    problems = [f"{ANSWERS_FILE}: there is no question {min(unknown)}"] if unknown else []
    problems += [f"{ANSWERS_FILE}: the heading '## Question {number}' is missing" for number in missing]
    return [_capped(answer) for answer in answers], problems


class _Cell(msgspec.Struct):
    cell_type: str
    source: str


class _Notebook(msgspec.Struct):
    cells: list[_Cell]


def answers_in_notebook(content: bytes, questions: Sequence[Question]) -> list[str]:
    """What the cells of a notebook say to each question, "" for nothing: the cell after the one that asks.

    `content` is a notebook of a submission. A cell asks when its text is the question's, comments apart.
    """
    cells = msgspec.json.decode(content, type=_Notebook).cells
    asked = {_compared(question.text) for question in questions}
    asking: dict[str, list[int]] = {}
    for number, cell in enumerate(cells):
        asking.setdefault(_compared(cell.source), []).append(number)
    answers = []
    for question in questions:
        places = asking.get(_compared(question.text), [])
        at = places.pop(0) + 1 if places else len(cells)  # of two questions with one text, the first is asked first
        text = cells[at].source.strip() if at < len(cells) else ""
        if text in _STUBS or _UNWRITTEN.search(text) or _compared(text) in asked:
            text = ""
        answers.append(_capped(f"```python\n{text}\n```" if text and cells[at].cell_type == "code" else text))
    return answers


def _compared(text: str) -> str:
    return " ".join(_COMMENT.sub("", text).split())


def _is_quoted(line: str, question: set[str]) -> bool:
    """Whether a line is the question's own; students may quote, too."""
    return line.startswith(">") and line.removeprefix(">").strip() in question | {""}


def _capped(answer: str) -> str:
    if len(answer) <= LONGEST_ANSWER:
        return answer
    return f"{answer[:LONGEST_ANSWER]}\n[{len(answer) - LONGEST_ANSWER:,} more characters were handed in]"
