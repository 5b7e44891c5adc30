"""The commonest wrong answers: what tests said of failures, the same said of many students put together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from grader.judge.grade import Outcome
from grader.report.text import one_line

LONGEST = 240
_NUMBER = re.compile(r"(?<![^\W\d_])[-−+]?(?:\d+(?:,\d{3})*(?:\.\d+)?|\.\d+)(?:e[-+]?\d+)?")
# "softmax of 5 × 3 logits is all zeros", "softmax of the logits 1000 and 0 is all zeros": what it is said of, in short
_SUBJECT = re.compile(r"^(\w+)[^?]*? (is|has|sums|holds|never|combines|must|gives|lacks|differs) ")
_SPACE = re.compile(r"\s+")
_SHAPE = re.compile(r"([(\[])#(?:, ?#?)*([)\]])")


@dataclass(frozen=True)
class Said:
    """What a test says of a failure: `hint` is False for a message where no reason was found."""

    text: str
    hint: bool


@dataclass(frozen=True)
class Diagnosis:
    """The same said of several students. `text` is how it was said most often; `who` are indices, in order."""

    text: str
    hint: bool
    who: tuple[int, ...]
    tests: tuple[str, ...]


def said_of(test: Outcome) -> Said | None:
    """The first line of the hint, or of the message where there is none; later lines only make sense after it. None for
    what passed or follows from another failure."""
    if test.follows_from is not None or test.status in ("passed", "skipped", "not_run"):
        return None
    for text, hint in ((test.hint, True), (test.message, False)):
        for line in text.splitlines():
            if line.strip():
                return Said(one_line(line.strip(), LONGEST), hint)
    return None


@lru_cache(maxsize=10_000)  # a class says few things, and says them often
def normalised(text: str) -> str:
    """What two sayings of the same have in common: not case, numbers, shapes, spaces, or the mark at the end; and of
    what they are about, no more than the first name."""
    plain = _NUMBER.sub("#", _SPACE.sub(" ", text).strip().casefold())
    return _SUBJECT.sub(r"\1 \2 ", _SHAPE.sub(r"\1#\2", plain)).rstrip(" .?!")


def commonest(said: Iterable[tuple[int, str, Said]]) -> list[Diagnosis]:
    """Groups of (student, test, what was said), those of most students first; a student counts once in each."""
    groups: dict[tuple[bool, str], tuple[Counter[str], dict[int, None], dict[str, None]]] = {}
    for who, test, one in said:
        texts, people, tests = groups.setdefault((one.hint, normalised(one.text)), (Counter(), {}, {}))
        texts[one.text] += 1
        people[who] = None
        tests[test] = None
    found = [
        Diagnosis(max(texts, key=lambda text: (texts[text], text)), hint, tuple(people), tuple(tests))
        for (hint, _), (texts, people, tests) in groups.items()
    ]
    return sorted(found, key=lambda one: (-len(one.who), not one.hint, one.text))
