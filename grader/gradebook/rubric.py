"""Written answers for a person to grade: a TOML file of all that wait, blind, and back again with the points.

Names are replaced by pseudonyms that stay the same within a course, and the order is theirs: so nobody is graded as the
neighbour of somebody. What a student writes about themselves in an answer stays there.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import msgspec
import tomli_w
from msgspec import Meta

from grader.errors import GradebookError
from grader.gradebook.book import Gradebook
from grader.gradebook.decisions import Mark, in_force
from grader.judge.grade import Answer
from grader.judge.seeds import pseudonym_key
from grader.questions import Question
from grader.store import text_digest

_LETTERS = 10  # of a pseudonym: so many that no two in a course are alike


class Marked(msgspec.Struct, forbid_unknown_fields=True):
    """An answer in the file, as a person gives it back."""

    who: str
    question: Annotated[int, Meta(ge=1)]
    text_digest: str
    points: tuple[Annotated[float, Meta(ge=0)], ...]
    comment: str = ""
    answer: str = ""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    answer: tuple[Marked, ...] = ()


@dataclass(frozen=True)
class _Written:
    """One answer, and those whose it is."""

    who: str
    logins: tuple[str, ...]
    answer: Answer
    marks: Mapping[str, Mark]
    """by login: who has joined a group later has none yet"""

    @property
    def waits(self) -> bool:
        return any(login not in self.marks for login in self.logins)


def pseudonym(key: bytes, login: str) -> str:
    """Ten letters and digits, the same for a student in all assignments of a course."""
    digest = hmac.new(key, f"pseudonym\0{login}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode("ascii")[:_LETTERS]


def to_grade(book: Gradebook, *, every: bool = False, named: bool = False) -> tuple[str, int]:
    """The file, and how many answers are in it: those that wait, or with `every` also those that have points."""
    questions = book.assignment.questions
    if not questions:
        raise GradebookError(f"{book.assignment.slug} has no written questions")
    chosen = [one for one in _written(book, named=named) if every or one.waits]
    pieces = [
        f"# {book.assignment.slug}: {len(chosen)} answers. `points`: a number for each line of the rubric, in order;\n"
        "# what has none is left as it is. `comment` is for the student.\n"
    ]
    for number, question in enumerate(questions, 1):
        pieces.append(_rubric(number, question))
        pieces += [_piece(one) for one in chosen if one.answer.number == number]
    return "\n".join(pieces), len(chosen)


def take_back(book: Gradebook, text: str, *, shown: str, who: str = "") -> int:
    """Write down the points of a graded file; how many are new. `shown` is what the file is called in messages.

    GradebookError where one of them cannot be, and then none is.
    """
    try:
        found = msgspec.convert(tomllib.loads(text), _File).answer
    except tomllib.TOMLDecodeError as error:
        raise GradebookError(f"{shown}: not valid TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise GradebookError(f"{shown}: {error}") from error
    return note_marks(book, found, shown=shown, who=who)


def note_marks(book: Gradebook, marks: Sequence[Marked], *, shown: str, who: str = "") -> int:
    """Write down the points of answers; how many are new. As `take_back` in all else."""
    there = {
        (one.who, one.answer.number, text_digest(one.answer.text)): one
        for named in (False, True)
        for one in _written(book, named=named)
    }
    new: list[tuple[tuple[str, ...], Mark]] = []
    for marked in marks:
        if not marked.points:
            continue
        where = f"{shown}: question {marked.question} of {marked.who}"
        written = there.get((marked.who, marked.question, marked.text_digest))
        if written is None:
            raise GradebookError(f"{where}: there is no such answer any more: write the file anew")
        _check(marked, book.assignment.questions[marked.question - 1], where)
        mark = Mark(marked.question, marked.text_digest, marked.points, marked.comment)
        lacking = tuple(login for login in written.logins if written.marks.get(login) != mark)
        if lacking:
            new.append((lacking, mark))
    why = "graded by the rubric"
    book.keep([book.proposed(mark, why=why, login=login, who=who) for logins, mark in new for login in logins])
    return len(new)


def _check(marked: Marked, question: Question, where: str) -> None:
    rubric = question.rubric
    if len(marked.points) != len(rubric):
        raise GradebookError(f"{where}: {len(marked.points)} points for the {len(rubric)} lines of its rubric")
    for number, (points, criterion) in enumerate(zip(marked.points, rubric, strict=True), 1):
        if points > criterion.points:
            said = f"line {number} of its rubric gives {criterion.points:g} at most, not {points:g}"
            raise GradebookError(f"{where}: {said}")


def _written(book: Gradebook, *, named: bool) -> Iterator[_Written]:
    """Each answer that counts, once for those who have handed it in together."""
    key = pseudonym_key(book.assignment.course)
    together: dict[int, list[str]] = {}
    for entry in book.entries():
        if entry.attempt is not None and entry.status == "graded":
            together.setdefault(entry.attempt.id, []).append(entry.student.login)
    marks: dict[tuple[str, int, str], Mark] = {}
    for one in in_force(book.decisions()):
        if isinstance(one.what, Mark) and one.what.points:
            marks[one.login, one.what.question, one.what.text_digest] = one.what
    found = []
    for attempt, logins in together.items():
        who = ", ".join(logins) if named else pseudonym(key, min(logins))
        grade, _, _ = book.store.grade_of(attempt)
        for answer in grade.answers:
            if answer.text and answer.number <= len(book.assignment.questions):  # else it is asked no longer
                keys = {login: (login, answer.number, text_digest(answer.text)) for login in logins}
                own = {login: marks[of] for login, of in keys.items() if of in marks}
                found.append(_Written(who, tuple(logins), answer, own))
    return iter(sorted(found, key=lambda one: one.who))


def _rubric(number: int, question: Question) -> str:
    lines = [f"Question {number}: {question.title}", "", *question.text.strip().splitlines(), "", "Rubric:"]
    lines += [f"  {criterion.points:g}  {criterion.what}" for criterion in question.rubric]
    if question.model_answer:
        lines += ["", "A model answer:", *question.model_answer.strip().splitlines()]
    return "\n".join(f"# {line}".rstrip() for line in lines) + "\n"


def _piece(one: _Written) -> str:
    mark = next(iter(one.marks.values()), None)
    table: dict[str, object] = {
        "who": one.who,
        "question": one.answer.number,
        "text_digest": text_digest(one.answer.text),
        "answer": one.answer.text,
        "points": list(mark.points) if mark is not None else [],
        "comment": mark.comment if mark is not None else "",
    }
    return "[[answer]]\n" + tomli_w.dumps(table, multiline_strings=True)
