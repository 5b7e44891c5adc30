"""The commonest wrong answers: what tests said of failures, the same said of many students put together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.judge.grade import Outcome
from grader.report.text import one_line

LONGEST = 240
MOST_LINES = 8  # of one hint
_NUMBER = re.compile(r"(?<![^\W\d_])[-−+]?(?:\d+(?:,\d{3})*(?:\.\d+)?|\.\d+)(?:e[-+]?\d+)?")
_NUMBERED = re.compile(r"(\[['\"][a-z_]*)\d+(?=['\"]\])")  # of the layers of a network: ['W1'], ['b2']
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


def said_of(test: Outcome) -> tuple[Said, ...]:
    """The lines of the hint; without one the first line of the message. Nothing of what passed or follows from another
    failure."""
    if test.follows_from is not None or test.status in ("passed", "skipped", "not_run"):
        return ()
    lines = [line for line in test.hint.splitlines()[:MOST_LINES] if line.strip()]
    if lines:
        return tuple(Said(one_line(line.strip(), LONGEST), True) for line in lines)
    message = next((line for line in test.message.splitlines() if line.strip()), "")
    return (Said(one_line(message.strip(), LONGEST), False),) if message else ()


def normalised(text: str) -> str:
    """What two sayings of the same have in common: not case, numbers, shapes, spaces, or the mark at the end."""
    plain = _NUMBER.sub("#", _NUMBERED.sub(r"\1#", _SPACE.sub(" ", text).strip().casefold()))
    return _SHAPE.sub(r"\1#\2", plain).rstrip(" .?!")


def commonest(said: Iterable[tuple[int, str, Sequence[Said]]]) -> list[Diagnosis]:
    """Groups of (student, test, what was said), those of most students first; a student counts once in each."""
    groups: dict[tuple[bool, str], tuple[Counter[str], dict[int, None], dict[str, None]]] = {}
    for who, test, sayings in said:
        for one in sayings:
            texts, people, tests = groups.setdefault((one.hint, normalised(one.text)), (Counter(), {}, {}))
            texts[one.text] += 1
            people[who] = None
            tests[test] = None
    found = [
        Diagnosis(max(texts, key=lambda text: (texts[text], text)), hint, tuple(people), tuple(tests))
        for (hint, _), (texts, people, tests) in groups.items()
    ]
    return sorted(found, key=lambda one: (-len(one.who), not one.hint, one.text))
