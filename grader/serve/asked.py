"""What a form asks for, as a decision. Every form has a reason, and a fault of it is one sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

import msgspec

from grader.errors import GradebookError
from grader.gradebook import Entry, Gradebook
from grader.gradebook.decisions import Bonus, Comment, Decision, Override, Release, What
from grader.gradebook.rubric import Marked, note_marks
from grader.store import text_digest

MOST_BYTES = 300_000  # of a form: a comment and a reason as long as they may be, nine bytes a letter
_NUMBER = re.compile(r"[+-]?(\d{1,9}([.,]\d*)?|[.,]\d+)", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)
_MOST_FIELDS = 100

Fields = Mapping[str, str]


def fields_of(body: bytes) -> dict[str, str]:
    """Of a form that a browser has sent; of two fields of one name the last. GradebookError for anything else."""
    if len(body) > MOST_BYTES:
        raise GradebookError(f"a form has {MOST_BYTES:,} bytes at most")
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, strict_parsing=bool(body), max_num_fields=_MOST_FIELDS
        )
    except ValueError as error:
        raise GradebookError("this is not what a form sends") from error
    return {name: value.replace("\r\n", "\n") for name, value in pairs}


def decide(book: Gradebook, entry: Entry, fields: Fields, *, who: str) -> str:
    """Do what a form about one student asks for; what was done, in a few words. GradebookError where it cannot be."""
    kind, login = fields.get("kind", ""), entry.student.login
    if kind == "mark":
        count = note_marks(book, [_marked(book, entry, fields)], shown=login, who=who)
        return f"question {fields['question']} has its points" if count else "these points were there already"
    what = _what(kind, entry, fields)
    decision: Decision = book.decide(what, why=reason_of(fields), login=login, who=who)
    return msgspec.json.encode(decision.what).decode()


def reason_of(fields: Fields) -> str:
    if not fields.get("why", "").strip():
        raise GradebookError("a decision needs a reason")
    return fields["why"]


def _what(kind: str, entry: Entry, fields: Fields) -> What:
    match kind:
        case "points" | "undo":
            if entry.attempt is None or entry.digest != fields.get("digest"):
                raise GradebookError("something else counts for this student by now: look at the page again")
            given = None if kind == "undo" else _number(fields.get("points", ""), "points")
            return Override(fields.get("test", ""), given, entry.digest)
        case "bonus":
            return Bonus(_number(fields.get("points", ""), "points"))
        case "comment":
            if not fields.get("text", "").strip():
                raise GradebookError("the comment is empty")
            return Comment(fields["text"])
        case "withdraw":
            for text in comments_of(entry):
                if text_digest(text) == fields.get("comment"):
                    return Comment(text, withdrawn=True)
            raise GradebookError("this comment is no longer there")
        case "release" | "hold":
            return Release(kind == "release")
        case _:
            raise GradebookError(f"a form asks for {kind!r}, which is nothing that can be decided")


def _marked(book: Gradebook, entry: Entry, fields: Fields) -> Marked:
    """The points of a written answer, for all who have handed it in together."""
    number = fields.get("question", "")
    questions = book.assignment.questions
    if entry.attempt is None or number not in map(str, range(1, len(questions) + 1)):
        raise GradebookError("there is no such answer any more: look at the page again")
    together = [one.student.login for one in book.entries() if one.attempt is not None and _same(one, entry)]
    points = [
        _number(fields.get(f"points-{line}", ""), f"line {line} of the rubric")
        for line in range(1, len(questions[int(number) - 1].rubric) + 1)
    ]
    given = {
        "who": ", ".join(together),
        "question": int(number),
        "text_digest": fields.get("text_digest", ""),
        "points": points,
        "comment": fields.get("text", ""),
    }
    try:
        return msgspec.convert(given, Marked)
    except msgspec.ValidationError as error:
        raise GradebookError(f"these points cannot be given: {error}") from error


def _same(one: Entry, other: Entry) -> bool:
    return one.attempt is not None and other.attempt is not None and one.attempt.id == other.attempt.id


def _number(text: str, what: str) -> float:
    """As people write numbers, with a point or a comma before the decimals."""
    written = text.strip().replace("\N{MINUS SIGN}", "-")
    if not written:
        raise GradebookError(f"{what}: a number is needed")
    if _THOUSANDS.fullmatch(written):
        without, point = written.replace(",", ""), written.replace(",", ".")
        raise GradebookError(f"{what}: {text!r} may be {without} or {point}: write it so")
    if not _NUMBER.fullmatch(written):
        raise GradebookError(f"{what}: {text[:80]!r} is no number")
    return float(written.replace(",", "."))


def comments_of(entry: Entry) -> tuple[str, ...]:
    """Those that can be taken back: not those of written answers."""
    return tuple(one.what.text for one in entry.decisions if isinstance(one.what, Comment) and not one.what.withdrawn)
